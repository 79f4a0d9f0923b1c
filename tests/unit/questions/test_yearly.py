"""Outcomes by year over replications, with the change from the first full year to the last."""

from __future__ import annotations

from math import isnan

import pytest

from sim.errors import SaydoError
from sim.questions.yearly import YearlyOutcomes, by_year, yearly
from tests.worlds import SMALL, changed


def result(first: float, second: float) -> YearlyOutcomes:
    return YearlyOutcomes({"margin": first + second}, [{"margin": first}, {"margin": second}])


def test_means_and_the_change_are_over_the_replications() -> None:
    (row,) = by_year([result(10, 20), result(30, 50), result(20, 35)], 24, ["margin"])
    assert (row.whole.estimate, [year.estimate for year in row.years]) == (55, [20, 35])
    assert row.change is not None
    assert row.change.difference == 15
    assert row.change.low < 15 < row.change.high


def test_shares_of_a_year_stay_shares() -> None:
    """Three runs of 1 and one of .9: Student's t alone would reach 1.055."""
    name = "customer_retention_per_year"
    runs = [YearlyOutcomes({name: kept}, [{name: kept}, {name: kept / 2}]) for kept in (1, 1, 1, 0.9)]
    (row,) = by_year(runs, 24, [name])
    assert row.whole.low < 0.975 < row.whole.high <= 1


def test_a_short_last_year_is_not_compared() -> None:
    (row,) = by_year([result(10, 20), result(30, 50)], 18, ["margin"])
    assert row.change is None


def test_a_replication_that_failed_is_left_out() -> None:
    (row,) = by_year([result(10, 20), YearlyOutcomes(error="boom")], 24, ["margin"])
    assert row.whole.count == 1
    with pytest.raises(SaydoError, match="boom"):
        by_year([YearlyOutcomes(error="boom")], 24)


def test_an_outcome_beyond_the_horizon_has_no_years_and_an_unknown_one_is_refused() -> None:
    results = [yearly(changed({"horizon_months": 14}), 1, 0)]
    (row,) = by_year(results, 14, ["run_off_value"])
    assert all(isnan(year.estimate) for year in row.years)
    with pytest.raises(SaydoError, match="no such outcome"):
        by_year(results, 14, ["margin.Nobody"])


def test_a_result_is_kept_without_loss() -> None:
    once = yearly(SMALL, 1, 0)
    assert YearlyOutcomes.from_json(once.to_json()).to_json() == once.to_json()
