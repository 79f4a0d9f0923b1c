"""Price: the rise that passes unnoticed, the change that counts, and what newcomers pay."""

from __future__ import annotations

from sim.units import MONTHS_PER_YEAR

__all__ = ["felt_change", "learns_this_month", "newcomer_gap", "tolerated_rise"]


def tolerated_rise(trust: float, unnoticed: float, tolerance: float, ordinary_trust: float) -> float:
    """Rise of a fee that a customer tolerates; more with trust, a fair price for good treatment. Source: essay 003.

    Parameters
    ----------
    trust : float
        0 to 1; counts above ``ordinary_trust``.
    unnoticed : float
        Rise, as a share, that nobody minds.
    tolerance : float
        Further share per unit of trust above ordinary.
    ordinary_trust : float
        0 to 1.

    Returns
    -------
    float
        Share of the fee.
    """
    return unnoticed + tolerance * max(trust - ordinary_trust, 0.0)


def felt_change(rise: float, unnoticed: float, tolerated: float) -> float:
    """Price change that weighs at a renewal: all of an ordinary one, and of a larger one what is not tolerated.

    Parameters
    ----------
    rise : float
        Share of the fee; below 0 for a cut.
    unnoticed, tolerated : float
        Rises that nobody minds and that this customer tolerates, as shares.

    Returns
    -------
    float
        Share of the fee.
    """
    return min(rise, unnoticed) + max(rise - tolerated, 0.0)


def learns_this_month(per_year: float) -> float:
    """Probability of a month that gives a probability of a year.

    Parameters
    ----------
    per_year : float
        0 to 1.

    Returns
    -------
    float
        0 to 1.
    """
    return float(1 - (1 - per_year) ** (1 / MONTHS_PER_YEAR))


def newcomer_gap(fee: float, list_fee: float, discount: float) -> float:
    """Share of its own fee by which a newcomer pays less than a customer, creeping rises included.

    Parameters
    ----------
    fee, list_fee : float
        Fee of the customer and of the price list, in the same unit.
    discount : float
        Share that newcomers get off the list, 0 to 1.

    Returns
    -------
    float
        Below 0 where the customer pays less; 0 where it pays nothing.
    """
    return 1 - list_fee * (1 - discount) / fee if fee else 0.0
