"""Which invoice a payment, a write-off or a dispute is about."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.metrics.columns import IntArray
from sim.records.events import InvoiceIssued
from sim.records.table import RecordTable

__all__ = ["invoices_of"]


def invoices_of(invoices: RecordTable[InvoiceIssued], rows: RecordTable[Any], name: str = "month") -> IntArray:
    """Place among the invoices of the one of each row's customer and month.

    Parameters
    ----------
    invoices : RecordTable of InvoiceIssued
        One at most for each customer and month.
    rows : RecordTable
        Records with a customer and the month of an invoice.
    name : str, optional
        The field of that month.

    Returns
    -------
    array of int, shape (rows,)
        -1 where there is no such invoice.
    """
    index = {name: place for place, name in enumerate(invoices.coded("customer").values)}
    months = invoices.column("month").astype(np.int64)
    first, last = (int(months.min()), int(months.max())) if months.size else (0, -1)
    places = np.full((len(index) + 1, last - first + 3), -1)  # beyond its edges lies what there is no invoice of
    places[invoices.codes("customer", index), months - first + 1] = np.arange(months.size)
    month = np.clip(rows.column(name).astype(np.int64), first - 1, last + 1)
    return np.asarray(places[rows.codes("customer", index), month - first + 1], np.int64)
