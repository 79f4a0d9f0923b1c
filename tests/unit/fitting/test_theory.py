"""Fits find the parameters of simulated draws, with intervals that cover, and refuse what they cannot tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, gamma, norm

from sim.fitting.days import day_table, fit_autocorrelation, fit_busyness, fit_growth, fit_hours, fit_weekdays
from sim.fitting.drift import drift_of, weekly
from sim.fitting.fit import FittedNumber, Status
from sim.fitting.levels import fit_levels, named_accounts
from sim.fitting.promises import fit_promise, fit_promises
from sim.fitting.shares import fit_severities
from sim.fitting.telephone import fit_patience, fit_retry
from sim.fitting.touches import concurrency, fit_solved, fit_touches

SEEDS = 20
LEAST_HITS = int(binom.ppf(0.001, SEEDS, 0.95))
"""Fewer are chance once in a thousand, if intervals cover 95 %."""
WEEK = np.array([0.23, 0.22, 0.18, 0.2, 0.165, 0.0025, 0.0025])


def holds(fit: FittedNumber, truth: float) -> bool:
    assert isinstance(fit.low, float)
    assert isinstance(fit.high, float)
    return fit.low <= truth <= fit.high


def customers(seed: int, count: int, mean: float, shape: float, days: float = 200.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    level = rng.gamma(shape, mean / shape, count)
    exposure = rng.uniform(days / 4, days, count)
    counts = rng.poisson(level * exposure / 365.25)
    return pd.DataFrame({"segment": "a", "count": counts, "exposure": exposure, "fee": np.nan, "level": level})


def year(seed: int, growth: float = 0.0, shape: float = 32.0, days: int = 365) -> tuple[pd.Series, pd.DatetimeIndex]:
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2025-01-01", periods=days)
    scores = rng.normal(size=days)
    for day in range(1, days):
        scores[day] = 0.3 * scores[day - 1] + np.sqrt(1 - 0.3**2) * scores[day]
    busy = gamma.ppf(norm.cdf(scores), shape) / shape
    mean = 280 * WEEK[dates.day_of_week] * (1 + growth) ** (np.arange(days) / 365.25) * busy
    counts = rng.poisson(mean)
    hours = rng.choice(24, counts.sum(), p=np.repeat([1, 7], 12) / 96)
    minutes = pd.to_timedelta(60 * hours + 30, unit="min")
    return pd.Series(np.repeat(dates.to_numpy(), counts)) + minutes, dates


@pytest.mark.parametrize("listed", [True, False])
def test_levels_and_their_shape_are_covered(listed: bool) -> None:
    hits = np.zeros(2)
    for seed in range(SEEDS):
        table = customers(seed, 60, 24.0, 0.8)
        fits = fit_levels(table if listed else table[table["count"] > 0], {"a": (50.0, 2.0)}, listed=listed).fits
        hits += [holds(fit, truth) for fit, truth in zip(fits, (24.0, 0.8), strict=True)]
    assert hits.min() >= LEAST_HITS


def test_the_shape_does_not_take_the_fitted_means_of_many_segments_for_the_true_ones() -> None:
    names = {f"segment {number}": (50.0, 2.0) for number in range(8)}
    shapes = []
    for seed in range(SEEDS):
        table = customers(seed, 40, 100.0, 0.8).assign(segment=[list(names)[place % 8] for place in range(40)])
        shapes.append(fit_levels(table, names, listed=True).fits[1].new)
    logs = np.log(np.array(shapes, float))
    assert abs(logs.mean() - np.log(0.8)) < 3 * logs.std(ddof=1) / SEEDS**0.5


def test_without_the_truncation_the_silent_would_be_missed() -> None:
    table = customers(1, 2000, 24.0, 0.8)
    seen = table[table["count"] > 0]
    silent = len(table) - len(seen)
    assert silent > 100
    levels = fit_levels(seen, {"a": (50.0, 2.0)}, listed=False)
    assert levels.silent == pytest.approx(silent, rel=0.3)
    assert not holds(fit_levels(seen, {"a": (50.0, 2.0)}, listed=True).fits[1], 0.8)


def test_the_level_of_a_customer_is_between_its_own_count_and_its_segment() -> None:
    table = customers(2, 80, 24.0, 0.8)
    levels = fit_levels(table, {"a": (24.0, 0.8)}, listed=True)
    mean = levels.fits[0].new
    assert isinstance(mean, float)
    own = (table["count"] / table["exposure"] * 365.25).to_numpy()
    level = levels.accounts["level"].to_numpy()
    assert ((level - own) * (level - mean) <= 1e-9).all()
    inside = (levels.accounts["low"] <= table["level"]) & (table["level"] <= levels.accounts["high"])
    assert inside.mean() > 0.85


def test_who_stands_out_is_named() -> None:
    accounts = pd.DataFrame(
        {"segment": "a", "level": [100.0, 45.0, 20.0, 19.0, 18.0, 17.0], "fee": [1.0, 1, 1, 1, 9, 2]},
        index=["heavy", "twice", "c", "d", "payer", "second payer"],
    )
    assert list(named_accounts(accounts, {"a": 20.0}).index) == ["heavy", "twice", "payer", "second payer"]


@pytest.mark.parametrize(("count", "days", "reason"), [(9, 200.0, "9 customers; needs 25"), (40, 20.0, "needs 26")])
def test_too_few_customers_or_days_keep_their_values(count: int, days: float, reason: str) -> None:
    fits = fit_levels(customers(0, count, 24.0, 0.8, days), {"a": (24.0, 0.8)}, listed=True).fits
    assert all(fit.status is Status.KEPT and reason in fit.reason for fit in fits)


def test_a_wide_interval_is_refused() -> None:
    fits = fit_levels(customers(0, 26, 2.0, 0.3, 60.0), {"a": (24.0, 0.8)}, listed=True).fits
    assert fits[1].status is Status.REFUSED
    assert "5 times wide" in fits[1].reason or "no upper end" in fits[1].reason


def test_days_are_covered() -> None:
    hits = np.zeros(4)
    for seed in range(SEEDS):
        opened, dates = year(seed, growth=0.2)
        table = day_table(opened, dates)
        weekdays, busy = fit_weekdays(table, 1.0), fit_busyness(table, 10.0)
        assert isinstance(weekdays.low, tuple)
        assert isinstance(weekdays.high, tuple)
        shape = busy.new if isinstance(busy.new, float) else 32.0
        hits += [
            weekdays.low[0] <= WEEK[0] <= weekdays.high[0],
            holds(fit_growth(table, 0.0), 0.2),
            holds(busy, 32.0),
            holds(fit_autocorrelation(table, shape, 0.0), 0.3),
        ]
    assert hits.min() >= LEAST_HITS


def test_customers_who_leave_are_no_fall_of_contacts() -> None:
    opened, dates = year(3, growth=-0.4)
    leaving = 0.6 ** (np.arange(365) / 365.25)
    assert not holds(fit_growth(day_table(opened, dates), 0.0), 0.0)
    assert holds(fit_growth(day_table(opened, dates, at_risk=leaving), 0.0), 0.0)


def test_hours_follow_the_clock_and_need_three_hundred() -> None:
    opened, dates = year(4)
    fit = fit_hours(opened, day_table(opened, dates), 1.0)
    assert isinstance(fit.new, tuple)
    assert sum(fit.new[12:]) == pytest.approx(7 / 8, abs=0.01)
    few = fit_hours(opened[:200], day_table(opened, dates), 1.0)
    assert few.reason.endswith("contacts; needs 300")
    midnight = opened.dt.normalize()
    assert fit_hours(midnight, day_table(midnight, dates), 1.0).reason == "times have no hours"


def test_closed_days_are_found_named_and_left_out() -> None:
    opened, dates = year(5, shape=400.0)
    closed, holiday = dates[40].date(), dates[55].date()
    opened = opened[(opened.dt.date != closed) | (np.arange(len(opened)) % 10 == 0)]
    table = day_table(opened, dates, {holiday})
    assert set(table.closed) == {closed, holiday}
    assert table.closed[holiday] == "public holiday"
    assert "where its weekday has" in table.closed[closed]
    assert table.is_open.sum() == 363


@pytest.mark.parametrize("weeks", [2, 60])
def test_short_files_tell_little(weeks: int) -> None:
    opened, dates = year(6, days=7 * weeks)
    table = day_table(opened, dates)
    assert fit_weekdays(table, 1.0).fitted is (weeks == 60)
    assert fit_busyness(table, 1.0).fitted is (weeks == 60)
    assert fit_growth(table, 0.0).fitted is (weeks == 60)


def test_drift_is_found_and_steady_weeks_are_not() -> None:
    false = 0
    for seed in range(SEEDS):
        opened, dates = year(seed, days=140)
        drift = drift_of("contacts", weekly(opened, None, dates))
        assert drift is not None
        false += not drift.stationary
    assert false <= binom.ppf(0.999, SEEDS, 0.02)
    rng = np.random.default_rng(0)
    falling = pd.Series(
        np.exp(rng.normal([3.0] * 6 + [1.0] * 6, 0.2)), pd.date_range("2025-01-06", periods=12, freq="7D")
    )
    drift = drift_of("median", falling)
    assert drift is not None
    assert not drift.stationary
    assert drift.at == falling.index[6].date()
    assert drift_of("median", falling[:5]) is None


@pytest.mark.parametrize("unit", [1, 60])
def test_work_is_covered_whatever_the_unit_in_which_it_was_noted(unit: int) -> None:
    hits = np.zeros(2)
    for seed in range(SEEDS):
        seconds = np.exp(np.random.default_rng(seed).normal(np.log(600) - 0.9**2 / 2, 0.9, 400))
        work = pd.DataFrame(
            {"handle_s": np.round(seconds / unit) * unit, "agent": None, "started": pd.NaT, "ended": pd.NaT}
        )
        fits = fit_touches("desk", work, (20.0, 0.5))
        hits += [holds(fits[0], 10.0), holds(fits[1], 0.9)]
    assert hits.min() >= LEAST_HITS


def test_work_comes_from_columns_of_work_alone() -> None:
    fits = fit_touches("desk", None, (20.0, 0.9))
    assert [fit.status for fit in fits] == [Status.KEPT, Status.KEPT]
    assert "not work" in fits[0].reason


def test_spells_on_a_contact_tell_what_is_solved_at_a_touch() -> None:
    spells = 1000 + np.random.default_rng(0).binomial(1000, 0.3)
    work = pd.DataFrame({"handle_s": np.full(spells, 300.0)})
    assert holds(fit_solved("desk", work, 1000, 0.5), 0.7)
    assert "not all is on record" in fit_solved("desk", work, 3000, 0.5).reason
    assert "where the model has two at most" in fit_solved("desk", work, 500, 0.5).warning
    assert fit_solved("desk", None, 1000, 0.5).status is Status.KEPT


def test_two_chats_at_a_time_take_half_of_a_person_each() -> None:
    start = pd.date_range("2025-01-06 08:00", periods=100, freq="10min")
    once = pd.DataFrame({"agent": "a", "started": start, "ended": start + pd.Timedelta(minutes=10)})
    assert concurrency(once) == pytest.approx(1.0)
    assert concurrency(pd.concat([once, once], ignore_index=True)) == pytest.approx(2.0)


def calls(seed: int, mean: float, count: int = 3000) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    patience, offered = (
        rng.exponential(mean * 60, count),
        np.where(rng.random(count) < 0.5, 0, rng.exponential(120, count)),
    )
    outcome = np.where(patience < offered, "hung_up", "answered")
    return pd.DataFrame({"channel": "phone", "outcome": outcome, "wait_s": np.minimum(patience, offered)})


def test_patience_is_covered_and_not_the_mean_wait_of_those_who_hung_up() -> None:
    hits, naive = 0, 0.0
    for seed in range(SEEDS):
        table = calls(seed, 7.5)
        hits += holds(fit_patience(table, 1.0), 7.5)
        naive += table.loc[table["outcome"] == "hung_up", "wait_s"].mean() / 60 / SEEDS
    assert hits >= LEAST_HITS
    assert naive < 3
    assert "needs 50" in fit_patience(calls(0, 7.5, 100), 1.0).reason


def test_patience_of_another_family_is_marked() -> None:
    rng = np.random.default_rng(0)
    patience = 300 * rng.weibull(3.0, 3000)
    table = pd.DataFrame({"channel": "phone", "outcome": "hung_up", "wait_s": patience})
    assert "family fits badly" in fit_patience(table, 1.0).warning


def test_retries_are_those_above_chance() -> None:
    start = pd.Timestamp("2025-01-06 09:00") + pd.to_timedelta(np.arange(600) * 7, unit="h")
    again = np.arange(600) % 20 < 7
    first = pd.DataFrame({"customer": "a", "opened": start, "outcome": "hung_up"})
    second = pd.DataFrame({"customer": "a", "opened": start[again] + pd.Timedelta(minutes=20), "outcome": "answered"})
    table = pd.concat([first, second], ignore_index=True).assign(channel="phone")
    assert holds(fit_retry(table, 0.1), 0.35)
    assert "unknown" in fit_retry(table.assign(customer=None), 0.1).reason


def test_severities_need_a_meaning() -> None:
    severities = pd.Series(["P1"] * 10 + ["P3"] * 90)
    fit = fit_severities(severities, 0.5)
    assert fit.new == (0.1, 0.0, 0.9, 0.0)
    assert "unknown" in fit_severities(pd.concat([severities, pd.Series(["unknown"] * 60)]), 0.5).reason


def test_contacts_that_self_service_solves_are_added_to_their_severity() -> None:
    fit = fit_severities(pd.Series(["P1"] * 50 + ["P4"] * 50), 0.5, (1.0, 1.0, 1.0, 0.5))
    assert fit.new == pytest.approx((1 / 3, 0, 0, 2 / 3))


def test_due_times_tell_calendar_and_hours() -> None:
    rng = np.random.default_rng(0)
    minute = rng.integers(0, 10_080 * 8, 300)
    opened = pd.Timestamp("2025-01-06") + pd.to_timedelta(minute, unit="min")
    hours = np.where(rng.random(300) < 0.5, 1, 6)
    due = [_due(int(start), int(60 * span)) for start, span in zip(minute, hours, strict=True)]
    table = pd.DataFrame({"opened": opened, "severity": np.where(hours == 1, "P1", "P3")})
    table["due_response"] = pd.Timestamp("2025-01-06") + pd.to_timedelta(due, unit="min")
    promise = fit_promise(table, "due_response")
    assert promise is not None
    assert promise.exact
    assert (promise.days, promise.from_hour, promise.to_hour) == (5, 8.0, 18.0)
    assert promise.hours == {"P1": 1.0, "P3": 6.0}
    assert promise.next_best <= 0.9
    assert fit_promise(table[:10], "due_response") is None


def _promised(seed: int, count: int, span: float, first: int, last: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    minute = rng.integers(0, 10_080 * 8, count)
    due = [_due(int(start), int(60 * span), first, last) for start in minute]
    monday = pd.Timestamp("2025-01-06")
    times = {name: monday + pd.to_timedelta(at, unit="min") for name, at in (("opened", minute), ("due_response", due))}
    return pd.DataFrame({**times, "due_resolution": pd.Series(pd.NaT, range(count), "datetime64[s]"), "severity": "P2"})


def test_each_plan_has_the_promise_of_its_own_due_times() -> None:
    parts = [
        _promised(0, 150, 2, 480, 1080).assign(customer="silver"),
        _promised(1, 150, 1, 420, 1200).assign(customer="gold"),
        _promised(2, 10, 1, 420, 1200).assign(customer="rare"),
    ]
    plans = pd.Series({name: name for name in ("silver", "gold", "rare")})
    promises = fit_promises(pd.concat(parts, ignore_index=True), plans)
    assert not promises.together["response"].exact
    assert promises.of("rare") == {}
    own = {plan: promises.of(plan)["response"] for plan in ("silver", "gold")}
    assert [promise.hours for promise in own.values()] == [{"P2": 2.0}, {"P2": 1.0}]
    assert [(item.from_hour, item.to_hour) for item in own.values()] == [(8.0, 18.0), (7.0, 20.0)]
    assert sum("of plan" in text for text in promises.texts()) == 2

    alike = fit_promises(pd.concat([parts[1], parts[2]], ignore_index=True), plans)
    assert alike.of("rare")["response"].hours == {"P2": 1.0}
    assert not [text for text in alike.texts() if "of plan" in text]


def _due(start: int, span: int, first: int = 480, last: int = 1080) -> int:
    """Minute at which a span of working minutes is over, counted one by one."""
    while span:
        clock, day = start % 1440, start // 1440 % 7
        span -= day < 5 and first <= clock < last
        start += 1
    return start
