"""The line over two levers beyond which a firm breaks, in whichever of its measures is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from contourpy import contour_generator

from sim.metrics.columns import column, ratio
from sim.metrics.contacts import answered
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
from sim.questions.breaking import GROWTH, MEASURES, OUTCOMES, Breaking
from sim.questions.plausible_points import PlausiblePoints
from sim.records.run import Run
from sim.running.replicate import task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.paths import locate, print_path
from sim.scenario.sheet import assumption_sheet

__all__ = [
    "READINGS",
    "Direction",
    "Map",
    "Survey",
    "backlog_growth",
    "grid",
    "mapped",
    "reaching_ends",
    "tipping_replication",
]

REWORK = "touches_per_contact"
MEASURED = tuple(OUTCOMES[measure] for measure in MEASURES)
READINGS: tuple[Reading, ...] = tuple((0, name) for name in (*MEASURED, REWORK, "customers_popped", "customers_lost"))
"""Every measure is read in the same runs, so that another choice of what breaking means simulates nothing again."""
Ends: TypeAlias = tuple[float, float]
Direction: TypeAlias = Literal[-1, 0, 1]
WIDER, MOST_WIDENED = 1.7, 4
"""Factor by which an end is moved out, and how often at most."""
CORNERS = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])


@dataclass(frozen=True, slots=True)
class Map:
    """Runs that tip over two levers; rows by the second lever, columns by the first, NaN where nothing was run."""

    across: AssumptionRange
    up: AssumptionRange
    places_across: FloatArray
    places_up: FloatArray
    breaking: Breaking
    share: FloatArray
    """Share of runs that tip; one in which the measure is not defined does."""
    measured: FloatArray
    """Mean of the measure; of the growth of the backlog, the geometric one."""
    beyond: FloatArray
    """Mean of how far the measure lies beyond its level; above 0 beyond the line."""
    rework: FloatArray
    """Mean of touches and chases by people for each contact that a person answered."""
    past_breaking_point: FloatArray
    """Mean of customers past their breaking point."""
    lost: FloatArray
    """Mean of customers lost."""
    line: tuple[tuple[tuple[float, float], ...], ...]
    """The tipping line in pieces: where the mean of the measure is at its level, linear between the places."""
    replications: int

    @property
    def where(self) -> Literal["here", "beyond", "before"]:
        """Whether the line lies on the map, beyond it since nothing on it tips, or before it since everything does."""
        beyond = self.beyond[np.isfinite(self.beyond)]
        if not beyond.size:
            return "before" if (self.share[np.isfinite(self.share)] > 0).all() else "beyond"
        if (beyond > 0).all():
            return "before"
        return "beyond" if (beyond <= 0).all() else "here"

    def towards(self) -> tuple[Direction, Direction]:
        """Return in which direction of each lever the line lies, where it is not on the map.

        Returns
        -------
        (int, int)
            1 for more of the lever across and of the lever up, -1 for less, 0 where it moves the measure by nothing.
        """
        sign = -1 if self.where == "before" else 1
        across = np.nansum(self.beyond[:, -1] - self.beyond[:, 0])
        up = np.nansum(self.beyond[-1] - self.beyond[0])
        first, second = (int(np.sign(slope)) * sign for slope in (across, up))
        return _direction(first), _direction(second)

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
    points : PlausiblePoints, optional
        Of the scenario: each replication has one of them, the same all over the map.

    Raises
    ------
    SaydoError
        Where a path does not exist or holds no number, an end is not allowed, or the plausible points hold a lever.
    """

    def __init__(
        self,
        scenario: Scenario,
        ends: Mapping[str, tuple[float, float]],
        steps: int,
        replications: int,
        points: PlausiblePoints | None = None,
    ) -> None:
        ranges = {assumption.path: assumption for assumption in ranges_of(scenario, ends)}
        self._levers = [ranges[print_path(locate(scenario, path))] for path in ends]
        if points is not None:
            points.refuse([lever.path for lever in self._levers], "--lever")
        self._draws = AssumptionDraws([scenario], self._levers, points=points)
        design = np.full((steps * steps, len(self._draws.ranges)), np.nan)
        design[:, : len(self._levers)] = grid(steps)
        self._table = OutcomeTable(design)
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

    def answer(self, breaking: Breaking | None = None) -> Map | None:
        """Return the map of what was read.

        Parameters
        ----------
        breaking : Breaking, optional
            What breaking means; by default four responses in five on time.

        Returns
        -------
        Map or None
            None where nothing was read.
        """
        return mapped(self._levers, self._steps, self._table.values, breaking) if len(self._table) else None


def reaching_ends(
    runner: ExperimentRunner,
    scenario: Scenario,
    ends: Mapping[str, Ends],
    breaking: Breaking,
    replications: int,
) -> dict[str, Ends]:
    """Widen the ranges of two levers until the line runs between the corners of their map.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate: four corners, and again each time that the ranges are widened.
    scenario : Scenario
        The scenario that the levers are numbers of.
    ends : mapping of str to (float, float)
        Low and high end by path at first.
    breaking : Breaking
        What breaking means.
    replications : int
        At each corner.

    Returns
    -------
    dict of str to (float, float)
        Ends by path; the last ones tried where none contain the line.
    """
    bounds = {row.path: (row.low, row.high) for row in assumption_sheet(scenario)}
    chosen = dict(ends)
    for _ in range(MOST_WIDENED):
        survey = Survey(scenario, chosen, 2, replications)
        survey.run(runner)
        answer = survey.answer(breaking)
        if answer is None or answer.where == "here":
            break
        wider = {path: _wider(pair, bounds.get(path, (None, None))) for path, pair in chosen.items()}
        if wider == chosen:
            break
        chosen = wider
    return chosen


def _wider(ends: Ends, bounds: tuple[float | None, float | None]) -> Ends:
    """Ends further out, within the bounds; those of a share in its distance from both."""
    low, high = ends
    least, most = bounds
    if (least, most) == (0, 1):
        return float(f"{low / WIDER:.3g}"), float(f"{1 - (1 - high) / WIDER:.3g}")
    first, last = (float(f"{end:.3g}") for end in (low / WIDER, high * WIDER))
    return max(first, least or 0.0), last if most is None else min(last, float(most))


def _direction(sign: int) -> Direction:
    return 1 if sign > 0 else -1 if sign < 0 else 0


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
    rows = answered(run.records.contacts)
    return ratio(float((rows.column("touches") + rows.column("chases")).sum()), len(rows))


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


def mapped(
    levers: Sequence[AssumptionRange],
    steps: int,
    values: npt.NDArray[np.float64],
    breaking: Breaking | None = None,
) -> Map:
    """The map from what was read at the first points of :func:`grid`.

    Parameters
    ----------
    levers : sequence of two Range
        Across and up.
    steps : int
        Places of each lever.
    values : array, shape (points read, readings, replications)
        Of ``READINGS``, at as many points of the grid as were run.
    breaking : Breaking, optional
        What breaking means; by default four responses in five on time.
    """
    chosen = breaking or Breaking()
    measures = len(MEASURED)
    beyond = chosen.beyond(values[:, MEASURED.index(chosen.outcome)])
    share = (~(beyond <= 0)).mean(axis=1)
    parts = [share, _mean(beyond), *(part for part in values[:, measures:].mean(axis=2).T)]
    whole = np.full((len(parts), steps * steps), np.nan)
    whole[:, : len(values)] = parts
    maps = whole.reshape(-1, steps, steps)
    across, up = (np.array([lever.at(float(end)) for end in np.linspace(0.0, 1.0, steps)]) for lever in levers)
    pieces = contour_generator(across, up, np.ma.masked_invalid(maps[1])).lines(0.0)
    return Map(
        across=levers[0],
        up=levers[1],
        places_across=across,
        places_up=up,
        breaking=chosen,
        share=maps[0],
        measured=chosen.level * np.exp(maps[1]) if chosen.grows else chosen.level - maps[1],
        beyond=maps[1],
        rework=maps[2],
        past_breaking_point=maps[3],
        lost=maps[4],
        line=tuple(tuple((float(x), float(y)) for x, y in np.asarray(piece)) for piece in pieces),
        replications=int(values.shape[2]),
    )


def _mean(values: FloatArray) -> FloatArray:
    """Means over the runs in which it is defined; NaN where it is in none."""
    defined = np.isfinite(values)
    count = defined.sum(axis=1)
    total = np.where(defined, values, 0.0).sum(axis=1)
    means: FloatArray = np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)
    return means
