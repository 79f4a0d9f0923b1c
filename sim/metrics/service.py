"""Outcomes of the desk: responses and solutions against what was written and said, people's time, waiting."""

from __future__ import annotations

from math import isfinite, nan

import numpy as np

from sim.metrics.columns import BoolArray, codes, column, mean, quantile, ratio
from sim.metrics.money import desk_cost_cents, horizon_ledgers
from sim.records.events import ContactEnded, ContactOutcome
from sim.records.run import Run
from sim.scenario.quantity import SEVERITIES
from sim.units import MINUTES_PER_HOUR

__all__ = ["answered", "counted", "on_time", "service_outcomes"]

NO_PERSON = (ContactOutcome.DEFLECTED, ContactOutcome.TURNED_AWAY)
"""How contacts end that no person was to answer."""
QUANTILES = {"response_hours_p50": 0.50, "response_hours_p90": 0.90, "response_hours_p99": 0.99}


def counted(run: Run) -> list[ContactEnded]:
    """The contacts that count: opened within the horizon, not in the warm-up."""
    horizon = run.horizon
    return [row for row in run.records.contacts if 0 <= row.opened < horizon]


def answered(contacts: list[ContactEnded]) -> list[ContactEnded]:
    """Those that a person answered."""
    return [row for row in contacts if isfinite(row.answered)]


def on_time(contacts: list[ContactEnded]) -> BoolArray:
    """Of each answered contact, whether its first response kept the written promise."""
    return column(contacts, "response_minutes") <= column(contacts, "promised_minutes")


def service_outcomes(run: Run) -> dict[str, float]:
    """Outcomes of the desk, ``response_attainment.<plan>`` and ``occupancy.<team>`` among them."""
    contacts = counted(run)
    return {**_responses(run, answered(contacts)), **_endings(contacts), **_people(run), **_promises(run, contacts)}


def _responses(run: Run, contacts: list[ContactEnded]) -> dict[str, float]:
    minutes, kept = column(contacts, "response_minutes"), on_time(contacts)
    values = {name: quantile(minutes / MINUTES_PER_HOUR, share) for name, share in QUANTILES.items()}
    values["contacts_answered"] = float(len(contacts))
    values["cost_per_contact"] = ratio(desk_cost_cents(run) / 100, len(contacts))
    values["response_attainment"] = mean(kept)
    values["answered_by_person_on_time"] = mean(kept & ~_by_template_only(run, contacts))
    values["say_do_gap"] = mean(minutes > column(contacts, "sold_minutes"))
    plans = {name: number for number, name in enumerate(run.scenario.plans)}
    held = codes(contacts, "customer", {row.customer: plans[row.plan] for row in run.records.customers})
    for plan, number in plans.items():
        values[f"response_attainment.{plan}"] = mean(kept[held == number])
    accounts = {name: number for number, name in enumerate(run.scenario.accounts)}
    who = codes(contacts, "customer", accounts)
    for name, number in accounts.items():
        values[f"response_attainment_of_others.{name}"] = mean(kept[who != number])
    severity = column(contacts, "severity")
    for number, name in enumerate(SEVERITIES, start=1):
        values[f"response_attainment.{name}"] = mean(kept[severity == number])
    return values


def _promises(run: Run, contacts: list[ContactEnded]) -> dict[str, float]:
    """What was kept of each single promise, that of a plan to a severity."""
    plans = {row.customer: row.plan for row in run.records.customers}
    came: dict[tuple[str, int], list[ContactEnded]] = {}
    for row in contacts:
        if row.outcome not in NO_PERSON:
            came.setdefault((plans.get(row.customer, ""), row.severity), []).append(row)
    return {
        f"response_attainment.{plan}.{name}": _kept(came.get((plan, number), []))
        for plan in run.scenario.plans
        for number, name in enumerate(SEVERITIES, start=1)
    }


def _kept(came: list[ContactEnded]) -> float:
    """The share of those answered that were answered on time: 0 where none was, NaN where none came."""
    return mean(on_time(answered(came))) if any(isfinite(row.answered) for row in came) else 0.0 if came else nan


def _by_template_only(run: Run, contacts: list[ContactEnded]) -> BoolArray:
    """Of each answered contact, whether the written promise was kept by a template and not by a person."""
    minutes = {row[:3]: row.minutes for row in run.records.persons}
    if not minutes:
        return np.zeros(len(contacts), np.bool_)
    late = [minutes.get(row[:3], 0.0) > row.promised_minutes for row in contacts]
    return np.array(late, dtype=np.bool_)


def _endings(contacts: list[ContactEnded]) -> dict[str, float]:
    solved = [row for row in contacts if row.outcome is ContactOutcome.SOLVED]
    calls = [row for row in contacts if row.by_phone and row.outcome not in NO_PERSON]
    promised = column(solved, "resolution_promised_minutes")
    return {
        "resolution_attainment": mean(column(solved, "resolution_minutes") <= promised),
        "hung_up_share": ratio(sum(row.outcome is ContactOutcome.HUNG_UP for row in calls), len(calls)),
    }


def _people(run: Run) -> dict[str, float]:
    ledgers = horizon_ledgers(run)
    idle, available = column(ledgers, "idle_minutes"), column(ledgers, "available_minutes")
    values = {
        "occupancy": ratio(float((available - idle).sum()), float(available.sum())),
        "backlog": float(column(ledgers, "queue_minutes").sum()) / run.horizon,
    }
    names = np.array([ledger.team for ledger in ledgers], dtype=np.str_)
    for team in run.scenario.provider.teams:
        staffed = float(available[names == team].sum())
        values[f"occupancy.{team}"] = ratio(staffed - float(idle[names == team].sum()), staffed)
    return values
