"""Receivables of customers who were not fitted: how often bands hold them, and what cannot be tested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import binom

from sim.fitting.receivables import InvoiceHistory
from sim.questions.backtest import Backtest, Split
from sim.questions.backtest_customers import FIGURES, SPLITS, CustomerTest, customer_tests
from sim.report.backtest import backtest_record, backtest_words, customers_table
from sim.statistics.held_out import Trust
from tests.unit.fitting.ledgers import days_world, share_world

CUSTOMERS = 45


def history(seed: int = 3, customers: int = CUSTOMERS, spread: float = 0.3) -> InvoiceHistory:
    """Invoices of customers whose shares are Beta and whose days are Gamma about levels of their own."""
    rng = np.random.default_rng(seed)
    disputed, invoices = share_world(rng, customers, 0.25, 0.15, (12, 40))
    size = 1 / spread - 1
    late = rng.binomial((invoices - disputed).astype(int), rng.beta(0.3 * size, 0.7 * size, customers)).astype(float)
    late_disputed = rng.binomial(disputed.astype(int), rng.beta(0.6 * size, 0.4 * size, customers)).astype(float)
    names = tuple(f"Firm {place:02d}" for place in range(customers))
    days = days_world(rng, customers, 7.4, 6.0, 0.3)
    return InvoiceHistory(names, invoices, disputed, late, late_disputed, days, True, False, False, (0, 0, 0, 0))


@pytest.fixture(scope="module")
def tests() -> tuple[CustomerTest, ...]:
    return customer_tests(history())


def test_bands_hold_customers_who_were_not_fitted_as_often_as_they_say(tests: tuple[CustomerTest, ...]) -> None:
    assert [test.name for test in tests] == list(FIGURES)
    assert [test.splits for test in tests] == [SPLITS] * 4
    assert all(test.low < test.observed < test.high for test in tests)
    inside = [test.inside for test in tests]
    assert binom.ppf(0.001, 4 * SPLITS, 0.8) <= sum(inside) <= binom.ppf(0.999, 4 * SPLITS, 0.8)
    assert [test.trust for test in tests] == [Trust.GREEN if 12 < count < 20 else Trust.AMBER for count in inside]


def test_twice_the_same() -> None:
    assert customer_tests(history(), splits=10) == customer_tests(history(), splits=10)


def test_what_cannot_be_tested_is_grey_with_its_reason() -> None:
    few = customer_tests(history(customers=18))
    assert {test.trust for test in few} == {Trust.GREY}
    assert "13 customers; needs 15" in few[0].reason
    unflagged = replace(
        history(), disputes_known=False, disputed=np.zeros(CUSTOMERS), late_disputed=np.zeros(CUSTOMERS)
    )
    by_name = {test.name: test for test in customer_tests(unflagged, splits=10)}
    assert [by_name[name].trust is Trust.GREY for name in FIGURES] == [False, True, False, True]
    (reason,) = {test.reason for test in customer_tests(replace(history(), open_only=True))}
    assert "open items" in reason


def test_report_and_trust_rest_on_them(tests: tuple[CustomerTest, ...]) -> None:
    wrong = replace(tests[2], inside=9, trust=Trust.AMBER, reason="inside the 80 % band in 9 of 20 splits")
    result = Backtest(Split(date(2024, 1, 1), 26, 12), 20, (), {}, customers=(*tests[:2], wrong, tests[3]))
    colour, reason = result.trust("days_sales_outstanding")
    assert (colour, reason) == (Trust.AMBER, "days late: inside the 80 % band in 9 of 20 splits")
    assert result.trust("margin")[0] is Trust.GREY
    assert result.badge is Trust.AMBER
    rows = customers_table(result).rows
    assert [row[2] for row in rows][2] == "9 of 20"
    assert "days late 9 of 20" in " ".join(backtest_words(result))
    record = backtest_record(result)["customers"]
    assert record[2]["inside"] == 9
    assert record[2]["trust"] == "amber"
    grey = replace(result, customers=customer_tests(history(customers=18)))
    assert backtest_record(grey)["customers"][0]["observed"] is None
    assert customers_table(grey).rows[0][2:6] == (None, None, None, None)
    assert grey.badge is Trust.GREY
