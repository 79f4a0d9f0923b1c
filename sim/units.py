"""Time and money: minutes since local midnight of the start date, months from it on, integer cents.

Cents stand for the smallest unit of a currency, whatever it is called: a yen, a hundredth of a dollar, a thousandth of
a Kuwaiti dinar. Every amount of a run, from the invoice to the books, is a whole number of them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

__all__ = [
    "DAYS_PER_YEAR",
    "MINUTES_PER_DAY",
    "MINUTES_PER_HOUR",
    "MONTHS_PER_YEAR",
    "TENTH",
    "TICKS_PER_MINUTE",
    "add_months",
    "allocate_cents",
    "cents",
    "minor_units",
    "moment",
    "month_days",
    "month_from",
    "month_starts",
    "snap",
]

MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 1440
DAYS_PER_YEAR = 365.25
MONTHS_PER_YEAR = 12
TENTH = 0.10
"""Unit of numbers that count for each 10 % of a fee or of a price."""
TICKS_PER_MINUTE = 1 << 20
"""Every time of a run lies on this grid, so that sums and differences of times are exact in doubles: the moment of one
customer's contact cannot depend, not even in its last bit, on how many events of others came before it."""


def snap(minutes: float) -> float:
    """Nearest time on the grid of 2**-20 minutes.

    Parameters
    ----------
    minutes : float
        Any time.

    Returns
    -------
    float
        Minutes.
    """
    return round(minutes * TICKS_PER_MINUTE) / TICKS_PER_MINUTE


@cache
def minor_units(currency: str) -> int:
    """Smallest units that make one of a currency: 100 for the dollar, 1 for the yen, 1,000 for the Kuwaiti dinar.

    Parameters
    ----------
    currency : str
        ISO 4217 code.

    Returns
    -------
    int
        A power of ten.

    Notes
    -----
    Source: Unicode CLDR, by Babel.
    """
    from babel.numbers import get_currency_precision

    return int(10 ** get_currency_precision(currency))


def cents(amount: float, units: int) -> int:
    """Money as integer cents, rounded half to even.

    Parameters
    ----------
    amount : float
        In major units.
    units : int
        Smallest units of the currency in one, of :func:`minor_units`.

    Returns
    -------
    int
        Cents.
    """
    return round(amount * units)


def add_months(day: date, months: int) -> date:
    """Keep the day of the month some calendar months later, or take the last of a month that has no such day.

    Parameters
    ----------
    day : date
        Any day.
    months : int
        How many later; below 0 for earlier.

    Returns
    -------
    date
        30 January and 31 January, a month later, are 28 February, or 29 in a leap year.
    """
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + months, MONTHS_PER_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_from(start: date, day: date) -> int:
    """Find the month of a study at whose beginning a day has come.

    Parameters
    ----------
    start : date
        The first day of the study.
    day : date
        Any day.

    Returns
    -------
    int
        The least m for which m months after the start is not before the day; 0 or below up to the start.
    """
    month = (day.year - start.year) * MONTHS_PER_YEAR + day.month - start.month
    return month if add_months(start, month) >= day else month + 1


def month_days(start: date, months: int) -> tuple[date, ...]:
    """First days of the months of a study, each counted from its start.

    Parameters
    ----------
    start : date
        The first day of the study.
    months : int
        How many months to list.

    Returns
    -------
    tuple of date
        ``months`` + 1 days, the first ``start``, the last the day after the end: from 31 January on, 28 February,
        31 March, 30 April, ...
    """
    return tuple(add_months(start, index) for index in range(months + 1))


def month_starts(start: date, months: int) -> tuple[float, ...]:
    """Minutes at which the months of a study begin, and the end of the last.

    Parameters
    ----------
    start : date
        The first day of the study.
    months : int
        How many months to list.

    Returns
    -------
    tuple of float
        ``months`` + 1 values, the first 0.
    """
    return tuple(float((day - start).days * MINUTES_PER_DAY) for day in month_days(start, months))


def moment(start: date, minutes: float) -> datetime:
    """Local wall-clock time of a minute of the run.

    Parameters
    ----------
    start : date
        First day of the study.
    minutes : float
        Since midnight of ``start``.

    Returns
    -------
    datetime
        Without a time zone.
    """
    return datetime(start.year, start.month, start.day) + timedelta(minutes=minutes)  # noqa: DTZ001  local by design


def allocate_cents(total: int, weights: Sequence[float]) -> list[int]:
    """Split ``total`` cents in proportion to ``weights`` so that the parts add up exactly (largest remainder).

    Parameters
    ----------
    total : int
        Cents to split; may be negative.
    weights : sequence of float
        Non-negative; when all are 0 every part is 0 and ``total`` must be 0.

    Returns
    -------
    list of int
        Cents, as many as weights.

    Raises
    ------
    ValueError
        Where there is something to split and nothing to split it by.
    """
    whole = sum(weights)
    if whole <= 0:
        if total:
            raise ValueError(f"{total} cents to allocate, and no weight to allocate them by")
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(value // 1) for value in exact]
    missing = total - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in order[:missing]:
        parts[index] += 1
    return parts
