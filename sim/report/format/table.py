"""A table as data, with typed columns and raw values, and the forms in which it is read or leaves the program."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from sim.metrics.catalogue import describe
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.words import UNDEFINED, format_difference, format_value, range_words

if TYPE_CHECKING:
    import pandas as pd

    from sim.metrics.catalogue import Outcome

__all__ = ["Cell", "Column", "ColumnKind", "Span", "Table", "guarded", "text_table", "to_csv", "to_frame"]

ColumnKind: TypeAlias = Literal["text", "verdict", "money", "share", "number", "outcome", "bar"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_BAR = 12
PLACES = {"money": 2, "share": 4, "number": 4}
"""Decimals of a column of numbers in a frame."""
TYPICAL = {"money": "margin", "share": "customer_retention_per_year"}
"""An outcome that is written like a column of this kind."""
INTERVAL = ", interval"
"""End of the heading of a column of intervals."""


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of a column's values, with the estimate inside it where that has no column of its own."""

    low: float
    """Ends, in the unit of the column."""
    high: float
    """Ends, in the unit of the column."""
    estimate: float | None = None
    """Value that is written before the interval."""


Cell: TypeAlias = "str | float | Span | None"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    heading: str
    """Heading."""
    kind: ColumnKind = "text"
    """``money`` in major units, ``share`` from 0 to 1, ``bar`` (a length from 0 to 1), ``outcome`` in the unit of the
    row's outcome, ``number``, ``verdict`` or ``text``."""
    signed: bool = False
    """Whether the values are differences, which carry their sign."""
    form: str = ""
    """Python format of a number, or of a share in percent; a share without one is written like an outcome."""
    unit: str = ""
    """Text behind a number."""
    step: float | None = None
    """Power of ten that money and values of outcomes are rounded to; by default as many digits as each deserves."""

    @property
    def is_numeric(self) -> bool:
        """Whether the values are written flush right."""
        return self.kind in ("money", "share", "number", "outcome")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of raw values under typed columns."""

    title: str
    """Title; may be empty."""
    columns: tuple[Column, ...]
    """Columns."""
    rows: tuple[tuple[Cell, ...], ...]
    """As many cells a row as there are columns."""
    currency: str = "USD"
    """ISO 4217 code of money."""
    outcomes: tuple[Outcome, ...] = ()
    """The outcome of each row, where a column is of kind ``outcome``."""
    emphasised: tuple[int, ...] = ()
    """Places of rows that stand out, such as sums."""
    notes: tuple[str, ...] = ()
    """Sentences under the table."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings of the columns."""
        return tuple(column.heading for column in self.columns)

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Write every cell for a reader.

        Returns
        -------
        tuple of tuple of str
            Rows of text, in the reader's locale.
        """
        return tuple(
            tuple(self._text(place, column, cell) for column, cell in zip(self.columns, row, strict=True))
            for place, row in enumerate(self.rows)
        )

    def _text(self, place: int, column: Column, cell: Cell) -> str:
        if cell is None or isinstance(cell, str):
            return cell or ""
        if column.kind == "bar":
            return "█" * round(LONGEST_BAR * (0.0 if isinstance(cell, Span) else cell))
        if column.kind in ("money", "outcome") or (column.kind == "share" and not column.form):
            outcome = describe(TYPICAL[column.kind]) if column.kind in TYPICAL else self.outcomes[place]
            return _outcome_text(cell, column, outcome, self.currency)
        return _number_text(cell, column)


def _outcome_text(cell: float | Span, column: Column, outcome: Outcome, currency: str) -> str:
    if not isinstance(cell, Span):
        write = format_difference if column.signed else format_value
        return write(cell, outcome, currency, step=column.step)
    ends = range_words(cell.low, cell.high, outcome, currency, sign=column.signed)
    if cell.estimate is None:
        return ends
    return f"{_outcome_text(cell.estimate, column, outcome, currency)} ({ends})"


def _number_text(cell: float | Span, column: Column) -> str:
    sign = "+" if column.signed else ""
    if not isinstance(cell, Span):
        return _number(cell, column, sign) + column.unit
    ends = f"{_number(cell.low, column)} to {_number(cell.high, column)}"
    return ends if cell.estimate is None else f"{_number(cell.estimate, column, sign)}{column.unit} ({ends})"


def _number(value: float, column: Column, sign: str = "") -> str:
    if math.isnan(value):
        return UNDEFINED
    if column.kind == "share":
        return local(100 * value, column.form) + percent_sign(" %")
    return local(value, sign + (column.form or ",g"))


def text_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Make a table of text.

    Parameters
    ----------
    title : str
        Title; may be empty.
    headings : sequence of str
        Headings.
    rows : iterable of sequence of str
        Rows.

    Returns
    -------
    Table
        The table.
    """
    return Table(title, tuple(Column(heading) for heading in headings), tuple(tuple(row) for row in rows))


def to_frame(table: Table) -> pd.DataFrame:
    """Make a frame of a table for a page or a workbook.

    Parameters
    ----------
    table : Table
        The table.

    Returns
    -------
    DataFrame
        Money, shares and numbers as numbers, an interval as two columns; all else as text. Bars are left out.
    """
    import pandas as pd

    columns: dict[str, list[object]] = {}
    texts = table.texts()
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        heading = column.heading.removesuffix(INTERVAL) + (f", {table.currency}" if column.kind == "money" else "")
        if column.kind not in PLACES or any(isinstance(cell, str) for cell in cells):
            if column.kind != "bar":
                between = "; " if column.kind == "verdict" else "\n"
                columns[column.heading] = [row[place].replace("\n", between) for row in texts]
            continue
        parts = {heading: [_estimate(cell) for cell in cells]}
        if any(isinstance(cell, Span) for cell in cells):
            parts[f"{heading}, from"] = [cell.low if isinstance(cell, Span) else None for cell in cells]
            parts[f"{heading}, to"] = [cell.high if isinstance(cell, Span) else None for cell in cells]
            if all(value is None for value in parts[heading]):
                del parts[heading]
        columns |= {name: [_rounded(value, column) for value in values] for name, values in parts.items()}
    return pd.DataFrame(columns)


def _estimate(cell: Cell) -> float | None:
    if isinstance(cell, Span):
        return cell.estimate
    return None if isinstance(cell, str) else cell


def _rounded(value: float | None, column: Column) -> float | None:
    return value if value is None or math.isnan(value) else round(value, PLACES[column.kind])


def guarded(value: object) -> object:
    """Neutralise text that a spreadsheet would take for a formula, by an apostrophe before it.

    Parameters
    ----------
    value : object
        A cell.

    Returns
    -------
    object
        The value; text that begins like a formula with an apostrophe before it.
    """
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def to_csv(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV that is safe to open in a spreadsheet.

    Parameters
    ----------
    frame : DataFrame
        Rows; the index is left out.

    Returns
    -------
    bytes
        UTF-8 with a mark of byte order; cells and headings are neutralised by :func:`guarded`.
    """
    safe = frame.map(guarded)
    safe.columns = [str(guarded(str(name))) for name in frame.columns]
    return safe.to_csv(index=False).encode("utf-8-sig")
