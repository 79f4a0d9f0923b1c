"""The effect of one customer on the margin and the waiting times of all others."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.questions.externality import Portfolio, leave_out, portfolio
from sim.report.externality import externality_figures, externality_table, externality_words
from sim.running.jobs import QuestionJob
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.customers.counterfactual import RUNS
from sim.ui.customers.customer_history import OneRun
from sim.ui.frame import Ground
from sim.ui.pictures import table
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["externality"]


def externality(on: Ground, one: OneRun) -> None:
    """Draws the question, or its answer."""
    customer, own = one.customer, on.own
    section("customers.externality", customer=customer)
    st.caption(say("customers.externality_about"))
    runs = pick(say("customers.runs"), RUNS, "harm_runs", RUNS[1])
    question = QuestionJob(
        "externality",
        (own.fingerprint, customer, runs),
        on.study.seed,
        lambda runner: portfolio(own, runner.measured(partial(leave_out, named=(customer,)), [own], runs)[0]),
    )
    ask(
        question,
        partial(_show, own.currency),
        button=say("customers.externality_ask"),
        about=say("customers.takes", runs=2 * runs),
    )


def _show(currency: str, answer: Portfolio) -> None:
    (row,) = answer.externalities
    st.markdown(f"**{as_markdown(externality_words(row, currency))}**")
    figures = externality_figures(row, currency)
    with st.container(key="cards-externality"):
        columns = st.columns(len(figures))
    for column, (name, (value, within)) in zip(columns, figures.items(), strict=True):
        column.metric(say(f"customers.externality_{name}"), value)
        column.caption(as_markdown(within))
    st.caption(say("customers.externality_sum", worth=figures["worth"][1], runs=answer.replications))
    with st.expander(say("pictures.table")):
        table(externality_table([row], currency), "externality")
