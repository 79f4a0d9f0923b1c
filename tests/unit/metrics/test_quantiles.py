"""Quantiles of runs have one definition, and no room has another."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.metrics.quantiles import DECILES, EDGES, FAN, central_range, median, quantile, quantiles

TWENTY = np.arange(20.0)
ANOTHER = re.compile(r"\bnp\.(nan)?(quantile|percentile|median)\(|\.(quantile|median)\(|\bfrom statistics import")


def test_quantiles_are_interpolated_between_order_statistics() -> None:
    """Hyndman & Fan 7: the share s of n values is at place s (n - 1), from 0: .9 of twenty at 17.1."""
    assert quantile(TWENTY, 0.9) == pytest.approx(17.1)
    assert quantiles(TWENTY, DECILES) == pytest.approx([1.9, 9.5, 17.1])
    assert median([4, 1, 2, 3]) == 2.5
    assert (quantile(TWENTY, 0), quantile(TWENTY, 1)) == (0, 19)


def test_a_central_range_has_the_very_ends_of_its_quantiles() -> None:
    values = np.random.default_rng(1).normal(size=41)
    assert central_range(values) == (quantile(values, EDGES[0]), quantile(values, EDGES[1]))
    assert central_range(values, 0.8) == (quantile(values, DECILES[0]), quantile(values, DECILES[2]))
    assert (FAN["5 %"], FAN["95 %"]) == EDGES


def test_series_have_quantiles_over_runs_month_by_month() -> None:
    """Of three runs and two months, the second is defined in one run only, the third in none."""
    paths = np.array([[1.0, np.nan, np.nan], [2.0, 5.0, np.nan], [4.0, np.inf, np.nan]])
    assert quantiles(paths, 0.5) == pytest.approx([2, 5, np.nan], nan_ok=True)
    assert quantiles(paths, (0.0, 1.0)) == pytest.approx(np.array([[1, 5, np.nan], [4, 5, np.nan]]), nan_ok=True)
    assert np.isnan(quantiles(np.empty((0, 3)), EDGES)).tolist() == [[True] * 3] * 2


@pytest.mark.parametrize("values", [[], [np.nan], [np.nan, np.inf]])
def test_without_values_there_is_no_quantile(values: list[float]) -> None:
    assert np.isnan([median(values), *central_range(values)]).all()


def test_no_other_file_computes_quantiles_of_runs() -> None:
    """The columns of an export are no runs, nor are the figures that numbers are fitted to."""
    root = Path(sim.__file__).parent
    files = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if path.relative_to(root).parts[0] not in ("importing", "fitting")
        if ANOTHER.search(path.read_text(encoding="utf-8"))
    }
    assert files == {"metrics/quantiles.py"}
