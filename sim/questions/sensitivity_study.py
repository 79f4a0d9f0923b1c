"""The sensitivity study: which assumptions matter, which conclusions are stable, and what to measure first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.questions.assumption_ranges import (
    AssumptionDraws,
    AssumptionRange,
    FloatArray,
    OutcomeTable,
    Reading,
    common_random_numbers,
    independent_random_numbers,
)
from sim.questions.sensitivity import (
    Effect,
    Index,
    Swing,
    effects,
    index_points,
    indices,
    noise_share,
    repeated_rows,
    screening_points,
    swing_points,
    swings,
)
from sim.questions.uncertainty import (
    Conclusion,
    ConclusionStability,
    InformationValue,
    conclusion_stability,
    draws,
    information_values,
)
from sim.running.runner import ExperimentRunner
from sim.statistics.rows import keyed

__all__ = ["OWN_REPLICATIONS", "SensitivityDesign", "SensitivityFindings", "SensitivityStudy"]

OWN_REPLICATIONS = 5
"""Replications where every assumption has its own value, and at each end of a swing."""
MONEY = "margin"


@dataclass(frozen=True, slots=True)
class SensitivityDesign:
    """The outcome to study, and the size of the designs."""

    outcome: str = MONEY
    against: bool = False
    """Whether it is the difference of the second scenario to the first, or the outcome of the first."""
    choice: bool = False
    """Whether the scenarios are options to choose from, by their margin."""
    replications: int = 1
    """At each point of a design."""
    trajectories: int = 2
    few: int = 6
    """Assumptions that are looked at more closely: those with the largest effects."""
    size: int = 0
    """Of the Sobol design, a power of two; 0 is none."""
    draws: int = 40
    """Of all assumptions."""


@dataclass(frozen=True, slots=True)
class SensitivityFindings:
    """Findings of a study; lists are empty where it was interrupted before."""

    ranges: list[AssumptionRange]
    own: FloatArray
    """The outcome, every assumption at its own value, by replication."""
    trajectories: int
    effects: list[Effect]
    effects_noise: float
    """Share of chance in the variance of the outcome over the screening design."""
    swings: list[Swing]
    indices: list[Index]
    draws: int
    conclusions: list[ConclusionStability]
    information_values: list[InformationValue] = field(metadata=keyed("worths"))


class SensitivityStudy:
    """Designs and readings, so that an interrupted study still answers from the rows read.

    Parameters
    ----------
    assumption_draws : AssumptionDraws
        Scenarios and ranges.
    conclusions : sequence of Conclusion
        Whose signs are tried.
    plan : SensitivityDesign
        The outcome, and the size of the designs.
    seed : int
        Of the designs.
    """

    def __init__(
        self, assumption_draws: AssumptionDraws, conclusions: Sequence[Conclusion], plan: SensitivityDesign, seed: int
    ) -> None:
        self._assumption_draws, self._conclusions, self._plan, self._seed = assumption_draws, conclusions, plan, seed
        self._paths = [range_.path for range_ in assumption_draws.ranges]
        self._target: tuple[Reading, ...] = ((0, plan.outcome), (1, plan.outcome))[: 1 + plan.against]
        concluded = [reading for conclusion in conclusions for reading in conclusion.readings]
        money = [(which, MONEY) for which in range(len(assumption_draws.scenarios))] if plan.choice else []
        self._drawn_readings = list(dict.fromkeys([*concluded, *money]))
        self._readings = list(dict.fromkeys([*self._target, *self._drawn_readings]))
        size = len(self._paths)
        self._own = OutcomeTable(np.full((1, size), np.nan))
        self._screen = OutcomeTable(screening_points(self._paths, plan.trajectories, seed))
        self._screen_again = OutcomeTable(self._screen.design[repeated_rows(size + 1)])
        self._few: list[int] = []
        self._swings = OutcomeTable(np.empty((0, size)))
        self._sobol = OutcomeTable(np.empty((0, size)))
        self._draws = OutcomeTable(draws(size, plan.draws if self._drawn_readings else 0, seed))
        self._draws_again = OutcomeTable(self._draws.design[repeated_rows(len(self._draws.design))])

    @property
    def runs(self) -> int:
        """Replications of the whole study."""
        plan, repeated = self._plan, len(self._screen_again.design)
        few = min(plan.few, len(self._paths))
        own = OWN_REPLICATIONS * len({which for which, _ in self._readings})
        points = len(self._screen.design) + repeated + plan.size * (few + 2)
        draw_runs = (len(self._draws.design) + len(self._draws_again.design)) * len(
            {which for which, _ in self._drawn_readings}
        )
        target = len(self._target)
        return own + plan.replications * (points * target + draw_runs) + 2 * few * OWN_REPLICATIONS * target

    def run(self, runner: ExperimentRunner) -> None:
        """Read all designs; where that is interrupted, the rows read remain.

        Parameters
        ----------
        runner : ExperimentRunner
            Where to simulate.
        """
        plan, target, ask = self._plan, self._target, self._assumption_draws.ask
        few_runs, count = plan.replications, len(self._paths)
        self._own.fill(ask(runner, self._readings, common_random_numbers(OWN_REPLICATIONS)))
        self._screen.fill(ask(runner, target, independent_random_numbers(few_runs, rows=count + 1)))
        other = plan.trajectories * few_runs
        self._screen_again.fill(
            ask(runner, target, independent_random_numbers(few_runs, rows=len(self._screen_again.design), start=other))
        )
        self._few = [self._paths.index(effect.path) for effect in self._effects()[: plan.few]]
        self._swings = OutcomeTable(swing_points(count, self._few))
        self._swings.fill(ask(runner, target, common_random_numbers(OWN_REPLICATIONS)))
        if plan.size:
            points = index_points([self._paths[number] for number in self._few], plan.size, self._seed)
            design = np.full((len(points), count), np.nan)
            design[:, self._few] = points
            self._sobol = OutcomeTable(design)
            self._sobol.fill(ask(runner, target, common_random_numbers(few_runs)))
        self._draws.fill(ask(runner, self._drawn_readings, independent_random_numbers(few_runs)))
        other = plan.draws * few_runs
        self._draws_again.fill(ask(runner, self._drawn_readings, independent_random_numbers(few_runs, start=other)))

    def answer(self) -> SensitivityFindings:
        """Return the findings of the rows read.

        Returns
        -------
        SensitivityFindings
            So far.
        """
        few = [self._paths[number] for number in self._few]
        own = self._of_target(self._own, self._readings)
        swung = self._of_target(self._swings, self._target)
        screened = self._of_target(self._screen, self._target).mean(axis=1)
        again = self._of_target(self._screen_again, self._target).mean(axis=1)
        rows = repeated_rows(len(self._paths) + 1)[: again.size]
        return SensitivityFindings(
            ranges=self._assumption_draws.ranges,
            own=own[0] if len(own) else np.empty(0),
            trajectories=len(screened) // (len(self._paths) + 1),
            effects=self._effects(),
            effects_noise=noise_share(screened, screened[rows], again),
            swings=swings(few, own[0], swung) if len(swung) else [],
            indices=indices(few, self._of_target(self._sobol, self._target).mean(axis=1)) if len(self._sobol) else [],
            draws=len(self._draws),
            conclusions=self._stabilities() if len(self._draws) else [],
            information_values=self._information_values(few) if self._plan.choice and len(self._draws) else [],
        )

    def _effects(self) -> list[Effect]:
        screened = self._of_target(self._screen, self._target).mean(axis=1)
        return effects(self._paths, self._screen.points, screened, self._seed)

    def _of_target(self, table: OutcomeTable, readings: Sequence[Reading]) -> FloatArray:
        """The outcome asked for, or its difference, shape (points read, replications)."""
        columns = [_column(table, readings, reading) for reading in self._target]
        return columns[1] - columns[0] if self._plan.against else columns[0]

    def _stabilities(self) -> list[ConclusionStability]:
        """Return how stable each conclusion is over the draws."""
        rows = repeated_rows(len(self._draws.design))[: len(self._draws_again)]
        stabilities = []
        for conclusion in self._conclusions:
            own, by_draw, again = (
                _difference(table, readings, conclusion)
                for table, readings in (
                    (self._own, self._readings),
                    (self._draws, self._drawn_readings),
                    (self._draws_again, self._drawn_readings),
                )
            )
            means = by_draw.mean(axis=1)
            noise = noise_share(means, means[rows], again.mean(axis=1))
            stabilities.append(conclusion_stability(conclusion, own[0], by_draw, noise))
        return stabilities

    def _information_values(self, few: Sequence[str]) -> list[InformationValue]:
        options = [
            _column(self._draws, self._drawn_readings, (which, MONEY)).mean(axis=1)
            for which in range(len(self._assumption_draws.scenarios))
        ]
        return information_values(few, self._draws.points[:, self._few], np.array(options).T, self._seed)


def _column(table: OutcomeTable, readings: Sequence[Reading], reading: Reading) -> FloatArray:
    """One reading, shape (points read, replications)."""
    return table.values[:, readings.index(reading)] if len(table) else np.empty((0, 1))


def _difference(table: OutcomeTable, readings: Sequence[Reading], conclusion: Conclusion) -> FloatArray:
    """Return the variant's outcome less the first scenario's, shape (points, replications)."""
    base, variant = (_column(table, readings, reading) for reading in conclusion.readings)
    return variant - base
