"""The internal tables: columns, types and units, and how arrays become them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.dates import NO_TIME
from sim.importing.prepared import Codes

__all__ = ["SCHEMAS", "TIME", "TablePart", "codes_taken", "frame_of", "joined", "table_of"]

CATEGORY = pa.dictionary(pa.int32(), pa.string())
TIME = pa.timestamp("s")
"""Local times by the clock on the wall, to the second."""
CENTS, NUMBER, SECONDS, FLAG, TEXT = pa.int64(), pa.float64(), pa.float64(), pa.bool_(), pa.string()

_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "contacts": {
        "customer": CATEGORY,
        "contact_id": TEXT,
        "opened": TIME,
        "channel": CATEGORY,
        "kind": CATEGORY,
        "severity": CATEGORY,
        "first_response": TIME,
        "resolved": TIME,
        "closed": TIME,
        "due_response": TIME,
        "due_resolution": TIME,
        "outcome": CATEGORY,
        "wait_s": pa.float32(),
        "reopens": pa.float32(),
        "reassignments": pa.float32(),
        "agent_touches": pa.float32(),
        "customer_touches": pa.float32(),
        "response_kept": FLAG,
        "resolution_kept": FLAG,
        "satisfaction": pa.float32(),
        "robot": FLAG,
    },
    "work": {
        "contact_id": TEXT,
        "agent": CATEGORY,
        "team": CATEGORY,
        "started": TIME,
        "ended": TIME,
        "handle_s": pa.float32(),
        "channel": CATEGORY,
    },
    "events": {"contact_id": TEXT, "at": TIME, "state": CATEGORY, "agent": CATEGORY, "team": CATEGORY},
    "presence": {"agent": CATEGORY, "from": TIME, "to": TIME, "state": CATEGORY},
    "roster": {"agent": CATEGORY, "team": CATEGORY, "day": TIME, "from_minute": NUMBER, "to_minute": NUMBER},
    "invoices": {
        "customer": CATEGORY,
        "invoice_id": TEXT,
        "issued": TIME,
        "due": TIME,
        "terms_days": NUMBER,
        "amount": CENTS,
        "credited": CENTS,
        "paid_at": TIME,
        "open_amount": CENTS,
        "disputed": FLAG,
        "written_off": FLAG,
        "as_of": TIME,
    },
    "receipts": {"customer": CATEGORY, "invoice_id": TEXT, "at": TIME, "amount": CENTS},
    "customers": {
        "customer": CATEGORY,
        "number": TEXT,
        "plan": CATEGORY,
        "fee_month": CENTS,
        "started": TIME,
        "renews_on": TIME,
        "left_on": TIME,
        "reason": CATEGORY,
        "segment": CATEGORY,
    },
    "books": {"month": TIME, "revenue": CENTS, "support_cost": CENTS, "people": NUMBER, "other": CENTS},
}
_SOURCE = {"source_file": CATEGORY, "source_sheet": CATEGORY, "source_row": pa.int32()}
SCHEMAS: Mapping[str, pa.Schema] = {name: pa.schema({**columns, **_SOURCE}) for name, columns in _COLUMNS.items()}
"""Every table with its columns. Times are local, to the second; money is hundredths of one currency; durations are
seconds; what is missing is null and never 0. Each row says by ``source_`` where it stood."""


@dataclass
class TablePart:
    """Rows of one internal table that a sheet gives."""

    table: str
    items: NDArray[np.int64]
    """For each row, the place of the item that it comes from."""
    columns: dict[str, Any] = field(default_factory=dict)
    """By column: codes with their meanings, seconds, numbers with NaN, or texts."""


def table_of(part: TablePart, rows: NDArray[np.int32], file: str, sheet: str) -> pa.Table:
    """Rows as a table.

    Parameters
    ----------
    part : TablePart
        The rows.
    rows : array of int32
        Number of the row in the sheet, by item.
    file, sheet : str
        Where the rows stood.

    Returns
    -------
    pyarrow.Table
        By its schema; a column that the sheet lacks is null throughout.
    """
    schema = SCHEMAS[part.table]
    count = len(part.items)
    source = {
        "source_file": (np.zeros(count, np.int32), [file]),
        "source_sheet": (np.zeros(count, np.int32), [sheet]),
        "source_row": rows[part.items],
    }
    arrays = [_array(part.columns.pop(item.name, source.get(item.name)), item.type, count) for item in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: pa.DataType, count: int) -> pa.Array:
    if values is None:
        return pa.nulls(count, kind)
    if isinstance(values, tuple):
        codes, words = np.asarray(values[0]), pa.array(list(values[1]), pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes < 0), words)
    if isinstance(values, pa.Array):
        return values
    if kind == TIME:
        return pa.array(values, pa.int64(), mask=values == NO_TIME).cast(TIME)
    missing = np.isnan(values) if values.dtype.kind == "f" else None
    if kind == FLAG and missing is not None:
        values = values > 0
    elif kind == CENTS and missing is not None:
        values = np.where(missing, 0, values).astype(np.int64)
    return pa.array(values, kind, mask=missing)


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables of one schema, one below the other.

    Parameters
    ----------
    tables : sequence of pyarrow.Table
        At least one.

    Returns
    -------
    pyarrow.Table
        Categories have one list of words each.
    """
    table = tables[0] if len(tables) == 1 else pa.concat_tables(tables)
    return table.unify_dictionaries().combine_chunks()


def codes_taken(codes: Codes, items: NDArray[np.int64]) -> Codes:
    """Codes of some rows.

    Parameters
    ----------
    codes : Codes
        Places and meanings of all rows.
    items : array of int64
        Rows that are wanted; -1 for none.

    Returns
    -------
    Codes
        The list of meanings stays.
    """
    return np.where(items >= 0, codes[0][np.maximum(items, 0)], -1).astype(np.int32), codes[1]


def frame_of(tables: Mapping[str, pa.Table], name: str, columns: Sequence[str]) -> pd.DataFrame:
    """Take columns of a table that may not be there.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.
    name : str
        Of the table.
    columns : sequence of str
        Columns that are wanted.

    Returns
    -------
    pandas.DataFrame
        Without rows where there is no such table.
    """
    table = tables[name] if name in tables else SCHEMAS[name].empty_table()
    frame: pd.DataFrame = table.select(list(columns)).to_pandas()
    return frame
