"""``--precision`` and ``saydo best``, as a person and as a machine would call them, on a dummy with known truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sim.cli import study
from sim.rng import derived_seed
from sim.running.replicate import R, Task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides
from tests.functional.terminal import Saydo, caller
from tests.unit.questions.dummies import noisy, rare

HONEST = Path(__file__).parents[2] / "scenarios" / "honest.yaml"
CLARITIES = {"plain": 0.5, "clear": 0.7, "muddled": 0.2}
SEED = ("--seed", 7, "--workers", 1)


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Saydo:
    """The command line over a dummy: margin 10 times the clarity, most noise in common and a little its own."""
    monkeypatch.setattr(study, "ExperimentRunner", partial(ExperimentRunner, task=noisy))
    return caller(capsys)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("scenarios")
    paths = {name: folder / f"{name}.yaml" for name in CLARITIES}
    for name, path in paths.items():
        path.write_text(f"extends: {HONEST}\nset: {{selling.clarity: {CLARITIES[name]}}}\n", encoding="utf-8")
    return paths


def compared(saydo: Saydo, files: dict[str, Path], *more: object) -> dict[str, Any]:
    answer = saydo("compare", files["plain"], files["clear"], *SEED, "--json", "-", *more)
    assert answer.status == 0, answer.err
    document: dict[str, Any] = json.loads(answer.out)
    return document


def test_compare_replicates_until_the_difference_is_precise(saydo: Saydo, files: dict[str, Path]) -> None:
    """Deviation sqrt 2 and half-width .25: (1.96 * 1.414 / .25)^2 = 123 pairs; the rest of the noise is common."""
    document = compared(saydo, files, "--precision", "margin=0.25", "--precision", "cost_to_serve=0.5")
    (margin, cost) = document["precision"]
    assert (margin["scenario"], margin["outcome"], margin["reached"]) == ("clear", "margin", True)
    assert margin["half_width"] <= margin["allowed"] == 0.25
    assert 80 < margin["replications"] < 180
    assert cost["reached"]
    assert document["provenance"]["replications"] == margin["replications"]
    row = next(row for row in document["comparisons"] if row["outcome"] == "margin")
    assert row["replications"] == margin["replications"]
    assert (row["high"] - row["low"]) / 2 == pytest.approx(margin["half_width"])
    assert document == {
        **compared(saydo, files, "--precision", "margin=0.25", "--precision", "cost_to_serve=0.5"),
        "provenance": document["provenance"],
    }


def test_a_budget_that_runs_out_is_told(saydo: Saydo, files: dict[str, Path]) -> None:
    arguments = ("compare", files["plain"], files["clear"], *SEED, "--precision", "margin=0.01", "--budget", 40)
    answer = saydo(*arguments)
    assert answer.status == 0
    assert "at 40 replications, not reached: ± $0.01 asked for, needs about" in " ".join(answer.out.split())
    assert not compared(saydo, files, "--precision", "margin=0.01", "--budget", 40)["precision"][0]["reached"]


def test_an_interval_that_may_be_too_narrow_says_so(
    saydo: Saydo, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "ExperimentRunner", partial(ExperimentRunner, task=rare))
    (row,) = (row for row in compared(saydo, files)["comparisons"] if row["outcome"] == "margin")
    assert row["wanted"] == 500
    assert row["replications"] == 20
    for question in (("compare", files["plain"], files["clear"]), ("run", files["clear"])):
        text = " ".join(saydo(*question, *SEED).out.replace("│", " ").split())
        assert "skewed (500)" in text
        assert text.count("the interval may be too narrow") == 1


class Interrupted(ExperimentRunner):
    """Somebody presses Ctrl-C in the second look, or in the first."""

    looks = 0

    def pairs(self, task: Task[R], requests: Sequence[tuple[Scenario, int]]) -> list[R]:
        type(self).looks += 1
        if self.looks == 2:
            raise KeyboardInterrupt
        return super().pairs(task, requests)


@pytest.mark.parametrize("command", ["compare", "run"])
def test_an_interrupt_leaves_the_latest_look(
    saydo: Saydo, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(study, "ExperimentRunner", partial(Interrupted, task=noisy))
    arguments = (command, *list(files.values())[: 1 if command == "run" else 2], *SEED, "--precision", "margin=0.01")
    monkeypatch.setattr(Interrupted, "looks", 0)
    answer = saydo(*arguments, "--json", "-")
    assert answer.status == 130
    assert "interrupted after" in answer.err
    assert "the results below use 20 replications of each" in answer.err
    document = json.loads(answer.out)
    assert document["provenance"]["replications"] == document["precision"][0]["replications"] == 20
    assert document["provenance"]["interrupted"]
    assert not document["precision"][0]["reached"]
    monkeypatch.setattr(Interrupted, "looks", 1)
    nothing = saydo(*arguments, "--json", "-")
    assert (nothing.status, nothing.out) == (130, "")
    assert "there is no result" in nothing.err


def test_no_seconds_are_one_look(saydo: Saydo, files: dict[str, Path]) -> None:
    document = compared(saydo, files, "--precision", "margin=0.01", "--seconds", 0, "--replications", 25)
    assert document["provenance"]["replications"] == 25
    assert not document["precision"][0]["reached"]


def test_run_replicates_until_the_mean_is_precise_enough_for_its_size(saydo: Saydo, files: dict[str, Path]) -> None:
    answer = saydo(
        "run", files["clear"], *SEED, "--precision", "margin=0.5", "--relative", "--floor", "margin=4", "--json", "-"
    )
    (reached,) = json.loads(answer.out)["precision"]
    assert (reached["scenario"], reached["reached"]) == ("clear", True)
    assert reached["allowed"] == pytest.approx(0.5 * max(reached["estimate"] / 1.5, 4))
    assert reached["half_width"] <= reached["allowed"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--precision", "margni=1"), "margni"),
        (("--precision", "margin=0"), "margin=0 (--precision): must be greater than 0"),
        (("--precision", "margin=soon"), "margin=soon (--precision): must be outcome=number"),
        (("--precision", "trust=0.1"), "trust: is not defined in any replication of clear"),
        (("--budget", 40), "--budget: only with --precision"),
        (("--relative",), "--relative: only with --precision"),
        (("--precision", "margin=1", "--floor", "margin=1"), "--floor margin: only with --precision and --relative"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_message(
    saydo: Saydo, files: dict[str, Path], options: tuple[object, ...], message: str
) -> None:
    answer = saydo("compare", files["plain"], files["clear"], *SEED, *options)
    assert answer.status == 2
    assert message in answer.err
    assert answer.err.count("\n") == 1
    assert answer.out == ""


def test_best_selects_screens_out_and_compares_on_fresh_random_numbers(saydo: Saydo, files: dict[str, Path]) -> None:
    arguments = ("best", *files.values(), *SEED, "--delta", 1)
    document = json.loads(saydo(*arguments, "--json", "-").out)
    plain, clear, muddled = document["scenarios"]
    assert (plain["scenario"], clear["scenario"], muddled["scenario"]) == tuple(CLARITIES)
    assert [row["selected"] for row in document["scenarios"]] == [False, True, False]
    assert muddled["screened_by"] in ("plain", "clear")
    assert plain["screened_by"] == "clear"
    assert clear["lead"]["low"] == 0
    assert clear["lead"]["low"] <= 2 <= clear["lead"]["high"]
    assert muddled["lead"]["low"] <= -5 <= muddled["lead"]["high"]
    assert muddled["share_best"]["estimate"] == 0
    assert sum(row["share_best"]["estimate"] for row in document["scenarios"]) == pytest.approx(1)
    provenance = document["provenance"]
    assert (provenance["seed"], provenance["delta"]) == (7, 1)
    fresh_seed, variant = provenance["fresh_seed"], with_overrides(load(HONEST), {"selling.clarity": 0.7})
    assert fresh_seed == derived_seed(7, "selection", 0)
    assert clear["spread"]["dots"] == [noisy(variant, fresh_seed, n).outcomes["margin"] for n in range(20)]
    text = " ".join(saydo(*arguments).out.split())
    assert "clear has the best Margin, selected with probability 0.95 or more where the best leads by $1.00." in text


def test_best_by_what_is_better_lower(saydo: Saydo, files: dict[str, Path]) -> None:
    """The cost is less the margin: the same is best, and leads are better's, not higher's."""
    answer = saydo("best", *files.values(), *SEED, "--outcome", "cost_to_serve", "--delta", 1, "--json", "-")
    clear = json.loads(answer.out)["scenarios"][1]
    assert clear["selected"]
    assert clear["lead"]["estimate"] > 0
    assert clear["spread"]["mean"]["estimate"] == pytest.approx(-sum(-dot for dot in clear["spread"]["dots"]) / 20)


def test_best_may_be_undecided(saydo: Saydo, files: dict[str, Path]) -> None:
    answer = saydo("best", files["plain"], files["plain"], files["clear"], *SEED, "--delta", 0.001, "--budget", 21)
    assert answer.status == 0
    assert "Undecided within 21 replications of each" in answer.out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--outcome", "occupancy"), "occupancy (--outcome): neither more nor less of it is better"),
        (("--delta", 0), "0 (--delta): must be greater than 0"),
        (("--replications", 1), "--replications: must be at least 2"),
        (("--outcome", "trust"), "the outcome failed or is not defined in replication 0"),
    ],
)
def test_what_best_cannot_answer(
    saydo: Saydo, files: dict[str, Path], options: tuple[object, ...], message: str
) -> None:
    answer = saydo("best", *files.values(), *SEED, *options)
    assert answer.status == 2
    assert message in answer.err
