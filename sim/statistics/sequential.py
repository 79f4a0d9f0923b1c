"""Replications until an answer is as precise as it was asked to be, or the budget is spent.

Repeated looks at the data make an interval cover its truth a little less often than a fixed number of replications
does (Chow & Robbins 1965: as often, in the limit of high precision). Three things keep that small: a least number of
replications; the look-ahead of Hoad, Robinson & Davies (2010, J. Oper. Res. Soc. 61), by which the precision must hold
over several replications on end and not by luck on one; and as many replications as values so skewed take
(:class:`sim.statistics.intervals.Interval`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError
from sim.statistics.comparison import Sample, values
from sim.statistics.intervals import mean_interval

__all__ = ["LOOK_AHEAD", "Precision", "PrecisionTarget", "Rule", "Series", "observed", "until_precise"]

LOOK_AHEAD = 5
"""Replications on end over which the precision must hold (Hoad, Robinson & Davies 2010)."""
DECIDED = 2
"""How many times as many values are wanted where they have decided themselves how many there are."""


@dataclass(frozen=True, slots=True)
class PrecisionTarget:
    """How precisely an outcome is to be known."""

    outcome: str
    size: float
    """Half-width of the interval: in the outcome's unit, or as a share of the estimate's size."""
    relative: bool = False
    floor: float = 0.0
    """Least size that a relative half-width refers to, in the outcome's unit, for estimates near 0."""

    def allowed(self, estimate: float) -> float:
        """The widest half-width that is precise enough, in the outcome's unit.

        A relative one is a share of the end of the interval that is nearer to 0: size * (|estimate| - half-width), so
        that the truth is missed by no more than the share asked for (Law 2015, 9.4.1); a negative estimate counts by
        its size.
        """
        return self.size * max(abs(estimate) / (1 + self.size), self.floor) if self.relative else self.size


@dataclass(frozen=True, slots=True)
class Series:
    """What a target is about: values by replication, or paired differences."""

    scenario: str
    target: PrecisionTarget
    values: npt.NDArray[np.float64]
    """Shape (replications,); NaN where it failed or is not defined."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How precisely an outcome is known after so many replications."""

    scenario: str
    outcome: str
    estimate: float
    half_width: float
    allowed: float
    replications: int
    """Those in which it is defined."""
    reached: bool
    needed: float
    """Replications that it will take in all, as far as the variance so far tells; infinite where no number will do."""
    wanted: int = 0
    """Those from which on the interval covers as it says where values so skewed have decided themselves how many there
    are: twice as many as :class:`sim.statistics.intervals.Interval` wants. With fewer it may be too narrow."""

    @property
    def missing(self) -> float:
        """Replications still needed; at least one where it is not reached."""
        return 0.0 if self.reached else max(self.needed - self.replications, 1.0)


@dataclass(frozen=True, slots=True)
class Rule:
    """When to look, and how sure the intervals are."""

    least: int = 20
    """Replications before the first look."""
    batch: int = 10
    """Least number of replications between looks; a look at most doubles what there is."""
    level: float = 0.95
    """Confidence of each interval."""
    wary: bool = True
    """Whether there must be as many replications as values so skewed take, too."""


def until_precise(
    observe: Callable[[int], Sequence[Series]],
    rule: Rule,
    budget: Callable[[int], int],
    on_look: Callable[[Sequence[Precision]], None] | None = None,
) -> list[Precision]:
    """Replicate until every target is reached, or the budget is spent.

    Parameters
    ----------
    observe : callable
        Given a number of replications, the series over that many.
    rule : Rule
        When to look.
    budget : callable
        Given the replications done, how many more there may be; the first look is always paid for.
    on_look : callable, optional
        Told at each look how precise everything is.

    Returns
    -------
    list of Precision
        In the order of the series, after the last look.
    """
    count = rule.least
    while True:
        found = [_precision(series, rule) for series in observe(count)]
        if on_look is not None:
            on_look(found)
        missing = max(each.missing for each in found)
        more = min(max(missing, rule.batch), count, budget(count)) if missing else 0
        if more < 1:
            return found
        count += int(more)


def _precision(series: Series, rule: Rule) -> Precision:
    target, last = series.target, series.values.size
    estimate, half, count, wanted = _half_width(series.values, rule)
    allowed = target.allowed(estimate)
    held = (
        half <= allowed
        and count >= wanted
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
        reached=held,
        needed=max(_for_width(half, allowed, count), wanted),
        wanted=DECIDED * wanted,
    )


def _half_width(sample: npt.NDArray[np.float64], rule: Rule) -> tuple[float, float, int, int]:
    """Estimate, half-width, number of defined values, and how many the rule wants where they are skewed."""
    interval = mean_interval(sample, rule.level)
    half = (interval.high - interval.low) / 2
    return interval.estimate, half, interval.count, interval.wanted if rule.wary else 0


def _for_width(width: float, allowed: float, count: int) -> float:
    """Replications at which a half-width shrinks to what is allowed: it goes with one over their square root."""
    if not math.isfinite(width) or width <= allowed:
        return float(count)
    return float(math.ceil(count * (width / allowed) ** 2)) if allowed > 0 else math.inf


def observed(samples: Sequence[Sample], targets: Sequence[PrecisionTarget], *, paired: bool) -> list[Series]:
    """The series of each arm and target; paired, those of each further arm less the first.

    Parameters
    ----------
    arms : sequence of Arm
        Replications under the same luck, as many of each.
    targets : sequence of Target
        What is to be known how precisely.
    paired : bool
        Whether differences to the first arm are meant.

    Raises
    ------
    SaydoError
        Where an outcome is defined in no replication: no number of them would do.
    """
    if paired:
        base, *variants = samples
        found = [
            Series(sample.name, target, values(sample, target.outcome) - values(base, target.outcome))
            for sample in variants
            for target in targets
        ]
    else:
        found = [
            Series(sample.name, target, values(sample, target.outcome)) for sample in samples for target in targets
        ]
    for series in found:
        if not np.isfinite(series.values).any():
            raise SaydoError(f"{series.target.outcome}: is not defined in any replication of {series.scenario}")
    return found
