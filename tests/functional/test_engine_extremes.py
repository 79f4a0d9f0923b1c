"""The engine at its extremes: nobody at work, everybody at work, nothing charged, nothing followed up."""

from __future__ import annotations

from collections import Counter
from math import isnan

import pytest

from sim.metrics.outcomes import outcomes
from sim.units import MINUTES_PER_DAY
from tests.worlds import AMPLE, SMALL, run_of

FEES = ("fee_per_month", "todays_fee_per_month")
NOBODY = {f"provider.teams.{team}.people": 0 for team in SMALL.provider.teams}


def test_nobody_at_work_answers_nobody() -> None:
    """Every contact is deflected, withdrawn or still open; callers find no line to hold, so nobody hangs up."""
    run = run_of(NOBODY)
    ends = Counter(row.outcome for row in run.records.contacts)
    assert set(ends) <= {"deflected", "open", "withdrawn"}
    assert ends["open"] + ends["withdrawn"] > 100
    assert all(isnan(row.answered) for row in run.records.contacts)
    assert run.records.touches == []
    assert outcomes(run)["response_attainment"] == 0  # a promise that passes unanswered is missed
    assert isnan(outcomes(run)["occupancy.frontline"])
    disputed = {(row.customer, row.month) for row in run.records.disputes_opened}
    assert disputed
    assert run.records.disputes_settled == []
    assert not [row for row in run.records.payments if row.disputed]


def test_one_hurried_person_sees_callers_hang_up() -> None:
    patient = {
        f"segments.{name}.breaking_point": 1000 for name in ("large", "medium")
    }  # or they would leave the desk idle
    run = run_of(
        patient
        | {
            "assumptions.renewal.intercept": -20,
            "provider.teams.frontline.people": 1,
            "provider.teams.frontline.touch_minutes": 120,
        }
    )
    assert outcomes(run)["abandonment"] > 0.2
    assert outcomes(run)["hung_up_share"] > 0.05  # of those who hang up, three in ten are gone
    assert outcomes(run)["occupancy.frontline"] > 0.9


def test_ample_people_keep_every_promise() -> None:
    """Everybody is answered at once, by day and night; nothing is owed, nobody hangs up."""
    run = run_of(AMPLE)
    values = outcomes(run)
    assert values["response_attainment"] == 1
    assert values["hung_up_share"] == 0
    assert values["backlog"] == 0
    assert values["service_credits"] == 0
    assert {row.response_minutes for row in run.records.contacts if row.touches} == {0}
    assert not [row for row in run.records.grievances if row.cause.startswith("late response")]


@pytest.mark.parametrize("fee", [3000, 0])
def test_fees_earned_are_the_fee_times_the_months(fee: float) -> None:
    """Today's fee is set too: customers of the start would otherwise pay the former one until they renew."""
    flat = {
        "plans.gold.fee_per_month": fee,
        "plans.gold.todays_fee_per_month": fee,
        "plans.gold.uplift_per_year": 0,
    }
    run = run_of(flat)
    gold = {row.customer for row in run.records.customers if row.plan == "gold"}
    months = [row for row in run.records.months if row.customer in gold]
    assert months
    assert sum(row.recognised_cents for row in months) == 100 * fee * len(months)


def test_doubling_every_fee_doubles_what_fees_earn() -> None:
    """Where nobody takes offence at charges, nobody moves: twice the fee is twice the revenue from fees.

    Today's fees double too, so that no customer is asked for a rise; nobody bargains, or rises are no whole cents.
    """
    calm = {
        "assumptions.grievance.surprise_charge": 0,
        "assumptions.billing.surprise_disputed": 0,
        "assumptions.renewal.bargaining": 0,
    }
    single, double = (
        run_of(
            calm
            | {f"plans.gold.{fee}": 3000 * factor for fee in FEES}
            | {f"plans.silver.{fee}": 900 * factor for fee in FEES}
        )
        for factor in (1, 2)
    )
    earned = [sum(row.recognised_cents for row in run.records.months) for run in (single, double)]
    assert earned[1] == 2 * earned[0] > 0
    assert repr(single.records.contacts) == repr(double.records.contacts)


def test_no_corners_are_cut_at_gain_0() -> None:
    """On a busy desk gain 1 shortens touches by a tenth, to the contact; on an idle one it changes nothing."""
    busy = {"provider.teams.frontline.people": 1.2, "provider.teams.frontline.touch_minutes": 60}
    plain, cutting = (run_of({**busy, "provider.policies.corner_cutting_gain": gain}) for gain in (0, 1))
    full = {(t.customer, t.day, t.number): t.ended - t.started for t in plain.records.touches if t.team == "frontline"}
    cut = {(t.customer, t.day, t.number): t.ended - t.started for t in cutting.records.touches if t.team == "frontline"}
    shares = Counter(round(cut[key] / full[key], 3) for key in cut.keys() & full.keys())
    assert shares.most_common(2)[0][0] in (0.9, 1.0)
    assert {0.9, 1.0} <= set(shares)
    idle = [run_of({**AMPLE, "provider.policies.corner_cutting_gain": gain}).records for gain in (0, 1)]
    assert repr(idle[0]) == repr(idle[1])


@pytest.mark.parametrize(
    ("path", "values", "cause"),
    [
        ("provider.policies.follow_up_discipline", (1, 0.5, 0.1), "forgotten, had to chase"),
        ("provider.policies.refused_escalation_share", (0, 0.5, 0.9), "refused escalation"),
        ("provider.teams.frontline.respectful_share", (1, 0.95, 0.5), "disrespect"),
        ("assumptions.contact.repeat_probability", (0, 0.1, 0.8), "repeat contact"),
    ],
)
def test_what_a_policy_causes_is_there_only_with_it(path: str, values: tuple[float, ...], cause: str) -> None:
    """Never, sometimes, often."""
    counts = [
        sum(
            row.cause == cause
            for row in run_of({"provider.teams.specialist.respectful_share": 1, path: value}).records.grievances
        )
        for value in values
    ]
    assert counts[0] == 0
    assert 0 < counts[1] < counts[2]


def test_a_refused_escalation_is_never_handed_on() -> None:
    run = run_of({"provider.policies.refused_escalation_share": 1, "assumptions.contact.repeat_probability": 0})
    assert {touch.team for touch in run.records.touches} <= {"frontline", "billing"}
    assert not [row for row in run.records.grievances if row.cause == "hand-off"]


def test_callers_who_hung_up_try_again_only_where_they_do() -> None:
    """A second spell of waiting on the line exists only where retries do, and some of them are answered.

    Nobody writes a ticket after hanging up, which would be a further spell in the queue.
    """
    hurried = {"provider.teams.frontline.people": 1, "provider.teams.frontline.touch_minutes": 60}
    hurried |= {"assumptions.contact.hang_up_ticket_share": 0}
    for probability in (0.0, 0.9):
        run = run_of({**hurried, "assumptions.contact.retry_probability": probability})
        waits = Counter((row.customer, row.day, row.number) for row in run.records.waits if row.team == "frontline")
        assert (max(waits.values()) > 1) == (probability > 0)
        answered = {(row.customer, row.day, row.number) for row in run.records.contacts if row.answered == row.answered}
        assert bool(answered & set(waits)) == (probability > 0)


def test_who_goes_pop_leaves_at_the_first_date_the_contract_allows() -> None:
    """The first start of a month, whole terms after the running one, that leaves room for search and notice."""
    run = run_of(
        {
            "segments.large.breaking_point": 1,
            "segments.medium.breaking_point": 1,
            "plans.gold.term_months": 3,
            "plans.silver.term_months": 1,
            "assumptions.exit.search_sigma": 0,
        }
    )
    assert len(run.records.breaking_points) >= 5
    starts = list(run.month_starts)
    plans = {row.customer: run.scenario.plans[row.plan] for row in run.records.customers}
    for pop in run.records.breaking_points:
        plan = plans[pop.customer]
        free = pop.at + (45 + plan.notice_days) * MINUTES_PER_DAY
        if pop.leaves_at <= starts[-1]:
            month = starts.index(pop.leaves_at)
            assert pop.leaves_at >= free
            earlier = month - plan.term_months
            assert earlier < 0 or starts[earlier] < free
        else:
            assert starts[-1] - plan.term_months * 31 * MINUTES_PER_DAY < free
