"""The figures of service-desk-2016.yaml, measured again where the incident log lies beside the checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from sim.scenario.source import read_mapping

ROOT = Path(__file__).parents[2]
LOG = ROOT.parent / "shared" / "data" / "servicenow_incidents.csv.gz"

pytestmark = pytest.mark.skipif(not LOG.exists(), reason=f"{LOG.name} is not beside the checkout")


@pytest.fixture(scope="module")
def incidents() -> pd.DataFrame:
    """The last row of each incident, with the moment it was opened and its most reassignments."""
    log = pd.read_csv(LOG, dtype=str)
    rows = log.groupby("number").last()
    rows["opened"] = pd.to_datetime(rows["opened_at"], format="%d/%m/%Y %H:%M")
    rows["reassignments"] = log["reassignment_count"].astype(int).groupby(log["number"]).max()
    return rows


@pytest.fixture(scope="module")
def committed() -> dict[str, Any]:
    return dict(read_mapping(ROOT / "scenarios" / "service-desk-2016.yaml")[0]["set"])


def ordinary_days(incidents: pd.DataFrame) -> pd.Series:
    """Incidents by day, without working days that hold less than half of their weekday's median."""
    daily = incidents["opened"].dt.normalize().value_counts().sort_index()
    weekday = daily.index.day_of_week
    return daily[(weekday >= 5) | (daily >= daily.groupby(weekday).transform("median") / 2)]


def test_the_window_is_full_weeks(incidents: pd.DataFrame) -> None:
    days = incidents["opened"].dt.normalize()
    assert days.min().day_name() == "Monday"
    assert days.max().day_name() == "Sunday"
    assert days.nunique() == 8 * 7


def test_week_profile(incidents: pd.DataFrame, committed: dict[str, Any]) -> None:
    daily = ordinary_days(incidents)
    assert (len(daily), daily.sum()) == (52, 14_765)
    means = daily.groupby(daily.index.day_of_week).mean()
    np.testing.assert_allclose(committed["assumptions.demand.weekday_shares"], means / means.sum(), rtol=0, atol=6e-5)


def test_hour_profile(incidents: pd.DataFrame, committed: dict[str, Any]) -> None:
    opened = incidents["opened"][incidents["opened"].dt.normalize().isin(ordinary_days(incidents).index)]
    shares = np.bincount(opened.dt.hour, minlength=24) / len(opened)
    np.testing.assert_allclose(committed["assumptions.demand.hour_shares"], shares, rtol=0, atol=6e-5)


def test_priority_mix(incidents: pd.DataFrame, committed: dict[str, Any]) -> None:
    shares = incidents["priority"].value_counts(normalize=True)
    mix = committed["assumptions.contact.severity_shares"]
    assert sum(mix.values()) == pytest.approx(1)
    for severity, share in mix.items():
        assert share == pytest.approx(shares[severity[1]], abs=6e-4)


def truncated_fit(counts: np.ndarray) -> tuple[float, tuple[float, float]]:
    """Shape of the zero-truncated negative binomial, and its 95 % interval by profile likelihood."""

    def loss(log_mean: float, shape: float) -> float:
        success = shape / (shape + np.exp(log_mean))
        log_positive = np.log1p(-(success**shape))
        return float(np.sum(log_positive - stats.nbinom.logpmf(counts, shape, success)))

    def profile(shape: float) -> float:
        return float(optimize.minimize_scalar(loss, bounds=(-6, 4), method="bounded", args=(shape,)).fun)

    best = optimize.minimize_scalar(profile, bounds=(0.05, 3), method="bounded")
    bound = best.fun + stats.chi2.ppf(0.95, 1) / 2
    low = optimize.brentq(lambda shape: profile(shape) - bound, 0.05, best.x)
    high = optimize.brentq(lambda shape: profile(shape) - bound, best.x, 3)
    return float(best.x), (float(low), float(high))


def test_heavy_tail_of_callers(incidents: pd.DataFrame, committed: dict[str, Any]) -> None:
    callers = incidents["caller_id"]
    counts = callers[callers != "?"].value_counts().to_numpy()
    assert counts.size == 4_251
    shape, interval = truncated_fit(counts)
    for segment in ("small", "medium", "large"):
        assert committed[f"segments.{segment}.contacts_shape"] == pytest.approx(shape, abs=5e-3)
    assert interval == pytest.approx((0.20, 0.33), abs=5e-3)
    busiest = counts[: round(0.2 * counts.size)].sum() / counts.sum()
    assert busiest == pytest.approx(0.53, abs=5e-3)


@pytest.mark.parametrize(("team", "earlier"), [("frontline", 0), ("specialist", 1)])
def test_reassigned_share(incidents: pd.DataFrame, committed: dict[str, Any], team: str, earlier: int) -> None:
    chain = incidents["reassignments"]
    share = (chain > earlier).sum() / (chain >= earlier).sum()
    escalated = committed[f"provider.teams.{team}.escalated_share"]
    solved = committed[f"provider.teams.{team}.solved_share"]
    assert escalated / (escalated + solved) == pytest.approx(share, abs=1e-3)
