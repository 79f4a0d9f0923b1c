"""Replications until an answer is as precise as it was asked to be, or the budget is spent.

Where precision is checked again and again, an interval covers its truth a little less often than with a fixed number
of replications (Chow & Robbins 1965: as often, in the limit of high precision). Three things keep that small: a least
number of replications; the look-ahead of Hoad, Robinson & Davies (2010, J. Oper. Res. Soc. 61), by which the precision
must hold over several replications on end and not by chance on one; and as many replications as values so skewed take
(:class:`sim.statistics.intervals.Interval`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError
from sim.statistics.comparison import Sample, values
from sim.statistics.intervals import mean_interval
from sim.statistics.rows import keyed

__all__ = ["LOOK_AHEAD", "Precision", "PrecisionTarget", "Rule", "Series", "observed", "until_precise"]

LOOK_AHEAD = 5
"""Replications on end over which the precision must hold (Hoad, Robinson & Davies 2010)."""
DECIDED = 2
"""Factor on the number of values required where the values themselves have decided how many there are."""


@dataclass(frozen=True, slots=True)
class PrecisionTarget:
    """The half-width that the interval of an outcome is to reach."""

    outcome: str
    size: float
    """Half-width of the interval: in the outcome's unit, or as a share of the estimate's size."""
    relative: bool = False
    floor: float = 0.0
    """Least size that a relative half-width refers to, in the outcome's unit, for estimates near 0."""

    def allowed(self, estimate: float) -> float:
        """The widest half-width that is precise enough, in the outcome's unit.

        A relative one is a share of the end of the interval that is nearer to 0: size * (|estimate| - half-width), so
        that the truth is missed by no more than that share (Law 2015, 9.4.1); a negative estimate counts by its size.

        Parameters
        ----------
        estimate : float
            Mean so far, in the outcome's unit.

        Returns
        -------
        float
            In the outcome's unit.
        """
        return self.size * max(abs(estimate) / (1 + self.size), self.floor) if self.relative else self.size


@dataclass(frozen=True, slots=True)
class Series:
    """The values that a target is about: an outcome by replication, or paired differences."""

    scenario: str
    target: PrecisionTarget
    values: npt.NDArray[np.float64]
    """Shape (replications,); NaN where it failed or is not defined."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Precision of an outcome after some replications, in the outcome's unit."""

    scenario: str
    outcome: str
    estimate: float
    half_width: float
    allowed: float
    replications: int
    """Replications in which it is defined."""
    reached: bool
    needed: float
    """Replications that it will take in all, as far as the variance so far tells; infinite where no number will do."""
    required: int = field(default=0, metadata=keyed("wanted"))
    """Replications from which on the interval covers as it says where values so skewed have decided their own number:
    twice as many as :class:`sim.statistics.intervals.Interval` requires. With fewer it may be too narrow."""

    @property
    def missing(self) -> float:
        """Replications still needed; at least one where it is not reached."""
        return 0.0 if self.reached else max(self.needed - self.replications, 1.0)


@dataclass(frozen=True, slots=True)
class Rule:
    """Numbers of replications at which precision is checked, and the confidence of the intervals."""

    least: int = 20
    """Replications before the first check."""
    batch: int = 10
    """Least number of replications between checks; at most, their number doubles from one to the next."""
    level: float = 0.95
    """Confidence of each interval."""
    wary: bool = True
    """Whether there must be as many replications as values so skewed take, too."""


def until_precise(
    observe: Callable[[int], Sequence[Series]],
    rule: Rule,
    budget: Callable[[int], int],
    on_check: Callable[[Sequence[Precision]], None] | None = None,
) -> list[Precision]:
    """Replicate until every target is reached, or the budget is spent.

    Parameters
    ----------
    observe : callable
        Called with a number of replications; returns the series over that many.
    rule : Rule
        When to check.
    budget : callable
        Called with the replications so far; returns how many more there may be. The first check is always paid for.
    on_check : callable, optional
        Called at each check with the precision of every series.

    Returns
    -------
    list of Precision
        In the order of the series, at the last check.
    """
    count = rule.least
    while True:
        precision = [_precision(series, rule) for series in observe(count)]
        if on_check is not None:
            on_check(precision)
        missing = max(row.missing for row in precision)
        more = min(max(missing, rule.batch), count, budget(count)) if missing else 0
        if more < 1:
            return precision
        count += int(more)


def _precision(series: Series, rule: Rule) -> Precision:
    """Precision of a series, reached where it holds over the look-ahead."""
    target, last = series.target, series.values.size
    estimate, half, count, required = _half_width(series.values, rule)
    allowed = target.allowed(estimate)
    reached = (
        half <= allowed
        and count >= required
        and all(
            part <= target.allowed(middle)
            for middle, part, *_ in (_half_width(series.values[:end], rule) for end in range(last - LOOK_AHEAD, last))
        )
    )
    return Precision(
        scenario=series.scenario,
        outcome=target.outcome,
        estimate=estimate,
        half_width=half,
        allowed=allowed,
        replications=count,
        reached=reached,
        needed=max(_for_width(half, allowed, count), required),
        required=DECIDED * required,
    )


def _half_width(sample: npt.NDArray[np.float64], rule: Rule) -> tuple[float, float, int, int]:
    """Estimate, half-width, number of defined values, and how many the rule requires where they are skewed."""
    interval = mean_interval(sample, rule.level)
    half = (interval.high - interval.low) / 2
    return interval.estimate, half, interval.count, interval.required if rule.wary else 0


def _for_width(width: float, allowed: float, count: int) -> float:
    """Replications at which a half-width shrinks to what is allowed: it goes with one over their square root."""
    if not math.isfinite(width) or width <= allowed:
        return float(count)
    return float(math.ceil(count * (width / allowed) ** 2)) if allowed > 0 else math.inf


def observed(samples: Sequence[Sample], targets: Sequence[PrecisionTarget], *, paired: bool) -> list[Series]:
    """List the series of each sample and target; paired, those of each further sample less the first.

    Parameters
    ----------
    samples : sequence of Sample
        Replications under common random numbers, as many of each.
    targets : sequence of PrecisionTarget
        Outcomes and the half-widths that they are to reach.
    paired : bool
        Whether differences to the first sample are meant.

    Returns
    -------
    list of Series
        By sample, then by target.

    Raises
    ------
    SaydoError
        Where an outcome is defined in no replication: no number of them would do.
    """
    if paired:
        base, *variants = samples
        rows = [
            Series(sample.name, target, values(sample, target.outcome) - values(base, target.outcome))
            for sample in variants
            for target in targets
        ]
    else:
        rows = [Series(sample.name, target, values(sample, target.outcome)) for sample in samples for target in targets]
    for series in rows:
        if not np.isfinite(series.values).any():
            raise SaydoError(f"{series.target.outcome}: is not defined in any replication of {series.scenario}")
    return rows
