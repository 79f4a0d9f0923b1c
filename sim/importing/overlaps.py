"""Rows that stand in several sheets, as where exports overlap: kept once, by what identifies them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.dates import NO_TIME
from sim.importing.folding import Folding, text_codes

__all__ = ["without_repeats"]

COMPLETED = frozenset({"customers", "books"})
"""Tables whose rows say different things of the same: what the first of equal rows lacks is that of the others."""
KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "contacts": (("contact_id", "opened"), ("opened", "customer", "wait_s")),
    "work": (("contact_id", "agent", "started", "handle_s"), ("agent", "started", "handle_s")),
    "events": (("contact_id", "at", "state"), ()),
    "presence": (("agent", "from", "state"), ()),
    "roster": (("agent", "day", "from_minute"), ()),
    "invoices": (("invoice_id", "issued", "amount", "open_amount"), ()),
    "receipts": (("customer", "at", "amount", "invoice_id"), ()),
    "customers": (("customer",), ()),
    "books": (("month",), ()),
}
"""By table, what identifies a row; and what does where the first of these is missing."""


def without_repeats(name: str, table: pa.Table) -> tuple[pa.Table, int]:
    """Keep rows once that stand in several sheets.

    Parameters
    ----------
    name : str
        Name of the table.
    table : pyarrow.Table
        Rows of all sheets.

    Returns
    -------
    table : pyarrow.Table
        Of equal rows of different sheets, the first; of customers and months with what it lacks and another has.
    repeated : int
        Rows that were left out.
    """
    sheets = _sheet_codes(table)
    if len(np.unique(sheets)) < 2:
        return table, 0
    main, other = KEYS[name]
    fold = Folding([_codes(table, column) for column in main])
    repeated = _repeated(fold, sheets)
    if name in COMPLETED:
        table = _completed(table, fold.lead[fold.group_of()])
    if other:
        missing = _codes(table, main[0]) == -1
        keys = [_codes(table, column) for column in other]
        keys[0] = np.where(missing, keys[0], -1)
        repeated |= _repeated(Folding(keys), sheets)
    count = int(repeated.sum())
    return (table.filter(pa.array(~repeated)) if count else table), count


def _completed(table: pa.Table, leads: NDArray[np.int64]) -> pa.Table:
    """The table with empty cells of the first row of each group filled from the next row that has one."""
    rows = np.arange(table.num_rows)
    for place, item in enumerate(table.schema):
        column = table[item.name].combine_chunks()
        full = np.asarray(column.is_valid().to_numpy(zero_copy_only=False), bool)
        others = rows[full & (leads != rows)][::-1]
        taken = rows.copy()
        taken[leads[others]] = others
        taken[full] = rows[full]
        table = table.set_column(place, item, column.take(pa.array(taken)))
    return table


def _repeated(fold: Folding, sheets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows of a group that come from another sheet than its first row."""
    repeats: NDArray[np.bool_] = sheets != sheets[fold.lead[fold.group_of()]]
    return repeats


def _sheet_codes(table: pa.Table) -> NDArray[np.int64]:
    return _codes(table, "source_file") * 10_000 + _codes(table, "source_sheet")


def _codes(table: pa.Table, column: str) -> NDArray[np.int64]:
    values = table[column].combine_chunks()
    if pa.types.is_dictionary(values.type):
        return np.asarray(values.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)
    if pa.types.is_string(values.type):
        return text_codes(values)
    if pa.types.is_timestamp(values.type):
        return np.asarray(values.cast(pa.int64()).fill_null(NO_TIME).to_numpy(zero_copy_only=False), np.int64)
    numbers = values.cast(pa.float64()).fill_null(-1.0).to_numpy(zero_copy_only=False)
    return np.round(np.asarray(numbers) * 100).astype(np.int64)
