"""Words that are given a meaning by hand, and the folder of an import opened as one archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.errors import SaydoError
from sim.importing.read import read
from sim.ui.data.archive import unpacked
from sim.ui.data.files import invented_files
from sim.ui.data.reading import FileReading, Wishes
from tests.ui.conftest import Serve
from tests.ui.test_data import UNKNOWN, at_rest, command_folder, dropped, reading_of, ticket_file, words


@pytest.fixture
def page(serve: Serve) -> AppTest:
    opened = serve("data")
    opened.default_timeout = 120
    return at_rest(opened)


def test_words_without_a_meaning_are_given_one_and_the_command_takes_it(page: AppTest, tmp_path: Path) -> None:
    content = ticket_file(90).replace(b"Open,High", b"Zugeklappt,Quite bad", 45)
    dropped(page, tickets_csv=content)
    (sheet,) = reading_of(page).imported.report.sheets
    assert {column.header: column.unmapped for column in sheet.columns if column.unmapped} == {
        "Status": {"Zugeklappt": 45},
        "Priority": {"Quite bad": 45},
    }
    before = reading_of(page).imported.tables["contacts"].to_pylist()
    assert {row["severity"] for row in before} == {"unknown", "P2"}
    page.session_state[f"words-{sheet.headers}-severity"] = {"edited_rows": {0: {"Meaning": "P2"}}}
    page.session_state[f"words-{sheet.headers}-status"] = {"edited_rows": {0: {"Meaning": "closed"}}}
    page.button(key=f"read-words-{sheet.headers}").click()
    at_rest(page)
    folder = reading_of(page).content
    rows = reading_of(page).imported.tables["contacts"].to_pylist()
    assert {row["severity"] for row in rows} == {"P2"}
    assert [row["customer"] for row in rows] == [row["customer"] for row in before]
    assert not any(column.unmapped for column in reading_of(page).imported.report.sheets[0].columns)
    mapping = tmp_path / "map.toml"
    mapping.write_bytes(folder["map.toml"])
    assert folder == command_folder(tmp_path, {"tickets.csv": content}, "--map", str(mapping))


def test_the_folder_of_an_import_is_opened_as_one_archive(page: AppTest) -> None:
    reading = FileReading(Wishes(invented_files()))
    reading._thread.join()  # noqa: SLF001
    assert reading.scenario is not None
    page.file_uploader(key="data_scenario").set_value([("saydo-import.zip", reading.packed, "application/zip")])
    at_rest(page)
    assert [element.value for element in page.error] == []
    assert list(page.session_state["own_portfolios"]) == [reading.scenario.fingerprint]


def archive_of(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def test_an_archive_is_unpacked_within_limits_and_leads_to_no_other_folder(tmp_path: Path) -> None:
    escaping = archive_of(("../../etc/a.yaml", b"x"), ("/b\\..\\c.csv", b"y"), ("run.exe", b"z"))
    assert unpacked([("a.zip", escaping)]) == {"a.yaml": b"x", "c.csv": b"y"}
    for content, message in (
        (archive_of(*((f"{n}.csv", b"") for n in range(61))), "at most 60 files"),
        (archive_of(("bomb.csv", b"0" * 50_000_001)), "of 50 MB in all"),
        (archive_of(("a.csv", b""), ("x/a.csv", b"")), "a.csv is there twice"),
        (b"PK nothing", "is no archive"),
        (escaping[:60], "is no archive"),
    ):
        with pytest.raises(SaydoError, match=message):
            unpacked([("a.zip", content)])


def test_files_with_the_same_unknown_columns_are_mapped_once(page: AppTest) -> None:
    more = UNKNOWN.replace(b"2024-05", b"2024-06")
    dropped(page, unknown_csv=UNKNOWN, more_csv=more)
    marks = {item.fingerprint for item in reading_of(page).imported.report.unrecognised}
    (mark,) = marks
    page.selectbox(key=f"kind-{mark}").set_value("tickets")
    at_rest(page)
    fields = enumerate(("customer", "id", "opened"))
    page.session_state[f"map-{mark}-tickets"] = {"edited_rows": {n: {"Field": field} for n, field in fields}}
    page.button(key=f"read-{mark}").click()
    at_rest(page)
    assert reading_of(page).imported.tables["contacts"].num_rows == 80
    assert reading_of(page).imported.report.unrecognised == []


def test_words_of_two_files_with_the_same_columns_are_given_a_meaning_once(page: AppTest) -> None:
    first = ticket_file(90).replace(b"Open", b"Zugeklappt")
    second = ticket_file(90).replace(b"Open", b"Aufgeklappt").replace(b"2024-05", b"2024-06")
    dropped(page, first_csv=first, second_csv=second)
    (mark,) = {sheet.headers for sheet in reading_of(page).imported.report.sheets}
    (grid,) = [frame.value for frame in page.dataframe if "Meaning" in frame.value.columns]
    assert dict(zip(grid["Word"], grid["Rows"], strict=True)) == {"Zugeklappt": 90, "Aufgeklappt": 90}
    page.session_state[f"words-{mark}-status"] = {"edited_rows": {0: {"Meaning": "closed"}, 1: {"Meaning": "open"}}}
    page.button(key=f"read-words-{mark}").click()
    at_rest(page)
    assert not any(column.unmapped for sheet in reading_of(page).imported.report.sheets for column in sheet.columns)


def test_a_file_that_was_dropped_twice_counts_once_whatever_it_is_called(page: AppTest) -> None:
    content = ticket_file()
    page.file_uploader(key="data_files").set_value([("tickets.csv", content, "text/csv")] * 2)
    at_rest(page)
    imported = reading_of(page).imported
    assert imported.tables["contacts"].num_rows == 100
    assert [sheet.file for sheet in imported.report.sheets] == ["tickets.csv", "tickets.csv (2)"]
    assert "contacts: 100 rows stood in several sheets and are kept once" in words(page).replace("\\", "")


def test_files_of_one_name_in_two_folders_of_an_archive_count_once() -> None:
    content = ticket_file()
    archive = archive_of(("january/export.csv", content), ("all/export.csv", content))
    imported = read([("months.zip", archive)])
    assert imported.tables["contacts"].num_rows == 100
    assert [sheet.sheet for sheet in imported.report.sheets] == ["export.csv", "export.csv (2)"]
