"""Tickets that close by themselves: a spike in how long after opening or solving they do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.importing.dates import NO_TIME

__all__ = ["Spike", "closing_spike"]

LEAST_SHARE = 0.10
WIDTH = 0.02
LEAST_ROWS = 30
LEAST_SPIKE = 20
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Spike:
    """An interval after which many tickets are closed."""

    of: str
    """``opened`` or ``resolved``: from when it is counted."""
    seconds: float
    share: float
    """Of the closed tickets."""

    @property
    def text(self) -> str:
        """Sentence of the report."""
        hours = self.seconds / HOUR
        span = f"{hours:.0f} hours" if hours < 240 else f"{hours / 24:.0f} days"
        since = "being opened" if self.of == "opened" else "being resolved"
        return (
            f"{self.share:.0%} of the tickets were closed {span} after {since}: closed by the system and not by people"
        )


def closing_spike(opened: NDArray[np.int64], resolved: NDArray[np.int64], closed: NDArray[np.int64]) -> Spike | None:
    """Find the interval after which tickets close by themselves.

    Parameters
    ----------
    opened, resolved, closed : array of int64
        Seconds since 1970; `NO_TIME` where there is none.

    Returns
    -------
    Spike or None
        The larger one of those since opening and since solving; None where there is none.
    """
    spikes = [_spike(name, start, closed) for name, start in (("resolved", resolved), ("opened", opened))]
    return max((spike for spike in spikes if spike), key=lambda spike: spike.share, default=None)


def _spike(name: str, start: NDArray[np.int64], closed: NDArray[np.int64]) -> Spike | None:
    both = (start != NO_TIME) & (closed != NO_TIME)
    spans = np.sort((closed[both] - start[both]).astype(float))
    spans = spans[spans > HOUR]
    if len(spans) < LEAST_ROWS:
        return None
    ends = np.searchsorted(spans, spans * (1 + WIDTH), side="right")
    within = ends - np.arange(len(spans))
    place = int(within.argmax())
    share = within[place] / both.sum()
    if share < LEAST_SHARE or within[place] < LEAST_SPIKE:
        return None
    middle = spans[place + within[place] // 2]
    around = ((spans > middle / 1.1) & (spans < middle * 1.1)).sum() - within[place]
    return Spike(name, float(middle), float(share)) if around < within[place] else None
