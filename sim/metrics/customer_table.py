"""One row per customer: its profit and loss, the time it took, its trust, and whether and why it was lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.metrics.books import COST_LINES, REVENUE_LINES, Books, keep_books
from sim.metrics.columns import FloatArray
from sim.metrics.contacts import counted, on_time, responses_due
from sim.metrics.facts import trust_at_end
from sim.metrics.grid import Grid
from sim.records.run import Run
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

__all__ = ["customer_table"]


def customer_table(run: Run, books: Books | None = None) -> pd.DataFrame:
    """Tabulate the customers of a run, indexed by name, in the order in which they joined.

    Parameters
    ----------
    run : Run
        A simulated run.
    books : Books, optional
        Its books, where they are kept already.

    Returns
    -------
    DataFrame
        Text: ``segment``, ``plan``, ``origin`` ("start", the kind of prospect it was, or "referral"),
        ``reason`` ("pop", "not renewed", "let go", "terminated for cause", or "" where it stayed),
        ``worst_cause`` (the cause that added most grievance in all, "" where there was none). Money, costs as
        positive numbers: every line of revenue and cost, ``revenue``, ``cost``, ``margin`` (before unallocated
        capacity), ``effective_hourly_rate`` (revenue per hour of people's time, NaN where none was spent).
        Numbers: ``contacts`` (opened within the horizon), ``late`` (promises of a response missed),
        ``minutes`` of people, ``trust`` and ``grievance`` when last recorded, ``breaking_point``. Days
        from the start, NaN where it did not come: of passing the breaking point and, ``left_day``, of leaving.
    """
    customers = run.records.customers
    origins = {row.customer: row.kind for row in run.records.prospects}
    columns: dict[str, Any] = {
        "segment": [row.segment for row in customers],
        "plan": [row.plan for row in customers],
        "origin": [origins.get(row.customer, "start") for row in customers],
        "breaking_point": [row.breaking_point for row in customers],
    }
    columns |= _money(books or keep_books(run), run.scenario.minor_units)
    columns |= _contacts(run)
    columns |= _state(run)
    return pd.DataFrame(columns, index=pd.Index([row.customer for row in customers], name="customer"))


def _money(books: Books, units: int) -> dict[str, FloatArray]:
    minutes = books.minutes.sum(axis=1)
    columns = {name: books.of_customers(name) / units for name in REVENUE_LINES}
    columns |= {name: -books.of_customers(name) / units for name in COST_LINES}
    columns["revenue"] = books.of_customers(*REVENUE_LINES) / units
    columns["cost"] = -books.of_customers(*COST_LINES) / units
    columns["margin"] = books.of_customers(*REVENUE_LINES, *COST_LINES) / units
    columns["minutes"] = minutes
    hours = np.where(minutes > 0, minutes / MINUTES_PER_HOUR, np.nan)
    columns["effective_hourly_rate"] = columns["revenue"] / hours
    return columns


def _contacts(run: Run) -> dict[str, list[int]]:
    index = Grid(run).index
    contacts = counted(run)
    due = responses_due(contacts)
    late = due.where(~on_time(due))
    return {
        name: np.bincount(rows.codes("customer", index) + 1, minlength=len(index) + 1)[1:].tolist()
        for name, rows in (("contacts", contacts), ("late", late))
    }


def _state(run: Run) -> dict[str, list[float] | list[str]]:
    records = run.records
    names = [row.customer for row in records.customers]
    trust, grievance = trust_at_end(run), {row.customer: row.grievance for row in records.customers}
    grievance |= {row.customer: row.grievance for row in records.months}
    weights: dict[str, dict[str, float]] = {name: {} for name in names}
    for row in records.grievances:
        causes = weights[row.customer]
        causes[row.cause] = causes.get(row.cause, 0.0) + row.size
    past_breaking_point = {row.customer: row.at / MINUTES_PER_DAY for row in records.breaking_points}
    left = {row.customer: row.at / MINUTES_PER_DAY for row in records.departures}
    reasons = {row.customer: row.reason for row in records.departures}
    nan = float("nan")
    return {
        "trust": [trust[name] for name in names],
        "grievance": [grievance[name] for name in names],
        "worst_cause": [max(weights[name], key=weights[name].__getitem__, default="") for name in names],
        "popped_day": [past_breaking_point.get(name, nan) for name in names],
        "left_day": [left.get(name, nan) for name in names],
        "reason": [reasons.get(name, "") for name in names],
    }
