"""Levels of customers: what those who were seen and those who were silent make together is what was counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.fitting.levels import YEAR, fit_levels

CUSTOMERS, DAYS, MEAN, SHAPE, SEEN = 3_000, 56, 8.0, 0.3, 0.9


def counted(seed: int) -> pd.DataFrame:
    """Customers who got in touch at least once, of a portfolio whose levels are unequal."""
    random_numbers = np.random.default_rng(seed)
    levels = random_numbers.gamma(SHAPE, MEAN / SHAPE, CUSTOMERS)
    counts = random_numbers.poisson(levels * DAYS / YEAR * SEEN)
    table = pd.DataFrame({"segment": "all", "count": counts, "exposure": float(DAYS), "fee": np.nan})
    return table[table["count"] > 0]


@pytest.mark.parametrize("seed", range(5))
def test_without_a_list_the_levels_add_up_to_what_was_counted(seed: int) -> None:
    """The means of the posteriors of a likeliest prior do so exactly where all were watched for as long."""
    customers = counted(seed)
    levels = fit_levels(customers, {"all": (24.0, 1.33)}, listed=False, seen=SEEN)
    mean, variance = levels.silent_level
    total = levels.accounts["level"].sum() + levels.silent * mean
    assert total == pytest.approx(customers["count"].sum() / (DAYS / YEAR * SEEN), rel=0.001)
    assert 0 < mean < MEAN / 2
    assert variance == pytest.approx(mean**2 / levels.fits[1].new, rel=0.001)  # type: ignore[operator]


def test_with_a_list_nobody_is_added() -> None:
    levels = fit_levels(counted(1), {"all": (24.0, 1.33)}, listed=True, seen=SEEN)
    assert (levels.silent, levels.silent_level) == (0, (0, 0))
