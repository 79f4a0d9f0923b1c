"""Two clocks for one model: a run by each, and where their records differ."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from itertools import chain, zip_longest
from typing import Any
from unittest.mock import patch

import pytest

from sim.compiling import SETTING, compiled
from sim.engine.compiled.limits import unknown_terms
from sim.engine.run import CLOCK, simulate
from sim.metrics.replication import Replication
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.timeline import versions

__all__ = [
    "are_known",
    "by_kernels",
    "by_simpy",
    "by_whichever",
    "differences",
    "kernels_are_there",
    "needs_kernels",
]


@contextmanager
def _set_to(engine: str) -> Iterator[None]:
    """The engine that answers, as the environment says it."""
    with patch.dict("os.environ", {SETTING: engine}):
        yield


def kernels_are_there() -> bool:
    """Whether compiled code answers where it can; the tests have it compiled before they begin."""
    with _set_to("auto"):
        return compiled(CLOCK) is not None


def needs_kernels() -> None:
    """Skip what is asked of the compiled clock, where there is none."""
    if not kernels_are_there():
        pytest.skip("no compiled code, as where Numba does not run")


def are_known(scenario: Scenario) -> bool:
    """Whether the compiled clock can run all of a scenario."""
    return not unknown_terms(version for _, version in versions(scenario))


def by_simpy(scenario: Scenario, seed: int, replication: int = 0) -> Run:
    """A run by SimPy, with draws that no compiled code makes."""
    with _set_to("simpy"):
        return simulate(scenario, seed=seed, replication=replication)


def by_kernels(scenario: Scenario, seed: int, replication: int = 0) -> Run:
    """A run by the compiled clock, for which SimPy does not answer."""
    with _set_to("auto"), patch("sim.engine.run.SimpyClock", side_effect=AssertionError("SimPy was asked")):
        return simulate(scenario, seed=seed, replication=replication)


def by_whichever(scenario: Scenario, seed: int, replication: int = 0) -> Run:
    """A run by the clock that answers where compiled code is there."""
    with _set_to("auto"):
        return simulate(scenario, seed=seed, replication=replication)


def differences(one: Run, other: Run) -> list[str]:
    """What is not equal byte for byte: the first row of each table that differs, and measures."""
    unequal = [
        f"{table.name}, {difference}"
        for table in fields(one.records)
        if (difference := _first(*(list(getattr(run.records, table.name)) for run in (one, other))))
    ]
    if Replication.of(one).to_json() != Replication.of(other).to_json():
        unequal.append("measures")
    return unequal


def _first(ours: list[Any], theirs: list[Any]) -> str:
    """The first row that differs, by every digit and type; empty where there is none."""
    if _are_equal(ours, theirs):
        return ""
    pairs = enumerate(zip_longest(ours, theirs))
    place, (one, other) = next((place, pair) for place, pair in pairs if repr(pair[0]) != repr(pair[1]))
    what = f"row {place} of {len(ours)} and {len(theirs)}:\n  {one!r}\n  {other!r}"
    if isinstance(one, tuple) and isinstance(other, tuple):
        parts = zip(ours[0]._fields, one, other, strict=True)
        what += "".join(f"\n    {name}: {a!r}, {b!r}" for name, a, b in parts if repr(a) != repr(b))
    return what


def _are_equal(ours: list[Any], theirs: list[Any]) -> bool:
    """Whether rows have equal reprs; for rows of numbers and texts, found by column in a sixth of the time."""
    if not all(isinstance(row, tuple) for row in (*ours[:1], *theirs[:1])):
        return repr(ours) == repr(theirs)
    if len(ours) != len(theirs) or set(map(type, ours)) != set(map(type, theirs)):
        return False
    fields_of_ours, fields_of_theirs = (list(chain.from_iterable(rows)) for rows in (ours, theirs))
    width = len(ours[0]) if ours else 0
    return all(_same(fields_of_ours[place::width], fields_of_theirs[place::width]) for place in range(width))


def _same(one: list[Any], other: list[Any]) -> bool:
    kinds = set(map(type, one))
    if kinds != set(map(type, other)):
        return False
    if kinds == {float}:
        return array("d", one).tobytes() == array("d", other).tobytes()
    return one == other if len(kinds) == 1 else repr(one) == repr(other)
