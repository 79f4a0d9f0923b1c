"""The zones of promise and price of a plan: safe, risky and never."""

from __future__ import annotations

import streamlit as st

from sim.questions.guardrails import BelowFloor
from sim.questions.promise import Promise, Strongest, hours_near, strongest_promise
from sim.report.charts import zone_chart
from sim.report.promise import zone_table
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.quantity import SEVERITIES
from sim.ui.asking import ask
from sim.ui.bound import bound
from sim.ui.deal.memo import plan_of
from sim.ui.frame import Ground
from sim.ui.picks import one_of
from sim.ui.pictures import picture
from sim.ui.text import as_markdown, say

__all__ = ["show_promise"]

FEES = (0.9, 1.0, 1.1, 1.25)
"""Fees that are tried, over the current one."""
NEIGHBOURS = 3
RUNS = 12


def show_promise(on: Ground) -> None:
    """Draws the question about the plan of the deal, or its answer."""
    st.subheader(say("promise.title"), anchor=False)
    scenario, plan = on.own, plan_of(on.choice)
    severity = (
        st.segmented_control(
            say("promise.severity"),
            SEVERITIES,
            help=say("promise.severity_help"),
            required=True,
            **bound("reach_severity", SEVERITIES[0], one_of(SEVERITIES)),
        )
        or SEVERITIES[0]
    )
    written = scenario.plans[plan]
    best_effort = getattr(scenario.assumptions.expectation.best_effort_hours, severity)
    today: tuple[float, float] = (getattr(written.response_hours, severity) or best_effort, written.fee_per_month)
    fees = tuple(round(today[1] * share, 2) for share in FEES)
    promise = Promise(plan, severity, hours_near(today[0], NEIGHBOURS), fees)
    rails = on.choice.guardrails
    floors = (("margin_share", rails.margin_share), (f"response_attainment.{plan}.{severity}", rails.attainment))

    def find(runner: ExperimentRunner) -> list[Strongest]:
        return strongest_promise(runner, scenario, promise, BelowFloor(floors), rails.limit, RUNS)

    def show(answers: list[Strongest]) -> None:
        chart = zone_chart(answers, scenario.currency, today)
        st.markdown(as_markdown(chart.finding))
        st.caption(say("promise.legend", margin=on.choice.margin_floor, ontime=on.choice.ontime_floor))
        picture(chart, "zones", zone_table(answers, "", scenario.currency))

    ask(
        QuestionJob("zones", (scenario.fingerprint, promise, floors), on.study.seed, find),
        show,
        button=say("promise.ask"),
        about=say("promise.about", plan=plan, severity=severity),
    )
