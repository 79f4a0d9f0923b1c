"""Parts of the compiled clock beside what they stand for, and what happens where it has no room or knows no term."""

from __future__ import annotations

import heapq
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contracts.coverage import CoverageClock
from sim.engine.compiled.limits import unknown_terms
from sim.engine.run import CLOCK, simulate
from sim.errors import SaydoError
from sim.rng import Uniforms, word
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder, shipped
from sim.scenario.timeline import versions
from tests.architecture.tree import ROOT
from tests.clocks import by_kernels, by_simpy, by_whichever, differences, needs_kernels
from tests.worlds import SMALL, changed

MOMENTS = st.floats(-5_000, 20_000, allow_nan=False, width=32)
KEYS = st.sampled_from([-1.5, 0.0, 0.25, 3.0, 1e9])
PLANS = {
    "by-the-hour": ["charges by use"],
    "days-of-term": ["credits by severity"],
    "escalation": ["escalations"],
    "government": ["people on call", "promises in business days", "shifts for some severities", "updates"],
    "regions": ["escalations", "promises in business days", "updates"],
    "share-of-spend": ["charges by use"],
    "vendor": ["credits by severity", "promises in business days"],
}
HELPER = SMALL.provider.teams["specialist"].model_dump()
VARIANTS: Mapping[str, tuple[Mapping[str, object], list[str]]] = {
    "updates in hours": ({"plans.gold.update_hours": {"P1": 4}}, ["updates"]),
    "updates in days": ({"plans.gold.update_days": {"P1": 1}}, ["updates"]),
    "days to respond": ({"plans.gold.response_days": {"P4": 1}}, ["promises in business days"]),
    "days to solve": ({"plans.silver.resolution_days": {"P4": 1}}, ["promises in business days"]),
    "a workaround": ({"plans.gold.workaround_hours": {"P1": 1}}, ["workarounds"]),
    "help": (
        {"provider.teams.helper": HELPER, "provider.teams.frontline.overflow": {"to": "helper", "queue": 2}},
        ["overflow", "teams that help"],
    ),
    "a swing": ({"provider.teams.frontline.swings_to": "specialist"}, ["teams that swing"]),
    "severities": ({"assumptions.contact.severity_raised_share": 0.1}, ["severities that change"]),
    "severities lowered": ({"assumptions.contact.severity_lowered_share": 0.1}, ["severities that change"]),
    "from a month on": (
        {"timeline": [{"month": 3, "title": "Updates", "set": {"plans.gold.update_hours": {"P1": 4}}}]},
        ["updates"],
    ),
}
BUSY = changed(
    {
        "provider.teams.frontline.people": 0.5,
        "segments.medium.customers": 120,
        "segments.medium.contacts_per_year": 12,
        "segments.medium.breaking_point": 1,
        "segments.medium.community": "town",
        "assumptions.billing.error_probability": 1,
        "assumptions.billing.error_disputed": 1,
        "timeline": [{"month": 5, "title": "Hours", "set": {"plans.silver.coverage": {"from_hour": 9}}}],
    }
)
"""More disputes in one moment than a small array has room for, queues that grow, and much that is felt at once."""


def terms_of(scenario: Scenario) -> list[str]:
    return unknown_terms(version for _, version in versions(scenario))


@pytest.fixture
def kernels() -> None:
    needs_kernels()


@pytest.mark.usefixtures("kernels")
@given(
    parts=st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 700)), max_size=12),
    moments=st.lists(MOMENTS, min_size=1),
)
def test_coverage_in_arrays_is_that_of_the_clock(parts: list[tuple[int, int]], moments: list[float]) -> None:
    """Also where intervals touch, before the first and after the last, and for the second of two clocks."""
    from sim.engine.compiled.coverage import covered_at, moment_of
    from sim.engine.compiled.layout import DTYPES

    clock = CoverageClock((start / 2, (start + length) / 2) for start, length in parts)
    before = CoverageClock([(0.0, 60.0)]).intervals()
    table, length = np.array([*before, *clock.intervals()], DTYPES["clocks"]), len(clock.intervals())
    for moment in [*moments, *(start / 2 for start, _ in parts)]:
        covered = clock.at(moment)
        assert covered_at(table, len(before), length, moment) == covered
        for minutes in (covered, covered + 0.5, abs(moment)):
            if minutes > 0:
                assert moment_of(table, len(before), length, minutes) == clock.moment(minutes)


@pytest.mark.usefixtures("kernels")
@given(steps=st.lists(st.one_of(KEYS, st.none()), max_size=60))
def test_a_queue_is_in_the_order_of_a_heap(steps: list[float | None]) -> None:
    from sim.engine.compiled.heaps import pop_entry, push_entry
    from sim.engine.compiled.layout import DTYPES

    entries = np.zeros(len(steps) + 1, DTYPES["queues"])
    heap: list[tuple[float, int]] = []
    for ticket, key in enumerate(steps):
        if key is not None:
            push_entry(entries, len(heap), key, ticket, ticket)
            heapq.heappush(heap, (key, ticket))
        elif heap:
            pop_entry(entries, len(heap))
            heapq.heappop(heap)
        if heap:
            assert (entries[0]["key"], entries[0]["ticket"]) == heap[0]
            assert entries[0]["job"] == entries[0]["ticket"]


@pytest.mark.usefixtures("kernels")
@given(steps=st.lists(st.one_of(st.sampled_from([0.0, 0.5, 7.0]), st.none()), max_size=60))
def test_events_are_in_the_order_of_a_heap(steps: list[float | None]) -> None:
    """Of those at one moment the one that was scheduled first; time goes on with each that happens."""
    from sim.engine.compiled.heaps import pop_event, schedule
    from sim.engine.compiled.layout import State
    from sim.engine.compiled.memory import words_of
    from sim.engine.compiled.tables import empty_state

    tables = {"numbers", "potential_numbers", "queues", "resting", "impatient"}
    state = empty_state({name: (1, 1) if name in tables else len(steps) + 1 for name in State._fields})
    words = words_of(state)
    address, heap = int(words.ctypes.data), list[tuple[float, int]]()
    for minutes in steps:
        if minutes is not None:
            sequence = schedule(address, minutes, 3, 1, 2, 0.25)
            heapq.heappush(heap, (float(state.run[0]["now"]) + minutes, int(sequence)))
        elif heap:
            state.run[0]["now"] = heapq.heappop(heap)[0]
            pop_event(address)
        assert state.run[0]["events"] == len(heap)
        if heap:
            assert (state.events[0]["at"], state.events[0]["sequence"]) == heap[0]


@pytest.mark.usefixtures("kernels")
@given(names=st.tuples(st.text(), st.text()), seed=st.integers(0, 2**64 - 1), replication=st.integers(0, 2**32))
def test_whoever_hears_in_the_kernels_hears_in_the_model(names: tuple[str, str], seed: int, replication: int) -> None:
    """The uniform by which a listener hears, by the addresses that both give it."""
    from sim.drawing import uniform_at
    from sim.engine.compiled.codes import FIRST, HEARD

    listener, teller = (word(name) for name in names)
    row = Uniforms(seed, replication).at([listener], "heard", np.array([teller], np.uint64).view(np.int64), 0)
    key = (np.uint64(seed), np.uint64(replication))
    assert uniform_at(key, HEARD, np.uint64(listener), np.uint64(teller), FIRST, FIRST) == row[0, 0]


@pytest.mark.usefixtures("kernels")
def test_arrays_that_are_too_small_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.engine.compiled import clock

    made: list[str] = []
    enlarged = clock.enlarged
    monkeypatch.setattr(clock, "JOBS", 16)  # room for the first events of the teams
    monkeypatch.setattr(clock, "ROWS_AT_FIRST", 1)
    monkeypatch.setattr(clock, "enlarged", lambda *a, **k: made.append("") or enlarged(*a, **k))
    assert not differences(by_simpy(BUSY, 3), by_kernels(BUSY, 3))
    assert len(made) > 10 * len(clock.GROWING) / 2


@pytest.mark.usefixtures("kernels")
def test_simpy_answers_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the run that was begun is left over."""
    from sim.engine.compiled import clock

    calls: list[int] = []
    run = clock.CompiledClock.run

    def overflows(its: clock.CompiledClock) -> None:
        run(its)
        calls.append(1)
        raise clock.KernelOverflow("planted")

    monkeypatch.setattr(clock.CompiledClock, "run", overflows)
    assert not differences(by_simpy(SMALL, 3), by_whichever(SMALL, 3))
    assert calls


@pytest.mark.usefixtures("kernels")
def test_a_kernel_without_room_for_grievance_says_so_however_late(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.engine.compiled import clock

    close = clock.CompiledClock.close_contacts

    def late(its: clock.CompiledClock) -> None:
        its._state.run[0]["overflow"] = 1  # noqa: SLF001
        close(its)

    monkeypatch.setattr(clock.CompiledClock, "close_contacts", late)
    with pytest.raises(AssertionError, match="SimPy was asked"):
        by_kernels(SMALL, 3)


@pytest.mark.parametrize("plan", PLANS)
def test_terms_of_a_plan_that_only_simpy_knows_are_named(plan: str) -> None:
    assert terms_of(load(scenario_folder() / "plans" / f"{plan}.yaml")) == PLANS[plan]


def test_every_plan_to_start_from_is_listed() -> None:
    assert {path.stem for path in (scenario_folder() / "plans").glob("*.yaml")} == set(PLANS)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_term_that_only_simpy_knows_is_named(variant: str) -> None:
    overrides, names = VARIANTS[variant]
    assert terms_of(SMALL) == []
    assert terms_of(changed(overrides)) == names


@pytest.mark.usefixtures("kernels")
def test_what_only_simpy_knows_is_left_to_it() -> None:
    updates = changed(VARIANTS["from a month on"][0])
    assert not differences(by_simpy(updates, 3), by_whichever(updates, 3))
    with pytest.raises(AssertionError, match="SimPy was asked"):
        by_kernels(updates, 3)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_every_story_is_known(path: os.PathLike[str]) -> None:
    assert terms_of(load(path)) == []  # type: ignore[arg-type]


def test_simpy_runs_without_numba() -> None:
    code = (
        "import sys; from sim.engine.run import simulate; from tests.worlds import SMALL; simulate(SMALL, seed=1)\n"
        "print([name for name in ('numba', 'llvmlite', 'sim.drawing') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"SAYDO_ENGINE": "simpy", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "[]"


@pytest.mark.usefixtures("kernels")
def test_equal_arguments_give_equal_records() -> None:
    """Also where kernels were used in between, which keep nothing."""
    first = by_kernels(SMALL, 3)
    simulate(BUSY, seed=1)
    assert not differences(first, by_kernels(SMALL, 3))


@pytest.mark.usefixtures("kernels")
def test_warming_up_calls_every_kernel_that_the_clock_calls() -> None:
    """One that was not called would be compiled in each process anew, since no code is kept afterwards."""
    clock = import_module(CLOCK)
    clock.warm_up()
    calls = set(re.findall(r"\b(loop|days|turns)\.(\w+)\(", Path(clock.__file__).read_text(encoding="utf-8")))
    assert len(calls) > 10
    assert not [name for module, name in calls if not getattr(getattr(clock, module), name).nopython_signatures]


@pytest.mark.usefixtures("kernels")
def test_no_tier_looks_back_further_than_there_is_room_for() -> None:
    most = import_module("sim.engine.compiled.layout").CUT_DAYS_MOST
    changed({"assumptions.contact.cut_days": most - 1})
    with pytest.raises(SaydoError, match="must be at most"):
        changed({"assumptions.contact.cut_days": most})
