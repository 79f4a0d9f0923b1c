"""``saydo trade --for TERM``: what to ask in return, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.functional.terminal import Saydo, caller
from tests.worlds import changed

FEW = {"segments.large.customers": 1, "segments.medium.customers": 1, "horizon_months": 12}
STUDY = ("--replications", 3, "--seed", 3, "--workers", 1, "--store", "none")


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(changed(FEW).model_dump_json(), encoding="utf-8")
    return path


def test_a_notice_in_return_for_a_later_payment(saydo: Saydo, world: Path) -> None:
    answer = saydo("trade", world, "--give", "plans.gold.payment_days=90", "--for", "notice", *STUDY, "--json", "-")
    assert answer.status == 0, answer.err
    answer_row = json.loads(answer.out)["return"]
    assert answer_row["name"] == "notice"
    assert [step["value"] for step in answer_row["steps"]] == sorted(step["value"] for step in answer_row["steps"])


def test_what_is_conceded_cannot_be_asked_for(saydo: Saydo, world: Path) -> None:
    answer = saydo("trade", world, "--give", "plans.gold.notice_days=0", "--for", "notice", *STUDY)
    assert (answer.status, answer.out) == (2, "")
    assert "notice: cannot be asked for in return on plan gold" in answer.err
