"""The board paper from the command line."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation

from sim.report.memo import board
from tests.functional.terminal import Saydo, caller
from tests.worlds import SMALL, changed


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    base, dearer = tmp_path / "base.yaml", tmp_path / "dearer.yaml"
    base.write_text(SMALL.model_dump_json(exclude_unset=True), encoding="utf-8")
    other = changed({"plans.gold.fee_per_month": 9_000, "title": "A dearer desk"})
    dearer.write_text(other.model_dump_json(exclude_unset=True), encoding="utf-8")
    return base, dearer


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("board.doc", "board.doc (--board): must end with one of .pdf, .pptx, .png"),
        ("board", "board (--board): must end with one of .pdf, .pptx, .png"),
        ("nowhere/board.pptx", "nowhere/board.pptx (--board): must be - or a file in a folder that exists"),
    ],
)
def test_a_paper_that_cannot_be_written_is_refused_before_any_run(
    saydo: Saydo, files: tuple[Path, Path], target: str, message: str
) -> None:
    answer = saydo("compare", *files, "--board", target, "--store", "none", "--replications", 10_000)
    assert (answer.status, answer.out) == (2, "")
    assert message in answer.err
    assert not Path(target).exists()


def test_a_paper_holds_six_scenarios_at_most(saydo: Saydo, files: tuple[Path, Path]) -> None:
    answer = saydo("compare", *files, *files[1:] * 5, "--board", "b.pptx", "--store", "none", "--workers", 1)
    assert answer.status == 2
    assert "7 scenarios: a board paper compares 2 to 6 scenarios" in answer.err


def test_a_comparison_leaves_on_one_slide_with_what_it_takes_to_get_it_again(
    saydo: Saydo, files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "has_browser", lambda: False)
    target = tmp_path / "board.pptx"
    answer = saydo(
        "compare", *files, "--board", target, "--store", "none", "--workers", 1, "--replications", 3, "--seed", 11
    )
    assert answer.status == 0, answer.err
    assert f"wrote {target}" in answer.err
    (slide,) = Presentation(BytesIO(target.read_bytes())).slides
    text = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "A small desk makes the most money and keeps the most customers." in text, (
        "at three times the fee they leave"
    )
    assert "A small desk: 10 customers at the start, 12 months" in text
    assert "3 replications of each scenario, seed 11." in text
