"""Stress tests of one scenario."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from sim.metrics.catalogue import HEADLINE
from sim.questions.stress import Shock, stresses, usual_month, withstood, withstood_at_points
from sim.report.charts import difference_chart
from sim.report.comparison import comparison_table
from sim.report.stress import stress_words
from sim.report.study import panels_of
from sim.running.jobs import QuestionJob
from sim.statistics.comparison import Comparison, Settings
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.compare.picks import pick_scenario
from sim.ui.frame import Ground
from sim.ui.pictures import picture
from sim.ui.plausible import key_of, points_of, say_points
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["show_stress"]

RUNS = (10, 20, 50)
TESTED = (*HEADLINE, "customers_lost")
COLUMNS = {"Scenario": "terms", "Base": "baseline", "Variant": "with"}
"""Columns of a comparison, each with the end of its text's key here."""


def show_stress(on: Ground) -> None:
    """Draws the question, or its answer."""
    section("compare.stress")
    one, two = st.columns([2, 1])
    with one:
        scenario = pick_scenario(on, "stress_scenario")
    with two:
        runs = pick(say("compare.runs"), RUNS, "stress_runs", RUNS[0])
    shock = Shock(usual_month(scenario))
    tests = stresses(scenario, shock)
    points = points_of(scenario)
    say_points(points)
    find = (
        partial(withstood, scenario=scenario, tests=tests, replications=runs, settings=Settings())
        if points is None
        else partial(
            withstood_at_points, scenario=scenario, shock=shock, points=points, replications=runs, settings=Settings()
        )
    )
    ask(
        QuestionJob("stress", (scenario.fingerprint, shock, runs, key_of(points)), on.study.seed, find),
        partial(_show, currency=scenario.currency),
        button=say("compare.stress_ask", runs=(1 + len(tests)) * runs),
        about=say(
            "compare.stress_about", month=shock.month, tests="; ".join(f"{test.name} ({test.about})" for test in tests)
        ),
    )


def _show(answer: list[Comparison], *, currency: str) -> None:
    st.markdown(as_markdown(stress_words(answer, currency), 600))
    rows = [row for row in answer if row.outcome in TESTED]
    headings = {column: say(f"compare.stress_{end}") for column, end in COLUMNS.items()}
    table = comparison_table(rows, "", currency, with_variant=True)
    columns = [replace(column, heading=headings.get(column.heading, column.heading)) for column in table.columns]
    picture(difference_chart(panels_of(rows, TESTED), currency), "stress", replace(table, columns=tuple(columns)))
