"""The version of the engine changes with all that could change a result, and with nothing else."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

import sim
from sim.questions.externality import leave_out
from sim.questions.ledger import keep_ledger
from sim.release import model_digest
from sim.running.replicate import run_replication
from sim.running.version import _shortened, engine_version, version_block

SIM = Path(sim.__file__).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SIM, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__")))


def test_a_copy_has_the_same_digest_however_its_lines_end(copy: Path) -> None:
    path = copy / "engine" / "desk.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert model_digest(copy) == model_digest()


@pytest.mark.parametrize(
    "part",
    [
        "engine/desk.py",
        "contracts/credits.py",
        "customers/trust.py",
        "provider/work.py",
        "rng.py",
        "units.py",
        "records/events.py",
        "metrics/books.py",
        "scenario/terms.py",
        "running/replicate.py",
    ],
)
def test_a_changed_model_has_another(copy: Path, part: str) -> None:
    with (copy / part).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert model_digest(copy) != model_digest()


def test_a_new_rule_has_another_and_a_new_chart_has_not(copy: Path) -> None:
    (copy / "report" / "charts" / "new.py").touch()
    (copy / "questions" / "new.py").touch()
    assert model_digest(copy) == model_digest()
    (copy / "engine" / "new.py").touch()
    assert model_digest(copy) != model_digest()


def test_the_engine_is_another_with_another_library(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"version", "model", "python", "numpy", "scipy", "simpy", "pandas"} == version_block().keys()
    before = engine_version()
    monkeypatch.setattr("sim.running.version.version", lambda library: "0.0.1")
    _shortened.cache_clear()
    try:
        assert engine_version() != before
    finally:
        monkeypatch.undo()
        _shortened.cache_clear()
    assert engine_version() == before


def test_each_task_and_each_argument_of_one_is_another_engine() -> None:
    tasks = [run_replication, keep_ledger, *(partial(leave_out, named=(name,)) for name in ("Acme", "Initech"))]
    by_place = [partial(leave_out, name) for name in ("Acme", "Initech")]
    assert len({engine_version(task) for task in (*tasks, *by_place)}) == 6
    assert engine_version(partial(leave_out, named=("Acme",))) == engine_version(tasks[2])
    assert engine_version() == engine_version(run_replication)


def test_other_tasks_change_with_the_experiments(copy: Path) -> None:
    before = model_digest(copy, ("questions",))
    (copy / "questions" / "new.py").touch()
    assert model_digest(copy, ("questions",)) != before
