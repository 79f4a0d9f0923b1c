"""Renewals: the level of leaving at the end of a term, and how old contracts are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.fitting.figures import ObservedFigure
from sim.fitting.fit import FittedNumber, kept, refused
from sim.fitting.likelihood import Floats, best_values, profile_interval
from sim.scenario.document import Scenario

__all__ = ["ContractDates", "TermEnds", "contract_dates", "fit_renewal_level", "retention_figure", "term_ends"]

PATH = "assumptions.renewal.intercept"
SOURCE = "customers"
LEAST_ENDS, LEAST_LEAVERS = 30, 5
NEAR_DAYS = 45
"""A customer that left within so many days of the end of a term did not renew."""
MONTHS_PER_YEAR = 12
DAYS_A_MONTH = 30.4375
WIDEST = 2.8
"""Of the log hazard: as wide as a factor of four either way."""
JOINT = "of customers as they are: grievance and trust are in it; match retention to part them"


@dataclass(frozen=True, slots=True)
class ContractDates:
    """Dates of a customer's contract, as stated."""

    since: date | None
    renews_on: date | None


@dataclass(frozen=True)
class TermEnds:
    """Ends of terms within the time that is seen."""

    years: Floats
    """Length of the term that ends."""
    left: Floats
    """1 where the customer left at it."""
    middle: int
    """Customers who left in the middle of a term."""
    watched_years: float
    """Years of contract within the time that is seen, of all customers."""
    leavers: int
    """Customers who left in it."""


def contract_dates(customers: pd.DataFrame, start: date) -> dict[str, ContractDates]:
    """List the dates of contracts that run at the start of a study.

    Parameters
    ----------
    customers : pandas.DataFrame
        As of :func:`sim.fitting.prices.customers_of`.
    start : date
        First day of the study.

    Returns
    -------
    dict of ContractDates
        By customer; a start after that of the study, and a renewal not after the start of the contract, is left out.
    """
    result = {}
    first = pd.Timestamp(start)
    rows: Any = customers.itertuples()
    for row in rows:
        if pd.notna(row.left_on) and row.left_on <= first:
            continue
        since = row.started if pd.notna(row.started) and row.started <= first else None
        renews = row.renews_on if pd.notna(row.renews_on) and (since is None or row.renews_on > since) else None
        if since is not None or renews is not None:
            dates = ContractDates(
                since.date() if since is not None else None, renews.date() if renews is not None else None
            )
            result[str(row.Index)] = dates
    return result


def term_ends(
    customers: pd.DataFrame, term_months: Mapping[str, int], until: date, since: date | None = None
) -> TermEnds | None:
    """List the ends of terms that lie in the time that is seen, and who left at them.

    Those who left before are not in a list of customers, so that terms that ended before the first who did are left
    out: they would all have been renewed (left truncation). That first one opens the time and is not counted in it.

    Parameters
    ----------
    customers : pandas.DataFrame
        As of :func:`sim.fitting.prices.customers_of`.
    term_months : mapping of str to int
        Length of a term by plan; a plan that it lacks has a year.
    until : date
        Last day that is seen.
    since : date, optional
        First day that is seen, where it is known: those who left from it on are in the list.

    Returns
    -------
    TermEnds or None
        None where nobody has a start, or it is not known from when on leavers are seen.
    """
    started = customers[customers["started"].notna()]
    lefts = started["left_on"].dropna()
    if started.empty or (since is None and lefts.empty):
        return None
    first = pd.Timestamp(since) if since is not None else lefts.min() + pd.Timedelta(days=1)
    last = pd.Timestamp(until)
    years, left, middle, watched, leavers = [], [], 0, 0.0, 0
    rows: Any = started.itertuples()
    for row in rows:
        gone = row.left_on if pd.notna(row.left_on) and row.left_on <= last else None
        if gone is not None and gone < first:
            continue
        stop = gone if gone is not None else last
        watched += max((stop - max(row.started, first)).days, 0) / (MONTHS_PER_YEAR * DAYS_A_MONTH)
        leavers += gone is not None
        term = term_months.get(row.plan, MONTHS_PER_YEAR)
        ends = _ends(row.started, term, stop + pd.Timedelta(days=NEAR_DAYS))
        at_end = _leaves(ends, gone)
        middle += gone is not None and not any(at_end)
        for end, leaves in zip(ends, at_end, strict=True):
            if (end <= stop or leaves) and first <= end and (leaves or end <= last):
                years.append(term / MONTHS_PER_YEAR)
                left.append(float(leaves))
    return TermEnds(np.array(years), np.array(left), middle, watched, leavers)


def _leaves(ends: list[pd.Timestamp], gone: pd.Timestamp | None) -> list[bool]:
    """At which end of a term the customer left: the nearest, where that is near enough."""
    if gone is None or not ends:
        return [False] * len(ends)
    days = [abs((end - gone).days) for end in ends]
    nearest = int(np.argmin(days))
    return [place == nearest and days[nearest] <= NEAR_DAYS for place in range(len(ends))]


def _ends(started: pd.Timestamp, term: int, until: pd.Timestamp) -> list[pd.Timestamp]:
    """Ends of terms from the start on."""
    months = int((until - started).days / DAYS_A_MONTH) + 1
    ends = [started + pd.DateOffset(months=number) for number in range(term, months + 1, term)]
    return [end for end in ends if end <= until]


def fit_renewal_level(ends: TermEnds | None, scenario: Scenario) -> FittedNumber:
    """Fit the level of not renewing: complementary log-log with the logarithm of the term's years, intercept only.

    Parameters
    ----------
    ends : TermEnds or None
        As of :func:`term_ends`.
    scenario : Scenario
        Whose number it would replace.

    Returns
    -------
    FittedNumber
        Kept below 30 ends of terms or 5 leavers at them, refused where the profile interval is wider than a factor of
        four either way. Nothing else of the decision can be told from such dates.
    """
    old = scenario.assumptions.renewal.intercept
    if ends is None:
        return kept(PATH, old, SOURCE, "no dates of customers who left")
    count, leavers = len(ends.left), int(ends.left.sum())
    if count < LEAST_ENDS or leavers < LEAST_LEAVERS:
        reason = f"{count} ends of terms and {leavers} leavers at them; needs {LEAST_ENDS} and {LEAST_LEAVERS}"
        return kept(PATH, old, SOURCE, reason)

    def _negative(point: Floats) -> float:
        """Minus the logarithm of the likelihood."""
        hazard = np.exp(np.clip(point[0], -30, 30)) * ends.years
        logs = np.where(ends.left > 0, np.log(np.maximum(-np.expm1(-hazard), 1e-300)), -hazard)
        return float(-logs.sum())

    best = best_values(_negative, np.array([np.log(leavers / ends.years.sum())]))
    low, high = profile_interval(_negative, best, 0)
    notes = [JOINT]
    if ends.middle:
        notes.append(f"{ends.middle} left in the middle of a term and are not in it")
    fit = FittedNumber(
        PATH,
        old,
        SOURCE,
        new=float(best[0]),
        low=low,
        high=high,
        n=count,
        unit="ends of terms",
        method="complementary log-log, intercept only, left-truncated; profile likelihood",
        warning="; ".join(notes),
    )
    return fit if high - low <= WIDEST else refused(fit, "its interval is wider than a factor of four either way")


def retention_figure(ends: TermEnds | None) -> ObservedFigure | None:
    """Measure the share of customers that stay a year: e to the minus leavers over years of contract.

    Parameters
    ----------
    ends : TermEnds or None
        As of :func:`term_ends`.

    Returns
    -------
    ObservedFigure or None
        With the interval of a Poisson count by its profile likelihood; None below 5 leavers.
    """
    if ends is None or ends.leavers < LEAST_LEAVERS or ends.watched_years <= 0:
        return None
    leavers, years = ends.leavers, ends.watched_years

    def _negative(point: Floats) -> float:
        """Minus the logarithm of the likelihood."""
        return float(np.exp(point[0]) * years - leavers * point[0])

    best = np.array([np.log(leavers / years)])
    low, high = profile_interval(_negative, best, 0)
    value, least, most = (float(np.exp(-np.exp(part))) for part in (best[0], high, low))
    return ObservedFigure("customer_retention_per_year", value, least, most, leavers, "leavers", SOURCE)
