"""The strongest response promise that keeps a stated risk, and where promises turn from safe to hopeless.

A shorter promise is broken more often: each replication has a strongest promise that it keeps, and under common random
numbers the misses of all promises are order statistics of these. So a bound on one promise's risk holds for the search
as a whole, as it does for a tolerance limit (David & Nagaraja 2003, 7.2), and bisection finds the edge of each zone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import Problem, SaydoError
from sim.metrics.replication import Replication
from sim.questions.search import FRESH_SEEDS, fresh, values_of
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import print_path
from sim.scenario.quantity import SEVERITIES
from sim.statistics.risk import Chance, Limit, Zone

__all__ = [
    "NATURAL_HOURS",
    "Miss",
    "Promise",
    "PromiseCheck",
    "Strongest",
    "ZoneCell",
    "hours_near",
    "strongest_promise",
    "verified",
    "zones_by",
]

NATURAL_HOURS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 24.0, 32.0, 40.0)
"""Responses that people promise, in coverage hours."""
BATCH = 20


@dataclass(frozen=True, slots=True)
class Miss:
    """The rule that an outcome below a value is a miss."""

    outcome: str
    below: float
    """A value under this is a miss."""
    than_today: bool = False
    """Whether the difference to the scenario as it stands is meant, under common random numbers."""
    undefined: bool = True
    """Whether a value that is not defined is a miss too: an attainment where nobody answered is, but not that of a
    single promise, which is undefined only where there was nothing to keep."""

    def counts(self, replications: Sequence[Replication], today: Sequence[Replication]) -> npt.NDArray[np.bool_]:
        """Count each replication that is a miss.

        Parameters
        ----------
        replications : sequence of Replication
            Replications of the scenario with the answer.
        today : sequence of Replication
            Replications of the scenario as it stands, under common random numbers.

        Returns
        -------
        array of bool, shape (replications,)
            True for a miss.
        """
        values = values_of(replications, self.outcome)
        if self.than_today:
            values = values - values_of(today, self.outcome)
        return (values < self.below) | (np.isnan(values) & self.undefined)


@dataclass(frozen=True, slots=True)
class Promise:
    """The promises to choose from."""

    plan: str
    severity: str
    hours: tuple[float, ...] = NATURAL_HOURS
    """Those to choose from."""
    fees: tuple[float, ...] = ()
    """Monthly fees to seek it at; none is the fee that is written."""

    def overrides(self, hours: float, fee: float) -> dict[str, object]:
        """Return the overrides of a promise at a fee.

        Parameters
        ----------
        hours : float
            Response in coverage hours.
        fee : float
            Money a month.

        Returns
        -------
        dict of str to any
            By path.
        """
        plan = ("plans", self.plan)
        return {
            print_path((*plan, "response_hours", self.severity)): hours,
            print_path((*plan, "fee_per_month")): fee,
        }


@dataclass(frozen=True, slots=True)
class ZoneCell:
    """One promise at one fee."""

    hours: float
    zone: Zone
    chance: Chance | None
    """None where the zone follows from that of a promise that is stronger, or weaker."""


@dataclass(frozen=True, slots=True)
class PromiseCheck:
    """An answer simulated again on fresh seeds."""

    chance: Chance
    missed_by_seed: tuple[int, ...]
    kept: bool
    """Whether it missed no more often than the limit allows."""


@dataclass(frozen=True, slots=True)
class Strongest:
    """The strongest promise at one fee."""

    fee: float
    cells: tuple[ZoneCell, ...]
    """From the strongest promise to the weakest."""
    hours: float | None
    """The strongest safe promise; None where none is."""
    verified: PromiseCheck | None

    @property
    def never(self) -> bool:
        """Whether every promise is too risky for sure."""
        return all(cell.zone == "never" for cell in self.cells)

    @property
    def at_limit(self) -> bool:
        """Whether the strongest promise of all those to choose from is safe."""
        return self.cells[0].zone == "safe"


def strongest_promise(
    runner: ExperimentRunner, scenario: Scenario, promise: Promise, miss: Miss, limit: Limit, replications: int
) -> list[Strongest]:
    """Find the strongest promise that keeps the risk, at each fee, verified on fresh seeds.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        As it stands today.
    promise : Promise
        Plan, severity, hours and fees to choose from.
    miss : Miss
        The rule of a miss.
    limit : Limit
        How often it may happen, and how sure to be.
    replications : int
        Of each promise that is tried, and again of each answer; fewer where the zone is settled before.

    Raises
    ------
    SaydoError
        Where plan or severity do not exist, an hour or fee is not allowed, or the replications cannot suffice.
    """
    _must_exist(scenario, promise)
    limit.must_suffice(replications)
    plan = scenario.plans[promise.plan]
    hours = tuple(sorted(set(promise.hours)))
    answers = []
    for fee in promise.fees or (plan.fee_per_month,):
        samples = [with_overrides(scenario, promise.overrides(hour, fee)) for hour in hours]
        search = _Search(runner, scenario, samples, miss, limit, replications)
        cells, best = search.zones(hours)
        again = None if best is None else verified(runner, (samples[best], scenario), miss, limit, replications)
        answers.append(Strongest(fee, cells, None if best is None else hours[best], again))
    return answers


def zones_by(scenario: Scenario, promise: Promise, zone_of: Callable[[Scenario], Zone]) -> list[Strongest]:
    """Map the zones of promises at each fee by a rule of the caller's, each promise tried at most once.

    The terms as they stand are always tried, never inferred from their neighbours, so that a map agrees with their own
    answer.

    Parameters
    ----------
    scenario : Scenario
        As it stands today.
    promise : Promise
        Plan, severity, hours and fees to choose from.
    zone_of : callable
        The zone of a scenario; no worse for a weaker promise.

    Returns
    -------
    list of Strongest
        One a fee, without chances and not verified.

    Raises
    ------
    SaydoError
        Where plan or severity do not exist, or an hour or fee is not allowed.
    """
    _must_exist(scenario, promise)
    hours = tuple(sorted(set(promise.hours)))
    answers = []
    for fee in promise.fees or (scenario.plans[promise.plan].fee_per_month,):
        samples = [with_overrides(scenario, promise.overrides(hour, fee)) for hour in hours]
        tried = _Tried(samples, zone_of)
        zones, best = _in_order(len(hours), tried)
        here = [index for index, sample in enumerate(samples) if sample.fingerprint == scenario.fingerprint]
        for index in {*here, *tried.zones}:
            zones[index] = tried(index)
        cells = tuple(ZoneCell(hour, zone, None) for hour, zone in zip(hours, zones, strict=True))
        answers.append(Strongest(fee, cells, None if best is None else hours[best], None))
    return answers


class _Tried:
    """Zones of scenarios by number, each judged once."""

    def __init__(self, samples: Sequence[Scenario], zone_of: Callable[[Scenario], Zone]) -> None:
        self._samples = samples
        self._zone_of = zone_of
        self.zones: dict[int, Zone] = {}

    def __call__(self, index: int) -> Zone:
        if index not in self.zones:
            self.zones[index] = self._zone_of(self._samples[index])
        return self.zones[index]


def _in_order(count: int, zone: Callable[[int], Zone]) -> tuple[list[Zone], int | None]:
    """The zones of promises from the strongest to the weakest, by bisection, and which is the strongest safe one."""
    every = range(count)
    safe = bisect_left(every, True, key=lambda index: zone(index) == "safe")
    above = bisect_left(every, True, hi=safe, key=lambda index: zone(index) != "never")
    zones: list[Zone] = ["never" if index < above else "safe" if index >= safe else "risky" for index in every]
    return zones, safe if safe < count else None


def _must_exist(scenario: Scenario, promise: Promise) -> None:
    if promise.plan not in scenario.plans:
        raise SaydoError(Problem.of("plan", promise.plan, f"must be one of the plans {', '.join(scenario.plans)}"))
    if promise.severity not in SEVERITIES:
        raise SaydoError(Problem.of("severity", promise.severity, f"must be one of {', '.join(SEVERITIES)}"))
    if getattr(scenario.plans[promise.plan].response_days, promise.severity, None) is not None:
        raise SaydoError(Problem.of("severity", promise.severity, "must be one that is promised in hours, not in days"))


def verified(
    runner: ExperimentRunner, answer: tuple[Scenario, Scenario], miss: Miss, limit: Limit, replications: int
) -> PromiseCheck:
    """Count how often an answer misses on ten fresh seeds.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    answer : (Scenario, Scenario)
        The answer, and the scenario as it stands.
    miss : Miss
        The rule of a miss.
    limit : Limit
        Risk and confidence.
    replications : int
        In all, rounded up to a multiple of ten.

    Returns
    -------
    PromiseCheck
        Misses in all and by seed.
    """
    results = fresh(runner, answer if miss.than_today else answer[:1], replications)
    missed = miss.counts(results[0], results[-1])
    by_seed = missed.reshape(FRESH_SEEDS, -1).sum(axis=1)
    count, runs = int(missed.sum()), missed.size
    return PromiseCheck(limit.chance(count, runs, runs), tuple(by_seed.tolist()), count <= limit.share(runs))


@dataclass(slots=True)
class _Search:
    """The zones of promises, from the strongest to the weakest, each tried at most once."""

    runner: ExperimentRunner
    today: Scenario
    samples: Sequence[Scenario]
    miss: Miss
    limit: Limit
    replications: int

    def zones(self, hours: Sequence[float]) -> tuple[tuple[ZoneCell, ...], int | None]:
        """The zone of every promise, and which is the strongest safe one."""
        tried: dict[int, Chance] = {}

        def zone(index: int) -> Zone:
            if index not in tried:
                tried[index] = self._chance(self.samples[index])
            return self._zone(tried[index])

        zones, best = _in_order(len(self.samples), zone)
        return tuple(ZoneCell(hours[index], zones[index], tried.get(index)) for index in range(len(hours))), best

    def _zone(self, chance: Chance) -> Zone:
        """The zone of a settled chance: that of all planned replications, had the rest gone well."""
        return self.limit.zone(chance.missed, chance.planned)

    def _chance(self, sample: Scenario) -> Chance:
        """Replicate in batches until the zone is settled."""
        missed, done = 0, 0
        samples = [sample, self.today] if self.miss.than_today else [sample]
        while not self.limit.settled(missed, done, self.replications):
            batch = range(done, min(done + BATCH, self.replications))
            results = self.runner.results(samples, batch)
            missed += int(self.miss.counts(results[0], results[-1]).sum())
            done = batch.stop
        return self.limit.chance(missed, done, self.replications)


def hours_near(hours: float, neighbours: int) -> tuple[float, ...]:
    """List the usual promises around one.

    Parameters
    ----------
    hours : float
        Response in coverage hours, above 0.
    neighbours : int
        Number of promises on either side, at least 0.

    Returns
    -------
    tuple of float
        The shortest first, ``hours`` among them.
    """
    choices = sorted({*NATURAL_HOURS, hours})
    place = choices.index(hours)
    return tuple(choices[max(place - neighbours, 0) : place + neighbours + 1])
