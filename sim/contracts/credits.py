"""Service credits: attainment of a month, and the share of its fee that is owed back."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["credit_share", "month_attainment"]


def month_attainment(met: int, made: int) -> float:
    """Share of a month's responses within the written promise.

    Parameters
    ----------
    met, made : int
        Responses within the promise, and all.

    Returns
    -------
    float
        0 to 1; 1 where there was none.
    """
    return met / made if made else 1.0


def credit_share(attainment: float, ladder: Sequence[tuple[float, float]], cap: float) -> float:
    """Share of the month's fee that is owed back: the largest step whose floor was missed, at most ``cap``.

    Parameters
    ----------
    attainment : float
        Share of responses met, 0 to 1.
    ladder : sequence of (floor, share)
        Below ``floor``, ``share`` of the fee is owed.
    cap : float
        Most that may be owed.

    Returns
    -------
    float
        0 to 1.
    """
    return min(max((share for floor, share in ladder if attainment < floor), default=0.0), cap)
