"""Kinds of files, told by content and never by name: packed, a workbook, XML, JSON, a page, or text."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from sim.errors import InputError
from sim.importing.markup import page_sheets, spreadsheet_sheets
from sim.importing.sources import Rows, Source, SourceSheet, limited
from sim.importing.text_files import text_sheet
from sim.importing.workbooks import workbook_sheets

__all__ = ["sheets_of"]

MOST_MEMBERS = 50
MOST_JSON = 256 << 20
OLE, ZIP, GZIP = b"\xd0\xcf\x11\xe0", b"PK", b"\x1f\x8b"
FOREIGN = {
    b"%PDF": "is a PDF; save the table behind it as CSV or as a workbook",
    b"\x89PNG": "is a picture; save the table as CSV or as a workbook",
    b"\xff\xd8\xff": "is a picture; save the table as CSV or as a workbook",
    b"Rar!": "is a RAR archive; unpack it first",
    b"7z\xbc\xaf": "is a 7-Zip archive; unpack it first",
    b"SQLite format": "is a database; export its tables as CSV",
    b"\x7fELF": "is a program and no table",
    b"MZ": "is a program and no table",
    b"BZh": "is packed by bzip2; unpack it first",
    b"\xfd7zXZ": "is packed by xz; unpack it first",
    b"PAR1": "is a Parquet file; save it as CSV",
}


def sheets_of(source: Source) -> Iterator[SourceSheet]:
    """Tables that a file holds.

    Parameters
    ----------
    source : Source
        The file.

    Yields
    ------
    SourceSheet
        At least one. `InputError` where the file is empty, damaged, encrypted, too large or of another kind.
    """
    head = source.head()
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise InputError.of(source.name, "is empty")
    for mark, rule in FOREIGN.items():
        if head.startswith(mark):
            raise InputError.of(source.name, rule)
    if head.startswith(GZIP):
        inner = source.unpacked()
        if inner.head(2) == GZIP:
            raise InputError.of(source.name, "is packed twice; unpack it once")
        yield from sheets_of(inner)
    elif head.startswith(ZIP):
        yield from _zip_sheets(source)
    elif head.startswith(OLE):
        yield from workbook_sheets(source, None)
    else:
        yield from _text_sheets(source, head)


def _text_sheets(source: Source, head: bytes) -> Iterator[SourceSheet]:
    start = head.decode("utf-8-sig", errors="ignore").lstrip()[:4096]
    if not start and len(head) > 1:
        start = head.decode("utf-16", errors="ignore").lstrip()[:4096]
    lower = start.lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in lower and lower.startswith("<"):
        yield from spreadsheet_sheets(source)
    elif lower.startswith("<") and re.search(r"<html|<table|<!doctype html|<body", lower):
        yield from page_sheets(source)
    elif lower.startswith("<"):
        raise InputError.of(source.name, "is XML of a kind that is not read; save it as CSV or as a workbook")
    elif start[:1] in {"[", "{"}:
        yield from _json_sheets(source)
    else:
        yield text_sheet(source)


def _zip_sheets(source: Source) -> Iterator[SourceSheet]:
    try:
        archive = zipfile.ZipFile(source.open())
        members = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError.of(source.name, "the archive or workbook is damaged or cut short; save it again") from error
    names = {info.filename for info in members}
    _check_members(source, members)
    if names & {"[Content_Types].xml", "content.xml"}:
        if "content.xml" not in names and not any(name.startswith("xl/") for name in names):
            raise InputError.of(source.name, "is a document and no workbook; save its table as CSV or as a workbook")
        yield from workbook_sheets(source, archive)
        return
    if len(members) > MOST_MEMBERS:
        raise InputError.of(
            source.name, f"holds {len(members):,} files; at most {MOST_MEMBERS} are read from an archive"
        )
    if not members:
        raise InputError.of(source.name, "is an archive without files")
    for info in members:
        if info.filename.startswith("__MACOSX/") or info.filename.endswith(".DS_Store"):
            continue
        yield from _member_sheets(source, archive, info)


def _check_members(source: Source, members: list[zipfile.ZipInfo]) -> None:
    for info in members:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
            raise InputError.of(source.name, "a name within the archive leads out of it; pack the files again")
        if info.flag_bits & 1:
            raise InputError.of(source.name, "is protected by a password; save it without one")


def _member_sheets(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[SourceSheet]:
    def opened() -> BinaryIO:
        try:
            return limited(archive.open(info), source.name, info.compress_size)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
            raise InputError.of(source.name, "a file within the archive is damaged; pack it again") from error

    member = Source(source.name, opened, max(info.compress_size, info.file_size))
    head = member.head()
    if head.startswith(GZIP) or (
        head.startswith(ZIP) and b"[Content_Types].xml" not in head and b"mimetype" not in head
    ):
        raise InputError.of(source.name, "holds another archive; unpack it once")
    if head.startswith((ZIP, OLE)):
        content = member.all()
        member = Source(source.name, lambda: io.BytesIO(content), len(content))
    title = re.split(r"[\\/]", info.filename)[-1]
    for sheet in sheets_of(member):
        both = f"{title}: {sheet.title}" if sheet.title else title
        yield SourceSheet(sheet.file, both, sheet.rows, sheet.notes, sheet.typed, sheet.size)


def _json_sheets(source: Source) -> Iterator[SourceSheet]:
    if source.size > MOST_JSON:
        raise InputError.of(source.name, f"JSON of more than {MOST_JSON >> 20} MB is not read; save it as CSV")
    try:
        value = _json(source.all().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError.of(source.name, "is no sound JSON; it may have been cut short") from error
    lists = {"": value} if isinstance(value, list) else dict(value) if isinstance(value, dict) else {}
    facts = [[str(key), str(item)] for key, item in lists.items() if isinstance(item, str | int | float)]
    tables = {name: items for name, items in lists.items() if isinstance(items, list) and _objects(items)}
    if not tables:
        raise InputError.of(source.name, "holds no list of objects; that is the JSON that is read")
    for name, items in tables.items():
        yield SourceSheet(source.name, name, _of_list(facts, items), ("JSON",))


def _json(text: str) -> Any:
    """One value; or a list of those that stand on a line each."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if error.msg != "Extra data" or len(lines) < 2:
            raise
        return [json.loads(line) for line in lines]


def _of_list(facts: list[list[str]], items: list[dict[str, Any]]) -> Callable[[int | None], Rows]:
    def rows(width: int | None) -> Rows:
        return _json_rows(facts, items)

    return rows


def _objects(items: list[Any]) -> bool:
    return bool(items) and all(isinstance(item, dict) for item in items)


def _json_rows(facts: list[list[str]], items: list[dict[str, Any]]) -> Rows:
    for fact in facts:
        yield fact, ""
    flat = [_flat(item) for item in items]
    names = list(dict.fromkeys(name for item in flat for name in item))
    yield names, ""
    for item in flat:
        yield [item.get(name, "") for name in names], ""


def _flat(item: dict[str, Any]) -> dict[str, str]:
    """One object as cells; an object within gives names with a dot, a list its values with semicolons."""
    cells: dict[str, str] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            cells |= {
                f"{name}.{inner}": str(part) for inner, part in value.items() if not isinstance(part, dict | list)
            }
        elif isinstance(value, list):
            cells[name] = "; ".join(str(part) for part in value if not isinstance(part, dict | list))
        elif isinstance(value, bool):
            cells[name] = "true" if value else "false"
        else:
            cells[name] = "" if value is None else str(value)
    return cells
