"""Each story does what its essay says: against its base, in pairs, with an interval of 95 % beside 0."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.engine.run import simulate
from sim.metrics.outcomes import outcomes
from sim.scenario.document import Scenario
from sim.scenario.files import load, shipped
from sim.scenario.overrides import difference, with_overrides
from sim.statistics.intervals import mean_interval
from tests.patterns.conftest import REPLICATIONS, SEED, Stories

LOADED = {path.stem: load(path) for path in shipped()}
PATTERNS = [(name, number) for name, document in LOADED.items() for number in range(len(document.patterns))]
ROWS = {
    "000": 2,
    "001": 2,
    "002": 5,
    "003": 4,
    "004": 9,
}
"""Stories that the rows of each essay need at least."""


def story(name: str) -> Scenario:
    return LOADED[name]


@pytest.mark.parametrize(("name", "number"), PATTERNS)
def test_the_story_is_told(stories: Stories, name: str, number: int) -> None:
    """Paired, with an interval of 95 % that excludes 0 in the told direction."""
    row = stories.rows[name, number]
    assert row.effect.count == REPLICATIONS
    assert row.is_shown, row.effect


@pytest.mark.parametrize(("name", "number"), PATTERNS)
def test_without_its_mechanism_the_story_is_not(stories: Stories, name: str, number: int) -> None:
    """The same comparison with the mechanism off: its interval includes 0."""
    row = stories.rows[name, number]
    assert row.without.count == REPLICATIONS
    assert row.is_silent_without, row.without


@pytest.mark.parametrize("name", LOADED)
def test_every_story_states_a_pattern(name: str) -> None:
    assert LOADED[name].patterns


def test_there_are_stories_for_every_essay() -> None:
    by_essay = Counter(document.essay[:3] for document in LOADED.values())
    assert len(LOADED) >= 20
    assert all(by_essay[essay] >= least for essay, least in ROWS.items()), by_essay


def test_the_over_promise_is_kept_by_the_same_desk(stories: Stories) -> None:
    """The say-do gap opens because more was said; the written promise is kept within two points of before."""
    gap, kept = (
        (stories.values("over-promise", outcome) - stories.values("honest", outcome)).mean()
        for outcome in ("say_do_gap", "response_attainment")
    )
    assert abs(kept) < 0.02 < gap


def test_the_account_on_the_meter_pays_for_its_calls(stories: Stories) -> None:
    """Acme costs more than it pays on the flat fee; on the meter, eight runs cannot tell its margin from 0."""
    flat, metered = (
        mean_interval(stories.values(name, "margin.Acme"), 0.95)
        for name in ("abusive-caller", "abusive-caller-charged")
    )
    assert flat.high < 0
    assert metered.low < 0 < metered.high
    assert abs(metered.estimate) < 0.1 * abs(flat.estimate)


def test_the_metered_plan_differs_by_its_meter_alone() -> None:
    """Same fee, same promises: what the story shows is the charge."""
    changes = difference(story("abusive-caller"), story("abusive-caller-charged"))
    assert set(changes) == {"plans.gold-metered", "accounts.Acme.plan"}
    plans = story("abusive-caller-charged").plans
    flat, metered = plans["gold"].model_dump(), plans["gold-metered"].model_dump()
    assert {key for key in flat if flat[key] != metered[key]} == {"included_contacts_per_month", "overage_per_contact"}


@pytest.mark.parametrize(
    ("name", "lever", "off"),
    [
        ("over-promise", "selling.sold_response_share", 1.0),
        ("abusive-caller", "accounts.Acme.spree_probability_per_day", 0.0),
    ],
)
def test_without_its_cause_a_story_is_the_baseline_exactly(name: str, lever: str, off: float) -> None:
    """The ablation: not a digit of the records differs from those of the baseline."""
    short: dict[str, object] = {"horizon_months": 12}
    honest = simulate(with_overrides(story("honest"), short), seed=SEED)
    ablated = simulate(with_overrides(story(name), {**short, lever: off}), seed=SEED)
    whole = simulate(with_overrides(story(name), short), seed=SEED)
    assert repr(ablated.records) == repr(honest.records)
    assert repr(whole.records) != repr(honest.records)


def test_the_meter_that_charges_nothing_is_the_flat_fee() -> None:
    """With as many contacts included as come, nothing billed beyond, and no overuse of what is free."""
    short = {"horizon_months": 12, "assumptions.demand.unlimited_overuse": 1}
    flat = simulate(with_overrides(story("abusive-caller"), short), seed=SEED)
    open_meter = {
        "plans.gold-metered.included_contacts_per_month": 100_000,
        "plans.gold-metered.overage_per_contact": 35,
    }
    metered = simulate(with_overrides(story("abusive-caller-charged"), {**short, **open_meter}), seed=SEED)
    first, second = outcomes(flat), outcomes(metered)
    shared = [outcome for outcome in first if not outcome.startswith("response_attainment.gold")]
    np.testing.assert_array_equal([first[name] for name in shared], [second[name] for name in shared])
