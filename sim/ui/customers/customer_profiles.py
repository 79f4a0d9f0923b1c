"""Every customer by margin and trust, and the one that the reader picks."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.questions.customer_profiles import COURSES, CustomerProfile, profiles
from sim.report.charts import bubble_chart
from sim.report.customer_profiles import profiles_sentence, profiles_table
from sim.running.jobs import QuestionJob
from sim.ui.asking import WAITING, ask
from sim.ui.bound import take
from sim.ui.frame import Ground
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.state import choice
from sim.ui.text import as_markdown, say
from sim.ui.work import job_manager

__all__ = ["OF_ONE", "PICKED", "customer_profiles", "profiles_of"]

PICKED = "customer"
"""The pick of the customer that the page is about; the figure and the list below it are views of it."""
OF_ONE = ("life_run", "week")
"""Picks that are about that customer alone."""
CHART = "profiles"


def customer_profiles(on: Ground) -> None:
    """Draws the customers of the reader's scenario."""
    section("customers.whom", terms=on.own_name)
    ask(_question(on), partial(_show, on))


def profiles_of(on: Ground) -> list[CustomerProfile] | None:
    """Profiles of all customers; none where the reader cancelled or it failed, None while it is under way."""
    progress = job_manager().poll(_question(on))
    if progress.state in WAITING:
        return None
    answer: list[CustomerProfile] = progress.answer or []
    return answer


def _question(on: Ground) -> QuestionJob:
    own, runs = on.own, on.study.replications
    return QuestionJob("profiles", (own.fingerprint, runs), on.study.seed, lambda runner: profiles(runner, own, runs))


def _show(on: Ground, answer: list[CustomerProfile]) -> None:
    if not answer:
        st.info(say("customers.nobody"))
        return
    st.markdown(as_markdown(profiles_sentence(answer, on.own.currency), 600))
    st.caption(say("customers.whom_about"))
    with st.expander(say("customers.courses")):
        for course in COURSES.values():
            st.markdown(say(f"customers.course_{course.replace(' ', '_')}"))
    chart = bubble_chart(answer, on.own.currency, chosen=str(choice().picks.get(PICKED, answer[0].name)))
    picture(chart, CHART, profiles_table(answer, on.own.currency), on_pick=_pick)


def _pick() -> None:
    """The first mark that was picked becomes the customer that the page is about."""
    points = st.session_state[CHART]["selection"]["points"]
    if points:
        take(PICKED, points[0]["customdata"][0], None, OF_ONE)
