"""Questions that were killed, asked twice at once or asked again: the same bytes, and nothing simulated twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sim.engine.run import simulate
from sim.records.run import Run
from sim.running.replicate import run_replication
from sim.running.store import Store
from sim.scenario.document import Scenario
from tests.functional.terminal import Saydo, caller

ROOT = Path(__file__).parents[2]
REPLICATIONS = 8
QUESTION = (
    "compare",
    ROOT / "scenarios" / "honest.yaml",
    ROOT / "scenarios" / "over-promise.yaml",
    "--set",
    "horizon_months=12",
    "--set",
    "segments.small.customers=1",
    "--set",
    "segments.medium.customers=1",
    "--set",
    "segments.large.customers=0",
    "--replications",
    REPLICATIONS,
    "--workers",
    1,
    "--json",
    "-",
)
PATIENCE_SECONDS = 120


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'runs.sqlite'}"


def asking(url: str) -> subprocess.Popen[str]:
    """Another process that asks the question."""
    command = [sys.executable, "-m", "sim", *map(str, QUESTION), "--store", url]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def answer_of(text: str) -> tuple[str, int]:
    """The document as text, but for what tells of this one run; and how much of it was stored."""
    document: dict[str, Any] = json.loads(text)
    stored: int = document["provenance"].pop("stored")
    for name in ("started", "seconds"):
        document["provenance"].pop(name)
    return json.dumps(document), stored


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What this process really simulates, by fingerprint and number."""
    calls: list[tuple[str, int]] = []

    def counted(scenario: Scenario, *, seed: int, replication: int) -> Run:
        calls.append((scenario.fingerprint, replication))
        return simulate(scenario, seed=seed, replication=replication)

    monkeypatch.setattr("sim.engine.run.simulate", counted)
    return calls


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_run_goes_on_where_it_stopped(saydo: Saydo, url: str, simulated: list[tuple[str, int]]) -> None:
    undisturbed, stored = answer_of(saydo(*QUESTION, "--store", "none").out)
    everything = set(simulated)
    assert (stored, len(simulated), len(everything)) == (0, 2 * REPLICATIONS, 2 * REPLICATIONS)
    simulated.clear()
    with Store(url) as store, asking(url) as process:
        try:
            wait_until(lambda: store.size() >= 3, process)
        finally:
            kill(process)
        before = {key for key in everything if store.read({key: None}, 7, run_replication)}  # type: ignore[dict-item]
        assert 3 <= len(before) == store.size() < len(everything)
    resumed, stored = answer_of(saydo(*QUESTION, "--store", url).out)
    assert resumed == undisturbed
    assert stored == len(before)
    assert sorted(simulated) == sorted(everything - before)
    simulated.clear()
    assert answer_of(saydo(*QUESTION, "--store", url).out) == (undisturbed, len(everything))
    assert simulated == []
    listed = json.loads(saydo("runs", "--store", url, "--json", "-").out)
    counts = [row["provenance"] and row["provenance"]["simulated"] for row in listed["runs"]]
    assert counts == [None, len(everything - before), 0]
    assert {row["question"]["command"] for row in listed["runs"]} == {"compare"}
    assert listed["runs"][1]["provenance"]["fingerprints"] == sorted({name for name, _ in everything})


def test_two_processes_that_ask_at_once_agree(saydo: Saydo, url: str) -> None:
    with asking(url) as first, asking(url) as second:
        try:
            answers = [process.communicate(timeout=PATIENCE_SECONDS) for process in (first, second)]
        finally:
            for process in (first, second):
                kill(process)
    assert [err for _, err in answers] == ["", ""]
    (one, _), (other, _) = (answer_of(out) for out, _ in answers)
    assert one == other
    with Store(url) as store:
        assert store.size() == 2 * REPLICATIONS
    assert answer_of(saydo(*QUESTION, "--store", url).out) == (one, 2 * REPLICATIONS)


def test_the_store_is_named_by_the_environment_listed_and_cleared(
    saydo: Saydo, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYDO_STORE", url)
    story = ("stories", "honest-growing", "--verify", "--replications", 2, "--workers", 1, "--json", "-")
    monkeypatch.setattr("sim.engine.run.simulate", lambda *_, **__: 1 / 0)
    assert saydo(*story).status == 1
    listed = saydo("runs")
    assert "stories: " in listed.out
    assert "names honest-growing" in listed.out
    assert Path(url.removeprefix("sqlite:///")).is_file()
    cleared = json.loads(saydo("runs", "--clear", "--json", "-").out)
    assert cleared["cleared"]
    assert cleared["replications"] > 0
    empty = json.loads(saydo("runs", "--json", "-").out)
    assert (empty["runs"], empty["replications"], empty["cleared"]) == ([], 0, False)


def test_a_store_is_kept_with_the_users_data(saydo: Saydo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAYDO_STORE")
    monkeypatch.setattr("sim.running.database.user_data_path", lambda *_, **__: tmp_path / "share" / "saydo")
    assert saydo("runs").status == 0
    assert (tmp_path / "share" / "saydo" / "runs.sqlite").is_file()
    (tmp_path / "file").touch()
    monkeypatch.setattr("sim.running.database.user_data_path", lambda *_, **__: tmp_path / "file" / "saydo")
    refused = saydo("runs")
    assert refused.status == 2
    assert "none does without a store" in refused.err


def test_what_cannot_be_stored_is_refused_before_any_work(saydo: Saydo, simulated: list[tuple[str, int]]) -> None:
    for url in ("runs.sqlite", "sqlite:////nowhere/runs.sqlite"):
        refused = saydo(*QUESTION, "--store", url)
        assert (refused.status, refused.out, simulated) == (2, "", [])
        assert "(--store)" in refused.err
    nothing = saydo("runs", "--store", "none")
    assert (nothing.status, nothing.err) == (2, "none (--store): there is nothing to list: name a store\n")
