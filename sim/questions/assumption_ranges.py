"""Assumption ranges, and scenarios in which assumptions take other values of their ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from sim.errors import Problem, SaydoError, ScenarioError
from sim.metrics.replication import Replication
from sim.questions.plausible_points import PlausiblePoints
from sim.running.replicate import Task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import locate, parse_path, print_path
from sim.scenario.sheet import SheetRow, assumption_sheet
from sim.scenario.source import plain

__all__ = [
    "POINTS",
    "SPREAD",
    "Ask",
    "AssumptionDraws",
    "AssumptionRange",
    "FloatArray",
    "OutcomeTable",
    "Reading",
    "common_random_numbers",
    "independent_random_numbers",
    "ranges_of",
]

FloatArray: TypeAlias = npt.NDArray[np.float64]
Shape: TypeAlias = Literal["multiple", "odds", "log odds", "uniform", "points"]
Reading: TypeAlias = tuple[int, str]
"""Number of a scenario, and an outcome of it."""
Numbering: TypeAlias = Callable[[int], range]
"""From a row of a design to the numbers of its replications."""
Ask: TypeAlias = Callable[[FloatArray, int], FloatArray]
"""From points, and the row of the first, to the readings there."""

SPREAD: Mapping[str, float] = {"A": 2.0, "R": 1.5, "M": 1.5, "F": 1.25}
"""By evidence tag, the factor by which a true value may be smaller or larger. [M] of the schema was measured on one
other population; what a scenario's own evidence calls measured keeps its value."""
BOUND = ("severity_shares", "value_drivers", "escalated_share")
"""Numbers that others complete to a whole: one of them alone cannot move."""
ETA = ("eta", "log odds")
POINTS = "plausible points"
"""What the points stand under where assumptions are listed by path."""
AT_ONCE = 10
"""Points read together: as many may be lost where the work is interrupted."""


@dataclass(frozen=True, slots=True)
class AssumptionRange:
    """The range of an assumption, and its shape."""

    path: str
    about: str
    unit: str
    tag: str
    value: float
    low: float
    high: float
    shape: Shape
    """``multiple``: even in the logarithm; ``odds``: even in the log odds of a share; ``log odds`` and ``uniform``:
    even in the value itself; ``points``: the number of a plausible point."""
    whole: bool = False
    """Whether it takes whole numbers only."""

    def at(self, place: float) -> float:
        """Return the value at a place of the range.

        Parameters
        ----------
        place : float
            0, the low end, to 1, the high end.

        Returns
        -------
        float
            In the assumption's unit.
        """
        return round(self._at(place)) if self.whole else self._at(place)

    def _at(self, place: float) -> float:
        if place in (0.0, 1.0):
            return self.high if place else self.low
        if self.shape == "multiple":
            return float(self.low * (self.high / self.low) ** place)
        if self.shape == "odds":
            ends = logit(np.array([self.low, self.high]))
            return float(expit(ends[0] + place * (ends[1] - ends[0])))
        return self.low + place * (self.high - self.low)


def ranges_of(
    scenario: Scenario, ends_by_path: Mapping[str, tuple[float, float]] | None = None, within: Sequence[str] = ()
) -> list[AssumptionRange]:
    """Return the ranges of a scenario's assumptions: by rule, but for those that are set.

    By rule an assumption lies within the plausible values that the schema states with it, else within ``SPREAD`` times
    its value, or its odds where it is a share, and within the schema's bounds. What the scenario's own evidence calls
    measured, whole numbers, zeros and ones that switch a mechanism off, and what other numbers complete to a whole
    keep their value.

    Parameters
    ----------
    scenario : Scenario
        Whose assumptions.
    ends_by_path : mapping of str to (float, float), optional
        Low and high end by path, even between them; levers and measured numbers are allowed too.
    within : sequence of str
        Beginnings of paths; where there are any, only these are taken by rule.

    Raises
    ------
    ScenarioError
        Where a path does not exist or holds no number, or an end is not allowed.
    """
    ends_by_path = {print_path(locate(scenario, path)): ends for path, ends in (ends_by_path or {}).items()}
    rows = {row.path: row for row in assumption_sheet(scenario)}
    for path, ends in ends_by_path.items():
        if path not in rows or not isinstance(rows[path].value, int | float):
            raise ScenarioError(Problem.of("lever", plain(path), "must be the path of a number of the scenario"))
        if not ends[0] < ends[1]:
            text = f"{plain(path)}={ends[0]:g}:{ends[1]:g}"
            raise ScenarioError(Problem.of("lever", text, "the low end must be below the high"))
        for end in ends:
            with_overrides(scenario, {path: end if isinstance(rows[path].value, float) else round(end)})
    ranges = []
    for path, row in rows.items():
        if path in ends_by_path:
            ranges.append(_range(row, *ends_by_path[path], "uniform"))
        elif row.role == "assumption" and (not within or path.startswith(tuple(within))):
            ranges += _by_rule(row, rows)
    return ranges


def _range(row: SheetRow, low: float, high: float, shape: Shape) -> AssumptionRange:
    if not isinstance(row.value, int | float):
        raise TypeError(f"{row.path}: must be one number")
    whole = isinstance(row.value, int)
    return AssumptionRange(row.path, row.about, row.unit, row.tag, float(row.value), low, high, shape, whole)


def _by_rule(row: SheetRow, rows: Mapping[str, SheetRow]) -> list[AssumptionRange]:
    """Return the range of an assumption by its evidence; none where it keeps its value."""
    value = row.value
    measured = row.own and row.tag == "M"
    if measured or not isinstance(value, float) or not value or any(part in row.path for part in BOUND):
        return []
    least = -np.inf if row.low is None else row.low
    most = np.inf if row.high is None else row.high
    is_share = least >= 0 and most <= 1
    if is_share and value >= 1:
        return []
    shape, ends = _ends(row, value, is_share=is_share)
    *team, name = parse_path(row.path)
    if name == "solved_share":
        path = print_path((*team, "escalated_share"))
        others = rows[path].value
        if not isinstance(others, int | float):
            raise TypeError(f"{path}: must be one number")
        most = min(most, 1 - others)
    low, high = (float(end) for end in np.clip(ends, least, most))
    return [_range(row, low, high, shape)] if low < high else []


def _ends(row: SheetRow, value: float, *, is_share: bool) -> tuple[Shape, FloatArray]:
    """Shape and ends of an assumption's range, before the schema's bounds."""
    factor = SPREAD[row.tag]
    if is_share:
        shape: Shape = "odds"
        ends = expit(logit(value) + np.array([-log(factor), log(factor)]))
    elif row.unit in ETA:
        shape, ends = "log odds", np.array([value - log(factor), value + log(factor)])
    else:
        shape, ends = "multiple", np.sort(np.array([value / factor, value * factor]))
    if row.plausible is not None and not row.own and row.plausible[0] <= value <= row.plausible[1]:
        ends = np.array(row.plausible)
    return shape, ends


def _refusal(scenario: Scenario, one: AssumptionRange) -> str | None:
    """Why a scenario does not allow an end of a range; None where it allows both."""
    for end in (one.low, one.high):
        try:
            with_overrides(scenario, {one.path: round(end) if one.whole else end})
        except ScenarioError as error:
            return str(error)
    return None


class AssumptionDraws:
    """Scenarios that share assumptions, at any point of the ranges of these.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The first is the one whose assumptions move. Another moves with it, but for the numbers in which it differs:
        they are what is compared.
    ranges : sequence of Range
        Of assumptions of the first.
    leave_out : bool
        Whether a range that one of the scenarios does not allow is left out, and its assumption keeps its value.
    points : PlausiblePoints, optional
        Of the first scenario. Their numbers have no ranges then: they move together, from point to point, and stand
        last among the ranges as one. Where a design does not place them, each replication has the point of its number.

    Raises
    ------
    ScenarioError
        Where a scenario does not allow an end of a range, unless such ranges are left out.
    """

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        ranges: Sequence[AssumptionRange],
        *,
        leave_out: bool = False,
        points: PlausiblePoints | None = None,
    ) -> None:
        self.scenarios, self._points = list(scenarios), points
        ranges = [one for one in ranges if points is None or one.path not in points.paths]
        sheets = [{row.path: row.value for row in assumption_sheet(scenario)} for scenario in scenarios]
        refused: set[str] = set()
        for scenario, sheet in zip(scenarios, sheets, strict=True):
            for one in ranges:
                error = _refusal(scenario, one) if sheet.get(one.path) == one.value else None
                if error is not None and not leave_out:
                    raise ScenarioError(f"{plain(scenario.title)} cannot take it: {error}; see --lever")
                if error is not None:
                    refused.add(one.path)
        kept = [one for one in ranges if one.path not in refused]
        self.left_out = len(refused)
        self.ranges = kept + ([_range_of_points(points)] if points is not None else [])
        self._shared = [
            [(number, one) for number, one in enumerate(kept) if sheet.get(one.path) == one.value] for sheet in sheets
        ]
        self._moved = [
            [path for path in points.paths if sheet.get(path) == sheets[0].get(path)] if points is not None else []
            for sheet in sheets
        ]
        self._must_allow_points()

    def _must_allow_points(self) -> None:
        for scenario, moved in zip(self.scenarios, self._moved, strict=True):
            for values in self._points.values if self._points is not None and moved else ():
                try:
                    with_overrides(scenario, {path: values[path] for path in moved})
                except ScenarioError as error:
                    raise ScenarioError(f"{plain(scenario.title)} cannot take a plausible point: {error}") from None

    def at(self, point: FloatArray, number: int = 0) -> list[Scenario]:
        """Return the scenarios at a point.

        Parameters
        ----------
        point : array, shape (ranges,)
            Places from 0 to 1, or NaN for an assumption that keeps its value.
        number : int
            Of the replication, which decides on the plausible point where the design does not place it (NaN).

        Returns
        -------
        list of Scenario
            In the order of the scenarios.
        """
        values: Mapping[str, float] = {}
        if self._points is not None:
            place = float(point[-1])
            chosen = self._points.of_replication(number) if np.isnan(place) else self._points.place(place)
            values = self._points.values[chosen]
        return [
            with_overrides(
                scenario,
                {path: values[path] for path in moved}
                | {r.path: r.at(float(point[n])) for n, r in shared if not np.isnan(point[n])},
            )
            for scenario, shared, moved in zip(self.scenarios, self._shared, self._moved, strict=True)
        ]

    def _by_number(self, point: FloatArray, numbers: range) -> list[list[Scenario]]:
        """The scenarios at a point for each replication: the same, unless each has a plausible point of its own."""
        if self._points is None or not np.isnan(point[-1]):
            return [self.at(point)] * len(numbers)
        return [self.at(point, number) for number in numbers]

    def ask(
        self,
        runner: ExperimentRunner,
        readings: Sequence[Reading],
        random_numbers: Numbering,
        task: Task[Replication] | None = None,
    ) -> Ask:
        """Return a function from points, shape (points, ranges), to readings, shape (points, readings, replications).

        Parameters
        ----------
        runner : ExperimentRunner
            Where to simulate.
        readings : sequence of Reading
            Outcomes to read.
        random_numbers : callable
            Numbers of the replications of each row of the design, as many for each; see :func:`common_random_numbers`.
        task : callable, optional
            Work of one replication; by default the runner's own.

        Returns
        -------
        callable
            It takes points, and the row of the first.

        Raises
        ------
        SaydoError
            Where a replication fails.
        """
        used = sorted({which for which, _ in readings})

        def _read(points: FloatArray, first: int) -> FloatArray:
            numbers = [random_numbers(row) for row in range(first, first + len(points))]
            scenarios = [self._by_number(point, row) for point, row in zip(points, numbers, strict=True)]
            pairs = [
                (of_number[which], number)
                for by_number, row in zip(scenarios, numbers, strict=True)
                for which in used
                for of_number, number in zip(by_number, row, strict=True)
            ]
            replications = runner.pairs(task or runner.task, pairs)
            failed = next((replication.error for replication in replications if replication.error), None)
            if failed:
                raise SaydoError(f"{plain(self.scenarios[0].title)}: a replication failed of {failed}")
            shaped = np.array(replications, dtype=object).reshape(len(points), len(used), -1)
            columns = [
                [
                    [replication.outcomes.get(outcome, np.nan) for replication in row[used.index(which)]]
                    for row in shaped
                ]
                for which, outcome in readings
            ]
            return np.array(columns, np.float64).swapaxes(0, 1)

        return _read


def _range_of_points(points: PlausiblePoints) -> AssumptionRange:
    about = f"{len(points.values)} points of {len(points.paths)} numbers together"
    return AssumptionRange(POINTS, about, "point", "F", np.nan, 1.0, float(len(points.values)), "points", whole=True)


def common_random_numbers(replications: int) -> Numbering:
    """Number replications alike at every point of a design, so that points differ by their assumptions alone.

    Parameters
    ----------
    replications : int
        At each point.

    Returns
    -------
    callable
        From a row of the design to numbers of replications.
    """
    return lambda row: range(replications)


def independent_random_numbers(replications: int, *, rows: int = 1, start: int = 0) -> Numbering:
    """Number replications apart for every group of rows of a design.

    Parameters
    ----------
    replications : int
        At each point.
    rows : int
        Rows of a group.
    start : int
        Number of the first replication.

    Returns
    -------
    callable
        From a row of the design to numbers of replications.
    """
    return lambda row: range(start + row // rows * replications, start + (row // rows + 1) * replications)


class OutcomeTable:
    """Readings at the points of a design, in their order; where reading is interrupted, the rows read remain.

    Parameters
    ----------
    points : array, shape (points, ranges)
        The design.
    """

    def __init__(self, points: FloatArray) -> None:
        self.design = points
        self._rows: list[FloatArray] = []

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def points(self) -> FloatArray:
        """Points that were read."""
        return self.design[: len(self)]

    @property
    def values(self) -> FloatArray:
        """Readings, shape (points read, readings, replications)."""
        return np.array(self._rows)

    def fill(self, ask: Ask) -> None:
        """Read the points that remain, some at once so that no processor waits.

        Parameters
        ----------
        ask : callable
            From points, and the row of the first, to readings.
        """
        while len(self) < len(self.design):
            self._rows.extend(ask(self.design[len(self) : len(self) + AT_ONCE], len(self)))
