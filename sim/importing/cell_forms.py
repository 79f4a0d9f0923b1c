"""Forms of headers and cells that a reader may stumble over, told of by name: nothing of them is decided here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from sim.importing.contents import Content
from sim.importing.dates import MONTHS
from sim.importing.recognition import Recognition, SheetColumn
from sim.importing.wording import folded

__all__ = ["forms_of", "missing_note", "unnamed_note"]

_TWELVE = re.compile(r"\d\s*[ap]\.?\s?m\b\.?$", re.I)
_WORD = re.compile(r"[a-z]{3,}")
REPEATED = "columns that stand more than once, of which the first is read where one is"
MOST_NAMED = 8


def forms_of(recognition: Recognition) -> list[list[str]]:
    """Forms of the columns of a sheet, by its header and a sample of its cells.

    Parameters
    ----------
    recognition : Recognition
        The sheet.

    Returns
    -------
    list of list of str
        By column: whether its name repeats, or it holds cells of several lines, months by name, clocks of twelve hours,
        or ids whose thousands are parted.
    """
    names = Counter(column.header for column in recognition.columns)
    return [
        [REPEATED] * (names[column.header] > 1)
        + [
            text
            for text, test, types in _FORMS
            if (types is None or _type(recognition, column) in types) and test(column.content)
        ]
        for column in recognition.columns
    ]


def unnamed_note(recognition: Recognition) -> str:
    """Sentence on columns without a name.

    Parameters
    ----------
    recognition : Recognition
        The sheet.

    Returns
    -------
    str
        Empty where none holds anything.
    """
    unnamed = sum(not column.header and column.content.filled > 0 for column in recognition.columns)
    return f"{unnamed:,} column{'s' * (unnamed > 1)} without a name: no field is read from there" if unnamed else ""


def missing_note(marks: Mapping[str, set[str]]) -> str:
    """Sentence on the marks that stand for nothing.

    Parameters
    ----------
    marks : mapping of str to set of str
        By name of a column, texts of its cells that were taken for missing.

    Returns
    -------
    str
        Empty where there are none.
    """
    by_mark: dict[str, list[str]] = {}
    for header, texts in marks.items():
        for text in sorted(texts):
            by_mark.setdefault(text, []).append(header)
    parts = [f"{text} in {_listed(headers)}" for text, headers in list(by_mark.items())[:MOST_NAMED]]
    parts += [f"{len(by_mark) - MOST_NAMED:,} more"] if len(by_mark) > MOST_NAMED else []
    return "taken for missing: " + "; ".join(parts) if parts else ""


def _type(recognition: Recognition, column: SheetColumn) -> str:
    """Type of the field that a column was taken for; empty where it is not read."""
    return recognition.kind.fields[column.field].type if column.field else ""


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    more = len(listed) - MOST_NAMED
    return ", ".join(name[:60] for name in listed[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _several_lines(content: Content) -> bool:
    return any("\n" in cell for cell in content.sample)


def _months(content: Content) -> bool:
    return any(word in MONTHS for cell in content.sample for word in _WORD.findall(folded(cell)))


def _twelve_hours(content: Content) -> bool:
    return any(_TWELVE.search(cell) for cell in content.sample)


def _parted(content: Content) -> bool:
    return any(re.fullmatch(r"\d{1,3}(?:\s\d{3})+", cell) for cell in content.sample)


_FORMS: tuple[tuple[str, Callable[[Content], bool], frozenset[str] | None], ...] = (
    ("cells of several lines", _several_lines, None),
    ("months by name", _months, frozenset({"time", "month"})),
    ("twelve-hour clock", _twelve_hours, frozenset({"time", "clock"})),
    ("spaces that part thousands are left out of ids", _parted, frozenset({"id"})),
)
"""What is told of, by which test, and in fields of which types; None for all columns, those not read too."""
