"""What an invoice says: overage, time and materials, interest."""

from __future__ import annotations

from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR

__all__ = ["interest_cents", "overage_cents", "time_and_materials_cents", "uplift"]


def overage_cents(contacts: int, included: int | None, price_cents: int) -> int:
    """Charge for the contacts of a month beyond those included; 0 on an unlimited plan (``included`` is None)."""
    if included is None or contacts <= included:
        return 0
    return (contacts - included) * price_cents


def time_and_materials_cents(minutes: float, price_per_hour_cents: int) -> int:
    """Charge for work outside the scope."""
    return round(minutes * price_per_hour_cents / MINUTES_PER_HOUR)


def interest_cents(amount_cents: int, late_minutes: float, per_year: float) -> int:
    """Simple interest on an overdue amount."""
    return round(amount_cents * per_year * late_minutes / (MINUTES_PER_DAY * DAYS_PER_YEAR))


def uplift(per_year: float, term_months: int) -> float:
    """Factor on the fee at a renewal: the yearly uplift, compounded over the length of the term."""
    return float((1 + per_year) ** (term_months / 12))
