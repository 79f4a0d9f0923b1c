"""Lines of an invoice, by hand, in cents."""

from __future__ import annotations

import pytest

from sim.contracts.invoicing import interest_cents, overage_cents, time_and_materials_cents, uplift

YEAR = 365.25 * 1440


@pytest.mark.parametrize(
    ("contacts", "included", "owed"),
    [(0, 8, 0), (8, 8, 0), (9, 8, 3500), (20, 8, 42_000), (5, 0, 17_500), (1000, None, 0)],
)
def test_overage(contacts: int, included: int | None, owed: int) -> None:
    """35.00 for each contact beyond those included: 12 beyond are 420.00; unlimited is unlimited."""
    assert overage_cents(contacts, included, 3500) == owed


@pytest.mark.parametrize(("minutes", "owed"), [(0, 0), (60, 12_000), (20, 4000), (0.5, 100), (7.77, 1554)])
def test_time_and_materials(minutes: float, owed: int) -> None:
    """120.00 an hour is 2.00 a minute."""
    assert time_and_materials_cents(minutes, 12_000) == owed


@pytest.mark.parametrize(("late_days", "owed"), [(0, 0), (365.25, 8000), (36.525, 800), (1, 22), (30, 657)])
def test_interest(late_days: float, owed: int) -> None:
    """8 % a year on 1,000.00, simple: a tenth of a year 8.00, one day 80 / 365.25 = .219."""
    assert interest_cents(100_000, late_days * 1440, 0.08) == owed


def test_interest_is_simple_and_proportional() -> None:
    """Twice the time and twice the sum make four times the interest."""
    assert interest_cents(2_000_000, YEAR / 2, 0.08) == 4 * interest_cents(1_000_000, YEAR / 4, 0.08)


@pytest.mark.parametrize(
    ("per_year", "months", "factor"),
    [(0.03, 12, 1.03), (0.03, 24, 1.0609), (0.03, 6, 1.0148892), (0.0, 12, 1.0), (-0.5, 12, 0.5), (0.21, 6, 1.1)],
)
def test_uplift_compounds_over_the_term(per_year: float, months: int, factor: float) -> None:
    """At 3 % two years are 1.03^2 = 1.0609; half a year of 21 % is 10 %."""
    assert uplift(per_year, months) == pytest.approx(factor, abs=1e-7)
