"""One pass over the rows of a sheet: each is accounted for, and of the items the cells that are needed are kept."""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.importing.columns import TextCells, TimeCells
from sim.importing.layout import Preamble, RowAccount, RowClassifier, is_bucket, preamble_of
from sim.importing.months import day_of_month
from sim.importing.numbers import amount_cents, decimal_comma
from sim.importing.recognition import Recognition
from sim.importing.sources import MOST_COLUMNS, REPAIRED, SourceSheet

__all__ = ["RawSheet", "ReadingProgress", "Watch", "first_rows", "read_rows"]

FIRST = 400
BUFFER = 2048
SECONDS_BETWEEN = 0.8
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """How far the reading has come."""

    file: str
    rows: int
    """Rows of the sheet so far."""
    all_rows: int
    """Rows of all sheets so far."""


class Watch:
    """Tells of progress each second, and ends the reading when asked to.

    Parameters
    ----------
    progress : callable, optional
        Called at most once a second.
    cancelled : callable, optional
        Asked every few thousand rows; where it says True the reading ends in an `InputError`.
    """

    def __init__(
        self, progress: Callable[[ReadingProgress], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> None:
        self.progress, self.cancelled = progress, cancelled
        self.all_rows = 0
        self.last = time.monotonic()

    def tick(self, file: str, rows: int, more: int) -> None:
        """Note more rows.

        Parameters
        ----------
        file : str
            Name of the file.
        rows : int
            Rows of its sheet so far.
        more : int
            Rows since the last call.
        """
        self.all_rows += more
        if self.cancelled is not None and self.cancelled():
            raise InputError.of(file, "reading was cancelled; nothing was written")
        if self.progress is not None and time.monotonic() - self.last >= SECONDS_BETWEEN:
            self.last = time.monotonic()
            self.progress(ReadingProgress(file, rows, self.all_rows))


@dataclass
class RawSheet:
    """Items of a sheet, column by column, and what became of its other rows."""

    sheet: SourceSheet
    recognition: Recognition
    account: RowAccount
    preamble: Preamble
    numbers: array[int] = field(default_factory=lambda: array("i"))
    hashes: array[int] = field(default_factory=lambda: array("q"))
    times: dict[str, TimeCells] = field(default_factory=dict)
    texts: dict[str, TextCells] = field(default_factory=dict)
    groups: list[tuple[int, str]] = field(default_factory=list)
    """Texts of rows on their own, each with the place of the item that follows."""
    wide: list[list[str]] = field(default_factory=list)
    """Rows of a layout with a column a day or a month."""
    rows: int = 0
    short_end: bool = False
    """Whether the last row breaks off."""

    @property
    def count(self) -> int:
        """Items."""
        return len(self.numbers)

    def keep(self, rows: NDArray[np.bool_]) -> None:
        """Leave out items.

        Parameters
        ----------
        rows : array of bool
            Those that stay.
        """
        places = np.cumsum(np.append(0, rows))
        self.groups = [(int(places[start]), label) for start, label in self.groups]
        self.numbers = array("i", self.row_numbers[rows].tobytes())
        for times in self.times.values():
            if len(times.kept):
                times.keep(rows)
        for texts in self.texts.values():
            texts.keep(rows)
        if self.wide:
            self.wide = [row for row, stays in zip(self.wide, rows, strict=True) if stays]

    @property
    def row_numbers(self) -> NDArray[np.int32]:
        """Number of the row of each item."""
        return np.frombuffer(self.numbers, np.int32) if len(self.numbers) else np.zeros(0, np.int32)

    def group_of_items(self) -> NDArray[np.int64]:
        """Place of the group that each item stands under, in `groups`; -1 above the first."""
        starts = np.array([start for start, _ in self.groups], np.int64)
        return np.searchsorted(starts, np.arange(self.count), side="right") - 1


def first_rows(sheet: SourceSheet) -> list[list[str]]:
    """First rows of a sheet, to recognise it by.

    Parameters
    ----------
    sheet : SourceSheet
        The sheet.

    Returns
    -------
    list of list of str
        Fewer where it is shorter. `InputError` where a row has more cells than `MOST_COLUMNS`.
    """
    rows = [row for row, _ in islice(sheet.rows(None), FIRST)]
    widest = max(map(len, rows), default=0)
    if widest > MOST_COLUMNS:
        raise InputError.of(sheet.file, f"has a row of {widest:,} cells; at most {MOST_COLUMNS:,} are read")
    return rows


def read_rows(sheet: SourceSheet, recognition: Recognition, watch: Watch) -> RawSheet:
    """Read all rows of a sheet.

    Parameters
    ----------
    sheet : SourceSheet
        The sheet.
    recognition : Recognition
        What it was recognised as.
    watch : Watch
        Told every few thousand rows.

    Returns
    -------
    RawSheet
        Every row is in its account, once.
    """
    return _Reader(sheet, recognition, watch).read()


class _Reader:
    def __init__(self, sheet: SourceSheet, recognition: Recognition, watch: Watch) -> None:
        self.watch = watch
        self.classifier = RowClassifier(recognition)
        self.raw = RawSheet(sheet, recognition, RowAccount(), Preamble(None, {}))
        self.buffer: list[list[str]] = []
        self.above: list[list[str]] = []
        self.last_group: list[int] = []
        kind = recognition.kind
        for name in recognition.fields:
            if kind.fields[name].type in {"time", "month", "clock"}:
                self.raw.times[name] = TimeCells(sheet.typed)
            else:
                self.raw.texts[name] = TextCells()

    def read(self) -> RawSheet:
        raw, recognition = self.raw, self.raw.recognition
        number = since = 0
        for row, flag in raw.sheet.rows(recognition.width):
            number += 1
            since += 1
            if number <= recognition.header_row:
                self.above.append(row)
                raw.account.add("preamble", number)
            elif number == recognition.header_row + 1:
                raw.account.add("header", number)
                raw.preamble = preamble_of(self.above)
            else:
                self._take(row, flag, number)
            if since >= BUFFER:
                self.watch.tick(raw.sheet.file, number, since)
                since = 0
        self._flush()
        self.watch.tick(raw.sheet.file, number, since)
        raw.rows = number
        self._close()
        return raw

    def _take(self, row: list[str], flag: str, number: int) -> None:
        raw = self.raw
        wanting = len(row) < raw.recognition.width - 1
        kind = self.classifier.kind(row, flag)
        if kind != "item":
            if kind == "group":
                self._group(row, number)
            elif kind in {"total", "subtotal"}:
                self._total(kind, row, number)
            raw.account.add(kind, number)
            if kind != "blank":
                raw.short_end = kind == "damaged"
            return
        raw.short_end = wanting and not raw.sheet.typed
        raw.numbers.append(number)
        raw.hashes.append(hash(tuple(row)))
        if flag == REPAIRED:
            raw.account.add("repaired", number)
        self.buffer.append(row)
        self.last_group = []
        if len(self.buffer) >= BUFFER:
            self._flush()

    def _group(self, row: list[str], number: int) -> None:
        label = next(cell.strip() for cell in row if cell.strip())
        if not is_bucket(label):
            self.last_group.append(number)
            self.raw.groups.append((self.raw.count, label))

    def _total(self, kind: str, row: list[str], number: int) -> None:
        comma = bool(decimal_comma(row))
        cents = {index: value for index, cell in enumerate(row) if (value := amount_cents(cell, comma)) is not None}
        if kind == "total":
            self.raw.account.totals.append((number, cents))

    def _flush(self) -> None:
        rows, self.buffer = self.buffer, []
        if not rows:
            return
        raw = self.raw
        if raw.recognition.layout in {"days", "months"}:
            raw.wide += rows
        for name, column in raw.recognition.fields.items():
            index = column.index
            cells = [row[index] for row in rows]
            if raw.recognition.kind.fields[name].type == "month":
                cells = [day_of_month(cell) for cell in cells]
            if name in raw.times:
                raw.times[name].extend(cells)
                continue
            if name == "subject":
                cells = [_stem(cell) for cell in cells]
            elif raw.recognition.kind.fields[name].type == "worklog":
                others = (index, *raw.recognition.extra.get(name, ()))
                cells = ["\n".join(row[other] for other in others if other < len(row)) for row in rows]
            raw.texts[name].extend(cells)

    def _close(self) -> None:
        """Texts after the last item are a trailer and no group."""
        account = self.raw.account
        for number in self.last_group:
            account.counts["group"] -= 1
            if number in account.examples.get("group", []):
                account.examples["group"].remove(number)
            account.add("trailer", number)
        account.counts = +account.counts


def _stem(cell: str) -> str:
    """Digest of a subject without its numbers, so that notices of one sender are alike and none can be read."""
    stem = _NUMBERS.sub("", cell[:48])
    return f"{hash(stem) & 0xFFFFFFFF:x}" if stem else ""
