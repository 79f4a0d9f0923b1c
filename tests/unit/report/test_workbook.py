"""Workbooks: typed columns, totals that a spreadsheet and a reader without one agree on, text that stays text."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from sim.report.format.workbook import SheetCell, Worksheet, cell_of, range_of, workbook

HOSTILE = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "<img src=x>=cmd()", "line\nbreak", "# **bold**", "x" * 10_000]
RUNS = pd.DataFrame({"Run": [1, 2, 3], "Margin": [10.5, float("nan"), -4.5], "Kept": [0.9, 0.8, 0.7]})
SHEET = Worksheet(RUNS, {"Margin": "money", "Kept": "percent"}, {"Margin": "SUM", "Kept": "AVERAGE"}, "GBP")


def opened(content: bytes, *, values: bool) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def test_totals_are_formulas_with_their_value_beside() -> None:
    content = workbook({"Runs": SHEET})
    formulas, values = (opened(content, values=item)["Runs"] for item in (False, True))
    assert [formulas.cell(5, column).value for column in (1, 2, 3)] == ["Total", "=SUM(B2:B4)", "=AVERAGE(C2:C4)"]
    assert values["B5"].value == pytest.approx(6.0)
    assert values["C5"].value == pytest.approx(0.8)


def test_columns_are_typed_and_the_heading_stays_in_sight() -> None:
    page = opened(workbook({"Runs": SHEET}), values=False)["Runs"]
    assert page.freeze_panes == "A2"
    assert '"£"#,##0' in page["B2"].number_format
    assert page["C2"].number_format == "0.0%"
    assert page["A2"].number_format == "#,##0"
    assert page["B3"].value is None


def test_means_over_the_runs_are_formulas_on_the_sheet_of_the_runs() -> None:
    mean = SheetCell(3.0, f"=AVERAGE({range_of('The runs', RUNS, 'Margin')})", "money")
    summary = pd.DataFrame({"Outcome": ["Margin"], "Terms": [mean], "Base": [1.0]})
    summary["Difference"] = [SheetCell(2.0, f"={cell_of(summary, 'Terms', 0)}-{cell_of(summary, 'Base', 0)}", "money")]
    content = workbook({"Summary": Worksheet(summary), "The runs": SHEET})
    formulas, values = (opened(content, values=item)["Summary"] for item in (False, True))
    assert formulas["B2"].value == "=AVERAGE('The runs'!$B$2:$B$4)"
    assert formulas["D2"].value == "=B2-C2"
    assert (values["B2"].value, values["D2"].value) == (3.0, 2.0)
    assert opened(content, values=True)["The runs"]["B5"].value == values["B2"].value * 2


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_wherever_it_stands(text: str) -> None:
    page = opened(workbook({text: pd.DataFrame({text: [text, text], "n": [1, 2]})}), values=False).worksheets[0]
    for cell in (page["A1"], page["A2"], page["A3"]):
        assert cell.data_type == "s"
        assert cell.value == text
        assert cell.quotePrefix == (text[0] in "=@+-")
    assert page["B2"].data_type == "n"


def test_names_of_sheets_are_allowed_and_differ() -> None:
    names = ["A/B:C?", "a b c", "", "'" * 40, "x" * 40, "X" * 40]
    sheets = opened(workbook(dict.fromkeys(names, RUNS)), values=False).sheetnames
    assert len({name.lower() for name in sheets}) == len(names)
    assert all(0 < len(name) <= 31 for name in sheets)


def test_equal_sheets_give_equal_bytes() -> None:
    assert workbook({"Runs": SHEET}) == workbook({"Runs": SHEET})


def test_what_is_missing_is_empty_and_truth_is_a_word() -> None:
    frame = pd.DataFrame({"a": [None, "x"], "b": [True, np.False_], "c": [np.inf, pd.NA]}, dtype=object)
    page = opened(workbook({"s": frame}), values=False)["s"]
    assert [page[place].value for place in ("A2", "A3", "B2", "B3", "C2", "C3")] == [None, "x", "yes", "no", None, None]


def test_an_empty_table_is_a_heading_without_a_total() -> None:
    page = opened(workbook({"s": Worksheet(RUNS.head(0), {}, {"Margin": "SUM", "Kept": "AVERAGE"})}), values=False)["s"]
    assert (page.max_row, page["B1"].value) == (1, "Margin")
