"""Weeks that are not from Monday to Friday: hours of each weekday, and shares that two weeks already rule out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.fitting.days import DayTable, day_table, fit_weekdays
from sim.fitting.week_hours import fit_week_hours

SUNDAY = pd.Timestamp("2025-01-05")
USUAL = (0.23, 0.22, 0.18, 0.20, 0.165, 0.0025, 0.0025)
WEEK = (150, 150, 150, 150, 150, 60, 10)
"""Contacts from Sunday on: Friday is short, Saturday closed but for the evening."""


def days(seed: int, per_day: tuple[int, ...], until: dict[int, int] | None = None) -> tuple[pd.Series, DayTable]:
    """Two weeks of contacts from 8 to 18 h, on some days to an earlier hour; Gamma and Poisson by day."""
    rng = np.random.default_rng(seed)
    times = []
    for day in range(14):
        number = rng.poisson(per_day[day % 7] * rng.gamma(32, 1 / 32))
        times.append(day * 24 + rng.uniform(8, (until or {}).get(day % 7, 18), number))
    opened = pd.Series(SUNDAY + pd.to_timedelta(np.sort(np.concatenate(times)), unit="h"))
    return opened, day_table(opened, pd.date_range(SUNDAY, periods=14, freq="D"))


def test_two_weeks_rule_out_another_week_and_nothing_more() -> None:
    _, table = days(1, WEEK)
    fit = fit_weekdays(table, USUAL)
    assert isinstance(fit.new, tuple)
    assert fit.new[6] > 0.1
    assert "only 2 of a weekday" in fit.warning
    true = tuple(number / sum(WEEK) for number in (*WEEK[1:], WEEK[0]))
    again = [fit_weekdays(days(seed, WEEK)[1], true) for seed in range(50)]
    assert sum(one.fitted for one in again) <= 3
    assert "needs 3" in next(one for one in again if not one.fitted).reason


def test_a_short_friday_has_hours_of_its_own() -> None:
    busy = tuple(4 * number for number in WEEK)
    opened, table = days(2, busy, {5: 12})
    fit = fit_week_hours(opened, table)
    assert isinstance(fit.new, tuple)
    hours = np.reshape(fit.new, (7, 24))
    assert list(np.flatnonzero(hours.any(axis=1))) == [4]
    assert hours[4].sum() == 1
    assert hours[4][12:].sum() == 0


def test_days_that_are_alike_are_not_parted() -> None:
    parted = [fit_week_hours(*days(seed, (400,) * 7)).fitted for seed in range(40)]
    assert sum(parted) <= 2
