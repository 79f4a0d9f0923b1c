"""What can be had, what is withstood, and where it tips: questions of one of the scenarios compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from sim.metrics.catalogue import HEADLINE
from sim.questions.frontier import Frontier, LeverRange, SearchBudget, efficient_frontier
from sim.questions.search import FRESH_SEEDS
from sim.questions.stress import Shock, stresses, usual_month, withstood
from sim.questions.tipping import Map, Survey
from sim.report.charts import difference_chart, frontier_chart, tipping_chart
from sim.report.comparison import comparison_table
from sim.report.format.table import to_frame
from sim.report.frontier import frontier_table, frontier_words
from sim.report.stress import stress_words
from sim.report.study import panels_of
from sim.report.tipping import map_table, map_words
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.paths import parse_path
from sim.statistics.comparison import Comparison, Settings
from sim.ui.asking import ask
from sim.ui.bound import bound, pick
from sim.ui.compare.picks import Ends, movable, pick_ends, pick_scenario
from sim.ui.frame import Ground
from sim.ui.picks import some_of
from sim.ui.pictures import picture
from sim.ui.text import as_markdown, say

__all__ = ["show_frontier", "show_stress", "show_tipping"]

BUDGETS = {"quick": SearchBudget(24, 2, 10), "thorough": SearchBudget(60, 5, 40)}
FEWEST_LEVERS, MOST_LEVERS = 2, 3
FIRST_LEVERS = ("people", "clarity")
"""Last words of the levers that are moved where the reader picks no others."""
STRESS_RUNS = (10, 20, 50)
STEPS = (4, 5, 7, 9)
MAP_RUNS = 2
TESTED = (*HEADLINE, "customers_lost")


def show_frontier(on: Ground) -> None:
    """What can be had of margin and of customers kept, over a few levers."""
    st.subheader(say("compare.frontier"), anchor=False)
    one, two = st.columns([2, 1])
    with one:
        scenario = pick_scenario(on, "frontier_scenario")
    with two:
        effort = pick(say("compare.effort"), list(BUDGETS), "frontier_effort", "quick", _effort)
    levers = movable(scenario)
    usual = [_ending(levers, last) for last in FIRST_LEVERS]
    chosen = st.multiselect(
        say("compare.levers"),
        list(levers),
        max_selections=MOST_LEVERS,
        format_func=lambda path: levers[path].about,
        **bound("frontier_levers", usual, some_of(list(levers), MOST_LEVERS)),
    )
    if len(chosen) < FEWEST_LEVERS:
        st.error(say("compare.few_levers", fewest=FEWEST_LEVERS, most=MOST_LEVERS))
        return
    ends = {path: pick_ends(path, levers[path], "frontier") for path in chosen}
    ranges = tuple(LeverRange(path, *found) for path, found in ends.items() if found is not None)
    if len(ranges) < len(chosen):
        return
    budget = BUDGETS[effort]
    ask(
        QuestionJob(
            "frontier",
            (scenario.fingerprint, ranges, budget),
            on.study.seed,
            partial(efficient_frontier, scenario=scenario, ranges=ranges, budget=budget),
        ),
        partial(_frontier, abouts={path: levers[path].about for path in chosen}, currency=scenario.currency),
        button=say("compare.frontier_ask", runs=budget.evaluations * budget.replications, again=budget.again),
        about=say("compare.frontier_about", seeds=FRESH_SEEDS),
    )


def _ending(paths: Iterable[str], last: str) -> str:
    """The first path with this last word, or the first of all."""
    found = list(paths)
    return next((path for path in found if parse_path(path)[-1] == last), found[0])


def _effort(name: str) -> str:
    return say(f"compare.{name}")


def _frontier(found: Frontier, *, abouts: dict[str, str], currency: str) -> None:
    worded = [replace(each, values=_worded(each.values, abouts)) for each in (*found.points, found.today)]
    shown = replace(found, points=tuple(worded[:-1]), today=worded[-1])
    st.markdown(as_markdown(frontier_words(shown), 600))
    st.caption(say("compare.frontier_key"))
    picture(frontier_chart(shown, currency), "frontier", frontier_table(shown, "", currency))


def _worded(values: Mapping[str, float], abouts: dict[str, str]) -> dict[str, float]:
    return {abouts[path]: value for path, value in values.items()}


def show_stress(on: Ground) -> None:
    """What a scenario withstands."""
    st.subheader(say("compare.stress"), anchor=False)
    one, two = st.columns([2, 1])
    with one:
        scenario = pick_scenario(on, "stress_scenario")
    with two:
        runs = pick(say("compare.runs"), STRESS_RUNS, "stress_runs", STRESS_RUNS[0])
    shock = Shock(usual_month(scenario))
    tests = stresses(scenario, shock)
    told = "; ".join(f"{each.name} ({each.about})" for each in tests)
    ask(
        QuestionJob(
            "stress",
            (scenario.fingerprint, shock, runs),
            on.study.seed,
            partial(withstood, scenario=scenario, tests=tests, replications=runs, settings=Settings()),
        ),
        partial(_stress, currency=scenario.currency),
        button=say("compare.stress_ask", runs=(1 + len(tests)) * runs),
        about=say("compare.stress_about", month=shock.month, tests=told),
    )


def _stress(rows: list[Comparison], *, currency: str) -> None:
    st.markdown(as_markdown(stress_words(rows, currency), 600))
    shown = [row for row in rows if row.outcome in TESTED]
    columns = {"Scenario": "terms", "Base": "baseline", "Variant": "with"}
    named = {theirs: say(f"compare.stress_{ours}") for theirs, ours in columns.items()}
    table = to_frame(comparison_table(shown, "", currency, with_variant=True)).rename(columns=named)
    picture(difference_chart(panels_of(shown, TESTED), currency), "stress", table)


def show_tipping(on: Ground) -> None:
    """Where a scenario tips over two levers."""
    st.subheader(say("compare.tipping"), anchor=False)
    one, two = st.columns([2, 1])
    with one:
        scenario = pick_scenario(on, "tipping_scenario")
    with two:
        steps = pick(say("compare.steps"), STEPS, "tipping_steps", STEPS[1])
    levers = movable(scenario)
    ends: dict[str, Ends | None] = {}
    for key, usual in (("across", "people"), ("up", "problem_level")):
        left = [path for path in levers if path not in ends]
        path = pick(
            say(f"compare.{key}"), left, f"tipping_{key}", _ending(left, usual), lambda each: levers[each].about
        )
        ends[path] = pick_ends(path, levers[path], "tipping")
    given = {path: found for path, found in ends.items() if found is not None}
    if len(given) < len(ends):
        return
    ask(
        QuestionJob(
            "tipping",
            (scenario.fingerprint, tuple(given.items()), steps),
            on.study.seed,
            partial(_survey, scenario=scenario, given=given, steps=steps),
        ),
        partial(_tipping, abouts={path: levers[path].about for path in given}),
        button=say("compare.tipping_ask", runs=steps * steps * MAP_RUNS),
        about=say("compare.tipping_about", runs=MAP_RUNS),
    )


def _survey(runner: ExperimentRunner, *, scenario: Scenario, given: dict[str, Ends], steps: int) -> Map | None:
    survey = Survey(scenario, given, steps, MAP_RUNS)
    survey.run(runner)
    return survey.answer()


def _tipping(found: Map, *, abouts: dict[str, str]) -> None:
    across, up = (replace(each, path=abouts[each.path]) for each in (found.across, found.up))
    shown = replace(found, across=across, up=up)
    for line in map_words(shown):
        st.markdown(as_markdown(line, 900))
    st.caption(say("compare.tipping_key"))
    picture(tipping_chart(shown), "tipping", map_table(shown))
