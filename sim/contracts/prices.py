"""Prices over the months of a contract: what discounts leave of a fee."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Discounts", "kept_share", "mean_kept_share", "yearly_rise"]

Discounts = Sequence[tuple[float, int, int | None]]
"""Share taken off, the first month of the contract in which it is, and the first in which it no longer is."""


def kept_share(discounts: Discounts, month: int) -> float:
    """Share of the fee that is paid in a month of the contract.

    Parameters
    ----------
    discounts : sequence of (float, int, int or None)
        Share taken off, first month and first month after it; None for as long as the contract.
    month : int
        Month of the contract; the first is 1, and what comes before it counts as the first.

    Returns
    -------
    float
        0 to 1.
    """
    place = max(month, 1)
    off = sum(share for share, first, end in discounts if first <= place and (end is None or place < end))
    return max(1 - off, 0.0)


def mean_kept_share(discounts: Discounts, months: range) -> float:
    """Mean share of the fee that is paid over some months of the contract.

    Parameters
    ----------
    discounts : sequence of (float, int, int or None)
        As of :func:`kept_share`.
    months : range
        Months of the contract, at least one.

    Returns
    -------
    float
        0 to 1.
    """
    return sum(kept_share(discounts, month) for month in months) / len(months) if discounts else 1.0


def yearly_rise(per_year: float, index: float, floor: float | None, cap: float | None) -> float:
    """Rise of a fee in a year by the contract: the index and what is agreed on top, within floor and cap.

    Parameters
    ----------
    per_year : float
        Agreed rise, as a share.
    index : float
        Rise of the index of prices, as a share; 0 where the contract refers to none.
    floor, cap : float or None
        Least and highest rise of a year, as shares; None where there is none.

    Returns
    -------
    float
        Share of the fee.
    """
    rise = per_year + index
    if floor is not None:
        rise = max(rise, floor)
    return rise if cap is None else min(rise, cap)
