"""Price: the rise that passes unnoticed, the change and the level that count, bargaining, and what newcomers pay."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from sim.units import MONTHS_PER_YEAR

__all__ = [
    "felt_change",
    "learns_this_month",
    "negotiated",
    "newcomer_gap",
    "price_level",
    "price_ratio",
    "tolerated_rise",
    "year_of_rises",
]


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


def price_ratio(fee: float, market_fee: float) -> float:
    """Fee over the market's; 1 where the market asks nothing.

    Parameters
    ----------
    fee, market_fee : float
        In the same unit, 0 or more.

    Returns
    -------
    float
        0 or more.
    """
    return fee / market_fee if market_fee else 1.0


def price_level(fee: float, market_fee: float, market_rise: float, years: float, smallest_ratio: float) -> float:
    """Logarithm of a fee over the market's, which rises from year to year.

    Parameters
    ----------
    fee, market_fee : float
        Fee of the term that may begin, and the market's when the first term began, in the same unit.
    market_rise : float
        Yearly rise of the market's fees, as a share.
    years : float
        Since the first term began, 0 or more.
    smallest_ratio : float
        A lower ratio counts as this, and a higher one than its inverse as that; above 0, at most 1.

    Returns
    -------
    float
        0 at the market's fee.
    """
    ratio = price_ratio(fee, market_fee * (1 + market_rise) ** years)
    return log(min(max(ratio, smallest_ratio), 1 / smallest_ratio))


def year_of_rises(rises: Iterable[tuple[int, float]], month: int) -> float:
    """Rises of the twelve months up to a month as one, so that many small steps weigh as much as the large one.

    Parameters
    ----------
    rises : iterable of (int, float)
        Month, and share of the fee.
    month : int
        Of the latest that counts.

    Returns
    -------
    float
        Share of the fee.
    """
    factor = 1.0
    for since, rise in rises:
        if since > month - MONTHS_PER_YEAR:
            factor *= 1 + rise
    return factor - 1


def negotiated(rise: float, revenue_share: float, bargaining: tuple[float, float, float]) -> float:
    """Rise that is left where a customer on whom the provider depends has negotiated.

    Parameters
    ----------
    rise : float
        Rise of the list price, as a share; a cut is taken as it is.
    revenue_share : float
        The customer's fee over all fees, 0 to 1.
    bargaining : three floats
        Share of revenue from which it has power, share of the rise that it takes off per unit of share beyond that,
        and the most. Source: Emerson 1962, power as the other side's dependence, form.

    Returns
    -------
    float
        Share of the fee.
    """
    share_from, per_share, most = bargaining
    return rise * (1 - min(per_share * max(revenue_share - share_from, 0.0), most)) if rise > 0 else rise
