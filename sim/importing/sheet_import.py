"""One sheet from its rows to rows of internal tables, with its account."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.building.calls import calls, scope_of_calls
from sim.importing.building.money import books, customers, invoices, receipts, scope_of_money
from sim.importing.building.people import events, presence, roster, work
from sim.importing.building.queue_log import queue_log
from sim.importing.building.tickets import tickets
from sim.importing.cell_forms import forms_of, missing_note, unnamed_note
from sim.importing.columns import TextCells, TimeCells
from sim.importing.dates import NO_TIME
from sim.importing.folding import identical
from sim.importing.outlying import apart
from sim.importing.owners import owners_of
from sim.importing.prepared import Codes, Prepared
from sim.importing.questions import Question, Questions, fingerprint
from sim.importing.report import ColumnReport, SheetReport
from sim.importing.robots import robots_of
from sim.importing.sheet_reading import RawSheet, Watch
from sim.importing.tables import TablePart, table_of
from sim.importing.zones import is_zone, likely_zone, zone_between

__all__ = ["SheetImport", "import_sheet"]

CAPS = frozenset({100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 65_535, 1_048_575})
"""Rows at which systems cut an export."""
SHEET_ROWS = frozenset({65_536, 1_048_576})
"""Rows of a full sheet of a workbook, with its header."""
DAY = 86_400
MAIN_TIMES = {
    "tickets": ("opened",),
    "calls": ("opened",),
    "chats": ("opened",),
    "events": ("at",),
    "queue_log": ("at",),
    "presence": ("started",),
    "invoices": ("issued", "due"),
    "receipts": ("at",),
}
"""Times of which a row must have one, by kind."""
BY_DAY = frozenset({"tickets", "calls", "chats", "events", "queue_log", "presence"})
"""Kinds that are counted by day."""
OWNED = frozenset({"tickets", "calls", "chats", "invoices", "receipts", "customers"})
NOBODY: Codes = (np.zeros(0, np.int32), [])
SHOWN_WORDS = 6
LEAST_SHOWN = 3


@dataclass
class SheetImport:
    """Rows of tables that a sheet gives."""

    report: SheetReport
    tables: list[tuple[str, pa.Table]] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    """From a customer's number to its name, where the sheet has both."""


def import_sheet(
    raw: RawSheet, questions: Questions, values: Mapping[str, Mapping[str, str]], watch: Watch | None = None
) -> SheetImport:
    """Make rows of internal tables from the items of a sheet.

    Parameters
    ----------
    raw : RawSheet
        The items.
    questions : Questions
        Takes questions and gives answers.
    values : mapping
        Meanings of words that the reader gave, by field.
    watch : Watch, optional
        Told between steps, and asked whether to stop.

    Returns
    -------
    SheetImport
        Every row of the sheet is in its report, once.
    """
    task = _Import(raw, questions, values)
    if watch is not None:
        task.prepared.pulse = lambda: watch.tick(raw.sheet.file, raw.rows, 0)
    return task.run()


class _Import:
    def __init__(self, raw: RawSheet, questions: Questions, values: Mapping[str, Mapping[str, str]]) -> None:
        self.raw, self.questions = raw, questions
        self.prepared = Prepared(raw, values)
        recognition = raw.recognition
        self.kind = recognition.kind.name
        self.headers = fingerprint([column.header for column in recognition.columns])
        self.report = SheetReport(
            raw.sheet.file,
            raw.sheet.title,
            recognition.title,
            self.kind,
            recognition.dialect.name if recognition.dialect else "",
            self.headers,
            raw.rows,
            notes=list(raw.sheet.notes),
        )

    def run(self) -> SheetImport:
        raw, prepared = self.raw, self.prepared
        result = SheetImport(self.report)
        read = raw.count
        self.drop(self.repeats(), "duplicate: repeats an earlier row cell by cell")
        del raw.hashes[:]
        self.forms()
        self.times()
        self.scope()
        owners = owners_of(prepared, self.questions) if self.kind in OWNED else NOBODY
        if prepared.has("customer", "customer_number") and prepared.has("customer_number") and prepared.has("customer"):
            result.numbers = self.numbers(owners)
        robots = self.robots()
        self.check_totals()
        parts = self.parts(owners)
        self.cut(read)
        self.period(parts)
        for part in parts:
            if part.table == "contacts" and robots is not None:
                part.columns["robot"] = robots[part.items]
            prepared.pulse()
            table = table_of(part, raw.row_numbers, raw.sheet.file, raw.sheet.title)
            result.tables.append((part.table, table))
            self.report.tables[part.table] = self.report.tables.get(part.table, 0) + table.num_rows
        self.close()
        return result

    def forms(self) -> None:
        """Tell of columns without a name, and of marks that were taken for missing."""
        columns: dict[str, TextCells | TimeCells] = {**self.raw.texts, **self.raw.times}
        marks = {self.prepared.header(name): marks for name, column in columns.items() if (marks := column.marks())}
        for text in (unnamed_note(self.raw.recognition), missing_note(marks)):
            if text:
                self.prepared.note(text)

    def drop(self, rows: NDArray[np.bool_], reason: str) -> None:
        if rows.any():
            self.raw.account.add_all(reason, self.raw.row_numbers[rows])
            self.prepared.keep(~rows)

    def repeats(self) -> NDArray[np.bool_]:
        """Rows that repeat another: only where they have an id, and are no lines or interactions."""
        raw = self.raw
        several = {"line_amount", "interaction", "sequence"} & set(raw.recognition.fields)
        ids = {"id", "invoice_id", "payment", "contact_id", "customer_number", "customer"} & set(raw.recognition.fields)
        if several or not ids or self.kind in {"books", "roster"}:
            return np.zeros(raw.count, bool)
        filled = np.zeros(raw.count, bool)
        for name in ids:
            filled |= raw.texts[name].filled()
        return identical(np.frombuffer(raw.hashes, np.int64) if raw.count else np.zeros(0, np.int64)) & filled

    def times(self) -> None:
        prepared, raw = self.prepared, self.raw
        if raw.recognition.layout in {"days", "months"}:
            return
        answer = self.questions.asked_of("date_order", self.headers, ("d/m", "m/d"))
        prepared.read_times(answer, raw.preamble.as_of)
        reading = prepared.dates
        if reading.open_order:
            self.questions.answer(
                Question(
                    f"date_order/{self.headers}",
                    "Is the day first in dates, or the month?",
                    reading.evidence,
                    ("d/m", "m/d"),
                    reading.default,
                    raw.sheet.file,
                )
            )
        if prepared.instants:
            self.zone(prepared.instants)
        main = [name for name in MAIN_TIMES.get(self.kind, ()) if prepared.has(name)]
        if main:
            missing = np.all([prepared.time(name) == NO_TIME for name in main], axis=0)
            self.drop(missing, f"no date in {' or '.join(prepared.header(name) for name in main)}")
        if main and self.kind in BY_DAY:
            name = next(name for name in main if prepared.has(name))
            self.drop(apart(prepared.time(name)), f"out of scope: {prepared.header(name)} is a year from all others")

    def zone(self, instants: Mapping[str, NDArray[np.bool_]]) -> None:
        """Ask for the zone of instants of contacts; dates of money stay in universal time."""
        prepared = self.prepared
        name = next(iter(instants))
        if self.kind not in {"tickets", "calls", "chats", "work", "events", "presence", "queue_log"}:
            prepared.note(f"{prepared.header(name)} is in universal time, and days are taken so")
            return
        times = prepared.time(name)[instants[name]]
        proposal, share = likely_zone(times)
        own = self.own_zone()
        evidence = f"{prepared.header(name)} is in universal time; " + (
            f"the columns beside it say {own}"
            if own
            else f"by the clock of {proposal} {share:.0%} come in from 8 to 18"
        )
        question = Question(
            f"time_zone/{self.headers}",
            "By which clock do your people work?",
            evidence,
            tuple(dict.fromkeys([own or proposal, proposal, "UTC"])),
            own or proposal,
            self.raw.sheet.file,
        )
        zone = self.questions.answer(question)
        if not is_zone(zone):
            prepared.note(f"there is no time zone {zone[:40]}; UTC is taken")
            zone = "UTC"
        prepared.to_zone(zone)
        prepared.note(f"{', '.join(prepared.header(name) for name in instants)}: universal time, brought to {zone}")
        self.report.zone = zone

    def own_zone(self) -> str:
        """Zone that the file tells: in a column, or by local times beside the instants."""
        prepared = self.prepared
        if prepared.has("zone"):
            words = {word.strip("'\"") for word in self.raw.texts["zone"].values()}
            if len(words) == 1 and is_zone(*words):
                return words.pop()
        local = [name for name in self.raw.times if prepared.has_time(name) and name not in prepared.instants]
        zones = (
            zone_between(prepared.time(name), prepared.time(other)) for name in prepared.instants for other in local
        )
        return next((zone for zone in zones if zone), "")

    def scope(self) -> None:
        prepared = self.prepared
        if self.kind == "calls" and prepared.has("direction"):
            within, reason = scope_of_calls(prepared)
            self.drop(~within, f"out of scope: {reason}")
        elif self.kind in {"invoices", "receipts"}:
            left = np.ones(prepared.count, bool)
            for reason, outside in scope_of_money(prepared, self.currency()):
                self.drop(outside[left], f"out of scope: {reason}")
                left &= ~outside

    def currency(self) -> str:
        """The one currency that is read; empty where there is one alone."""
        if not self.prepared.has("currency"):
            return ""
        codes, names = self.prepared.meanings("currency", keep=True)
        counts: dict[str, int] = {}
        for name, rows in zip(
            names, np.bincount(codes[codes >= 0], minlength=len(names)) if names else [], strict=True
        ):
            counts[name.upper()] = counts.get(name.upper(), 0) + int(rows)
        self.report.currencies = tuple(sorted(counts))
        if len(counts) < 2:
            return ""
        ordered = sorted(counts, key=lambda name: -counts[name])
        question = Question(
            f"currency/{self.headers}",
            "Which currency shall be read? Amounts in others are left out; none is converted.",
            ", ".join(f"{name}: {counts[name]:,} rows" for name in ordered[:6]),
            tuple(ordered[:6]),
            ordered[0],
            self.raw.sheet.file,
        )
        return self.questions.answer(question)

    def numbers(self, owners: Codes) -> dict[str, str]:
        codes, names = self.prepared.names("customer_number")
        both = np.unique(np.stack([codes, owners[0]]), axis=1)
        pairs = [(names[number], owners[1][name]) for number, name in both.T if number >= 0 and name >= 0]
        firsts: dict[str, str] = {}
        for number, name in pairs:
            firsts.setdefault(number, name)
        return firsts

    def robots(self) -> NDArray[np.bool_] | None:
        if self.kind != "tickets":
            return None
        rows = np.zeros(self.prepared.count, bool)
        robots = robots_of(self.prepared)
        if robots:
            count = sum(int(robot.rows.sum()) for robot in robots)
            question = Question(
                f"robots/{self.headers}",
                f"Are these {count:,} notices of machines contacts of customers?",
                "; ".join(f"{robot.column}: {robot.evidence}" for robot in robots[:3]),
                ("no", "yes"),
                "no",
                self.raw.sheet.file,
            )
            if self.questions.answer(question) == "no":
                rows = np.any([robot.rows for robot in robots], axis=0)
                self.prepared.note(f"{int(rows.sum()):,} rows are marked as notices of machines")
        for name in ("requester", "subject"):
            self.prepared.release(name)
        return rows

    def parts(self, owners: Codes) -> list[TablePart]:
        prepared = self.prepared
        as_of = self.raw.preamble.as_of
        makers: dict[str, Callable[[], list[TablePart]]] = {
            "tickets": lambda: tickets(prepared, owners),
            "calls": lambda: calls(prepared, owners),
            "chats": lambda: calls(prepared, owners),
            "queue_log": lambda: queue_log(prepared),
            "invoices": lambda: invoices(prepared, owners, as_of),
            "receipts": lambda: receipts(prepared, owners),
            "customers": lambda: customers(prepared, owners),
            "work": lambda: work(prepared),
            "events": lambda: events(prepared),
            "presence": lambda: presence(prepared),
            "roster": lambda: roster(prepared),
            "books": lambda: books(prepared),
        }
        return makers[self.kind]() if prepared.count else []

    def check_totals(self) -> None:
        """Compare a total that the sheet prints with the sum of its rows."""
        raw = self.raw
        fields = {column.index: name for name, column in raw.recognition.fields.items()}
        printed = [(f"row {number}", cents) for number, cents in raw.account.totals]
        printed += [("a cell above the header", raw.preamble.subtotals)] if raw.preamble.subtotals else []
        for where, cents in printed:
            for index, value in cents.items():
                name = fields.get(index, "")
                if not name or raw.recognition.kind.fields[name].type != "amount" or name in self.prepared.released:
                    continue
                total = float(np.nansum(self.prepared.number(name)))
                header = self.prepared.header(name)
                if abs(total - value) < 1:
                    self.prepared.note(f"{header}: the total in {where} is the sum of the rows, {value / 100:,.2f}")
                else:
                    self.report.warnings.append(
                        f"{header}: {where} gives {value / 100:,.2f} as total, the rows add up to {total / 100:,.2f}"
                    )

    def cut(self, read: int) -> None:
        raw = self.raw
        if self.kind in {"customers", "books", "roster"}:
            return
        capped = read in CAPS or raw.rows in SHEET_ROWS
        if not (capped or raw.short_end):
            return
        evidence = f"it has {read:,} rows, at which systems cut" if capped else "its last row breaks off"
        question = Question(
            f"cut/{self.headers}",
            "Is this file cut, so that its first and last day are not whole?",
            evidence,
            ("yes", "no"),
            "yes",
            raw.sheet.file,
        )
        self.report.cut = self.questions.answer(question) == "yes"
        if self.report.cut:
            self.prepared.note(f"probably cut, as {evidence}; its first and last day are not whole")

    def period(self, parts: list[TablePart]) -> None:
        names = {"contacts": "opened", "work": "started", "events": "at", "presence": "from", "invoices": "issued"}
        names |= {"receipts": "at", "roster": "day", "books": "month"}
        for part in parts[:1]:
            times = part.columns.get(names.get(part.table, ""))
            if times is not None and (np.asarray(times) != NO_TIME).any():
                present = np.asarray(times)[np.asarray(times) != NO_TIME]
                days = [str(np.datetime64(int(time) // DAY, "D")) for time in (present.min(), present.max())]
                self.report.period = (days[0], days[1])

    def close(self) -> None:
        report, raw, prepared = self.report, self.raw, self.prepared
        raw.account.counts["item"] = raw.count
        report.counts = {kind: count for kind, count in raw.account.counts.items() if kind != "repaired"}
        report.examples = raw.account.examples
        if mended := raw.account.counts.get("repaired", 0):
            prepared.note(f"{mended:,} rows had broken quotes or line breaks and were mended")
        report.notes += prepared.notes
        for column, forms in zip(raw.recognition.columns, forms_of(raw.recognition), strict=True):
            words = prepared.unmapped.get(column.header, Counter())
            shown = {word: rows for word, rows in words.most_common(SHOWN_WORDS) if _shows(word, rows)}
            report.columns.append(
                ColumnReport(
                    column.header,
                    column.field,
                    column.sure,
                    column.content.filled,
                    prepared.unread.get(column.header, 0),
                    shown,
                    forms,
                )
            )


def _shows(word: str, rows: int) -> bool:
    """Words that occur often are categories; others may be anything and are not repeated."""
    return rows >= LEAST_SHOWN and len(word) <= 30 and not re.search(r"@|\d{4}", word)
