"""People at the desk by weekday and half hour: from a roster, from presence, or from spells of work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.stats import t as student

from sim.fitting.fit import LEVEL, FittedNumber, kept, refused
from sim.fitting.likelihood import Floats

__all__ = ["People", "fit_people"]

SLOTS = 48
SLOT = 1_800
DAY = 86_400
WEEK = 7
LEAST_DAYS = 10
LEAST_AT_WORK = 3.0
GAP = 600
LEAST_PEOPLE = 0.05
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
    tables: Mapping[str, pa.Table], team: str, old: float, shrinkage: float, closed: Collection[date] = ()
) -> People:
    """Fit people at the desk; a roster goes before presence, and presence before work.

    People of a roster are paid: those at the desk are fewer by shrinkage. Presence counts who was available or busy.
    Spells of work join up over gaps of ten minutes in which nobody waited; that is a rule of thumb, and says so.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of an import.
    team : str
        Name of the team.
    old : float
        People before.
    shrinkage : float
        Share of paid time away from the desk.
    closed : collection of date, optional
        Days that are left out.

    Returns
    -------
    People
        Means over days by weekday and half hour.
    """
    path = f"provider.teams.{team}.people"
    for name, spells_of in (("roster", _rostered), ("presence", _present), ("work", _worked)):
        spells = spells_of(tables) if name in tables else None
        if spells is None or not spells[0].size:
            continue
        result = _counted(spells, path, old, name, closed)
        if result.table is None:
            return result
        here = 1 - shrinkage
        if name == "roster":
            return People(
                replace(result.fit, method=f"{result.fit.method}; those at the desk are fewer"), result.table * here
            )
        paid = [value / here for value in (result.fit.new, result.fit.low, result.fit.high) if isinstance(value, float)]
        fit = replace(result.fit, new=paid[0], low=paid[1], high=paid[2])
        if name == "work" and result.table.max() < LEAST_AT_WORK:
            return People(refused(fit, f"fewer than {LEAST_AT_WORK:g} at work at a time"), None)
        if name == "work":
            fit = replace(fit, warning="gaps between spells of work are filled by rule: a roster would tell")
        return People(fit, result.table)
    return People(kept(path, old, "roster, presence or work", "no file tells who is there"), None)


def _counted(spells: Spells, path: str, old: float, source: str, closed: Collection[date]) -> People:
    agent, start, end = spells
    first, last = int(start.min() // DAY), int(start.max() // DAY)
    days = last - first + 1
    seconds = np.zeros(days * SLOTS + SLOTS)
    for begin, finish in zip(*_united(agent, start, end), strict=True):
        a, b = max(begin - first * DAY, 0), min(finish - first * DAY, days * DAY)
        low, high = a // SLOT, (b - 1) // SLOT
        if low == high:
            seconds[low] += b - a
        elif high > low:
            seconds[low] += (low + 1) * SLOT - a
            seconds[low + 1 : high] += SLOT
            seconds[high] += b - high * SLOT
    grid = seconds[: days * SLOTS].reshape(days, SLOTS) / SLOT
    dates = pd.to_datetime(np.arange(first, last + 1), unit="D")
    used = np.array([day.date() not in closed for day in dates])
    present = int((grid[used].sum(axis=1) > 0).sum())
    if present < LEAST_DAYS:
        return People(kept(path, old, source, f"{present} days; needs {LEAST_DAYS}"), None)
    weekday = dates.day_of_week.to_numpy()
    table = np.array(
        [
            grid[used & (weekday == day)].mean(axis=0) if (used & (weekday == day)).any() else np.zeros(SLOTS)
            for day in range(WEEK)
        ]
    )
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
    waited = _waiting(tables)
    gap = start[1:] - end[:-1]
    near = (agent[1:] == agent[:-1]) & (gap > 0) & (gap <= GAP)
    idle = near & (waited(start[1:]) - waited(end[:-1]) <= gap / 2)
    end[:-1][idle] = start[1:][idle]
    return agent, start, end


def _waiting(tables: Mapping[str, pa.Table]) -> Callable[[np.ndarray], Floats]:
    """Seconds up to a time in which somebody was on hold."""
    rows = tables["contacts"].to_pandas()[["opened", "wait_s", "channel"]] if "contacts" in tables else None
    if rows is not None:
        rows = rows[(rows["channel"] == "phone") & (rows["wait_s"] > 0)].dropna(subset=["opened"])
    if rows is None or rows.empty:
        return lambda times: np.zeros(len(times))
    start = _seconds(rows["opened"])
    begins, ends = _united(np.zeros(len(start)), start, start + rows["wait_s"].to_numpy(float).astype(np.int64))
    edges = np.ravel(np.column_stack([begins, ends])).astype(float)
    total = np.concatenate([[0.0], np.cumsum(ends - begins)])
    heights = np.ravel(np.column_stack([total[:-1], total[1:]]))
    return lambda times: np.interp(times, edges, heights)
