"""Where a scenario breaks, on a map of two levers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from sim.questions.breaking import LEVELS, MEASURES, Breaking
from sim.questions.tipping import Map, Survey, reaching_ends
from sim.report.charts import tipping_chart
from sim.report.levers import Ends, path_ending
from sim.report.tipping import map_table, map_words, measure_words
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.ui.asking import ask
from sim.ui.bound import bound, pick
from sim.ui.compare.picks import levers_for, pick_ends, pick_scenario
from sim.ui.frame import Ground
from sim.ui.picks import number_between
from sim.ui.pictures import picture
from sim.ui.plausible import key_of, points_of, say_points
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["show_tipping"]

STEPS = (4, 5, 7, 9)
RUNS = 2
"""At each point of the map."""
AXES = (("across", "people"), ("up", "problem_level"))
"""Axes, each with the last word of the lever that it shows where the reader picks no other."""


def show_tipping(on: Ground) -> None:
    """Draws the question, or its answer."""
    section("compare.tipping")
    one, two = st.columns([2, 1])
    with one:
        scenario = pick_scenario(on, "tipping_scenario")
    with two:
        steps = pick(say("compare.steps"), STEPS, "tipping_steps", STEPS[1])
    levers = levers_for(scenario)
    ends: dict[str, Ends] = {}
    chosen: list[str] = []
    for axis, last in AXES:
        paths = [path for path in levers if path not in chosen]
        usual = path_ending(paths, last)
        path = pick(say(f"compare.{axis}"), paths, f"tipping_{axis}", usual, lambda path: levers[path].about)
        chosen.append(path)
        pair = pick_ends(path, levers[path], "tipping")
        if pair is not None:
            ends[path] = pair
    breaking = _breaking()
    if len(ends) < len(chosen):
        return
    points = points_of(scenario)
    if points is not None and any(path in points.paths for path in chosen):
        st.info(say("compare.tipping_points"))
        return
    say_points(points)
    untouched = all(pair == levers[path].usual for path, pair in ends.items())
    survey = partial(Survey, scenario, steps=steps, replications=RUNS, points=points)
    ask(
        QuestionJob(
            "tipping",
            (scenario.fingerprint, tuple(ends.items()), steps, breaking, key_of(points)),
            on.study.seed,
            partial(_survey, scenario=scenario, ends=ends, survey=survey, breaking=breaking, widen=untouched),
        ),
        partial(_show, abouts={path: levers[path].about for path in ends}, ends=ends),
        button=say("compare.tipping_ask", runs=steps * steps * RUNS),
        about=say("compare.tipping_about", runs=RUNS),
    )


def _breaking() -> Breaking:
    """A measure and the level at which it breaks; shares as per cent."""
    one, two = st.columns(2)
    with one:
        measure = pick(say("compare.tipping_measure"), MEASURES, "tipping_measure", MEASURES[0], measure_words)
    usual, low, high = LEVELS[measure]
    scale = 1 if measure == "backlog" else 100
    level = two.number_input(
        say("compare.tipping_growth" if measure == "backlog" else "compare.tipping_level"),
        scale * low,
        scale * high,
        value=None,
        step=1.0,
        format="%g",
        **bound(f"tipping_level:{measure}", scale * usual, number_between(scale * low, scale * high)),
    )
    return Breaking(measure, round((scale * usual if level is None else level) / scale, 6))


def _survey(
    runner: ExperimentRunner,
    *,
    scenario: Scenario,
    ends: dict[str, Ends],
    survey: Callable[[dict[str, Ends]], Survey],
    breaking: Breaking,
    widen: bool,
) -> Map | None:
    reached = reaching_ends(runner, scenario, ends, breaking, RUNS) if widen else ends
    begun = survey(reached)
    begun.run(runner)
    return begun.answer(breaking)


def _show(answer: Map, *, abouts: dict[str, str], ends: dict[str, Ends]) -> None:
    levers = (answer.across, answer.up)
    if any((lever.low, lever.high) != ends[lever.path] for lever in levers):
        st.caption(say("compare.tipping_wider"))
    across, up = (replace(axis, path=abouts[axis.path]) for axis in levers)
    tipping = replace(answer, across=across, up=up)
    for line in map_words(tipping):
        st.markdown(as_markdown(line, 900))
    st.caption(say("compare.tipping_key"))
    picture(tipping_chart(tipping), "tipping", map_table(tipping))
