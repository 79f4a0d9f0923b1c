"""One invented business in many dialects: tables equal what was invented, cell by cell, and each trap is told of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from sim.importing.read import Imported, read
from tests.unit.importing.money_dialects import MONEY
from tests.unit.importing.ticket_dialects import TICKETS, Export
from tests.unit.importing.voice_dialects import VOICE
from tests.unit.importing.world import World, world

DIALECTS: dict[str, Callable[[World], Export]] = {**TICKETS, **VOICE, **MONEY}
SEEDS = (1, 2, 3)


def cells(imported: Imported, table: str, column: str) -> list[Any]:
    values = imported.tables[table][column].to_pylist()
    return [value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value for value in values]


def imported(export: Export) -> Imported:
    contents = (export.content, *export.files)
    return read([(f"export-{place}.dat", content) for place, content in enumerate(contents)])


def test_there_are_more_than_twenty_dialects() -> None:
    assert len(DIALECTS) >= 30


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_tables_equal_what_was_invented(name: str, seed: int) -> None:
    export = DIALECTS[name](world(seed))
    result = imported(export)
    for table, columns in export.expected.items():
        for column, expected in columns.items():
            assert cells(result, table, column) == expected, (table, column)


@pytest.mark.parametrize("name", DIALECTS)
def test_every_trap_is_told_of_and_every_row_accounted_for(name: str) -> None:
    export = DIALECTS[name](world(4))
    result = imported(export)
    lines = "\n".join(result.report.texts()).casefold()
    assert [phrase for phrase in export.said if phrase.casefold() not in lines] == []
    for sheet in result.report.sheets:
        assert sum(sheet.counts.values()) == sheet.rows
    for kind, count in export.rows.items():
        assert sum(sheet.counts.get(kind, 0) for sheet in result.report.sheets) == count


@pytest.mark.parametrize("name", ["zendesk", "overlapping calls", "lines of invoices"])
def test_equal_files_give_equal_tables(name: str) -> None:
    export = DIALECTS[name](world(5))
    first, second = imported(export), imported(export)
    assert first.report.texts() == second.report.texts()
    assert all(first.tables[table].equals(second.tables[table]) for table in first.tables)
