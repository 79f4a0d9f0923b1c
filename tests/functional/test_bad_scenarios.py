"""Ten bad scenarios: one clear message each, status 2, nothing on standard output, no traceback."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.functional.terminal import Saydo, caller

ROOT = Path(__file__).parents[2]
HONEST = (ROOT / "scenarios" / "honest.yaml").read_text(encoding="utf-8")

CHANGED = {
    "wrong type": (r"cost_per_hour: .*", "cost_per_hour: plenty", "cost_per_hour = plenty", "must be a number"),
    "unknown key": (r"fee_per_month:", "fee_per_mouth:", "fee_per_mouth (", "did you mean fee_per_month?"),
    "negative hours": (r"\{P1: [\d.]+,", "{P1: -4,", "P1 = -4", "greater than 0"),
    "month 13": (r"start_date: .*", "start_date: 2027-13-01", "start_date = 2027-13-01", "must be a date"),
    "ten million customers": (r"customers: \d+", "customers: 10000000", "customers = 10000000", "must be at most"),
    "a plan nobody defined": (r"plan: silver", "plan: platinum", "medium.plan = platinum", "bronze, silver, gold"),
}
"""By case: what is replaced where it first stands, by what, and what the message must hold."""


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


def refused(saydo: Saydo, path: Path, *parts: str) -> None:
    """Each command refuses the file with the same message, which holds these parts."""
    messages = []
    for command in (("check", path), ("run", path, "--workers", 1), ("compare", path, path, "--workers", 1)):
        answer = saydo(*command)
        assert answer.status == 2
        assert answer.out == ""
        assert "Traceback" not in answer.err
        messages.append(answer.err)
    assert len(set(messages)) == 1
    assert all(part in messages[0] for part in parts), messages[0]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("case", CHANGED)
def test_a_value_that_is_not_allowed(saydo: Saydo, tmp_path: Path, case: str) -> None:
    old, new, path, rule = CHANGED[case]
    file = tmp_path / "bad.yaml"
    text, replaced = re.subn(old, new, HONEST, count=1)
    assert replaced
    file.write_text(text, encoding="utf-8")
    refused(saydo, file, path, f"{file}:{line_of(text, new)}", rule)


def test_a_table_with_another_hash_and_one_with_a_bad_cell(saydo: Saydo, tmp_path: Path) -> None:
    table, file = tmp_path / "accounts.csv", tmp_path / "bad.yaml"
    table.write_text("name,segment,fee_per_month\nNorth,medium,dear\n", encoding="utf-8")
    file.write_text(f"{HONEST}\nportfolio: {{file: accounts.csv, sha256: '{'0' * 64}'}}\n", encoding="utf-8")
    refused(saydo, file, "portfolio.sha256", f"{file}:", "is not the file that the scenario was made with")
    file.write_text(f"{HONEST}\nportfolio: {{file: accounts.csv}}\n", encoding="utf-8")
    refused(saydo, file, "accounts.North.fee_per_month = dear", f"{table}:2", "must be a number")


def test_circular_extends(saydo: Saydo, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n", encoding="utf-8")
    refused(saydo, tmp_path / "a.yaml", "extends = a.yaml", f"{tmp_path / 'b.yaml'}:1", "goes in a circle")


def test_missing_file(saydo: Saydo, tmp_path: Path) -> None:
    refused(saydo, tmp_path / "nowhere.yaml", f"{tmp_path / 'nowhere.yaml'}: there is no such file")


def test_not_utf_8(saydo: Saydo, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(HONEST.replace("baseline", "Grundlinie – ä").encode("utf-16"))
    refused(saydo, tmp_path / "bad.yaml", "is not UTF-8 text")


def test_empty_portfolio(saydo: Saydo, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(HONEST[: HONEST.index("segments:")] + "segments: {}\n", encoding="utf-8")
    refused(saydo, path, "segments and accounts hold 0 customers", str(path), "must be 1 to")


def test_the_installed_command_answers_alike(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "sim", "check", str(tmp_path / "nowhere.yaml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr == f"{tmp_path / 'nowhere.yaml'}: there is no such file\n"
