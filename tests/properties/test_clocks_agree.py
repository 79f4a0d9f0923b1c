"""Both clocks write down the same run, byte for byte: on every story, and on whatever scenario.

``python -m tests.benchmarks.agreement`` asks it of more scenarios.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.compiled.layout import State
from sim.records.run import Run
from sim.scenario.files import load, shipped
from tests.clocks import by_kernels, by_simpy, differences, needs_kernels
from tests.properties.agreement import compared
from tests.worlds import SMALL, changed

STORIES = {path.stem: path for path in shipped()}
SEEDS = (7, 2**64 - 1)
EXAMPLES = 60
PLANTED = {
    "touches": "ended",
    "waits": "queued",
    "contacts": "opened",
    "calls": "began",
    "grievances": "size",
    "breaking_points": "at",
}
"""A number of each kind of row that a kernel writes in the run of :data:`ANGRY`."""
ANGRY = changed(
    {
        "provider.teams.frontline.people": 0.7,
        "segments.*.phone_share": 0.5,
        "assumptions.contact.retry_probability": 0.5,
        "segments.*.breaking_point": 0.5,
    }
)


@pytest.fixture(autouse=True, scope="module")
def kernels() -> None:
    needs_kernels()


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_one_and_the_same_by_both_clocks(name: str) -> None:
    scenario = load(STORIES[name])
    for replication, seed in enumerate(SEEDS):
        assert not differences(by_simpy(scenario, seed, replication), by_kernels(scenario, seed, replication))


def test_any_run_is_one_and_the_same_by_both_clocks() -> None:
    agreement = compared(EXAMPLES)
    assert not agreement.differing, agreement.differing[0]
    assert agreement.equal >= EXAMPLES / 2
    assert agreement.left_to_simpy


@pytest.fixture(scope="module")
def angry() -> Run:
    """A run by SimPy, to which that of the kernels is equal as long as nothing is planted."""
    run = by_simpy(ANGRY, 1)
    assert not differences(run, by_kernels(ANGRY, 1))
    return run


@pytest.mark.parametrize("table", PLANTED)
def test_a_number_that_differs_in_its_last_bit_is_found(
    monkeypatch: pytest.MonkeyPatch, table: str, angry: Run
) -> None:
    from sim.engine.compiled.rows import Written

    untouched, column = Written.keep, PLANTED[table]

    def moved(written: Written, state: State, *tables: Any) -> None:
        if state.run[0][table]:
            values = getattr(state, table)[column]
            values[0] = np.nextafter(values[0], np.inf)
        untouched(written, state, *tables)

    monkeypatch.setattr(Written, "keep", moved)
    unequal = differences(angry, by_kernels(ANGRY, 1))
    assert any(text.startswith(f"{table}, row") and f"\n    {column}: " in text for text in unequal)


def test_a_rule_that_differs_in_its_last_bit_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.engine.compiled import clock

    stated = clock.rules_of

    def moved(version: Any) -> Any:
        rules = stated(version)
        rules["should_weight"] = np.nextafter(rules["should_weight"], 1)
        return rules

    monkeypatch.setattr(clock, "rules_of", moved)
    assert differences(by_simpy(SMALL, 1), by_kernels(SMALL, 1))


def test_an_integer_in_the_place_of_a_float_is_found() -> None:
    one, other = by_simpy(SMALL, 1), by_kernels(SMALL, 1)
    other.records.write_offs.append(one.records.write_offs[0]._replace(at=0))
    one.records.write_offs.append(one.records.write_offs[0]._replace(at=0.0))
    assert differences(one, other)[0].endswith("at: 0.0, 0")
