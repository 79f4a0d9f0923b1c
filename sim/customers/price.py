"""How customers take a price: what passes unnoticed, what counts, and who learns what others pay."""

from __future__ import annotations

__all__ = ["felt_change", "learns_this_month", "newcomer_gap", "tolerated_rise"]

MONTHS_PER_YEAR = 12


def tolerated_rise(trust: float, unnoticed: float, tolerance: float, ordinary_trust: float) -> float:
    """Tolerated rise of the fee: unnoticed by anybody, and more by those who trust (essay 003).

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
    """
    return unnoticed + tolerance * max(trust - ordinary_trust, 0.0)


def felt_change(rise: float, unnoticed: float, tolerated: float) -> float:
    """The price change that weighs at a renewal: all of an ordinary one, and of a larger one what is not tolerated."""
    return min(rise, unnoticed) + max(rise - tolerated, 0.0)


def learns_this_month(per_year: float) -> float:
    """Probability of a month that gives this probability of a year."""
    return float(1 - (1 - per_year) ** (1 / MONTHS_PER_YEAR))


def newcomer_gap(fee: float, list_fee: float, discount: float) -> float:
    """The share of its own fee by which a newcomer, who gets ``discount`` off the list, pays less than a customer.

    It holds what has crept up since the customer signed; below 0 where the customer pays less.
    """
    return 1 - list_fee * (1 - discount) / fee if fee else 0.0
