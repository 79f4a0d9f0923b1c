"""Some months of a run as a run of their own, so that every outcome has one definition, of a year as of the whole."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from sim.metrics.books import Books, keep_books
from sim.metrics.facts import Facts
from sim.metrics.outcomes import outcomes
from sim.records.events import CustomerJoined, MonthEnded
from sim.records.recorder import Records, TeamLedger
from sim.records.run import Run
from sim.records.table import RecordTable
from sim.units import MONTHS_PER_YEAR, TICKS_PER_MINUTE, add_months

__all__ = ["MOMENTS", "OF_THE_END", "months_of", "outcomes_by_year", "window", "years"]

MOMENTS = frozenset(
    {"joined", "opened", "began", "answered", "ended", "queued", "started", "at", "issued", "due", "leaves_at"}
)
"""Fields of rows that are minutes since the start of the study."""
MONTHS = frozenset({"month", "invoice"})
"""Fields of rows that are months since then."""
PLACES = ("issued", "at", "opened", "began", "started", "ended", "month")
"""Fields that say in which months a row lies: the first that it has."""
OF_THE_END = ("margin_with_run_off", "run_off_value", "remaining_contract_value")
"""Outcomes that look beyond the horizon: no year before the last has them."""


def years(horizon_months: int) -> list[range]:
    """Months of each year of a study; the last may be shorter.

    Parameters
    ----------
    horizon_months : int
        Months of the study, 1 or more.

    Returns
    -------
    list of range
        Months from 0.
    """
    return [
        range(first, min(first + MONTHS_PER_YEAR, horizon_months))
        for first in range(0, horizon_months, MONTHS_PER_YEAR)
    ]


def outcomes_by_year(run: Run, books: Books | None = None) -> list[dict[str, float]]:
    """Compute the outcomes of each year of a run by the definitions of the whole.

    Parameters
    ----------
    run : Run
        A simulated run.
    books : Books, optional
        Its books, where they are kept already.

    Returns
    -------
    list of dict of float
        By year, then by name; without those of :data:`OF_THE_END`. Amounts and counts of the years add up to those of
        the whole.
    """
    books = books or keep_books(run)
    values = []
    for months in years(run.scenario.horizon_months):
        part = window(run, months)
        customers = {row.customer for row in part.records.customers}
        of_year = outcomes(part, Facts(part, months_of(books, months, customers)))
        values.append({name: value for name, value in of_year.items() if name not in OF_THE_END})
    return values


def months_of(books: Books, months: range, customers: set[str]) -> Books:
    """Cut some months out of the books.

    Parameters
    ----------
    books : Books
        Of the whole run.
    months : range
        Months from 0.
    customers : set of str
        Customers that are kept though nothing is booked for them in these months.

    Returns
    -------
    Books
        Of these months; those that have nothing to do with them left out.
    """
    cut = slice(months.start, months.stop)
    booked = sum(abs(line[:, cut]).sum(axis=1) for line in books.lines.values())
    kept = [place for place, name in enumerate(books.customers) if name in customers or booked[place]]
    return Books(
        tuple(books.customers[place] for place in kept),
        {name: line[kept, cut] for name, line in books.lines.items()},
        books.unallocated[cut],
        books.actions[cut],
        books.minutes[kept, cut],
        books.receivable[kept, cut],
    )


def window(run: Run, months: range) -> Run:
    """Cut some months out of a run; what happened in them happens at the same distance from their beginning.

    Parameters
    ----------
    run : Run
        A simulated run.
    months : range
        Months from 0.

    Returns
    -------
    Run
        Customers under contract at its beginning are those of its start, at their fee and feelings then.
    """
    starts = run.month_starts
    first, last = starts[months.start], starts[months.stop]
    scenario = run.scenario.model_copy(
        update={
            "horizon_months": len(months),
            "start_date": add_months(run.scenario.start_date, months.start),
        }
    )
    records = Records(
        **{
            table.name: _shifted(_within(getattr(run.records, table.name), starts, months), first, months.start)
            for table in fields(Records)
            if table.name not in ("customers", "remaining", "teams")
        },
        customers=RecordTable(CustomerJoined, _customers(run, months)),
        teams=_ledgers(run, months),
    )
    records.remaining.extend(run.records.remaining if last == run.horizon else ())
    moved = tuple(start - first for start in starts[months.start : months.stop + 1])
    return Run(scenario, run.seed, run.replication, records, moved)


def _within(rows: RecordTable[Any], starts: tuple[float, ...], months: range) -> RecordTable[Any]:
    """Rows that lie in the months; what came before the study belongs to its first month, as in the whole."""
    place = next(name for name in PLACES if name in rows.fields)
    moments = rows.column(place)
    low, high = (months.start, months.stop) if place == "month" else (starts[months.start], starts[months.stop])
    inside = np.ones(len(rows), np.bool_)
    if months.start:
        inside &= moments >= low
    if months.stop < len(starts) - 1:
        inside &= moments < high
    return rows.where(inside)


def _ledgers(run: Run, months: range) -> list[TeamLedger]:
    """Months of teams that lie in the months; the warm-up belongs to the first of the study."""
    within = (row for row in run.records.teams if row.month < months.stop or months.stop == len(run.month_starts) - 1)
    return [
        replace(row, month=row.month - months.start) for row in within if row.month >= months.start or not months.start
    ]


def _shifted(rows: RecordTable[Any], minutes: float, months: int) -> RecordTable[Any]:
    """Rows with their moments and months counted from the beginning of the window."""
    if not months:
        return rows
    columns = rows.columns()
    columns |= {name: rows.column(name) - minutes for name in columns.keys() & MOMENTS}
    columns |= {name: rows.column(name) - months for name in columns.keys() & MONTHS}
    moved: RecordTable[Any] = RecordTable(rows.kind)
    moved.add_columns(columns)
    return moved


def _customers(run: Run, months: range) -> list[CustomerJoined]:
    """Customers under contract in the months, each as it was at their beginning or when it joined."""
    first, last = run.month_starts[months.start], run.month_starts[months.stop]
    gone = {row.customer for row in run.records.departures if row.at < first}
    before = {row.customer: row for row in run.records.months if row.month == months.start - 1}
    return [
        _at_beginning(row, before.get(row.customer), first) if months.start else row
        for row in run.records.customers
        if row.customer not in gone and row.joined < last
    ]


def _at_beginning(row: CustomerJoined, before: MonthEnded | None, first: float) -> CustomerJoined:
    """A customer with the fee and the feelings of the month before, if it was there then."""
    if before is None:  # it joins after the beginning, if only by a tick, and is a newcomer
        return row._replace(joined=max(row.joined - first, 1 / TICKS_PER_MINUTE))
    return row._replace(
        joined=row.joined - first,
        fee_cents=before.recognised_cents,
        trust=before.trust,
        grievance=before.grievance,
        half_life_minutes=before.half_life_minutes,
    )
