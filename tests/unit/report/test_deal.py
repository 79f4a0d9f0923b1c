"""Sentences on terms, the uncomfortable ones too."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sim.questions.frontier import Frontier, Point
from sim.questions.goal_seek import Goal, LeverValue
from sim.questions.price import Price
from sim.questions.promise import Miss, Promise, PromiseCheck, Strongest, ZoneCell
from sim.report.format.amounts import hours_words
from sim.report.frontier import frontier_words
from sim.report.goal_seek import goal_words
from sim.report.price import price_words
from sim.report.promise import promise_words
from sim.report.trade import trade_words
from sim.statistics.intervals import Interval
from sim.statistics.risk import Limit, Zone

LIMIT = Limit(0.05, 0.95)
PROMISE = Promise("gold", "P1", hours=(1.0, 2.0))
MISS = Miss("response_attainment.gold", 0.95)
PASSED = PromiseCheck(LIMIT.chance(1, 100, 100), (1, *[0] * 9), kept=True)
BROKEN = PromiseCheck(LIMIT.chance(9, 100, 100), (9, *[0] * 9), kept=False)
LEVER = "plans.gold.fee_per_month"
SOUGHT = LeverValue(
    LEVER,
    2_000.0,
    2_037.0,
    Interval(2_036.0, 2_010.0, 2_060.0, 20),
    (2_000.0, 2_500.0),
    False,
    Interval(-300.0, -1_200.0, 600.0, 20),
)
NOWHERE = replace(SOUGHT, value=None, verified=None, root=Interval(math.nan, math.nan, math.nan, 20))


def strongest(first: Zone, second: Zone, verified: PromiseCheck | None) -> Strongest:
    cells = (ZoneCell(1.0, first, None), ZoneCell(2.0, second, None))
    hours = next((cell.hours for cell in cells if cell.zone == "safe"), None)
    return Strongest(2_100.0, cells, hours, verified)


@pytest.mark.parametrize(
    ("answer", "phrase"),
    [
        (strongest("risky", "safe", PASSED), "promise 2 h. There the risk of Responses on time, gold below 95.0 % is"),
        (strongest("risky", "safe", PASSED), "missed in 1 of 100 runs (a risk of 4.66 % at most): kept."),
        (strongest("safe", "safe", PASSED), "promise 1 h, the strongest there was to choose."),
        (strongest("risky", "safe", BROKEN), "Take it as risky, and ask again with more replications."),
        (strongest("never", "never", None), "never. Even at 2 h the risk"),
        (strongest("never", "risky", None), "no promise can be called safe; that the risk"),
    ],
)
def test_a_promise_is_called_what_it_is(answer: Strongest, phrase: str) -> None:
    words = promise_words(answer, PROMISE, MISS, LIMIT, "USD").replace("\u00a0", " ")
    assert phrase in words
    assert words.startswith("gold, P1, at $2.10k a month: ")


def test_a_promise_that_may_cost_no_margin_says_so() -> None:
    words = promise_words(
        strongest("risky", "safe", PASSED), PROMISE, Miss("margin", -5_000.0, than_today=True), LIMIT, "EUR"
    )
    assert "the risk of losing more than €5.00k of margin" in words


def test_a_price_is_told_with_what_is_too_low_and_what_became_of_it() -> None:
    answer = Price(2_100.0, 2_345.0, 2_310.0, 2_250.0, 3_000.0, PASSED)
    words = price_words(answer, "gold", 0.2, Limit(0.1, 0.95), "USD").replace("\u00a0", " ")
    assert "walk away below $2,345 a month (today $2,100)" in words
    assert "a margin share of 20 % or more in 90 % of runs, with a confidence of 95 %" in words
    assert "the best estimate is $2,310, and $2,250 is too low for sure" in words
    none = price_words(replace(answer, fee=None, verified=None), "gold", 0.2, Limit(0.1, 0.95), "USD")
    assert "no fee up to $3,000 a month" in none


def test_a_trade_is_a_change_in_percent_with_its_interval() -> None:
    words = trade_words(SOUGHT, "plans.gold.payment_days=60", "USD", 0.95).replace("\u00a0", " ")
    assert "plans.gold.payment_days=60 is worth +1.80 % (+0.50 % to +3.00 %) of plans.gold.fee_per_month" in words
    assert "2,000 becomes 2,037" in words
    assert "the margin then differs by −$300 (−$1.2k to +$600, confidence 95 %)" in words
    assert "no value of plans.gold.fee_per_month up to 2500 makes up for it" in trade_words(NOWHERE, "x=1", "USD", 0.95)
    assert "costs nothing" in trade_words(replace(NOWHERE, met_before=True), "x=1", "USD", 0.95)


def test_a_trade_of_a_lever_that_stood_at_0_is_told_as_it_is() -> None:
    words = trade_words(replace(SOUGHT, before=0.0, root=Interval(2.5, 2.0, math.inf, 20)), "x=1", "USD", 0.95)
    assert "x=1 is worth +2.5 (+2 to +inf) of" in words


def test_a_goal_is_told_with_the_values_that_cannot_be_told_from_it() -> None:
    goal = Goal("response_attainment", 0.95)
    answer = replace(SOUGHT, verified=Interval(0.951, 0.947, 0.955, 20))
    words = goal_words(answer, goal, "USD").replace("\u00a0", " ")
    assert "Responses on time of 95.0 %: plans.gold.fee_per_month from 2,000 to 2,037" in words
    assert "it comes to 95.1 % (94.70 to 95.50 %, confidence 95 %)" in words
    assert "is missed wherever plans.gold.fee_per_month stands from 2,000 to 2,500" in goal_words(NOWHERE, goal, "USD")


def test_a_frontier_says_what_cannot_be_distinguished() -> None:
    some = Interval(1.0, 0.5, 1.5, 40)
    first = Point({}, some, some, None, None)
    apart, alike = replace(first, margin_verdict="worse"), replace(first, margin_verdict="cannot tell apart")
    words = frontier_words(Frontier((first, apart, alike), first, 60, 2))
    assert words == (
        "3 points of 60 tried are efficient on 10 fresh seeds; 2 more fell behind there; "
        "1 cannot be distinguished from the point above."
    )
    assert "each can be distinguished from its neighbour" in frontier_words(Frontier((first, apart), first, 60, 0))


def test_hours_below_one_are_minutes() -> None:
    assert [hours_words(item).replace("\u00a0", " ") for item in (0.25, 1.0, 1.5)] == ["15 min", "1 h", "1.5 h"]
