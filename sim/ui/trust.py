"""How far a portfolio of the reader's own may be trusted, shown beside what rests on it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.report.trust import TrustMark
from sim.statistics.held_out import Trust
from sim.ui.choice import Choice
from sim.ui.stories import mark_of_own
from sim.ui.text import as_markdown, say

__all__ = ["COLOURS", "keep_trust", "show_trust", "trust_of"]

BACKTESTS, SEEN = "data_backtests", "data_red_seen"
COLOURS = {Trust.GREEN: "green", Trust.AMBER: "orange", Trust.RED: "red", Trust.GREY: "gray"}
HEADLINES = ("margin", "customer_retention_per_year", "response_attainment")


def keep_trust(fingerprint: str, marks: tuple[TrustMark, ...]) -> None:
    """Keep the colours of a back-test for this session, by the fingerprint of its portfolio."""
    st.session_state[BACKTESTS] = {**st.session_state.get(BACKTESTS, {}), fingerprint: marks}


def trust_of(chosen: Choice) -> tuple[TrustMark, ...]:
    """Colours of the first portfolio in a choice that has a back-test; empty where none has."""
    return next(iter(_marked(chosen).values()), ())


def show_trust(chosen: Choice) -> None:
    """Draws a badge for each headline, where there is a back-test; nothing below red is drawn until it was seen."""
    for fingerprint, marks in _marked(chosen).items():
        red = [mark for mark in marks if mark.colour is Trust.RED]
        if red and fingerprint not in st.session_state.get(SEEN, ()):
            with st.container(border=True, key="red"):
                st.error(say("frame.red"))
                st.markdown("\n".join(f"- **{as_markdown(mark.label)}**: {as_markdown(mark.reason)}" for mark in red))
                st.caption(say("frame.red_about"))
                st.button(say("frame.red_seen"), type="primary", key="red-seen", on_click=partial(_saw, fingerprint))
            st.stop()
    marks = trust_of(chosen)
    if marks:
        with st.container(horizontal=True, gap="small", key="trust"):
            for mark in (mark for name in HEADLINES for mark in marks if mark.outcome == name):
                text = say("frame.trust", outcome=mark.label, colour=str(mark.colour))
                st.badge(text, color=COLOURS[mark.colour], help=as_markdown(mark.reason))  # type: ignore[arg-type]


def _marked(chosen: Choice) -> dict[str, tuple[TrustMark, ...]]:
    """Colours of the portfolios in a choice that have a back-test, by fingerprint: base, own, others."""
    answers: dict[str, tuple[TrustMark, ...]] = st.session_state.get(BACKTESTS, {})
    names = map(mark_of_own, (chosen.base, chosen.story, *chosen.others))
    return {mark: answers[mark] for mark in names if mark in answers}


def _saw(fingerprint: str) -> None:
    st.session_state[SEEN] = {*st.session_state.get(SEEN, ()), fingerprint}
