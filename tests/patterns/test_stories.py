"""Each story does what its essay says: against its base, under the same luck, with an interval of 95 % beside 0."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.run import simulate
from sim.metrics.outcomes import outcomes
from sim.scenario.document import Scenario
from sim.scenario.files import difference, load, scenario_folder, with_overrides
from tests.patterns.conftest import REPLICATIONS, SEED, Stories

PATTERNS = [
    ("honest", "over-promise", "gross_revenue_retention", "down"),
    ("honest", "over-promise", "customer_retention_per_year", "down"),
    ("honest", "over-promise", "say_do_gap", "up"),
    ("honest", "over-promise", "margin", "down"),
    ("honest", "abusive-caller", "margin", "down"),
    ("honest", "abusive-caller", "account_margin", "down"),
    ("honest", "abusive-caller", "attainment_of_others", "down"),
    ("abusive-caller", "abusive-caller-charged", "account_margin", "up"),
    ("abusive-caller", "abusive-caller-charged", "margin", "up"),
    ("abusive-caller", "abusive-caller-fixed", "account_margin", "up"),
    ("abusive-caller", "abusive-caller-fixed", "attainment_of_others", "up"),
    ("abusive-caller", "abusive-caller-let-go", "attainment_of_others", "up"),
    ("abusive-caller", "abusive-caller-shunted", "account_margin", "up"),
    ("abusive-caller", "abusive-caller-throttled", "attainment_of_others", "up"),
    ("honest", "announced-never-delivered", "customer_retention_per_year", "down"),
    ("honest", "announced-never-delivered", "trust", "down"),
    ("announced-never-delivered", "announced-owned-up", "customer_retention_per_year", "up"),
    ("announced-never-delivered", "announced-owned-up", "trust", "up"),
    ("honest", "forced-change", "customers_popped", "up"),
    ("honest", "ugly-things-up-front", "surprise_disputes", "down"),
    ("honest", "ugly-things-up-front", "disputed_share_of_invoices", "down"),
]


def story(name: str) -> Scenario:
    return load(scenario_folder() / f"{name}.yaml")


@pytest.mark.parametrize(("base", "variant", "outcome", "way"), PATTERNS)
def test_the_story_is_told(stories: Stories, base: str, variant: str, outcome: str, way: str) -> None:
    paired = stories.paired(base, variant, outcome)
    assert paired.count == REPLICATIONS
    assert (paired.low > 0) if way == "up" else (paired.high < 0), paired
    assert paired.verdict in ("better", "worse")


def test_the_over_promise_is_kept_by_the_same_desk(stories: Stories) -> None:
    """The say-do gap opens because more was said; the written promise is kept within two points of before."""
    gap = stories.paired("honest", "over-promise", "say_do_gap").difference
    kept = stories.paired("honest", "over-promise", "response_attainment").difference
    assert abs(kept) < 0.02 < gap


def test_the_account_on_the_meter_pays_for_its_calls(stories: Stories) -> None:
    """Acme costs more than it pays on the flat fee, and not on the meter."""
    assert stories.values("abusive-caller", "account_margin").mean() < 0
    assert stories.values("abusive-caller-charged", "account_margin").mean() > 0


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
    told = simulate(with_overrides(story(name), short), seed=SEED)
    assert repr(ablated.records) == repr(honest.records)
    assert repr(told.records) != repr(honest.records)


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
