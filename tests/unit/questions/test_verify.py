"""A line of the verification is green where all is sound, and red where the thing that it checks is broken."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest

from sim.metrics.replication import Replication
from sim.questions import verify as module
from sim.questions.golden import STORIES, golden_values
from sim.questions.verify import VerifyCheck
from sim.report.verify import verdict_of, verify_table
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.statistics import intervals

CHECK = VerifyCheck(name="A", expected=1.0, seen=1.2, what="units", tolerance=0.2, false_alarm=0.0)


def as_pinned(scenario: Scenario, seed: int, number: int) -> Replication:
    """The golden values of a story, without a simulation."""
    story = STORIES[int(scenario.selling.sold_response_share != 1)]
    return Replication({name: float(value) for name, value in golden_values()[story].items()})


def moved(scenario: Scenario, seed: int, number: int) -> Replication:
    sound = as_pinned(scenario, seed, number)
    return replace(sound, outcomes=sound.outcomes | {"margin": sound.outcomes["margin"] + 0.01})


@pytest.mark.parametrize(("task", "seen"), [(as_pinned, 12), (moved, 10)])
def test_a_cent_turns_the_golden_values_red(task: object, seen: int) -> None:
    with SequentialExecutor() as executor:
        check = module._golden(ExperimentRunner(executor, seed=1, task=task), [])  # type: ignore[arg-type]  # noqa: SLF001
    assert (check.expected, check.seen, check.holds) == (12, seen, seen == 12)
    assert ("margin is" in check.note) is (seen != 12)


def test_a_broken_identity_turns_its_line_red_and_no_other() -> None:
    sound, little = Replication(), Replication(error="IdentityError: Little's law: team frontline: ...")
    assert [check.holds for check in module._identities([sound])] == [True, True]  # noqa: SLF001
    assert [check.holds for check in module._identities([sound, little])] == [False, True]  # noqa: SLF001
    failed = Replication(error="IdentityError: margin = parts: ...")
    assert [check.holds for check in module._identities([sound, failed])] == [True, False]  # noqa: SLF001


def test_a_desk_that_serves_with_one_person_more_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONTACTS", 40_000)
    assert module._erlang(7).holds  # noqa: SLF001
    serve = module.serve
    monkeypatch.setattr(module, "serve", lambda draws, people: serve(draws, people + 1))
    assert module._erlang(7).holds is False  # noqa: SLF001


def test_intervals_a_fifth_too_narrow_are_red(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(check.holds for check in module._coverage(7))  # noqa: SLF001
    quantile = intervals._t_quantile  # noqa: SLF001
    monkeypatch.setattr(intervals, "_t_quantile", lambda level, degrees: 0.8 * quantile(level, degrees))
    assert [check.holds for check in module._coverage(7)] == [False, False]  # noqa: SLF001


def test_the_import_of_the_invented_firm_is_accounted_for() -> None:
    assert [check.holds for check in module._import()] == [True, True]  # noqa: SLF001


def test_without_the_extra_the_import_is_not_run_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sim.importing.read", None)
    (check,) = module._import()  # noqa: SLF001
    assert check.holds is None
    assert verdict_of(check) == "not run"


@pytest.mark.parametrize(
    ("seen", "verdict"), [(1.0, "green"), (1.2, "green"), (0.79, "red"), (1.21, "red"), (np.nan, "not run")]
)
def test_the_verdict_is_within_the_tolerance(seen: float, verdict: str) -> None:
    check = replace(CHECK, seen=seen)
    assert verdict_of(check) == verdict
    table = verify_table([check])
    assert table.rows[0][6] == verdict
    assert len(table.texts()[0]) == len(table.columns)
