"""Columns of a sheet that was not recognised, as somebody who maps them by hand wants to see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.errors import InputError
from sim.importing.catalogue import Kind, is_header_name
from sim.importing.containers import sheets_of
from sim.importing.questions import fingerprint
from sim.importing.recognition import MOST_PREAMBLE
from sim.importing.sheet_reading import first_rows
from sim.importing.sources import source_of
from sim.importing.wording import header_keys

__all__ = ["ColumnPreview", "columns_of", "likely_field"]

SHOWN = 3
LONGEST = 40


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column, its first different values, and how much of it is filled."""

    header: str
    values: tuple[str, ...]
    """Three at most, each of 40 printable characters at most."""
    filled: float
    """Share of the first few hundred cells that hold something."""


def columns_of(files: Iterable[object], headers: str) -> list[ColumnPreview]:
    """Find the sheet with a set of headers, and show its columns.

    Parameters
    ----------
    files : iterable
        As of `sim.importing.read.read`.
    headers : str
        Fingerprint of the set, as of `sim.importing.report.Unrecognised`.

    Returns
    -------
    list of ColumnPreview
        In the order of the sheet; empty where no file has such headers.
    """
    for file in files:
        try:
            for sheet in sheets_of(source_of(file)):
                rows = first_rows(sheet)
                for number, row in enumerate(rows[:MOST_PREAMBLE]):
                    if fingerprint([cell for cell in row if cell.strip()]) == headers:
                        return [
                            _preview(cell, place, rows[number + 1 :]) for place, cell in enumerate(row) if cell.strip()
                        ]
        except InputError:  # told of by the reading itself
            continue
    return []


def _preview(header: str, place: int, rows: list[list[str]]) -> ColumnPreview:
    cells = [row[place].strip() if place < len(row) else "" for row in rows]
    filled = [cell for cell in cells if cell]
    values = list(dict.fromkeys(filled))[:SHOWN]
    shown = tuple("".join(char if char.isprintable() else " " for char in value)[:LONGEST] for value in values)
    return ColumnPreview(header.strip(), shown, len(filled) / max(len(cells), 1))


def likely_field(header: str, kind: Kind) -> str:
    """Propose the field of a kind that a column may be.

    Parameters
    ----------
    header : str
        Name of the column.
    kind : Kind
        The kind of table.

    Returns
    -------
    str
        Name of the field; empty where its name is that of none.
    """
    keys = header_keys(header) if is_header_name(header) else ()
    return next((name for key in keys for name, item in kind.fields.items() if key in item.keys), "")
