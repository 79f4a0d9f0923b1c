"""What a file shows of a customer, by hand: its own lateness, disputes, contract dates and telephone share.

The study begins on Friday 2027-01-01; invoices go out on the first of each month and are due after 30 days.
"""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.records.run import Run
from sim.scenario.overrides import with_overrides
from sim.units import month_starts
from tests.traces.script import play
from tests.worlds import run_of

DAY = 1440
OWN = "accounts.Acme"


def days_late(run: Run) -> list[float]:
    """Days from due to paid of the invoices that are paid within the year."""
    due = {row.month: row.due for row in run.records.invoices}
    return [(row.at - due[row.month]) / DAY for row in run.records.payments]


def test_its_own_share_of_late_invoices_is_not_drawn() -> None:
    """Share 1 is late every month, 0 never, whatever the segment's and however much customers differ."""
    spread = {"segments.large.late_payment_share": 0.5, "segments.large.lateness_spread": 0.9}
    always = days_late(play([], {**spread, f"{OWN}.late_payment_share": 1}))
    assert len(always) >= 10
    assert min(always) > 0
    never = days_late(play([], {**spread, f"{OWN}.late_payment_share": 0}))
    assert never == [0] * 12


def test_its_own_days_late_are_in_proportion() -> None:
    """A mean of 14.8 days in place of 7.4: each late invoice twice as late, to the minute that was drawn."""
    late = {"segments.large.late_payment_share": 1}
    usual = play([], late)
    twice = days_late(play([], {**late, f"{OWN}.days_late": 14.8}))
    assert [value / 2 for value in twice] == pytest.approx(days_late(usual)[: len(twice)], abs=1 / DAY)
    by_segment = play([], {**late, "segments.large.days_late": 14.8})
    assert days_late(by_segment) == twice


def test_disputed_invoices_are_late_in_the_same_proportion() -> None:
    """All of each invoice is disputed and upheld after 18 days; what is left is due then, and twice as late."""
    disputed = {
        "assumptions.billing.correct_disputed": 1,
        "assumptions.billing.disputed_share_of_invoice": 1,
        "assumptions.billing.dispute_sigma": 0,
        "assumptions.billing.full_credit_share": 0,
        "assumptions.billing.partial_credit_share": 0,
        "assumptions.billing.late_if_disputed": 1,
        "provider.teams.billing.people": 1,
        f"{OWN}.dispute_proneness": 1,
    }
    usual, twice = days_late(play([], disputed)), days_late(play([], {**disputed, f"{OWN}.days_late": 14.8}))
    assert len(twice) >= 8
    assert [value / 2 for value in twice] == pytest.approx(usual[: len(twice)], abs=1 / DAY)


def test_its_own_proneness_multiplies_the_probability_of_disputes() -> None:
    """Base .1: proneness 0 disputes nothing, 10 comes to probability 1, every invoice."""
    base = {"assumptions.billing.correct_disputed": 0.1}
    assert play([], {**base, f"{OWN}.dispute_proneness": 0}).records.disputes_opened == []
    assert len(play([], {**base, f"{OWN}.dispute_proneness": 10}).records.disputes_opened) == 12


def renewals(overrides: dict[str, object]) -> list[float]:
    """Months in which Acme's terms end; 6 is the beginning of July."""
    run = play([], {"plans.gold.term_months": 12, **overrides})
    starts = list(month_starts(run.scenario.start_date, 12))
    return [starts.index(row.at) for row in run.records.renewals]


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2027-07-01", 6),
        ("2027-06-15", 6),
        ("2027-06-01", 5),
        ("2026-06-01", 5),
        ("2024-03-02", 3),
        ("2027-01-02", 1),
    ],
)
def test_a_term_ends_on_its_day_or_whole_terms_after_it(day: str, month: int) -> None:
    """Within a month, at the beginning of the next; a day before the study counts on by terms of twelve months."""
    assert renewals({f"{OWN}.renews_on": day}) == [month]


@pytest.mark.parametrize("day", ["2027-01-01", "2026-01-01", "2028-03-01"])
def test_a_term_that_ends_at_the_start_or_after_the_study_ends_not_within(day: str) -> None:
    assert renewals({f"{OWN}.renews_on": day}) == []


@pytest.mark.parametrize(("day", "month"), [("2026-07-01", 6), ("2019-06-20", 6), ("2026-12-15", 0), ("2025-02-01", 1)])
def test_a_contract_counts_terms_from_the_day_on_which_it_began(day: str, month: int) -> None:
    """One that begins within December 2026 begins with the study: its first term ends with it."""
    assert renewals({f"{OWN}.customer_since": day}) == ([month] if month else [])


def test_a_discount_of_the_first_year_is_over_for_an_old_customer() -> None:
    """Half price for twelve months: 500.00 until September for one of 1 October 2026, 1,000.00 for one of 2020."""
    half = {"plans.gold.discounts": {"first": {"share": 0.5, "months": 12}}, f"{OWN}.renews_on": "2028-01-01"}
    young = play([], {**half, f"{OWN}.customer_since": "2026-10-01"}).records.invoices
    assert [row.fee_cents for row in young] == [50_000] * 9 + [100_000] * 3
    old = play([], {**half, f"{OWN}.customer_since": "2020-10-01"}).records.invoices
    assert [row.fee_cents for row in old] == [100_000] * 12


def test_a_fee_rises_on_the_anniversary_of_the_day_on_which_the_contract_began() -> None:
    """10 % a year on the anniversary of 1 April: three invoices of 1,000.00, then nine of 1,100.00."""
    rising = {
        "plans.gold.term_months": 36,
        "plans.gold.uplift_per_year": 0.1,
        "plans.gold.uplift_on": "anniversary",
        "assumptions.grievance.price_rise": 0,
        f"{OWN}.customer_since": "2026-04-01",
    }
    assert [row.fee_cents for row in play([], rising).records.invoices] == [100_000] * 3 + [110_000] * 9


def test_a_young_contract_owes_no_invoice_from_before_it() -> None:
    """Payment after 100 days, three months looked back: one of 1 December owes one fee, one of 2020 three."""
    slow = {"plans.gold.payment_days": 100, "assumptions.billing.opening_months": 3}
    for day, months in (("2026-12-01", [-1]), ("2020-12-01", [-3, -2, -1]), ("2027-01-01", [])):
        rows = play([], {**slow, f"{OWN}.customer_since": day}).records.invoices
        assert sorted(row.month for row in rows if row.month < 0) == months


def test_a_contract_of_today_in_arrears_is_owed_nothing_for_the_time_before() -> None:
    """Quarterly in arrears from 1 January: April, July and October bill three months each."""
    arrears = {"plans.gold.billing": "arrears", "plans.gold.billing_months": 3, f"{OWN}.customer_since": "2027-01-01"}
    rows = play([], arrears).records.invoices
    assert [(row.month, row.fee_cents) for row in rows] == [(3, 300_000), (6, 300_000), (9, 300_000)]


def test_both_dates_make_a_first_term_as_long_as_they_say() -> None:
    """From 1 November 2026 to 1 August 2028, 21 months on a plan of twelve: after seven more months, no end of term."""
    dates = {f"{OWN}.customer_since": "2026-11-01", f"{OWN}.renews_on": "2028-08-01"}
    assert renewals(dates) == []
    assert renewals({f"{OWN}.customer_since": "2026-11-01", f"{OWN}.renews_on": "2027-08-01"}) == [7]


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"customer_since": "2027-01-02"}, "must not lie after the start, 2027-01-01"),
        ({"renews_on": "2037-02-01"}, "must lie within ten years of the start, 2027-01-01"),
        ({"customer_since": "2026-05-01", "renews_on": "2026-05-01"}, "must lie after customer_since, 2026-05-01"),
        ({"renews_on": "soon"}, "must be a date"),
        ({"late_payment_share": 1.2}, "must be at most 1"),
        ({"dispute_proneness": -1}, "must be at least 0"),
        ({"days_late": 0}, "must be greater than 0"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(values: dict[str, object], rule: str) -> None:
    run = play([])
    with pytest.raises(ScenarioError) as refusal:
        with_overrides(run.scenario, {f"{OWN}.{name}": value for name, value in values.items()})
    (problem,) = refusal.value.problems
    assert problem.path == f"{OWN}.{list(values)[-1]}"
    assert rule in problem.rule


def test_its_own_share_of_calls_and_patience_of_its_segment() -> None:
    """Acme calls always, the others never; patience of a second on a desk of nobody free makes all callers hang up."""
    calls = {
        "segments.*.phone_share": 0,
        f"{OWN}.phone_share": 1,
        "segments.medium.patience_minutes": 1 / 60,
        "provider.teams.frontline.people": 0.3,
        "assumptions.contact.self_service_eligible": {"P1": 0, "P2": 0, "P3": 0, "P4": 0},
    }
    records = run_of(calls).records
    assert {row.customer for row in records.contacts if row.by_phone} == {"Acme"}
    assert all(row.by_phone for row in records.contacts if row.customer == "Acme")
    patient = run_of({**calls, "segments.medium.patience_minutes": 10_000}).records
    assert len(records.calls) > len(patient.calls)
