"""Words that are given a meaning by hand, and the folder of an import opened as one archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.errors import SaydoError
from sim.ui.data.archive import unpacked
from sim.ui.data.files import invented_files
from sim.ui.data.reading import FileReading, Wishes
from tests.ui.conftest import Serve
from tests.ui.test_data import at_rest, command_folder, dropped, reading_of, ticket_file


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
