"""From what customers bring to the firm's margin: idle capacity that the promise needs, and that is to spare."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.questions.idle_capacity import IdleCapacity, idle_capacity, idle_runs
from sim.report.charts import statement_chart
from sim.report.idle_capacity import idle_steps, idle_words
from sim.report.ledger import statement_table
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.ui.asking import ask
from sim.ui.frame import Ground
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["show_idle_capacity"]


def show_idle_capacity(on: Ground) -> None:
    """Draws the question, or its answer."""
    section("money.idle_title")
    scenario, runs, floor = on.own, on.study.replications, on.choice.guardrails.attainment
    question = QuestionJob(
        "idle",
        (scenario.fingerprint, runs, floor),
        on.study.seed,
        partial(_split, scenario=scenario, runs=runs, floor=floor),
    )
    ask(
        question,
        partial(_show, on.own_name),
        button=say("money.idle_ask", count=idle_runs(runs)),
        about=say("money.idle_about", name=on.own_name, floor=f"{100 * floor:g}"),
    )


def _split(runner: ExperimentRunner, *, scenario: Scenario, runs: int, floor: float) -> IdleCapacity:
    return idle_capacity(runner, scenario, runs, floor)


def _show(name: str, answer: IdleCapacity) -> None:
    st.markdown(f"**{as_markdown(idle_words(answer), 600)}**")
    st.caption(say("money.idle_how"))
    steps, total = idle_steps(answer)
    chart = statement_chart(name, steps, total, answer.currency)
    picture(chart, "idle-capacity", statement_table([*steps, total]))
