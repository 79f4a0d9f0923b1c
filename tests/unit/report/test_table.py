"""One table for all readers: its texts, its frame, and no formulas where it leaves the program."""

from __future__ import annotations

from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pytest
from rich.console import Console

from sim.cli.layout import terminal_table
from sim.metrics.catalogue import describe
from sim.report.format.reader_locale import in_locale
from sim.report.format.table import Column, Span, Table, guarded, text_table, to_csv, to_frame
from sim.report.format.workbook import sheet_of, workbook

TABLE = Table(
    "Results",
    (
        Column("Name"),
        Column("Margin", "money"),
        Column("Margin, interval", "money", signed=True),
        Column("Share", "share", form=".0f"),
        Column("Wait", "number", signed=True, form=".3g", unit=" min"),
        Column("Outcome", "outcome"),
        Column("", "bar"),
        Column("Verdict", "verdict"),
    ),
    (
        ("=Acme", 1_234_567.0, Span(-1_000.0, 2_000.0), 0.25, Span(1.0, 3.0, 2.0), 0.5, 0.5, "worse\nskewed"),
        ("Zoë", -12.5, None, float("nan"), None, 20_000.0, 0.0, "better"),
    ),
    "EUR",
    outcomes=(describe("response_attainment"), describe("margin")),
    emphasised=(1,),
    notes=("A note.",),
)


def spaced(texts: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    return [[text.replace("\u00a0", " ") for text in row] for row in texts]


def test_every_kind_of_column_is_written_in_its_unit() -> None:
    first, second = spaced(TABLE.texts())
    assert first == [
        "=Acme",
        "€1.23m",
        "−€1.0k to +€2.0k",
        "25 %",
        "+2 min (1 to 3)",
        "50.0 %",
        "█" * 6,
        "worse\nskewed",
    ]
    assert second == ["Zoë", "−€12.50", "", "n/a", "", "€20.0k", "", "better"]


def test_texts_follow_the_locale_of_the_reader() -> None:
    with in_locale("de_DE"):
        assert spaced(TABLE.texts())[0][1] == "1,23m €"


def test_a_frame_holds_numbers_and_an_interval_as_two_columns() -> None:
    frame = to_frame(TABLE)
    assert frame["Margin, EUR"].tolist() == [1_234_567, -12.5]
    assert frame["Margin, EUR, from"].iloc[0] == -1_000
    assert frame["Margin, EUR, to"].iloc[0] == 2_000
    assert frame["Wait"].iloc[0] == 2
    assert (frame["Wait, from"].iloc[0], frame["Wait, to"].iloc[0]) == (1, 3)
    assert frame["Outcome"].iloc[1].startswith("€20"), "outcomes of different units are text"
    assert "" not in frame.columns, "bars are for the terminal"
    assert frame["Verdict"].tolist() == ["worse; skewed", "better"], "a cell of a page has one line"


def test_the_terminal_shows_the_same_texts_without_control_characters() -> None:
    console = Console(width=150, record=True, file=StringIO())
    console.print(terminal_table(TABLE))
    console.print(terminal_table(text_table("bell\x07", ("a",), [("escape\x1b[31m",)])))
    text = console.export_text().replace("\u00a0", " ")
    assert "−€1.0k to +€2.0k" in text
    assert "A note." in text
    assert "bell\\x07" in text
    assert "escape\\x1b[31m" in text


def test_a_worksheet_has_numbers_with_formats_and_text_that_stays_text() -> None:
    content = workbook({"Results": sheet_of(TABLE)})
    assert content == workbook({"Results": sheet_of(TABLE)}), "the same bytes each time"
    sheet = openpyxl.load_workbook(BytesIO(content))["Results"]
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("=Acme", "s", True)
    assert sheet["B2"].value == 1_234_567
    assert "€" in sheet["B2"].number_format


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_begins_like_a_formula_is_neutralised(text: str) -> None:
    assert guarded(text) == "'" + text


def test_numbers_and_plain_text_stay() -> None:
    assert guarded(-4.5) == -4.5
    assert guarded("Acme = good") == "Acme = good"


def test_csv_guards_cells_and_headings_and_reads_as_utf_8() -> None:
    frame = pd.DataFrame({"=name": ["=cmd|' /C calc'!A0", "Zoë"], "margin": [-1.5, 2.0]})
    lines = to_csv(frame).decode("utf-8-sig").splitlines()
    assert lines[0] == "'=name,margin"
    assert lines[1].startswith("'=cmd")
    assert lines[1].endswith(",-1.5")
    assert lines[2] == "Zoë,2.0"
