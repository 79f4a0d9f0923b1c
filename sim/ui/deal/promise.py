"""The zones of promise and price of a plan: safe, risky and never."""

from __future__ import annotations

import streamlit as st

from sim.questions.deal import signing_zone
from sim.questions.promise import Promise, Strongest, hours_near, zones_by
from sim.report.charts import zone_chart
from sim.report.entries import plan_name
from sim.report.promise import zone_table
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.quantity import SEVERITIES
from sim.ui.asking import ask
from sim.ui.bound import bound
from sim.ui.deal.plan import plan_of
from sim.ui.frame import Ground
from sim.ui.picks import one_of
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["show_promise"]

FEES = (0.9, 1.0, 1.1, 1.25)
"""Fees that are tried, over the current one."""
NEIGHBOURS = 3


def show_promise(on: Ground) -> None:
    """Draws the question about the plan of the deal, or its answer."""
    section("promise.title")
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
    hours: float | None = getattr(written.response_hours, severity)
    fees = tuple(round(written.fee_per_month * share, 2) for share in FEES)
    promise = Promise(plan, severity, hours_near(hours or best_effort, NEIGHBOURS), fees)
    rails, runs, customer = on.choice.guardrails, on.study.replications, on.customer

    def find(runner: ExperimentRunner) -> list[Strongest]:
        return zones_by(scenario, promise, lambda tried: signing_zone(runner, tried, customer, rails, runs))

    def show(answers: list[Strongest]) -> None:
        chart = zone_chart(answers, scenario.currency, None if hours is None else (hours, written.fee_per_month))
        st.markdown(as_markdown(chart.finding))
        floor = {"margin": on.choice.margin_floor, "ontime": on.choice.ontime_floor}
        st.caption(say("promise.legend", runs=runs, **floor))
        picture(chart, "zones", zone_table(answers, "", scenario.currency))

    ask(
        QuestionJob("zones", (scenario.fingerprint, promise, customer, rails, runs), on.study.seed, find),
        show,
        button=say("promise.ask"),
        about=say("promise.about", plan=plan_name(plan), severity=severity, runs=runs),
    )
