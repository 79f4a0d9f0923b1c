"""A week at the service desk as it was simulated in one run, as an animation."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import streamlit as st

from sim.questions.customer_history import CustomerHistory, heaviest_day
from sim.questions.desk_week import Week, monday_before, study_days, week
from sim.report.charts import desk_chart
from sim.report.desk_week import looks_table
from sim.running.jobs import QuestionJob
from sim.ui.asking import ask
from sim.ui.bound import bound
from sim.ui.customers.customer_history import OneRun
from sim.ui.frame import Ground
from sim.ui.picks import day_between
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["desk_week"]

USUAL_DAY = 70
"""Day of the study whose week is shown until there is a history with a straw."""


def desk_week(on: Ground, one: OneRun, history: CustomerHistory | None) -> None:
    """Draws the week that the reader picks; by default that of the customer's heaviest straw."""
    section("customers.week")
    st.caption(say("customers.week_about", customer=one.customer))
    own = on.own
    heaviest = None if history is None else heaviest_day(history)
    begins, ends = own.start_date, own.start_date + timedelta(days=study_days(own) - 1)
    usual = min(monday_before(begins, USUAL_DAY if heaviest is None else heaviest), ends)
    first = st.date_input(
        say("customers.week_from"),
        min_value=begins,
        max_value=ends,
        format="YYYY-MM-DD",
        **bound("week", usual, day_between(begins, ends)),
    )
    day = (first - begins).days
    question = QuestionJob(
        "week",
        (own.fingerprint, one.replication, day),
        on.study.seed,
        lambda runner: runner.once(partial(week, day=day), own, one.replication),
    )
    ask(question, partial(_show, one.customer))


def _show(customer: str, answer: Week) -> None:
    chart = desk_chart(answer, customer)
    st.markdown(f"**{as_markdown(chart.finding)}**")
    st.caption(say("customers.week_legend", every=answer.every))
    picture(chart, "desk", looks_table(answer, customer))
