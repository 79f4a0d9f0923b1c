"""Repeats are found beside chance, refused where there are few, and counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from sim.engine.run import simulate
from sim.fitting.fit import FittedNumber, Status
from sim.fitting.portfolio import fit_portfolio, seen_share
from sim.fitting.repeats import REPEAT_HOURS, REPEAT_SHARE, fit_repeats, with_repeats
from sim.importing.read import read
from sim.questions.exported import tables_of
from sim.scenario.files import load, resolve
from tests.worlds import SMALL

SEEDS = 20
LEAST_HITS = int(binom.ppf(0.001, SEEDS, 0.95))
"""Fewer are chance once in a thousand, if intervals cover 95 %."""
OLD = 0.05, 48.0
DAYS = 365
LARGEST = 90.0
WEEK = np.array([0.23, 0.22, 0.18, 0.2, 0.165, 0.0025, 0.0025])


def year(
    seed: int, share: float, hours: float = 30.0, *, customers: int = 60, busy_shape: float = 32.0
) -> tuple[pd.DataFrame, pd.DatetimeIndex]:
    """Contacts of a year, busy days shared by all customers, in working hours; repeats at any time."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2025-01-01", periods=DAYS)
    busy = np.repeat(rng.gamma(busy_shape, 1 / busy_shape, DAYS // 2 + 1), 2)[:DAYS]
    level = rng.gamma(1.0, 40.0, customers)
    counts = rng.poisson(level[:, None] * (7 * WEEK[dates.day_of_week] * busy / 365.25))
    who, day = (np.repeat(place, counts[np.nonzero(counts)]) for place in np.nonzero(counts))
    opened = 24 * day + rng.uniform(7, 18, len(who))
    kind = rng.integers(0, 4, len(who))
    solved = opened + rng.exponential(10, len(who))
    again = rng.random(len(who)) < share
    later = solved[again] + rng.exponential(hours, again.sum())
    hour = np.append(opened, later)
    table = pd.DataFrame(
        {
            "customer": [f"customer {number}" for number in np.append(who, who[again])],
            "kind": [f"kind {number}" for number in np.append(kind, kind[again])],
            "opened": dates[0] + pd.to_timedelta(np.floor(3600 * hour), unit="s"),
            "resolved": dates[0] + pd.to_timedelta(np.floor(3600 * np.append(solved, later + 5)), unit="s"),
        }
    ).assign(outcome="answered")
    table["first_response"] = pd.Series(pd.NaT, table.index, "datetime64[s]")
    table = table[table["opened"] < dates[-1] + pd.Timedelta(days=1)]
    return table.sort_values("opened", ignore_index=True), dates


def inside(fit: FittedNumber, truth: float) -> bool:
    assert isinstance(fit.low, float)
    assert isinstance(fit.high, float)
    return fit.low <= truth <= fit.high


def test_share_and_delay_are_covered() -> None:
    hits = np.zeros(2)
    for seed in range(SEEDS):
        fits = fit_repeats(*year(seed, 0.2), OLD)
        hits += [inside(fit, truth) for fit, truth in zip(fits, (0.2, 30.0), strict=True)]
        assert all(fit.fitted for fit in fits)
    assert hits.min() >= LEAST_HITS


def test_busy_days_that_all_customers_share_are_no_repeats() -> None:
    lows = [fit_repeats(*year(seed, 0.0, busy_shape=2.0, customers=100), OLD)[0].low for seed in range(6)]
    assert all(isinstance(low, float) and low < 0.03 for low in lows)


def test_pairs_that_are_few_and_kinds_that_are_unknown_keep_the_prior() -> None:
    table, dates = year(1, 0.1, customers=4)
    few = fit_repeats(table[:300], dates, OLD)
    assert [fit.path for fit in few] == [REPEAT_SHARE, REPEAT_HOURS]
    assert all(fit.status is Status.KEPT and fit.reason.endswith("needs 200") for fit in few)
    unknown = fit_repeats(table.assign(kind=None), dates, OLD)
    assert {fit.reason for fit in unknown} == {"kind or customer of 100% is unknown; at most 50%"}
    assert fit_repeats(table[:0], dates, OLD)[0].status is Status.KEPT


def test_what_says_little_is_refused() -> None:
    share, hours = fit_repeats(*year(2, 0.03, customers=12), OLD)
    assert share.status is Status.REFUSED
    assert hours.status is Status.REFUSED
    assert "4 times wide" in share.reason


def test_contacts_a_year_are_those_without_repeats() -> None:
    base = load(resolve("honest"))
    table, dates = year(3, 0.2)
    numbers = fit_repeats(table, dates, OLD)
    assert with_repeats([]) == 1
    assert with_repeats(numbers) == pytest.approx(1.2, abs=0.05)
    assert seen_share(base, numbers) == pytest.approx(seen_share(base, []) * with_repeats(numbers))

    text = table.assign(number=np.arange(len(table)), opened=table["opened"].astype(str))[
        ["number", "customer", "kind", "opened", "resolved"]
    ]
    text.columns = pd.Index(["Ticket number", "Customer", "Ticket type", "Opened", "Resolved"])
    fits = fit_portfolio(read([("tickets.csv", text.to_csv(index=False).encode())]).tables, base)
    assert fits is not None
    first = fits.levels.accounts["level"].sum() * seen_share(base, []) * fits.observed.years
    assert first == pytest.approx(len(table) / 1.2, rel=0.05)


def test_a_run_is_exported_with_a_row_for_each_time_as_files_have_it() -> None:
    run = simulate(SMALL, seed=3)
    once, every = (tables_of(run, repeats=repeats)["contacts"].num_rows for repeats in (False, True))
    share = SMALL.assumptions.contact.repeat_probability
    assert binom.ppf(0.001, once, share * 0.8) <= every - once <= binom.ppf(0.999, once, share)
