"""Rows of delimited text, with broken quotes mended line by line where that gives sound rows again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sim.errors import InputError
from sim.importing.catalogue import is_header_name
from sim.importing.encoding import ERRORS, encoding_of
from sim.importing.sources import DAMAGED, MOST_COLUMNS, REPAIRED, Rows, Source, SourceSheet

__all__ = ["delimiter_of", "text_sheet"]

DELIMITERS = ",;\t|"
FIRST_ROWS = 40
MOST_CHARACTERS = 8 << 20
"""Characters of one line; csv itself takes cells of at most 131,072."""


def text_sheet(source: Source) -> SourceSheet:
    """SourceSheet of a delimited text.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    SourceSheet
        Its notes name encoding and delimiter. `InputError` where it is binary, or a line longer than any table has.
    """
    encoding, note = encoding_of(source)
    first = []
    for line in _lines(source, encoding):
        first.append(line)
        if len(first) >= 2 * FIRST_ROWS:
            break
    delimiter = delimiter_of(first)
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
    separator = f"separated by {names[delimiter]}s"

    def _rows(width: int | None) -> Rows:
        return _records(_lines(source, encoding), delimiter, width)

    return SourceSheet(source.name, "", _rows, (note, separator), size=source.size)


def delimiter_of(lines: list[str]) -> str:
    """Delimiter of a text.

    Parameters
    ----------
    lines : list of str
        The first lines, with their ends.

    Returns
    -------
    str
        The one with most names of columns in one row; where none has three, the one whose rows are most of one width.
    """
    best = max(DELIMITERS, key=lambda mark: (_names(lines, mark), -DELIMITERS.index(mark)))
    if _names(lines, best) >= 3:
        return best
    return max(DELIMITERS, key=lambda mark: (*_evenness(lines, mark), -DELIMITERS.index(mark)))


def _parsed(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def _names(lines: list[str], delimiter: str) -> int:
    rows = _parsed(lines, delimiter)[:FIRST_ROWS]
    return max((sum(is_header_name(cell) for cell in row) for row in rows if 2 < len(row) <= MOST_COLUMNS), default=0)


def _evenness(lines: list[str], delimiter: str) -> tuple[int, int]:
    widths = [len(row) for row in _parsed(lines, delimiter) if row]
    common = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width), default=1)
    return (widths.count(common) if common > 1 else 0), common


def _lines(source: Source, encoding: str) -> Iterator[str]:
    with io.TextIOWrapper(source.open(), encoding, errors=ERRORS, newline="") as text:
        try:
            while line := text.readline(MOST_CHARACTERS):
                if len(line) >= MOST_CHARACTERS:
                    raise InputError.of(
                        source.name, "holds a line of more than 8 million characters; no table has such"
                    )
                yield line.replace("\x00", "") if "\x00" in line else line
        except UnicodeError as error:
            raise InputError.of(source.name, "the text is damaged or cut short; export it again") from error


def _records(lines: Iterator[str], delimiter: str, width: int | None) -> Rows:
    taken: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    reader = csv.reader(noted(), delimiter=delimiter)
    half: list[str] = []
    while (row := _next(reader)) is not None:
        if width is None or (len(taken) == 1 and len(row) == width and not half):
            yield row, ""
        else:
            for mended, flag in _mended(row, taken, delimiter, width):
                if half and len(half) + len(mended) - 1 == width and len(mended) > 1:
                    yield [*half[:-1], half[-1] + "\n" + mended[0], *mended[1:]], REPAIRED
                    half = []
                    continue
                if half:
                    yield half, ""
                half = mended if not flag and 1 < len(mended) < width and "\n" not in "".join(mended) else []
                if not half:
                    yield mended, flag
        taken.clear()
    if half:
        yield half, ""


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """Next record; empty where csv cannot read it, None at the end."""
    try:
        return next(reader, None)
    except csv.Error:
        return []


def _mended(row: list[str], taken: list[str], delimiter: str, width: int) -> Rows:
    """The record itself; or, where a quote swallowed lines, each of these for itself."""
    sound = bool(row) and (len(row) >= width or not any("\n" in cell and delimiter in cell for cell in row))
    if len(taken) <= 1 and not row and taken and taken[0].strip("\r\n"):
        yield [taken[0][:80]], DAMAGED
        return
    if sound or len(taken) <= 1:
        yield row, ""
        return
    pieces = [_split(line, delimiter, width) for line in taken]
    if not any(len(piece) == width for piece in pieces):
        yield row or [""], DAMAGED
        return
    for piece in pieces:
        yield piece, REPAIRED if len(piece) == width else "" if 1 < len(piece) < width else DAMAGED


def _split(line: str, delimiter: str, width: int) -> list[str]:
    """One line as cells: quotes are obeyed where that gives the width, and ignored elsewhere."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter))
    except (csv.Error, StopIteration):
        cells = []
    if len(cells) == width:
        return cells
    return [cell.strip().strip('"') for cell in line.rstrip("\r\n").split(delimiter)]
