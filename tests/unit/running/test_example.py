"""The worked example is what this model comes to, and is known only to simulators that come to the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sim.metrics.replication import Replication
from sim.release import model_digest
from sim.running import example
from sim.running.example import REPLICATIONS, SEED, STORIES, Example, bring, packed, shipped_example
from sim.running.replicate import run_replication
from sim.running.store import Store
from sim.scenario.files import load, scenario_folder
from sim.ui.choice import EXAMPLE
from sim.ui.deal.tour import STOPS
from sim.ui.frame import Ground


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'runs.sqlite'}") as store:
        yield store


def shipping(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    other = replace(shipped_example(), **changes)
    monkeypatch.setattr(example, "shipped_example", lambda: other)


def test_it_is_of_this_model() -> None:
    """The model was changed on purpose? ``python -m tests.regression.example``."""
    assert shipped_example().model == model_digest(), "make it anew: python -m tests.regression.example"


@pytest.mark.parametrize(("story", "number"), [(STORIES[0], 0), (STORIES[2], REPLICATIONS - 1)])
def test_simulated_again_it_is_the_same_to_the_byte(story: str, number: int) -> None:
    replication = run_replication(load(scenario_folder() / f"{story}.yaml"), SEED, number)
    assert replication.to_json() == shipped_example().contents[story][number]


def test_it_has_the_first_page_and_every_stop_of_the_tour() -> None:
    contents = shipped_example().contents
    assert {len(column) for column in contents.values()} == {REPLICATIONS} == {EXAMPLE.runs}
    assert {name for stop in STOPS.values() for name in (stop.base, stop.story)} == set(STORIES) == contents.keys()
    assert {stop.seed for stop in STOPS.values()} == {SEED}


def test_a_store_knows_it_from_then_on_and_nothing_is_simulated(store: Store) -> None:
    keys = {(scenario.fingerprint, 5): scenario for scenario in Ground.of(EXAMPLE).study.scenarios}
    assert store.read(keys, SEED, run_replication) == {}
    assert [bring(store) for _ in range(2)] == [len(STORIES) * REPLICATIONS] * 2
    replications = store.read(keys, SEED, run_replication)
    assert [replications[key].to_json() for key in keys] == [
        shipped_example().contents[name][5] for name in (EXAMPLE.base, EXAMPLE.story)
    ]
    assert (store.size(), store.simulated) == (len(STORIES) * REPLICATIONS, 0)


def test_another_model_takes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    shipping(monkeypatch, model="0" * 16)
    assert (bring(store), store.size()) == (0, 0)


@pytest.mark.parametrize("alike", [True, False])
def test_other_libraries_take_it_where_they_come_to_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch, alike: bool
) -> None:
    shipping(monkeypatch, engine="of another Python")
    first = run_replication if alike else lambda *_: Replication({"margin": 1.0})
    monkeypatch.setattr(example, "run_replication", first)
    assert bring(store) == store.size() == (len(STORIES) * REPLICATIONS if alike else 0)


def test_the_file_is_a_function_of_the_results() -> None:
    assert packed({"honest": [Replication({"margin": 1.0})]}) == packed({"honest": [Replication({"margin": 1.0})]})
    assert isinstance(shipped_example(), Example)
