"""Service credits by name, by hand. Acme pays 1,000.00 a month; gold promises P1 in 30 minutes, P2 in 60, P3 in 120.

A morning is late where a P4 call of 8:00 takes 250 minutes: one of 8:05 is answered at 12:10, after 245 minutes, so
that a P1 is 215 minutes late, a P2 185 and a P3 125. The P4 itself is answered at once, and solved in time.
"""

from __future__ import annotations

import pytest

from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from tests.traces.script import MONDAY, Call, at, play

CLAIMED = {"assumptions.billing.credit_claim_probability": 1, "assumptions.billing.credit_claim_most": 1}
UNCLAIMED = {"assumptions.billing.credit_claim_probability": 0, "assumptions.billing.credit_claim_most": 0}
P1_MONTH = {"severities": ["P1"], "below": 0.95}
STUDY = ("start_date", "horizon_months")
BREACH = {"severities": ["P1"], "per": "breach"}
MONDAYS = (3, 31, 59, 94, 122, 150, 185, 213, 248, 276, 304, 339)
"""A Monday in each month of 2027, by day of the run."""


def late(*severities: int, day: int = MONDAY) -> list[Call]:
    """A morning on which contacts of these severities wait for 245 minutes, the first of them, and more the others."""
    block = Call(at(day, 8), severity=4, touches=(250.0, 90.0, 90.0, 20.0))
    return [block, *(Call(at(day, 8) + 5, severity) for severity in severities)]


def credited(calls: list[Call], credits: object, rules: object = None, /, **changes: object) -> Run:
    """The run under these credits, all of them claimed."""
    terms = {"credits": credits, "credit_rules": rules, "credit_cap_share": 1, **changes}
    world = {path if path.count(".") > 1 or path in STUDY else f"plans.gold.{path}": terms[path] for path in terms}
    return play(calls, CLAIMED | world)


def owed(run: Run) -> list[tuple[int, str, int, float]]:
    """Month, name, cents and days of each credit."""
    return [(row.month, row.credit, row.owed_cents, row.days) for row in run.records.credits]


def test_by_severity() -> None:
    """Of two answers in January one is late, the P1: 0 of 1 is below 95 %, 10 % of the fee; 1 of 1 P4 is not."""
    credits = {"urgent": P1_MONTH | {"share": 0.1}, "questions": {"severities": ["P4"], "below": 0.95, "share": 0.5}}
    run = credited(late(1), credits)
    assert owed(run) == [(0, "urgent", 10_000, 0)]
    assert [row.credit_cents for row in run.records.invoices][:3] == [0, 10_000, 0]
    assert outcomes(run)["revenue"] == 11_900


def test_the_largest_step_of_a_measure_counts_and_measures_add_up() -> None:
    """P1: 0 % is below 95 and 50 %, 20 % of the fee is the larger; with all severities, 1 of 2, 30.00 more: 230.00."""
    credits = {
        "missed": P1_MONTH | {"share": 0.05},
        "badly": {"severities": ["P1"], "below": 0.5, "share": 0.2},
        "all": {"below": 0.95, "money": 30},
    }
    run = credited(late(1), credits)
    assert owed(run) == [(0, "badly", 20_000, 0), (0, "all", 3_000, 0)]
    assert [row.credit_cents for row in run.records.invoices][:3] == [0, 23_000, 0]


def test_beside_the_ladder() -> None:
    """Half of January's answers are late: 5 % by the ladder and 40.00 by name are 90.00."""
    ladder = [{"below_attainment": 0.9, "credit_share": 0.05}]
    run = credited(late(1), {"late": BREACH | {"money": 40}}, service_credits=ladder)
    assert owed(run) == [(0, "service_credits", 5_000, 0), (0, "late", 4_000, 0)]


def test_for_each_breach_in_money() -> None:
    """Two P1 are late, answered after 245 and 265 minutes: 2 x 40.00; the P2 that is late is no P1."""
    run = credited(late(1, 1, 2), {"late": BREACH | {"money": 40}})
    assert owed(run) == [(0, "late", 8_000, 0)]


def test_for_each_breach_of_a_solution() -> None:
    """Solved 265 minutes after it came, promised in 4 hours: 25 minutes late, two full tens: 2 x 1 % of the fee."""
    credits = {"unsolved": {"on": "resolution", "severities": ["P1"], "per": "breach", "share": 0.01}}
    credits["unsolved"]["late_minutes_step"] = 10
    run = credited(late(1), credits, **{"resolution_hours.P1": 4})
    assert owed(run) == [(0, "unsolved", 2_000, 0)]


@pytest.mark.parametrize(("step", "days"), [(15, 14), (215, 1), (216, 0)])
def test_days_of_term_for_each_full_step_late(step: int, days: int) -> None:
    """215 minutes late hold 14 full steps of 15 minutes, one of 215 and none of 216: a day for each."""
    run = credited(late(1), {"late": BREACH | {"days": 1, "late_minutes_step": step}})
    assert owed(run) == ([(0, "late", 0, days)] if days else [])


def test_a_wait_over_a_month_boundary() -> None:
    """A P1 of Friday 29 January 16:00 that nobody takes: 120 of service pass that day, 90 late, 6 steps of 15 minutes.

    February has 20 working days of 600 minutes: 12,090 late, 806 steps in all, 800 of them in February. In March, of 23
    days, 13,800 more: 920. What was never answered goes on being owed for, up to the cap: a whole month's fee is all
    days of the month, 28 and 31.
    """
    silent = {"provider.teams.frontline.people": 0}
    run = credited([Call(at(28, 16), severity=1)], {"late": BREACH | {"days": 1, "late_minutes_step": 15}}, **silent)
    assert owed(run)[:3] == [(0, "late", 0, 6), (1, "late", 0, 28), (2, "late", 0, 31)]
    assert sum(row.days for row in run.records.credits) == 6 + 365 - 31


def test_days_within_the_caps_of_month_and_year() -> None:
    """A cap of 10 % of January's fee leaves 3.1 of 14 days, worth 100.00; 1 % of the year's fees is 120.00 for all.

    So after January's 100.00 February may cost 20.00 more: .56 of its 28 days.
    """
    rules = {"cap_share_per_year": 0.01}
    calls = [*late(1, day=MONDAYS[0]), *late(1, day=MONDAYS[1])]
    credits = {"late": BREACH | {"days": 1, "late_minutes_step": 15}}
    run = credited(calls, credits, rules, credit_cap_share=0.1)
    assert owed(run) == [(0, "late", 0, 3.1), (1, "late", 0, 0.56)]


def test_a_wait_that_ends_in_the_next_month() -> None:
    """A P1 of Friday 29 January 17:50 is taken after another of 17:45, on Monday 8:30: 40 minutes, 10 late.

    At the end of January 10 minutes have passed of 30 that were promised: nothing is missed yet.
    """
    calls = [Call(at(28, 17) + 45, severity=1, touches=(45.0, 90.0, 90.0, 20.0)), Call(at(28, 17) + 50, severity=1)]
    rest = {"provider.policies.unfinished_work": "resume", "provider.teams.frontline.overtime_limit_minutes": 0}
    run = credited(calls, {"late": BREACH | {"money": 7, "late_minutes_step": 5}}, **rest)
    assert owed(run) == [(1, "late", 1_400, 0)]


def test_days_make_a_month_without_a_fee_and_the_rest_comes_off_the_next() -> None:
    """31 days owed for January 2028, terms of a month: February, 29 days in a leap year, is free, two days are left.

    They put off the term of March, of 31 days: 2/31 of 1,000.00 = 64.52 come off its fee. The year earns twelve fees
    less 1,064.52. 35 days would be no more: the cap is all of the month's fee.
    """
    run = credited(late(1, day=2), {"late": BREACH | {"days": 35}}, start_date="2028-01-01", term_months=1)
    assert [(row.month, row.days, row.amount_cents, row.months) for row in run.records.days_served] == [
        (1, 29, 100_000, 1),
        (2, 2, 6_452, 0),
    ]
    assert [row.credit_cents for row in run.records.invoices][:4] == [0, 100_000, 6_452, 0]
    assert [row.fee_cents for row in run.records.invoices] == [100_000] * 12
    assert 1 not in [run.month_starts.index(row.at) for row in run.records.renewals]
    assert outcomes(run)["revenue"] == 12_000 - 1_064.52


def test_days_that_make_no_month() -> None:
    """28 days owed in a leap year's February of 29 make no month: 28/29 of 1,000.00 = 965.52 come off its fee."""
    run = credited(late(1, day=2), {"late": BREACH | {"days": 28}}, start_date="2028-01-01", term_months=1)
    assert [(row.month, row.days, row.amount_cents) for row in run.records.days_served] == [(1, 28, 96_552)]


@pytest.mark.parametrize("at_end", ["paid out", "forfeited"])
def test_days_of_one_that_is_set_on_leaving(at_end: str) -> None:
    """31 days owed to one that has given 60 days' notice on 4 January: with terms of a month it leaves on 1 April.

    No term is lengthened any more. At its renewal on 1 February they become a credit: the fee of February, and 3/31 of
    March's 1,000.00. What is set off before it leaves is not left to be forfeited.
    """
    angry = {"segments.large.breaking_point": 0.001, "assumptions.exit.search_days": 0.001, "term_months": 1}
    terms = {"notice_days": 60, "credits_at_end": at_end}
    run = credited(late(1), {"late": BREACH | {"days": 200, "late_minutes_step": 100}}, **angry, **terms)
    assert [row.days for row in run.records.credits] == [31]
    assert [(row.month, row.days, row.amount_cents) for row in run.records.days_served] == [(1, 31, 109_677)]
    assert [(row.reason, row.at) for row in run.records.departures] == [("pop", at(90, 0))]
    assert [row.credit_cents for row in run.records.invoices] == [0, 100_000, 9_677]


@pytest.mark.parametrize(("at_end", "cents"), [("paid out", 103_226), ("forfeited", 0)])
def test_days_of_one_that_leaves_at_the_end_of_its_term(at_end: str, cents: int) -> None:
    """31 days owed for January to one that leaves with its term of three months on 1 April.

    They are worth the fees of April and of one of the 31 days of May, 1,032.26, which are paid out or lapse.
    """
    angry = {"segments.large.breaking_point": 0.001, "assumptions.exit.search_days": 0.001, "term_months": 3}
    terms = {"notice_days": 60, "credits_at_end": at_end}
    run = credited(late(1), {"late": BREACH | {"days": 31}}, **angry, **terms)
    assert [(row.month, row.days, row.amount_cents) for row in run.records.days_served] == [(3, 31, 103_226)]
    assert [(row.reason, row.at) for row in run.records.departures] == [("pop", at(90, 0))]
    assert [row.service_credit_cents for row in run.records.balances] == [cents]
    assert outcomes(run)["revenue"] == (300_000 - cents) / 100


def test_days_at_the_end_of_the_study() -> None:
    """Five days owed for December: 5/31 of January's 1,000.00, 161.29, are booked at the end and paid out."""
    run = credited(late(1, day=339), {"late": BREACH | {"days": 5}})
    (served,) = run.records.days_served
    assert (served.month, served.at, served.days, served.amount_cents) == (12, run.horizon, 5, 16_129)
    assert run.records.balances[-1].service_credit_cents == 16_129
    assert outcomes(run)["revenue"] == 12_000 - 161.29


def test_a_credit_of_the_last_month_is_paid_out() -> None:
    """40.00 for December find no invoice any more: they are paid out at the end."""
    run = credited(late(1, day=339), {"late": BREACH | {"money": 40}})
    assert [(row.month, row.owed_cents) for row in run.records.credits] == [(11, 4_000)]
    assert run.records.balances[-1].service_credit_cents == 4_000


def test_what_is_not_promised_is_owed_for_by_nobody() -> None:
    """No promise to a P1: the late one counts for nothing, and the P4 that is answered at once is all there is."""
    credits = {"month": {"below": 1, "share": 0.1}, "breach": {"per": "breach", "money": 40}}
    assert owed(credited(late(1), credits, **{"response_hours.P1": None})) == []


@pytest.mark.parametrize(("least", "cents"), [(2, 10_000), (3, 0)])
def test_the_least_volume(least: int, cents: int) -> None:
    """Two P1 in January, both late: 10 % where two are enough, nothing where there must be three."""
    run = credited(late(1, 1), {"late": P1_MONTH | {"share": 0.1, "least_contacts": least}})
    assert sum(row.owed_cents for row in run.records.credits) == cents


def test_the_cap_of_a_month() -> None:
    """100.00 and 300.00 against a cap of 25 % of 1,000.00: 62.50 and 187.50, a quarter and three quarters of it."""
    credits = {"a": BREACH | {"money": 100}, "b": P1_MONTH | {"money": 300}}
    run = credited(late(1), credits, credit_cap_share=0.25)
    assert sorted(owed(run)) == [(0, "a", 6_250, 0), (0, "b", 18_750, 0)]


def test_the_cap_of_a_year_over_its_boundary() -> None:
    """100.00 a month against 2 % of a year's 12,000.00, 240.00: 100, 100, 40, and no more until the next year begins.

    Terms of a month, so that the year of the contract begins with the study: month 12 owes 100.00 again. Of 2028's
    months the first Monday but one is taken by the same days of the week: day 367 is Monday 3 January 2028.
    """
    calls = [call for day in (*MONDAYS, 367) for call in late(1, day=day)]
    rules = {"cap_share_per_year": 0.02}
    run = credited(calls, {"late": BREACH | {"money": 100}}, rules, term_months=1, horizon_months=24)
    assert [(row.month, row.owed_cents) for row in run.records.credits] == [
        (0, 10_000),
        (1, 10_000),
        (2, 4_000),
        (12, 10_000),
    ]


@pytest.mark.parametrize(("days", "cents"), [(None, 4_000), (0, 0), (1, 4_000)])
def test_the_time_to_claim(days: int | None, cents: int) -> None:
    """A customer that claims by the hundredth of a day: in no time it cannot, in a day it has, but for e^-100."""
    soon = {"assumptions.billing.credit_claim_days": 0.01}
    run = credited(late(1), {"late": BREACH | {"money": 40}}, {"claim_days": days}, **soon)
    assert run.records.invoices[1].credit_cents == cents


def test_missed_updates() -> None:
    """Updates every hour to a P3 of 8:05 that waits to 12:10: four fall due, and with no discipline all are missed.

    Four times 5.00; and one month of none of four on time: 2 % of the fee.
    """
    credits = {
        "each": {"on": "update", "per": "breach", "money": 5},
        "month": {"on": "update", "below": 0.9, "share": 0.02, "severities": ["P3"]},
    }
    updates = {"update_hours": {"P3": 1}, "provider.policies.update_discipline": 0}
    run = credited(late(3), credits, **updates)
    assert sorted(owed(run)) == [(0, "each", 2_000, 0), (0, "month", 2_000, 0)]
    punctual = credited(late(3), credits, **updates | {"provider.policies.update_discipline": 1})
    assert owed(punctual) == []


def test_uptime() -> None:
    """Outages of two hours each: .27 % of a month below 99.9 %, 10 % of the fee; two are below 99.6 % too, 25 %.

    Which months have how many comes from the records of the outages.
    """
    uptime = {"promised_share": 0.999, "incidents_per_year": 24, "median_hours": 2, "sigma": 0}
    credits = {
        "down": {"on": "uptime", "below": 0.999, "share": 0.1},
        "long": {"on": "uptime", "below": 0.996, "share": 0.25},
    }
    run = credited([], credits, {"claim": "automatic"}, uptime=uptime)
    months = {row.month: row.availability for row in run.records.availability}
    expected = [
        (month, "long" if up < 0.996 else "down", 25_000 if up < 0.996 else 10_000, 0)
        for month, up in months.items()
        if up < 0.999
    ]
    assert {name for _, name, _, _ in expected} == {"down", "long"}
    assert owed(run) == expected
    assert outcomes(run)["service_credits"] == sum(cents for *_, cents, _ in expected) / 100


def test_automatic() -> None:
    """Nobody claims: what must be claimed lapses, what is automatic comes off the next invoice."""
    credits = {"late": BREACH | {"money": 40}}
    lapsed = credited(late(1), credits, {"claim": "claimed"}, **UNCLAIMED)
    automatic = credited(late(1), credits, {"claim": "automatic"}, **UNCLAIMED)
    assert [run.records.invoices[1].credit_cents for run in (lapsed, automatic)] == [0, 4_000]


@pytest.mark.parametrize("sole", [False, True])
def test_a_sole_remedy_leaves_no_fee_to_withhold(sole: bool) -> None:
    """A desk of nobody keeps no promise: the fee is withheld, unless 50.00 a month are all that is owed."""
    silent = {
        "provider.teams.frontline.people": 0,
        "assumptions.billing.non_performance_due": 1,
        "assumptions.billing.non_performance_disputed": 1,
    }
    calls = [Call(at(day, 9), severity=1) for day in MONDAYS]
    run = credited(calls, {"late": P1_MONTH | {"money": 50}}, {"sole_remedy": sole}, **silent)
    assert {row.owed_cents for row in run.records.credits} == {5_000}
    assert bool(run.records.disputes_opened) is not sole


@pytest.mark.parametrize(("missed", "month"), [(2, 3), (3, 4), (4, None)])
def test_termination_after_repeated_misses(missed: int, month: int | None) -> None:
    """Angry since January, and found another supplier at once; three months of misses, a year's term, 30 days' notice.

    Two missed months are over on 1 March (day 59): 31 March, so that it leaves with April, month 3; three a month
    later, on 1 April (day 90): 1 May is 30 days after it, month 4. Four never come: it stays to the end of its term.
    """
    angry = {
        "segments.large.breaking_point": 0.001,
        "assumptions.exit.search_days": 0.001,
        "assumptions.exit.cause_promises": 10_000,
        "notice_days": 300,
    }
    clause = {"missed_months": missed, "within_months": 12, "attainment": 0.9, "notice_days": 30}
    calls = [call for day in MONDAYS[:3] for call in late(1, day=day)]
    run = credited(calls, {}, {"termination": clause}, **angry)
    left = [(row.reason, run.month_starts.index(row.at)) for row in run.records.departures]
    assert [row for row in left if row[0] == "terminated for cause"] == (
        [("terminated for cause", month)] if month else []
    )


def test_misses_too_long_ago_give_no_right() -> None:
    """January and March are missed, February is not: two of the latest two months never are."""
    angry = {"segments.large.breaking_point": 0.001, "assumptions.exit.search_days": 0.001, "notice_days": 300}
    clause = {"missed_months": 2, "within_months": 2, "attainment": 0.9}
    calls = [call for day in (MONDAYS[0], MONDAYS[2]) for call in late(1, day=day)]
    run = credited(calls, {}, {"termination": clause}, **angry, **{"assumptions.exit.cause_promises": 10_000})
    assert not [row for row in run.records.departures if row.reason == "terminated for cause"]
