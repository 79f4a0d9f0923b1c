"""Lateness as a trait: late invoices of a customer are beta-binomial, and no one share for all describes them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom, binom, chisquare

from sim.engine.run import simulate
from sim.scenario.overrides import with_overrides
from tests.worlds import SMALL, STILL

CUSTOMERS, MONTHS, MEAN, SPREAD = 600, 10, 0.3, 0.25
TRAIT = {
    **STILL,
    "horizon_months": 12,
    "warmup_days": 0,
    "plans.gold.term_months": 60,
    "assumptions.grievance.price_rise": 0,
    "accounts": {},
    "segments": {
        "large": {
            "customers": CUSTOMERS,
            "plan": "gold",
            "contacts_per_year": 0,
            "breaking_point": 1000,
            "late_payment_share": MEAN,
            "lateness_spread": SPREAD,
        }
    },
}


@pytest.fixture(scope="module")
def late() -> np.ndarray:
    """Late ones among the first ten invoices of each customer; what is paid later than due is late."""
    records = simulate(with_overrides(SMALL, TRAIT), seed=11, replication=0).records
    due = {(row.customer, row.month): row.due for row in records.invoices if row.month < MONTHS}
    on_time = {
        (row.customer, row.month) for row in records.payments if row.at <= due.get((row.customer, row.month), -1)
    }
    names = sorted({customer for customer, _ in due})
    assert len(due) == len(names) * MONTHS == CUSTOMERS * MONTHS
    return np.array([sum((name, month) not in on_time for month in range(MONTHS)) for name in names])


def chi_square(late: np.ndarray, probability: np.ndarray) -> float:
    """P value of the counts, those of 8 and more late invoices as one."""
    seen = np.bincount(late, minlength=MONTHS + 1)
    expected = CUSTOMERS * probability
    parts = [np.append(counts[:8], counts[8:].sum()) for counts in (seen, expected)]
    return float(chisquare(*parts).pvalue)


def test_late_invoices_of_a_customer_are_beta_binomial(late: np.ndarray) -> None:
    a, b = MEAN * (1 / SPREAD - 1), (1 - MEAN) * (1 / SPREAD - 1)
    numbers = np.arange(MONTHS + 1)
    assert chi_square(late, betabinom.pmf(numbers, MONTHS, a, b)) > 0.01
    assert chi_square(late, binom.pmf(numbers, MONTHS, MEAN)) < 1e-12


def test_the_variance_between_customers_is_as_the_formula_says(late: np.ndarray) -> None:
    """Var of the late share of n invoices = m (1 - m) (rho + (1 - rho) / n) = .21 x (.25 + .075) = .06825."""
    share = late / MONTHS
    expected = MEAN * (1 - MEAN) * (SPREAD + (1 - SPREAD) / MONTHS)
    assert expected == pytest.approx(0.06825)
    deviations = (share - MEAN) ** 2
    standard_error = deviations.std(ddof=1) / CUSTOMERS**0.5
    assert abs(deviations.mean() - expected) < 3 * standard_error
    assert deviations.mean() - 3 * standard_error > MEAN * (1 - MEAN) / MONTHS


def test_the_mean_is_that_of_the_segment(late: np.ndarray) -> None:
    standard_error = late.std(ddof=1) / MONTHS / CUSTOMERS**0.5
    assert abs(late.mean() / MONTHS - MEAN) < 3 * standard_error
