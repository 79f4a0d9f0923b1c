"""What is guessed: the range of each assumption, and the worlds in which assumptions take other values of it."""

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
from sim.running.replicate import Task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import locate, parse_path, print_path
from sim.scenario.sheet import SheetRow, assumption_sheet
from sim.scenario.source import plain

__all__ = [
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
    "shortened",
]

FloatArray: TypeAlias = npt.NDArray[np.float64]
Shape: TypeAlias = Literal["multiple", "odds", "log odds", "uniform"]
Reading: TypeAlias = tuple[int, str]
"""Number of a scenario, and an outcome of it."""
Luck: TypeAlias = Callable[[int], range]
"""From a row of a design to the numbers of its replications."""
Ask: TypeAlias = Callable[[FloatArray, int], FloatArray]
"""From points, and the row of the first, to what is read there."""

SPREAD: Mapping[str, float] = {"A": 2.0, "R": 1.5, "F": 1.25}
"""By evidence, how many times smaller or larger a guess may truly be; what is measured is not a guess."""
BOUND = ("severity_shares", "value_drivers", "escalated_share")
"""Numbers that others complete to a whole: one of them alone cannot move."""
ETA = ("eta", "log odds")
AT_ONCE = 10
"""Points read together: as many may be lost where the work is interrupted."""


@dataclass(frozen=True, slots=True)
class AssumptionRange:
    """Where an assumption may truly lie, and how evenly."""

    path: str
    about: str
    unit: str
    tag: str
    value: float
    low: float
    high: float
    shape: Shape
    """``multiple``: even in the logarithm; ``odds``: even in the log odds of a share; ``log odds`` and ``uniform``:
    even in the value itself."""
    whole: bool = False
    """Whether it takes whole numbers only."""

    def at(self, place: float) -> float:
        """The value at a place from 0, the low end, to 1, the high end."""
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
    scenario: Scenario, given: Mapping[str, tuple[float, float]] | None = None, within: Sequence[str] = ()
) -> list[AssumptionRange]:
    """The ranges of a scenario's assumptions: by rule, but for those given.

    By rule an assumption tagged [A], [R] or [F] lies within ``SPREAD`` times its value, or its odds where it is a
    share, and within the schema's bounds. What is measured, whole numbers, zeros and ones that switch a mechanism
    off, and what other numbers complete to a whole keep their value.

    Parameters
    ----------
    scenario : Scenario
        Whose assumptions.
    given : mapping of str to (float, float), optional
        Low and high end by path, even between them; levers and measured numbers may be given too.
    within : sequence of str
        Beginnings of paths; where there are any, only these are taken by rule.

    Raises
    ------
    ScenarioError
        Where a path given does not exist or holds no number, or an end is not allowed.
    """
    given = {print_path(locate(scenario, path)): ends for path, ends in (given or {}).items()}
    rows = {row.path: row for row in assumption_sheet(scenario)}
    for path, ends in given.items():
        if path not in rows or not isinstance(rows[path].value, int | float):
            raise ScenarioError(Problem.of("lever", plain(path), "must be the path of a number of the scenario"))
        if not ends[0] < ends[1]:
            text = f"{plain(path)}={ends[0]:g}:{ends[1]:g}"
            raise ScenarioError(Problem.of("lever", text, "the low end must be below the high"))
        for end in ends:
            with_overrides(scenario, {path: end if isinstance(rows[path].value, float) else round(end)})
    found = []
    for path, row in rows.items():
        if path in given:
            found.append(_range(row, *given[path], "uniform"))
        elif row.role == "assumption" and (not within or path.startswith(tuple(within))):
            found += _by_rule(row, rows)
    return found


def _range(row: SheetRow, low: float, high: float, shape: Shape) -> AssumptionRange:
    if not isinstance(row.value, int | float):
        raise TypeError(f"{row.path}: must be one number")
    whole = isinstance(row.value, int)
    return AssumptionRange(row.path, row.about, row.unit, row.tag, float(row.value), low, high, shape, whole)


def _by_rule(row: SheetRow, rows: Mapping[str, SheetRow]) -> list[AssumptionRange]:
    """The range of an assumption by its evidence; none where it keeps its value."""
    value, factor = row.value, SPREAD.get(row.tag)
    if factor is None or not isinstance(value, float) or not value or any(part in row.path for part in BOUND):
        return []
    least = -np.inf if row.low is None else row.low
    most = np.inf if row.high is None else row.high
    shape: Shape = "multiple"
    if least >= 0 and most <= 1:
        if value >= 1:
            return []
        shape = "odds"
        ends = expit(logit(value) + np.array([-log(factor), log(factor)]))
    elif row.unit in ETA:
        shape, ends = "log odds", np.array([value - log(factor), value + log(factor)])
    else:
        ends = np.sort(np.array([value / factor, value * factor]))
    *team, name = parse_path(row.path)
    if name == "solved_share":
        path = print_path((*team, "escalated_share"))
        others = rows[path].value
        if not isinstance(others, int | float):
            raise TypeError(f"{path}: must be one number")
        most = min(most, 1 - others)
    low, high = (float(end) for end in np.clip(ends, least, most))
    return [_range(row, low, high, shape)] if low < high else []


def shortened(scenario: Scenario, months: int) -> Scenario:
    """The first months of a scenario; what would come later is left out."""
    if months >= scenario.horizon_months:
        return scenario
    earlier = {
        part: [each.model_dump() for each in getattr(scenario, part) if each.month < months]
        for part in ("timeline", "forced_changes")
    }
    return with_overrides(scenario, {**earlier, "horizon_months": months})


class AssumptionDraws:
    """Scenarios that share assumptions, at any point of the ranges of these.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The first is the one whose assumptions move. Another moves with it, but for the numbers in which it differs:
        they are what is compared.
    ranges : sequence of Range
        Of assumptions of the first.
    """

    def __init__(self, scenarios: Sequence[Scenario], ranges: Sequence[AssumptionRange]) -> None:
        self.scenarios = list(scenarios)
        self.ranges = list(ranges)
        self._shared = [self._common(each) for each in scenarios]

    def _common(self, scenario: Scenario) -> list[tuple[int, AssumptionRange]]:
        """The ranges, each with its number, that a scenario shares with the first."""
        held = {row.path: row.value for row in assumption_sheet(scenario)}
        shared = [(number, each) for number, each in enumerate(self.ranges) if held.get(each.path) == each.value]
        for _, each in shared:
            for end in (each.low, each.high):
                try:
                    with_overrides(scenario, {each.path: round(end) if each.whole else end})
                except ScenarioError as error:
                    raise ScenarioError(f"{plain(scenario.title)} cannot take it: {error}; see --range") from None
        return shared

    def at(self, point: FloatArray) -> list[Scenario]:
        """The scenarios at a point, shape (ranges,): places from 0 to 1, or NaN for what keeps its value."""
        return [
            with_overrides(each, {r.path: r.at(float(point[n])) for n, r in shared if not np.isnan(point[n])})
            for each, shared in zip(self.scenarios, self._shared, strict=True)
        ]

    def ask(
        self,
        runner: ExperimentRunner,
        readings: Sequence[Reading],
        random_numbers: Luck,
        task: Task[Replication] | None = None,
    ) -> Ask:
        """A function from points, shape (points, ranges), to readings, shape (points, readings, replications).

        Parameters
        ----------
        laboratory : Laboratory
            Where they are simulated.
        readings : sequence of Reading
            What is read.
        luck : callable
            The numbers of the replications of each row of the design, as many for each; see :func:`same_luck`.

        Raises
        ------
        SaydoError
            Where a replication fails.
        """
        used = sorted({which for which, _ in readings})

        def read(points: FloatArray, first: int) -> FloatArray:
            worlds = [[self.at(point)[which] for which in used] for point in points]
            pairs = [
                (each, number)
                for row, world in enumerate(worlds, start=first)
                for each in world
                for number in random_numbers(row)
            ]
            found = runner.pairs(task or runner.task, pairs)
            broken = next((each.error for each in found if each.error), None)
            if broken:
                raise SaydoError(f"{plain(self.scenarios[0].title)}: a replication failed of {broken}")
            shaped = np.array(found, dtype=object).reshape(len(points), len(used), -1)
            columns = [
                [[each.outcomes.get(outcome, np.nan) for each in row[used.index(which)]] for row in shaped]
                for which, outcome in readings
            ]
            return np.array(columns, np.float64).swapaxes(0, 1)

        return read


def common_random_numbers(replications: int) -> Luck:
    """The same replications at every point of a design: what differs is the points' doing."""
    return lambda row: range(replications)


def independent_random_numbers(replications: int, *, rows: int = 1, start: int = 0) -> Luck:
    """Replications of its own for every group of so many rows of a design, from a number on."""
    return lambda row: range(start + row // rows * replications, start + (row // rows + 1) * replications)


class OutcomeTable:
    """What was read at the points of a design, in their order; where that is interrupted, the rows read remain.

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
        """The points that were read."""
        return self.design[: len(self)]

    @property
    def values(self) -> FloatArray:
        """What was read, shape (points read, readings, replications)."""
        return np.array(self._rows)

    def fill(self, ask: Ask) -> None:
        """Read the points, some at once so that no processor waits."""
        while len(self) < len(self.design):
            self._rows.extend(ask(self.design[len(self) : len(self) + AT_ONCE], len(self)))
