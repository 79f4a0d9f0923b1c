"""When the fee is billed, and how it moves, worked out by hand: Acme on the gold plan at 1,000.00 a month."""

from __future__ import annotations

from datetime import date

import pytest

from sim.metrics.books import keep_books
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.units import MINUTES_PER_DAY
from tests.traces.script import play

TERM: dict[str, object] = {"plans.gold.term_months": 12}


def fees(run: Run) -> dict[int, int]:
    """Fee billed by month of the invoice, in cents."""
    return {row.month: row.fee_cents for row in run.records.invoices if row.fee_cents and row.issued >= 0}


def first_renewal(run: Run) -> int:
    """Month in which the term that runs at the start ends."""
    return run.month_starts.index(run.records.renewals[0].at)


@pytest.mark.parametrize("months", [6, 3])
def test_half_a_year_at_once(months: int) -> None:
    """Half a year at 1,000 is 6,000, billed at each renewal and half a year from it; earned are 12 times 1,000."""
    run = play([], TERM | {"plans.gold.billing_months": months})
    term = first_renewal(run)
    assert fees(run) == {m: months * 100_000 for m in range(12) if (m - term) % months == 0}
    assert outcomes(run)["revenue"] == 12_000


def test_a_quarter_afterwards() -> None:
    """Each quarter, counted from the renewal, is billed as the next one begins; the one that runs at the start, too.

    With the renewal in month t, invoices of 3,000 go out in the months m with (m - t) divisible by 3, month 0 included:
    what of a quarter lies before the study is unbilled then, what of it lies before the end is unbilled at the end.
    Both are deferred revenue below 0, and billed = 12,000 + what was unbilled at the start - what is at the end.
    """
    run = play([], TERM | {"plans.gold.billing_months": 3, "plans.gold.billing": "arrears"})
    term = first_renewal(run)
    assert fees(run) == {m: 300_000 for m in range(12) if (m - term) % 3 == 0}
    first = min(fees(run))
    before, after = (row.amount_cents for row in run.records.deferred)
    assert before == -(3 - first) * 100_000
    assert after == -(12 - max(fees(run))) * 100_000
    assert sum(fees(run).values()) == 1_200_000 - before + after
    assert outcomes(run)["revenue"] == 12_000


def test_what_is_not_billed_yet_costs_interest() -> None:
    """A year in arrears, billed at the renewal, at 12 % a year: on average half a year's fee is out, which costs money.

    Deferred revenue at the middle of month m, k months after the last bill: -(k + 1/2) * 1,000; each month costs
    1 % of that, by days: days / 365.25 * 12 %.
    """
    costly: dict[str, object] = {"plans.gold.billing_months": 12, "assumptions.billing.capital_cost_per_year": 0.12}
    costly |= TERM | {"plans.gold.payment_days": 0}
    after = play([], costly | {"plans.gold.billing": "arrears"})
    term, starts = first_renewal(after), after.month_starts
    opening = [row for row in after.records.invoices if row.issued < 0]
    assert opening == []
    owed = sum(
        ((m - term) % 12 + 0.5) * 1000 * (starts[m + 1] - starts[m]) / MINUTES_PER_DAY / 365.25 * 0.12
        for m in range(12)
    )
    assert -keep_books(after).total("capital") / 100 == pytest.approx(owed, abs=0.02)


def test_who_leaves_is_billed_what_is_left() -> None:
    """It does not renew (an intercept of 5): the last invoice, as it leaves, bills the year of its last term."""
    leaving: dict[str, object] = {"plans.gold.billing_months": 12, "plans.gold.billing": "arrears"}
    leaving |= {"assumptions.renewal.intercept": 5, **TERM}
    run = play([], leaving)
    (left,) = run.records.departures
    month = run.month_starts.index(left.at)
    assert fees(run) == {month: 1_200_000}
    (before,) = run.records.deferred
    assert before.amount_cents == -(12 - month) * 100_000
    assert outcomes(run)["revenue"] == month * 1_000


def test_a_leap_day_costs_nothing() -> None:
    """From September 2027 on, half a year in advance: the fee is by the month, so that of February 2028 too."""
    run = play([], TERM | {"plans.gold.billing_months": 6, "start_date": date(2027, 9, 1)})
    assert {row.recognised_cents for row in run.records.months} == {100_000}
    assert run.month_starts[6] - run.month_starts[5] == 29 * MINUTES_PER_DAY
    assert outcomes(run)["revenue"] == 12_000
