"""Outcomes whose mean rests on rare runs: few runs show neither their tail nor how wide an interval must be.

``python -m tests.benchmarks.coverage --write`` measures them, with the table of coverage in ``sim/model.md``: skewness
over many runs of the honest baseline, of the over-promise or of their difference, whichever is largest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["RARE", "TAILS", "known_skewness"]

RARE: Final = 7.0
"""Skewness beyond which an outcome is listed: where intervals from 20 to 64 runs cover 9 times in 10 or fewer."""
# begin measured
TAILS: Mapping[str, float] = {
    "response_hours_p99": 12.1,
    "unanswered_share": 7.5,
    "whale_curve_peak": 13.4,
}
# end measured


def known_skewness(outcome: str, tails: Mapping[str, float] = TAILS) -> float:
    """Skewness that many runs have shown of an outcome; of a part of the business, that of the whole.

    Parameters
    ----------
    outcome : str
        Name of the outcome.
    tails : mapping of str to float, optional
        Skewness by outcome; those measured, unless given.

    Returns
    -------
    float
        0 where its mean does not rest on rare runs.
    """
    return tails.get(outcome, tails.get(outcome.partition(".")[0], 0.0))
