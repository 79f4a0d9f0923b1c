"""The bridge: a difference between two scenarios, split over the changes between them into parts that add up.

Each lever's part is its Shapley value (Shapley 1953): what it adds to the changes made before it, averaged over all
orders of making them. Above eight levers the average is over orders drawn at random (Castro, Gomez & Tejada 2009).
Everything is computed in whole numbers of the outcome's grid, so that no order of adding leaves a trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial, floor

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError, ScenarioError
from sim.metrics.catalogue import Outcome, describe
from sim.running.runner import ExperimentRunner
from sim.scenario.changes import ChangeGroup, mixture
from sim.scenario.document import Scenario
from sim.statistics.comparison import Sample, values
from sim.statistics.intervals import PairedDifference, mean_interval, paired_difference

__all__ = ["MOST_EXACT", "Bridge", "BridgePart", "BridgeSettings", "bridge", "rounded_parts", "shapley_counts"]

MOST_EXACT = 8
"""Levers up to which all orders count; beyond, they are sampled."""
GRIDS = {"money": 100}
GRID = 1_000_000
"""Whole numbers per unit: cents of money, millionths of anything else."""

Coalition = frozenset[int]
Counts = dict[Coalition, int]


@dataclass(frozen=True, slots=True)
class BridgeSettings:
    """The outcome to split, the confidence, and the orders to draw where there are too many."""

    outcome: str = "margin"
    replications: int = 20
    level: float = 0.95
    """Confidence that all intervals of parts hold together, after Bonferroni."""
    orders: int = 16


@dataclass(frozen=True, slots=True)
class BridgePart:
    """Contribution of one change to the difference, in the outcome's unit."""

    lever: ChangeGroup
    difference: float
    """On the outcome's grid: all of them add up to the whole difference exactly."""
    effect: PairedDifference
    """With the interval over replications, and the verdict."""
    sampling_error: float
    """Half-width of the interval over the orders that were drawn; 0 where all of them count."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """The difference from the base to the variant, change by change."""

    outcome: Outcome
    base: float
    """Mean of the base, on the outcome's grid."""
    variant: float
    """The base and all parts."""
    whole: PairedDifference
    parts: tuple[BridgePart, ...]
    """Largest first."""
    orders: int | None
    """How many orders were drawn; None where all count."""
    scenarios: int
    """How many were simulated, base and variant among them."""
    replications: int
    """Of each, that all is computed from."""
    dropped: int
    """Replications in which some coalition failed, or the outcome is not defined."""


def bridge(runner: ExperimentRunner, base: Scenario, levers: Sequence[ChangeGroup], question: BridgeSettings) -> Bridge:
    """Split the difference that some changes make together over these changes.

    Parameters
    ----------
    runner : ExperimentRunner
        Where combinations of changes are simulated, all under common random numbers.
    base : Scenario
        The scenario without changes.
    levers : sequence of ChangeGroup
        Changes between base and variant, in any order; those that the document allows only together are joined.
    question : BridgeSettings
        Outcome, replications, confidence.

    Returns
    -------
    Bridge
        Parts that add up to the difference.

    Raises
    ------
    SaydoError
        Where there is no change, or the outcome is not defined in any replication of all combinations.
    """
    outcome = describe(question.outcome)
    if not levers:
        raise SaydoError("nothing to split: the two scenarios do not differ in anything that can change a result")
    draw = _Orders(question.orders, runner.seed)
    groups, scenarios = _allowed(base, sorted(levers, key=lambda lever: lever.name), draw)
    weights, denominator = draw.weights(len(groups))
    numbers, dropped = _numbers(runner, list(scenarios.values()), question, GRIDS.get(outcome.unit, GRID))
    if not len(numbers):
        raise SaydoError(f"{outcome.name}: is not defined in any replication of all {len(scenarios)} scenarios")
    table = dict(zip(scenarios, numbers.T, strict=True))
    return _Coalitions(outcome, question, table, dropped).bridge(groups, weights, denominator, draw)


class _Orders:
    """In which orders the levers are pulled, and hence which coalitions count, and how often."""

    def __init__(self, count: int, seed: int) -> None:
        self._count = count
        self._seed = seed

    def sampled(self, levers: int) -> list[tuple[int, ...]]:
        """The orders drawn; none where all count."""
        if levers <= MOST_EXACT:
            return []
        generator = np.random.default_rng([self._seed, levers])
        return [tuple(generator.permutation(levers).tolist()) for _ in range(self._count)]

    def coalitions(self, levers: int) -> Iterator[Coalition]:
        """Those whose value is asked for, the smallest first."""
        orders = self.sampled(levers)
        if orders:
            coalitions = {frozenset(order[:size]) for order in orders for size in range(levers + 1)}
            yield from sorted(coalitions, key=lambda coalition: (len(coalition), sorted(coalition)))
        else:
            for size in range(levers + 1):
                yield from map(frozenset, combinations(range(levers), size))

    def weights(self, levers: int) -> tuple[list[Counts], int]:
        """By lever, how often each coalition's value counts, in parts of the number that is returned with it."""
        orders = self.sampled(levers)
        if orders:
            return [_marginal(lever, orders) for lever in range(levers)], len(orders)
        return [shapley_counts(lever, levers) for lever in range(levers)], factorial(levers)


def shapley_counts(lever: int, levers: int) -> Counts:
    """Count how often each coalition's value enters a lever's Shapley value.

    Parameters
    ----------
    lever : int
        Number of the lever.
    levers : int
        How many there are.

    Returns
    -------
    dict of frozenset to int
        In parts of the factorial of ``levers``.
    """
    others = [other for other in range(levers) if other != lever]
    counts: Counts = {}
    for size in range(levers):
        orders = factorial(size) * factorial(levers - size - 1)
        for before in map(frozenset, combinations(others, size)):
            counts[before], counts[before | {lever}] = -orders, orders
    return counts


def _marginal(lever: int, orders: Sequence[Sequence[int]]) -> Counts:
    counts: Counts = {}
    for order in orders:
        before = frozenset(order[: order.index(lever)])
        counts[before] = counts.get(before, 0) - 1
        counts[before | {lever}] = counts.get(before | {lever}, 0) + 1
    return counts


def _allowed(
    base: Scenario, levers: Sequence[ChangeGroup], draw: _Orders
) -> tuple[list[ChangeGroup], dict[Coalition, Scenario]]:
    """The levers, put together where the document's rules allow them only so, and every coalition's scenario."""
    groups = list(levers)
    while True:
        scenarios: dict[Coalition, Scenario] = {}
        for coalition in draw.coalitions(len(groups)):
            scenario = _made(base, groups, coalition)
            if scenario is None:
                groups = _together(base, groups, coalition)
                break
            scenarios[coalition] = scenario
        else:
            return groups, scenarios


def _made(base: Scenario, levers: Sequence[ChangeGroup], coalition: Coalition) -> Scenario | None:
    try:
        return mixture(base, [levers[number] for number in sorted(coalition)])
    except ScenarioError:
        return None


def _together(base: Scenario, levers: Sequence[ChangeGroup], refused: Coalition) -> list[ChangeGroup]:
    """One lever fewer or more than one: what is refused is joined by the fewest others that make it allowed.

    Several that are refused only together are joined as they are, and looked at again.
    """
    joined = refused if len(refused) > 1 else _completed(base, levers, refused)
    whole = ChangeGroup.joined([levers[number] for number in sorted(joined)])
    return sorted(
        [whole, *(lever for number, lever in enumerate(levers) if number not in joined)], key=lambda lever: lever.name
    )


def _completed(base: Scenario, levers: Sequence[ChangeGroup], refused: Coalition) -> Coalition:
    others = [number for number in range(len(levers)) if number not in refused]
    for size in (1, 2):
        for more in combinations(others, size):
            if _made(base, levers, refused | set(more)) is not None:
                return refused | set(more)
    return frozenset(range(len(levers)))


def _numbers(
    runner: ExperimentRunner, scenarios: Sequence[Scenario], question: BridgeSettings, grid: int
) -> tuple[npt.NDArray[np.object_], int]:
    """The outcome as whole numbers, shape (replications, scenarios), and how many replications are left out."""
    results = runner.results(scenarios, question.replications)
    table = np.array([values(Sample("", sample), question.outcome) for sample in results]).T
    whole = np.isfinite(table).all(axis=1)
    rounded = [[round(value * grid) for value in row] for row in table[whole].tolist()]
    return np.array(rounded, dtype=object), int((~whole).sum())


@dataclass(frozen=True, slots=True)
class _Coalitions:
    """Adds up what coalitions came to, in whole numbers."""

    outcome: Outcome
    question: BridgeSettings
    table: dict[Coalition, npt.NDArray[np.object_]]
    dropped: int

    @property
    def grid(self) -> int:
        return GRIDS.get(self.outcome.unit, GRID)

    def sum_of(self, counts: Counts) -> npt.NDArray[np.object_]:
        """A weighted sum of coalitions' values by replication."""
        total: npt.NDArray[np.object_] = sum(count * self.table[coalition] for coalition, count in counts.items())
        return total

    def bridge(
        self, levers: Sequence[ChangeGroup], weights: Sequence[Counts], denominator: int, draw: _Orders
    ) -> Bridge:
        """The parts, rounded so that they add up, the largest first."""
        none, all_ = self.table[frozenset()], self.table[frozenset(range(len(levers)))]
        runs = len(none)
        sums = [self.sum_of(counts) for counts in weights]
        exact = [Fraction(int(total.sum()), denominator * runs) for total in sums]
        whole = Fraction(int((all_ - none).sum()), runs)
        rounded = rounded_parts(exact, round(whole))
        orders = draw.sampled(len(levers))
        parts = [
            BridgePart(
                lever,
                rounded[number] / self.grid,
                self._paired(none - none, sums[number] / denominator, len(levers)),
                self._sampling_error(number, orders),
            )
            for number, lever in enumerate(levers)
        ]
        base = round(Fraction(int(none.sum()), runs))
        return Bridge(
            outcome=self.outcome,
            base=base / self.grid,
            variant=(base + sum(rounded)) / self.grid,
            whole=self._paired(none, all_, 1),
            parts=tuple(sorted(parts, key=lambda part: (-abs(part.difference), part.lever.name))),
            orders=len(orders) or None,
            scenarios=len(self.table),
            replications=runs,
            dropped=self.dropped,
        )

    def _paired(self, first: npt.NDArray[np.object_], second: npt.NDArray[np.object_], parts: int) -> PairedDifference:
        level = 1 - (1 - self.question.level) / parts
        a, b = (numbers.astype(np.float64) / self.grid for numbers in (first, second))
        return paired_difference(a, b, better=self.outcome.better, level=level, bounds=self.outcome.bounds)

    def _sampling_error(self, lever: int, orders: Sequence[Sequence[int]]) -> float:
        if not orders:
            return 0.0
        by_order = [float(self.sum_of(_marginal(lever, [order])).mean()) / self.grid for order in orders]
        interval = mean_interval(by_order, self.question.level)
        return interval.high - interval.estimate


def rounded_parts(exact: Sequence[Fraction], total: int) -> list[int]:
    """Round fractions to whole numbers that add up to a total (largest remainder).

    Parameters
    ----------
    exact : sequence of Fraction
        Parts, whose sum is within one half of the total.
    total : int
        What they are to add up to.

    Returns
    -------
    list of int
        In the order of the parts.
    """
    parts = [floor(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda number: (parts[number] - exact[number], number))
    for number in order[: total - sum(parts)]:
        parts[number] += 1
    return parts
