"""Outcomes of one scenario by year."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.questions.yearly import OutcomeByYear, by_year, yearly
from sim.report.budget import months_of, periods
from sim.report.yearly import years_table, years_words
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.ui.asking import ask
from sim.ui.compare.picks import pick_scenario
from sim.ui.frame import Ground
from sim.ui.pictures import table
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["show_years"]

RUNS = 10


def show_years(on: Ground) -> None:
    """Draws the question, or its answer."""
    section("compare.years")
    scenario = pick_scenario(on, "years_scenario")

    def find(runner: ExperimentRunner) -> list[OutcomeByYear]:
        (results,) = runner.measured(yearly, [scenario], RUNS)
        return by_year(results, scenario.horizon_months)

    ask(
        QuestionJob("years", (scenario.fingerprint, RUNS), on.study.seed, find),
        partial(_show, scenario=scenario),
        button=say("compare.years_ask", runs=RUNS),
        about=say("compare.years_about"),
    )


def _show(rows: list[OutcomeByYear], *, scenario: Scenario) -> None:
    st.markdown(as_markdown(years_words(rows) or say("compare.years_one"), 900))
    table(years_table(rows, "", scenario.currency, periods(months_of(scenario), "year")), "years")
