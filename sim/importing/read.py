"""From files to tidy tables: one function, the same for a command line, a page and a notebook."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa

from sim.errors import InputError, Problem
from sim.importing.catalogue import is_header_name
from sim.importing.closed_days import country_code, country_question
from sim.importing.containers import sheets_of
from sim.importing.contents import content_of
from sim.importing.names import Identities, identify
from sim.importing.overlaps import without_repeats
from sim.importing.privacy import ADDRESS_WITHIN, ID_FORM, NAME_MODES, Pseudonyms
from sim.importing.questions import Question, Questions, fingerprint
from sim.importing.recognition import MOST_PREAMBLE, Recognition, recognise
from sim.importing.report import Report, Unrecognised
from sim.importing.sheet_import import SheetImport, import_sheet
from sim.importing.sheet_reading import Watch, first_rows, read_rows
from sim.importing.sources import Source, SourceSheet, source_of
from sim.importing.tables import joined
from sim.importing.wording import masked

__all__ = ["Imported", "read"]

LEAST_ROWS = 2
ROWLESS = ("preamble", "header", "blank", "group", "subtotal", "total", "trailer")
"""Rows that say nothing by themselves."""
PEOPLE = ("agent",)
CUSTOMERS = ("customer",)
IDS = ("contact_id", "invoice_id", "number")


@dataclass(frozen=True)
class Imported:
    """Tables that files gave, with their account."""

    tables: Mapping[str, pa.Table]
    """By name, as `sim.importing.tables.SCHEMAS` has them; a table without rows is left out."""
    report: Report
    questions: tuple[Question, ...]
    """Five at most; each default has been taken."""
    answered: frozenset[str]
    """Keys of the answers that were used."""
    names_kept: bool
    """Whether names are written as they are."""
    written: Callable[[str], str]
    """From a text to the form in which it may leave the machine."""
    country: str = ""
    """Country or region whose public holidays are closed days, by answer or default; empty for none."""


def read(
    files: Iterable[object],
    mapping: Sequence[Mapping[str, Any]] | None = None,
    answers: Mapping[str, Any] | None = None,
    names: str = "kept",
    key: bytes = b"",
    watch: Watch | None = None,
) -> Imported:
    """Read files into tidy tables.

    Parameters
    ----------
    files : iterable of Path, str, tuple of str and bytes, or binary stream with a name
        Exports, lists and workbooks, in any order.
    mapping : sequence of mapping, optional
        Entries of ``map.toml``: ``headers``, the fingerprint of a set of headers; ``kind``; ``columns``, from a field
        to its header; ``values``, by field from a word to its meaning.
    answers : mapping, optional
        Entries of ``answers.toml``: by id of a question its answer; under ``same`` from one name to another.
    names : str, optional
        ``kept``, ``hashed`` or ``numbered``; addresses and telephone numbers are hashed in any case.
    key : bytes, optional
        Secret for hashes. Without it one is made from the content of the files, so that equal files give equal hashes.
    watch : Watch, optional
        Told of progress, and asked whether to stop.

    Returns
    -------
    Imported
        Tables, the account of every row, and what is to be asked. Equal files and answers give equal tables. Raises
        `InputError` with one sentence for each file that cannot be read.
    """
    if names not in NAME_MODES:
        raise InputError(Problem.of("names", names, f"must be one of {', '.join(NAME_MODES)}"))
    return _Reading(mapping or (), answers or {}, watch or Watch()).run(list(files), names, key)


class _Reading:
    def __init__(self, mapping: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], watch: Watch) -> None:
        self.mapping = {str(entry.get("headers", "")): entry for entry in mapping}
        self.same = {str(name): str(other) for name, other in dict(answers.get("same", {})).items()}
        self.questions = Questions({name: value for name, value in answers.items() if not isinstance(value, Mapping)})
        self.watch = watch
        self.report = Report()
        self.tables: dict[str, list[pa.Table]] = defaultdict(list)
        self.numbers: dict[str, str] = {}
        self.named: set[tuple[str, str]] = set()

    def run(self, files: list[object], names: str, key: bytes) -> Imported:
        problems: list[Problem] = []
        digest = blake2b(digest_size=32)
        if not files:
            raise InputError("name at least one file")
        for file in files:
            try:
                source = source_of(file)
                digest.update(_digest(source))
                self.file(source)
            except InputError as error:
                if "cancelled" in str(error):
                    raise
                problems += error.problems
        if problems := problems or self.nothing():
            raise InputError(*problems)
        tables = {}
        for name, parts in sorted(self.tables.items()):
            table, repeated = without_repeats(name, joined(parts))
            if repeated:
                self.report.repeated[name] = repeated
            if table.num_rows:
                tables[name] = table
        self.tables.clear()
        return self.finish(tables, Pseudonyms(names, key or digest.digest()))

    def file(self, source: Source) -> None:
        sheets = list(self.recognised(source))
        for sheet, recognition in sheets:
            raw = read_rows(sheet, recognition, self.watch)
            values = self.mapping.get(fingerprint([column.header for column in recognition.columns]), {}).get(
                "values", {}
            )
            part = import_sheet(raw, self.questions, values, self.watch)
            del raw
            self.take(part)

    def nothing(self) -> list[Problem]:
        """A problem a file where no sheet of any file has a row to read, or to map by hand."""
        report = self.report
        rows = sum(sum(sheet.counts.values()) - sum(sheet.counts.get(k, 0) for k in ROWLESS) for sheet in report.sheets)
        if rows or any(item.headers for item in report.unrecognised):
            return []
        headers_alone = {sheet.file: "has a header and no rows below it" for sheet in report.sheets}
        empty = {item.file: "is empty" for item in report.unrecognised}
        errors = (InputError.of(name, rule) for name, rule in (empty | headers_alone).items())
        return [problem for error in errors for problem in error.problems]

    def take(self, part: SheetImport) -> None:
        self.report.sheets.append(part.report)
        for name, table in part.tables:
            self.tables[name].append(table)
        for number, name in part.numbers.items():
            self.numbers.setdefault(number, name)

    def recognised(self, source: Source) -> Iterator[tuple[SourceSheet, Recognition]]:
        for sheet in map(self.apart, sheets_of(source)):
            rows = first_rows(sheet)
            recognition = recognise(rows, self.confirmed(rows))
            if recognition is not None:
                yield sheet, recognition
                continue
            filled = [row for row in rows if any(cell.strip() for cell in row)]
            if not filled:
                self.report.unrecognised.append(Unrecognised(sheet.file, sheet.title, "it is empty"))
                continue
            header = max(filled[:MOST_PREAMBLE], key=lambda row: sum(bool(cell.strip()) for cell in row))
            if not sheet.title and sum(sum(bool(cell.strip()) for cell in row) > 1 for row in filled) < LEAST_ROWS:
                raise InputError.of(source.name, "holds no table: fewer than two rows have two cells")
            reason = "its columns are those of no kind of table that is read; map them by hand"
            mark = fingerprint([cell for cell in header if cell.strip()])
            self.report.unrecognised.append(
                Unrecognised(sheet.file, sheet.title, reason, _names_of(header), len(rows), mark)
            )

    def apart(self, sheet: SourceSheet) -> SourceSheet:
        """The sheet under a name that none before it has: rows are told apart by file and sheet."""
        names = (sheet.file, sheet.title)
        for number in count(2):
            if names not in self.named:
                break
            names = (sheet.file, f"{sheet.title} ({number})") if sheet.title else (f"{sheet.file} ({number})", "")
        self.named.add(names)
        return replace(sheet, file=names[0], title=names[1])

    def confirmed(self, rows: list[list[str]]) -> Mapping[str, object] | None:
        if not self.mapping:
            return None
        marks = (fingerprint([cell for cell in row if cell.strip()]) for row in rows[:MOST_PREAMBLE])
        return next((self.mapping[mark] for mark in marks if mark in self.mapping), None)

    def finish(self, tables: dict[str, pa.Table], pseudonyms: Pseudonyms) -> Imported:
        forms: dict[str, str] = {}
        seen: dict[str, Counter[str]] = {}
        for name, table in tables.items():
            if "customer" in table.column_names:
                counts = _counts(table, "customer")
                forms |= {word: pseudonyms.name(word) for word in counts if pseudonyms.is_address(word)}
                seen[name] = Counter({word: rows for word, rows in counts.items() if word not in forms})
        identities = identify(seen, self.useful_numbers(seen), self.same)
        forms |= {word: pseudonyms.name(best) for word, best in identities.canonical.items()}
        country = self.country(tables)
        put, taken = self.questions.split()
        self.report.questions = put
        self.report.assumed += [
            f"{item.text} {item.default}, as {item.evidence} ({item.file}, {item.id})" for item in taken
        ]
        self.report.names = _as_written(identities, pseudonyms)
        pseudonyms.seen |= set(identities.canonical)
        people = [_renamed(table, PEOPLE, pseudonyms.agent) for table in tables.values()]
        renamed = [_scrubbed(_renamed(table, CUSTOMERS, lambda word: forms[word]), pseudonyms) for table in people]
        self.report.rewrite(pseudonyms.without_names, pseudonyms.title)
        if pseudonyms.mode != "kept":
            for item in self.report.unrecognised:
                item.headers = [cell if is_header_name(cell) else masked(cell) for cell in item.headers]
        result = {
            name: _renamed(table, ("source_file", "source_sheet"), pseudonyms.title)
            for name, table in zip(tables, renamed, strict=True)
        }
        written = pseudonyms.without_names
        answered = frozenset(self.questions.used)
        return Imported(
            result, self.report, self.report.questions, answered, pseudonyms.mode == "kept", written, country
        )

    def country(self, tables: Mapping[str, pa.Table]) -> str:
        """Country whose public holidays are closed days; empty where there is none, or nothing tells."""
        sheets = self.report.sheets
        zones, currencies = ([sheet.zone for sheet in sheets], [code for sheet in sheets for code in sheet.currencies])
        question = country_question(tables, zones, currencies)
        if question is None:
            return ""
        return country_code(self.questions.answer(question))

    def useful_numbers(self, seen: Mapping[str, Counter[str]]) -> dict[str, str]:
        """Numbers of customers that stand in place of names somewhere."""
        words = {word for counts in seen.values() for word in counts}
        return {number: name for number, name in self.numbers.items() if number in words and name in words}


def _names_of(header: list[str]) -> list[str]:
    """Names of columns as they stand; of a row that holds numbers or dates, and so no names, the form of its cells."""
    shares = content_of(header).shares
    data = any(shares.get(name, 0) > 0 for name in ("number", "time", "address"))
    return [masked(cell) if data else cell.strip()[:60] for cell in header]


def _digest(source: Source) -> bytes:
    state = blake2b(digest_size=32)
    with source.open() as stream:
        while block := stream.read(1 << 20):
            state.update(block)
    return state.digest()


def _counts(table: pa.Table, column: str) -> Counter[str]:
    counts = table[column].value_counts().to_pylist()
    return Counter({item["values"]: item["counts"] for item in counts if item["values"] is not None})


def _renamed(table: pa.Table, columns: Sequence[str], form: Any) -> pa.Table:
    """Words of columns in the form in which they are written; equal forms become one, unused words go."""
    for name in columns:
        if name in table.column_names:
            place = table.column_names.index(name)
            coded = table[name].combine_chunks()
            codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            words = coded.dictionary.to_pylist()
            places: dict[str, int] = {}
            target = np.full(len(words) + 1, -1, np.int32)
            for code in np.unique(codes[codes >= 0]):
                target[code] = places.setdefault(form(words[code]), len(places))
            codes = target[codes]
            forms = pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(list(places), pa.string()))
            table = table.set_column(place, table.schema.field(name), forms)
    return table


def _scrubbed(table: pa.Table, pseudonyms: Pseudonyms) -> pa.Table:
    """Ids without addresses, and words of categories without them."""
    for place, item in enumerate(table.schema):
        if item.name in IDS:
            table = table.set_column(place, item, _ids(table[item.name], pseudonyms))
        elif item.name in {"kind", "team", "plan", "reason", "segment", "state"}:
            table = _renamed(table, (item.name,), pseudonyms.without_names)
    return table


def _ids(column: pa.ChunkedArray, pseudonyms: Pseudonyms) -> pa.ChunkedArray:
    """Ids in the form in which they are written; most are as they stand, and are not looked at one by one."""
    kept = pseudonyms.mode == "kept"
    odd = pa.compute.match_substring_regex(column, ADDRESS_WITHIN)
    if not kept:
        prefixes = pa.compute.replace_substring_regex(column, r"[^A-Za-z].*$", "")
        in_names = [
            word for word in pa.compute.unique(prefixes).to_pylist() if word and pseudonyms.is_word_of_name(word)
        ]
        odd = pa.compute.or_(odd, pa.compute.is_in(prefixes, pa.array(in_names, pa.string())))
        odd = pa.compute.or_(odd, pa.compute.invert(pa.compute.match_substring_regex(column, ID_FORM)))
    odd = pa.compute.fill_null(odd, fill_value=False)
    if not pa.compute.any(odd).as_py():
        return column
    written = pseudonyms.id if kept else pseudonyms.hashed_id
    forms = pa.array([written(text) for text in column.filter(odd).to_pylist()], pa.string())
    return pa.compute.replace_with_mask(column.combine_chunks(), odd.combine_chunks(), forms)


def _as_written(identities: Identities, pseudonyms: Pseudonyms) -> Identities:
    """Who is who in the form in which it may be written: spellings are not repeated where names are not kept."""
    if pseudonyms.mode == "kept":
        return identities
    spellings: dict[str, tuple[str, ...]] = {
        pseudonyms.name(best): (f"{len(names)} spellings",) for best, names in identities.joined.items()
    }
    return Identities({}, spellings, (), identities.unmatched)
