"""Damaged, hostile and foreign files end in one sentence; packed and encoded ones are read by what they hold."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.importing.read import read
from sim.importing.sources import shown_name
from sim.importing.text_files import delimiter_of
from tests.unit.importing.ticket_dialects import TICKETS, sheet
from tests.unit.importing.world import delimited, header, world

NAMES = header("Ticket ID|Company|Created|Resolved|Priority")
ROWS = [[str(place), "Fir Labs", f"2024-05-{place:02d} 10:00", "", "High"] for place in range(1, 21)]
SOUND = delimited([NAMES, *ROWS])
SPREADSHEET = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook() -> bytes:
    return sheet([NAMES, *ROWS])


def workbook_with(old: str, new: str) -> bytes:
    """A workbook whose sheet was edited."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in members if "worksheets/" in name)
    members[name] = members[name].replace(old.encode(), new.encode())
    return packed(members)


def damaged_within(method: int) -> bytes:
    """A zip whose member was overwritten in the middle."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("a.csv", SOUND * 10)
    content = bytearray(stream.getvalue())
    content[70:110] = b"\xff" * 40
    return bytes(content)


def encrypted() -> bytes:
    """A zip whose member says that it is encrypted."""
    content = bytearray(packed({"a.csv": SOUND}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def bomb() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{lines}]><Workbook {SPREADSHEET}>&l9;</Workbook>'.encode()
    )


def spreadsheet(body: str) -> bytes:
    return f'<Workbook {SPREADSHEET}><Worksheet ss:Name="t"><Table>{body}</Table></Worksheet></Workbook>'.encode()


DAMAGED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b" \r\n\r\n ",
    "zeros": lambda: b"\x00" * 1000,
    "a mark of its encoding alone": lambda: b"\xef\xbb\xbf",
    "a PDF": lambda: b"%PDF-1.7 ...",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a photograph": lambda: b"\xff\xd8\xff\xe0" + bytes(200),
    "a database": lambda: b"SQLite format 3\x00" + bytes(200),
    "another packer": lambda: b"Rar!\x1a\x07" + bytes(200),
    "binary": lambda: bytes(range(256)) * 40,
    "a letter": lambda: b"Dear Sirs,\n\nplease find attached nothing.\n",
    "gzip cut short": lambda: gzip.compress(SOUND * 50)[:-200],
    "gzip damaged": lambda: gzip.compress(SOUND)[:12] + b"\xff" * 80,
    "gzip in gzip": lambda: gzip.compress(gzip.compress(SOUND)),
    "gzip of a gigabyte of one letter": lambda: gzip.compress(b"a" * (64 << 20)),
    "a zip cut short": lambda: packed({"a.csv": SOUND})[:-30],
    "an empty zip": lambda: packed({}),
    "a zip with a password": encrypted,
    "a zip in a zip": lambda: packed({"inner.zip": packed({"a.csv": SOUND})}),
    "a gzip in a zip": lambda: packed({"inner.gz": gzip.compress(SOUND)}),
    "a zip that leads out of itself": lambda: packed({"../../a.csv": SOUND}),
    "a zip with an absolute name": lambda: packed({"/etc/a.csv": SOUND}),
    "a zip of a hundred files": lambda: packed({f"{place}.csv": SOUND for place in range(100)}),
    "a zip that unpacks 500 times": lambda: packed({"a.csv": SOUND + b"x" * (64 << 20)}),
    "a workbook cut short": lambda: workbook()[: len(workbook()) // 2],
    "a workbook without its sheet": lambda: packed(
        {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    ),
    "a workbook that claims the last cell": lambda: workbook_with('r="E21"', 'r="XFD1048576"'),
    "a workbook that claims a thousand million rows": lambda: workbook_with('r="E21"', 'r="E999999999"'),
    "a workbook with a broken sheet": lambda: workbook_with("</row>", "<row"),
    "an old workbook cut short": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "an XML bomb": bomb,
    "SpreadsheetML cut short": lambda: spreadsheet("<Row><Cell><Data>1</Data></Cell></Row>")[:-40],
    "SpreadsheetML that claims a row": lambda: spreadsheet(
        '<Row ss:Index="999999999"><Cell><Data>1</Data></Cell></Row>'
    ),
    "other XML": lambda: b'<?xml version="1.0"?><feed><entry/></feed>',
    "a page without a table": lambda: b"<html><body><p>Please sign in.</p></body></html>",
    "JSON cut short": lambda: json.dumps([{"id": 1}] * 5).encode()[:-4],
    "JSON that nests": lambda: b"[" * 100_000,
    "JSON without a list": lambda: b'{"error": "unauthorized"}',
    "lzma in a zip damaged": lambda: damaged_within(zipfile.ZIP_LZMA),
    "bzip2 in a zip damaged": lambda: damaged_within(zipfile.ZIP_BZIP2),
    "a document": lambda: packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
    "a workbook under a password": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(472)
    ),
    "XML that names a file": lambda: (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        + spreadsheet("<Row><Cell><Data>&e;</Data></Cell></Row>")
    ),
    "a header alone": lambda: delimited([NAMES]),
    "a header alone in a workbook": lambda: sheet([NAMES]),
    "a workbook with nothing in it": lambda: sheet([]),
    "empty rows alone": lambda: b",,,,\n" * 50,
    "JSON of empty objects": lambda: b"[{}, {}]",
    "one column": lambda: b"Created\n2024-05-01 10:00\n2024-05-02 10:00\n",
    "a row of 100,000 cells": lambda: b",".join(b"c%d" % place for place in range(100_000)) + b"\n1,2,3\n",
    "NUL bytes all over": lambda: SOUND.replace(b"Fir", b"\x00\x00\x00"),
    "a cell without an end": lambda: SOUND + b'21,"' + b"x" * (9 << 20),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_ends_in_one_sentence(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read([("export.csv", DAMAGED[name]())])
    text = str(caught.value)
    assert text.startswith("export.csv: ")
    assert "\n" not in text
    assert len(text) < 160


def test_there_are_more_than_twenty_five_damages() -> None:
    assert len(DAMAGED) > 25


def test_every_damaged_file_is_named_and_sound_ones_do_not_hide_them() -> None:
    files = [("a.csv", SOUND), ("b.csv", b""), ("c.pdf", b"%PDF-1.4")]
    with pytest.raises(InputError) as caught:
        read(files)
    assert [problem.file for problem in caught.value.problems] == ["b.csv", "c.pdf"]


@pytest.mark.parametrize("path", ["absent.csv", "."])
def test_a_path_that_is_no_file(path: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no such file|is a folder"):
        read([tmp_path / path])


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match=r"^pipe: is a pipe or a device; save it as a file first$"):
        read([tmp_path / "pipe"])


def test_a_header_alone_is_no_reason_to_refuse_other_files() -> None:
    assert read([("a.csv", SOUND), ("b.csv", delimited([NAMES]))]).tables["contacts"].num_rows == 20


@pytest.mark.parametrize("year", ["1900", "2163", "9999"])
def test_a_date_that_no_row_has_is_none_and_the_row_is_told_of(year: str) -> None:
    result = read([("a.csv", delimited([NAMES, *ROWS, ["21", "Fir Labs", f"{year}-12-31 10:00", "", "High"]]))])
    assert result.tables["contacts"].num_rows == 20
    assert "1 row: no date in Created (such as 22)" in "\n".join(result.report.texts())


def test_a_year_typed_wrongly_is_told_of_and_makes_no_years_without_contacts() -> None:
    rows = [[str(place), "Fir Labs", f"2024-05-{place % 28 + 1:02d} 10:00", "", "High"] for place in range(1, 400)]
    for more, stay in (
        (["2042-05-05 10:00"], 399),
        (["2021-05-05 10:00"], 399),
        ([f"2022-05-{d:02d}" for d in range(1, 20)], 418),
    ):
        result = read([("a.csv", delimited([NAMES, *rows, *(["x", "Fir Labs", day, "", "High"] for day in more)]))])
        assert result.tables["contacts"].num_rows == stay
        named = "out of scope: Created is a year from all others (such as 401)" in "\n".join(result.report.texts())
        assert named == (stay == 399)


def test_a_day_in_the_name_of_a_file_is_no_telephone_number() -> None:
    assert shown_name("tickets_2024-05-01_2024-06-30.csv") == "tickets_2024-05-01_2024-06-30.csv"
    assert shown_name("calls of 030-90182099.csv") == "calls of ….csv"


def test_no_files_are_none() -> None:
    with pytest.raises(InputError, match="at least one file"):
        read([])


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda content: content,
    "gzip": gzip.compress,
    "zip": lambda content: packed({"a.csv": content}),
    "utf-16": lambda content: content.decode().encode("utf-16"),
    "utf-16 without a mark": lambda content: content.decode().encode("utf-16-le"),
    "tabs": lambda content: content.replace(b",", b"\t"),
    "bars": lambda content: content.replace(b",", b"|"),
    "a workbook in a zip": lambda content: packed({"a.xlsx": workbook()}),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_file_is_told_by_its_content_and_not_by_its_name(name: str) -> None:
    table = read([("holiday.jpg", PACKED[name](SOUND))]).tables["contacts"]
    assert table["contact_id"].to_pylist() == [str(place) for place in range(1, 21)]


def test_a_path_and_an_open_file_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(SOUND)
    with path.open("rb") as stream:
        assert read([path]).tables["contacts"].equals(read([stream]).tables["contacts"])


def test_an_archive_of_several_files_gives_them_all() -> None:
    content = packed(
        {
            "tickets.csv": SOUND,
            "__MACOSX/._tickets.csv": b"\x00\x05",
            "people.csv": TICKETS["zendesk"](world(1)).content,
        }
    )
    assert {sheet.sheet for sheet in read([("a.zip", content)]).report.sheets} == {"tickets.csv", "people.csv"}


@given(st.sampled_from(",;\t|"), st.integers(0, 3))
def test_the_delimiter_is_that_of_the_header(delimiter: str, above: int) -> None:
    text = delimited([NAMES, *ROWS], delimiter=delimiter, head="Export, of; today|\n" * above).decode()
    assert delimiter_of(text.splitlines(keepends=True)) == delimiter


def test_rows_with_broken_quotes_are_mended_and_told_of() -> None:
    lines = SOUND.decode().splitlines()
    lines[5] = lines[5].replace("Fir Labs", '"Fir Labs')
    lines[9] = lines[9].replace("Fir Labs", "Fir\nLabs")
    result = read([("a.csv", "\n".join(lines).encode())])
    assert result.tables["contacts"].num_rows == 20
    assert any("were mended" in note for note in result.report.sheets[0].notes)


def test_hidden_formulas_and_typed_cells_come_as_what_they_are() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(NAMES)
    for row in ROWS:
        page.append([int(row[0]), row[1], row[2], None, row[4]])
    page.column_dimensions["A"].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    assert read([("a", stream.getvalue())]).tables["contacts"]["contact_id"].to_pylist()[:2] == ["1", "2"]
