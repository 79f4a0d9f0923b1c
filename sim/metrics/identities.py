"""Identities that every run must keep, to the cent and to the contact; a broken one names itself.

Times of a run lie on a binary grid of 2**-20 minutes, so that sums below 2**33 minutes are exact in doubles. The
tolerance, a millionth of a minute or 1e-12 of the sum, covers fractional people and sums beyond that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from math import isclose
from typing import Any

import numpy as np

from sim.errors import IdentityError
from sim.metrics.columns import FloatArray, IntArray, codes, column
from sim.metrics.money_identities import (
    billed_is_settled_or_open,
    charges_billed_are_earned,
    debts_to_customers_are_settled,
    deposits_are_held_or_paid_back,
    fees_billed_are_earned_or_deferred,
    margin_is_the_sum_of_its_parts,
)
from sim.metrics.waiting import no_wait_longer_than_the_calendar, promises_count_once
from sim.records.events import ContactOutcome
from sim.records.run import Run
from sim.records.table import RecordTable
from sim.units import MINUTES_PER_DAY

__all__ = [
    "IDENTITIES",
    "additions_make_the_grievance",
    "billed_is_settled_or_open",
    "charges_billed_are_earned",
    "check_identities",
    "contacts_come_to_one_end",
    "debts_to_customers_are_settled",
    "deposits_are_held_or_paid_back",
    "fees_billed_are_earned_or_deferred",
    "margin_is_the_sum_of_its_parts",
    "nothing_after_leaving",
    "nothing_before_joining",
    "paid_time_is_accounted_for",
    "waiting_obeys_littles_law",
]

TOLERANCE_MINUTES = 1e-6
TOLERANCE_SHARE = 1e-12
TOLERANCE_GRIEVANCE = 1e-9


def check_identities(run: Run) -> None:
    """Check every identity of a run.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        On the first that is broken, with its name and both sides.
    """
    for identity in IDENTITIES:
        identity(run)


def paid_time_is_accounted_for(run: Run) -> None:
    """Rostered, overtime and called-out minutes = busy + idle + shrinkage, for every team, warm-up included.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    teams, touches = run.records.teams, run.records.touches
    start = -run.scenario.warmup_days * MINUTES_PER_DAY
    spent = np.minimum(column(touches, "ended"), run.horizon) - np.maximum(column(touches, "started"), start)
    busy = _by_team(run, touches, np.maximum(spent, 0.0))
    rostered, available, idle, overtime, called_out = (
        _by_team(run, teams, column(teams, f"{what}_minutes"))
        for what in ("rostered", "available", "idle", "overtime", "called_out")
    )
    for team in busy:
        paid, away = rostered[team] + overtime[team] + called_out[team], rostered[team] - available[team]
        other = busy[team] + idle[team] + away
        if not isclose(paid, other, rel_tol=TOLERANCE_SHARE, abs_tol=TOLERANCE_MINUTES):
            raise IdentityError(
                f"paid = busy + idle + shrinkage: team {team}: {paid:.6f} minutes paid, "
                f"{busy[team]:.6f} busy + {idle[team]:.6f} idle + {away:.6f} away = {other:.6f}"
            )


def _by_team(run: Run, rows: Sequence[Any], minutes: FloatArray) -> dict[str, float]:
    """Minutes added up by team of the provider, and last those of no team that it has."""
    names = (*run.scenario.provider.teams, "unknown")
    team = codes(rows, "team", {name: position for position, name in enumerate(names[:-1])})
    sums = np.bincount(np.where(team < 0, len(names) - 1, team), minutes, len(names)).tolist()
    return dict(zip(names, sums, strict=True))


def contacts_come_to_one_end(run: Run) -> None:
    """Contacts in = solved + open + hung up + deflected + turned away + withdrawn; each came once, and none was lost.

    What came in is what ended, waited or was touched. Only the billing team may work on disputes.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    name = "contacts in = solved + open + hung up + deflected + turned away + withdrawn"
    records = run.records
    billing = (run.scenario.provider.billing_team,)
    served = (table.where(~table.among("team", billing)) for table in (records.touches, records.waits))
    ended, *worked_on = _keys((records.contacts, *served))
    if _distinct(ended) < ended.size:
        first, times = np.unique(ended, return_index=True, return_counts=True)[1:]
        key = records.contacts[int(first[times > 1].min())][:3]
        raise IdentityError(f"{name}: {int((times > 1).sum())} contacts ended more than once, first {key}")
    came = _distinct(np.concatenate([ended, *worked_on]))
    counts = {end: int(records.contacts.among("outcome", (end,)).sum()) for end in ContactOutcome}
    total = sum(counts.values())
    if came != total:
        sides = " + ".join(f"{counts[end]} {end}" for end in ContactOutcome)
        raise IdentityError(f"{name}: {came} came in, {sides} = {total}")


def _keys(tables: Sequence[RecordTable[Any]]) -> list[IntArray]:
    """Number of each row's contact, by table: equal for the same customer, day and number on that day, and no other."""
    names = dict.fromkeys(chain.from_iterable(table.coded("customer").values for table in tables))
    index = {name: place for place, name in enumerate(names)}
    parts = [(table.codes("customer", index), column(table, "day"), column(table, "number")) for table in tables]
    customers, days, numbers = (np.concatenate(columns).astype(np.int64) for columns in zip(*parts, strict=True))
    spans = [int(np.ptp(values)) + 1 if values.size else 1 for values in (days, numbers)]
    keys = (customers * spans[0] + days) * spans[1] + numbers
    return np.split(keys, np.cumsum([len(table) for table in tables])[:-1])


def _distinct(keys: IntArray) -> int:
    """How many different keys there are; sorting takes a fraction of the time of :func:`numpy.unique`."""
    return int(np.count_nonzero(np.diff(np.sort(keys)))) + bool(keys.size)


def additions_make_the_grievance(run: Run) -> None:
    """Grievance = grievance before, decayed with the half-life in force, + the addition; also at month ends.

    An addition may come at the very instant in which a month ends, before or after its end.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    customer, at, size, after, decay_minutes = _grievance_history(run)
    same = customer[1:] == customer[:-1]
    passed = np.where(same, np.diff(at), 0.0)
    expected = after[:-1] * np.exp2(-passed / decay_minutes[:-1]) + size[1:]
    close = np.abs(after[1:] - expected) <= TOLERANCE_GRIEVANCE * np.maximum(1.0, np.abs(expected))
    wrong = same & ~close
    if wrong.any():
        first = int(np.argmax(wrong))
        raise IdentityError(
            f"additions, decayed = grievance: {run.records.customers[customer[first + 1]].customer} at minute "
            f"{at[first + 1]:.3f}: additions make {expected[first]:.12g}, recorded is {after[first + 1]:.12g}"
        )


def _grievance_history(run: Run) -> tuple[IntArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Moments at which grievance is recorded: customer, time, addition, grievance, half-life from there on.

    Within an instant, grievance only grows, so that it tells the order; a month's end follows the addition it equals.
    """
    records, ends = run.records, np.asarray(run.month_starts)[1:]
    tables: tuple[Sequence[Any], ...] = (records.customers, records.grievances, records.months)
    index = {row.customer: position for position, row in enumerate(records.customers)}
    customer = np.concatenate([codes(table, "customer", index) for table in tables])
    months = column(records.months, "month").astype(np.int64)
    at = np.concatenate([column(records.customers, "joined"), column(records.grievances, "at"), ends[months]])
    size = np.concatenate(
        [np.zeros(len(records.customers)), column(records.grievances, "size"), np.zeros(len(records.months))]
    )
    after = np.concatenate([column(table, "grievance") for table in tables])
    decay_minutes = np.concatenate([column(table, "half_life_minutes") for table in tables])
    born = np.arange(at.size) >= len(records.customers)
    order = np.lexsort((np.arange(at.size), after, born, at, customer))
    return customer[order], at[order], size[order], after[order], decay_minutes[order]


def waiting_obeys_littles_law(run: Run) -> None:
    """Contacts waiting, integrated over time = sum of their waits, for every team.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    touches, waits, teams = run.records.touches, run.records.waits, run.records.teams
    answered = _by_team(run, touches, column(touches, "started") - column(touches, "queued"))
    given_up = _by_team(run, waits, column(waits, "ended") - column(waits, "queued"))
    integral = _by_team(run, teams, column(teams, "queue_minutes"))
    for team in integral:
        waited = answered[team] + given_up[team]
        if not isclose(integral[team], waited, rel_tol=TOLERANCE_SHARE, abs_tol=TOLERANCE_MINUTES):
            raise IdentityError(
                f"Little's law: team {team}: queue integral {integral[team]:.6f} minutes, waits add up to {waited:.6f}"
            )


def nothing_after_leaving(run: Run) -> None:
    """No customer is served, billed or counted after it left.

    The moment of leaving still belongs to the contract: a contact may be taken, and what was used before is
    billed, but no fee in advance. The billing team may still work on disputes later.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    records, starts = run.records, np.asarray(run.month_starts)
    index = {row.customer: position for position, row in enumerate(records.departures)}
    left = np.append(column(records.departures, "at"), np.inf)
    billing = run.scenario.provider.billing_team
    served = records.touches.where(~records.touches.among("team", (billing,)))
    in_arrears = any(plan.billing == "arrears" for plan in run.scenario.plans.values())
    with_fee = records.invoices.where((records.invoices.column("fee_cents") != 0) & (not in_arrears))
    for verb, rows, at in (
        ("opened a contact", records.contacts, column(records.contacts, "opened")),
        ("was served", served, np.nextafter(column(served, "started"), -np.inf)),
        ("was billed a fee", with_fee, column(with_fee, "issued")),
        ("was billed", records.invoices, np.nextafter(column(records.invoices, "issued"), -np.inf)),
        ("was counted", records.months, starts[column(records.months, "month").astype(np.int64)]),
        ("renewed", records.renewals, column(records.renewals, "at")),
        ("was treated", records.remedies, np.nextafter(column(records.remedies, "at"), -np.inf)),
        (
            "cost account people",
            records.customer_costs,
            starts[column(records.customer_costs, "month").astype(np.int64)],
        ),
    ):
        late = at >= left[codes(rows, "customer", index)]
        if late.any():
            first = int(np.argmax(late))
            raise IdentityError(
                f"nothing after leaving: {rows[first].customer} left at minute "
                f"{left[index[rows[first].customer]]:.3f} and {verb} at {at[first]:.3f}"
            )


def nothing_before_joining(run: Run) -> None:
    """No newcomer is served, billed, angered or counted before it joined; each won prospect joined, and nobody else.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    records, starts = run.records, np.asarray(run.month_starts)
    signed = [(row.customer, row.at) for row in records.prospects if row.won]
    joined = [(row.customer, row.joined) for row in records.customers if row.joined > 0]
    if signed != joined:
        raise IdentityError(f"nothing before joining: {len(signed)} prospects signed, {len(joined)} newcomers joined")
    if not joined:
        return
    index = {name: position for position, (name, _) in enumerate(joined)}
    since = np.array([*(at for _, at in joined), -np.inf])
    for verb, rows, at in (
        ("opened a contact", records.contacts, column(records.contacts, "opened")),
        ("was served", records.touches, column(records.touches, "started")),
        ("was billed", records.invoices, column(records.invoices, "issued")),
        ("was angered", records.grievances, column(records.grievances, "at")),
        ("was counted", records.months, starts[column(records.months, "month").astype(np.int64)]),
    ):
        early = at < since[codes(rows, "customer", index)]
        if early.any():
            first = int(np.argmax(early))
            name = rows[first].customer
            raise IdentityError(
                f"nothing before joining: {name} joined at minute {since[index[name]]:.3f} and {verb} at "
                f"{at[first]:.3f}"
            )


IDENTITIES: tuple[Callable[[Run], None], ...] = (
    billed_is_settled_or_open,
    charges_billed_are_earned,
    fees_billed_are_earned_or_deferred,
    debts_to_customers_are_settled,
    deposits_are_held_or_paid_back,
    margin_is_the_sum_of_its_parts,
    paid_time_is_accounted_for,
    contacts_come_to_one_end,
    additions_make_the_grievance,
    waiting_obeys_littles_law,
    nothing_after_leaving,
    nothing_before_joining,
    no_wait_longer_than_the_calendar,
    promises_count_once,
)
