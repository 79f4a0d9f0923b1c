"""Whether a customer would have stayed without one cause of grievance."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.customers.causes import Cause
from sim.questions.counterfactual import Replay, causes_named, replay
from sim.report.counterfactual import replay_table, replay_words
from sim.running.jobs import QuestionJob
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.customers.customer_history import OneRun
from sim.ui.frame import Ground
from sim.ui.pictures import table
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["RUNS", "counterfactual"]

RUNS = (5, 10, 20, 50)
USUAL_CAUSE = "late response"


def counterfactual(on: Ground, one: OneRun) -> None:
    """Draws the question, or its answer."""
    customer, own = one.customer, on.own
    section("customers.without", customer=customer)
    st.caption(say("customers.without_about"))
    wide, narrow = st.columns([2, 1])
    worst = one.profile.worst_cause if one.profile is not None else ""
    usual = worst if worst and not worst.startswith(USUAL_CAUSE) else USUAL_CAUSE
    with wide:
        cause = pick(say("customers.cause"), [USUAL_CAUSE, *Cause], "cause", usual)
    with narrow:
        runs = pick(say("customers.runs"), RUNS, "replay_runs", RUNS[1])
    question = QuestionJob(
        "counterfactual",
        (own.fingerprint, customer, cause, runs),
        on.study.seed,
        lambda runner: replay(runner, own, customer, [causes_named(cause)], range(runs))[0],
    )
    ask(
        question,
        partial(_show, customer, cause),
        button=say("customers.without_ask"),
        about=say("customers.takes", runs=2 * runs),
    )


def _show(customer: str, cause: str, answer: Replay) -> None:
    st.markdown(f"**{as_markdown(replay_words(customer, cause, answer))}**")
    with st.expander(say("customers.run_by_run")):
        table(replay_table(customer, cause, answer, first=1), "counterfactual")
