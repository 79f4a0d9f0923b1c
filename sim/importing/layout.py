"""The kind of every row below a header: item, group, subtotal, total, trailer, blank, header again, or damaged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.importing.dates import CERTAIN_FORMS, seconds_of, time_code
from sim.importing.months import day_of_month
from sim.importing.numbers import amount_cents, number_of
from sim.importing.recognition import Recognition
from sim.importing.sources import DAMAGED, REPAIRED
from sim.importing.wording import folded, header_key

__all__ = ["EXAMPLES", "Preamble", "RowAccount", "RowClassifier", "is_bucket", "preamble_of"]

EXAMPLES = 5
TOTAL = re.compile(
    r"^(?:grand|sub|zwischen|gesamt|sous|report|overall)?[\s\-]*"
    r"(?:total|totals|totale|totaal|totales|totais|summe|gesamt|gesamtsumme|endsumme|suma|soma|somme|somma|som|sum of|"
    r"zwischensumme|subtotal|balance)\b"
)
STARS = re.compile(r"\*{1,3}")
"""Labels of sums in lists of an ERP."""
_SAYS = re.compile(r"[^-=_+|\s]")
GRAND = re.compile(r"^(?:grand total|total general|gesamtsumme|endsumme|total|totaal|totale|summe|totals|gesamt)$")
BUCKET = re.compile(
    r"^(?:current|not due|not yet due|nicht fallig|non echu|al corriente|a vencer|\d+\s*[-–]\s*\d+|[<>]\s*\d+|"
    r"\d+\s*\+|over \d+|older|\d+ months?|< 1 month)"
)
_HEAD, _TAIL = re.compile(r"\s*[-(]?[$€£]?\d{1,3}"), re.compile(r"\d{3}[.,]\d{2}\)?\s*")
_AS_OF = re.compile(
    r"\b(?:as of|as at|as on|per|stichtag|au|al|em|op|date|stand|ate|a fecha|situazione al|report date|run date)\b"
)


@dataclass
class RowAccount:
    """Rows of a sheet by what became of them."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of the first few rows of a kind."""
    totals: list[tuple[int, dict[int, int]]] = field(default_factory=list)
    """Rows of a grand total, with the cents in each column."""

    def add(self, kind: str, row: int) -> None:
        """Count a row.

        Parameters
        ----------
        kind : str
            What it is.
        row : int
            Its number in the sheet, from 1.
        """
        self.counts[kind] += 1
        places = self.examples.setdefault(kind, [])
        if len(places) < EXAMPLES:
            places.append(row)

    def add_all(self, kind: str, rows: NDArray[np.int32]) -> None:
        """Count many rows.

        Parameters
        ----------
        kind : str
            What they are.
        rows : array of int32
            Their numbers in the sheet.
        """
        if len(rows):
            self.counts[kind] += len(rows)
            places = self.examples.setdefault(kind, [])
            places += [int(row) for row in rows[: EXAMPLES - len(places)]]


@dataclass(frozen=True)
class Preamble:
    """Date and subtotals that stand above a header."""

    as_of: int | None
    """Seconds since 1970 of the date of the report."""
    subtotals: dict[int, int]
    """Cents that stand above a column."""


def preamble_of(rows: Sequence[Sequence[str]]) -> Preamble:
    """Read the rows above a header.

    Parameters
    ----------
    rows : sequence of sequence of str
        The rows.

    Returns
    -------
    Preamble
        The latest date that is marked as one of the report, or stands alone.
    """
    dates: list[int] = []
    subtotals: dict[int, int] = {}
    for row in rows:
        marked = any(_AS_OF.search(folded(cell[:80])) for cell in row)
        for index, cell in enumerate(row):
            text = re.sub(
                r"^.*?\b(?:as of|as at|as on|stichtag:?|au|al|per|date:?|stand:?|op)\s+", "", cell.strip(), flags=re.I
            )
            code = time_code("" if number_of(text) is not None else text[:40])
            if code >> 41 in CERTAIN_FORMS and (marked or sum(bool(other.strip()) for other in row) <= 3):
                dates.append(_reading(code))
            elif index and (amount := amount_cents(cell)) is not None and not cell.strip().isdigit():
                subtotals[index] = amount
    return Preamble(max(dates, default=None), subtotals)


def _reading(code: int) -> int:

    codes = np.array([code])
    first = int(seconds_of(codes, False)[0])
    return first if first > 0 else int(seconds_of(codes, True)[0])


class RowClassifier:
    """Tells of each row what it is; an item is whatever holds the fields that its kind cannot do without.

    Parameters
    ----------
    recognition : Recognition
        The sheet.
    """

    def __init__(self, recognition: Recognition) -> None:
        self.recognition = recognition
        self.width = recognition.width
        self.titles = [column.header for column in recognition.columns]
        self.header = [header_key(title) for title in self.titles]
        fields = recognition.fields
        kind = recognition.kind
        main = [name for group in kind.needs for name in group if name in fields]
        times = [name for name in fields if kind.fields[name].type in {"time", "month"}]
        self.matched = [column.index for column in fields.values()]
        self.anchors = list(dict.fromkeys(fields[name].index for name in [*main, *times]))
        self.first = self.anchors[0]
        self.second = self.anchors[1] if len(self.anchors) > 1 else self.anchors[0]
        self.repeats = len(set(self.header)) < len(self.header)
        self.by_customer = recognition.layout == "groups"
        self.dated = [fields[name].index for name in times]
        self.wide = recognition.layout in {"days", "months"}
        self.day = day_of_month if any(kind.fields[name].type == "month" for name in times) else str

    def kind(self, row: list[str], flag: str = "") -> str:
        """Kind of a row.

        Parameters
        ----------
        row : list of str
            Its cells; cells that are wanting at its end are added.
        flag : str, optional
            What the container says of it.

        Returns
        -------
        str
            ``item``, ``blank``, ``header``, ``group``, ``subtotal``, ``total`` or ``damaged``.
        """
        excess = len(row) - self.width
        if flag == DAMAGED or (excess > 0 and not self.repeats and _shifted(row, self.width)):
            return "damaged"
        if excess < 0:
            row += [""] * -excess
        first, second = row[self.first], row[self.second]
        if first and second and (excess == 0 or flag == REPAIRED):
            if first == self.titles[self.first] and second == self.titles[self.second]:
                return "header"
            if not first[0].isalpha() or self.wide or not TOTAL.match(folded(first[:40])):
                return "item"
        return self._slow(row)

    def _slow(self, row: list[str]) -> str:
        filled = [index for index, cell in enumerate(row[: self.width]) if cell.strip()]
        if not any(_SAYS.search(row[index]) for index in filled):
            return "blank"
        label = folded(row[filled[0]][:80])
        total = STARS.fullmatch(label) or TOTAL.match(label) or label.startswith("total ") or label.endswith(" total")
        if total and (GRAND.match(label) or not self._dated(row)):
            return "total" if GRAND.match(label) else "subtotal"
        if header_key(row[self.first]) == self.header[self.first] and self.header[self.first] and len(filled) > 1:
            return "header"
        return self._of_wide(row, filled) if self.wide else self._of_list(row, filled)

    def _of_list(self, row: list[str], filled: list[int]) -> str:
        matched = sum(index in filled for index in self.matched)
        if self._dated(row) or (matched >= 2 and matched * 3 >= len(self.matched)):
            return "item"
        if len(filled) <= 2 and (is_bucket(row[filled[0]]) or not row[filled[0]][:1].isdigit()):
            return "group"
        return "subtotal" if self.by_customer or not matched else "damaged"

    def _of_wide(self, row: list[str], filled: list[int]) -> str:
        if row[self.first].strip():
            return "item"
        return "group" if len(filled) <= 1 else "subtotal"

    def _dated(self, row: list[str]) -> bool:
        return any(time_code(self.day(row[index])) >> 41 in CERTAIN_FORMS for index in self.dated)


def _shifted(row: list[str], width: int) -> bool:
    """Does a row that is too wide hold something beyond the header, or a number parted at its thousands?"""
    if any(cell.strip() for cell in row[width:]):
        return True
    return any(_HEAD.fullmatch(first) and _TAIL.fullmatch(second) for first, second in pairwise(row))


def is_bucket(label: str) -> bool:
    """Tell whether the text of a row on its own is a bucket of ages.

    Parameters
    ----------
    label : str
        The text.

    Returns
    -------
    bool
        True for ``Current`` and ``1 - 30 days past due``.
    """
    return bool(BUCKET.match(folded(label)))
