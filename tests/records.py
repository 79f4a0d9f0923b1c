"""Records as tests take them apart: with rows of their own, or fed by column."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from sim.records.recorder import Records
from sim.records.table import RecordTable

__all__ = ["in_columns", "put", "records_of"]


def records_of(**rows: list[Any]) -> Records:
    """Records of some rows, by table."""
    return put(Records(), **rows)


def put(records: Records, **rows: list[Any]) -> Records:
    """Put rows in the place of all those of some tables."""
    for name, its in rows.items():
        table = getattr(records, name)
        setattr(records, name, RecordTable(table.kind, its) if isinstance(table, RecordTable) else its)
    return records


def in_columns(records: Records) -> Records:
    """Equal records, all of whose rows came as columns."""
    tables = {part.name: getattr(records, part.name) for part in fields(records) if part.name != "teams"}
    again = replace(records, **{name: RecordTable(table.kind) for name, table in tables.items()})
    for name, table in tables.items():
        getattr(again, name).add_columns(table.columns())
    return again
