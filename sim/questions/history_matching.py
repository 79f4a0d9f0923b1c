"""History matching: all the points of some numbers at which a scenario is in keeping with facts, not one best point.

Facts that a business knows, such as its margin and how long customers take to pay, rarely fix the numbers that nobody
measured. So points of these are ruled out where an emulator says that the facts are implausible there, and what is left
is the answer (Craig et al. 1997; Vernon, Goldstein & Bower 2010). Anchors and numbers that go together are those of
:mod:`sim.questions.fit`, which finds one point instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import scipy

from sim.errors import SaydoError
from sim.metrics.quantiles import quantiles
from sim.questions.assumption_ranges import AssumptionRange
from sim.questions.emulator import Emulator, fit_emulator
from sim.questions.fit import Anchor, anchor_interval
from sim.questions.uncertainty import draws
from sim.questions.yearly import yearly
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides

__all__ = [
    "FactMatched",
    "HistoryMatch",
    "LeverMatched",
    "MatchDesign",
    "MovedNumbers",
    "PlausiblePoint",
    "match_history",
]

FloatArray = npt.NDArray[np.float64]

MOST_IMPLAUSIBLE = 3.0
"""Standard deviations: by Pukelsheim's rule (1994) 95 of 100 values of any distribution with one peak lie within."""
CANDIDATES = 20_000
TOLERANCE_SDS = 2.0
"""Standard deviations that a tolerance is taken for."""
DISTANCE = 0.1
"""Least distance (Kolmogorov) of a number's plausible values from even ones that counts as moved."""
CHANCE = 0.01
ENDS = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class MovedNumbers:
    """Numbers of the scenario that are moved together, from the low ends of their ranges to the high ones."""

    name: str
    ranges: tuple[AssumptionRange, ...]

    def values(self, place: float) -> dict[str, float]:
        """Return the numbers at a place, to four significant digits.

        Parameters
        ----------
        place : float
            From 0 to 1.

        Returns
        -------
        dict of float
            By path.
        """
        return {one.path: float(f"{one.at(place):.4g}") for one in self.ranges}


@dataclass(frozen=True, slots=True)
class MatchDesign:
    """How many points are simulated; one replication each."""

    points: int = 200
    """Of each of two waves."""
    kept: int = 30
    """Points of those that are left that are simulated again, and go with the scenario; where fewer are left, nothing
    is: a few among thousands only say that an emulator is not sure at the ends of ranges."""

    @property
    def runs(self) -> int:
        """Most replications in all."""
        return 2 * self.points + self.kept


@dataclass(frozen=True, slots=True)
class FactMatched:
    """A fact, and what the scenario says of it at plausible points."""

    name: str
    outcome: str
    low: float
    high: float
    """Its value less and plus its tolerance."""
    explained: float
    """Share of the variance over the ranges that comes from the numbers that were moved; the rest is chance."""
    prior: tuple[float, float]
    """Where nine tenths of the points of the first wave lie."""
    mean: float
    """Over plausible points, simulated; NaN where there are none, as the next."""
    spread: tuple[float, float]
    """Where nine tenths of these lie."""
    residual: float
    """Mean less the fact."""

    @property
    def matched(self) -> bool:
        """Whether the mean is within the tolerance."""
        return self.low <= self.mean <= self.high


@dataclass(frozen=True, slots=True)
class LeverMatched:
    """Numbers that were moved, and what is left of their ranges."""

    name: str
    paths: tuple[str, ...]
    prior: tuple[float, float]
    """Ends of the first number's range."""
    plausible: tuple[float, float]
    """Where nine tenths of its plausible values lie; NaN where there are none."""
    spread_left: float
    """Standard deviation of plausible places over that of all."""
    moved: bool
    """Whether plausible values differ from even ones by more than chance and by a tenth (Kolmogorov's distance)."""


@dataclass(frozen=True, slots=True)
class PlausiblePoint:
    """Numbers at which the scenario is in keeping with all facts."""

    values: dict[str, float]
    implausibility: float
    """Of the worst fact, in standard deviations."""


@dataclass(frozen=True, slots=True)
class HistoryMatch:
    """Answer: the points of some numbers that facts leave."""

    facts: tuple[FactMatched, ...]
    levers: tuple[LeverMatched, ...]
    volume: float
    """Share of the ranges that is left, 0 to 1."""
    points: tuple[PlausiblePoint, ...]
    """Points to draw from, all alike likely; the least implausible first."""
    clashes: tuple[tuple[str, ...], ...]
    """Where nothing is left: the smallest sets of facts, of one or two, that no point is in keeping with."""
    simulated: int
    """Points that were simulated."""


def match_history(
    runner: ExperimentRunner,
    scenario: Scenario,
    facts: Sequence[Anchor],
    levers: Sequence[MovedNumbers],
    design: MatchDesign | None = None,
) -> HistoryMatch:
    """Rule out the points of some numbers at which facts are implausible, in two waves, and say what is left.

    Implausibility is the distance of a fact from what the emulator predicts, over the root of the variance of one
    history about that prediction and of the tolerance; the largest of all facts counts, and points up to 3 are left.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate; its seed is that of the designs too.
    scenario : Scenario
        Whose numbers are moved.
    facts : sequence of Anchor
        What is known, at least one; ends of a range lie two standard deviations from its aim.
    levers : sequence of MovedNumbers
        Numbers and their ranges, at least one.
    design : MatchDesign, optional
        Points of each wave.

    Returns
    -------
    HistoryMatch
        The facts, the numbers and the points that are left.

    Raises
    ------
    SaydoError
        Where a replication fails, an outcome does not exist, or is hardly ever defined within the ranges.
    """
    return _Matching(runner, scenario, facts, levers, design or MatchDesign()).answer()


class _Matching:
    def __init__(
        self,
        runner: ExperimentRunner,
        scenario: Scenario,
        facts: Sequence[Anchor],
        levers: Sequence[MovedNumbers],
        design: MatchDesign,
    ) -> None:
        if not facts or not levers:
            raise SaydoError("history matching needs a fact and a number to move, one of each at least")
        self._runner, self._scenario, self._facts, self._levers, self._design = runner, scenario, facts, levers, design
        self._seed = runner.seed % 2**32
        self._simulated = 0
        self._waves: list[list[Emulator]] = []

    def answer(self) -> HistoryMatch:
        """Both waves, and the points that are left."""
        size, first = len(self._levers), draws(len(self._levers), self._design.points, self._seed)
        values = self._simulate(first)
        self._waves.append(self._emulators(first, values))
        candidates = draws(size, CANDIDATES, self._seed + 1)
        left = candidates[self._implausibility(candidates).max(axis=0) <= MOST_IMPLAUSIBLE]
        share = len(left) / CANDIDATES
        if len(left):
            candidates = self._inside(left)
            left, share = self._second_wave(candidates, first, values, share)
        if len(left) < self._design.kept:
            left, share = left[:0], 0.0
        return self._result(values, left, share)

    def _second_wave(
        self, candidates: FloatArray, first: FloatArray, values: FloatArray, share: float
    ) -> tuple[FloatArray, float]:
        """Simulate points among those that are left, and rule out more of these."""
        second = candidates[: self._design.points]
        more = self._simulate(second)
        inside = self._implausibility(first).max(axis=0) <= MOST_IMPLAUSIBLE
        points, both = np.concatenate([first[inside], second]), np.concatenate([values[inside], more])
        self._waves.append(self._emulators(points, both))
        left = candidates[self._implausibility(candidates).max(axis=0) <= MOST_IMPLAUSIBLE]
        return left, share * len(left) / len(candidates)

    def _inside(self, left: FloatArray) -> FloatArray:
        """Points that are left, in no order, as many as there may be: from the smallest box about those seen."""
        low, high = left.min(axis=0), left.max(axis=0)
        margin = 0.05 * (high - low) + 0.01
        low, high = np.maximum(low - margin, 0), np.minimum(high + margin, 1)
        more = low + draws(len(self._levers), CANDIDATES, self._seed + 2) * (high - low)
        kept = more[self._implausibility(more).max(axis=0) <= MOST_IMPLAUSIBLE]
        return kept if len(kept) >= len(left) else left

    def _simulate(self, points: FloatArray) -> FloatArray:
        """Facts at some points, shape (points, facts); each point has random numbers of its own."""
        numbers = range(self._simulated, self._simulated + len(points))
        self._simulated += len(points)
        results = self._runner.pairs(
            yearly, [(self._at(point), number) for point, number in zip(points, numbers, strict=True)]
        )
        months = self._scenario.horizon_months
        return np.array([[anchor_interval(fact, [one], months).estimate for fact in self._facts] for one in results])

    def _at(self, point: FloatArray) -> Scenario:
        return with_overrides(self._scenario, self._values(point))

    def _values(self, point: FloatArray) -> dict[str, float]:
        pairs = zip(self._levers, point.tolist(), strict=True)
        return {path: value for lever, place in pairs for path, value in lever.values(place).items()}

    def _emulators(self, points: FloatArray, values: FloatArray) -> list[Emulator]:
        emulators = []
        for fact, column in zip(self._facts, values.T, strict=True):
            emulator = fit_emulator(points, column)
            if emulator is None:
                few = int(np.isfinite(column).sum())
                raise SaydoError(f"{fact.name}: defined at {few} of {len(points)} points: too few to match it")
            emulators.append(emulator)
        return emulators

    def _implausibility(self, points: FloatArray) -> FloatArray:
        """Standard deviations from each fact, shape (facts, points): the most of any wave."""
        return np.asarray(np.max([self._of_wave(wave, points) for wave in self._waves], axis=0))

    def _of_wave(self, emulators: Sequence[Emulator], points: FloatArray) -> FloatArray:
        rows = []
        for fact, emulator in zip(self._facts, emulators, strict=True):
            mean, variance = emulator(points)
            tolerance = (fact.high - fact.low) / 2 / TOLERANCE_SDS
            rows.append(np.abs(mean - _aim(fact)) / np.sqrt(np.maximum(variance + tolerance**2, 1e-300)))
        return np.array(rows)

    def _result(self, values: FloatArray, left: FloatArray, share: float) -> HistoryMatch:
        chosen = left[: self._design.kept]
        again = self._simulate(chosen) if len(chosen) else np.empty((0, len(self._facts)))
        implausible = self._implausibility(chosen).max(axis=0) if len(chosen) else np.empty(0)
        points = [
            PlausiblePoint(self._values(chosen[place]), float(implausible[place])) for place in np.argsort(implausible)
        ]
        facts = tuple(self._fact(number, values[:, number], again[:, number]) for number in range(len(self._facts)))
        levers = tuple(_lever(lever, column) for lever, column in zip(self._levers, left.T, strict=True))
        clashes = () if len(left) else self._clashes()
        return HistoryMatch(facts, levers, share, tuple(points), clashes, self._simulated)

    def _fact(self, number: int, prior: FloatArray, again: FloatArray) -> FactMatched:
        fact, again = self._facts[number], again[np.isfinite(again)]
        mean = float(again.mean()) if len(again) else np.nan
        return FactMatched(
            fact.name,
            fact.outcome,
            fact.low,
            fact.high,
            self._waves[0][number].explained,
            _ends(prior[np.isfinite(prior)]),
            mean,
            _ends(again),
            mean - _aim(fact),
        )

    def _clashes(self) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of facts that no point of the ranges is in keeping with, by the first wave and the next."""
        candidates = draws(len(self._levers), CANDIDATES, self._seed + 1)
        kept, least = self._implausibility(candidates) <= MOST_IMPLAUSIBLE, self._design.kept
        alone = [number for number in range(len(kept)) if kept[number].sum() < least]
        others = [number for number in range(len(kept)) if number not in alone]
        pairs = [pair for pair in combinations(others, 2) if (kept[pair[0]] & kept[pair[1]]).sum() < least]
        sets = [(number,) for number in alone] + pairs
        return tuple(tuple(self._facts[number].name for number in members) for members in sets)


def _aim(fact: Anchor) -> float:
    return (fact.low + fact.high) / 2 if fact.aim is None else fact.aim


def _ends(values: FloatArray) -> tuple[float, float]:
    if not len(values):
        return np.nan, np.nan
    low, high = quantiles(values, ENDS)
    return float(low), float(high)


def _lever(lever: MovedNumbers, places: FloatArray) -> LeverMatched:
    first = lever.ranges[0]
    paths, prior = tuple(one.path for one in lever.ranges), (first.low, first.high)
    if not len(places):
        return LeverMatched(lever.name, paths, prior, (np.nan, np.nan), np.nan, moved=False)
    low, high = _ends(places)
    distance = scipy.stats.kstest(places, "uniform")
    moved = distance.statistic > DISTANCE and distance.pvalue < CHANCE
    left = float(places.std() * 12**0.5)
    return LeverMatched(lever.name, paths, prior, (first.at(low), first.at(high)), left, bool(moved))
