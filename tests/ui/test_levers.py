"""Each lever moves what its name says and nothing else."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.overrides import difference, with_overrides
from sim.ui.panel.levers import LEVERS, apply_levers, levers_of, worst_account
from sim.ui.stories import story, story_names

HONEST = with_overrides(
    story("honest"),
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


@pytest.mark.parametrize("name", story_names())
def test_levers_at_the_storys_own_values_change_nothing(name: str) -> None:
    scenario = story(name)
    values = {lever.key: lever.read(scenario) for lever in levers_of(scenario)}
    assert apply_levers(scenario, values).fingerprint == scenario.fingerprint


@pytest.mark.parametrize("name", story_names())
def test_a_storys_own_values_lie_on_its_levers(name: str) -> None:
    for lever in levers_of(story(name)):
        assert lever.low <= lever.read(story(name)) <= lever.high


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.key)
def test_both_ends_of_a_lever_are_valid_terms(lever: object) -> None:
    for value in (lever.low, lever.high):  # type: ignore[attr-defined]
        apply_levers(HONEST, {lever.key: value})  # type: ignore[attr-defined]


def test_a_value_beyond_a_lever_is_refused_in_one_sentence() -> None:
    with pytest.raises(ScenarioError, match=r"^Response as sold, of what is written = 900 %: must be 25 to 200 %$"):
        apply_levers(HONEST, {"sold": 900})


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
