"""Every command, as a person and as a machine would call it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sim.cli import app, study
from sim.engine.run import simulate
from sim.metrics.catalogue import CATALOGUE, HEADLINE
from sim.metrics.replication import Replication
from sim.scenario.files import load, shipped
from sim.scenario.overrides import with_overrides
from sim.scenario.sheet import assumption_sheet
from tests.functional.terminal import Saydo, caller

ROOT = Path(__file__).parents[2]
HONEST = ROOT / "scenarios" / "honest.yaml"
OVER = ROOT / "scenarios" / "over-promise.yaml"
SMALL = {
    "horizon_months": 12,
    "segments.small.customers": 4,
    "segments.medium.customers": 2,
    "segments.large.customers": 0,
}
SETS = tuple(part for path, value in SMALL.items() for part in ("--set", f"{path}={value}"))
ROW = {
    "base",
    "variant",
    "outcome",
    "unit",
    "base_mean",
    "variant_mean",
    "difference",
    "low",
    "high",
    "probability_better",
    "verdict",
    "replications",
}


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


def compared(saydo: Saydo, *more: object) -> dict[str, Any]:
    answer = saydo("compare", HONEST, OVER, *SETS, "--replications", 2, "--seed", 7, "--json", "-", *more)
    assert answer.status == 0, answer.err
    document: dict[str, Any] = json.loads(answer.out)
    return document


def test_compare_for_machines_is_the_same_on_one_worker_and_on_two(saydo: Saydo) -> None:
    one, two = (compared(saydo, "--workers", workers) for workers in (1, 2))
    for document in (one, two):
        assert document["provenance"].pop("started")
        assert document["provenance"].pop("seconds") >= 0
        assert document["provenance"]["stored"] == 0
    assert json.dumps(one) == json.dumps(two)
    assert all(row.keys() >= ROW for row in one["comparisons"])
    assert {row["outcome"] for row in one["comparisons"]} >= set(CATALOGUE)
    assert {(row["base"], row["variant"]) for row in one["comparisons"]} == {("honest", "over-promise")}
    enough_to_do_it_again(one["provenance"])


def enough_to_do_it_again(provenance: dict[str, Any]) -> None:
    assert provenance["seed"] == 7
    assert provenance["replications"] == 2
    assert provenance["level"] == 0.95
    assert provenance["adjustment"] == "none: one variant"
    assert provenance["failures"] == []
    assert provenance["set"] == [f"{path}={value}" for path, value in SMALL.items()]
    assert provenance["fingerprints"]["honest"] == load(HONEST, overrides=SMALL).fingerprint
    assert {"version", "python", "numpy", "simpy"} <= provenance.keys()


def test_numbers_are_those_of_the_runs(saydo: Saydo) -> None:
    """The say–do gap of the base, computed again from the records of the two runs."""
    (row,) = compared(saydo, "--workers", 1, "--outcome", "say_do_gap")["comparisons"]
    gaps = []
    for replication in range(2):
        run = simulate(load(HONEST, overrides=SMALL), seed=7, replication=replication)
        answered = [c for c in run.records.contacts if c.opened >= 0 and c.response_minutes == c.response_minutes]
        gaps.append(sum(c.response_minutes > c.sold_minutes for c in answered) / len(answered))
    assert row["base_mean"] == pytest.approx(sum(gaps) / 2)


def test_compare_for_people_shows_the_headlines_and_all_when_asked(saydo: Saydo) -> None:
    arguments = ("compare", HONEST, OVER, *SETS, "--replications", 3, "--workers", 1)
    short = saydo(*arguments, "--practical", "margin=1e9")
    assert short.status == 0
    assert "over-promise against honest" in short.out
    assert all(CATALOGUE[name].label in short.out for name in HEADLINE)
    assert "practically the same" in short.out
    assert CATALOGUE["write_offs"].label not in short.out
    assert CATALOGUE["write_offs"].label in saydo(*arguments, "--all").out


def test_one_file_against_itself_shows_no_difference(saydo: Saydo) -> None:
    """Three runs are the fewest with an interval."""
    answer = saydo("compare", HONEST, HONEST, *SETS, "--replications", 3, "--workers", 1, "--json", "-")
    rows = json.loads(answer.out)["comparisons"]
    defined = [row for row in rows if row["low"] is not None]
    assert len(defined) > len(CATALOGUE) / 2
    assert {row["verdict"] for row in defined} == {"no difference"}
    assert {row["probability_better"] for row in defined} == {0.5}


def test_run_sums_up(saydo: Saydo, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    answer = saydo("run", HONEST, *SETS, "--replications", 2, "--workers", 1, "--json", path)
    assert answer.status == 0
    assert CATALOGUE["margin"].label in answer.out
    document = json.loads(path.read_text(encoding="utf-8"))
    assert {row["outcome"] for row in document["outcomes"]} >= set(CATALOGUE)
    assert document["provenance"]["seed"] == 7


def test_why_tells_every_straw_of_a_customer(saydo: Saydo) -> None:
    run = simulate(with_overrides(load(HONEST), SMALL), seed=3, replication=1)
    answer = saydo("why", HONEST, *SETS, "--customer", "Acme", "--seed", 3, "--replication", 1, "--json", "-")
    document = json.loads(answer.out)
    grievances = [row for row in run.records.grievances if row.customer == "Acme"]
    assert grievances
    grievance_moments = [moment for moment in document["moments"] if moment["kind"] == "straw"]
    assert [moment["size"] for moment in grievance_moments] == [row.size for row in grievances]
    assert document["customer"]["customer"] == "Acme"
    times = [moment["at"] for moment in document["moments"]]
    assert times == sorted(times)


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("│")]


def test_why_for_people_adds_up_however_short_it_is(saydo: Saydo) -> None:
    """One person is too few for six customers and the accounts: some answers are late, and told with their promise."""
    arguments = ("why", HONEST, *SETS, "--set", "provider.teams.frontline.people=1", "--customer", "Acme", "--seed", 3)
    short, whole = saydo(*arguments), saydo(*arguments, "--all")
    assert len(short.out.splitlines()) < len(whole.out.splitlines())
    totals = [
        sum(float(cells[4]) for cells in map(cells_of, answer.out.splitlines()) if cells[4:5] and cells[4][:1] == "+")
        for answer in (short, whole)
    ]
    assert totals[0] > 1
    assert totals[0] == pytest.approx(totals[1], abs=0.005 * len(whole.out.splitlines()))
    assert "written" in short.out


def test_an_unknown_customer_is_refused_with_the_nearest(saydo: Saydo) -> None:
    answer = saydo("why", HONEST, *SETS, "--customer", "Akme")
    assert answer.status == 2
    assert "did you mean Acme" in answer.err


def test_scenarios_are_listed_with_their_lessons(saydo: Saydo) -> None:
    listed = json.loads(saydo("scenarios", "--json", "-").out)["scenarios"]
    assert [row["scenario"] for row in listed] == [path.stem for path in shipped()]
    answer = saydo("scenarios")
    assert all(row["title"] in answer.out for row in listed)


def test_assumptions_are_the_whole_sheet(saydo: Saydo) -> None:
    rows = json.loads(saydo("assumptions", HONEST, "--json", "-", "--set", "selling.clarity=.25").out)["assumptions"]
    assert len(rows) == len(assumption_sheet(load(HONEST)))
    assert next(row for row in rows if row["path"] == "selling.clarity")["value"] == 0.25
    answer = saydo("assumptions", HONEST)
    assert "selling.clarity" in answer.out
    assert "[M]" in answer.out


def test_check_says_that_a_scenario_is_usable(saydo: Saydo) -> None:
    answer = saydo("check", HONEST, OVER)
    assert answer.status == 0
    assert load(HONEST).fingerprint in answer.out
    assert load(OVER).fingerprint in answer.out


def test_app_hands_over_to_streamlit(saydo: Saydo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called: list[list[str]] = []
    (tmp_path / "app.py").touch()
    monkeypatch.setattr(app, "home", lambda: tmp_path)
    monkeypatch.setattr(os, "execv", lambda path, arguments: called.append(arguments))
    assert saydo("app", "--server.port", "8600").status == 0
    assert called == [[sys.executable, "-m", "sim.ui.serve", str(tmp_path / "app.py"), "--server.port", "8600"]]
    (tmp_path / "app.py").unlink()
    assert saydo("app").status == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", HONEST), "VARIANT"),
        (("run", HONEST, "--replications", "0"), "--replications"),
        (("run", HONEST, "--workers", "two"), "--workers"),
        (("run", HONEST, "--seed", "-1"), "--seed"),
        (("run", HONEST, "--outcome", "margni"), "did you mean margin"),
        (("run", HONEST, "--set", "selling.clarity"), "must be path=value"),
        (("run", HONEST, "--set", "selling.clarity=7"), "selling.clarity = 7 (--set): must be at most 1"),
        (("run", HONEST, "--json", "/nowhere/out.json"), "/nowhere/out.json (--json)"),
        (("compare", HONEST, OVER, "--practical", "margin"), "must be outcome=number"),
        (("compare", HONEST, OVER, "--practical", "margin=-1"), "must be outcome=number"),
        (("compare", HONEST, OVER, "--practical", "margni=1"), "did you mean margin"),
        (("comprae",), "comprae"),
    ],
)
def test_bad_usage_is_one_message_and_status_2(saydo: Saydo, arguments: tuple[object, ...], message: str) -> None:
    answer = saydo(*arguments)
    assert answer.status == 2
    assert message in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""


def test_scenarios_of_different_money_are_not_compared(saydo: Saydo, tmp_path: Path) -> None:
    other = tmp_path / "abroad.yaml"
    other.write_text(f"extends: {HONEST}\nset: {{currency: EUR, horizon_months: 24}}\n", encoding="utf-8")
    answer = saydo("compare", OVER, HONEST, other)
    assert answer.status == 2
    assert answer.out == ""
    rule = "must be the same in scenarios that are compared"
    assert answer.err == f"currency = USD in over-promise, EUR in abroad: {rule}\n"


def test_the_longer_of_two_scenarios_is_cut_and_the_reader_is_told(saydo: Saydo, tmp_path: Path) -> None:
    longer = tmp_path / "longer.yaml"
    longer.write_text(f"extends: {HONEST}\nset: {{horizon_months: 14}}\n", encoding="utf-8")
    shorter = tmp_path / "shorter.yaml"
    shorter.write_text(f"extends: {HONEST}\nset: {{horizon_months: 12, selling.clarity: 1}}\n", encoding="utf-8")
    answer = saydo("compare", longer, shorter, "--replications", 2, "--workers", 1, "--json", "-")
    words = "first 12 months: shorter has no more, and what comes later in longer (14) is left out"
    assert (answer.status, words in answer.err) == (0, True)
    same = saydo("compare", shorter, longer, "--replications", 2, "--workers", 1, "--json", "-")
    first, second = (json.loads(text.out)["comparisons"] for text in (answer, same))
    margins = [next(row for row in rows if row["outcome"] == "margin") for rows in (first, second)]
    assert margins[0]["base_mean"] == margins[1]["variant_mean"]


def test_failed_replications_are_told_and_counted(saydo: Saydo, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_fails(scenarios: list[object], _: object) -> tuple[list[list[Replication]], int]:
        good = [Replication({"margin": float(n)}) for n in range(3)]
        return [[*good, Replication(error="IdentityError: margin 1 is not 2")] for _ in scenarios], 0

    monkeypatch.setattr(study, "simulated", one_fails)
    answer = saydo("compare", HONEST, OVER, "--workers", 1, "--json", "-")
    assert answer.status == 1
    assert "IdentityError: margin 1 is not 2" in answer.err
    document = json.loads(answer.out)
    assert len(document["provenance"]["failures"]) == 2
    assert document["comparisons"][0]["replications"] == 3
    assert document["comparisons"][0]["dropped"] == 1


def test_when_all_replications_fail_there_is_no_result(saydo: Saydo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        study, "simulated", lambda scenarios, _: ([[Replication(error="ValueError: no")] for _ in scenarios], 0)
    )
    answer = saydo("run", HONEST, "--workers", 1)
    assert answer.status == 2
    assert "no replication succeeded; the first failed of ValueError: no" in answer.err


PATIENCE_SECONDS = 300
INTERRUPTIBLE = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from sim.cli import main; main(sys.argv[1:])"
)
"""As a person starts it: what a shell starts in the background has been told to ignore Ctrl-C, and passes that on."""


def children(process: int) -> int:
    """How many processes a process has started, as Linux tells."""
    return len(Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the child processes off Linux's /proc")
def test_an_interrupt_ends_everything_with_status_130_and_a_note() -> None:
    command = [sys.executable, "-c", INTERRUPTIBLE, "run", str(HONEST), "--replications", "10000", "--workers", "2"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while process.poll() is None and children(process.pid) < 3:  # two workers and the resource tracker
                assert time.monotonic() < deadline, "no workers were started"
                time.sleep(0.05)
            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE_SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 130
    assert out == ""
    assert err.startswith("interrupted after ")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("scenario", "sets", "customer", "kinds", "message"),
    [
        ("honest-growing", {"market.win_share": 0.9}, "ordinary m01.1", {"signed"}, "won with probability"),
        ("abusive-caller-let-go", {}, "Acme", {"exit"}, "left: it was let go"),
    ],
)
def test_why_tells_how_a_customer_came_and_left(
    saydo: Saydo, scenario: str, sets: dict[str, object], customer: str, kinds: set[str], message: str
) -> None:
    options = [part for path, value in sets.items() for part in ("--set", f"{path}={value}")]
    path = ROOT / "scenarios" / f"{scenario}.yaml"
    answer = saydo("why", path, "--set", "horizon_months=12", *options, "--customer", customer, "--json", "-")
    assert answer.status == 0, answer.err
    moments = json.loads(answer.out)["moments"]
    assert kinds <= {moment["kind"] for moment in moments}
    assert any(message in moment["text"] for moment in moments)
