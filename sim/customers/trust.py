"""Trust, which grows slowly and falls quickly, and the way back of traits."""

from __future__ import annotations

__all__ = ["recovered", "trust_after", "trust_left"]


def trust_after(trust: float, value: float, gain: float, loss: float, most: float) -> float:
    """Trust after a response: kept moves it towards 1, broken takes a share of it away.

    Parameters
    ----------
    trust : float
        0 to 1.
    value : float
        Value felt of the response; below 0 it counts as broken.
    gain, loss : float
        Shares moved by one kept and lost to one broken at a value of -1, 0 to 1.
    most : float
        Largest loss of value that one response counts for.

    Returns
    -------
    float
        0 to 1.
    """
    if value >= 0:
        return trust + gain * (1 - trust)
    return trust - _lost(value, loss, most) * trust


def trust_left(value: float, loss: float, most: float) -> float:
    """Share of trust that a broken response leaves.

    Parameters
    ----------
    value : float
        Value felt, 0 or below.
    loss : float
        Share lost to one broken at a value of -1, 0 to 1.
    most : float
        Largest loss of value that one response counts for.

    Returns
    -------
    float
        0 to 1.
    """
    return 1 - _lost(value, loss, most)


def _lost(value: float, loss: float, most: float) -> float:
    """Share of trust that a value of 0 or below takes away."""
    return min(loss * min(-value, most), 1.0)


def recovered(trait: float, usual: float, share: float) -> float:
    """Trait a month later, on its way back to its usual level.

    Parameters
    ----------
    trait, usual : float
        Now and usually, 0 to 1.
    share : float
        Share of the way in a month, 0 to 1.

    Returns
    -------
    float
        0 to 1.
    """
    return trait + share * (usual - trait)
