"""The efficient frontier: the best combinations of margin and retention over a few levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.errors import Problem, SaydoError
from sim.metrics.catalogue import describe
from sim.questions.peak import VALUE_OUTCOME
from sim.questions.search import fresh, values_of
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.levers import Lever, lever_of
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import locate, print_path
from sim.statistics.intervals import Interval, Verdict, mean_interval, paired_difference

__all__ = ["OBJECTIVES", "Frontier", "LeverRange", "Point", "SearchBudget", "efficient_frontier"]

FloatArray = npt.NDArray[np.float64]

OBJECTIVES = (VALUE_OUTCOME, "customer_retention_per_year")
"""Both to be as high as can be; the margin with what the customers still there at the end are worth."""
FEWEST_LEVERS, MOST_LEVERS = 2, 5
STEPS = 100
"""Steps of the grid on a lever that is no whole number."""
POPULATION = 12
SEEDS_OF_THE_OPTIMISER = 2**32


@dataclass(frozen=True, slots=True)
class LeverRange:
    """A lever and between which values it may stand."""

    path: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SearchBudget:
    """How much to simulate, and how sure to be of what is shown."""

    evaluations: int = 60
    """Points that the optimiser may try."""
    replications: int = 5
    """Of each point that is tried."""
    again: int = 40
    """Of each point that is shown, on fresh seeds."""
    level: float = 0.95
    """Confidence that all intervals of one kind hold together, after Bonferroni."""


@dataclass(frozen=True, slots=True)
class Point:
    """One way to set the levers, simulated on fresh seeds."""

    values: Mapping[str, float]
    """By the lever's path."""
    margin: Interval
    """With run-off."""
    retention: Interval
    margin_verdict: Verdict | None
    """Against the point above it, which has more margin; None for the first."""
    retention_verdict: Verdict | None
    at_edge: tuple[str, ...] = ()
    """Paths of levers that stand at an end of their range: beyond it there may be more."""

    @property
    def distinguished(self) -> bool:
        """Whether at least one of the two outcomes differs from that of the point above, for sure."""
        return any(verdict in ("better", "worse") for verdict in (self.margin_verdict, self.retention_verdict))


@dataclass(frozen=True, slots=True)
class Frontier:
    """The points that no other beats on both outcomes."""

    points: tuple[Point, ...]
    """From the highest margin to the highest retention."""
    today: Point
    """The scenario as it stands, on the same fresh seeds."""
    evaluated: int
    """Points tried."""
    fell_behind: int
    """Points on the frontier of the search that fell behind on fresh seeds."""
    alike: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """By the lever's path, the lowest and highest value among the points simulated again whose margin is not lower for
    sure than that of the first."""


@dataclass(frozen=True, slots=True)
class _Axis:
    """A lever's range in equal steps."""

    lever: Lever
    low: float
    high: float

    @property
    def steps(self) -> int:
        return int(self.high - self.low) if self.lever.whole else STEPS

    def value(self, step: int) -> float:
        """The value that many steps from the low end."""
        return self.lever.at(float(f"{self.low + step * (self.high - self.low) / self.steps:.10g}"))


def efficient_frontier(
    runner: ExperimentRunner, scenario: Scenario, ranges: Sequence[LeverRange], budget: SearchBudget
) -> Frontier:
    """Search the levers' ranges with NSGA-II (Deb et al. 2002), and simulate what it finds on fresh seeds.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        The scenario that the levers are numbers of.
    ranges : sequence of Range
        Two to five levers.
    budget : Budget
        How much to simulate.

    Raises
    ------
    SaydoError
        Where there are too few or too many levers, a path does not exist, a range is empty, or an outcome is not
        defined.
    """
    axes = _axes(scenario, ranges)
    candidates = _search(runner, scenario, axes, budget)
    samples = [with_overrides(scenario, candidate) for candidate in candidates]
    results = fresh(runner, [*samples, scenario], budget.again)
    sample = np.array([[values_of(sample, outcome) for outcome in OBJECTIVES] for sample in results])
    means = np.nanmean(sample[:-1], axis=2)
    order = [int(index) for index in np.argsort(-means[:, 0], kind="stable") if _is_efficient(means, int(index))]
    level = 1 - (1 - budget.level) / (len(OBJECTIVES) * max(len(order) - 1, 1))
    points = [_point(candidates[index], sample[index], None, level) for index in order[:1]]
    points += [_point(candidates[low], sample[low], sample[high], level) for high, low in pairwise(order)]
    points = [replace(point, at_edge=_edges(axes, point.values)) for point in points]
    values = {axis.lever.path: axis.lever.value for axis in axes}
    today = _point(values, sample[-1], None, level)
    alike = _alike([*candidates, values], sample[:, 0], order[0], budget.level)
    return Frontier(tuple(points), today, budget.evaluations, len(candidates) - len(order), alike)


def _edges(axes: Sequence[_Axis], values: Mapping[str, float]) -> tuple[str, ...]:
    """Levers that stand at an end of their range which is no bound of the schema."""
    return tuple(
        axis.lever.path
        for axis in axes
        if (values[axis.lever.path] <= axis.low > axis.lever.low)
        or (values[axis.lever.path] >= axis.high < axis.lever.high)
    )


def _alike(
    candidates: Sequence[Mapping[str, float]], margins: FloatArray, best: int, level: float
) -> dict[str, tuple[float, float]]:
    """Range of each lever among the candidates whose margin is not lower for sure than the best one's."""
    confidence = 1 - (1 - level) / max(len(candidates) - 1, 1)
    close = [
        candidate
        for index, candidate in enumerate(candidates)
        if index == best
        or paired_difference(margins[best], margins[index], better="up", level=confidence).verdict != "worse"
    ]
    return {path: (min(c[path] for c in close), max(c[path] for c in close)) for path in candidates[best]}


def _axes(scenario: Scenario, ranges: Sequence[LeverRange]) -> list[_Axis]:
    paths = [print_path(locate(scenario, lever_range.path)) for lever_range in ranges]
    if not FEWEST_LEVERS <= len(set(paths)) == len(paths) <= MOST_LEVERS:
        raise SaydoError(
            f"levers = {', '.join(paths) or 'none'}: must be {FEWEST_LEVERS} to {MOST_LEVERS} different ones"
        )
    axes = []
    for lever_range in ranges:
        lever = lever_of(scenario, lever_range.path)
        low, high = lever_range.low, lever_range.high
        if not low < high or lever.at(low) != low or lever.at(high) != high:
            kind = "whole numbers" if lever.whole else "numbers"
            raise SaydoError(
                f"{lever_range.path} = {low:g}:{high:g}: must be low:high, {kind} of {lever.low:g} to {lever.high:g}"
            )
        axes.append(_Axis(lever, low, high))
    return axes


def _search(
    runner: ExperimentRunner, scenario: Scenario, axes: Sequence[_Axis], budget: SearchBudget
) -> list[dict[str, float]]:
    """The points that no other one tried beats on both means, each once."""
    import optuna  # brings much, for this question alone
    from optuna.distributions import BaseDistribution, IntDistribution

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.NSGAIISampler(population_size=POPULATION, seed=runner.seed % SEEDS_OF_THE_OPTIMISER)
    study = optuna.create_study(directions=["maximize"] * len(OBJECTIVES), sampler=sampler)
    distributions: dict[str, BaseDistribution] = {axis.lever.path: IntDistribution(0, axis.steps) for axis in axes}
    for start in range(0, budget.evaluations, POPULATION):
        trials = [study.ask(distributions) for _ in range(min(POPULATION, budget.evaluations - start))]
        samples = [with_overrides(scenario, _values(axes, trial.params)) for trial in trials]
        for trial, results in zip(trials, runner.results(samples, budget.replications), strict=True):
            study.tell(trial, [_mean(values_of(results, outcome), outcome) for outcome in OBJECTIVES])
    return [dict(point) for point in {tuple(_values(axes, trial.params).items()): None for trial in study.best_trials}]


def _values(axes: Sequence[_Axis], steps: Mapping[str, int]) -> dict[str, float]:
    return {axis.lever.path: axis.value(steps[axis.lever.path]) for axis in axes}


def _mean(values: FloatArray, outcome: str) -> float:
    if not np.isfinite(values).any():
        raise SaydoError(Problem.of("outcome", outcome, "is not defined in this scenario"))
    return float(np.nanmean(values))


def _is_efficient(means: FloatArray, index: int) -> bool:
    """Whether no other row is as high in every column and higher in one."""
    others = means - means[index]
    return not bool(((others >= 0).all(axis=1) & (others > 0).any(axis=1)).any())


def _point(values: Mapping[str, float], sample: FloatArray, above: FloatArray | None, level: float) -> Point:
    """A point with its intervals, and the verdicts against the one above it."""
    bounds = [describe(outcome).bounds for outcome in OBJECTIVES]
    margin, retention = (mean_interval(runs, level, ends) for runs, ends in zip(sample, bounds, strict=True))
    if above is None:
        return Point(values, margin, retention, None, None)
    first, second = (
        paired_difference(other, own, better="up", level=level, bounds=ends).verdict
        for other, own, ends in zip(above, sample, bounds, strict=True)
    )
    return Point(values, margin, retention, first, second)
