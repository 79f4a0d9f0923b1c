"""Whether a deal may be signed, from replications with known contents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.errors import SaydoError
from sim.questions.deal import DealRun, DealVerdict, deal_of, deal_verdict
from sim.questions.guardrails import Guardrails
from sim.scenario.document import Scenario
from sim.scenario.offer import Offer, offered
from sim.scenario.overrides import with_overrides
from tests.worlds import SMALL

FLOORS = {"margin_share": 0.1, "response_attainment": 0.95}
GOOD = DealRun(kept=19, due=20, signed=FLOORS, unsigned=FLOORS)


def a_run(number: int, own: float = 50_000, cost_to_others: float = 1_000, busy: float = 0.0) -> DealRun:
    """A run in which all else is well; even and odd numbers lie 1,000 apart."""
    mine = own + 500 * (-1) ** number
    effects = {"own": mine, "cost_to_others": cost_to_others, "busy": busy, "worth": mine - cost_to_others + busy}
    return replace(GOOD, effects={**effects, "late": 0.0, "wait": 0.0})


def judged(runs: list[DealRun]) -> DealVerdict:
    return deal_verdict(with_deal(SMALL), "Initech", runs, Guardrails())


def with_deal(base: Scenario, name: str = "Initech") -> Scenario:
    return with_overrides(base, offered(base, Offer(name, "large", "gold")))


def test_a_deal_that_brings_more_than_it_costs_and_is_kept_is_signed() -> None:
    deal = judged([a_run(number) for number in range(20)])
    assert deal.decision == "sign"
    assert {reason.zone for reason in deal.reasons} == {"safe"}
    assert deal.reasons[0].subject == "worth"
    assert deal.effects.worth.difference == pytest.approx(49_000)
    assert deal.surcharge == 0


def test_a_deal_that_costs_the_firm_more_than_it_brings_is_not() -> None:
    deal = judged([a_run(number, own=-20_000, cost_to_others=60_000) for number in range(20)])
    assert deal.decision == "do not sign"
    assert [(reason.subject, reason.zone) for reason in deal.reasons[:3]] == [
        ("worth", "never"),
        ("others", "never"),
        ("own", "never"),
    ]
    assert deal.surcharge == pytest.approx(80_000 / SMALL.horizon_months, rel=0.01)


def test_what_others_lose_is_no_reason_where_the_deal_is_worth_more() -> None:
    deal = judged([a_run(number, own=50_000, cost_to_others=30_000) for number in range(20)])
    assert deal.decision == "sign"
    assert deal.effects.cost_to_others.verdict == "worse"


def test_a_loss_that_idle_people_alone_make_up_for_is_a_condition_and_none_where_they_do_not() -> None:
    """Own margin -20,000: worth 10,000 through 30,000 of paid time that nobody else uses, or 0 through 20,000."""
    spare = judged([a_run(number, own=-20_000, cost_to_others=0, busy=30_000) for number in range(20)])
    assert (spare.decision, spare.reasons[0].subject) == ("sign if", "own")
    even = judged([a_run(number, own=-20_000, cost_to_others=0, busy=20_000) for number in range(20)])
    assert (even.decision, even.reasons[0].subject) == ("do not sign", "own")


def test_a_worth_that_cannot_be_told_makes_a_surcharge_the_condition() -> None:
    """Worth of 30,000 and -26,000 in turn: its lower end over twelve months is what it must pay more."""
    deal = judged([a_run(number, own=2_000 + 28_000 * (-1) ** number, cost_to_others=0) for number in range(20)])
    assert deal.decision == "sign if"
    assert deal.effects.worth.low < 0 < deal.effects.worth.high
    assert deal.surcharge == pytest.approx(-deal.effects.worth.low / SMALL.horizon_months)


def test_below_the_walk_away_fee_the_worth_is_no_longer_surely_above_zero() -> None:
    """Ten fees paid in a year: at the walk-away fee the lower end of the worth is zero, on either side of it not."""
    fee = with_deal(SMALL).plans["offered"].fee_per_month

    def at(price: float) -> DealVerdict:
        runs = [a_run(n, own=10 * (price - 900), cost_to_others=0) for n in range(20)]
        document = with_overrides(with_deal(SMALL), {"plans.offered.fee_per_month": price})
        return deal_verdict(document, "Initech", [replace(run, fees=10 * price) for run in runs], Guardrails())

    edge = at(fee).walk_away
    assert edge == pytest.approx(900 + (at(fee).effects.worth.difference - at(fee).effects.worth.low) / 10)
    assert at(edge).effects.worth.low == pytest.approx(0, abs=1e-6)
    assert (at(edge + 1).decision, at(edge - 1).decision) == ("sign", "sign if")
    assert at(edge - 1).surcharge == pytest.approx(1)
    assert at(800).walk_away == pytest.approx(edge), "whatever is offered"


@pytest.mark.parametrize(("left", "decision"), [(1, "sign"), (5, "sign if"), (15, "do not sign")])
def test_leaving_before_the_term_is_over_counts(left: int, decision: str) -> None:
    deal = judged([replace(a_run(number), stayed=number >= left) for number in range(20)])
    assert (deal.decision, deal.term.missed) == (decision, left)


def test_a_customer_that_its_term_alone_holds_is_a_condition() -> None:
    deal = judged([replace(a_run(number), set_on_leaving=number < 12) for number in range(20)])
    assert (deal.decision, deal.reasons[0].subject) == ("sign if", "term")
    assert (deal.term.missed, deal.set_on_leaving.missed) == (0, 12)


def test_a_floor_that_is_missed_without_the_deal_as_well_is_no_reason_against_it() -> None:
    low = {"margin_share": -0.2, "response_attainment": 0.95}
    deal = judged([replace(a_run(number), signed=low, unsigned=low) for number in range(20)])
    assert deal.decision == "sign"
    assert (deal.floors[0].signed.zone, deal.floors[0].unsigned.zone, deal.floors[0].zone) == ("never", "never", "safe")


@pytest.mark.parametrize(("broken", "decision"), [(1, "sign"), (5, "sign if"), (15, "do not sign")])
def test_a_floor_that_the_deal_breaks_is(broken: int, decision: str) -> None:
    low = {"margin_share": 0.1, "response_attainment": 0.6}
    deal = judged([replace(a_run(number), signed=low if number < broken else FLOORS) for number in range(20)])
    assert deal.decision == decision
    assert (deal.floors[1].more.missed, deal.floors[1].unsigned.kept) == (broken, 20)


def test_runs_that_failed_are_left_out_and_none_that_succeeded_is_an_error() -> None:
    deal = judged([*(a_run(number) for number in range(19)), DealRun(error="IdentityError: a cent")])
    assert (deal.replications, deal.failed) == (19, ("IdentityError: a cent",))
    with pytest.raises(SaydoError, match="no replication succeeded"):
        judged([DealRun(error="IdentityError: a cent")])


def test_the_deal_is_the_one_account_that_the_base_does_not_have() -> None:
    one = with_deal(SMALL)
    assert deal_of(SMALL, one) == "Initech"
    assert deal_of(one, one) == "Initech", "a deal that was saved is the one on the offered plan"
    assert deal_of(one, with_deal(one, "Globex")) == "Globex"
    assert deal_of(SMALL, SMALL) is None
    assert deal_of(SMALL, with_overrides(SMALL, {"plans.gold.fee_per_month": 5})) is None
    assert deal_of(SMALL, with_overrides(one, {"absent": ["Initech"]})) is None
    two = {f"accounts.{name}": {"segment": "large"} for name in ("Globex", "Hooli")}
    assert deal_of(SMALL, with_overrides(SMALL, two)) is None
