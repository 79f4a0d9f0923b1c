"""The account of an import: what each sheet is, what became of every row, and what was decided without being told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sim.importing.dates import CERTAIN_FORMS, time_code
from sim.importing.months import month_of
from sim.importing.names import Identities
from sim.importing.questions import Question

__all__ = ["ColumnReport", "Report", "SheetReport", "Unrecognised"]

MOST_LISTED = 20
"""Columns without a use that are named; the rest is counted."""
BY_SPAN = frozenset({"roster", "books"})
"""Kinds of which a sheet may have a column a day, or a month."""
LONGEST_NAME = 60
"""Characters of the name of a column that are printed."""


@dataclass
class ColumnReport:
    """A column and what was made of it."""

    header: str
    target: str
    """Field that it was taken for; empty where it is not read."""
    sure: str
    """``confirmed``, ``dialect`` or ``name``; empty where it is not read."""
    filled: float
    """Share of cells that hold something, by the first few hundred."""
    unread: int = 0
    """Cells that hold something that cannot be read."""
    unmapped: dict[str, int] = field(default_factory=dict)
    """Words without a meaning, with their rows; rare ones are left out."""
    forms: list[str] = field(default_factory=list)
    """What is uncommon of its name or its cells."""


@dataclass
class SheetReport:
    """A sheet that was read."""

    file: str
    sheet: str
    title: str
    """System and kind, such as ``Zendesk tickets``."""
    kind: str
    dialect: str
    """Empty where it was told by the names of columns alone."""
    headers: str
    """Fingerprint of the set of headers: the key in ``map.toml``."""
    rows: int
    """Rows of the sheet, all of them in `counts`."""
    counts: dict[str, int] = field(default_factory=dict)
    """Rows by what became of them; ``item`` are those that were used."""
    examples: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of up to five rows of each sort."""
    columns: list[ColumnReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was decided, and by what."""
    warnings: list[str] = field(default_factory=list)
    """What does not add up."""
    period: tuple[str, str] = ("", "")
    """First and last day, as ISO 8601."""
    currencies: tuple[str, ...] = ()
    """Codes of the money of its rows, where a column tells them."""
    zone: str = ""
    """Time zone to which instants were brought; empty where times were local already."""
    cut: bool = False
    """Whether the file is taken to be cut: first and last day are then not whole."""
    tables: dict[str, int] = field(default_factory=dict)
    """Rows by internal table."""


@dataclass
class Unrecognised:
    """A sheet that was not read."""

    file: str
    sheet: str
    reason: str
    headers: list[str] = field(default_factory=list)
    """The row that looks most like a header, for the reader to map; empty where none does."""
    rows: int = 0
    fingerprint: str = ""
    """Of these headers: the key in ``map.toml``."""


@dataclass
class Report:
    """The account of an import."""

    sheets: list[SheetReport] = field(default_factory=list)
    unrecognised: list[Unrecognised] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    """Decisions that were taken by default although they could be asked."""
    repeated: dict[str, int] = field(default_factory=dict)
    """By table, rows that stood in several sheets and are kept once."""
    names: Identities = field(default_factory=Identities)
    questions: tuple[Question, ...] = ()

    def rows(self) -> int:
        """Rows of all sheets that were read.

        Returns
        -------
        int
            With headers, totals and blank ones.
        """
        return sum(sheet.rows for sheet in self.sheets)

    def used(self) -> int:
        """Rows that were used.

        Returns
        -------
        int
            Rows that were put together with others count as well.
        """
        return sum(sheet.counts.get("item", 0) for sheet in self.sheets)

    def texts(self) -> list[str]:
        """The account in sentences.

        Returns
        -------
        list of str
            A line each: sheets with their rows, decisions and warnings; then what concerns all.
        """
        lines: list[str] = []
        for sheet in self.sheets:
            lines += _sheet_lines(sheet)
        for item in self.unrecognised:
            lines.append(f"{_place(item.file, item.sheet)}: not read; {item.reason}")
        for table, count in self.repeated.items():
            lines.append(f"{count:,} rows of {table} stood in several sheets and are kept once")
        for best, names in self.names.joined.items():
            lines.append(f"one customer, {best}: {'; '.join(name for name in names if name != best)}")
        for alike in self.names.suggestions:
            lines.append(f"{alike.name} may be {' or '.join(f'{name} ({score})' for name, score in alike.candidates)}")
        if self.names.unmatched:
            lines.append(f"{self.names.unmatched:,} customers occur in one kind of file alone")
        lines += [f"assumed: {text}" for text in self.assumed]
        lines += [
            f"question {item.id}: {item.text} {item.evidence}. Taken so far: {item.default}" for item in self.questions
        ]
        return lines

    def to_dict(self) -> dict[str, Any]:
        """The account as plain data.

        Returns
        -------
        dict of str to object
            To be written as JSON; it holds no cell of a file but words of categories, names of customers as they are
            written, and names of columns.
        """
        return {
            "sheets": [
                {**vars(sheet), "columns": [vars(column) for column in sheet.columns], "period": list(sheet.period)}
                for sheet in self.sheets
            ],
            "unrecognised": [vars(item) for item in self.unrecognised],
            "assumed": self.assumed,
            "repeated": self.repeated,
            "joined": {name: list(names) for name, names in self.names.joined.items()},
            "suggestions": [
                {
                    "name": item.name,
                    "candidates": [list(pair) for pair in item.candidates],
                    "preselected": item.preselected,
                }
                for item in self.names.suggestions
            ],
            "unmatched": self.names.unmatched,
            "questions": [
                {
                    "id": item.id,
                    "text": item.text,
                    "evidence": item.evidence,
                    "options": list(item.options),
                    "default": item.default,
                }
                for item in self.questions
            ],
        }

    def rewrite(self, written: Callable[[str], str], title: Callable[[str], str]) -> None:
        """Put every text into the form in which it may leave the machine.

        Parameters
        ----------
        written : callable
            From a text to that form.
        title : callable
            The same of names of files, sheets, and columns that are not read, and of words without a meaning.
        """
        for sheet in self.sheets:
            sheet.file, sheet.sheet = title(sheet.file), title(sheet.sheet)
            sheet.notes, sheet.warnings = _all(sheet.notes, written), _all(sheet.warnings, written)
            for column in sheet.columns:
                column.header = (written if column.target else title)(column.header)
                column.unmapped = {title(word): rows for word, rows in column.unmapped.items()}
        for item in self.unrecognised:
            item.file, item.sheet, item.headers = title(item.file), title(item.sheet), _all(item.headers, written)
        self.assumed = _all(self.assumed, written)
        self.questions = tuple(
            Question(
                item.id,
                item.text,
                written(item.evidence),
                tuple(written(option) for option in item.options),
                written(item.default),
                title(item.file),
            )
            for item in self.questions
        )


def _all(texts: Iterable[str], written: Callable[[str], str]) -> list[str]:
    return [written(text) for text in texts]


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def _short(header: str) -> str:
    return header if len(header) <= LONGEST_NAME else header[:LONGEST_NAME] + "…"


def _names_span(header: str) -> bool:
    """Is a column that of a day or a month?"""
    return month_of(header) is not None or time_code(header) >> 41 in CERTAIN_FORMS


def _place(file: str, sheet: str) -> str:
    return f"{file}, sheet {sheet}" if sheet else file


def _sheet_lines(sheet: SheetReport) -> list[str]:
    span = f", {sheet.period[0]} to {sheet.period[1]}" if sheet.period[0] else ""
    zone = f", times of {sheet.zone}" if sheet.zone else ""
    lines = [f"{_place(sheet.file, sheet.sheet)}: {sheet.title}, {sheet.counts.get('item', 0):,} rows{span}{zone}"]
    for kind, count in sheet.counts.items():
        if kind not in {"item", "header", "blank"}:
            rows = ", ".join(str(row) for row in sheet.examples.get(kind, []))
            lines.append(f"  {count:,} row{'s' * (count != 1)}: {kind} (such as {rows})")
    taken = [f"{column.target} from {_short(column.header)}" for column in sheet.columns if column.target]
    rest = [column.header for column in sheet.columns if not column.target and column.header]
    spans = [header for header in rest if sheet.kind in BY_SPAN and _names_span(header)]
    taken += [f"{len(spans):,} columns from {spans[0]} to {spans[-1]}"] if spans else []
    left = [_short(header) for header in rest if header not in spans]
    lines.append(f"  columns: {', '.join(taken)}" + (f"; not read: {_listed(left)}" if left else ""))
    for form in dict.fromkeys(form for column in sheet.columns for form in column.forms):
        headers = dict.fromkeys(
            _short(column.header) for column in sheet.columns if column.header and form in column.forms
        )
        lines += [f"  {form}: {_listed(list(headers))}"] if headers else []
    lines += [f"  {note}" for note in sheet.notes]
    lines += [f"  ! {warning}" for warning in sheet.warnings]
    for column in sheet.columns:
        if column.unread:
            lines.append(f"  {column.header}: {column.unread:,} cells cannot be read")
        if column.unmapped:
            words = ", ".join(f"{word} ({rows:,})" for word, rows in column.unmapped.items())
            lines.append(f"  {column.header}: without a meaning: {words}")
    return lines
