"""Service credits: attainment of a month, and the share of its fee that is owed back."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["credit_share", "credited_attainment", "month_attainment"]


def month_attainment(met: int, made: int) -> float:
    """Share of a month's promises that were kept.

    Parameters
    ----------
    met, made : int
        Promises kept, and all that fell due.

    Returns
    -------
    float
        0 to 1; 1 where there was none.
    """
    return met / made if made else 1.0


def credited_attainment(measure: str, responses: tuple[int, int], solutions: tuple[int, int]) -> float:
    """Attainment of a month that counts for credits.

    Parameters
    ----------
    measure : {"response", "resolution", "both"}
        Promises that count; of both, the attainment that is worse.
    responses, solutions : two ints
        Promises kept, and all that fell due.

    Returns
    -------
    float
        0 to 1; 1 where there was none.
    """
    if measure == "response":
        return month_attainment(*responses)
    if measure == "resolution":
        return month_attainment(*solutions)
    return min(month_attainment(*responses), month_attainment(*solutions))


def credit_share(attainment: float, ladder: Sequence[tuple[float, float]], cap: float) -> float:
    """Share of the month's fee that is owed back: the largest step whose floor was missed, at most ``cap``.

    Parameters
    ----------
    attainment : float
        Share of promises kept, 0 to 1.
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
