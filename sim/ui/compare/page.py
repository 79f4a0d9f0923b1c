"""Which scenario makes more money and keeps more customers?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from sim.metrics.catalogue import describe
from sim.metrics.quantiles import DECILES
from sim.report.charts import difference_chart, spread_chart
from sim.report.memo import BoardStudy, board_paper
from sim.report.memo.paper import Paper
from sim.report.selection import (
    SCORED,
    ScenarioStanding,
    answer_words,
    best_words,
    lead_words,
    standing_picture,
    standings,
    standings_table,
)
from sim.report.study import StudyView, differences_table, panels, runs_table
from sim.report.terms import terms_table
from sim.scenario.document import Scenario
from sim.statistics.spread import spread
from sim.ui.board import show_board
from sim.ui.bound import pick
from sim.ui.choice import MOST_OTHERS
from sim.ui.compare.bridge import show_bridge
from sim.ui.compare.draws import show_draws
from sim.ui.compare.frontier import show_frontier
from sim.ui.compare.stress import show_stress
from sim.ui.compare.tipping import show_tipping
from sim.ui.compare.yearly import show_years
from sim.ui.frame import STALE, Ground, Results, ground, show_study
from sim.ui.pictures import picture, table
from sim.ui.sections import section
from sim.ui.state import choice, go_to
from sim.ui.stories import title_of
from sim.ui.text import as_markdown, say

__all__ = ["show"]

SUGGESTED = ("abusive-caller", "ugly-things-up-front")
"""Stories to add where few scenarios are compared."""
FEWEST = 3
"""Number of scenarios below which more are suggested."""
CARDS_IN_A_ROW = 3
LEVEL = 0.95


def show() -> None:
    """Draws the page."""
    on = ground()
    st.caption(say("compare.lead"))
    if on is not None:
        _suggestions(on)
    show_study(on, _show)
    if on is not None:
        _terms(on)
        if len(on.names) > 1:
            show_bridge(on)
            show_draws(on)
        show_frontier(on)
        show_years(on)
        show_stress(on)
        show_tipping(on)


def _suggestions(on: Ground) -> None:
    """Stories that one click adds, where there are few."""
    chosen = on.choice
    compared = (chosen.base, chosen.story, *chosen.others)
    suggestions = [name for name in SUGGESTED if name not in compared]
    if len(on.names) >= FEWEST or not suggestions or len(chosen.others) >= MOST_OTHERS:
        return
    with st.container(horizontal=True):
        for name in suggestions:
            st.button(say("compare.add", story=title_of(name)), key=f"add-{name}", on_click=_add, args=(name,))


def _add(name: str) -> None:
    before = choice()
    go_to(replace(before, others=(*before.others, name)))


def _show(results: Results, key: str, preliminary: bool) -> None:
    view = results.view
    _answer(view, preliminary)
    _standing(view, key)
    _scores(view, key)
    if view.rows:
        show_board("board", results, _paper, ready=key != STALE and not preliminary)
    if view.rows:
        _differences(view, key)
    _spread(view, key)


def _paper(study: BoardStudy) -> Paper:
    return board_paper(study.names, study.scenarios, study.results, study.source)


def _answer(view: StudyView, preliminary: bool) -> None:
    if len(view.names) == 1:
        st.subheader(say("compare.alone"), anchor=False)
        return
    st.subheader(as_markdown(answer_words(view), 900), anchor=False)
    st.markdown(as_markdown(lead_words(view), 900))
    if preliminary:
        st.caption(say("compare.so_far", runs=view.runs))


def _standing(view: StudyView, key: str) -> None:
    """Money against customers, a cross a scenario."""
    chart = standing_picture(view)
    if chart is None:
        return
    section("compare.standing")
    st.caption(say("compare.standing_about"))
    picture(chart, f"standing-{key}", standings_table(view))


def _scores(view: StudyView, key: str) -> None:
    """A card a scenario, that with the highest mean margin first."""
    rows = standings(view)
    for start in range(0, len(rows), CARDS_IN_A_ROW):
        row = rows[start : start + CARDS_IN_A_ROW]
        for column, standing in zip(st.columns(min(len(rows), CARDS_IN_A_ROW), gap="small"), row, strict=False):
            with column:
                _score(standing, len(rows) > 1)
    st.caption(say("compare.scores"))


def _score(standing: ScenarioStanding, contested: bool) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{as_markdown(standing.name, 80)}**")
        for card, share in zip(standing.cards, standing.best, strict=True):
            st.metric(card.outcome.label, card.value, help=as_markdown(card.outcome.definition, 500))
            st.caption(as_markdown(f"{card.range}; {best_words(share)}" if contested else card.range))


def _differences(view: StudyView, key: str) -> None:
    section("compare.differences", base=view.names[0])
    st.caption(say("compare.differences_about"))
    picture(difference_chart(panels(view), view.currency), f"differences-{key}", differences_table(view))


def _spread(view: StudyView, key: str) -> None:
    section("compare.spread")
    outcome = describe(
        pick(say("compare.outcome"), SCORED, "spread_outcome", SCORED[0], lambda name: describe(name).label)
    )
    st.caption(say("compare.spread_about", low=round(100 * DECILES[0]), high=round(100 * DECILES[-1])))
    rows = [
        spread(name, values, LEVEL, bounds=outcome.bounds)
        for name, values in zip(view.names, view.values[outcome.name], strict=True)
    ]
    if all(row.dots for row in rows):
        picture(spread_chart(rows, outcome, view.currency), f"spread-{key}", runs_table(view))
    else:
        st.info(say("compare.undefined", outcome=outcome.label))


def _terms(on: Ground) -> None:
    section("compare.terms")
    frame = _differing(on.names, on.scenarios, on.choice.locale)
    if frame.empty:
        st.info(say("compare.no_terms"))
        return
    st.caption(say("compare.terms_about", count=len(frame), base=on.names[0]))
    table(frame, "terms-compare")


@st.cache_resource(hash_funcs={Scenario: lambda scenario: scenario.fingerprint}, max_entries=64, show_spinner=False)
def _differing(names: tuple[str, ...], scenarios: tuple[Scenario, ...], locale: str) -> pd.DataFrame:
    return terms_table(names, scenarios)
