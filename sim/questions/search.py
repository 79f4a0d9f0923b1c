"""Searches along a lever: an outcome at its values, the value that meets a goal, and verification on fresh seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import numpy as np
import numpy.typing as npt

from sim.errors import Problem, SaydoError
from sim.metrics.replication import Replication
from sim.rng import derived_seed
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.levers import Lever
from sim.scenario.overrides import with_overrides

__all__ = ["FRESH_SEEDS", "Root", "closed_in", "crossing", "fresh", "outcome_along", "values_of"]

FloatArray = npt.NDArray[np.float64]

FRESH_SEEDS = 10
"""Number of seeds that had no part in a search, on which its answer is simulated again."""
PURPOSE = "verification"
REACH = 0.25
"""First step of a search, as a share of the lever's value."""
MOST_STEPS = 12
PEAK_TRIES = 8


def values_of(replications: Sequence[Replication], outcome: str) -> FloatArray:
    """Return an outcome by replication.

    Parameters
    ----------
    replications : sequence of Replication
        Replications of one scenario, at least one.
    outcome : str
        Name of the outcome.

    Returns
    -------
    array of float, shape (replications,)
        NaN where it is not defined.

    Raises
    ------
    SaydoError
        Where a replication failed, or there is no such outcome.
    """
    failed = next((replication.error for replication in replications if replication.error), None)
    if failed is not None:
        raise SaydoError(f"a replication failed of {failed}")
    outcomes = replications[0].outcomes
    if outcome not in outcomes:
        near = get_close_matches(outcome, outcomes, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise SaydoError(Problem.of("outcome", outcome, f"this scenario has no such outcome{hint}"))
    return np.array([replication.outcomes[outcome] for replication in replications])


def outcome_along(
    runner: ExperimentRunner, scenario: Scenario, lever: Lever, outcome: str, replications: int
) -> Callable[[float], FloatArray]:
    """Return a function from a value of a lever to an outcome by replication, always under common random numbers.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        The scenario that the lever is a number of.
    lever : Lever
        The lever.
    outcome : str
        Name of the outcome.
    replications : int
        At each value.

    Returns
    -------
    callable
        From a value to an array of shape (replications,).
    """

    @cache
    def _values(place: float) -> FloatArray:
        changed = with_overrides(scenario, {lever.path: lever.at(place)})
        return values_of(runner.results([changed], replications)[0], outcome)

    return _values


@dataclass(frozen=True, slots=True)
class Root:
    """The value of a lever at which a statistic passes 0."""

    at: float
    """NaN where it passes 0 nowhere in the range that was tried."""
    rises: bool
    """Whether the statistic rises with the lever."""
    tried: tuple[float, float]
    """The last two values between which it was looked for."""
    met: bool
    """Whether the statistic is 0 or above at the lever's own value."""


def crossing(statistic: Callable[[float], float], lever: Lever) -> Root:
    """Find the value at which a statistic passes 0: step away from the lever's value by doubling, then close in.

    Parameters
    ----------
    statistic : callable
        Of a value of the lever; monotone but for noise, which common random numbers make alike everywhere, or rising to
        one peak and falling beyond it.
    lever : Lever
        Where to begin, and how far one may go.

    Returns
    -------
    Root
        Where it passes 0, if it does.

    Raises
    ------
    SaydoError
        Where the lever does not move the statistic.

    Notes
    -----
    Closing in is Chandrupatla's (1997) method: bisection, or inverse quadratic interpolation where that is safe.
    """
    reach = REACH * lever.scale if not lever.whole else max(1.0, round(REACH * lever.scale))
    near = lever.at(lever.value)
    probe = lever.at(near + reach) if near < lever.high else lever.at(near - reach)
    here, there = statistic(near), statistic(probe)
    if here == there:
        raise SaydoError(f"{lever.path}: {near:g} and {probe:g} come to the same: it does not move what is sought")
    rises = (there > here) == (probe > near)
    way = 1.0 if (here < 0) == rises else -1.0
    far = lever.at(near + way * reach)
    visited = [near, far]
    for _ in range(MOST_STEPS):
        if far == near or (statistic(far) >= 0) != (here >= 0):
            break
        onward = far + 2 * (far - near)
        near, far = far, lever.at(onward if onward * far > 0 else far / 2)
        visited.append(far)
    met = here >= 0
    if (statistic(far) >= 0) == met:
        top = None if met else _around_peak(statistic, lever, visited)
        if top is None:
            return Root(math.nan, rises, (near, far), met)
        near, far = top
    return Root(closed_in(statistic, lever, (near, far)), rises, (near, far), met)


def closed_in(statistic: Callable[[float], float], lever: Lever, ends: tuple[float, float]) -> float:
    """Find where a statistic passes 0 between two values, one of which meets it.

    Parameters
    ----------
    statistic : callable
        Of a value of the lever.
    lever : Lever
        How fine to look.
    ends : two floats
        Values at which the statistic has different signs; at 0 it counts as above.

    Returns
    -------
    float
        A value at which it is 0 or above.
    """
    from scipy.optimize import elementwise  # wanted by searches alone

    low, high = min(ends), max(ends)
    solution = elementwise.find_root(
        np.vectorize(lambda place: statistic(lever.at(float(place))), otypes=[float]),
        (low, high),
        tolerances={"xatol": lever.step / 2, "xrtol": 0, "fatol": 0, "frtol": 0},
    )
    beyond = solution.bracket[1 if statistic(high) >= 0 else 0]
    return float(solution.x if solution.f_x >= 0 else beyond)


def _around_peak(
    statistic: Callable[[float], float], lever: Lever, visited: Sequence[float]
) -> tuple[float, float] | None:
    """Two values between which a statistic that rises and falls again passes 0; None where it never reaches it.

    Steps that double may jump over the peak: it is sought between the neighbours of the highest step.
    """
    values = [statistic(place) for place in visited]
    top = int(np.argmax(values))
    if top in (0, len(visited) - 1):
        return None
    from scipy.optimize import minimize_scalar  # wanted by searches alone

    before, after = visited[top - 1], visited[top + 1]
    solution = minimize_scalar(
        lambda place: -statistic(lever.at(float(place))),
        bounds=(min(before, after), max(before, after)),
        method="bounded",
        options={"maxiter": PEAK_TRIES, "xatol": lever.step},
    )
    high = lever.at(float(solution.x))
    near = visited[top] if (visited[top] - before) * (high - visited[top]) > 0 else before
    return (near, high) if statistic(high) >= 0 else None


def fresh(runner: ExperimentRunner, scenarios: Sequence[Scenario], replications: int) -> list[list[Replication]]:
    """Simulate answers on ten fresh seeds, which the search did not use.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate; its seed is that of the search.
    scenarios : sequence of Scenario
        Answers, and what they are compared with.
    replications : int
        Of each scenario in all, rounded up to a multiple of ten.

    Returns
    -------
    list of list of Replication
        By scenario, then by seed, as many of each.
    """
    per_seed = -(-replications // FRESH_SEEDS)
    parts = [
        runner.with_seed(derived_seed(runner.seed, PURPOSE, number)).results(scenarios, per_seed)
        for number in range(FRESH_SEEDS)
    ]
    return [[replication for part in parts for replication in part[index]] for index in range(len(scenarios))]
