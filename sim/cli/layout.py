"""Tables of answers as tables of the terminal."""

from __future__ import annotations

from rich.table import Table as TerminalTable
from rich.text import Text

from sim.report.format.table import Table
from sim.scenario.source import plain

__all__ = ["terminal_table"]

STYLES = {
    "better": "green",
    "worse": "red",
    "practically the same": "dim",
    "no difference": "dim",
    "not defined": "dim",
    "cannot tell apart": "yellow",
    "holds": "green",
    "does not hold": "red",
    "safe": "green",
    "risky": "yellow",
    "never": "red",
    "selected": "green",
    "POP": "red",
    "exit": "red",
}
"""Colours of verdicts, by the words that they begin with."""

SPACES = "\n\u00a0\u202f"
"""White space of our own that is not printable by Python's rules, but does nothing to a terminal."""


def terminal_table(table: Table) -> TerminalTable:
    """The table with its title above, columns of numbers flush right, and verdicts in colour."""
    shown = TerminalTable(
        title=Text(plain(table.title), style="bold"),
        title_justify="left",
        caption=Text(plain(" ".join(table.notes))) if table.notes else None,
        caption_justify="left",
    )
    for column in table.columns:
        shown.add_column(plain(column.heading), justify="right" if column.is_numeric else "left", overflow="fold")
    for place, row in enumerate(table.texts()):
        cells = zip(table.columns, row, strict=True)
        strong = "bold" if place in table.emphasised else ""
        shown.add_row(*(Text(_printable(text), style=_style(text, column.kind) or strong) for column, text in cells))
    return shown


def _printable(text: str) -> str:
    return "".join(letter if letter in SPACES else plain(letter) for letter in text)


def _style(text: str, kind: str) -> str:
    if kind != "verdict":
        return ""
    return next((style for word, style in STYLES.items() if text.startswith(word)), "")
