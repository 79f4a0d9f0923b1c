"""Match my figures: points of what nobody measured at which a portfolio is in keeping with what is known."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.errors import SaydoError
from sim.questions.facts import anchor_of
from sim.questions.fit import Anchor
from sim.questions.history_matching import HistoryMatch, MatchDesign, MovedNumbers, match_history
from sim.questions.matched_numbers import usual_numbers
from sim.questions.plausible_points import points_document, points_in_order
from sim.report.history_matching import match_tables, match_words
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.ui.asking import ask
from sim.ui.pictures import table
from sim.ui.plausible import keep_points, leave_points, points_of, say_points
from sim.ui.state import choice
from sim.ui.stories import own_names, story, title_of
from sim.ui.text import as_markdown, say

__all__ = ["match_figures"]

KNOWN = {
    "retention": ("customer_retention_per_year", 100),
    "margin": ("margin_share", 100),
    "dso": ("days_sales_outstanding", 1),
    "attainment": ("response_attainment", 100),
    "disputes": ("disputed_share_of_invoices", 100),
}
"""Figures that a controller knows, each with its outcome, and what one of it is on the page: shares are per cent."""
DESIGN = MatchDesign()
WHICH = "match_portfolio"


def match_figures() -> None:
    """Draws the figures to match, and the question, or its answer; a note where there is no portfolio yet."""
    st.markdown(say("data.match_lead"))
    names = own_names()
    if not names:
        st.info(say("data.match_none"))
        return
    name = names[0]
    if len(names) > 1:
        name = st.selectbox(say("data.match_which"), names, format_func=title_of, key=WHICH)
    scenario = story(name)
    facts = _facts()
    if not facts:
        st.caption(say("data.match_empty"))
        return
    numbers = usual_numbers(scenario)
    about = tuple((fact.outcome, fact.low, fact.high) for fact in facts)
    ask(
        QuestionJob(
            "match",
            (scenario.fingerprint, about, DESIGN.points),
            choice().seed,
            partial(_matched, scenario=scenario, facts=facts, numbers=numbers),
        ),
        partial(_show, scenario),
        button=say("data.match_ask", runs=DESIGN.runs),
        about=say("data.match_about", numbers=", ".join(one.name for one in numbers)),
    )


def _facts() -> list[Anchor]:
    """Figures that were filled in, as anchors; one that cannot be is told and left out with all others."""
    facts, wrong = [], False
    for key, (outcome, scale) in KNOWN.items():
        label, within = st.columns([3, 2])
        value = label.number_input(
            say(f"data.match_{key}"), value=None, format="%g", step=1.0, key=f"match_{key}", persist_state="session"
        )
        tolerance = within.number_input(
            say("data.match_within"),
            value=None,
            format="%g",
            step=1.0,
            key=f"match_{key}_within",
            help=say("data.match_within_help"),
            persist_state="session",
        )
        if value is None:
            continue
        try:
            facts.append(anchor_of(outcome, value / scale, None if tolerance is None else tolerance / scale))
        except SaydoError as problem:
            st.error(as_markdown(str(problem)))
            wrong = True
    return [] if wrong else facts


def _matched(
    runner: ExperimentRunner, *, scenario: Scenario, facts: list[Anchor], numbers: list[MovedNumbers]
) -> HistoryMatch:
    return match_history(runner, scenario, facts, numbers, DESIGN)


def _show(scenario: Scenario, answer: HistoryMatch) -> None:
    st.markdown(f"**{as_markdown(match_words(answer), 1_500)}**")
    facts, numbers = match_tables(answer, scenario.title, scenario.currency)
    st.caption(say("data.match_facts"))
    table(facts, "residuals-match")
    st.caption(say("data.match_numbers"))
    table(numbers, "numbers-match")
    if answer.points:
        _use(scenario, answer)


def _use(scenario: Scenario, answer: HistoryMatch) -> None:
    """The points to draw from, and to take away."""
    values = [point.values for point in answer.points]
    points = points_in_order(values)
    if points_of(scenario) == points:
        st.success(say("data.match_used"))
        say_points(points)
        st.button(say("data.match_leave"), key="match-leave", on_click=leave_points, args=(scenario,))
    else:
        st.button(
            say("data.match_use", count=len(values)),
            type="primary",
            key="match-use",
            on_click=keep_points,
            args=(scenario, points),
        )
        st.caption(say("data.match_use_about"))
    st.download_button(
        say("data.match_file"),
        points_document(scenario, [row.name for row in answer.facts], values),
        "points.json",
        "application/json",
        key="match-points",
        on_click="ignore",
    )
