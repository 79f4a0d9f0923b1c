"""A view on the page: the verdict in words, four numbers, and figures with their tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import streamlit as st

from sim.metrics.catalogue import HEADLINE, describe
from sim.report.charts import (
    AxisRange,
    difference_chart,
    dot_chart,
    fan_chart,
    fan_edges,
    span_of,
    whale_chart,
)
from sim.report.format.caution import caution_legend
from sim.report.study import (
    Card,
    StudyView,
    cards,
    differences_table,
    monthly_table,
    panels,
    runs_table,
    sentences,
    whale_table,
)
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["figures", "headline", "numbers"]

VERDICT_COLOURS: dict[str, Literal["green", "red"]] = {"better": "green", "worse": "red"}


def headline(view: StudyView, preliminary: bool) -> None:
    """Draws the answer of a study: the verdict in words and four numbers.

    Parameters
    ----------
    view : StudyView
        Results of a study.
    preliminary : bool
        Whether more runs are under way.
    """
    _verdict(view, preliminary)
    numbers(cards(view))


def numbers(row: Sequence[Card]) -> None:
    """Draws numbers side by side, each with its range and its difference to the base scenario; once on a page."""
    with st.container(key="cards"):
        columns = st.columns(len(row), gap="small")
    for column, card in zip(columns, row, strict=True):
        with column:
            _card(card)
    if legend := caution_legend(card.caution for card in row):
        st.caption(as_markdown(legend))


def figures(view: StudyView, key: str) -> None:
    """Draws a study's figures; ``key`` names the study, and ``stale`` stands for results of an earlier choice."""
    pins = _pins(key)
    _fan(view, key, pins)
    if view.rows:
        _differences(view, key)
    _dots(view, key, pins)
    _whales(view, key)


def _verdict(view: StudyView, preliminary: bool) -> None:
    texts = sentences(view)
    if not texts:
        st.subheader(say("results.alone"), anchor=False)
        return
    st.subheader(as_markdown(texts[0]), anchor=False)
    for sentence in texts[1:]:
        st.markdown(as_markdown(sentence))
    words = {"runs": view.runs, "months": len(view.months), "base": view.names[0]}
    st.caption(say("results.so_far" if preliminary else "results.in_all", **words))


def _card(card: Card) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(card.outcome.label, card.value, help=as_markdown(card.outcome.definition, 500))
        st.caption(as_markdown(card.range))
        if card.difference:
            st.badge(card.verdict, color=VERDICT_COLOURS.get(card.verdict, "gray"))
            st.markdown(as_markdown(card.difference))
        if card.caution:
            st.caption(as_markdown(card.caution))


def _pins(key: str) -> dict[str, AxisRange]:
    """Ranges of the axes, kept while a study is refined so that its charts don't jump."""
    if st.session_state.get("pinned") != key:
        st.session_state["pinned"], st.session_state["pins"] = key, {}
    pins: dict[str, AxisRange] = st.session_state["pins"]
    return pins


def _pair(view: StudyView) -> tuple[str, ...]:
    """Names of the base scenario and of the reader's own, or of the base scenario alone."""
    return view.names[:2]


def _fan(view: StudyView, key: str, pins: dict[str, AxisRange]) -> None:
    section("results.fan")
    st.caption(say("results.fan_about"))
    paths = dict(zip(_pair(view), view.margins, strict=False))
    pins["fan"] = span_of([fan_edges(runs) for runs in paths.values()], pins.get("fan"))
    chart = fan_chart(view.months, paths, view.currency, span=pins["fan"], actions=view.actions)
    picture(chart, f"fan-{key}", monthly_table(view))


def _differences(view: StudyView, key: str) -> None:
    section("results.differences")
    st.caption(say("results.differences_about"))
    picture(difference_chart(panels(view), view.currency), f"differences-{key}", differences_table(view))


def _dots(view: StudyView, key: str, pins: dict[str, AxisRange]) -> None:
    margin = describe(HEADLINE[0])
    section("results.dots", outcome=margin.label, months=len(view.months))
    st.caption(say("results.dots_about"))
    values = dict(zip(_pair(view), view.values[margin.name], strict=False))
    pins["dots"] = span_of(list(values.values()), pins.get("dots"))
    picture(dot_chart(values, margin, view.currency, span=pins["dots"]), f"dots-{key}", runs_table(view))


def _whales(view: StudyView, key: str) -> None:
    section("results.whale")
    st.caption(say("results.whale_about"))
    curves = dict(zip(_pair(view), view.whales, strict=False))
    if not all(np.isfinite(curve).all(axis=1).any() for curve in curves.values()):
        st.info(say("results.whale_none"))
        return
    picture(whale_chart(curves), f"whale-{key}", whale_table(view))
