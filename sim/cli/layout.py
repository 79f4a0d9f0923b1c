"""How tables look in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

__all__ = ["table"]


def table(title: str, columns: Sequence[str], numbers: Sequence[str]) -> Table:
    """A table with the title above and the columns of numbers flush right."""
    empty = Table(title=Text(title, style="bold"), title_justify="left")
    for column in columns:
        empty.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return empty
