"""Promises: the calendar by which due times run, and the hours that are promised by severity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import pandas as pd

from sim.fitting.likelihood import Floats

__all__ = ["KINDS", "DuePromise", "DuePromises", "fit_promise", "fit_promises"]

KINDS = ("response", "resolution")
MINUTES_PER_WEEK = 10_080
MINUTES_PER_DAY = 1_440
LEAST = 20
LEAST_OF_SEVERITY = 3
EXACT = 0.99
MOST_TICKETS = 2_000
LEAST_LOOKED_AT = 400
SEVERITIES = ("P1", "P2", "P3", "P4")
DAYS = (5, 6, 7)
FIRST_HOURS = tuple(hour / 2 for hour in range(12, 23))
LAST_HOURS = tuple(hour / 2 for hour in range(28, 49))


@dataclass(frozen=True)
class DuePromise:
    """Response or resolution that due times follow."""

    days: int
    """Days of the week from Monday on."""
    from_hour: float
    to_hour: float
    hours: dict[str, float]
    """By severity; ``unknown`` where files tell none."""
    explained: float
    """Share of due times that follow to the minute."""
    next_best: float
    """The same by the best other calendar."""
    n: int

    @property
    def exact(self) -> bool:
        """Whether it explains more than 99 % of due times."""
        return self.explained > EXACT

    @property
    def round_the_clock(self) -> bool:
        """Whether it runs at all hours."""
        return self.days == len(SEVERITIES) + 3 and self.to_hour - self.from_hour == MINUTES_PER_DAY / 60

    def same_as(self, other: DuePromise) -> bool:
        """Tell whether calendar and hours are those of another, where both tell a severity.

        Parameters
        ----------
        other : DuePromise
            The other.

        Returns
        -------
        bool
            Whatever share of due times follows each.
        """
        hours = {name for name in self.hours if self.hours[name] != other.hours.get(name, self.hours[name])}
        calendars = [(promise.days, promise.from_hour, promise.to_hour) for promise in (self, other)]
        return calendars[0] == calendars[1] and not hours

    def text(self) -> str:
        """Print the finding.

        Returns
        -------
        str
            One sentence.
        """
        clock = (
            "round the clock" if self.round_the_clock else f"{self.days} days, {self.from_hour:g} to {self.to_hour:g} h"
        )
        hours = ", ".join(f"{name} {value:g} h" for name, value in self.hours.items())
        word = "follow" if self.exact else "follow in part; kept"
        return (
            f"due times {word}: {clock}, {hours}: {self.explained:.1%} of {self.n:,} (next best {self.next_best:.1%})"
        )


@dataclass(frozen=True)
class DuePromises:
    """Promises that due times follow, of all customers together and by plan."""

    together: dict[str, DuePromise]
    """By ``response`` or ``resolution``."""
    by_plan: dict[str, dict[str, DuePromise]]
    """The same by name of a plan; only of those with due times enough."""

    def of(self, plan: str) -> dict[str, DuePromise]:
        """Promises that a plan makes.

        Parameters
        ----------
        plan : str
            Its name.

        Returns
        -------
        dict of str to DuePromise
            Those that its own due times follow; those of all customers for a plan with too few due times of its own.
        """
        merged = {**self.together, **self.by_plan.get(plan, {})}
        return {kind: promise for kind, promise in merged.items() if promise.exact}

    def texts(self) -> list[str]:
        """Print the findings.

        Returns
        -------
        list of str
            One sentence each; a plan that promises as all do is left out.
        """
        lines = [f"{kind}: {promise.text()}" for kind, promise in self.together.items()]
        for plan, promises in self.by_plan.items():
            lines += [
                f"{kind} of plan {plan}: {promise.text()}"
                for kind, promise in promises.items()
                if not promise.same_as(self.together[kind])
            ]
        return lines


def fit_promises(contacts: pd.DataFrame, plans: pd.Series) -> DuePromises:
    """Search what due times follow, for all customers and for those of each plan.

    Parameters
    ----------
    contacts : pandas.DataFrame
        ``customer``, ``opened``, ``severity``, ``due_response`` and ``due_resolution``.
    plans : pandas.Series
        By customer.

    Returns
    -------
    DuePromises
        By plan only where there are several.
    """
    together = {kind: promise for kind in KINDS if (promise := fit_promise(contacts, f"due_{kind}")) is not None}
    whose = contacts["customer"].astype(object).map(plans)
    names = sorted(whose.dropna().unique()) if together else []
    by_plan: dict[str, dict[str, DuePromise]] = {}
    most = max(MOST_TICKETS // max(len(names), 1), LEAST_LOOKED_AT)
    for name in names if len(names) > 1 else []:
        part = contacts[whose == name]
        fits = {kind: promise for kind in together if (promise := fit_promise(part, f"due_{kind}", most)) is not None}
        by_plan |= {str(name): fits} if fits else {}
    return DuePromises(together, by_plan)


def fit_promise(contacts: pd.DataFrame, due: str, most: int = MOST_TICKETS) -> DuePromise | None:
    """Search the calendar and the hours that due times follow.

    Parameters
    ----------
    contacts : pandas.DataFrame
        ``opened``, ``severity`` and the column of due times.
    due : str
        ``due_response`` or ``due_resolution``.
    most : int, optional
        Due times that are looked at; of more, every so many.

    Returns
    -------
    DuePromise or None
        That which explains most; None for fewer than 20 due times.
    """
    rows = contacts[contacts[due].notna() & (contacts[due] > contacts["opened"])]
    n = len(rows)
    if n < LEAST:
        return None
    rows = rows.iloc[:: max(n // most, 1)]
    opened, ends = _minutes(rows["opened"]), _minutes(rows[due])
    severity = rows["severity"].astype(object).fillna("unknown").to_numpy()
    groups = [np.flatnonzero(severity == name) for name in (*SEVERITIES, "unknown")]
    best: list[tuple[float, int, tuple[int, float, float]]] = []
    for number, calendar in enumerate(_calendars()):
        spans = np.round(_covered(calendar, ends) - _covered(calendar, opened)).astype(int)
        hits = sum(_mode(spans[group])[1] for group in groups if group.size)
        best.append((hits / len(rows), -number, calendar))
    best.sort(reverse=True)
    explained, _, calendar = best[0]
    spans = np.round(_covered(calendar, ends) - _covered(calendar, opened)).astype(int)
    hours = {
        name: _mode(spans[group])[0] / 60
        for name, group in zip((*SEVERITIES, "unknown"), groups, strict=True)
        if group.size >= LEAST_OF_SEVERITY
    }
    return DuePromise(*calendar, hours, explained, best[1][0], n)


def _mode(spans: np.ndarray) -> tuple[int, int]:
    """The most frequent number of minutes, and how many are within one of it."""
    values, counts = np.unique(spans, return_counts=True)
    middle = int(values[counts.argmax()])
    return middle, int((np.abs(spans - middle) <= 1).sum())


@cache
def _calendars() -> tuple[tuple[int, float, float], ...]:
    """All hours first, then wide ones before narrow ones: of those that explain as much the simplest wins."""
    others = sorted(product(DAYS, FIRST_HOURS, LAST_HOURS), key=lambda item: item[1] - item[2])
    return ((7, 0.0, 24.0), *others)


@cache
def _table(calendar: tuple[int, float, float]) -> Floats:
    minute = np.arange(MINUTES_PER_WEEK)
    clock = minute % MINUTES_PER_DAY
    days, start, end = calendar
    running = (minute < days * MINUTES_PER_DAY) & (clock >= start * 60) & (clock < end * 60)
    return np.concatenate([[0.0], np.cumsum(running, dtype=float)])


def _covered(calendar: tuple[int, float, float], minutes: Floats) -> Floats:
    """Minutes of a calendar up to a time."""
    table = _table(calendar)
    weeks, rest = np.divmod(minutes, MINUTES_PER_WEEK)
    return np.asarray(weeks * table[-1] + np.interp(rest, np.arange(MINUTES_PER_WEEK + 1), table))


def _minutes(times: pd.Series) -> Floats:
    """Minutes since a Monday."""
    return np.asarray((times - pd.Timestamp("1970-01-05")).dt.total_seconds().to_numpy() / 60)
