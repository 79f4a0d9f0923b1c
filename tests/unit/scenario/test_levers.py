"""Levers: a number with its bounds, and headline terms that move their own values and nothing else."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.files import load, shipped
from sim.scenario.levers import HEADLINE_LEVERS, HeadlineLever, apply_levers, lever_of, levers_of, worst_account
from sim.scenario.overrides import difference, with_overrides

STORIES = {path.stem: load(path) for path in shipped()}
HONEST = with_overrides(
    STORIES["honest"],
    {
        "plans.bronze.included_contacts_per_month": 4,
        "plans.silver.included_contacts_per_month": 12,
        "plans.gold.included_contacts_per_month": None,
        "selling.sold_response_share": 1.0,
        "selling.clarity": 0.5,
    },
)

MOVES = {
    "sold": (50, {"selling.sold_response_share": (1.0, 0.5)}),
    "clarity": (90, {"selling.clarity": (0.5, 0.9)}),
    "meter": (30, {"plans.gold.included_contacts_per_month": (None, 30)}),
    "sprees": (2, {"accounts.Acme.spree_probability_per_day": (None, 2 / 21)}),
    "spree": (50, {"accounts.Acme.spree_contacts": (None, 50.0)}),
    "included": (
        50,
        {
            "plans.bronze.included_contacts_per_month": (4, 6),
            "plans.silver.included_contacts_per_month": (12, 18),
        },
    ),
}


@pytest.mark.parametrize("key", MOVES)
def test_a_lever_sets_its_terms_alone(key: str) -> None:
    value, expected = MOVES[key]
    assert difference(HONEST, apply_levers(HONEST, {key: value})) == expected


def test_fees_and_people_move_by_their_percentage() -> None:
    moved = apply_levers(HONEST, {"fee": 10, "people": -20})
    for name, plan in HONEST.plans.items():
        assert moved.plans[name].fee_per_month == pytest.approx(1.1 * plan.fee_per_month)
    for name, team in HONEST.provider.teams.items():
        assert moved.provider.teams[name].people == pytest.approx(0.8 * team.people)


def test_an_account_with_a_fee_of_its_own_pays_the_rise_too() -> None:
    own = with_overrides(HONEST, {"accounts.Acme.fee_per_month": 1000})
    assert apply_levers(own, {"fee": 10}).accounts["Acme"].fee_per_month == 1100


@pytest.mark.parametrize("scenario", STORIES.values(), ids=STORIES)
def test_levers_at_the_scenarios_own_values_change_nothing(scenario: Scenario) -> None:
    values = {lever.key: lever.read(scenario) for lever in levers_of(scenario)}
    assert apply_levers(scenario, values).fingerprint == scenario.fingerprint


@pytest.mark.parametrize("scenario", STORIES.values(), ids=STORIES)
def test_a_scenarios_own_values_lie_on_its_levers(scenario: Scenario) -> None:
    for lever in levers_of(scenario):
        assert lever.low <= lever.read(scenario) <= lever.high


@pytest.mark.parametrize("lever", HEADLINE_LEVERS, ids=lambda lever: lever.key)
def test_both_ends_of_a_lever_are_valid_terms(lever: HeadlineLever) -> None:
    for value in (lever.low, lever.high):
        assert lever.low <= lever.read(apply_levers(HONEST, {lever.key: value})) <= lever.high


def test_a_value_beyond_a_lever_is_refused_about_its_field() -> None:
    with pytest.raises(ScenarioError) as refused:
        apply_levers(HONEST, {"sold": 900})
    (problem,) = refused.value.problems
    assert (problem.field, problem.value, problem.rule) == ("sold", "900", "must be 25 to 200")


def test_levers_without_anything_to_move_are_left_out() -> None:
    nameless = with_overrides(HONEST, {"accounts": {}})
    assert worst_account(nameless) is None
    assert not {"sprees", "spree"} & {lever.key for lever in levers_of(nameless)}
    metered = with_overrides(HONEST, {f"plans.{name}.included_contacts_per_month": 10 for name in HONEST.plans})
    assert "meter" not in {lever.key for lever in levers_of(metered)}


def test_the_account_that_abuses_most_is_the_one_with_the_lever() -> None:
    two = with_overrides(
        HONEST, {"accounts.Bolt": {"segment": "large", "spree_probability_per_day": 0.1, "spree_contacts": 20}}
    )
    assert worst_account(two) == "Bolt"


def test_levers_reach_names_that_hold_full_stops() -> None:
    odd = with_overrides(HONEST, {"accounts": {"St. Mary's": {"segment": "large", "fee_per_month": 100}}})
    moved = apply_levers(odd, {"fee": 10, "spree": 20})
    assert moved.accounts["St. Mary's"].fee_per_month == 110
    assert moved.accounts["St. Mary's"].spree_contacts == 20


def test_a_lever_knows_its_bounds_and_prints_its_path() -> None:
    odd = with_overrides(HONEST, {'plans."no. 1"': HONEST.plans["gold"].model_dump()})
    for path in ('plans."no. 1".payment_days', "plans.no. 1.payment_days"):
        lever = lever_of(odd, path)
        assert (lever.path, lever.low, lever.high, lever.whole) == ('plans."no. 1".payment_days', 0, 180, True)
    assert lever_of(odd, "plans.gold.response_hours.P1").low > 0


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "selling.clarty",
            "must be the path of a number of the scenario; did you mean selling.clarity?",
        ),
        ("plans.gold.included_contacts_per_month", "must be one number, to be moved from where it stands; it is open"),
        ("assumptions.demand.season", "must be one number, to be moved from where it stands; it is (1.0,"),
    ],
)
def test_a_lever_that_is_no_number_is_refused(path: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        lever_of(HONEST, path)
    assert message in str(refused.value)
