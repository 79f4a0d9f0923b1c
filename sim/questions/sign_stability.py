"""Signs over draws of the assumptions: in how many of them each difference of a comparison keeps its direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.questions.assumption_ranges import (
    AssumptionDraws,
    OutcomeTable,
    Reading,
    independent_random_numbers,
    ranges_of,
)
from sim.questions.plausible_points import PlausiblePoints
from sim.questions.uncertainty import draws
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.statistics.comparison import Comparison

__all__ = ["RUNS_A_DRAW", "SignKept", "SignStability", "SignStudy", "sign_runs"]

RUNS_A_DRAW = 2
"""Paired replications in each draw, with random numbers of their own; chance in them pulls counts towards a half."""


@dataclass(frozen=True, slots=True)
class SignKept:
    """In how many draws a difference has the direction that the comparison shows."""

    variant: str
    outcome: str
    kept: int
    none: int
    """Draws without any difference; they do not count as kept."""
    of: int
    """Draws in which both are defined."""


@dataclass(frozen=True, slots=True)
class SignStability:
    """Signs of a comparison over draws of all its assumptions."""

    rows: tuple[SignKept, ...]
    draws: int
    """Draws that were simulated."""
    varied: int
    """Assumptions that were drawn."""
    fixed: int
    """Assumptions that keep their value, as one of the scenarios does not allow an end of their range."""

    def kept(self, variant: str, outcome: str) -> SignKept | None:
        """Look a difference up.

        Parameters
        ----------
        variant : str
            Name of the variant.
        outcome : str
            Name of the outcome.

        Returns
        -------
        SignKept or None
            None where the comparison shows no direction.
        """
        return next((row for row in self.rows if (row.variant, row.outcome) == (variant, outcome)), None)


class SignStudy:
    """Draws of all assumptions that base and variants share; where that is interrupted, the draws made remain.

    Parameters
    ----------
    names : sequence of str
        Names of base and variants, as the comparison has them.
    scenarios : sequence of Scenario
        The base first.
    count : int
        Number of draws (Latin hypercube), from 1.
    seed : int
        Of the draws.
    points : PlausiblePoints, optional
        Of the base, instead of the ranges of their numbers.
    """

    def __init__(
        self,
        names: Sequence[str],
        scenarios: Sequence[Scenario],
        count: int,
        seed: int,
        points: PlausiblePoints | None = None,
    ) -> None:
        self._names = list(names)
        self._draws = AssumptionDraws(scenarios, ranges_of(scenarios[0]), leave_out=True, points=points)
        self._fixed = self._draws.left_out
        self._table = OutcomeTable(draws(len(self._draws.ranges), count, seed % 2**32))
        self._readings: list[Reading] = []

    @property
    def runs(self) -> int:
        """Replications in all."""
        return sign_runs(len(self._names), len(self._table.design))

    def run(self, runner: ExperimentRunner, rows: Sequence[Comparison]) -> None:
        """Simulate the draws that were not made.

        Parameters
        ----------
        runner : ExperimentRunner
            Where to simulate.
        rows : sequence of Comparison
            Differences whose signs are asked for.
        """
        outcomes = dict.fromkeys(row.outcome for row in rows)
        self._readings = [(which, name) for which in range(len(self._names)) for name in outcomes]
        self._table.fill(self._draws.ask(runner, self._readings, independent_random_numbers(RUNS_A_DRAW)))

    def answer(self, rows: Sequence[Comparison]) -> SignStability:
        """Count in how many draws each difference keeps its sign.

        Parameters
        ----------
        rows : sequence of Comparison
            Differences; one that is 0 or not defined has no sign.

        Returns
        -------
        SignStability
            From the draws made so far.
        """
        kept = tuple(self._kept(row) for row in rows if row.difference) if len(self._table) else ()
        varied = len(self._draws.ranges)
        return SignStability(tuple(row for row in kept if row.of), len(self._table), varied, self._fixed)

    def _kept(self, row: Comparison) -> SignKept:
        which = self._names.index(row.variant, 1)
        base, variant = (
            self._table.values[:, self._readings.index((number, row.outcome))].mean(axis=1) for number in (0, which)
        )
        differences = np.sign(row.difference) * (variant - base)
        differences = differences[np.isfinite(differences)]
        return SignKept(
            row.variant, row.outcome, int((differences > 0).sum()), int((differences == 0).sum()), differences.size
        )


def sign_runs(scenarios: int, count: int) -> int:
    """Count the replications that draws of the assumptions take.

    Parameters
    ----------
    scenarios : int
        Base and variants.
    count : int
        Draws.

    Returns
    -------
    int
        In all.
    """
    return count * scenarios * RUNS_A_DRAW
