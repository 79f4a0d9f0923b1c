"""Whether an import finds what Saydo itself simulated: ``python -m tests.benchmarks.recovery``.

Each seed is a year of the baseline with sixty customers, written as exports of one of three systems (tickets, calls,
work and the list of customers), imported, and fitted. A number is recovered where its 95 % interval holds what the
scenario says: in 90 to 99 of 100 seeds, if all is well; more is a failure too. What is not fitted must stay. A hundred
seeds take about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from io import StringIO
from math import isfinite
from typing import Any

import numpy as np

from sim.api.studies import simulate
from sim.fitting.fit import FittedNumber
from sim.fitting.portfolio import DESK, PortfolioFits, fit_portfolio
from sim.importing.read import read
from sim.records.events import CallOutcome, ContactOutcome
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve
from sim.scenario.overrides import with_overrides

__all__ = ["exports", "fitted", "main", "of_fits", "truths", "world"]

CHANGES = {
    "horizon_months": 12,
    "provider.holidays": [],
    "absent": ["Acme"],
    "segments.large.contacts_shape": 1.33,
    "market.prospects_per_month": 0,
    "provider.policies.telephone": "first",
    "provider.teams.frontline.people": 2.0,
    "assumptions.demand.failure_demand": 0,
    "assumptions.contact.chase_minutes": 0,
    "assumptions.contact.patience_minutes": 6.0,
}
"""Failure demand and the time for a chase are numbers that no file tells: contacts that anger adds would count as
level, and as work the five minutes that a touch takes longer where a customer chased (one in fifty): .6 % more."""
PRIORITIES = ("Urgent", "High", "Normal", "Low")
HIGH = ("Urgent", "High", "Medium", "Low")
FEWEST, MOST = 90, 99
Rows = list[Sequence[Any]]


def world() -> Scenario:
    """The scenario whose numbers are to be found."""
    return with_overrides(load(resolve("honest")), CHANGES)


def truths(scenario: Scenario) -> dict[str, float | tuple[float, ...]]:
    """Numbers of the scenario by path, as a fit names them."""
    demand, contact, team = scenario.assumptions.demand, scenario.assumptions.contact, scenario.provider.teams[DESK]
    values: dict[str, float | tuple[float, ...]] = {
        "assumptions.demand.weekday_shares": _whole(demand.weekday_shares),
        "assumptions.demand.hour_shares": _whole(demand.hour_shares),
        "assumptions.demand.growth_per_year": demand.growth_per_year,
        "assumptions.demand.busyness_shape": demand.busyness_shape,
        "assumptions.demand.busyness_autocorrelation": demand.busyness_autocorrelation,
        "assumptions.contact.severity_shares": contact.severity_shares.as_tuple(),
        "assumptions.contact.patience_minutes": contact.patience_minutes,
        f"provider.teams.{DESK}.touch_minutes": team.touch_minutes,
        f"provider.teams.{DESK}.touch_sigma": team.touch_sigma,
    }
    for name, segment in scenario.segments.items():
        values[f"segments.{name}.contacts_per_year"] = segment.contacts_per_year
        values[f"segments.{name}.contacts_shape"] = segment.contacts_shape
    return values


def fitted(seed: int, scenario: Scenario) -> PortfolioFits:
    """Simulate, export, import and fit."""
    imported = read(exports(simulate(scenario, seed=seed), seed % 3))
    fits = fit_portfolio(imported.tables, load(resolve("honest")))
    assert fits is not None
    return fits


def exports(run: Run, dialect: int) -> list[tuple[str, bytes]]:
    """Files of a year, in one of three dialects."""
    records, start = run.records, datetime.combine(run.scenario.start_date, datetime.min.time())

    def at(minute: float) -> str:
        return (start + timedelta(minutes=float(minute))).strftime("%Y-%m-%d %H:%M:%S") if isfinite(minute) else ""

    called = {(call.customer, call.day, call.number) for call in records.calls}
    tickets: Rows = [
        (f"T{number}", row.customer, row.severity, at(row.opened), at(row.answered), at(row.ended) if solved else "")
        for number, row in enumerate(records.contacts)
        if row.opened >= 0 and row.outcome is not ContactOutcome.DEFLECTED
        if (row.customer, row.day, row.number) not in called
        for solved in [row.outcome is ContactOutcome.SOLVED]
    ]
    calls: Rows = [("Call ID", "Customer", "Direction", "Start time", "Wait time (seconds)", "Disposition")]
    for number, call in enumerate(records.calls):
        answered = call.outcome is CallOutcome.ANSWERED
        wait = round(60 * (call.ended - call.began))
        if call.began >= 0:
            status = "Answered" if answered else "Abandoned"
            calls.append((f"C{number}", call.customer, "inbound", at(call.began), wait, status))
    return [
        ("tickets.csv", _csv(_tickets(tickets, dialect))),
        ("calls.csv", _csv(calls)),
        ("work.csv", _csv(_work(run, at))),
        ("customers.csv", _csv(_customers(run, at))),
    ]


def _tickets(tickets: Rows, dialect: int) -> Rows:
    if dialect == 0:
        head = (
            "Id",
            "Organization",
            "Status",
            "Priority",
            "Via",
            "Created at",
            "Solved at",
            "First reply at",
            "Reopens",
        )
        return [head, *((n, c, _state(e), PRIORITIES[s - 1], "Web", o, e, a, 0) for n, c, s, o, a, e in tickets)]
    if dialect == 1:
        other = (
            "Ticket ID",
            "Company Name",
            "Status",
            "Priority",
            "Source",
            "Created time",
            "Resolved time",
            "Initial response time",
            "Group",
        )
        return [other, *((n, c, _state(e), HIGH[s - 1], "Portal", o, e, a, "Desk") for n, c, s, o, a, e in tickets)]
    plain = ("Ticket number", "Customer", "Status", "Severity", "Channel", "Opened", "Resolved", "First response")
    return [plain, *((n, c, _state(e), f"P{s}", "Portal", o, e, a) for n, c, s, o, a, e in tickets)]


def _state(ended: str) -> str:
    return "Closed" if ended else "Open"


def _work(run: Run, at: Any) -> Rows:
    """Whole touches of the first tier: what was interrupted is put together."""
    pieces: dict[tuple[str, int, int], list[list[float]]] = defaultdict(list)
    for touch in run.records.touches:
        if touch.team == DESK and touch.started >= 0:
            key = (touch.customer, touch.day, touch.number)
            if touch.resumed and pieces[key]:
                pieces[key][-1][1] = touch.ended
                pieces[key][-1][2] += touch.ended - touch.started
            elif not touch.resumed:
                pieces[key].append([touch.started, touch.ended, touch.ended - touch.started])
    rows: Rows = [("Work item", "Ticket", "Started", "Ended", "Handle time (seconds)", "Agent")]
    for place, spells in enumerate(pieces.values()):
        rows += [(f"W{place}", f"T{place}", at(a), at(b), round(60 * minutes), "") for a, b, minutes in spells]
    return rows


def _customers(run: Run, at: Any) -> Rows:
    left = {row.customer: row.at for row in run.records.departures}
    rows: Rows = [("Account Name", "Plan", "Segment", "Contract start date", "Left on", "Monthly fee")]
    for row in run.records.customers:
        gone = at(left[row.customer])[:10] if row.customer in left else ""
        joined = "2024-01-01" if row.joined <= 0 else at(row.joined)[:10]
        rows.append((row.customer, row.plan, row.segment, joined, gone, f"{row.fee_cents / 100:.2f}"))
    return rows


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _whole(weights: Iterable[float]) -> tuple[float, ...]:
    values = np.array(list(weights))
    return tuple(values / values.sum())


def hits(
    fits: Iterable[FittedNumber], truth: Mapping[str, float | tuple[float, ...]], names: Mapping[str, str]
) -> dict[str, bool]:
    """Whether each interval holds the truth; shares count one by one."""
    result = {}
    for fit in fits:
        path = fit.path
        for new, old in names.items():
            path = path.replace(f"segments.{new}.", f"segments.{old}.").replace(
                f'segments."{new}".', f"segments.{old}."
            )
        if path not in truth or fit.low is None or fit.high is None:
            continue
        lows, values, highs = (np.atleast_1d(part) for part in (fit.low, truth[path], fit.high))
        for place, (low, value, high) in enumerate(zip(lows, values, highs, strict=True)):
            result[path if values.size == 1 else f"{path}.{place}"] = bool(low <= value <= high)
    return result


def of_fits(fits: PortfolioFits, scenario: Scenario) -> dict[str, bool]:
    """Hits of fits; their segments are matched by the names of customers."""
    names = dict(zip(fits.segments.to_numpy(), [name.rsplit(" ", 1)[0] for name in fits.segments.index], strict=True))
    return hits(fits.fits, truths(scenario), names)


def of_seed(seed: int) -> tuple[dict[str, bool], list[str]]:
    """Hits of a seed, and the numbers that were fitted."""
    scenario = world()
    fits = fitted(seed, scenario)
    return of_fits(fits, scenario), [fit.path for fit in fits.fits if fit.fitted]


def main() -> None:
    """Print how often each number was recovered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="the first seed: others than those a rule was chosen by")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers) as pool:
        results = list(pool.map(of_seed, range(options.first, options.first + options.seeds)))
    counts: dict[str, list[bool]] = defaultdict(list)
    for hit_by_path, _ in results:
        for path, hit in hit_by_path.items():
            counts[path].append(hit)
    for path, every_hit in sorted(counts.items()):
        share = 100 * sum(every_hit) / len(every_hit)
        mark = "" if FEWEST <= share <= MOST else "  <-- outside 90 to 99"
        print(f"{path:60s} {sum(every_hit):4d} of {len(every_hit)}{mark}")  # noqa: T201  a table for a person


if __name__ == "__main__":
    main()
