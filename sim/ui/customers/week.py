"""A week at the desk as it went in one run, in motion."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from sim.questions.customer_history import CustomerHistory
from sim.questions.desk_week import Week, week
from sim.report.charts import desk_chart
from sim.report.format.habit import day_of
from sim.running.jobs import QuestionJob
from sim.ui.asking import ask
from sim.ui.bound import bound
from sim.ui.customers.life import Chosen
from sim.ui.frame import Ground
from sim.ui.picks import day_between
from sim.ui.pictures import picture
from sim.ui.text import as_markdown, say, tell
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, moment, month_starts

__all__ = ["week_at_the_desk"]

USUAL_DAY = 70


def week_at_the_desk(on: Ground, chosen: Chosen) -> None:
    """Draws the week that the reader picks; at first that of the customer's heaviest straw."""
    st.subheader(say("customers.week"), anchor=False)
    st.caption(say("customers.week_about", customer=chosen.customer))
    own = on.own
    days = int(month_starts(own.start_date, own.horizon_months)[-1]) // MINUTES_PER_DAY
    usual = _monday(own.start_date, _heaviest_day(chosen.life) if chosen.life is not None else USUAL_DAY)
    begins, ends = own.start_date, own.start_date + timedelta(days=days - 1)
    first = st.date_input(
        say("customers.week_from"),
        min_value=begins,
        max_value=ends,
        format="YYYY-MM-DD",
        **bound("week", begins + timedelta(days=min(usual, days - 1)), day_between(begins, ends)),
    )
    day = (first - own.start_date).days
    question = QuestionJob(
        "week",
        (own.fingerprint, chosen.replication, day),
        on.study.seed,
        lambda lab: lab.once(partial(week, day=day), own, chosen.replication),
    )
    ask(question, partial(_show, chosen.customer))


def _heaviest_day(life: CustomerHistory) -> int:
    grievances = [row for row in life.records.grievances if row.at >= 0]
    return int(max(grievances, key=lambda row: row.size).at) // MINUTES_PER_DAY if grievances else USUAL_DAY


def _monday(start: date, day: int) -> int:
    """The day of the study on which the week of a day begins."""
    return max(day - (start + timedelta(days=day)).weekday(), 0)


def _show(customer: str, found: Week) -> None:
    drawn = desk_chart(found, customer)
    st.markdown(f"**{as_markdown(drawn.finding)}**")
    st.caption(say("customers.week_legend", every=found.every))
    picture(drawn, "desk", _frame(found, customer))


def _when(found: Week, at: float) -> str:
    when = moment(found.start_date, at)
    return f"{day_of(when)} {when:%H:%M}"


def _frame(found: Week, customer: str) -> pd.DataFrame:
    rows = [(look, team, seen) for look in found.looks for team, seen in look.teams.items()]
    return pd.DataFrame(
        {
            say("customers.desk_when"): [_when(found, look.at) for look, _, _ in rows],
            say("customers.desk_team"): [team for _, team, _ in rows],
            say("customers.desk_served"): [len(seen.served) for _, _, seen in rows],
            say("customers.desk_idle"): [seen.idle for _, _, seen in rows],
            say("customers.desk_waiting"): [len(seen.waiting) for _, _, seen in rows],
            tell("customers.desk_own", customer=customer): [
                sum(each.customer == customer for each in seen.waiting) for _, _, seen in rows
            ],
            say("customers.desk_longest"): [
                round(max((look.at - each.since for each in seen.waiting), default=0.0) / MINUTES_PER_HOUR, 1)
                for look, _, seen in rows
            ],
        }
    )
