"""Weeks that are not from Monday to Friday: hours of each weekday, and shares that two weeks already rule out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.fitting.days import DayTable, day_table, fit_hours, fit_weekdays
from sim.fitting.portfolio import fit_portfolio
from sim.fitting.week_hours import fit_week_hours, own_weekdays
from sim.importing.read import read
from sim.scenario.files import load, resolve

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


def test_other_weekdays_have_their_hours_alone() -> None:
    """Monday to Thursday a tenth of the contacts comes in each hour; with the short Friday 13 % would at 9 h.

    Saturday's evening is in no other day either.
    """
    busy = (600, 600, 600, 600, 600, 600, 0)
    opened, _ = days(3, busy, {5: 12})
    rng = np.random.default_rng(3)
    evenings = SUNDAY + pd.to_timedelta(np.repeat([6, 13], 600) * 24 + rng.uniform(19, 24, 1200), unit="h")
    opened = pd.concat([opened, pd.Series(evenings)]).sort_values(ignore_index=True).dt.floor("s")
    table = day_table(opened, pd.date_range(SUNDAY, periods=14, freq="D"))
    apart = own_weekdays(fit_week_hours(opened, table))
    assert apart == (4, 5, 6)
    true = np.where((np.arange(24) >= 8) & (np.arange(24) < 18), 0.1, 0.0)
    rows = pd.DataFrame({"Ticket number": np.arange(len(opened)), "Opened": opened.astype(str)})
    rows["Customer"] = [f"Firm {number:02}" for number in rng.integers(0, 30, len(opened))]
    rows["First response"] = (opened + pd.Timedelta(hours=1)).astype(str)
    fits = fit_portfolio(
        read([("tickets.csv", rows.to_csv(index=False).encode())]).tables,
        load(resolve("honest")),
        until=pd.Timestamp("2025-01-19").date(),
    )
    assert fits is not None
    new = {fit.path.rsplit(".", 1)[-1]: fit.new for fit in fits.numbers}
    assert np.abs(np.array(new["hour_shares"]) - true).max() < 4 * (0.1 * 0.9 / 4800) ** 0.5
    sundays = fit_hours(opened, table, None, weekend=True, apart=(5,)).new
    assert isinstance(sundays, tuple)
    assert np.abs(np.array(sundays) - true).max() < 4 * (0.1 * 0.9 / 1200) ** 0.5


def test_a_kind_of_which_each_weekday_has_its_own_hours_is_taken_whole() -> None:
    opened, table = days(4, tuple(4 * number for number in WEEK))
    fits = [fit_hours(opened, table, USUAL, weekend=True, apart=apart) for apart in ((), (5, 6))]
    assert fits[0] == fits[1]


def test_days_that_are_alike_are_not_parted() -> None:
    parted = [fit_week_hours(*days(seed, (400,) * 7)).fitted for seed in range(40)]
    assert sum(parted) <= 2
