"""The tipping line over two levers, beyond which backlog, rework and exits feed themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
import numpy.typing as npt
from contourpy import contour_generator

from sim.metrics.columns import column, ratio
from sim.metrics.outcomes import outcomes
from sim.metrics.replication import Replication
from sim.questions.assumption_ranges import (
    AssumptionDraws,
    AssumptionRange,
    FloatArray,
    OutcomeTable,
    Reading,
    common_random_numbers,
    ranges_of,
)
from sim.records.run import Run
from sim.running.replicate import task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.paths import locate, print_path

__all__ = ["READINGS", "TIPS_ABOVE", "Map", "Survey", "backlog_growth", "grid", "mapped", "tipping_replication"]

TIPS_ABOVE = 3.0
"""Growth of the backlog at which a run tips: a steady desk has 1; one whose backlog grows evenly from nothing, 5."""
GROWTH, REWORK = "backlog_growth", "touches_per_contact"
READINGS: tuple[Reading, ...] = ((0, GROWTH), (0, REWORK), (0, "customers_popped"), (0, "customers_lost"))


@dataclass(frozen=True, slots=True)
class Map:
    """Runs that tip over two levers; rows by the second lever, columns by the first, NaN where nothing was run."""

    across: AssumptionRange
    up: AssumptionRange
    places_across: FloatArray
    places_up: FloatArray
    share: FloatArray
    """Share of runs that tip."""
    growth: FloatArray
    """Geometric mean of the growth of the backlog."""
    rework: FloatArray
    """Mean of touches and chases by people for each contact that a person answered."""
    past_breaking_point: FloatArray
    """Mean of customers past their breaking point."""
    lost: FloatArray
    """Mean of customers lost."""
    line: tuple[tuple[tuple[float, float], ...], ...]
    """The tipping line in pieces: where the mean growth is that at which a run tips, linear between the places."""
    replications: int

    def crossings(self, number: int) -> list[float]:
        """Return the values of the second lever at which the line crosses a column.

        Parameters
        ----------
        number : int
            Of the column.

        Returns
        -------
        list of float
            In order.
        """
        place = self.places_across[number]
        return sorted({y for piece in self.line for x, y in piece if np.isclose(x, place, rtol=1e-9, atol=0)})

    def undecided(self, number: int) -> tuple[float, float] | None:
        """Return the values of the second lever in a column between which some runs tip and others do not.

        Parameters
        ----------
        number : int
            Of the column.

        Returns
        -------
        (float, float) or None
            The least and the greatest; None where there are none.
        """
        mixed = (self.share[:, number] > 0) & (self.share[:, number] < 1)
        return (float(self.places_up[mixed].min()), float(self.places_up[mixed].max())) if mixed.any() else None


class Survey:
    """A map in the making; where that is interrupted, the points read remain.

    Parameters
    ----------
    scenario : Scenario
        The scenario that the levers are numbers of.
    ends : mapping of str to (float, float)
        Low and high end by path: the lever across, and the lever up.
    steps : int
        Places of each lever.
    replications : int
        At each point.

    Raises
    ------
    ScenarioError
        Where a path does not exist or holds no number, or an end is not allowed.
    """

    def __init__(
        self, scenario: Scenario, ends: Mapping[str, tuple[float, float]], steps: int, replications: int
    ) -> None:
        ranges = {assumption.path: assumption for assumption in ranges_of(scenario, ends)}
        self._levers = [ranges[print_path(locate(scenario, path))] for path in ends]
        self._draws = AssumptionDraws([scenario], self._levers)
        self._table = OutcomeTable(grid(steps))
        self._steps = steps
        self._replications = replications

    @property
    def runs(self) -> int:
        """Replications in all."""
        return self._steps * self._steps * self._replications

    def run(self, runner: ExperimentRunner) -> None:
        """Simulate the points that were not read.

        Parameters
        ----------
        runner : ExperimentRunner
            Where to simulate.
        """
        random_numbers = common_random_numbers(self._replications)
        self._table.fill(self._draws.ask(runner, READINGS, random_numbers, tipping_replication))

    def answer(self) -> Map | None:
        """The map of what was read; None where nothing was."""
        return mapped(self._levers, self._steps, self._table.values) if len(self._table) else None


@task
def tipping_replication(run: Run) -> Replication:
    """Measure every outcome of a run, the growth of its backlog and its rework.

    Parameters
    ----------
    run : Run
        A run whose identities hold.

    Returns
    -------
    Replication
        Outcomes alone.
    """
    return Replication({**outcomes(run), GROWTH: backlog_growth(run), REWORK: _touches_per_contact(run)})


def backlog_growth(run: Run) -> float:
    """Divide the mean backlog in the worse of the last two thirds by that in the first third.

    The backlog are contacts not ended, one more counted in both means, so that a desk with next to none is steady.
    A desk that recovers only because its customers have left counts by its worse third.

    Parameters
    ----------
    run : Run
        A run.

    Returns
    -------
    float
        1 for a steady desk.
    """
    opened, ended = (column(run.records.contacts, name) for name in ("opened", "ended"))
    ended = np.where(np.isfinite(ended), ended, run.horizon)
    edges = np.linspace(0, run.horizon, 4)
    means = [
        float(np.clip(np.minimum(ended, last) - np.maximum(opened, first), 0, None).sum()) / (last - first)
        for first, last in pairwise(edges.tolist())
    ]
    return float((max(means[1:]) + 1) / (means[0] + 1))


def _touches_per_contact(run: Run) -> float:
    answered = [row for row in run.records.contacts if np.isfinite(row.answered)]
    return ratio(float(sum(row.touches + row.chases for row in answered)), len(answered))


def grid(steps: int) -> FloatArray:
    """Return the places of an even grid over two levers.

    Parameters
    ----------
    steps : int
        Places of each lever.

    Returns
    -------
    array, shape (steps * steps, 2)
        Row by row, 0 to 1.
    """
    ends = np.linspace(0.0, 1.0, steps)
    return np.array([(across, up) for up in ends for across in ends])


def mapped(levers: Sequence[AssumptionRange], steps: int, values: npt.NDArray[np.float64]) -> Map:
    """The map from what was read at the first points of :func:`grid`.

    Parameters
    ----------
    levers : sequence of two Range
        Across and up.
    steps : int
        Places of each lever.
    values : array, shape (points read, readings, replications)
        Of ``READINGS``, at as many points of the grid as were run.
    """
    whole = np.full((steps * steps, len(READINGS), values.shape[2]), np.nan)
    whole[: len(values)] = values
    logs = np.log(whole[:, 0])
    share = np.where(np.isnan(logs), np.nan, logs > log(TIPS_ABOVE)).mean(axis=1)
    means = [part.reshape(steps, steps) for part in (share, logs.mean(axis=1), *whole[:, 1:].mean(axis=2).T)]
    across, up = (np.array([lever.at(float(end)) for end in np.linspace(0.0, 1.0, steps)]) for lever in levers)
    pieces = contour_generator(across, up, np.ma.masked_invalid(means[1])).lines(log(TIPS_ABOVE))
    return Map(
        across=levers[0],
        up=levers[1],
        places_across=across,
        places_up=up,
        share=means[0],
        growth=np.exp(means[1]),
        rework=means[2],
        past_breaking_point=means[3],
        lost=means[4],
        line=tuple(tuple((float(x), float(y)) for x, y in np.asarray(piece)) for piece in pieces),
        replications=int(values.shape[2]),
    )
