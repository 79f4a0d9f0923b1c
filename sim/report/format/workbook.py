"""Workbooks that leave the program: typed columns, totals by formula, text that stays text, equal bytes each time."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet as XlsxSheet

from sim.report.format.reader_locale import around, decimal_places
from sim.report.format.table import ColumnKind, Table, guarded, to_frame

__all__ = ["Kind", "Scalar", "SheetCell", "Worksheet", "cell_of", "range_of", "sheet_of", "workbook"]

Kind: TypeAlias = Literal["money", "cents", "percent", "whole", "number", "date", "text"]
Scalar: TypeAlias = str | float | date | None

WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
"""Date in each workbook's properties: equal content gives equal bytes."""
A4 = 9
MOST_LETTERS = 32_767
LONGEST_SHEET_NAME = 31
WIDEST_COLUMN = 60
KINDS: dict[ColumnKind, Kind] = {"money": "money", "share": "percent"}
"""How columns of a table are written in a worksheet."""
FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell that differs from its column: a formula with its value, or a kind of its own."""

    value: Scalar
    """What a viewer that does not calculate shows."""
    formula: str = ""
    """Such as ``=B2-C2``; of our own making, never text from a scenario."""
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A frame and the kinds of its columns.

    ``kinds`` holds money (whole units), cents, percent (shares from 0 to 1), whole, number (two decimals), date
    or text by column; ``totals`` the function of the last row by column; ``currency`` is an ISO 4217 code.
    """

    frame: pd.DataFrame
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    totals: Mapping[str, Literal["SUM", "AVERAGE"]] = field(default_factory=dict)
    currency: str = "USD"


def workbook(sheets: Mapping[str, Worksheet | pd.DataFrame]) -> bytes:
    """An XLSX file, the same bytes for the same sheets.

    Parameters
    ----------
    sheets : mapping of str to Sheet or DataFrame
        By the sheet's name. Cells hold numbers, dates, text, truth values, None or :class:`SheetCell`; a heading may be
        a date; the index is left out.

    Returns
    -------
    bytes
        Each sheet has its heading frozen in row 1 and its totals in the row under the data. Text is never a formula;
        numbers that are not finite are empty.
    """
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, options) as book:
        book.set_properties({"created": WRITTEN})
        taken: set[str] = set()
        for name, sheet in sheets.items():
            _write(book, _sheet_name(name, taken), sheet if isinstance(sheet, Worksheet) else Worksheet(sheet))
    return stream.getvalue()


def sheet_of(table: Table) -> Worksheet:
    """Make a worksheet of a table.

    Parameters
    ----------
    table : Table
        The table; its title and notes are left out.

    Returns
    -------
    Worksheet
        Numbers as numbers, an interval as two columns.
    """
    frame = to_frame(table)
    kinds: dict[str, Kind] = {}
    for column in table.columns:
        if column.kind in KINDS:
            names = (name for name in frame.columns if name.startswith(column.heading.removesuffix(", interval")))
            kinds |= dict.fromkeys(names, KINDS[column.kind])
    return Worksheet(frame, kinds, currency=table.currency)


def range_of(sheet: str, frame: pd.DataFrame, column: str) -> str:
    """Refer to the data of a column from another sheet.

    Parameters
    ----------
    sheet : str
        Name of the sheet with the data.
    frame : DataFrame
        Its data.
    column : str
        Heading.

    Returns
    -------
    str
        Such as ``Runs!$B$2:$B$21``.
    """
    across = list(frame.columns).index(column)
    return f"{quote_sheetname(sheet)}!{xl_range_abs(1, across, len(frame), across)}"


def cell_of(frame: pd.DataFrame, column: str, row: int) -> str:
    """Refer to a cell from the same sheet.

    Parameters
    ----------
    frame : DataFrame
        Data of the sheet.
    column : str
        Heading.
    row : int
        Place in the data, from 0.

    Returns
    -------
    str
        Such as ``C2``.
    """
    return str(xl_rowcol_to_cell(row + 1, list(frame.columns).index(column)))


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that spreadsheets allow and that no other sheet has."""
    plain = FORBIDDEN_IN_SHEET_NAMES.sub(" ", name).strip(" '") or "Sheet"
    candidate, number = plain[:LONGEST_SHEET_NAME].strip(" '"), 1
    while candidate.lower() in taken:
        number += 1
        suffix = f" {number}"
        candidate = plain[: LONGEST_SHEET_NAME - len(suffix)] + suffix
    taken.add(candidate.lower())
    return candidate


def _number_format(kind: Kind, currency: str) -> str:
    # Separators are those of the program that opens it; where the symbol stands is said here.
    before, after = (f'"{part}"' if part else "" for part in (text.replace('"', "") for text in around(currency)))
    places = decimal_places(currency) if currency else 2
    cents = "." + "0" * places if places else ""
    return {
        "money": f"{before}#,##0{after};[Red]-{before}#,##0{after}",
        "cents": f"{before}#,##0{cents}{after};[Red]-{before}#,##0{cents}{after}",
        "percent": "0.0%",
        "whole": "#,##0",
        "number": "#,##0.00",
        "date": "yyyy-mm-dd",
        "text": "General",
    }[kind]


class _Styles:
    """The formats of one sheet, each made once."""

    def __init__(self, book: Workbook, currency: str) -> None:
        self._book, self._currency = book, currency
        self._made: dict[tuple[Kind, bool, bool], Format] = {}

    def of(self, kind: Kind, *, bold: bool = False, quoted: bool = False) -> Format:
        """The format of a kind; ``quoted`` text stays text when somebody edits the cell."""
        key = kind, bold, quoted
        if key not in self._made:
            look: dict[str, Any] = {"num_format": _number_format(kind, self._currency), "bold": bold, "valign": "top"}
            if kind == "text":
                look |= {"text_wrap": True, "quote_prefix": quoted}
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _write(book: Workbook, name: str, sheet: Worksheet) -> None:
    page, styles, frame = book.add_worksheet(name), _Styles(book, sheet.currency), sheet.frame
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    for across, heading in enumerate(frame.columns):
        column = [_cell(value) for value in frame[heading]]
        kind = sheet.kinds.get(str(heading), _kind_of(column))
        _put(page, (0, across), _heading(heading), styles, bold=True)
        for down, cell in enumerate(column, 1):
            _put(page, (down, across), replace(cell, kind=cell.kind or kind), styles)
        width = max(len(text) for text in [str(heading), *(_shown(cell) for cell in column)])
        page.set_column(across, across, min(width + 2, WIDEST_COLUMN))
        if column and str(heading) in sheet.totals:
            total = _total(column, sheet.totals[str(heading)], xl_range(1, across, len(column), across))
            _put(page, (len(column) + 1, across), replace(total, kind=kind), styles, bold=True)
    if len(frame) and sheet.totals and str(frame.columns[0]) not in sheet.totals:
        label = "Total" if "SUM" in sheet.totals.values() else "Mean"
        _put(page, (len(frame) + 1, 0), SheetCell(label), styles, bold=True)


def _heading(value: object) -> SheetCell:
    return SheetCell(value, kind="date") if isinstance(value, date) else SheetCell(str(value))


def _cell(value: object) -> SheetCell:
    """A frame's value as a cell; what is neither number nor text becomes text."""
    if isinstance(value, SheetCell):
        return value
    if value is None or value is pd.NaT or value is pd.NA:
        return SheetCell(None)
    if isinstance(value, bool | np.bool_):
        return SheetCell("yes" if value else "no")
    if isinstance(value, numbers.Real):
        return SheetCell(float(value))
    if isinstance(value, date):
        return SheetCell(value)
    return SheetCell(str(value))


def _kind_of(column: Sequence[SheetCell]) -> Kind:
    """The kind of a column that nothing is said about."""
    values = [cell.value for cell in column if cell.value is not None]
    if values and all(isinstance(value, date) for value in values):
        return "date"
    amounts = [float(value) for value in values if isinstance(value, float | int)]
    if len(amounts) < len(values):
        return "text"
    return "whole" if all(value.is_integer() for value in amounts) else "number"


def _shown(cell: SheetCell) -> str:
    """About what a cell looks like, for the width of its column."""
    return f"{cell.value:,.2f}" if isinstance(cell.value, float | int) else str(cell.value or "")


def _total(column: Sequence[SheetCell], function: Literal["SUM", "AVERAGE"], data: str) -> SheetCell:
    """The formula over a column, and what it comes to."""
    values = [cell.value for cell in column if isinstance(cell.value, float | int) and math.isfinite(cell.value)]
    whole = math.fsum(values)
    if function == "SUM":
        return SheetCell(whole, f"=SUM({data})")
    return SheetCell(whole / len(values) if values else None, f"=AVERAGE({data})")


def _put(page: XlsxSheet, at: tuple[int, int], cell: SheetCell, styles: _Styles, *, bold: bool = False) -> None:
    value, kind = cell.value, cell.kind or "text"
    if isinstance(value, float) and not math.isfinite(value):
        value = None
    if cell.formula:
        page.write_formula(*at, cell.formula, styles.of(kind, bold=bold), "" if value is None else value)
    elif value is None:
        page.write_blank(*at, None, styles.of(kind, bold=bold))
    elif isinstance(value, date):
        page.write_datetime(*at, value, styles.of(kind, bold=bold))
    elif isinstance(value, str):
        quoted = guarded(value) != value
        page.write_string(*at, value[:MOST_LETTERS], styles.of("text", bold=bold, quoted=quoted))
    else:
        page.write_number(*at, value, styles.of(kind, bold=bold))
