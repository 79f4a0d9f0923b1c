"""People at the desk by weekday and half hour: from a roster, from presence, or from spells of work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.stats import t as student

from sim.fitting.desk_scale import CallHandling, DeskScale, fit_scales, scaled
from sim.fitting.fit import BADLY, LEVEL, FittedNumber, kept, refused
from sim.fitting.holding import DAY, SLOT, SLOTS, WEEK, entered_calls
from sim.fitting.likelihood import Floats

__all__ = ["LEAST_PEOPLE", "People", "fit_people"]

LEAST_DAYS = 10
LEAST_AT_WORK = 3.0
SATURDAY = 5
GAP = 600
NO_SCALE = f"{BADLY}: no scale between 0.5 and 2 matches the wait of calls"
LEAST_BY_PHONE = 0.9
"""Share of the spells of work that are calls, from which on the wait of calls tells how many people there are."""
LEAST_PEOPLE = 0.1
"""From whom on somebody counts as there."""
HERE = ("available", "busy")
Spells = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Agent, first and last second."""


@dataclass(frozen=True)
class People:
    """People at the desk."""

    fit: FittedNumber
    """Of the most that are paid at a time, those away by shrinkage among them."""
    table: Floats | None
    """Mean at the desk by weekday and half hour, shape (7, 48); None where it is kept."""
    scales: tuple[DeskScale, ...] = ()
    """By part of the day and over all of it, of people who were counted by their work and whose callers wait."""

    def rows(self, team: str) -> list[tuple[str, str, str, str, str]]:
        """Rows of a roster.

        Parameters
        ----------
        team : str
            Name of the team.

        Returns
        -------
        list of tuple of str
            Team, weekday, from, to, people; half hours with as many are one row.
        """
        if self.table is None:
            return []
        rows = []
        for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun")):
            values = np.round(self.table[day], 2)
            ends = np.flatnonzero(np.diff(values)) + 1
            for first, last in zip([0, *ends], [*ends, SLOTS], strict=True):
                if values[first] >= LEAST_PEOPLE:
                    rows.append((team, name, f"{first / 2:g}", f"{last / 2:g}", f"{values[first]:g}"))
        return rows


def fit_people(
    tables: Mapping[str, pa.Table],
    team: str,
    paid: tuple[float, float],
    closed: Collection[date] = (),
    line: CallHandling | None = None,
    apart: Collection[int] = (),
) -> People:
    """Fit people at the desk; a roster goes before presence, and presence before work.

    People of a roster are paid: those at the desk are fewer by shrinkage. Presence counts who was available or busy.
    Work counts who was busy, and gaps of up to ten minutes as far as nobody waited in them: who does not take the next
    call is not there. Where calls wait, one scale for each part of the day then matches how many were queued, and how
    long (`sim.fitting.desk_scale`). A count of all who worked in a half hour is no such rule: at a bank it comes near
    to the waits with a third of the calls queued.

    A mean of a few days is uncertain, and neither presence nor work is a plan: as far as weekdays do not differ beyond
    chance, each has its own level and the hours of all that are like it (:func:`_alike`).

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of an import.
    team : str
        Name of the team.
    paid : (float, float)
        People before, and the share of paid time away from the desk.
    closed : collection of date, optional
        Days that are left out.
    line : CallHandling, optional
        Numbers by which calls wait; without them people who were counted by their work have no scale.
    apart : collection of int, optional
        Weekdays whose contacts have hours of their own, 0 being Monday: they are like no other.

    Returns
    -------
    People
        Means over days by weekday and half hour; refused for fewer than 10 days, or by work for fewer than 3 people.
    """
    path, (old, shrinkage) = f"provider.teams.{team}.people", paid
    for name, spells_of in (("roster", _rostered), ("presence", _present), ("work", _worked)):
        spells = spells_of(tables) if name in tables else None
        if spells is None or not spells[0].size:
            continue
        result = _counted(spells, path, old, name, closed, range(WEEK) if name == "roster" else apart)
        if result.table is None:
            return result
        if name == "roster":
            method = f"{result.fit.method}; those at the desk are fewer"
            return People(replace(result.fit, method=method), result.table * (1 - shrinkage))
        if name == "work":
            result = _by_work(tables, result, line)
        return replace(result, fit=_times(result.fit, 1 / (1 - shrinkage)))
    return People(kept(path, old, "roster, presence or work", "no file tells who is there"), None)


def _by_work(tables: Mapping[str, pa.Table], counted: People, line: CallHandling | None) -> People:
    """Scale people who were counted by their work, where the wait of calls tells how many there are."""
    table, fit = counted.table, counted.fit
    if table is None or table.max() < LEAST_AT_WORK:
        return People(refused(fit, f"fewer than {LEAST_AT_WORK:g} at work at a time"), None)
    by_phone = float((tables["work"].to_pandas()["channel"] == "phone").mean())
    scales: tuple[DeskScale, ...] = ()
    if line is not None and "contacts" in tables and by_phone >= LEAST_BY_PHONE:
        scales = fit_scales(entered_calls(tables["contacts"].to_pandas()), table, line)
    if not scales:
        return People(
            replace(fit, warning="gaps between spells of work are filled by rule: a roster would tell"), table
        )
    new, level = scaled(table, scales), scales[-1]
    top = float(new.max())
    fit = replace(
        fit,
        new=top,
        low=top * level.low / level.value,
        high=top * level.high / level.value,
        method=f"{fit.method}, scaled by part of the day to the share of calls queued and their wait; interval of that",
        warning=NO_SCALE if any(one.at_end for one in scales) else level.misfit,
    )
    return People(fit, new, scales)


def _times(fit: FittedNumber, factor: float) -> FittedNumber:
    """Multiply a fitted number and its interval by a factor."""
    new, low, high = (value * factor if isinstance(value, float) else value for value in (fit.new, fit.low, fit.high))
    return replace(fit, new=new, low=low, high=high)


def _counted(
    spells: Spells, path: str, old: float, source: str, closed: Collection[date], apart: Collection[int]
) -> People:
    first, last = int(spells[1].min() // DAY), int(spells[1].max() // DAY)
    grid = _by_half_hour(spells, first, last - first + 1)
    dates = pd.to_datetime(np.arange(first, last + 1), unit="D")
    used = np.array([day.date() not in closed for day in dates])
    present = int((grid[used].sum(axis=1) > 0).sum())
    if present < LEAST_DAYS:
        return People(kept(path, old, source, f"{present} days; needs {LEAST_DAYS}"), None)
    weekday = dates.day_of_week.to_numpy()
    table = _alike(grid[used], weekday[used], apart)
    day, slot = np.unravel_index(int(table.argmax()), table.shape)
    values = grid[used & (weekday == day), slot]
    half = (
        float(student.ppf((1 + LEVEL) / 2, max(len(values) - 1, 1)) * values.std(ddof=1) / np.sqrt(len(values)))
        if len(values) > 1
        else 0.0
    )
    most = float(table.max())
    fit = FittedNumber(
        path,
        old,
        source,
        new=most,
        low=max(most - half, 0.0),
        high=most + half,
        n=present,
        unit="days",
        method=f"mean by weekday and half hour, from {source}",
    )
    return People(fit, table)


def _by_half_hour(spells: Spells, first: int, days: int) -> Floats:
    """People there in each half hour of each day, shape (days, 48)."""
    seconds = np.zeros(days * SLOTS + SLOTS)
    for begin, finish in zip(*_united(*spells), strict=True):
        a, b = max(begin - first * DAY, 0), min(finish - first * DAY, days * DAY)
        low, high = a // SLOT, (b - 1) // SLOT
        if low == high:
            seconds[low] += b - a
        elif high > low:
            seconds[low] += (low + 1) * SLOT - a
            seconds[low + 1 : high] += SLOT
            seconds[high] += b - high * SLOT
    return np.asarray(seconds[: days * SLOTS].reshape(days, SLOTS) / SLOT)


def _alike(grid: Floats, weekday: np.ndarray, apart: Collection[int]) -> Floats:
    """Means by weekday and half hour, shape (7, 48), drawn towards those of weekdays that are alike.

    Working days and days of the weekend are alike, but for those apart. What is common is the weekday's own level times
    the half hours of all together. The means of a weekday go there by the share of their variance that is chance:
    empirical Bayes, with the variance between days of a weekday (at the level of each) and that between weekdays, over
    all half hours in units of the mean. Where no weekday has two days, nothing is known of chance, and nothing moves.
    Source: Efron & Morris 1973, as James & Stein 1961.
    """
    count = np.bincount(weekday, minlength=WEEK).astype(float)
    sums = np.array([grid[weekday == day].sum(axis=0) for day in range(WEEK)])
    table = sums / np.maximum(count, 1)[:, None]
    for kind in (range(SATURDAY), range(SATURDAY, WEEK)):
        days = np.array([day for day in kind if day not in apart and table[day].any()], int)
        if len(days) < 2:
            continue
        number, level = count[days], table[days].mean(axis=1)
        common = level[:, None] * sums[days].sum(axis=0) / (number @ level)
        usual = common.mean(axis=0)
        there = usual >= LEAST_PEOPLE
        chance = _chance(grid, weekday, table, days)
        if not there.sum() > 1 or chance is None:
            continue
        spread = (number[:, None] * (table[days] - common) ** 2)[:, there] / usual[there]
        between = float(spread.sum()) / ((len(days) - 1) * (int(there.sum()) - 1))
        within = float((chance[there] / usual[there]).mean())
        mean_number = (number.sum() - (number**2).sum() / number.sum()) / (len(days) - 1)
        apart_by = max(between - within, 0.0) / mean_number
        share = (within / number) / np.maximum(within / number + apart_by, 1e-12)
        table[days] += share[:, None] * (common - table[days])
    return np.asarray(table)


def _chance(grid: Floats, weekday: np.ndarray, table: Floats, days: np.ndarray) -> Floats | None:
    """Variance between days of a weekday by half hour, each day at its own level; None where no weekday has two.

    A level takes a degree of freedom from the half hours of its day, as a mean takes one from the days of its weekday.
    """
    squares, spare = np.zeros(SLOTS), 0.0
    for day in days:
        rows = grid[weekday == day]
        level = rows.mean(axis=1, keepdims=True) / table[day].mean()
        squares += ((rows - table[day] * level) ** 2).sum(axis=0)
        spare += (len(rows) - 1) * (1 - 1 / np.count_nonzero(table[day]))
    return squares / spare if spare > 0 else None


def _united(agent: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spells of each agent without overlaps."""
    order = np.lexsort((start, agent))
    agent, start, end = agent[order], start[order], end[order]
    begins: list[int] = []
    ends: list[int] = []
    for place in range(len(agent)):
        same = place > 0 and agent[place] == agent[place - 1]
        if same and begins and start[place] <= ends[-1]:
            ends[-1] = max(ends[-1], end[place])
        else:
            begins.append(start[place])
            ends.append(end[place])
    return np.array(begins), np.array(ends)


def _seconds(times: pd.Series) -> np.ndarray:
    return np.asarray(times.to_numpy().astype("datetime64[s]").astype(np.int64))


def _rostered(tables: Mapping[str, pa.Table]) -> Spells:
    rows = tables["roster"].to_pandas().dropna(subset=["day", "from_minute", "to_minute"])
    agent = np.arange(len(rows)) if rows["agent"].isna().all() else pd.factorize(rows["agent"])[0]
    day = _seconds(rows["day"])
    ends = [day + (rows[name].to_numpy(float) * 60).astype(np.int64) for name in ("from_minute", "to_minute")]
    return agent, ends[0], ends[1]


def _present(tables: Mapping[str, pa.Table]) -> Spells:
    rows = tables["presence"].to_pandas().dropna(subset=["agent", "from", "to"])
    rows = rows[rows["state"].isin(HERE) & (rows["to"] > rows["from"])]
    return pd.factorize(rows["agent"])[0], _seconds(rows["from"]), _seconds(rows["to"])


def _worked(tables: Mapping[str, pa.Table]) -> Spells | None:
    rows = tables["work"].to_pandas().dropna(subset=["agent", "started"])
    ended = rows["started"] + pd.to_timedelta(rows["handle_s"].astype(float).round(), unit="s")
    rows = rows.assign(ended=rows["ended"].fillna(ended)).dropna(subset=["ended"])
    rows = rows[rows["ended"] > rows["started"]].sort_values(["agent", "started"])
    if rows.empty:
        return None
    agent, start, end = pd.factorize(rows["agent"])[0], _seconds(rows["started"]), _seconds(rows["ended"])
    gap = start[1:] - end[:-1]
    near = np.flatnonzero((agent[1:] == agent[:-1]) & (gap > 0) & (gap <= GAP))
    begins, ends = _waiting(tables)
    who, idle_from, idle_to = _free(agent[near], end[near], start[near + 1], begins, ends)
    return np.concatenate([agent, who]), np.concatenate([start, idle_from]), np.concatenate([end, idle_to])


def _free(agent: np.ndarray, start: np.ndarray, end: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> Spells:
    """Parts of gaps in which nobody waited."""
    pieces: list[tuple[int, int, int]] = []
    first, last = np.searchsorted(ends, start, "right"), np.searchsorted(begins, end, "left")
    for who, now, until, low, high in zip(*(row.tolist() for row in (agent, start, end, first, last)), strict=True):
        at = now
        for begin, finish in zip(begins[low:high].tolist(), ends[low:high].tolist(), strict=True):
            if begin > at:
                pieces.append((who, at, begin))
            at = max(at, finish)
        if at < until:
            pieces.append((who, at, until))
    rows = np.array(pieces, dtype=np.int64).reshape(-1, 3)
    return rows[:, 0], rows[:, 1], rows[:, 2]


def _waiting(tables: Mapping[str, pa.Table]) -> tuple[np.ndarray, np.ndarray]:
    """Spells in which somebody was on hold: first and last seconds, rising."""
    nothing = np.zeros(0, np.int64)
    if "contacts" not in tables:
        return nothing, nothing
    calls = entered_calls(tables["contacts"].to_pandas(), short=0)
    calls = calls.part(calls.wait > 0)
    if not calls.at.size:
        return nothing, nothing
    start = calls.at.astype(np.int64)
    return _united(np.zeros(len(start)), start, start + calls.wait.astype(np.int64))
