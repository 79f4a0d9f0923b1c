"""Selection of the best of several scenarios with a guaranteed probability, and comparison with the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from sim.errors import SaydoError
from sim.statistics.intervals import Interval

__all__ = [
    "CandidateResult",
    "Selection",
    "SelectionGuarantee",
    "compared_with_best",
    "possibly_best",
    "select_best",
    "share_best",
]

FloatArray = npt.NDArray[np.float64]
Observe = Callable[[Sequence[int], int], Sequence[FloatArray]]


@dataclass(frozen=True, slots=True)
class SelectionGuarantee:
    """A guarantee that the best is selected with this probability where it leads by ``delta``, within a budget."""

    delta: float
    """The smallest lead worth detecting, in the outcome's unit: the indifference zone."""
    probability: float = 0.95
    """Least probability of selecting the best, above 1 / number of scenarios and below 1."""
    first: int = 20
    """Replications of each before anything is screened out; at least 2."""
    most: int = 1_000
    """Replications of each, at most."""
    batch: int = 10
    """Replications of the remaining scenarios that are simulated at a time; it changes nothing in the answer."""


class CandidateResult(NamedTuple):
    """One scenario at the end of a selection."""

    replications: int
    """Replications that the selection used."""
    screened_by: int | None
    """Index of the scenario that ruled it out; None where none did."""
    mean: float
    """Of those replications, the higher the better."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The best of several scenarios, or those that the budget did not suffice to tell apart."""

    best: int | None
    """Index of the best; None where the budget did not suffice."""
    results: tuple[CandidateResult, ...]
    """By scenario."""

    @property
    def remaining(self) -> list[int]:
        """Indices of the scenarios that nothing ruled out."""
        return [index for index, result in enumerate(self.results) if result.screened_by is None]


def select_best(observe: Observe, count: int, guarantee: SelectionGuarantee) -> Selection:
    """Select the scenario with the highest mean by the fully sequential procedure KN (Kim & Nelson 2001, c = 1).

    Where replications are normal, with whatever correlation common random numbers give them, and the best leads by
    ``delta`` or more, it is selected with at least the guaranteed probability. Where it leads by less, another within
    ``delta`` of it may be.

    Parameters
    ----------
    observe : callable
        Called with indices of scenarios and a number of replications; returns the values of each, the higher the
        better.
    count : int
        Number of scenarios, at least 2.
    guarantee : SelectionGuarantee
        Indifference zone, probability and budget.

    Returns
    -------
    Selection
        The best, and where each scenario ended.
    """
    remaining = list(range(count))
    simulated = min(guarantee.first, guarantee.most)
    sample = _complete(observe(remaining, simulated))
    width, longest = _width(sample, guarantee)
    sums = np.cumsum(sample, axis=1)
    screened: dict[int, CandidateResult] = {}
    at = simulated
    while True:
        total = {index: float(sums[row, at - 1]) for row, index in enumerate(remaining)}
        for index in remaining:
            rival = next((other for other in remaining if total[other] - total[index] > width(index, other, at)), None)
            if rival is not None:
                screened[index] = CandidateResult(at, rival, total[index] / at)
        rows = [row for row, index in enumerate(remaining) if index not in screened]
        remaining, sums = [remaining[row] for row in rows], sums[rows]
        if len(remaining) == 1 or at > longest or at >= guarantee.most:
            break
        at += 1
        if at > simulated:
            simulated = min(simulated + guarantee.batch, guarantee.most)
            sums = np.cumsum(_complete(observe(remaining, simulated)), axis=1)
    last = {index: CandidateResult(at, None, total[index] / at) for index in remaining}
    best = max(remaining, key=lambda index: total[index]) if len(remaining) == 1 or at > longest else None
    return Selection(best, tuple((screened | last)[index] for index in range(count)))


def _width(first: FloatArray, guarantee: SelectionGuarantee) -> tuple[Callable[[int, int, int], float], float]:
    """By how much one sum may trail another and stay in, and after how many replications no one may trail at all."""
    count, size = first.shape
    eta = ((2 * (1 - guarantee.probability) / (count - 1)) ** (-2 / (size - 1)) - 1) / 2
    variances = np.var(first[:, None] - first[None, :], axis=2, ddof=1)
    reach = 2 * eta * (size - 1) * variances / guarantee.delta**2

    def _trail(one: int, other: int, at: int) -> float:
        return guarantee.delta / 2 * max(float(reach[one, other]) - at, 0.0)

    return _trail, float(np.floor(reach.max()))


def compared_with_best(sample: FloatArray, level: float) -> list[Interval]:
    """Compare each scenario with the best of the others: simultaneous intervals of its lead.

    Multiple comparisons with the best (Hsu 1984), each interval reaching or crossing 0: one that lies above 0 is the
    best, one below is not. Each pair has its own variance and Bonferroni joins them (Matejcik & Nelson 1995), so that
    common random numbers may correlate the scenarios in any way: the sphericity that tighter intervals assume is not
    needed.

    Parameters
    ----------
    sample : array, shape (scenarios, replications)
        The higher the better; a replication with NaN in one is left out in all.
    level : float
        Confidence that all intervals hold, above 0 and below 1.

    Returns
    -------
    list of Interval
        By scenario, in the unit of the sample.
    """
    sample = sample[:, np.isfinite(sample).all(axis=0)]
    count, size = sample.shape
    if size < 2:
        return [Interval(np.nan, np.nan, np.nan, size)] * count
    leads = sample.mean(axis=1)[:, None] - sample.mean(axis=1)[None, :]
    spread = np.std(sample[:, None] - sample[None, :], axis=2, ddof=1)
    half = scipy.stats.t.ppf(1 - (1 - level) / (count - 1), size - 1) * spread / np.sqrt(size)
    own = np.eye(count, dtype=bool)
    above = np.where(own, np.inf, leads + half).min(axis=1)
    possible = above >= 0
    below = np.where(own | ~possible, np.inf, leads - half).min(axis=1)
    estimates = np.where(own, np.inf, leads).min(axis=1)
    ends = zip(estimates.tolist(), np.minimum(below, 0).tolist(), np.maximum(above, 0).tolist(), strict=True)
    return [Interval(*three, size) for three in ends]


def possibly_best(leads: Sequence[Interval]) -> list[int]:
    """List the scenarios that may be the best.

    Parameters
    ----------
    leads : sequence of Interval
        Leads of all scenarios, from :func:`compared_with_best`.

    Returns
    -------
    list of int
        Indices: one where the best is certain, several where it is not.
    """
    return [index for index, lead in enumerate(leads) if lead.high > 0 or lead.low >= 0]


def share_best(sample: FloatArray, level: float) -> list[Interval]:
    """Share of replications in which no other scenario is better, with its exact interval (Clopper & Pearson 1934).

    Parameters
    ----------
    sample : array, shape (scenarios, replications)
        The higher the better; a replication with NaN in one is left out in all. Those level at the top count for each.
    level : float
        Confidence of each interval, above 0 and below 1.

    Returns
    -------
    list of Interval
        By scenario, 0 to 1.
    """
    sample = sample[:, np.isfinite(sample).all(axis=0)]
    size = sample.shape[1]
    if not size:
        return [Interval(np.nan, np.nan, np.nan, 0)] * len(sample)
    wins = (sample == sample.max(axis=0)).sum(axis=1).tolist()
    intervals = [scipy.stats.binomtest(won, size).proportion_ci(level) for won in wins]
    return [
        Interval(won / size, float(interval.low), float(interval.high), size)
        for won, interval in zip(wins, intervals, strict=True)
    ]


def _complete(series: Sequence[FloatArray]) -> FloatArray:
    """The series as one array, refused where a value is missing: a procedure with a guarantee cannot leave one out."""
    sample = np.array(series)
    if not np.isfinite(sample).all():
        number = int(np.argmin(np.isfinite(sample).all(axis=0)))
        raise SaydoError(f"the outcome failed or is not defined in replication {number}: select by another outcome")
    return sample
