"""Terms to ask for in return, on a desk whose margin is known for every term."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.questions.returns import RETURNS, Asked, ReturnAnswer, ask_in_return
from sim.questions.trade import USUAL_REQUESTS
from sim.report.returns import return_table, return_words
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.paths import print_path
from sim.statistics.intervals import Interval
from tests.worlds import SMALL, changed

RUNS = 20
NET60 = {"plans.gold.payment_days": 60}
WORTH = {"term": 2.0, "prepayment": 12.0, "notice": 0.5, "volume": 30.0}
"""Margin that a month of term, a month billed together, a day of notice and a customer more bring."""


def desk(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A day until payment beyond 30 costs 3; returns bring what ``WORTH`` says, a cap below 30 brings 4 each.

    With payment after more than 60 days chance takes and gives a third more.
    """
    plan = scenario.plans["gold"]
    chance = float(np.random.default_rng([seed, replication]).normal(0, 300))
    customers = sum(segment.customers for segment in scenario.segments.values() if segment.plan == "gold")
    cap = plan.included_contacts_per_month
    margin = plan.fee_per_month - 3 * (plan.payment_days - 30)
    margin += WORTH["term"] * plan.term_months + WORTH["prepayment"] * plan.billing_months
    margin += WORTH["notice"] * plan.notice_days + WORTH["volume"] * customers + (4 * max(0, 30 - cap) if cap else 0)
    wider = 4 / 3 if plan.payment_days > 60 else 1.0
    return Replication({"margin": margin + wider * chance})


def answer_to(name: str, give: dict[str, object] | None = None, scenario: Scenario = SMALL) -> ReturnAnswer:
    runner = ExperimentRunner(SequentialExecutor(), seed=1, task=desk)
    return ask_in_return(runner, scenario, Asked(give or NET60, "gold", name), RUNS)


OPEN = changed({"plans.gold.included_contacts_per_month": None, "plans.gold.term_months": 12})
"""Gold with a term of a year and no limit."""


@pytest.mark.parametrize("name", RETURNS)
def test_any_return_makes_up_for_any_concession_or_says_that_none_does(name: str) -> None:
    for concession, request in USUAL_REQUESTS.items():
        give = dict(request.concession("gold").give)
        if not request.differs(OPEN, "gold"):
            continue
        if not RETURNS[name].is_possible(OPEN, "gold", give):
            with pytest.raises(SaydoError, match="cannot be asked for in return"):
                answer_to(name, give, OPEN)
            assert print_path(("plans", "gold", RETURNS[name].field)) in give, concession
            continue
        answer = answer_to(name, give, OPEN)
        words = return_words(answer, "a concession", "USD")
        assert words.startswith("a concession ")
        assert len(return_table(answer, "USD").texts()) == len(answer.steps) + 1


def test_the_first_step_that_brings_the_margin_back_is_asked_for() -> None:
    """Net 60 costs 90: five years of term bring 96 more than one, four years 72."""
    answer = answer_to("term", scenario=OPEN)
    assert answer.before == 12
    assert [step.value for step in answer.steps] == [24, 36, 48, 60]
    assert answer.equal_margin is not None
    assert answer.equal_margin.value == 60
    assert [step.margin.estimate for step in answer.steps] == pytest.approx([-66, -42, -18, 6])
    assert answer.verified is not None
    assert answer.verified.estimate == pytest.approx(6)
    assert answer.verified_risk is not None
    for interval in (answer.verified_risk, answer.steps[-1].bad_run):
        assert (interval.estimate, interval.low, interval.high) == pytest.approx((6, 6, 6)), (
            "chance takes from both alike"
        )


def test_a_fee_is_found_by_a_search_and_makes_up_on_average_and_in_a_bad_run() -> None:
    answer = answer_to("fee", {"plans.gold.payment_days": 90}, OPEN)
    assert answer.equal_margin is not None
    assert answer.equal_risk is not None
    assert 0 <= answer.equal_margin.margin.estimate <= 1, "the lowest dollar at which nothing is lost on average"
    assert 0 <= answer.equal_risk.bad_run.estimate <= 1
    assert answer.equal_risk.bad_run.low < 0 < answer.equal_risk.bad_run.high
    assert answer.equal_risk.value > answer.equal_margin.value, "a bad run is worse by a third of what chance takes"


def test_a_cap_is_the_less_the_more_is_asked_and_starts_where_there_is_none() -> None:
    answer = answer_to("cap", scenario=OPEN)
    assert math.isinf(answer.before)
    assert [step.value for step in answer.steps] == [60, 40, 30, 20, 15, 10, 5], "only the last will do"
    assert answer.equal_margin is not None
    assert answer.equal_margin.value == 5
    assert "At equal margin, ask for a cap of 5 contacts a month (today contacts without limit)." in return_words(
        answer, "net 60", "USD"
    )


def test_volume_is_more_customers_of_the_plan_or_more_seats_where_seats_are_charged() -> None:
    (segment,) = (name for name, one in SMALL.segments.items() if one.plan == "gold")
    count = SMALL.segments[segment].customers
    steps = RETURNS["volume"].steps(SMALL, "gold")
    assert steps[2.0] == {print_path(("segments", segment, "customers")): 2 * count}
    seats = {
        "accounts.Acme.segment": segment,
        "accounts.Acme.seats": 40,
        "plans.gold.charges.seat": {"per": "seat", "price": 10},
    }
    assert RETURNS["volume"].steps(changed(seats), "gold")[1.5] == {"accounts.Acme.seats": 60}


def test_terms_that_the_plan_has_already_are_not_asked_for() -> None:
    longest = changed({"plans.gold.term_months": 60})
    assert RETURNS["term"].steps(longest, "gold") == {}
    assert not RETURNS["term"].is_possible(longest, "gold", NET60)
    with pytest.raises(SaydoError, match="term: cannot be asked for in return on plan gold"):
        answer_to("term", scenario=longest)


def test_what_costs_nothing_needs_no_return_and_what_nothing_brings_back_says_so() -> None:
    answer = answer_to("notice", scenario=OPEN)
    none = replace(answer, equal_margin=None, equal_risk=None, verified=None, verified_risk=None)
    words = return_words(none, "net 60", "USD")
    assert "At equal margin, not even a notice of 365 days makes up for it." in words
    free = replace(
        answer, alone=replace(answer.alone, margin=answer.steps[-1].margin, bad_run=Interval(1.0, 0.5, 2.0, RUNS))
    )
    assert "nothing to make up for" in return_words(free, "net 60", "USD")


def test_equal_risk_has_its_range_wherever_equal_margin_has() -> None:
    answer = answer_to("fee", {"plans.gold.payment_days": 90}, OPEN)
    words = return_words(answer, "net 90", "USD")
    assert words.count("(likely ") == 4, "cost on average, in a bad run, and either trade again"
    assert "fresh seeds the trade at equal risk leaves the margin of a bad run at " in words
    rows = return_table(answer, "USD").texts()
    assert all("(likely " in cell for row in rows for cell in row[1:])


def test_what_cannot_be_told_of_a_bad_run_is_said() -> None:
    answer = answer_to("fee", {"plans.gold.payment_days": 90}, OPEN)
    unsure = replace(answer.alone, bad_run=Interval(-20.0, -90.0, 30.0, RUNS))
    few = replace(answer.alone, bad_run=Interval(-20.0, math.nan, math.nan, 5))
    assert "; the margin of a bad run cannot be told from that of before: \u2212$20 (likely" in return_words(
        replace(answer, alone=unsure), "net 90", "USD"
    )
    assert "cannot be told from that of before: \u2212$20 (too few runs for a range)" in return_words(
        replace(answer, alone=few), "net 90", "USD"
    )


def test_a_trade_that_serves_both_ends_is_simulated_again_once() -> None:
    scenarios = []

    def counted(scenario: Scenario, seed: int, replication: int) -> Replication:
        scenarios.append((scenario.fingerprint, seed, replication))
        return desk(scenario, seed, replication)

    runner = ExperimentRunner(SequentialExecutor(), seed=1, task=counted)
    answer = ask_in_return(runner, OPEN, Asked(NET60, "gold", "term"), RUNS)
    assert answer.equal_margin == answer.equal_risk
    fresh = [run for run in scenarios if run[1] != 1]
    assert len(fresh) == len(set(fresh)) == 2 * RUNS
