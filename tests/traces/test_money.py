"""Invoices, payments and margin, by hand, in cents. Acme pays 1,000.00 a month; the year 2027 has 261 working days."""

from __future__ import annotations

import pytest

from sim.metrics.outcomes import outcomes
from sim.model.draws import ContactDraw
from sim.units import month_starts
from tests.traces.script import MONDAY, Call, at, play

FIRST_OF_FEBRUARY, FIRST_OF_MARCH = at(31, 0), at(59, 0)
DAY = 1440
METERED = {"plans.gold.included_contacts_per_month": 2, "plans.gold.overage_per_contact": 35}
NEVER_LATE = {"assumptions.grievance.surprise_charge": 0}


def test_a_year_of_fees_and_wages() -> None:
    """Twelve fees are 12,000. One person is paid 261 days x 10 h x 60 = 156,600; overtime of 10 minutes at 1.5 is 15.

    Margin 12,000 - 156,615 = -144,615. Eleven invoices are paid within the year, each 30 days after it was issued;
    December's is not due before the 31st, at whose midnight (day 364) it is paid.
    """
    run = play([Call(at(MONDAY, 17) + 50)])
    values = outcomes(run)
    assert values["revenue"] == 12_000
    assert values["cost_to_serve"] == pytest.approx(156_615)
    assert values["margin"] == pytest.approx(-144_615)
    starts = month_starts(run.scenario.start_date, 12)[:12]
    assert [row.issued for row in run.records.invoices] == list(starts)
    assert [(row.at, row.amount_cents) for row in run.records.payments] == [
        (start + 30 * DAY, 100_000) for start in starts
    ]


def test_the_cost_of_waiting_for_money() -> None:
    """1,000 open for 30 days, twelve times, is 360,000 money-days; half a fee is paid in advance for 365 days, 182,500.

    At 9 % a year 360,000 x .09 / 365.25 = 88.71 less 44.97; nothing is written off, so that no provision is made.
    """
    values = outcomes(play([], {"assumptions.billing.capital_cost_per_year": 0.09}))
    assert values["cost_to_serve"] == pytest.approx(156_600 + 88.71 - 44.97)
    assert values["days_sales_outstanding"] == pytest.approx(30)


def test_contacts_beyond_those_included() -> None:
    """Five in January, two included: 3 x 35.00 on the invoice of 1 February; none on that of March."""
    run = play([Call(at(MONDAY, 9) + 30 * number) for number in range(5)], METERED | NEVER_LATE)
    lines = {row.issued: (row.fee_cents, row.overage_cents) for row in run.records.invoices}
    assert lines[FIRST_OF_FEBRUARY] == (100_000, 10_500)
    assert lines[FIRST_OF_MARCH] == (100_000, 0)
    assert outcomes(run)["revenue"] == 12_105


def test_time_and_materials() -> None:
    """A touch of 20 minutes outside the scope at 120.00 an hour: 40.00, billed on 1 February."""
    out_of_scope = {"assumptions.contact.out_of_scope_share": 0.5}
    run = play([Call(at(MONDAY, 9), random_numbers={ContactDraw.OUT_OF_SCOPE: 0.4})], out_of_scope | NEVER_LATE)
    assert [row.time_and_materials_cents for row in run.records.invoices][:3] == [0, 4000, 0]


def test_a_service_credit_is_set_off_against_the_next_invoice() -> None:
    """One of two responses in January is late: attainment .5, 25 % of the fee owed, claimed, taken off 1 February's.

    The first takes from 8:00 to 12:10; the second, a P3 of 8:05 promised in two hours, is answered after 245 minutes.
    """
    ladder = {
        "plans.gold.service_credits": [{"below_attainment": 0.8, "credit_share": 0.25}],
        "assumptions.billing.credit_claim_probability": 1,
        "assumptions.billing.credit_claim_most": 1,
    }
    run = play([Call(at(MONDAY, 8), touches=(250.0, 90.0, 90.0, 20.0)), Call(at(MONDAY, 8) + 5)], ladder)
    (credit,) = run.records.credits
    assert (credit.month, credit.attainment, credit.owed_cents, credit.claimed, credit.void) == (
        0,
        0.5,
        25_000,
        True,
        False,
    )
    # the claim is weighed when the month has ended and before the next invoice goes out
    assert [row.credit_cents for row in run.records.invoices][:3] == [0, 25_000, 0]
    assert run.records.payments[1].amount_cents == 75_000
    assert outcomes(run)["revenue"] == 11_750


def test_an_error_is_disputed_admitted_and_credited() -> None:
    """Every invoice says 1,100 for 1,000 and is disputed; two hours of work, then settled 18 days after it was issued.

    Somebody is at work in billing every day; all 100 are credited, 1,000 paid when due. December's ends on the 19th.
    """
    wrong = {
        "assumptions.billing.error_probability": 1,
        "assumptions.billing.error_disputed": 1,
        "assumptions.billing.dispute_sigma": 0,
        "assumptions.billing.late_if_disputed": 0,
        "provider.policies.admitted_error_share": 1,
        "provider.teams.billing.people": 1,
        "provider.teams.billing.touch_sigma": 0,
        "provider.teams.billing.shrinkage_share": 0,
    }
    run = play([], wrong)
    assert {row.billed_cents for row in run.records.invoices} == {110_000}
    assert len(run.records.disputes_opened) == 12
    for row in run.records.disputes_settled:
        assert (row.at - row.opened, row.outcome, row.credit_cents) == (18 * DAY, "full", 10_000)
    assert [row.ended - row.started for row in run.records.touches] == [120] * 12
    assert {row.amount_cents for row in run.records.payments} == {100_000}
    assert [
        row.at - invoice.issued for row, invoice in zip(run.records.payments, run.records.invoices, strict=True)
    ] == [30 * DAY] * 12
    assert outcomes(run)["revenue"] == 12_000
    assert outcomes(run)["disputed_share_of_invoices"] == 1


def test_what_is_never_paid_is_written_off() -> None:
    """Each invoice is due after 30 days and given up 120 later, after 150 in all: of 2027's, those issued by day 214.

    They are the first of January to the first of August (day 212): eight of 1,000.
    """
    run = play([], {"assumptions.billing.write_off_share": 1})
    assert run.records.payments == []
    assert [row.at for row in run.records.write_offs] == [row.issued + 150 * DAY for row in run.records.invoices[:8]]
    assert outcomes(run)["write_offs"] == 8000


@pytest.mark.parametrize(("months", "most"), [(1, 12), (3, 3), (12, 1)])
def test_billed_in_advance(months: int, most: int) -> None:
    """By the quarter or the year, counted from the start of a term; earned month by month all the same.

    The year-long term that runs at the start ends at the first renewal; what was billed of it before is not seen.
    """
    run = play([], {"plans.gold.billing_months": months, "plans.gold.term_months": 12})
    (renewal,) = run.records.renewals
    term = run.month_starts.index(renewal.at)
    billed = {row.month: row.fee_cents // 100_000 for row in run.records.invoices}
    assert billed == {month: months for month in range(12) if (month - term) % months == 0}
    assert len(billed) in (most, most + 1)
    assert outcomes(run)["revenue"] == 12_000


def test_no_bill_reaches_beyond_its_term() -> None:
    """A term of two months is billed by two months at most, a year in advance or not."""
    run = play([], {"plans.gold.billing_months": 12, "plans.gold.term_months": 2})
    assert {row.fee_cents for row in run.records.invoices} == {200_000}
    assert len(run.records.invoices) in (5, 6)


def test_the_fee_rises_at_renewal() -> None:
    """Terms of four months at 33.1 % a year: 1,000 becomes 1,100, then 1,210, then 1,331, each for four months."""
    run = play([], {"plans.gold.uplift_per_year": 0.331, "plans.gold.term_months": 4})
    renewals = [(run.month_starts.index(row.at), row.fee_cents) for row in run.records.renewals]
    first = renewals[0][0]
    assert renewals == [(first + 4 * n, fee) for n, fee in enumerate((110_000, 121_000, 133_100)) if first + 4 * n < 12]
    expected = [100_000] * first + [110_000] * 4 + [121_000] * 4 + [133_100] * 4
    assert [row.fee_cents for row in run.records.invoices] == expected[:12]
    assert outcomes(run)["revenue"] == sum(expected[:12]) / 100


def test_late_interest() -> None:
    """Paid late every time: simple interest of 8 % on 1,000 for the days late, billed once the payment is in."""
    late = {"provider.policies.charges_late_interest": True, "segments.large.late_payment_share": 1}
    run = play([], late)
    records = run.records
    days = [(paid.at - bill.due) / DAY for paid, bill in zip(records.payments, records.invoices, strict=False)]
    assert min(days) > 0
    payments = sorted(records.payments, key=lambda row: row.at)
    billed = {row.issued: row.interest_cents for row in records.invoices}
    assert sum(billed.values()) > 0
    for issued, interest in billed.items():
        since = max((start for start in run.month_starts if start < issued), default=0.0)
        due = {row.month: row.due for row in records.invoices}
        amounts = {row.month: row.billed_cents for row in records.invoices}
        settled = [row for row in payments if since < row.at <= issued]
        assert interest == sum(
            round(amounts[row.month] * 0.08 * (row.at - due[row.month]) / (365.25 * DAY)) for row in settled
        )
