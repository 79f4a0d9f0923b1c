"""The combinations of margin and retention that a scenario can reach over a few levers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from sim.questions.frontier import Frontier, LeverRange, SearchBudget, efficient_frontier
from sim.questions.search import FRESH_SEEDS
from sim.report.charts import frontier_chart
from sim.report.frontier import frontier_table, frontier_words
from sim.report.levers import path_ending
from sim.running.jobs import QuestionJob
from sim.ui.asking import ask
from sim.ui.bound import bound, pick
from sim.ui.compare.picks import levers_for, pick_ends, pick_scenario
from sim.ui.frame import Ground
from sim.ui.picks import some_of
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["show_frontier"]

BUDGETS = {"quick": SearchBudget(24, 2, 10), "thorough": SearchBudget(60, 5, 40)}
FEWEST_LEVERS, MOST_LEVERS = 2, 3
FIRST_LEVERS = ("people", "clarity")
"""Last words of the levers that are moved where the reader picks no others."""


def show_frontier(on: Ground) -> None:
    """Draws the question, or its answer."""
    section("compare.frontier")
    one, two = st.columns([2, 1])
    with one:
        scenario = pick_scenario(on, "frontier_scenario")
    with two:
        effort = pick(
            say("compare.effort"), list(BUDGETS), "frontier_effort", "quick", lambda name: say(f"compare.{name}")
        )
    levers = levers_for(scenario)
    paths = st.multiselect(
        say("compare.levers"),
        list(levers),
        max_selections=MOST_LEVERS,
        select_all=False,
        format_func=lambda path: levers[path].about,
        **bound(
            "frontier_levers", [path_ending(levers, last) for last in FIRST_LEVERS], some_of(list(levers), MOST_LEVERS)
        ),
    )
    if len(paths) < FEWEST_LEVERS:
        st.error(say("compare.few_levers", fewest=FEWEST_LEVERS, most=MOST_LEVERS))
        return
    ends = {path: pick_ends(path, levers[path], "frontier") for path in paths}
    ranges = tuple(LeverRange(path, *pair) for path, pair in ends.items() if pair is not None)
    if len(ranges) < len(paths):
        return
    budget = BUDGETS[effort]
    ask(
        QuestionJob(
            "frontier",
            (scenario.fingerprint, ranges, budget),
            on.study.seed,
            partial(efficient_frontier, scenario=scenario, ranges=ranges, budget=budget),
        ),
        partial(_show, abouts={path: levers[path].about for path in paths}, currency=scenario.currency),
        button=say("compare.frontier_ask", runs=budget.evaluations * budget.replications, again=budget.again),
        about=say("compare.frontier_about", seeds=FRESH_SEEDS),
    )


def _show(answer: Frontier, *, abouts: dict[str, str], currency: str) -> None:
    *points, today = (
        replace(point, values=_in_words(point.values, abouts)) for point in (*answer.points, answer.today)
    )
    frontier = replace(answer, points=tuple(points), today=today)
    st.markdown(as_markdown(frontier_words(frontier), 600))
    st.caption(say("compare.frontier_key"))
    picture(frontier_chart(frontier, currency), "frontier", frontier_table(frontier, "", currency))


def _in_words(values: Mapping[str, float], abouts: dict[str, str]) -> dict[str, float]:
    return {abouts[path]: value for path, value in values.items()}
