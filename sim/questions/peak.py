"""The peak: the value of a lever at which an outcome is highest, and how well that is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.questions.search import fresh, outcome_along, values_of
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.levers import Lever
from sim.scenario.overrides import with_overrides
from sim.statistics.intervals import Interval, mean_interval, paired_difference

__all__ = ["FACTORS", "VALUE_OUTCOME", "Peak", "peak_along"]

FloatArray = npt.NDArray[np.float64]

VALUE_OUTCOME = "margin_with_run_off"
"""The margin with what the customers still there at the end are worth, so that it counts if they are neglected."""
FACTORS = tuple(2 ** (step / 3) for step in range(-3, 4))
"""Of the lever's value: from half to double, in steps of a quarter."""
ROUNDS = 2
"""Of halving the steps on both sides of the highest value."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The value of a lever at which the mean of an outcome is highest among those tried."""

    path: str
    outcome: str
    before: float
    value: float
    low: float | None
    """The nearest value below it at which the outcome is lower for sure; None where there is none among those tried."""
    high: float | None
    """The nearest value above it at which the outcome is lower for sure; None where there is none."""
    tried: tuple[float, float]
    """The lowest and the highest value tried."""
    verified: Interval
    """The outcome at ``value``, less that at the value before, on fresh seeds."""
    level: float = 0.95

    @property
    def inside(self) -> bool:
        """Whether the outcome is lower for sure on both sides, so that the peak is none of the range."""
        return self.low is not None and self.high is not None


def peak_along(
    runner: ExperimentRunner, scenario: Scenario, lever: Lever, replications: int, level: float = 0.95
) -> Peak:
    """Search a lever from half its value to double for the peak of the margin with run-off.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        The scenario that the lever is a number of.
    lever : Lever
        A number above 0.
    replications : int
        Of each value that is tried, from 2, and of the answer on fresh seeds.
    level : float
        Confidence that all comparisons hold together, after Bonferroni.

    Returns
    -------
    Peak
        The value, and where the outcome is lower for sure.
    """
    along = outcome_along(runner, scenario, lever, VALUE_OUTCOME, replications)
    places = sorted({lever.at(lever.neat(lever.scale * factor, up=True)) for factor in FACTORS})
    for _ in range(ROUNDS):
        best = _best(along, places)
        beside = [places[number] for number in (best - 1, best + 1) if 0 <= number < len(places)]
        places = sorted({*places, *(lever.neat(math.sqrt(place * places[best]), up=True) for place in beside)})
    best = _best(along, places)
    top = along(places[best])
    confidence = 1 - (1 - level) / max(len(places) - 1, 1)
    others = [place for place in places if place != places[best]]
    rows = [paired_difference(top, along(place), better="up", level=confidence) for place in others]
    worse = [place for place, row in zip(others, rows, strict=True) if row.verdict == "worse"]
    low = max((place for place in worse if place < places[best]), default=None)
    high = min((place for place in worse if place > places[best]), default=None)
    answer = with_overrides(scenario, {lever.path: places[best]})
    ours, todays = (values_of(sample, VALUE_OUTCOME) for sample in fresh(runner, [answer, scenario], replications))
    verified = mean_interval(ours - todays, level)
    ends = (places[0], places[-1])
    return Peak(lever.path, VALUE_OUTCOME, lever.value, places[best], low, high, ends, verified, level)


def _best(along: Callable[[float], FloatArray], places: list[float]) -> int:
    """The place with the highest mean."""
    return int(np.argmax([np.nanmean(along(place)) for place in places]))
