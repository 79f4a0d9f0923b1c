"""The folder that an import leaves: tables, the account in words, and answers and mappings to run it again with."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyarrow import parquet

from sim.errors import InputError, Problem
from sim.importing.read import Imported

__all__ = ["account_of", "must_be_free", "write_folder"]

CONTENTS = "import.json"
"""Lists what import wrote, with the SHA-256 of each file; by it a folder is known as one that may be replaced."""
HELPFUL = {
    ("customers",): "a list of customers: without it those who never get in touch are unknown, and with them the tail",
    ("contacts",): "an export of tickets or calls: it gives contacts, waits and responses",
    ("roster", "presence"): "a roster: it gives people by half hour",
    ("work",): "work times of contacts: they give minutes of work, which the time to a solution never is",
    ("invoices",): "a list of invoices with payments: it gives lateness, disputes and days of sales outstanding",
    ("books",): "revenue and costs by month: they give what an hour costs",
}
"""What a further file would tell, by the tables of which one suffices; the most helpful first."""


def must_be_free(folder: Path, own: Iterable[Path] = ()) -> None:
    """Refuse a folder whose content an import would destroy.

    Parameters
    ----------
    folder : Path
        Where the import is to be written.
    own : iterable of Path, optional
        Answers and mappings that were read: they may have been changed since import wrote them.

    Raises
    ------
    InputError
        Where it is no folder, its parent is missing, or it holds anything but what an import wrote.
    """
    if not folder.exists() and folder.parent.is_dir():
        return
    if not folder.is_dir():
        raise InputError(Problem.of("to", folder, "must be a folder, or a new one in a folder that exists"))
    there = sorted(path for path in folder.iterdir() if path.name != CONTENTS)
    try:
        written = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        if not there:
            return
        raise InputError(Problem.of("to", folder, "is not empty, and import did not write it; name another")) from None
    may_differ = {path.resolve() for path in own}
    for path in there:
        if path.name not in written or not path.is_file():
            rule = f"holds {path.name}, which import did not write; move it, or name another folder"
            raise InputError(Problem.of("to", folder, rule))
        if written[path.name] != _sha256(path) and path.resolve() not in may_differ:
            rule = f"{path.name} was changed since import wrote it; read it by --answers or --map, or move it"
            raise InputError(Problem.of("to", folder, rule))


def account_of(imported: Imported) -> list[str]:
    """The account of an import in words.

    Parameters
    ----------
    imported : Imported
        What was read.

    Returns
    -------
    list of str
        A printable line each: sheets, decisions and questions; then tables, and the file that would help next.
    """
    report = imported.report
    lines = [f"{report.rows():,} rows read, {report.used():,} used", *report.texts()]
    lines += [f"table {name}: {table.num_rows:,} rows" for name, table in imported.tables.items()]
    missing = (text for tables, text in HELPFUL.items() if not set(tables) & set(imported.tables))
    lines += [f"would help next: {text}" for text in list(missing)[:1]]
    return [_printable(line) for line in lines]


def write_folder(
    imported: Imported, folder: Path, answers: Mapping[str, Any], mapping: Sequence[Mapping[str, Any]]
) -> None:
    """Write an import: all of it or nothing.

    Parameters
    ----------
    imported : Imported
        What was read.
    folder : Path
        Where `must_be_free` has found nothing that would be lost.
    answers, mapping : mapping, sequence of mapping
        As they were given to `sim.importing.read.read`.

    Raises
    ------
    InputError
        Where it cannot be written.
    """
    folder = folder.resolve()
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        part.mkdir()
        for name, table in imported.tables.items():
            parquet.write_table(table, part / f"{name}.parquet")
        texts = {
            "report.txt": "\n".join(account_of(imported)),
            "answers.toml": "\n".join(_answers(imported, answers)),
            "map.toml": "\n".join(_mappings(imported, mapping)),
        }
        for name, text in texts.items():
            if text:
                (part / name).write_text(f"{text}\n", encoding="utf-8", newline="\n")
        contents = {"sha256": {path.name: _sha256(path) for path in sorted(part.iterdir())}}
        (part / CONTENTS).write_text(json.dumps(contents, indent=2) + "\n", encoding="utf-8", newline="\n")
        _replace(folder, part)
    except OSError as error:
        raise InputError(Problem.of("to", folder, f"cannot be written: {error.strerror}")) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _replace(folder: Path, part: Path) -> None:
    """Give the new folder its name; where that fails, the old one keeps it."""
    old = part.with_suffix(".old")
    try:
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    except BaseException:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _answers(imported: Imported, answers: Mapping[str, Any]) -> list[str]:
    """Answers that were given, and below them each default, to be edited."""
    lines = ["# Answers to questions of an import: saydo import ... --answers answers.toml"]
    for name, value in answers.items():
        if isinstance(value, str):
            unused = "" if name in imported.answered else "  # nothing that came up"
            lines.append(f"{_quoted(imported.written(name))} = {_quoted(imported.written(value))}{unused}")
    for item in imported.questions:
        options = f"; one of {', '.join(item.options)}" if item.options else ""
        lines += ["", _comment(f"{item.file}: {item.text} {item.evidence}{options}")]
        lines += ["# Default; to answer, remove the mark and edit:", f"# {_quoted(item.id)} = {_quoted(item.default)}"]
    same = answers.get("same", {})
    if same and imported.names_kept:
        lines += ["", "[same]", *(f"{_quoted(name)} = {_quoted(other)}" for name, other in same.items())]
    elif same:
        lines += ["", f"# [same] had {len(same):,} names, which are not repeated here: names are not kept"]
    return lines


def _mappings(imported: Imported, mapping: Sequence[Mapping[str, Any]]) -> list[str]:
    """Mappings that were given, and the beginning of one for each sheet that was not read."""
    lines: list[str] = []
    for entry in mapping:
        lines += ["", "[[sheet]]"]
        lines += [f"{name} = {_value(imported, value)}" for name, value in entry.items()]
    for item in imported.report.unrecognised:
        if item.headers:
            lines += ["", _comment(f"{item.file} {item.sheet}: not read. To map it, remove the marks and edit:")]
            lines += ["# [[sheet]]", f"# headers = {_quoted(item.fingerprint)}", '# kind = "tickets"']
            lines += ['# columns = { opened = "name of its column", customer = "name of another" }']
            lines += [_comment(f"Its columns: {', '.join(header for header in item.headers if header)}")]
    return ["# What sheets are: saydo import ... --map map.toml", *lines] if lines else []


def _value(imported: Imported, value: Any) -> str:
    """A text, or a table of them, as TOML on one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_quoted(name)} = {_value(imported, item)}" for name, item in value.items()) + " }"
    return _quoted(imported.written(str(value)))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return f"# {_printable(text)}"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
