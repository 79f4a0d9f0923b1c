"""An import as it would have been on an earlier day: nothing that happened later is in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pyarrow as pa

from sim.importing.tables import SCHEMAS, TIME

__all__ = ["known_before"]

BEGINS = {
    "contacts": "opened",
    "work": "started",
    "events": "at",
    "presence": "from",
    "roster": "day",
    "invoices": "issued",
    "receipts": "at",
    "customers": "started",
    "books": "month",
}
"""By table, the time from which on a row is known; a row without it was always known."""
PLANNED = frozenset({"due", "due_response", "due_resolution", "renews_on"})
"""Times that lie ahead by agreement, and are known before they come."""


def known_before(tables: Mapping[str, pa.Table], day: date) -> dict[str, pa.Table]:
    """Cut an import.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.
    day : date
        From its midnight on nothing is known.

    Returns
    -------
    dict of str to pyarrow.Table
        Rows that began before; what happened to them later is null: a contact is not yet answered or solved, an invoice
        not yet paid, a customer has not yet left. Tables without rows are left out.
    """
    limit = pd.Timestamp(day)
    cut = {}
    for name, table in tables.items():
        frame = table.to_pandas()
        began = frame[BEGINS[name]]
        frame = frame[began.isna() | (began < limit)].copy()
        for column in SCHEMAS[name]:
            if column.type == TIME and column.name not in PLANNED:
                frame[column.name] = frame[column.name].where(frame[column.name] < limit)
        if name == "invoices":
            frame["as_of"] = limit
        if len(frame):
            cut[name] = pa.Table.from_pandas(frame, schema=SCHEMAS[name], preserve_index=False)
    return cut
