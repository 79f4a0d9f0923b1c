"""The outcomes of the pinned scenario have not moved."""

from __future__ import annotations

import json

from sim.questions.golden import golden_values
from sim.scenario.files import load
from sim.scenario.source import read_mapping
from tests.regression.frozen import SCENARIO, TABLE, golden_table, table


def test_outcomes_are_as_frozen() -> None:
    """Moved on purpose? ``python -m tests.regression.frozen "why they move"``."""
    frozen, now = json.loads(TABLE.read_text(encoding="utf-8"))["outcomes"], table()
    moved = {
        name: (frozen.get(name), now.get(name))
        for name in frozen.keys() | now.keys()
        if frozen.get(name) != now.get(name)
    }
    assert not moved, 'freeze them anew with: python -m tests.regression.frozen "why they move"'


def test_golden_values_of_the_package_are_as_frozen() -> None:
    assert golden_table() == golden_values()


def test_there_is_a_reason() -> None:
    assert len(json.loads(TABLE.read_text(encoding="utf-8"))["reason"]) > 10


def test_the_scenario_gives_every_number_itself() -> None:
    """No default is left to move: read and written again, the document is the same."""
    document = read_mapping(SCENARIO)[0]
    assert load(SCENARIO).model_dump(mode="json") == document
