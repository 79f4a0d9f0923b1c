"""Charges beside the fee, by hand, in cents: lines by month and name. Acme pays 1,000.00 a month for the rest.

Terms are of one month, so that Acme's contract begins with the study. A touch takes 20 minutes unless a trace says
otherwise. Day 4 is Tuesday 5 January, day 32 of February, 60 of March, 95 of April, 124 of May and 152 of June.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from sim.metrics.books import keep_books
from sim.metrics.outcomes import outcomes
from sim.model.draws import ContactDraw
from sim.records.run import Run
from tests.traces.script import MONDAY, Call, at, play

ROUND_THE_CLOCK: Mapping[str, object] = {
    "provider.teams.frontline.shifts": [
        {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from_hour": 0, "to_hour": 24}
    ]
}
CALM: Mapping[str, object] = {"assumptions.grievance.surprise_charge": 0, "plans.gold.term_months": 1}
"""With terms of one month, a contract of the start begins with the study."""


def charged(calls: Sequence[Call], charges: Mapping[str, Mapping[str, Any]], **others: object) -> Run:
    """The run of some contacts under some charges."""
    changes = {path.replace("__", "."): value for path, value in others.items()}
    return play(calls, {**CALM, "plans.gold.charges": charges, **changes})


def lines(run: Run) -> list[tuple[int, str, float, int]]:
    """Month, name, units and cents of each line."""
    return [(row.month, row.name, row.quantity, row.cents) for row in run.records.charges]


def billed(run: Run) -> dict[int, int]:
    """Cents of charges on each invoice that has any, by month."""
    return {row.month: row.charges_cents for row in run.records.invoices if row.charges_cents}


def work(day: int, hour: float, minutes: float, **others: Any) -> Call:
    """A contact whose touch takes so many minutes."""
    return Call(at(day, hour), touches=(minutes, 90.0, 90.0, 20.0), **others)


def test_contacts() -> None:
    """Three in January and one of February at 25.00: 75.00 on 1 February, 25.00 on 1 March; severity 3 alone counts."""
    calls = [*(Call(at(MONDAY, 9 + n)) for n in range(3)), Call(at(32, 9)), Call(at(MONDAY, 14), severity=1)]
    run = charged(calls, {"ticket": {"per": "contact", "price": 25, "severities": ["P3"]}})
    assert lines(run) == [(0, "ticket", 3, 7_500), (1, "ticket", 1, 2_500)]
    assert billed(run) == {1: 7_500, 2: 2_500}
    assert outcomes(run)["revenue"] == 12_100


def test_hours_with_a_least_and_steps() -> None:
    """Least 30 minutes, steps of 15, 275.00 an hour: 20 minutes are charged as 30, 50 as 60, 31 as 45, 90 as 90.

    225 minutes are 3.75 hours: 1,031.25.
    """
    calls = [work(MONDAY, 8, 20), work(MONDAY, 9, 50), work(MONDAY, 10, 31), work(MONDAY, 12, 90)]
    hours = {"per": "hour", "price": 275, "least_minutes": 30, "step_minutes": 15}
    assert lines(charged(calls, {"hours": hours})) == [(0, "hours", 3.75, 103_125)]


def test_work_over_a_month_boundary() -> None:
    """Sunday 31 January, 23:40: work until Monday 0:20 is done in February; so is none of January's.

    A repair of 100 minutes from Friday 29 January 17:30 is interrupted at 18:00 and goes on on Monday, 1 February:
    30 minutes are charged as 30 in January; the contact's 100 minutes as 105, so 75 in February.
    """
    midnight = [work(30, 23 + 2 / 3, 40)]
    run = charged(midnight, {"hours": {"per": "hour", "price": 60}}, **ROUND_THE_CLOCK)
    assert lines(run) == [(1, "hours", round(40 / 60, 9), 4_000)]
    hours = {"per": "hour", "price": 60, "least_minutes": 30, "step_minutes": 15}
    policies = {
        "provider.policies.unfinished_work": "resume",
        "provider.teams.frontline.overtime_limit_minutes": 0,
    }
    run = charged([work(28, 17.5, 100)], {"hours": hours}, **policies)
    assert lines(run) == [(0, "hours", 0.5, 3_000), (1, "hours", 1.25, 7_500)]


def test_a_severity_that_is_raised() -> None:
    """A P3 of 8:00 is raised to P2 after 20 minutes and solved by 90 more: a ticket and 1/3 hour as P3, 1.5 as P2."""
    numbers = {ContactDraw.RAISED: 0.1, ContactDraw.SOLVED_1: 0.5, ContactDraw.SOLVED_2: 0.0}
    world = {
        "provider.teams.frontline.solved_share": 0,
        "provider.teams.frontline.escalated_share": 1,
        "provider.teams.specialist.people": 1,
        "provider.teams.specialist.shrinkage_share": 0,
        "assumptions.contact.severity_raised_share": 0.5,
    }
    charges = {
        "ticket": {"per": "contact", "price": 10, "severities": ["P3", "P4"]},
        "urgent": {"per": "hour", "price": 100, "severities": ["P1", "P2"]},
        "usual": {"per": "hour", "price": 60, "severities": ["P3"]},
    }
    run = charged([Call(at(MONDAY, 8), random_numbers=numbers)], charges, **world)
    assert lines(run) == [(0, "ticket", 1, 1_000), (0, "urgent", 1.5, 15_000), (0, "usual", round(1 / 3, 9), 2_000)]


def test_out_of_hours() -> None:
    """Work from 17:30 to 18:30 on a plan of 8 to 18 h: 30 minutes, and 30 at 1.5: 1.25 hours at 100.00.

    A contact that is answered at 17:30 counts once, one of 20:00 one and a half times: 2.5 at 10.00.
    """
    charges = {
        "hours": {"per": "hour", "price": 100, "out_of_hours_factor": 1.5},
        "ticket": {"per": "contact", "price": 10, "out_of_hours_factor": 1.5},
    }
    run = charged([work(MONDAY, 17.5, 60)], charges, **ROUND_THE_CLOCK)
    assert lines(run) == [(0, "hours", 1.25, 12_500), (0, "ticket", 1, 1_000)]
    run = charged([work(MONDAY, 17.5, 60), work(MONDAY, 20, 60)], charges, **ROUND_THE_CLOCK)
    assert lines(run) == [(0, "hours", 2.75, 27_500), (0, "ticket", 2.5, 2_500)]


def test_a_block_of_hours_that_rolls_over() -> None:
    """Two hours a month, valid for two months more; 100.00 for one beyond.

    January uses 1 (1 is left), February none (1 + 2), March 4 (uses 1 + 2 + 1, leaves 1), April none (1 + 2), May none:
    March's 1 is valid to the end of May, with April's and May's 2 it makes 5. In June March's has lapsed: 2 + 2 + 2 are
    there; 7 are used, and one is charged: 100.00 on the invoice of 1 July.
    """
    calls = [work(4, 8, 60), *(work(60, 8 + 2 * n, 120) for n in range(2))]
    calls += [*(work(152 + n, 8, 420 / 3) for n in range(3))]
    block = {"per": "hour", "price": 100, "included_per_month": 2, "carry_over_months": 2}
    run = charged(calls, {"block": block})
    assert lines(run) == [(0, "block", 1, 0), (2, "block", 4, 0), (5, "block", 7, 10_000)]
    assert billed(run) == {6: 10_000}
    without = charged(calls, {"block": block | {"carry_over_months": 0}})
    assert lines(without) == [(0, "block", 1, 0), (2, "block", 4, 20_000), (5, "block", 7, 50_000)]


def test_a_block_lapses_with_a_change_of_plan() -> None:
    """Nothing is used until May, when another plan begins: four months of blocks lapse, one of two hours is free."""
    block = {"per": "hour", "price": 100, "included_per_month": 1, "carry_over_months": 12}
    calls = [work(124, 8, 120)]
    run = charged(calls, {"block": block})
    assert lines(run) == [(4, "block", 2, 0)]
    plan = run.scenario.plans["gold"].model_dump(mode="json")
    moved = charged(
        calls,
        {"block": block},
        plans__other=plan,
        timeline=[{"month": 4, "title": "Another plan", "set": {"accounts.Acme.plan": "other"}}],
    )
    assert lines(moved) == [(4, "block", 2, 10_000)]


def test_a_true_up_by_the_quarter() -> None:
    """Two contacts a month are included, settled by the quarter: 5 + 0 + 3 of 6 are 2 beyond at 40.00, due 1 April.

    The second quarter's 7 of 6 are settled on 1 July: 40.00.
    """
    days = [4, 4, 4, 4, 4, 60, 60, 60, *[95] * 7]
    calls = [Call(at(day, 8) + 25 * number) for number, day in enumerate(days)]
    ticket = {"per": "contact", "price": 40, "included_per_month": 2, "settle_months": 3}
    run = charged(calls, {"ticket": ticket})
    assert lines(run) == [(0, "ticket", 5, 0), (2, "ticket", 3, 8_000), (3, "ticket", 7, 0), (5, "ticket", 0, 4_000)]
    assert billed(run) == {3: 8_000, 6: 4_000}


def test_a_true_up_is_settled_at_the_end_of_the_study() -> None:
    """Settled every five months: December is the second of a third period. Three contacts of December less four: none.

    With seven of November and December together, 7 - 4 = 3 at 40.00 are earned in December and billed by no invoice.
    """
    ticket = {"per": "contact", "price": 40, "included_per_month": 2, "settle_months": 5}
    december = [Call(at(340, 8) + 25 * number) for number in range(3)]
    assert lines(charged(december, {"ticket": ticket})) == [(11, "ticket", 3, 0)]
    november = [Call(at(305, 8) + 25 * number) for number in range(4)]
    run = charged([*november, *december], {"ticket": ticket})
    assert lines(run) == [(10, "ticket", 4, 0), (11, "ticket", 3, 0), (11, "ticket", 0, 12_000)]
    assert not billed(run)
    assert outcomes(run)["revenue"] == 12_120


def test_a_true_up_is_settled_on_the_last_invoice() -> None:
    """Acme is given 28 days of notice on 1 February: its contract ends on 1 March, two months into a year of settling.

    Five contacts, two included a month: 5 - 4 = 1 at 40.00, a line of February on the last invoice of 1 March.
    """
    calls = [Call(at(4, 8) + 25 * number) for number in range(5)]
    ticket = {"per": "contact", "price": 40, "included_per_month": 2, "settle_months": 12}
    notice = [{"month": 1, "title": "Notice", "set": {"accounts.Acme.let_go": True}}]
    run = charged(calls, {"ticket": ticket}, timeline=notice, plans__gold__notice_days=28)
    (left,) = run.records.departures
    assert left.at == at(59, 0)
    assert lines(run) == [(0, "ticket", 5, 0), (1, "ticket", 0, 4_000)]
    assert billed(run) == {2: 4_000}


def test_seats_that_grow() -> None:
    """100 seats grow by half a year: round(100 x 1.5^(m / 12)) are 100, 103, 107, 111, ... at 2.00 each.

    December's are 145: 290.00, earned in the study and billed after it; a fee for the first 100 leaves 45: 90.00.
    """
    world = {"segments.large.seats": 100, "segments.large.seat_growth_per_year": 0.5}
    run = charged([], {"seats": {"per": "seat", "price": 2}}, **world)
    assert lines(run)[:4] == [
        (0, "seats", 100, 20_000),
        (1, "seats", 103, 20_600),
        (2, "seats", 107, 21_400),
        (3, "seats", 111, 22_200),
    ]
    assert lines(run)[-1] == (11, "seats", 145, 29_000)
    assert 12 not in billed(run)
    assert len(billed(run)) == 11
    assert sum(billed(run).values()) == sum(cents for *_, cents in lines(run)) - 29_000
    assert keep_books(run).total("charges") == sum(cents for *_, cents in lines(run))
    run = charged([], {"seats": {"per": "seat", "price": 2, "included_per_month": 100}}, **world)
    assert lines(run)[-1] == (11, "seats", 145, 9_000)


@pytest.mark.parametrize(("spend", "cents"), [(500, 10_000), (12_000, 114_000), (100_000, 690_000)])
def test_a_share_of_spend_with_tiers_and_a_least(spend: float, cents: int) -> None:
    """The greater of 100.00 and 10 % of the first 10,000, 7 % of the next 70,000, 5 % of the rest.

    12,000: 1,000 + 140 = 1,140.00. 100,000: 1,000 + 4,900 + 1,000 = 6,900.00. Of 500 it would be 50.00: 100.00.
    """
    share = {"per": "spend", "tiers": [[0, 0.10], [10_000, 0.07], [80_000, 0.05]], "least": 100}
    run = charged([], {"share": share}, accounts__Acme__spend_per_month=spend)
    assert lines(run) == [(month, "share", spend, cents) for month in range(12)]


def test_visits() -> None:
    """Two contacts that need visits, and one outside the scope: travel of 150.00 twice; without visits none."""
    outside = Call(at(MONDAY, 12), random_numbers={ContactDraw.OUT_OF_SCOPE: 0.4})
    calls = [Call(at(MONDAY, 9)), Call(at(MONDAY, 10)), outside]
    world = {"assumptions.contact.out_of_scope_share": 0.5}
    travel = {"travel": {"per": "visit", "price": 150}}
    run = charged(calls, travel, segments__large__visit_share=1, **world)
    assert lines(run) == [(0, "travel", 2, 30_000)]
    assert run.records.invoices[1].time_and_materials_cents == 4_000
    assert lines(charged(calls, travel, **world)) == []
    assert lines(charged(calls, travel, segments__large__visit_share=1, accounts__Acme__visit_share=0, **world)) == []


def test_a_person_of_the_account_and_a_month() -> None:
    """Half a named engineer at 8,000.00 and a platform at 49.99, each month: 4,049.99 on each invoice but the first."""
    charges = {"engineer": {"per": "person", "price": 8_000}, "platform": {"per": "month", "price": 49.99}}
    run = charged([], charges, accounts__Acme__account_people=0.5)
    assert lines(run)[:2] == [(0, "engineer", 0.5, 400_000), (0, "platform", 1, 4_999)]
    assert billed(run) == dict.fromkeys(range(1, 12), 404_999)


def test_prices_that_rise() -> None:
    """120.00 an hour, 130.00 from the third month of the contract on, 150.00 from the fourth: an hour in each month."""
    hours = {"per": "hour", "price": 120, "steps": {3: 130, "4": 150}}
    calls = [work(day, 8, 60) for day in (4, 32, 60, 95, 124)]
    run = charged(calls, {"hours": hours})
    assert [cents for *_, cents in lines(run)] == [12_000, 12_000, 13_000, 15_000, 15_000]


def test_set_up_is_charged_to_newcomers_alone() -> None:
    """Those of the start paid it before; each newcomer pays 500.00 with its first fee, earned in that month."""
    market = {"prospects_per_month": 3, "win_share": 0.9}
    run = charged([], {"set-up": {"per": "start", "price": 500}}, market=market)
    joined = {row.customer: row.joined for row in run.records.customers if row.joined > 0}
    assert joined
    assert {row.customer for row in run.records.charges} == set(joined)
    starts = {row.issued: row.month for row in run.records.invoices}
    for row in run.records.charges:
        assert (row.quantity, row.cents, row.invoice) == (1, 50_000, row.month)
        assert starts[joined[row.customer]] == row.month


def test_the_leap_day() -> None:
    """An hour on Tuesday 29 February 2028 is one of February, on the invoice of 1 March: day 425, month 13."""
    run = charged([work(424, 8, 60)], {"hours": {"per": "hour", "price": 60}}, horizon_months=24)
    assert lines(run) == [(13, "hours", 1, 6_000)]
    assert billed(run) == {14: 6_000}


@pytest.mark.parametrize(("currency", "cents"), [("JPY", 46), ("USD", 4_583), ("KWD", 45_833)])
def test_smallest_units(currency: str, cents: int) -> None:
    """10 minutes at 275 an hour are 45.8333: 46 yen, 45.83 dollars, 45.833 dinars."""
    run = charged([work(4, 8, 10)], {"hours": {"per": "hour", "price": 275}}, currency=currency)
    assert lines(run) == [(0, "hours", round(10 / 60, 9), cents)]


def test_by_the_hour_with_travel() -> None:
    """A plan without a fee: 275.00 an hour, 30 minutes at least, 100.00 for each visit.

    20 and 75 minutes: 30 + 75 = 105 minutes, 481.25; two visits 200.00. January brings 681.25, and no fee is billed.
    """
    charges = {
        "hours": {"per": "hour", "price": 275, "least_minutes": 30},
        "travel": {"per": "visit", "price": 100},
    }
    world = {"plans.gold.fee_per_month": 0, "segments.large.visit_share": 1}
    run = charged([work(MONDAY, 8, 20), work(MONDAY, 9, 75)], charges, **world)
    assert lines(run) == [(0, "hours", 1.75, 48_125), (0, "travel", 2, 20_000)]
    (invoice,) = run.records.invoices
    assert (invoice.month, invoice.fee_cents, invoice.charges_cents, invoice.billed_cents) == (1, 0, 68_125, 68_125)
    assert outcomes(run)["revenue"] == 681.25


def test_what_goes_beyond_a_block_is_a_surprise() -> None:
    """One hour is included and two are used: 100.00 of surprise, as of so much overage; an agreed price is none."""
    surprising = {"assumptions.grievance.surprise_charge": 3}
    block = {"block": {"per": "hour", "price": 100, "included_per_month": 1}}
    calls = [work(4, 8, 60), work(4, 10, 60)]
    run = charged(calls, block, **surprising)
    overage = {"plans.gold.included_contacts_per_month": 1, "plans.gold.overage_per_contact": 100}
    causes = [(row.at, row.cause, row.size) for row in run.records.grievances]
    assert [cause for _, cause, _ in causes] == ["surprise charge"]
    same = play(calls, {**CALM, **surprising, **overage})
    assert causes == [(row.at, row.cause, row.size) for row in same.records.grievances]
    agreed = {"block": {"per": "hour", "price": 50}}
    assert not charged(calls, agreed, **surprising).records.grievances
