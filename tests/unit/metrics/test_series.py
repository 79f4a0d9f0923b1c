"""Month by month, on the trace."""

from __future__ import annotations

import numpy as np

from sim.metrics.outcomes import outcomes
from sim.metrics.series import monthly
from tests.unit.metrics.trace import trace


def test_every_series_has_a_value_a_month() -> None:
    series = monthly(trace())
    assert list(series) == [
        "margin",
        "revenue",
        "customers",
        "lost",
        "kept",
        "response_attainment",
        "trust",
        "straws_of_lost.surprise charge",
    ]
    assert {values.shape for values in series.values()} == {(12,)}


def test_revenue_is_earned_where_it_belongs() -> None:
    """February: 50 of overage and 10 in error less 20 and 10 of credits. July: 7 of overage of the one that left."""
    revenue = monthly(trace())["revenue"]
    np.testing.assert_allclose(revenue, [1100, 1130, 1130, 1100, 1100, 1100, 1007, 1000, 1000, 1000, 1000, 1100])


def test_customers_leave_at_the_first_of_july() -> None:
    series = monthly(trace())
    assert series["lost"].tolist() == [0.0] * 6 + [1.0] + [0.0] * 5
    assert series["customers"].tolist() == [2.0] * 6 + [1.0] * 6


def test_half_of_the_customers_are_kept_and_the_straws_of_the_other_are_told() -> None:
    """Beta's straw of 8 on the first of March; Alpha's do not count, since it stays."""
    series = monthly(trace())
    assert series["kept"].tolist() == [1.0] * 6 + [0.5] * 6
    (grievances,) = (values for name, values in series.items() if name.startswith("straws_of_lost."))
    assert grievances.tolist() == [0.0, 0.0, 8.0] + [0.0] * 9


def test_promises_count_in_the_month_in_which_they_fall_due() -> None:
    """January: two kept, one hung up. February: answered late. June: withdrawn when the promise had passed."""
    attainment = monthly(trace())["response_attainment"]
    np.testing.assert_allclose(attainment, [2 / 3, 0.0, *[np.nan] * 3, 0.0, *[np.nan] * 6])


def test_trust_is_the_mean_of_those_under_contract() -> None:
    np.testing.assert_allclose(monthly(trace())["trust"], [0.6] * 6 + [0.8] * 6)


def test_months_add_up_to_the_outcome() -> None:
    run = trace()
    series, values = monthly(run), outcomes(run)
    assert round(series["margin"].sum(), 6) == round(values["margin"], 6)
    assert round(series["revenue"].sum(), 6) == round(values["revenue"], 6)
