"""Contents of a column, by a sample of its cells: so that no name alone decides what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sim.importing.catalogue import meanings
from sim.importing.dates import CERTAIN_FORMS, CLOCK, EMPTY, clock_seconds, time_code
from sim.importing.months import month_of
from sim.importing.numbers import duration_seconds, number_of
from sim.importing.wording import folded

__all__ = ["ADDRESS", "NOTHING", "Content", "content_of", "fits", "meaning_of", "shift_of"]

LEAST_SHARE = 0.6
LEAST_NUMBERS = 0.9
_BY_SHARE = {"time": "time", "month": "month", "clock": "clock", "duration": "duration", "remaining": "duration"}
_CLOSED = frozenset({"severity", "direction", "presence", "outcome", "payment_status", "invoice_status"})
"""Sections of which a column must know one word at least."""
_WORDS = frozenset({"customer", "person", "agent", "category", "text", "zone", "subject"})
_SHIFT = re.compile(
    r"^(\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?)\s*(?:-|–|—|to|bis|a|à|/|until|tot)\s*(\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?)(?:\s*h)?$"
)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|(?:'?\+|00)?[\d ()./-]{6,}'?")
NOTHING = frozenset({"", "-", "?", "null", "none", "n/a", "na", "nan", "--", "\\n", "—", "(empty)", "(blank)", "n.a."})


@dataclass(frozen=True, slots=True)
class Content:
    """A column by a sample of its cells."""

    filled: float
    """Share of cells that hold something."""
    shares: Mapping[str, float]
    """Of filled cells, the share that can be read as time, month, clock, duration, number, shift, address or words."""
    distinct: float
    """Distinct values per filled cell."""
    sample: tuple[str, ...]
    """A few distinct values."""


def content_of(cells: Sequence[str]) -> Content:
    """Describe a column.

    Parameters
    ----------
    cells : sequence of str
        Cells below the header; a few hundred are looked at.

    Returns
    -------
    Content
        Cells such as ``?`` and ``NULL`` count as empty.
    """
    filled = [cell.strip() for cell in cells[:300] if folded(cell[:40]) not in NOTHING]
    values = list(dict.fromkeys(filled))
    if not filled:
        return Content(0.0, {}, 0.0, ())
    kinds = [_readings(cell) for cell in filled]
    names = {name for kind in kinds for name in kind}
    shares = {name: sum(name in kind for kind in kinds) / len(kinds) for name in names}
    return Content(len(filled) / min(len(cells), 300), shares, len(values) / len(filled), tuple(values[:60]))


@lru_cache(maxsize=1 << 13)
def _readings(cell: str) -> frozenset[str]:
    if len(cell) > 60:
        return frozenset({"words"})
    form = time_code(cell) >> 41
    readings = {
        "time": form in CERTAIN_FORMS or form == EMPTY,
        "month": form in CERTAIN_FORMS or month_of(cell) is not None,
        "clock": form in {CLOCK, EMPTY} or (len(cell) <= 5 and clock_seconds(cell) is not None),
        "duration": duration_seconds(cell) is not None,
        "number": number_of(cell) is not None or number_of(cell, True) is not None,
        "shift": shift_of(cell) is not None,
        "address": ADDRESS.fullmatch(cell) is not None,
        "words": any(char.isalpha() for char in cell),
    }
    return frozenset(name for name, holds in readings.items() if holds)


def shift_of(cell: str) -> tuple[int, int] | None:
    """From and to of a shift.

    Parameters
    ----------
    cell : str
        Such as ``7:00 AM - 4:00 PM`` or ``9-17``.

    Returns
    -------
    tuple of int or None
        Minutes after midnight; the end is beyond 1440 where the shift passes midnight.
    """
    text = folded(cell)
    if not (match := _SHIFT.match(text)):
        return None
    start, end = clock_seconds(match[1]), clock_seconds(match[2])
    if start is None or end is None:
        return None
    if (
        re.search(r"[ap]\.?m", match[2])
        and not re.search(r"[ap]\.?m", match[1])
        and start < 43_200 <= end
        and end - start > 54_000
    ):
        start += 43_200
    return start // 60, (end if end > start else end + 86_400) // 60


@lru_cache(maxsize=1 << 13)
def _general(cell: str, section: str) -> str:
    table = meanings(section)
    return next((table[form] for form in _forms(cell) if form in table), "")


def meaning_of(cell: str, section: str, own: Mapping[str, str] | None = None) -> str:
    """Meaning of a word in a column of categories.

    Parameters
    ----------
    cell : str
        The cell.
    section : str
        Section of ``values.toml``.
    own : mapping of str to str, optional
        Meanings that a dialect or the reader gives, by folded word; they come first.

    Returns
    -------
    str
        Empty where the word is not among those that are there.
    """
    if own:
        for form in _forms(cell):
            if form in own:
                return own[form]
    return _general(cell, section) if section else ""


def _forms(cell: str) -> list[str]:
    """Forms of a category: as it is, without a leading number or mark, and its leading words."""
    text = folded(cell)
    forms = [text]
    if match := re.match(r"^(\d)\s*[-–.:)]\s*(.+)$", text):
        forms += [match[2], match[1]]
    if match := re.match(r"^(?:p|sev|severity|priority|prio|prioridade|prioridad|prioritat|s)[ \-_#]*(\d)\b", text):
        forms.append(match[1])
    words = re.sub(r"[^a-z0-9 /]+", " ", folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell))).split()
    return forms + [" ".join(words)] + [" ".join(words[:count]) for count in (3, 2, 1) if len(words) > count]


def fits(kind: str, section: str, content: Content) -> bool:
    """Tell whether a column can hold a field.

    Parameters
    ----------
    kind : str
        Type of the field.
    section : str
        Section of its values, if it has one.
    content : Content
        The column.

    Returns
    -------
    bool
        True for an empty column.
    """
    shares = content.shares
    if not content.filled:
        return True
    if kind in _BY_SHARE:
        return shares.get(_BY_SHARE[kind], 0) >= LEAST_SHARE
    number, time = shares.get("number", 0), shares.get("time", 0)
    if kind in {"amount", "count", "number"}:
        return number >= LEAST_SHARE and (time < 1 or number >= LEAST_NUMBERS)
    meant = sum(bool(meaning_of(value, section)) for value in content.sample) if section else 0
    if kind == "flag":
        return meant * 2 >= len(content.sample) or (section == "yes" and len(content.sample) == 1 and not number)
    if kind == "category" and section in _CLOSED:
        return meant > 0
    return kind not in _WORDS or time < LEAST_SHARE or number >= LEAST_SHARE
