"""Outcomes of the desk: responses and solutions against what was written and sold, people's time, waiting."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.metrics.columns import column, mean, ratio
from sim.metrics.contacts import kept_solutions, responses_due, waits
from sim.metrics.facts import Facts
from sim.metrics.registry import Breakdown, breakdown, outcome
from sim.records.events import CallOutcome, ContactOutcome
from sim.scenario.quantity import SEVERITIES
from sim.units import MINUTES_PER_HOUR

__all__ = ()


@outcome(
    "response_attainment",
    "Responses on time",
    "share",
    "up",
    "share",
    "Contacts whose first response came within the written promise, in coverage time, / contacts whose promise fell "
    "due: answered, passed unanswered, or hung up for good; of contacts opened within the horizon.",
)
def _response_attainment(facts: Facts) -> float:
    return mean(facts.on_time)


@outcome(
    "say_do_gap",
    "Say–do gap",
    "share",
    "down",
    "share",
    "Contacts whose first response came later than sales had said, in coverage time, or that hung up for good, / "
    "contacts whose written promise fell due; of contacts opened within the horizon.",
)
def _say_do_gap(facts: Facts) -> float:
    return mean(facts.waits > facts.due.column("sold_minutes"))


@outcome(
    "answered_by_person_on_time",
    "Answered by a person on time",
    "share",
    "up",
    "share",
    "As response_attainment, where a template's answer does not count as a response.",
)
def _answered_by_person_on_time(facts: Facts) -> float:
    due = responses_due(facts.contacts, by_person=True)
    return mean(waits(due, by_person=True) <= due.column("promised_minutes"))


@outcome(
    "unanswered_share",
    "Never answered",
    "share",
    "down",
    "share",
    "Contacts whose promise of response passed and that no person ever answered within the horizon, hung up for good "
    "included, / contacts whose promise fell due; of contacts opened within the horizon.",
)
def _unanswered_share(facts: Facts) -> float:
    return mean(~np.isfinite(facts.due.column("response_minutes")))


@outcome(
    "response_hours_p50",
    "Response, median",
    "coverage hours",
    "down",
    "hours",
    "Median of coverage time from opening to first response, by Kaplan and Meier: contacts that "
    "no person answered are censored when they end or the horizon comes; undefined where so many never are.",
)
def _response_hours_p50(facts: Facts) -> float:
    return facts.waiting_minutes[0.5] / MINUTES_PER_HOUR


@outcome(
    "response_hours_p90",
    "Response, 90th percentile",
    "coverage hours",
    "down",
    "hours",
    "90th percentile of coverage time from opening to first response, by Kaplan and Meier: contacts that "
    "no person answered are censored when they end or the horizon comes; undefined where so many never are.",
)
def _response_hours_p90(facts: Facts) -> float:
    return facts.waiting_minutes[0.9] / MINUTES_PER_HOUR


@outcome(
    "response_hours_p99",
    "Response, 99th percentile",
    "coverage hours",
    "down",
    "hours",
    "99th percentile of coverage time from opening to first response, by Kaplan and Meier: contacts that "
    "no person answered are censored when they end or the horizon comes; undefined where so many never are.",
)
def _response_hours_p99(facts: Facts) -> float:
    return facts.waiting_minutes[0.99] / MINUTES_PER_HOUR


@outcome(
    "resolution_attainment",
    "Solutions on time",
    "share",
    "up",
    "share",
    "Contacts solved within the written resolution target, in coverage time, waiting for the customer excluded, /"
    " contacts whose target fell due: solved, passed unsolved, or hung up for good; of contacts opened within the "
    "horizon.",
)
def _resolution_attainment(facts: Facts) -> float:
    return mean(kept_solutions(facts.contacts))


@outcome(
    "hung_up_share",
    "Callers who hung up for good",
    "share",
    "down",
    "share",
    "Telephone contacts that ended with hanging up, and neither called again nor wrote a ticket / telephone contacts "
    "that were not solved by self-service; of contacts opened within the horizon.",
)
def _hung_up_share(facts: Facts) -> float:
    calls = facts.for_a_person.where(facts.for_a_person.column("by_phone") > 0)
    return ratio(calls.among("outcome", (ContactOutcome.HUNG_UP,)).sum(), len(calls))


@outcome(
    "abandonment",
    "Calls abandoned",
    "share",
    "down",
    "share",
    "Calls whose caller hung up on hold / calls offered in staffed hours that were answered, called back or hung up; "
    "every attempt is a call, however short, and calls begun within the horizon count.",
)
def _abandonment(facts: Facts) -> float:
    calls = facts.records.calls.where(facts.records.calls.column("began") >= 0)
    hung_up, cut_off = (calls.among("outcome", (end,)).sum() for end in (CallOutcome.HUNG_UP, CallOutcome.CUT_OFF))
    return ratio(hung_up, len(calls) - cut_off)


@outcome(
    "occupancy",
    "Occupancy",
    "share",
    "neutral",
    "share",
    "1 − idle minutes / available minutes (rostered less shrinkage) of all teams within the horizon; overtime "
    "excluded.",
)
def _occupancy(facts: Facts) -> float:
    return ratio(float((facts.available_minutes - facts.idle_minutes).sum()), float(facts.available_minutes.sum()))


@outcome(
    "contacts_answered",
    "Contacts answered by a person",
    "contacts",
    "neutral",
    "number",
    "Contacts opened within the horizon that a person answered.",
)
def _contacts_answered(facts: Facts) -> float:
    return float(len(facts.responses))


@outcome(
    "backlog",
    "Backlog",
    "contacts",
    "down",
    "number",
    "Mean number of contacts and disputes waiting for a person, all teams: queue minutes / minutes of the "
    "horizon, nights and weekends included.",
)
def _backlog(facts: Facts) -> float:
    return float(column(facts.ledgers, "queue_minutes").sum()) / facts.run.horizon


def _attainment_of(severity: int) -> Callable[[Facts], float]:
    """Responses on time of contacts of one severity, 1 to 4."""
    return lambda facts: mean(facts.on_time[facts.severity == severity])


for _number, _name in enumerate(SEVERITIES, start=1):
    outcome(
        f"response_attainment.{_name}",
        f"Responses on time, {_name}",
        "share",
        "up",
        "share",
        f"As response_attainment, of contacts of severity {_name}.",
    )(_attainment_of(_number))


@breakdown(Breakdown("response_attainment", "response_attainment", "Responses on time", "of contacts opened on plan"))
def _attainment_by_plan(facts: Facts) -> dict[str, float]:
    """Responses on time by plan."""
    plans = {name: number for number, name in enumerate(facts.run.scenario.plans)}
    plan = facts.due.codes("plan", plans)
    return {f"response_attainment.{name}": mean(facts.on_time[plan == number]) for name, number in plans.items()}


@breakdown(
    Breakdown(
        "response_attainment_of_others",
        "response_attainment",
        "Responses on time of all others",
        "of contacts of all customers but",
    )
)
def _attainment_of_others(facts: Facts) -> dict[str, float]:
    """Responses on time of all customers but one account, by account."""
    accounts = {name: number for number, name in enumerate(facts.run.scenario.accounts)}
    account = facts.due.codes("customer", accounts)
    return {
        f"response_attainment_of_others.{name}": mean(facts.on_time[account != number])
        for name, number in accounts.items()
    }


@breakdown(Breakdown("occupancy", "occupancy", "Occupancy", "of team"))
def _occupancy_by_team(facts: Facts) -> dict[str, float]:
    """Occupancy by team."""
    idle, available = facts.idle_minutes, facts.available_minutes
    teams = np.array([ledger.team for ledger in facts.ledgers], dtype=np.str_)
    values = {}
    for name in facts.run.scenario.provider.teams:
        at_desk = float(available[teams == name].sum())
        values[f"occupancy.{name}"] = ratio(at_desk - float(idle[teams == name].sum()), at_desk)
    return values


@breakdown()
def _attainment_by_promise(facts: Facts) -> dict[str, float]:
    """Responses on time by promise, that of a plan to a severity; named ``response_attainment.<plan>.<severity>``."""
    plans = facts.due.codes("plan", {name: number for number, name in enumerate(facts.run.scenario.plans)})
    return {
        f"response_attainment.{plan}.{name}": mean(facts.on_time[(plans == place) & (facts.severity == number)])
        for place, plan in enumerate(facts.run.scenario.plans)
        for number, name in enumerate(SEVERITIES, start=1)
    }
