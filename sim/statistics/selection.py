"""Which of several scenarios is the best: selection with a promised probability, and comparison with the best."""

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
    "Contender",
    "Selection",
    "SelectionGuarantee",
    "compared_with_best",
    "in_the_running",
    "select_best",
    "share_best",
]

FloatArray = npt.NDArray[np.float64]
Observe = Callable[[Sequence[int], int], Sequence[FloatArray]]


@dataclass(frozen=True, slots=True)
class SelectionGuarantee:
    """What a selection promises: the best is found with this probability where it leads by so much."""

    delta: float
    """The smallest lead worth detecting, in the outcome's unit: the indifference zone."""
    probability: float = 0.95
    first: int = 20
    """Replications of each before anything is screened out; at least 2."""
    most: int = 1_000
    """Replications of each, at most."""
    batch: int = 10
    """Replications of those still in that are simulated at a time; it changes nothing in the answer."""


class Contender(NamedTuple):
    """How far one scenario came."""

    replications: int
    """Those that the selection looked at."""
    screened_by: int | None
    """Which other ruled it out; none where it stayed in."""
    mean: float
    """Of those replications, the higher the better."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The best of several, or those that the budget did not suffice to tell apart."""

    best: int | None
    contenders: tuple[Contender, ...]

    @property
    def remaining(self) -> list[int]:
        """Those that nothing ruled out."""
        return [index for index, each in enumerate(self.contenders) if each.screened_by is None]


def select_best(observe: Observe, count: int, promise: SelectionGuarantee) -> Selection:
    """Select the scenario with the highest mean by the fully sequential procedure KN (Kim & Nelson 2001, c = 1).

    Where replications are normal, with whatever correlation common luck gives them, and the best leads by ``delta`` or
    more, it is selected with at least the promised probability. Where it leads by less, another within ``delta`` of it
    may be.

    Parameters
    ----------
    observe : callable
        Given which scenarios and how many replications, the values of each, the higher the better.
    count : int
        Number of scenarios, at least 2.
    promise : Promise
        Indifference zone, probability and budget.
    """
    alive = list(range(count))
    known = min(promise.first, promise.most)
    sample = _complete(observe(alive, known))
    width, longest = _width(sample, promise)
    sums = np.cumsum(sample, axis=1)
    screened: dict[int, Contender] = {}
    at = known
    while True:
        total = {index: float(sums[row, at - 1]) for row, index in enumerate(alive)}
        for index in alive:
            rival = next((other for other in alive if total[other] - total[index] > width(index, other, at)), None)
            if rival is not None:
                screened[index] = Contender(at, rival, total[index] / at)
        rows = [row for row, index in enumerate(alive) if index not in screened]
        alive, sums = [alive[row] for row in rows], sums[rows]
        if len(alive) == 1 or at > longest or at >= promise.most:
            break
        at += 1
        if at > known:
            known = min(known + promise.batch, promise.most)
            sums = np.cumsum(_complete(observe(alive, known)), axis=1)
    last = {index: Contender(at, None, total[index] / at) for index in alive}
    best = max(alive, key=lambda index: total[index]) if len(alive) == 1 or at > longest else None
    return Selection(best, tuple((screened | last)[index] for index in range(count)))


def _width(first: FloatArray, promise: SelectionGuarantee) -> tuple[Callable[[int, int, int], float], float]:
    """By how much one sum may trail another and stay in, and after how many replications no one may trail at all."""
    count, size = first.shape
    eta = ((2 * (1 - promise.probability) / (count - 1)) ** (-2 / (size - 1)) - 1) / 2
    variances = np.var(first[:, None] - first[None, :], axis=2, ddof=1)
    reach = 2 * eta * (size - 1) * variances / promise.delta**2

    def width(one: int, other: int, at: int) -> float:
        return promise.delta / 2 * max(float(reach[one, other]) - at, 0.0)

    return width, float(np.floor(reach.max()))


def compared_with_best(sample: FloatArray, level: float) -> list[Interval]:
    """By how much each scenario leads the best of the others, or trails it: intervals that hold together.

    Multiple comparisons with the best (Hsu 1984), each interval reaching or crossing 0: one that lies above 0 is the
    best, one below is not. Each pair has its own variance and Bonferroni joins them (Matejcik & Nelson 1995), so that
    common luck may correlate the scenarios as it likes: the sphericity that tighter intervals assume is not asked for.

    Parameters
    ----------
    sample : array, shape (scenarios, replications)
        The higher the better; a replication with NaN in one is left out in all.
    level : float
        Confidence that all intervals hold.
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


def in_the_running(leads: Sequence[Interval]) -> list[int]:
    """Those of :func:`compared_with_best` that may be the best: one where it is told, several where it cannot be."""
    return [index for index, lead in enumerate(leads) if lead.high > 0 or lead.low >= 0]


def share_best(sample: FloatArray, level: float) -> list[Interval]:
    """The share of replications in which no other scenario is better, with its exact interval (Clopper & Pearson 1934).

    Parameters
    ----------
    sample : array, shape (scenarios, replications)
        The higher the better; a replication with NaN in one is left out in all. Those level at the top count for each.
    level : float
        Confidence of each interval.
    """
    sample = sample[:, np.isfinite(sample).all(axis=0)]
    size = sample.shape[1]
    if not size:
        return [Interval(np.nan, np.nan, np.nan, 0)] * len(sample)
    wins = (sample == sample.max(axis=0)).sum(axis=1).tolist()
    intervals = [scipy.stats.binomtest(won, size).proportion_ci(level) for won in wins]
    return [
        Interval(won / size, float(each.low), float(each.high), size) for won, each in zip(wins, intervals, strict=True)
    ]


def _complete(series: Sequence[FloatArray]) -> FloatArray:
    """The series as one array, refused where a value is missing: a procedure with a promise cannot leave one out."""
    sample = np.array(series)
    if not np.isfinite(sample).all():
        number = int(np.argmin(np.isfinite(sample).all(axis=0)))
        raise SaydoError(f"the outcome failed or is not defined in replication {number}: select by another outcome")
    return sample
