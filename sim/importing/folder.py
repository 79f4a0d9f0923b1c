"""The folder that an import leaves: tables, the account in words, and answers and mappings to run it again with."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pyarrow as pa
from pyarrow import parquet

from sim.errors import InputError, Problem
from sim.importing.read import Imported
from sim.importing.report_page import report_page
from sim.importing.tables import SCHEMAS

__all__ = [
    "FolderLocality",
    "PortfolioFiles",
    "account_of",
    "add_file",
    "folder_content",
    "helpful",
    "locality_of",
    "must_be_free",
    "packed_folder",
    "read_folder",
    "write_folder",
]

CONTENTS = "import.json"
"""Lists what import wrote, with the SHA-256 of each file; by it a folder is known as one that may be replaced. It says
whose public holidays were closed days, and to which time zones instants were brought."""
HELPFUL = {
    ("customers",): "a list of customers: without it those who never get in touch are unknown",
    ("contacts",): "an export of tickets or calls: it gives contacts, waits and responses",
    ("roster", "presence"): "a roster: it gives people by half hour",
    ("work",): "work times of contacts: they give minutes of work, which the time to a solution never is",
    ("invoices",): "a list of invoices with payments: it gives lateness, disputes and days of sales outstanding",
    ("books",): "revenue and costs by month: they give what an hour costs",
}
"""What a further file would tell, by the tables of which one suffices; the most helpful first."""


class PortfolioFiles(NamedTuple):
    """Files and lines of the report of a portfolio that was made of tables."""

    files: Mapping[str, bytes] = MappingProxyType({})
    """By name."""
    lines: Sequence[str] = ()
    """For the report."""
    country: str = ""
    """Country or region whose public holidays are closed days; empty for none."""


class FolderLocality(NamedTuple):
    """Where the files of an import are from."""

    country: str
    """Country or region whose public holidays are closed days; empty for none."""
    time_zones: tuple[str, ...]
    """To which instants were brought; none where all times were local already."""


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
        if not _unchanged(path, written[path.name]) and path.resolve() not in may_differ:
            rule = f"{path.name} was changed since import wrote it; read it by --answers or --map, or move it"
            raise InputError(Problem.of("to", folder, rule))


def helpful(tables: Iterable[str]) -> list[str]:
    """Say which further files would help, and by what.

    Parameters
    ----------
    tables : iterable of str
        Names of tables that are there.

    Returns
    -------
    list of str
        A phrase each, the most helpful first.
    """
    there = set(tables)
    return [text for names, text in HELPFUL.items() if not set(names) & there]


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
    lines += [f"would help next: {text}" for text in helpful(imported.tables)[:1]]
    return [_printable(line) for line in lines]


def folder_content(
    imported: Imported,
    answers: Mapping[str, Any],
    mapping: Sequence[Mapping[str, Any]],
    portfolio: PortfolioFiles | None = None,
) -> dict[str, bytes]:
    """Files of the folder that an import leaves.

    Parameters
    ----------
    imported : Imported
        What was read.
    answers, mapping : mapping, sequence of mapping
        As they were given to `sim.importing.read.read`.
    portfolio : PortfolioFiles, optional
        Made of the tables.

    Returns
    -------
    dict of str to bytes
        By name; equal imports give equal bytes.
    """
    content: dict[str, bytes] = {}
    for name, table in imported.tables.items():
        sink = pa.BufferOutputStream()
        parquet.write_table(table, sink)
        content[f"{name}.parquet"] = sink.getvalue().to_pybytes()
    texts = {
        "report.html": report_page([*account_of(imported), *map(_printable, portfolio.lines if portfolio else ())]),
        "answers.toml": "\n".join(_answers(imported, answers)),
        "map.toml": "\n".join(_mappings(imported, mapping)),
    }
    content |= {name: f"{text}\n".encode() for name, text in texts.items() if text}
    content |= portfolio.files if portfolio else {}
    contents = {
        "public_holidays": portfolio.country if portfolio else "",
        "time_zones": sorted({sheet.zone for sheet in imported.report.sheets if sheet.zone}),
        "sha256": {name: hashlib.sha256(content[name]).hexdigest() for name in sorted(content)},
    }
    return content | {CONTENTS: _listing(contents)}


def packed_folder(content: Mapping[str, bytes]) -> bytes:
    """Pack the files of a folder.

    Parameters
    ----------
    content : mapping of str to bytes
        As of `folder_content`.

    Returns
    -------
    bytes
        A zip archive without times, so that equal folders give equal bytes.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(content):
            archive.writestr(zipfile.ZipInfo(name), content[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def write_folder(
    imported: Imported,
    folder: Path,
    answers: Mapping[str, Any],
    mapping: Sequence[Mapping[str, Any]],
    portfolio: PortfolioFiles | None = None,
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
    portfolio : PortfolioFiles, optional
        Made of the tables.

    Raises
    ------
    InputError
        Where it cannot be written.
    """
    folder = folder.resolve()
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        part.mkdir()
        for name, content in folder_content(imported, answers, mapping, portfolio).items():
            (part / name).write_bytes(content)
        _replace(folder, part)
    except OSError as error:
        raise InputError(Problem.of("to", folder, f"cannot be written: {error.strerror}")) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def read_folder(folder: Path) -> dict[str, pa.Table]:
    """Read the tables of an import back.

    Parameters
    ----------
    folder : Path
        What `write_folder` wrote, on this machine or another.

    Returns
    -------
    dict of str to pyarrow.Table
        By name, as `sim.importing.tables.SCHEMAS` has them.

    Raises
    ------
    InputError
        Where it is no such folder, or a table is not the one that import wrote.
    """
    written = _contents(folder)["sha256"]
    tables = {}
    for name, schema in SCHEMAS.items():
        path = folder / f"{name}.parquet"
        if path.name not in written:
            continue
        if not path.is_file() or not _unchanged(path, written[path.name]):
            raise InputError(Problem.of("folder", path, "is not the table that import wrote; import again"))
        tables[name] = parquet.read_table(path).cast(schema)
    return tables


def add_file(folder: Path, name: str, content: bytes) -> None:
    """Put a further file into the folder of an import, and list it; one of this name is replaced.

    Parameters
    ----------
    folder : Path
        What `write_folder` wrote.
    name : str
        Of the file.
    content : bytes
        Of the file.

    Raises
    ------
    InputError
        Where the folder is none of an import, or cannot be written.
    """
    contents = _contents(folder)
    written = {**contents["sha256"], name: hashlib.sha256(content).hexdigest()}
    listing = _listing({**contents, "sha256": dict(sorted(written.items()))})
    try:
        for path, text in ((folder / name, content), (folder / CONTENTS, listing)):
            part = path.with_name(f".{path.name}.{os.getpid()}.part")
            part.write_bytes(text)
            part.replace(path)
    except OSError as error:
        raise InputError(Problem.of("folder", folder, f"cannot be written: {error.strerror}")) from None


def locality_of(folder: Path) -> FolderLocality:
    """Read where the files of an import were from.

    Parameters
    ----------
    folder : Path
        What `write_folder` wrote.

    Returns
    -------
    FolderLocality
        Empty where an earlier version wrote the folder.

    Raises
    ------
    InputError
        Where it is no such folder.
    """
    contents = _contents(folder)
    country, zones = contents.get("public_holidays", ""), contents.get("time_zones", [])
    if not isinstance(country, str) or not isinstance(zones, list):
        raise InputError(Problem.of("folder", folder, f"{CONTENTS} is not as import wrote it; import again"))
    return FolderLocality(country, tuple(map(str, zones)))


def _listing(contents: Mapping[str, Any]) -> bytes:
    return (json.dumps(contents, indent=2) + "\n").encode()


def _contents(folder: Path) -> dict[str, Any]:
    """Content of the file by which the folder of an import is known, with hashes of its files by name."""
    try:
        contents: dict[str, Any] = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        return {**contents, "sha256": dict(contents["sha256"])}
    except (OSError, ValueError, KeyError, TypeError):
        rule = f"must be a folder that saydo import wrote; there is no {CONTENTS} in it that can be read"
        raise InputError(Problem.of("folder", folder, rule)) from None


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


def _unchanged(path: Path, sha256: str) -> bool:
    """Whether a file is the one that was written, but for line ends, which some tools change on the way."""
    content = path.read_bytes()
    forms = (content,) if path.suffix == ".parquet" else (content, content.replace(b"\r\n", b"\n"))
    return any(hashlib.sha256(form).hexdigest() == sha256 for form in forms)
