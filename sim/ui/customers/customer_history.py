"""The history of one customer in one run: grievance, contacts and events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from sim.questions.customer_history import CustomerHistory, history_of
from sim.questions.customer_profiles import CustomerProfile
from sim.report.charts import history_chart
from sim.report.customer_history import day, history_words, moments_of, moments_table
from sim.report.entries import plan_name
from sim.report.format.amounts import amount
from sim.report.format.reader_locale import local
from sim.running.jobs import QuestionJob
from sim.scenario.portfolio import member_names
from sim.ui.asking import ask
from sim.ui.bound import bound
from sim.ui.customers.customer_profiles import OF_ONE, PICKED
from sim.ui.frame import Ground
from sim.ui.picks import one_of
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.text import as_markdown, say
from sim.ui.work import job_manager
from sim.units import minor_units

__all__ = ["OneRun", "customer_history", "pick_customer"]


@dataclass(frozen=True, slots=True)
class OneRun:
    """The customer and the run that the page is about."""

    customer: str
    replication: int
    """From 0."""
    profile: CustomerProfile | None
    """None where there is no profile of this customer."""


def pick_customer(on: Ground, profiles: Sequence[CustomerProfile]) -> OneRun:
    """Draws the choice of a customer and of a run, by default the first one in which that customer leaves."""
    section("customers.history")
    wide, narrow = st.columns([2, 1])
    names = _names(on)
    customer = wide.selectbox(
        say("customers.customer"),
        names,
        help=say("customers.customer_help"),
        **bound(PICKED, names[0], one_of(names), forget=OF_ONE),
    )
    profile = next((profile for profile in profiles if profile.name == customer), None)
    runs = list(range(on.study.replications))
    departures = [] if profile is None else [place for place, reason in enumerate(profile.reasons) if reason]
    replication = narrow.selectbox(
        say("customers.run"),
        runs,
        format_func=partial(_run_words, profile),
        help=say("customers.run_help"),
        **bound("life_run", departures[0] if departures else 0, one_of(runs), forget=("week",)),
    )
    return OneRun(customer, replication, profile)


def customer_history(on: Ground, one: OneRun) -> CustomerHistory | None:
    """Draws the history; returns it, or None until it is there."""
    own = on.own
    question = QuestionJob(
        "history",
        (own.fingerprint, one.customer, one.replication),
        on.study.seed,
        lambda runner: runner.once(partial(history_of, customer=one.customer), own, one.replication),
    )
    ask(question, _show)
    progress = job_manager().peek(question)
    return progress.answer if progress is not None and progress.state == "done" else None


def _names(on: Ground) -> list[str]:
    """The customers of the start, accounts first."""
    own = on.own
    members = [name for key, segment in own.segments.items() for name in member_names(key, segment)]
    return [name for name in (*own.accounts, *members) if name not in own.absent]


def _run_words(profile: CustomerProfile | None, replication: int) -> str:
    number = replication + 1
    if profile is None or replication >= len(profile.reasons):
        return say("customers.run_plain", run=number)
    reason = profile.reasons[replication]
    if not reason:
        return say("customers.run_stays", run=number)
    return say("customers.run_leaves", run=number, day=round(profile.left_days[replication]), reason=reason)


def _show(history: CustomerHistory) -> None:
    customer, moments = history.customer, moments_of(history)
    terms = say(
        "customers.history_terms",
        customer=customer.customer,
        plan=plan_name(customer.plan),
        fee=amount(customer.fee_cents / minor_units(history.currency), history.currency),
        point=local(customer.breaking_point, ".1f"),
    )
    st.markdown(f"{terms} {as_markdown(history_words(history))}.")
    for moment in moments:
        if moment.kind in ("POP", "exit"):
            st.markdown(f"**{day(history, moment.at)}** {as_markdown(moment.text)}.")
    st.caption(say("customers.history_about"))
    picture(history_chart(history, moments), "history", moments_table(history, moments, ""))
