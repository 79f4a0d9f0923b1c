"""Trust, which is slow to come and quick to go, and the traits under it."""

from __future__ import annotations

__all__ = ["recovered", "trust_after", "trust_at_rest"]


def trust_after(trust: float, value: float, gain: float, loss: float, most: float) -> float:
    """Trust after one response: kept moves it towards 1, broken (``value`` < 0) takes a share of it away."""
    if value >= 0:
        return trust + gain * (1 - trust)
    return trust - min(loss * min(-value, most), 1.0) * trust


def trust_at_rest(miss_share: float, gain: float, loss: float) -> float:
    """Where trust settles at a steady share of misses, each felt as -1: gain (1-q) / (gain (1-q) + loss q)."""
    kept = gain * (1 - miss_share)
    return kept / (kept + loss * miss_share)


def recovered(trait: float, usual: float, share: float) -> float:
    """A trait a month later, on its way back to its usual level."""
    return trait + share * (usual - trait)
