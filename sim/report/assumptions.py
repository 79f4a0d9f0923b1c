"""The numbers of a scenario as a table."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.format.reader_locale import local
from sim.report.format.table import Table, text_table
from sim.scenario.sheet import SheetRow
from sim.scenario.source import printed

__all__ = ["sheet_table"]

HEADINGS = ("Path", "Value", "Unit", "Allowed", "Plausible", "Role", "Tag", "Source", "Meaning")


def sheet_table(rows: Sequence[SheetRow], title: str) -> Table:
    """List numbers with unit, bounds, role, evidence and source.

    Parameters
    ----------
    rows : sequence of SheetRow
        The assumption sheet.
    title : str
        Title.

    Returns
    -------
    Table
        A row a number.
    """
    cells = (
        (
            row.path,
            _value(row),
            row.unit,
            _bounds(row),
            "" if row.plausible is None else f"{local(row.plausible[0], 'g')} to {local(row.plausible[1], 'g')}",
            row.role,
            f"[{row.tag}]",
            row.source,
            row.about,
        )
        for row in rows
    )
    return text_table(title, HEADINGS, cells)


def _value(row: SheetRow) -> str:
    if row.value is None:
        return "none"
    return " ".join(local(part, "g") for part in row.value) if isinstance(row.value, tuple) else printed(row.value)


def _bounds(row: SheetRow) -> str:
    least = "" if row.low is None else f"above {local(row.low, ',g')}" if row.low_excluded else local(row.low, ",g")
    most = "" if row.high is None else f"to {local(row.high, ',g')}"
    return f"{least} {most}".strip()
