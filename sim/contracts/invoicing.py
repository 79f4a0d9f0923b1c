"""Invoices: overage, time and materials, interest, and the uplift of a fee."""

from __future__ import annotations

from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR, MONTHS_PER_YEAR

__all__ = ["interest_cents", "overage_cents", "time_and_materials_cents", "uplift"]


def overage_cents(contacts: int, included: int | None, price_cents: int) -> int:
    """Charge for the contacts of a month beyond those that the fee covers.

    Parameters
    ----------
    contacts : int
        Of the month.
    included : int or None
        Contacts that the fee covers; None on an unlimited plan.
    price_cents : int
        For each one beyond.

    Returns
    -------
    int
        Cents.
    """
    if included is None or contacts <= included:
        return 0
    return (contacts - included) * price_cents


def time_and_materials_cents(minutes: float, price_per_hour_cents: int) -> int:
    """Charge for work by the hour.

    Parameters
    ----------
    minutes : float
        Of work.
    price_per_hour_cents : int
        Cents an hour.

    Returns
    -------
    int
        Cents.
    """
    return round(minutes * price_per_hour_cents / MINUTES_PER_HOUR)


def interest_cents(amount_cents: int, late_minutes: float, per_year: float) -> int:
    """Simple interest on an overdue amount.

    Parameters
    ----------
    amount_cents : int
        Amount that was due.
    late_minutes : float
        Time past due.
    per_year : float
        Rate, as a share.

    Returns
    -------
    int
        Cents.
    """
    return round(amount_cents * per_year * late_minutes / (MINUTES_PER_DAY * DAYS_PER_YEAR))


def uplift(per_year: float, term_months: int) -> float:
    """Factor on the fee at a renewal: the yearly uplift, compounded over the term.

    Parameters
    ----------
    per_year : float
        Uplift, as a share.
    term_months : int
        Length of the term.

    Returns
    -------
    float
        Above 0.
    """
    return float((1 + per_year) ** (term_months / MONTHS_PER_YEAR))
