"""Wishes of prospects: the odds of a deal with a term that they look for, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.model.wishes import strength
from sim.scenario.market import Wish
from tests.cases.worlds import PLAIN, plain

GROWING: dict[str, Any] = {
    "market__prospects_per_month": 20,
    "market__win_share": 0.2,
    "market__clarity_effect": 0,
    "market__rise_per_year": 0,
    "market__reputation_gain": 0,
    "segments__firms__customers": 1,
}


def probabilities(wishes: dict[str, Any], **more: object) -> list[list[float]]:
    """The probabilities of a deal by month, each once."""
    run = simulate(plain(**GROWING, market__wishes=wishes, **more), seed=3)
    by_month: list[set[float]] = [set() for _ in range(12)]
    for row in run.records.prospects:
        month = max(number for number in range(12) if run.month_starts[number] <= row.at)
        by_month[month].add(round(row.win_probability, 9))
    return [sorted(month) for month in by_month]


def test_days_to_pay_win_deals_from_the_month_on_in_which_they_are_offered() -> None:
    """At the market's price and response a prospect signs with .2: odds 1 to 4.

    A day to pay more than the competitors' 30 adds .02. From month 6 on the plan gives 60 days: 30 * .02 = .6, and
    e^.6 = 1.8221188, so that the odds are .4555297 and the probability .4555297 / 1.4555297 = .3129649.
    """
    wish = {"time to pay": {"term": "payment_days", "effect": 0.02, "at_competitors": 30}}
    action = {"month": 6, "title": "Net 60", "set": {"plans.silver.payment_days": 60}}
    months = probabilities(wish, timeline=[action])
    assert months[1:6] == [[0.2]] * 5
    assert months[6:] == [[pytest.approx(0.3129649, abs=1e-7)]] * 6


def test_a_term_that_is_no_number_counts_once_and_a_word_where_it_says_it() -> None:
    """Credits lost at the end take off 1: odds .25 * e^-1 = .0919699, so .0842238; a ladder of credits adds 1 more."""
    lost = {"lost credits": {"term": "credits_at_end", "says": "forfeited", "effect": -1}}
    ladder = lost | {"credits": {"term": "service_credits", "effect": 1}}
    values = {"plans__silver__credits_at_end": "forfeited"}
    assert probabilities(lost)[1] == [0.2]
    assert probabilities(lost, **values)[1] == [pytest.approx(0.0842238, abs=1e-7)]
    steps = {"plans__silver__service_credits": [{"below_attainment": 0.9, "credit_share": 0.1}]}
    assert probabilities(ladder, **values, **steps)[1] == [0.2]


def test_prospects_of_a_run_without_wishes_are_as_they_were() -> None:
    """A wish of no effect moves nothing: the same prospects with the same probabilities sign on the same days."""
    nothing = {"nothing": {"term": "billing_months", "effect": 0}}
    runs = [simulate(plain(**GROWING, market__wishes=wishes), seed=3) for wishes in ({}, nothing)]
    assert runs[0].records.prospects == runs[1].records.prospects
    assert len(runs[0].records.prospects) > 100


@pytest.mark.parametrize(
    ("term", "amount"),
    [("payment_days", 30), ("coverage", 1), ("service_credits", 0), ("included_contacts_per_month", 0)],
)
def test_how_much_of_a_term_a_plan_has(term: str, amount: float) -> None:
    assert strength(PLAIN.plans["silver"], Wish(term=term, effect=1)) == amount


def test_a_wish_for_what_no_plan_can_have_is_refused() -> None:
    with pytest.raises(ScenarioError, match="must be a path within a plan"):
        plain(market__wishes={"a": {"term": "payment_day", "effect": 1}})
