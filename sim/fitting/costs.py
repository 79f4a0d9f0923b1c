"""Cost of an hour: what support costs by the books, over the hours that were paid for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.fitting.fit import FittedNumber, kept
from sim.importing.tables import frame_of
from sim.scenario.document import Scenario
from sim.scenario.paths import print_path

__all__ = ["fit_cost_per_hour", "months_of_books", "roster_hours"]

LEAST_MONTHS = 6
WEEKS_A_MONTH = 365.25 / 7 / 12
ENDS = (0.05, 0.95)
SAME = 0.2
"""By how much hours of the roster may differ from those of people before both are told."""


def months_of_books(tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Take the profit and loss by month from an import.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.

    Returns
    -------
    pandas.DataFrame
        By month, in order: ``revenue``, ``support_cost``, ``other`` in units of the currency, and ``people``; sums of
        several rows of a month, but for people the largest. Empty where there is no such table.
    """
    names = ["revenue", "support_cost", "other", "people"]
    frame = frame_of(tables, "books", ["month", *names])
    frame = frame[frame["month"].notna()]
    grouped = frame.groupby(frame["month"].dt.to_period("M"))
    money = grouped[names[:3]].sum(min_count=1).astype(float) / 100
    result: pd.DataFrame = money.assign(people=grouped["people"].max().astype(float)).sort_index()
    return result


def roster_hours(tables: Mapping[str, pa.Table]) -> pd.Series:
    """Sum the hours of a roster by month.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.

    Returns
    -------
    pandas.Series
        Hours by month, of months whose every week has a shift; shifts over midnight count on. Empty without a roster.
    """
    frame = frame_of(tables, "roster", ["day", "from_minute", "to_minute"]).dropna()
    minutes = (frame["to_minute"] - frame["from_minute"]) % (24 * 60)
    month = frame["day"].dt.to_period("M")
    hours = minutes.groupby(month).sum() / 60
    weeks = ((frame["day"].dt.day - 1) // 7).groupby(month).nunique()
    result: pd.Series = hours[weeks >= 4].sort_index()
    return result


def fit_cost_per_hour(
    books: pd.DataFrame, rostered: pd.Series, scenario: Scenario, hours_per_week: float = 40.0
) -> list[FittedNumber]:
    """Fit the cost of a paid hour: support cost over hours, all months together, and the range over months.

    Parameters
    ----------
    books : pandas.DataFrame
        As of :func:`months_of_books`.
    rostered : pandas.Series
        As of :func:`roster_hours`; without it, people times the hours of their week.
    scenario : Scenario
        Its teams, which get the one cost, but for those that are paid by the contact.
    hours_per_week : float
        Paid hours of a person.

    Returns
    -------
    list of FittedNumber
        Of ``provider.teams.NAME.cost_per_hour``; kept below 6 months with both.
    """
    teams = {
        print_path(("provider", "teams", name, "cost_per_hour")): team.cost_per_hour
        for name, team in scenario.provider.teams.items()
        if team.cost_per_contact is None
    }
    people = books["people"].astype(float) * hours_per_week * WEEKS_A_MONTH
    shifts = rostered.reindex(books.index).astype(float)
    by_roster = int(shifts.notna().sum()) >= LEAST_MONTHS
    hours = shifts if by_roster else people
    source = "books and roster" if by_roster else "books"
    both = pd.DataFrame({"cost": books["support_cost"].astype(float), "hours": hours}).dropna()
    both = both[(both["cost"] > 0) & (both["hours"] > 0)]
    if len(both) < LEAST_MONTHS:
        reason = f"{len(both)} months with cost of support and hours; needs {LEAST_MONTHS}"
        return [kept(path, old, source, reason) for path, old in teams.items()]
    value = float(both["cost"].sum() / both["hours"].sum())
    low, high = (float(end) for end in np.quantile(both["cost"] / both["hours"], ENDS))
    ratio = float((people / shifts).median()) if by_roster else float("nan")
    notes = ["the roster holds hours of presence, the books may pay for more"] if by_roster else []
    if not by_roster:
        notes.append(f"hours are people times {hours_per_week:g} a week")
    elif np.isfinite(ratio) and abs(ratio - 1) > SAME:
        notes.append(f"people times {hours_per_week:g} hours a week make {ratio:.2f} times as many")
    common: dict[str, Any] = {
        "n": len(both),
        "unit": "months",
        "method": "ratio of sums; ends are 5th and 95th per cent of months",
    }
    return [
        FittedNumber(
            path, old, source, new=value, low=min(low, value), high=max(high, value), warning="; ".join(notes), **common
        )
        for path, old in teams.items()
    ]
