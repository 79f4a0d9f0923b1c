"""Season and growth are told apart from two years on, and other numbers of days are fitted beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, gamma, norm

from sim.fitting.composition import compose
from sim.fitting.days import day_table, fit_busyness
from sim.fitting.fit import FittedNumber, Status
from sim.fitting.folder import portfolio_files
from sim.fitting.own_portfolio import loaded
from sim.fitting.portfolio import fit_portfolio
from sim.fitting.season import SEASON, fit_season, in_season
from sim.importing.read import read
from sim.scenario.files import load, resolve

SEEDS = 20
FLAT = (1.0,) * 12
TRUTH = 1 + 0.4 * np.cos(2 * np.pi * np.arange(12) / 12)
WEEK = np.array([0.23, 0.22, 0.18, 0.2, 0.165, 0.0025, 0.0025])


def years(seed: int, days: int = 730, growth: float = 0.15, a_day: float = 60.0) -> tuple[pd.Series, pd.DatetimeIndex]:
    """Contacts with a season, growth, and busy days that go together."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2024-03-01", periods=days)
    scores = rng.normal(size=days)
    for day in range(1, days):
        scores[day] = 0.3 * scores[day - 1] + np.sqrt(1 - 0.3**2) * scores[day]
    busy = gamma.ppf(norm.cdf(scores), 32) / 32
    mean = 7 * a_day * WEEK[dates.day_of_week] * TRUTH[dates.month - 1]
    counts = rng.poisson(mean * (1 + growth) ** (np.arange(days) / 365.25) * busy)
    return pd.Series(np.repeat(dates.to_numpy(), counts) + np.timedelta64(10, "h")), dates


def inside(fit: FittedNumber, truth: float) -> bool:
    assert isinstance(fit.low, float)
    assert isinstance(fit.high, float)
    return fit.low <= truth <= fit.high


def test_season_and_growth_are_covered_together() -> None:
    months, growth, busy = 0, 0, 0
    for seed in range(SEEDS):
        table = day_table(*years(seed))
        season, rate = fit_season(table, FLAT, 0.0)
        assert isinstance(season.new, tuple)
        assert np.mean(season.new) == pytest.approx(1)
        months += int(((np.array(season.low) <= TRUTH) & (np.array(season.high) >= TRUTH)).sum())
        growth += inside(rate, 0.15)
        busy += inside(fit_busyness(in_season(table, season), 10.0), 32.0)
    assert binom.ppf(0.001, 12 * SEEDS, 0.95) <= months
    assert min(growth, busy) >= binom.ppf(0.001, SEEDS, 0.95)


def test_a_season_without_its_place_makes_days_uneven() -> None:
    table = day_table(*years(1))
    alone = fit_busyness(table, 10.0)
    assert isinstance(alone.new, float)
    assert alone.new < 16


@pytest.mark.parametrize(
    ("days", "reason"), [(700, "700 days; needs 720, two of each month"), (730, "0 open days of a calendar month")]
)
def test_short_files_and_months_without_days_keep_it(days: int, reason: str) -> None:
    opened, dates = years(2, days)
    closed = {day.date() for day in dates if day.month == 8} if days == 730 else set()
    (fit,) = fit_season(day_table(opened, dates, closed), FLAT, 0.0)
    assert fit.status is Status.KEPT
    assert reason in fit.reason


def test_a_season_of_a_few_contacts_is_refused() -> None:
    (fit,) = fit_season(day_table(*years(3, a_day=0.2)), FLAT, 0.0)
    assert fit.status is Status.REFUSED
    assert "4 times wide" in fit.reason


def test_the_portfolio_has_the_season() -> None:
    opened, _ = years(4)
    rng = np.random.default_rng(0)
    names = [f"Firm {number:02}" for number in rng.integers(0, 30, len(opened))]
    rows = pd.DataFrame({"Ticket number": np.arange(len(opened)), "Customer": names, "Opened": opened.astype(str)})
    rows["First response"] = (opened + pd.Timedelta(hours=1)).astype(str)
    fits = fit_portfolio(read([("tickets.csv", rows.to_csv(index=False).encode())]).tables, load(resolve("honest")))
    assert fits is not None
    paths = [fit.path for fit in fits.numbers]
    assert paths.count("assumptions.demand.growth_per_year") == paths.count(SEASON) == 1
    season = loaded(portfolio_files(compose(fits), fits.fits)).assumptions.demand.season
    assert season == pytest.approx(TRUTH, abs=0.15)
