"""The difference of a quantile under common random numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.metrics.quantiles import quantile
from sim.statistics.paired_quantiles import paired_quantile

STUDIES, PAIRS, SHARE, LEVEL = 300, 20, 0.2, 0.95
NORMAL = stats.norm.ppf(SHARE)


def test_a_variant_that_differs_alike_in_all_runs_differs_by_that_for_sure() -> None:
    base = np.random.default_rng(1).normal(0, 300, PAIRS)
    interval = paired_quantile(base, base - 40, SHARE, LEVEL)
    assert (interval.estimate, interval.low, interval.high) == pytest.approx((-40, -40, -40))
    assert interval.alike


def test_it_is_about_the_quantile_and_not_the_mean() -> None:
    """Only the lowest half of the runs lose."""
    base = np.arange(200.0)
    interval = paired_quantile(base, base - np.where(base < 100, 50, 0), SHARE, LEVEL)
    assert (interval.low, interval.high) == pytest.approx((-50, -50))
    assert paired_quantile(base, base - np.where(base < 100, 50, 0), 0.8, LEVEL).estimate == 0


@pytest.mark.parametrize("spread", [1.0, 1.3])
@pytest.mark.parametrize("correlation", [0.5, 0.95])
def test_it_covers_the_difference_and_common_random_numbers_make_it_narrow(correlation: float, spread: float) -> None:
    """Normal values, whose quantiles differ by 3 and by what the greater spread takes."""
    generator = np.random.default_rng(2)
    base, own = generator.normal(size=(2, STUDIES, PAIRS))
    variant = 3 + spread * (correlation * base + np.sqrt(1 - correlation**2) * own)
    truth = 3 + (spread - 1) * NORMAL
    intervals = [paired_quantile(*pair, SHARE, LEVEL) for pair in zip(base, variant, strict=True)]
    missed = sum(not one.low <= truth <= one.high for one in intervals)
    assert missed <= stats.binom.ppf(1 - 1e-4, STUDIES, 1 - LEVEL)
    assert intervals[0].estimate == pytest.approx(quantile(variant[0], SHARE) - quantile(base[0], SHARE))
    if correlation > 0.9:
        apart = [paired_quantile(base[n], np.roll(variant, 1, axis=0)[n], SHARE, LEVEL) for n in range(50)]
        width, wide = (np.mean([one.high - one.low for one in some]) for some in (intervals, apart))
        assert width < wide / 2


@pytest.mark.parametrize(("pairs", "has_ends"), [(0, False), (1, False), (14, False), (15, True)])
def test_there_are_no_ends_of_so_few_runs_that_the_quantile_rests_on_one_or_two(pairs: int, has_ends: bool) -> None:
    values = np.arange(float(pairs))
    interval = paired_quantile(values, values + 1, SHARE, LEVEL)
    assert np.isfinite(interval.low) == np.isfinite(interval.high) == has_ends
    assert interval.count == pairs


def test_pairs_in_which_one_is_not_defined_are_left_out() -> None:
    base, variant = np.arange(20.0), np.arange(20.0) ** 1.1
    gaps = np.array([np.nan, np.inf])
    whole = paired_quantile(np.append(base, gaps), np.append(variant, [1.0, 2.0]), SHARE, LEVEL)
    assert whole == paired_quantile(base, variant, SHARE, LEVEL)
