"""Sheets of workbooks by calamine, once a count of their cells has shown that they fit into memory."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

import python_calamine as calamine

from sim.errors import InputError
from sim.importing.sources import MOST_BYTES, Rows, Source, SourceSheet, limited

__all__ = ["MOST_CELLS", "workbook_sheets"]

MOST_CELLS = 10_000_000
"""Cells of a sheet, as a rectangle; each takes some 80 bytes."""
CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,9})"[^>]*(?<!/)>')
REPEATS = re.compile(rb"<table:table-cell\b[^>]*>")
REPEATED = re.compile(rb'number-columns-repeated="(\d+)"')
TOO_LARGE = "holds more than 10,000,000 cells in a sheet; save that sheet as CSV"
DAMAGED_WORKBOOK = "the workbook is damaged or cut short; open it and save it again, or save the sheet as CSV"
PROTECTED = "is protected by a password; save it without one"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Name of the stream that holds a workbook under a password (MS-OFFCRYPTO 2.3.4.4)."""


def workbook_sheets(source: Source, archive: zipfile.ZipFile | None) -> Iterator[SourceSheet]:
    """Sheets of a workbook (xlsx, xlsm, xlsb, ods by their archive, else xls).

    Parameters
    ----------
    source : Source
        The file.
    archive : zipfile.ZipFile or None
        The archive that the workbook is, if it is one.

    Yields
    ------
    SourceSheet
        Chart and macro sheets are left out. `InputError` where it is protected, damaged or too large.
    """
    if archive is not None:
        _check_sizes(source, archive)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.all()))
        sheets = [item.name for item in workbook.sheets_metadata if item.typ == calamine.SheetTypeEnum.WorkSheet]
    except calamine.PasswordError as error:
        raise InputError.of(source.name, PROTECTED) from error
    except InputError:
        raise
    except Exception as error:
        if ENCRYPTED in source.all():
            raise InputError.of(source.name, PROTECTED) from error
        raise InputError.of(source.name, DAMAGED_WORKBOOK) from error
    if not sheets:
        raise InputError.of(source.name, "the workbook has no sheet of cells")
    for title in sheets:
        yield SourceSheet(source.name, title, _of_sheet(source, workbook, title), (), typed=True)


def _of_sheet(source: Source, workbook: calamine.CalamineWorkbook, title: str) -> Callable[[int | None], Rows]:
    def rows(width: int | None) -> Rows:
        return _rows(source, workbook, title)

    return rows


def _rows(source: Source, workbook: calamine.CalamineWorkbook, title: str) -> Rows:
    try:
        sheet = workbook.get_sheet_by_name(title)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise InputError.of(source.name, TOO_LARGE)
        for row in sheet.iter_rows():
            yield [_text(cell) for cell in row], ""
    except InputError:
        raise
    except Exception as error:
        raise InputError.of(source.name, DAMAGED_WORKBOOK) from error


def _text(cell: object) -> str:
    """A cell as text that keeps what a date is: ISO 8601, which nobody can take for another order."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, dt.timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    return "" if cell is None else str(cell)


def _check_sizes(source: Source, archive: zipfile.ZipFile) -> None:
    """Count cells while unpacking, so that no claim of the file is believed."""
    total = 0
    for info in archive.infolist():
        total += info.file_size
        if total > MOST_BYTES:
            raise InputError.of(source.name, "unpacks to more than 2 GB; save its sheets as CSV")
        name = info.filename.lower()
        if re.search(r"worksheets/[^/]*\.xml$", name) or name == "content.xml":
            try:
                with limited(archive.open(info), source.name, info.compress_size) as stream:
                    _count_cells(source, stream)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
                raise InputError.of(source.name, DAMAGED_WORKBOOK) from error


def _count_cells(source: Source, stream: BinaryIO) -> None:
    rows = columns = repeated = 0
    rest = b""
    while block := stream.read(1 << 20):
        data = rest + block
        for match in CELL.finditer(data):
            rows, columns = max(rows, int(match[2])), max(columns, _column(match[1]))
        for cell in cast(list[bytes], REPEATS.findall(data)):
            if b"office:value-type" in cell and (count := REPEATED.search(cell)):
                repeated += int(count[1])
        if rows * columns > MOST_CELLS or repeated > MOST_CELLS:
            raise InputError.of(source.name, TOO_LARGE)
        if len(data) - data.rfind(b"<") > MOST_CELLS:
            raise InputError.of(source.name, "holds a cell of more than 10 MB; no table has such")
        rest = data[data.rfind(b"<") :] if data.rfind(b"<") > len(data) - (1 << 20) else data[-4096:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
