"""Tables that leave the program carry no formulas."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.report.format.table import guarded, to_csv


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
