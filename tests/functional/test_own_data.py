"""Data of a reader's own stand in no store, wherever a scenario that rests on them lies."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.errors import SaydoError, ScenarioError
from sim.running.database import Database
from sim.running.saved import Library, Saved
from sim.scenario.files import holds_own_data, load
from sim.scenario.overrides import difference, with_overrides
from tests.functional.terminal import Saydo, caller

OWN = "Quibblebank Freight"
SHORT = ("--replications", 1, "--workers", 1)


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def variant(tmp_path: Path) -> Path:
    """A scenario in a folder of its own that extends one of own data, over a step between."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    own = f"extends: honest\nown_data: true\nset: {{'accounts.{OWN}': {{segment: large}}, horizon_months: 12}}\n"
    (tmp_path / "mine.yaml").write_text(own)
    (tmp_path / "step.yaml").write_text("extends: mine.yaml\nset: {selling.clarity: 0.4}\n")
    file = elsewhere / "variant.yaml"
    file.write_text("extends: ../step.yaml\nown_data: false\nset: {selling.clarity: 0.5}\n")
    return file


def stored(folder: Path) -> bytes:
    """Bytes of the store, with whatever lies beside it."""
    return b"".join(path.read_bytes() for path in folder.glob("runs.sqlite*"))


def test_a_variant_elsewhere_stands_in_no_store(saydo: Saydo, variant: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = variant.parent.parent
    monkeypatch.setenv("SAYDO_STORE", f"sqlite:///{folder}/runs.sqlite")
    assert OWN in load(variant).accounts
    for command in (("run", variant), ("compare", "honest", variant, "--set", "horizon_months=12")):
        answer = saydo(*command, *SHORT)
        assert answer.status == 0, answer.err
    for command in (("save", variant), ("app", variant)):
        refused = saydo(*command)
        assert refused.status == 2
        assert "which no library keeps" in refused.err
    assert sim.study(sim.load(variant), replications=1, workers=1).values("margin").size
    assert "0 questions, 0 replications kept" in saydo("runs").out
    content = stored(folder)
    assert content
    assert OWN.encode() not in content
    assert variant.name.encode() not in content


def test_what_is_not_ones_own_is_kept(saydo: Saydo, tmp_path: Path) -> None:
    file = tmp_path / "import.json"
    file.write_text("{}")
    variant = tmp_path / "variant.yaml"
    variant.write_text("extends: honest\nset: {horizon_months: 12, selling.clarity: 0.41}\n")
    assert not holds_own_data(variant)
    assert saydo("run", variant, *SHORT, "--store", f"sqlite:///{tmp_path}/runs.sqlite").status == 0
    assert load(variant).fingerprint.encode() in stored(tmp_path)


def test_the_mark_stays_and_changes_no_result(variant: Path, tmp_path: Path) -> None:
    own = load(variant)
    assert own.own_data
    assert with_overrides(own, {"selling.clarity": 0.2}).own_data
    with pytest.raises(ScenarioError, match="own_data"):
        with_overrides(own, {"own_data": False})
    plain = load("scenarios/honest.yaml")
    marked = with_overrides(plain, {"own_data": True})
    assert marked.fingerprint == plain.fingerprint
    assert difference(plain, marked) == {}
    with pytest.raises(SaydoError, match="which no library keeps"):
        Library(Database(f"sqlite:///{tmp_path}/runs.sqlite")).save(marked, Saved("mine", 0, "", "", "", ""))


def test_what_is_no_scenario_holds_no_data(tmp_path: Path) -> None:
    for name, text in {
        "a.yaml": "extends: a.yaml\n",
        "b.yaml": "extends: [\n",
        "c.yaml": "extends: nowhere.yaml\n",
    }.items():
        (tmp_path / name).write_text(text)
        assert not holds_own_data(tmp_path / name)
    (tmp_path / "d.yaml").write_text("own_data: yes please\n")
    assert holds_own_data(tmp_path / "d.yaml")
