"""A few sums of each customer's own, kept with every replication: its money, promises to it, its waits and its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.metrics.books import COST_LINES, REVENUE_LINES
from sim.metrics.columns import BoolArray, FloatArray, IntArray
from sim.metrics.facts import Facts
from sim.metrics.grid import Grid
from sim.records.recorder import Records
from sim.records.table import RecordTable

__all__ = ["CUSTOMER_COLUMNS", "by_customer", "waits_by_customer"]

CUSTOMER_COLUMNS = ("margin", "fees", "due", "kept", "waited", "waits", "past_breaking_point", "left")
"""Margin before unallocated cost, and fees, in major units; promises of a response that fell due, and those kept;
minutes waited for a person, and how often; minute of passing the breaking point and of leaving, NaN where it did not.
"""


def by_customer(facts: Facts) -> dict[str, FloatArray]:
    """Sum up each customer of a run.

    Parameters
    ----------
    facts : Facts
        Of the run.

    Returns
    -------
    dict of str to array, shape (customers,)
        Each of ``CUSTOMER_COLUMNS``, customers in the order in which they joined.
    """
    index, units, records = Grid(facts.run).index, facts.minor_units, facts.records
    of_due = facts.due.codes("customer", index)
    ends = {name: np.full(len(index), np.nan) for name in ("past_breaking_point", "left")}
    for name, rows in (("past_breaking_point", records.breaking_points), ("left", records.departures)):
        for row in rows:
            ends[name][index[row.customer]] = row.at
    waited, waits = waits_by_customer(records, index)
    return {
        "margin": facts.books.of_customers(*REVENUE_LINES, *COST_LINES) / units,
        "fees": facts.books.of_customers("fees") / units,
        "due": _sums(of_due, len(index)),
        "kept": _sums(of_due, len(index), facts.on_time),
        "waited": waited,
        "waits": waits,
        **ends,
    }


def waits_by_customer(records: Records, index: Mapping[str, int]) -> tuple[FloatArray, FloatArray]:
    """Sum the waits of each customer's contacts and disputes in queues, the warm-up left out.

    Parameters
    ----------
    records : Records
        Records of a run.
    index : mapping of str to int
        Places of its customers, from 0.

    Returns
    -------
    two arrays, shape (customers,)
        Minutes, and number of waits.
    """
    customer, minutes = [], []
    tables: tuple[tuple[RecordTable[Any], str], ...] = ((records.touches, "started"), (records.waits, "ended"))
    for table, end in tables:
        rows = table.where(table.column("queued") >= 0)
        customer.append(rows.codes("customer", index))
        minutes.append(rows.column(end) - rows.column("queued"))
    who = np.concatenate(customer)
    return _sums(who, len(index), np.concatenate(minutes)), _sums(who, len(index))


def _sums(who: IntArray, customers: int, amounts: FloatArray | BoolArray | None = None) -> FloatArray:
    """Amounts, or rows, by customer; rows of nobody, at -1, are left out."""
    return np.bincount(who + 1, amounts, customers + 1)[1:].astype(np.float64)
