"""The books of the trace, against sums worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaincc

from sim.metrics.books import COST_LINES, LINES, REVENUE_LINES, keep_books
from sim.metrics.desk_pay import desk_cost_cents
from sim.records.events import ContactEnded, CustomerCostBooked
from sim.scenario.overrides import with_overrides
from sim.units import MINUTES_PER_DAY
from tests.unit.metrics.trace import trace

CENT_DAYS_ALPHA = 9 * 100_000 * 30 + 104_000 * 10 + 103_000 * 20 + 103_000 * 184 + 110_000 * 31
CENT_DAYS_BETA = 6 * 10_000 * 30 + 700 * 30


@pytest.mark.parametrize(
    ("line", "alpha", "beta"),
    [
        ("fees", 11 * 100_000 + 110_000, 6 * 10_000),
        ("overage", 5_000, 700),
        ("time_and_materials", 3_000, 0),
        ("interest", 0, 0),
        ("errors", 1_000, 0),
        ("service_credits", -2_000, 0),
        ("dispute_credits", -1_000, 0),
        ("labour", -(100 * 125 + 120 * 50), -60 * 125),
        ("account_people", 0, 0),
        ("self_service", -200, 0),
        ("write_offs", -103_000, 0),
    ],
)
def test_a_line_by_customer(line: str, alpha: int, beta: int) -> None:
    """Frontline's loaded minute: 1.00 x 1,200 rostered / 960 available = 1.25; billing's .50, nothing is lost there."""
    assert keep_books(trace()).of_customers(line).tolist() == [alpha, beta]


def test_receivables_open_by_customer() -> None:
    """Nine invoices of 1,000 for 30 days, 1,040 for 10 and 1,030 for 20, 1,030 from March to August, 1,100 for 31."""
    days = keep_books(trace()).receivable.sum(axis=1) / MINUTES_PER_DAY
    np.testing.assert_allclose(days, [CENT_DAYS_ALPHA, CENT_DAYS_BETA], rtol=1e-12)


def test_capital_costs_nine_per_cent_a_year_of_what_is_open_less_what_is_paid_in_advance() -> None:
    """A month's fee is earned evenly: half of it is deferred on average, for 334 days, 31 and Beta's 181."""
    total = -keep_books(trace()).total("capital")
    deferred = (100_000 * 334 + 110_000 * 31 + 10_000 * 181) / 2
    lent, borrowed = (round(days * 0.09 / 365.25) for days in (CENT_DAYS_ALPHA + CENT_DAYS_BETA, deferred))
    assert (lent, borrowed) == (13_376, 4_758)
    assert total == lent - borrowed


def test_the_provision_is_the_expected_loss_on_what_is_open() -> None:
    """December's 1,100 are a day overdue: .015 are never paid, .26 of the others late, .8475 of these by more.

    Booked month by month, it is nothing more than that over the year.
    """
    later = gammaincc((7.4 / 8) ** 2, (7.4 / 8) ** 2 / 7.4)
    loss = 0.015 / (0.015 + 0.985 * 0.26 * later)
    assert -keep_books(trace()).total("provision") == round(110_000 * loss) == 7_155


def test_unallocated_is_idle_time_and_overtime_beyond_the_loaded_rate() -> None:
    """January: 380 idle at 1.25 and 120 at .50. February: 440 at 1.25 and 20 of overtime at 1.50 instead of 1.25."""
    expected = [-(380 * 125 + 120 * 50), -(440 * 125 + 20 * 25)] + [0] * 10
    assert keep_books(trace()).unallocated.tolist() == expected


def test_the_margin() -> None:
    """1,276,700 less paid time 135,000, self-service 200, write-offs 103,000, provision 7,155, capital 8,618 cents."""
    books = keep_books(trace())
    assert books.total(*REVENUE_LINES) == 1_276_700
    assert books.margin_cents == 1_276_700 - 135_000 - 200 - 103_000 - 7_155 - 8_618
    assert books.margin_cents == books.total(*REVENUE_LINES, *COST_LINES) + books.unallocated.sum()


def test_months_and_customers_add_up_to_the_same_cents() -> None:
    books = keep_books(trace())
    for line in LINES:
        assert books.of_months(line).sum() == books.of_customers(line).sum() == books.total(line)


def test_minutes_leave_the_warm_up_out() -> None:
    assert keep_books(trace()).minutes.sum(axis=1).tolist() == [220.0, 60.0]


def test_a_touch_over_the_horizon_is_cut_there() -> None:
    run = trace()
    last = run.records.touches[3]
    end = run.horizon
    run.records.touches.append(last._replace(day=364, number=7, started=end - 5, ended=end + 100))
    assert keep_books(run).minutes[1, 11] == 5.0


def test_a_contact_deflected_in_the_warm_up_costs_nothing() -> None:
    run = trace()
    early: ContactEnded = run.records.contacts[2]._replace(day=-1, number=5, opened=-10.0)
    run.records.contacts.append(early)
    assert keep_books(run).total("self_service") == -200


FRONTLINE = "provider.teams.frontline"


def test_a_supplier_charges_no_less_than_a_share_of_the_time_of_its_seats() -> None:
    """480 minutes a month are 24 touches of 20 minutes, .8 of them 19.2 at 9.50: 182.40. Customers bear their own.

    Those are two in January and one in February. At a share of .05, 1.2 touches: only February's is made up for.
    """
    run = trace()
    outsourced = with_overrides(
        run.scenario, {f"{FRONTLINE}.cost_per_contact": 9.5, f"{FRONTLINE}.minimum_paid_share": 0.8}
    )
    leased = type(run)(outsourced, 1, 0, run.records, run.month_starts)
    books = keep_books(leased)
    billing = 120 * 50
    assert books.unallocated.tolist() == [-(18_240 - 2 * 950) - billing, -(18_240 - 950)] + [0] * 10
    assert desk_cost_cents(leased) == 2 * 18_240 + 240 * 50
    busy = with_overrides(outsourced, {f"{FRONTLINE}.minimum_paid_share": 0.05})
    assert (
        keep_books(type(run)(busy, 1, 0, run.records, run.month_starts)).unallocated.tolist()
        == [-billing, -190] + [0] * 10
    )


def test_a_team_paid_by_the_contact_costs_its_touches_and_nothing_else() -> None:
    """Frontline at 9.50 a touch: two of Alpha's in January, one of Beta's in February; that of the warm-up is none."""
    run = trace()
    price = {f"{FRONTLINE}.cost_per_contact": 9.5}
    outsourced = with_overrides(run.scenario, price | {f"{FRONTLINE}.minimum_paid_share": 0})
    books = keep_books(type(run)(outsourced, 1, 0, run.records, run.month_starts))
    assert books.lines["labour"][:, :2].tolist() == [[-2 * 950, -120 * 50], [0, -950]]
    assert books.unallocated.tolist() == [-120 * 50] + [0] * 11
    assert desk_cost_cents(type(run)(outsourced, 1, 0, run.records, run.month_starts)) == 3 * 950 + 240 * 50


def test_account_people_are_borne_by_their_customer() -> None:
    run = trace()
    run.records.customer_costs.append(CustomerCostBooked("Beta", 1, "account_people", 4_500))
    books = keep_books(run)
    assert books.of_customers("account_people").tolist() == [0, -4_500]
    assert books.margin_cents == keep_books(trace()).margin_cents - 4_500
