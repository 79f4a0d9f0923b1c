"""Kaplan and Meier's estimate is that of SciPy, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from sim.metrics.survival import kaplan_meier


@pytest.mark.parametrize("share", [0.0, 0.1, 0.9, 1.0])
@pytest.mark.parametrize("distinct", [3, 40, 10_000])
@pytest.mark.parametrize("count", [1, 2, 57, 3_000])
def test_the_estimate_is_scipy_s(share: float, distinct: int, count: int) -> None:
    draws = np.random.default_rng([count, distinct])
    times = draws.integers(distinct, size=count) / 7
    censored = draws.random(count) < share
    times[-1] = times[0]
    expected = ecdf(CensoredData.right_censored(times, censored)).cdf
    moments, by_then = kaplan_meier(times, censored)
    np.testing.assert_array_equal(moments, expected.quantiles, strict=True)
    np.testing.assert_array_equal(by_then, expected.probabilities, strict=True)


def test_who_is_censored_counts_for_as_long_as_he_was_watched() -> None:
    """Four are watched: one of four has it at 1, one leaves at 2, and one of the two that are left has it at 3."""
    moments, by_then = kaplan_meier(np.array([3.0, 1.0, 2.0, 5.0]), np.array([False, False, True, True]))
    assert moments.tolist() == [1, 2, 3, 5]
    assert by_then.tolist() == [0.25, 0.25, 0.625, 0.625]
