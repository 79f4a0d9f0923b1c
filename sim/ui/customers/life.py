"""One customer's life in one run; whether it would have stayed without a cause; what it does to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from sim.customers.causes import Cause
from sim.metrics.catalogue import describe
from sim.questions.counterfactual import Replay, causes_named, life_of, replay
from sim.questions.customer_history import CustomerHistory, lived
from sim.questions.customer_profiles import CustomerProfile
from sim.questions.externality import Portfolio, leave_out, portfolio
from sim.report.charts import history_chart
from sim.report.counterfactual import replay_table, replay_words
from sim.report.customer_history import day, history_words, moments_of
from sim.report.externality import externality_table, externality_words
from sim.report.format.habit import local
from sim.report.format.words import format_value, money, range_words, step_of
from sim.running.jobs import QuestionJob
from sim.scenario.portfolio import member_names
from sim.statistics.intervals import Interval, PairedDifference
from sim.ui.asking import ask
from sim.ui.bound import bound, pick
from sim.ui.customers.whom import OF_ONE, PICKED
from sim.ui.frame import Ground
from sim.ui.picks import one_of
from sim.ui.pictures import picture, table
from sim.ui.text import as_markdown, say
from sim.ui.work import job_manager

__all__ = ["Chosen", "life_of_one"]

RUNS = (5, 10, 20, 50)
USUAL_CAUSE = "late response"
HEAVIEST_STRAWS = 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """The customer and the run that the page is about."""

    customer: str
    replication: int
    """From 0."""
    life: CustomerHistory | None
    """None until it is there."""


def life_of_one(on: Ground, profiles: Sequence[CustomerProfile]) -> Chosen:
    """Draws one customer's life and what may be asked about it; returns who and when."""
    st.subheader(say("customers.life"), anchor=False)
    left, right = st.columns([2, 1])
    names = _names(on)
    customer = left.selectbox(
        say("customers.customer"),
        names,
        help=say("customers.customer_help"),
        **bound(PICKED, names[0], one_of(names), forget=OF_ONE),
    )
    known = next((each for each in profiles if each.name == customer), None)
    runs = list(range(on.study.replications))
    ends = [] if known is None else [place for place, reason in enumerate(known.reasons) if reason]
    replication = right.selectbox(
        say("customers.run"),
        runs,
        format_func=partial(_run_words, known),
        help=say("customers.run_help"),
        **bound("life_run", ends[0] if ends else 0, one_of(runs), forget=("week",)),
    )
    own = on.own
    question = QuestionJob(
        "life",
        (own.fingerprint, customer, replication),
        on.study.seed,
        lambda lab: lab.once(partial(lived, customer=customer), own, replication),
    )
    ask(question, _show_life)
    _counterfactual(on, customer, known)
    _harm(on, customer)
    told = job_manager().peek(question)
    return Chosen(customer, replication, told.answer if told is not None and told.state == "done" else None)


def _names(on: Ground) -> list[str]:
    """The customers of the start, accounts first."""
    own = on.own
    members = [name for kind, each in own.segments.items() for name in member_names(kind, each)]
    return [name for name in (*own.accounts, *members) if name not in own.absent]


def _run_words(known: CustomerProfile | None, replication: int) -> str:
    if known is None or replication >= len(known.reasons):
        return say("customers.run_plain", run=replication + 1)
    reason = known.reasons[replication]
    if not reason:
        return say("customers.run_stays", run=replication + 1)
    return say("customers.run_leaves", run=replication + 1, day=round(known.left_days[replication]), reason=reason)


def _show_life(life: CustomerHistory) -> None:
    who, moments = life.customer, moments_of(life)
    fee = money(who.fee_cents / 100, life.currency)
    terms = say(
        "customers.life_terms", customer=who.customer, plan=who.plan, fee=fee, point=local(who.breaking_point, ".1f")
    )
    st.markdown(f"{terms} {as_markdown(history_words(life))}.")
    ends = [each for each in moments if each.kind in ("POP", "exit")]
    for each in ends:
        st.markdown(f"**{day(life, each.at)}** {as_markdown(each.text)}.")
    st.caption(say("customers.life_about"))
    frame = pd.DataFrame(
        {
            say("customers.life_when"): [day(life, each.at) for each in moments],
            say("customers.life_what"): [each.kind for each in moments],
            say("customers.life_told"): [each.text for each in moments],
            say("customers.life_straw"): [each.size for each in moments],
            say("customers.life_grievance"): [each.grievance for each in moments],
        }
    )
    picture(history_chart(life, moments), "life", frame)


def _counterfactual(on: Ground, customer: str, known: CustomerProfile | None) -> None:
    st.subheader(say("customers.without", customer=customer), anchor=False)
    st.caption(say("customers.without_about"))
    left, right = st.columns([2, 1])
    causes = [USUAL_CAUSE, *Cause]
    worst = known.worst_cause if known is not None else ""
    usual = worst if worst and not worst.startswith(USUAL_CAUSE) else USUAL_CAUSE
    with left:
        cause = pick(say("customers.cause"), causes, "cause", usual)
    with right:
        runs = pick(say("customers.runs"), RUNS, "replay_runs", RUNS[1])
    own = on.own
    question = QuestionJob(
        "replay",
        (own.fingerprint, customer, cause, runs),
        on.study.seed,
        lambda lab: replay(lab.doing(partial(life_of, customer=customer)), own, [causes_named(cause)], range(runs))[0],
    )
    ask(
        question,
        partial(_show_replay, customer, cause),
        button=say("customers.without_ask"),
        about=say("customers.takes", runs=2 * runs),
    )


def _show_replay(customer: str, cause: str, found: Replay) -> None:
    st.markdown(f"**{as_markdown(replay_words(customer, cause, found))}**")
    with st.expander(say("customers.run_by_run")):
        table(replay_table(customer, cause, found, first=1), "replay")


def _harm(on: Ground, customer: str) -> None:
    st.subheader(say("customers.harm", customer=customer), anchor=False)
    st.caption(say("customers.harm_about"))
    runs = pick(say("customers.runs"), RUNS, "harm_runs", RUNS[1])
    own = on.own
    question = QuestionJob(
        "harm",
        (own.fingerprint, customer, runs),
        on.study.seed,
        lambda lab: portfolio(own, lab.doing(partial(leave_out, named=(customer,))).results([own], runs)[0]),
    )
    ask(
        question,
        partial(_show_harm, own.currency),
        button=say("customers.harm_ask"),
        about=say("customers.takes", runs=2 * runs),
    )


def _show_harm(currency: str, found: Portfolio) -> None:
    (row,) = found.harms
    margin = describe("margin")
    st.markdown(f"**{as_markdown(externality_words(row, currency))}**")
    shown: dict[str, tuple[float, Interval | PairedDifference]] = {
        "own": (row.own.estimate, row.own),
        "harm": (row.harm.difference, row.harm),
        "busy": (row.busy.estimate, row.busy),
        "worth": (row.worth.difference, row.worth),
    }
    with st.container(key="cards-harm"):
        columns = st.columns(len(shown))
    for column, (name, (size, within)) in zip(columns, shown.items(), strict=True):
        told = format_value(size, margin, currency, step=step_of(within.high - within.low, 2) or None)
        column.metric(say(f"customers.harm_{name}"), told)
        column.caption(as_markdown(range_words(within.low, within.high, margin, currency)))
    ends = range_words(row.worth.low, row.worth.high, margin, currency)
    st.caption(say("customers.harm_sum", worth=ends, runs=found.replications))
    with st.expander(say("pictures.table")):
        table(externality_table([row], currency), "harm")
