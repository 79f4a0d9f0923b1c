"""Open items: days of sales outstanding, ages and concentration, and what a list of them says of lateness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.fitting.figures import ObservedFigure

__all__ = ["AGES", "Ageing", "age_items", "lateness_of_open_items", "sales_outstanding"]

AGES = ("current", "1–30", "31–60", "61–90", "over 90")
"""Days overdue, as of :mod:`sim.metrics.receivables`."""
LAST_DAYS = (0, 30, 60, 90)
SPAN_MONTHS = 3
"""Months over which revenue is taken, as the outcome does."""
DAYS_A_MONTH = 30.44
LEAST_OPEN = 30
CONSTANT = (
    "open items are those that wait: this holds where as much was billed each day, and nobody pays before it is due"
)


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open receivables at the date of the report, in units of the currency."""

    total: float
    """Open invoices, less cash that is applied to none."""
    unapplied: float
    by_age: tuple[float, ...]
    """Open invoices by ``AGES``, before unapplied cash."""
    largest_share: float
    """Share of the customer who owes most."""
    fifth_share: float
    """Share of the fifth of customers who owe most."""
    items: int


def age_items(invoices: pd.DataFrame, unapplied: float = 0.0) -> Ageing | None:
    """Age what is open at the date of the report.

    Parameters
    ----------
    invoices : pandas.DataFrame
        As of :func:`sim.fitting.receivables.invoices_of`.
    unapplied : float
        Payments that are applied to no invoice, which reduce what is owed though not its ages.

    Returns
    -------
    Ageing or None
        None where nothing is open.
    """
    items = _open(invoices)
    if items.empty:
        return None
    edges = [-np.inf, *LAST_DAYS, np.inf]
    age = np.digitize(items["overdue"], edges[1:-1], right=True)
    by_age = np.bincount(age, items["open_amount"], len(AGES))
    owed = np.sort(items.groupby("customer")["open_amount"].sum().to_numpy())[::-1]
    fifth = max(1, len(owed) // 5)
    total = float(items["open_amount"].sum())
    shares = float(owed[0] / total), float(owed[:fifth].sum() / total)
    return Ageing(total - unapplied, unapplied, tuple(map(float, by_age)), *shares, len(items))


def sales_outstanding(ageing: Ageing | None, revenue: Sequence[float], source: str) -> ObservedFigure | None:
    """Measure days of sales outstanding: what is open, over the revenue of the last three months, in days.

    Parameters
    ----------
    ageing : Ageing or None
        What is open.
    revenue : sequence of float
        By month, the latest last; of the books, or billed.
    source : str
        Tables that both come from.

    Returns
    -------
    ObservedFigure or None
        Its ends are those with the smallest and the largest revenue of the three months. None without open items, or
        with less than three months of revenue above 0.
    """
    last = np.array(revenue[-SPAN_MONTHS:], np.float64)
    if ageing is None or len(last) < SPAN_MONTHS or not (last > 0).all():
        return None
    days = ageing.total * DAYS_A_MONTH
    value, low, high = (days / part for part in (last.mean(), last.max(), last.min()))
    return ObservedFigure("days_sales_outstanding", value, low, high, ageing.items, "open items", source)


def lateness_of_open_items(invoices: pd.DataFrame) -> list[ObservedFigure]:
    """Estimate the share of invoices that are later than some days from a list of open items alone.

    Long delays are in such a list more often than short ones, so that their mean says nothing. Where as much is billed
    each day, the items overdue by x days are in proportion to the share of invoices later than x: the survival curve is
    their density over that of items that will fall due.

    Parameters
    ----------
    invoices : pandas.DataFrame
        As of :func:`sim.fitting.receivables.invoices_of`.

    Returns
    -------
    list of ObservedFigure
        Shares that are later than 0, 30 and 60 days, each over the 30 days that follow, with tag A and a warning; the
        interval is that of two Poisson counts. Empty below 30 items that are not due.
    """
    items = _open(invoices)
    overdue = items["overdue"].to_numpy(float) if len(items) else np.empty(0)
    window = 30.0
    fresh = int(((overdue <= 0) & (overdue > -window)).sum())
    if fresh < LEAST_OPEN:
        return []
    figures = []
    for least in LAST_DAYS[:3]:
        count = int(((overdue > least) & (overdue <= least + window)).sum())
        share = count / fresh
        error = 1.96 * np.sqrt(1 / max(count, 1) + 1 / fresh)
        low, high = share * float(np.exp(-error)), min(share * float(np.exp(error)), 1.0)
        name = f"share later than {least} to {least + window:.0f} days"
        figure = ObservedFigure(name, min(share, 1.0), low, high, count, "open items", "invoices", "A", CONSTANT)
        figures.append(figure)
    return figures


def _open(invoices: pd.DataFrame) -> pd.DataFrame:
    items = invoices[(invoices["open_amount"] > 0) & invoices["due"].notna() & invoices["as_of"].notna()]
    return items.assign(overdue=(items["as_of"] - items["due"]).dt.days)
