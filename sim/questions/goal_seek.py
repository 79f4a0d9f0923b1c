"""Goal-seek: the value of a lever at which an outcome meets a target."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.metrics.catalogue import describe
from sim.questions.search import crossing, fresh, outcome_along, values_of
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.levers import lever_of
from sim.scenario.overrides import with_overrides
from sim.statistics.intervals import Interval, mean_interval

__all__ = ["Goal", "LeverValue", "goal_seek"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Goal:
    """A target of an outcome."""

    outcome: str
    target: float
    """Of the outcome's mean; of its mean difference where there is ``against``."""
    against: Scenario | None = None
    """The scenario to which the difference is meant, under common random numbers."""
    level: float = 0.95
    """Confidence of the intervals."""


@dataclass(frozen=True, slots=True)
class LeverValue:
    """The value of a lever at which a goal is met."""

    path: str
    before: float
    value: float | None
    """On the side of the root where the goal is met, rounded; None where it is met nowhere or everywhere."""
    root: Interval
    """Where the mean meets the goal, and where the ends of its interval do. An infinite end lies beyond the values that
    were tried."""
    tried: tuple[float, float]
    """The last two values between which it was looked for."""
    met_before: bool
    """True where the goal was met at the lever's own value."""
    verified: Interval | None
    """The outcome, or its difference, at ``value`` on fresh seeds."""


def goal_seek(runner: ExperimentRunner, scenario: Scenario, path: str, goal: Goal, replications: int) -> LeverValue:
    """Find the value of a lever at which an outcome's mean meets its target, and simulate it again on fresh seeds.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        The scenario that the lever is a number of.
    path : str
        Path of the lever: people, a term, or any other number of the scenario.
    goal : Goal
        Outcome and target.
    replications : int
        Of each value that is tried, and again of the answer.

    Returns
    -------
    LeverValue
        The value and its interval.

    Raises
    ------
    SaydoError
        Where path or outcome do not exist, or the lever does not move the outcome.
    """
    lever = lever_of(scenario, path)
    along = outcome_along(runner, scenario, lever, goal.outcome, replications)
    against: float | FloatArray = 0.0
    if goal.against is not None:
        against = values_of(runner.results([goal.against], replications)[0], goal.outcome)
    sign = -1.0 if describe(goal.outcome).better == "down" else 1.0

    def _excess(place: float) -> Interval:
        """Return by how much the goal is exceeded, positive where it is met."""
        return mean_interval(sign * (along(place) - against - goal.target), goal.level)

    middle = crossing(lambda place: _excess(place).estimate, lever)
    if math.isnan(middle.at):
        nowhere = Interval(math.nan, math.nan, math.nan, replications)
        return LeverValue(path, lever.value, None, nowhere, middle.tried, middle.met, None)
    ends = [crossing(lambda place: _excess(place).high, lever), crossing(lambda place: _excess(place).low, lever)]
    first, last = ends if middle.rises else ends[::-1]
    low = -math.inf if math.isnan(first.at) else first.at
    high = math.inf if math.isnan(last.at) else last.at
    value = lever.neat(middle.at, up=middle.rises)
    again = _again(runner, with_overrides(scenario, {path: value}), goal, replications)
    root = Interval(middle.at, low, high, replications)
    return LeverValue(path, lever.value, value, root, middle.tried, middle.met, again)


def _again(runner: ExperimentRunner, answer: Scenario, goal: Goal, replications: int) -> Interval:
    """Return the outcome of the answer, or its paired difference, on fresh seeds."""
    samples = [answer] if goal.against is None else [answer, goal.against]
    values = [values_of(sample, goal.outcome) for sample in fresh(runner, samples, replications)]
    low, high = describe(goal.outcome).bounds
    if goal.against is None:
        return mean_interval(values[0], goal.level, (low, high))
    return mean_interval(values[0] - values[1], goal.level, (low - high, high - low))
