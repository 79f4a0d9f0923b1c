"""Rows of SpreadsheetML and of pages with a table, two kinds of text that systems name `.xls`."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from sim.errors import InputError
from sim.importing.encoding import ERRORS, encoding_of
from sim.importing.sources import Rows, Source, SourceSheet

__all__ = ["page_sheets", "spreadsheet_sheets"]

MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
MOST_PAGE = 64 << 20


def spreadsheet_sheets(source: Source) -> Iterator[SourceSheet]:
    """Sheets of a workbook of Excel 2003 in XML.

    Parameters
    ----------
    source : Source
        The file.

    Yields
    ------
    SourceSheet
        One for each worksheet. `InputError` where the XML is damaged, declares entities or claims too many rows.
    """
    titles: list[str] = []
    for event, element in _events(source, ("start",)):
        if event == "start" and _local(element.tag) == "Worksheet":
            titles.append(_attribute(element, "Name"))
    if not titles:
        raise InputError.of(source.name, "the workbook has no sheet of cells")
    for number, title in enumerate(titles):
        yield SourceSheet(source.name, title, _of_worksheet(source, number), ("SpreadsheetML",))


def _of_worksheet(source: Source, number: int) -> Callable[[int | None], Rows]:
    def rows(width: int | None) -> Rows:
        sheet, line = -1, 0
        for event, element in _events(source, ("start", "end")):
            name = _local(element.tag)
            if event == "start":
                sheet += name == "Worksheet"
                continue
            if name == "Row":
                if sheet == number:
                    line += 1
                    skipped = _index(source, element, line, MOST_ROWS) - line
                    for _ in range(min(skipped, MOST_ROWS)):
                        yield [], ""
                    line += skipped
                    yield _cells(source, element), ""
                element.clear()
            elif name == "Worksheet" and sheet == number:
                return

    return rows


def _events(source: Source, kinds: tuple[str, ...]) -> Iterator[tuple[str, Element]]:
    try:
        with source.open() as stream:
            yield from iterparse(stream, events=kinds)
    except DefusedXmlException as error:
        raise InputError.of(source.name, "declares entities, as no workbook does; it is not read") from error
    except (ParseError, ValueError, LookupError) as error:
        raise InputError.of(source.name, "the XML is damaged or cut short; open it and save it as xlsx") from error


def _cells(source: Source, row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if _local(cell.tag) != "Cell":
            continue
        wanting = _index(source, cell, len(cells) + 1, MOST_COLUMNS) - len(cells) - 1
        cells += [""] * max(wanting, 0)
        data = next((part for part in cell if _local(part.tag) == "Data"), None)
        text = "" if data is None else "".join(data.itertext())
        if data is not None and _attribute(data, "Type") == "DateTime":
            text = text.replace("T", " ").removesuffix(".000")
        cells.append(text)
        merged = _attribute(cell, "MergeAcross")
        cells += [""] * (min(int(merged), MOST_COLUMNS) if merged.isdigit() else 0)
    return cells


def _index(source: Source, element: Element, number: int, most: int) -> int:
    text = _attribute(element, "Index")
    if not text.isdigit():
        return number
    if int(text) > most:
        raise InputError.of(source.name, f"claims row or column {int(text):,}; a workbook has at most {most:,}")
    return max(int(text), number)


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if _local(key) == name), "")


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


class _Tables(HTMLParser):
    """Rows of all tables of a page; a cell that spans columns leaves empty ones after it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.cell: list[str] | None = None
        self.span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._close()
            self.tables[-1].append([])
        elif tag in {"td", "th"} and self.tables and self.tables[-1]:
            self._close()
            span = dict(attrs).get("colspan") or "1"
            self.cell, self.span = [], min(int(span), MOST_COLUMNS) if span.isdigit() else 1
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._close()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def _close(self) -> None:
        if self.cell is not None and self.tables and self.tables[-1]:
            self.tables[-1][-1] += ["".join(self.cell).strip().replace("\xa0", " ")] + [""] * (self.span - 1)
        self.cell = None


def page_sheets(source: Source) -> Iterator[SourceSheet]:
    """Tables of an HTML page, as reports are that a browser exports under the name of a workbook.

    Parameters
    ----------
    source : Source
        The file.

    Yields
    ------
    SourceSheet
        One for each table of at least two rows. `InputError` where there is none, or the page is too large.
    """
    if source.size > MOST_PAGE:
        raise InputError.of(source.name, f"a page of more than {MOST_PAGE >> 20} MB is not read; save it as CSV")
    encoding, note = encoding_of(source)
    parser = _Tables()
    with io.TextIOWrapper(source.open(), encoding, errors=ERRORS) as text:
        parser.feed(text.read())
    parser.close()
    tables = [table for table in parser.tables if len(table) > 1]
    if not tables:
        raise InputError.of(source.name, "is a page without a table; save the table as CSV or as a workbook")
    for number, table in enumerate(tables, 1):
        title = f"table {number}" if len(tables) > 1 else ""
        yield SourceSheet(source.name, title, _of_table(table), ("HTML", note))


def _of_table(table: list[list[str]]) -> Callable[[int | None], Rows]:
    def rows(width: int | None) -> Rows:
        return ((list(row), "") for row in table)

    return rows
