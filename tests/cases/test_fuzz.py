"""What comes from outside is an answer or one clear message: no traceback, no wait, nothing that a terminal obeys."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.errors import SaydoError, ScenarioError
from sim.scenario.files import load, scenario_folder
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.warnings import warnings_of
from tests.benchmarks.fuzz import FOLDER, INPUTS, ODD, ask
from tests.functional.terminal import caller

EXAMPLES = 25
HONEST = scenario_folder() / "honest.yaml"
FOUND = sorted(FOLDER.glob("*.txt"))

SCRATCH = ("a pipe", "a device", "a folder", "a loop of links", "too long a name", "too long a path")


def scratch(folder: Path, kind: str) -> Path:
    """A path that is no scenario file."""
    if kind == "a pipe":
        os.mkfifo(folder / "pipe")
    if kind == "a loop of links":
        (folder / "loop").symlink_to("loop")
    return {
        "a pipe": folder / "pipe",
        "a device": Path("/dev/zero"),
        "a folder": folder,
        "a loop of links": folder / "loop",
        "too long a name": folder / ("x" * 300),
        "too long a path": Path("/x" * 3_000 + ".yaml"),
        "no name at all": folder / "nul\0.yaml",
    }[kind]


@pytest.mark.parametrize("kind", SCRATCH)
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    answer = caller(capsys)("check", scratch(tmp_path, kind))
    assert (answer.status, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("kind", [*SCRATCH, "no name at all"])
def test_what_is_no_file_cannot_be_extended(tmp_path: Path, kind: str) -> None:
    extending = tmp_path / "extending.yaml"
    name = str(scratch(tmp_path, kind)).replace("\0", "\\0")
    extending.write_text(f'extends: "{name}"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"there is no file|cannot be read as YAML"):
        load(extending)


def test_a_long_chain_of_files_is_refused(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="extends more than 20 files"):
        load(tmp_path / "0.yaml")


@pytest.mark.parametrize("nested", ["[" * 2_000 + "]" * 2_000, "[" * 45 + "]" * 45, "{a: " * 60 + "1" + "}" * 60])
def test_deeply_nested_values_are_refused(tmp_path: Path, nested: str) -> None:
    (tmp_path / "a.yaml").write_text(f"extends: {nested}\n", encoding="utf-8")
    with pytest.raises(ScenarioError):
        load(tmp_path / "a.yaml")


@pytest.mark.parametrize("value", ODD)
def test_odd_values_are_read_or_refused(tmp_path: Path, value: str) -> None:
    text = HONEST.read_text(encoding="utf-8")
    for key in ("currency", "evidence", "start_date"):
        ask("file", f"{re.sub(rf'^{key}:.*$', '', text, count=1, flags=re.MULTILINE)}\n{key}: {value}\n")
    ask("file", re.sub(r"people: [\d.]+", lambda _: f"people: {value}", text, count=1))
    ask("file", text.replace("\n  small:", f"\n  {value}:", 1))
    for path in ("title", "plans.gold.fee_per_month", "accounts", f'accounts."{value}".segment'):
        ask("override", f"{path}={value}")


@pytest.mark.parametrize("value", ["3", "[a]", "text", "{x: 3}"])
def test_evidence_is_a_mapping_of_tags_and_sources(value: str) -> None:
    with pytest.raises(SaydoError, match="evidence"):
        with_overrides(load(HONEST), dict([parse_override(f"evidence={value}")]))


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.stem)
def test_what_was_found_once_stays_mended(file: Path) -> None:
    ask(file.stem.partition("-")[0], file.read_bytes().decode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("kind", INPUTS)
def test_anything_is_read_or_refused(kind: str) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def one(data: st.DataObject) -> None:
        ask(kind, data.draw(INPUTS[kind]))

    one()


@pytest.mark.parametrize(
    ("override", "rule"),
    [
        ("start_date=9999-12-01", "must be from 1970-01-01 to 2199-12-31"),
        ("start_date=0001-01-01", "must be from 1970-01-01 to 2199-12-31"),
        ("provider.teams.frontline.people=true", "must be a number"),
        ("selling.clarity=no", "must be a number"),
        ("accounts={small 001: {segment: small}}", "is the name of a member of a segment"),
        ("accounts={ordinary m03.1: {segment: small}}", "is the name of a member of a segment, or of one who joins"),
    ],
)
def test_what_no_run_can_do_is_refused(override: str, rule: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(rule)):
        with_overrides(load(HONEST), dict([parse_override(override)]))


def test_a_promise_that_is_slower_for_what_is_more_severe_gets_a_warning() -> None:
    slow = with_overrides(load(HONEST), {"plans.gold.response_hours.P1": 300})
    said = [problem.text() for problem in warnings_of(slow)]
    assert any("plans.gold.response_hours.P1 = 300: is slower than" in text for text in said)
    assert not any("slower than" in problem.text() for problem in warnings_of(load(HONEST)))
