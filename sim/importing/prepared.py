"""Columns of a sheet as times, numbers, meanings and texts, with every decision noted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.columns import TextCells, TimeCells
from sim.importing.contents import meaning_of
from sim.importing.date_order import DateReading, read_dates
from sim.importing.dates import CLOCK, FAILED, NO_TIME, UTC, form_of
from sim.importing.numbers import amount_cents, decimal_comma, duration_seconds, number_of, unit_of_name
from sim.importing.sheet_reading import RawSheet
from sim.importing.wording import folded
from sim.importing.zones import local_seconds

__all__ = ["Codes", "Prepared"]

MOST_SECONDS = 20 * 365.25 * 86_400
"""A longer duration is none."""
Codes = tuple[NDArray[np.int32], list[str]]
"""Places in a list of meanings, -1 for none; and that list."""


@dataclass
class Prepared:
    """Fields of the items of a sheet."""

    raw: RawSheet
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Meanings that the reader gave, by field and folded word."""
    notes: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    """By header, cells that could not be read."""
    unmapped: dict[str, Counter[str]] = field(default_factory=dict)
    """By header, words without a meaning, with the rows in which they stand."""
    zone: str = ""
    released: set[str] = field(default_factory=set)
    instants: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    """By field, cells that are instants of universal time; fields without any are left out."""
    pulse: Callable[[], None] = lambda: None
    """Called between two steps that take long."""
    dates: DateReading = field(default_factory=lambda: DateReading({}))
    _times: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Items."""
        return self.raw.count

    def has(self, *names: str) -> bool:
        """Tell whether any of these fields is a column.

        Parameters
        ----------
        *names : str
            Names of fields.

        Returns
        -------
        bool
            False for a field of the kind that the sheet lacks.
        """
        return any(name in self.raw.times or name in self.raw.texts for name in names)

    def header(self, name: str) -> str:
        """Name of the column of a field.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        str
            As it stands in the file.
        """
        return self.raw.recognition.fields[name].header

    def read_times(self, answer: str, as_of: int | None) -> None:
        """Decide the order of day and month, and join times of day to their days.

        Parameters
        ----------
        answer : str
            ``d/m`` or ``m/d`` where the reader was asked; else empty.
        as_of : int or None
            Seconds since 1970 after which nothing can have been recorded.
        """
        kind = self.raw.recognition.kind
        codes = {name: cells.codes for name, cells in self.raw.times.items() if kind.fields[name].type != "clock"}
        headers = {name: self.header(name) for name in codes}
        english = all(header.isascii() for header in headers.values())
        self.dates = read_dates(codes, headers, as_of, answer, english)
        self.notes += self.dates.notes
        for name, times in self.dates.times.items():
            form = form_of(codes[name])
            failed = int((form == FAILED).sum() + ((times == NO_TIME) & (form > FAILED)).sum() + (form == CLOCK).sum())
            if failed:
                self.unread[headers[name]] = failed
            self._times[name] = np.where(form == CLOCK, NO_TIME, times)
            universal = form == UTC
            if "(utc)" in folded(headers[name]) or "(gmt)" in folded(headers[name]):
                universal = self._times[name] != NO_TIME
            if universal.any():
                self.instants[name] = universal
        self.dates.times = {}
        self._join_clocks()
        for name in codes:
            self.raw.times[name] = TimeCells(native=False)

    def _join_clocks(self) -> None:
        for name in list(self.raw.times):
            if not name.endswith("_clock"):
                continue
            base = name.removesuffix("_clock")
            codes = self.raw.times[name].codes
            if not (form_of(codes) > FAILED).any():
                continue
            seconds = codes & 131071
            if base in self._times:
                times = self._times[base]
                midnight = (times != NO_TIME) & (times % 86400 == 0)
                self._times[base] = np.where(midnight, times + seconds, times)
            elif "opened" in self._times:
                self._times[base] = self._after_opening(seconds)
            else:
                continue
            beside = self.header(base) if self.has(base) else self.header("opened")
            self.notes.append(f"{self.header(name)} gives the time of day of {beside}")

    def _after_opening(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Times of day on the day of the opening, or on the next where they would lie before it; midnight is none."""
        opened = self._times["opened"]
        times = np.where(opened != NO_TIME, opened - opened % 86400 + seconds, NO_TIME)
        times = np.where((times != NO_TIME) & (times < opened - 43_200), times + 86_400, times)
        return np.where(seconds > 0, times, NO_TIME)

    def keep(self, rows: NDArray[np.bool_]) -> None:
        """Leave out items.

        Parameters
        ----------
        rows : array of bool
            Those that stay.
        """
        if not rows.all():
            self.raw.keep(rows)
            self._times = {name: times[rows] for name, times in self._times.items()}
            self.instants = {name: universal[rows] for name, universal in self.instants.items()}

    def to_zone(self, zone: str) -> None:
        """Bring instants to the clock on the wall.

        Parameters
        ----------
        zone : str
            Name of a time zone, such as ``Europe/Berlin``.
        """
        self.zone = zone
        for name, universal in self.instants.items():
            times = self._times[name]
            self._times[name] = np.where(universal, local_seconds(times, zone), times)

    def time(self, name: str) -> NDArray[np.int64]:
        """Times of a field.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        array of int64
            Seconds since 1970 by the clock on the wall; `NO_TIME` where there is none.
        """
        self.pulse()
        times = self._times.get(name)
        return times if times is not None else np.full(self.count, NO_TIME)

    def has_time(self, name: str) -> bool:
        """Tell whether there are times of a field, be they of a column or made from one.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        bool
            Whether `time` gives any.
        """
        return name in self._times

    def release(self, name: str) -> None:
        """Let go of the cells of a field that is not read again.

        Parameters
        ----------
        name : str
            Name of the field; `has` still says True of it.
        """
        if name in self.raw.texts:
            self.raw.texts[name] = TextCells()
            self.released.add(name)

    def set_time(self, name: str, times: NDArray[np.int64]) -> None:
        """Replace the times of a field.

        Parameters
        ----------
        name : str
            Name of the field.
        times : array of int64
            As `time` gives them.
        """
        self._times[name] = times

    def clock_minutes(self, name: str) -> NDArray[np.float64]:
        """Times of day of a field, in minutes.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        array of float
            NaN where there is none.
        """
        if name not in self.raw.times:
            return np.full(self.count, np.nan)
        codes = self.raw.times[name].codes
        sound = form_of(codes) >= 2
        return np.where(sound, (codes & 131071) / 60, np.nan)

    def number(self, name: str) -> NDArray[np.float64]:
        """Numbers of a field: counts as they are, amounts in cents, durations in seconds.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        array of float
            NaN where there is none.
        """
        if name not in self.raw.texts:
            return np.full(self.count, np.nan)
        self.pulse()
        cells, header = self.raw.texts[name], self.header(name)
        kind = self.raw.recognition.kind.fields[name].type
        values = cells.values()
        comma = decimal_comma(values)
        if comma is None:
            comma = False
        elif comma:
            self.note(f"{header}: the comma is the decimal mark")
        if kind == "amount":
            result = cells.read(lambda word: amount_cents(word, comma))
        elif kind in {"duration", "remaining"}:
            unit = self.unit(name) or 1.0
            result = cells.read(lambda word: _within(duration_seconds(word, unit, comma)))
        else:
            result = cells.read(lambda word: number_of(word, comma))
        self._note_unread(name, int((np.isnan(result) & cells.filled()).sum()))
        return result

    def unit(self, name: str) -> float | None:
        """Seconds in one of what a column of durations counts.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        float or None
            By dialect, else by the column's name; None where neither tells.
        """
        dialect = self.raw.recognition.dialect
        word = dialect.units.get(name, "") if dialect else ""
        return unit_of_name("in " + word) if word else unit_of_name(self.header(name))

    def meanings(self, name: str, section: str = "", keep: bool = False) -> Codes:
        """Meanings of a column of categories.

        Parameters
        ----------
        name : str
            Name of the field.
        section : str, optional
            Section of ``values.toml``; that of the field where none is given.
        keep : bool, optional
            Whether a word without a meaning stands for itself.

        Returns
        -------
        codes : array of int32
            Places in the list; -1 where there is no meaning.
        meanings : list of str
            The list.
        """
        if name not in self.raw.texts:
            return np.full(self.count, -1, np.int32), []
        self.pulse()
        item = self.raw.recognition.kind.fields[name]
        own = self._own_meanings(name)
        if keep and not (section or item.values):
            return self.raw.texts[name].coded(lambda word: own.get(folded(word), word))
        codes, words = self.raw.texts[name].coded(str)
        counts = np.bincount(codes[codes >= 0], minlength=len(words)) if len(words) else np.zeros(0, int)
        places: dict[str, int] = {}
        table = []
        for word, rows in zip(words, counts, strict=True):
            meaning = meaning_of(word, section or item.values, own)
            if not meaning and item.values:
                self.unmapped.setdefault(self.header(name), Counter())[word] += int(rows)
            meaning = meaning or (word if keep else "")
            table.append(places.setdefault(meaning, len(places)) if meaning else -1)
        return np.array([*table, -1], np.int32)[codes], list(places)

    def _own_meanings(self, name: str) -> Mapping[str, str]:
        dialect = self.raw.recognition.dialect
        return {**(dialect.values.get(name, {}) if dialect else {}), **self.values.get(name, {})}

    def flag(self, name: str) -> NDArray[np.float64]:
        """Yes and no of a field.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        array of float
            1, 0, or NaN where it is not said.
        """
        codes, words = self.meanings(name)
        table = np.array([1.0 if word == "yes" else 0.0 if word == "no" else np.nan for word in words] + [np.nan])
        return table[codes]

    def texts(self, name: str) -> pa.Array:
        """Texts of a field, of an id without the spaces that part its thousands.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        pyarrow.Array
            Null where there is none.
        """
        return (
            self.raw.texts[name].texts(_joined_digits) if name in self.raw.texts else pa.nulls(self.count, pa.string())
        )

    def names(self, name: str) -> Codes:
        """Names of a field as they stand.

        Parameters
        ----------
        name : str
            Name of the field.

        Returns
        -------
        codes : array of int32
            Places in the list; -1 where there is none.
        names : list of str
            Different names.
        """
        if name not in self.raw.texts:
            return np.full(self.count, -1, np.int32), []
        return self.raw.texts[name].coded(lambda word: "" if word == "0" else " ".join(word.split()))

    def note(self, text: str) -> None:
        """Put a sentence into the report, once.

        Parameters
        ----------
        text : str
            What was decided, and by what.
        """
        if text not in self.notes:
            self.notes.append(text)

    def _note_unread(self, name: str, count: int) -> None:
        if count:
            self.unread[self.header(name)] = count


def _within(seconds: float | None) -> float | None:
    return None if seconds is None or abs(seconds) > MOST_SECONDS else seconds


def _joined_digits(word: str) -> str:
    if " " in word and re.fullmatch(r"\d{1,3}(?:\s\d{3})+", word):
        return re.sub(r"\s", "", word)
    return word[:-2] if word.endswith(".0") and word[:-2].isdigit() else word
