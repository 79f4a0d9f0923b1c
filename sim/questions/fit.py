"""The fit of a scenario: numbers that nobody measured, moved until outcomes reach what is known of such a business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.errors import Place, Problem, SaydoError
from sim.metrics.catalogue import describe
from sim.questions.yearly import YearlyOutcomes, yearly
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import value_at
from sim.scenario.source import read_mapping
from sim.statistics.intervals import Interval, mean_interval
from sim.units import MONTHS_PER_YEAR

__all__ = [
    "Anchor",
    "AnchorReached",
    "Fit",
    "FitTargets",
    "FittedLever",
    "FittedValue",
    "anchor_interval",
    "fit",
    "read_targets",
]

FloatArray = npt.NDArray[np.float64]

LEVEL = 0.95
STEP = 0.1
"""Of a lever's range, by which a slope is measured: large against the jumps of whole people and customers."""
STAGES = ((4, 3), (2, 2))
"""Share of the replications, as a divisor, and most steps of the search with so many."""
FEWEST = 4
"""Replications that a search takes at least."""
UNDEFINED = 5.0
"""Distance, in half widths of a range, of an anchor that is not defined."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Anchor(_Part):
    """A range that the mean of an outcome should lie in, by what is known of such a business."""

    outcome: str
    per: str | None = Field(None, description="outcome that it is divided by, mean by mean")
    years: Literal["ratio", "difference"] | None = Field(None, description="last full year against the first")
    low: float
    high: float
    aim: float | None = Field(None, description="value to aim at; the middle of the range without it")
    source: str

    @model_validator(mode="after")
    def _a_range(self) -> Anchor:
        describe(self.outcome)
        if self.per is not None:
            describe(self.per)
        if not self.low < self.high:
            raise ValueError("low must be below high")
        return self

    @property
    def name(self) -> str:
        """Name of the outcome, with what it is taken against."""
        against = f" / {self.per}" if self.per else ""
        between = {None: "", "ratio": ", last full year / first", "difference": ", last full year − first"}
        return f"{self.outcome}{against}{between[self.years]}"

    def distance(self, value: float) -> float:
        """Signed distance from the aim, in half widths of the range.

        Parameters
        ----------
        value : float
            In the outcome's unit; NaN where it is not defined.

        Returns
        -------
        float
            0 at the aim.
        """
        middle = (self.low + self.high) / 2 if self.aim is None else self.aim
        return UNDEFINED if np.isnan(value) else (value - middle) / ((self.high - self.low) / 2)


class FittedLever(_Part):
    """Numbers that are moved together, each between two ends."""

    fitted_to: str = Field(description="anchor in words, for the evidence of the numbers")
    between: dict[str, tuple[float, float]] = Field(min_length=1, description="ends by path")


class FitTargets(_Part):
    """Anchors, and the levers that are moved to reach them."""

    anchors: tuple[Anchor, ...] = Field(min_length=1)
    levers: tuple[FittedLever, ...] = Field(min_length=1)

    def values(self, places: Sequence[float]) -> dict[str, float]:
        """Numbers at places of the levers, to three significant digits.

        Parameters
        ----------
        places : sequence of float
            Of each lever, 0 at the first end of its numbers and 1 at the second.

        Returns
        -------
        dict of float
            By path.
        """
        return {
            path: float(f"{first + place * (last - first):.3g}")
            for lever, place in zip(self.levers, places, strict=True)
            for path, (first, last) in lever.between.items()
        }


@dataclass(frozen=True, slots=True)
class AnchorReached:
    """An anchor with the outcome before and after the fit."""

    name: str
    outcome: str
    low: float
    high: float
    source: str
    before: Interval
    after: Interval

    @property
    def reached(self) -> bool:
        """Whether the mean lies in the range."""
        return self.low <= self.after.estimate <= self.high


@dataclass(frozen=True, slots=True)
class FittedValue:
    """A number before and after the fit."""

    path: str
    before: float
    after: float
    fitted_to: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Numbers and anchors of a fit."""

    values: tuple[FittedValue, ...]
    anchors: tuple[AnchorReached, ...]
    tried: int
    """Settings of the levers that were simulated."""


def read_targets(path: Path) -> FitTargets:
    """Read anchors and levers of a file.

    Parameters
    ----------
    path : path
        YAML with ``anchors`` and ``levers``.

    Returns
    -------
    FitTargets
        As the file has them.

    Raises
    ------
    SaydoError
        Where the file cannot be read, or holds something else.
    """
    content, _ = read_mapping(path)
    try:
        return FitTargets.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SaydoError(Problem(first["msg"], where, place=Place(str(path)))) from None


def fit(runner: ExperimentRunner, scenario: Scenario, targets: FitTargets, replications: int) -> Fit:
    """Move the levers, within their ends, until the anchors are reached as nearly as may be.

    Weighted least squares by Gauss-Newton steps in a trust region (SciPy's ``trf``) under common random numbers, with
    few replications first and more at the end. A scenario that reaches all of them stays as it is.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        The scenario to be fitted.
    targets : FitTargets
        Anchors and levers.
    replications : int
        Of the result; the search takes fewer.

    Returns
    -------
    Fit
        Numbers and anchors before and after.

    Raises
    ------
    SaydoError
        Where a lever is no number of the scenario, an outcome does not exist, or a replication fails.
    """
    search = _Distances(runner, scenario, targets)
    before = {path: float(value_at(scenario, path)) for lever in targets.levers for path in lever.between}
    (sample,) = runner.measured(yearly, [scenario], replications)
    months = scenario.horizon_months
    anchors = tuple(_reached(anchor, [sample, sample], months) for anchor in targets.anchors)
    after = before
    if not all(anchor.reached for anchor in anchors):
        places = search.start(before)
        for divisor, steps in STAGES:
            places = search.improved(places, max(replications // divisor, FEWEST), steps)
        after = targets.values(places.tolist())
        (fitted,) = runner.measured(yearly, [search.at(places.tolist())], replications)
        anchors = tuple(_reached(anchor, [sample, fitted], months) for anchor in targets.anchors)
    fitted_to = {path: lever.fitted_to for lever in targets.levers for path in lever.between}
    values = tuple(FittedValue(path, before[path], after[path], fitted_to[path]) for path in before)
    return Fit(values, anchors, len(search.tried))


def _reached(anchor: Anchor, samples: Sequence[Sequence[YearlyOutcomes]], horizon_months: int) -> AnchorReached:
    """An anchor with its outcome before and after."""
    before, after = (anchor_interval(anchor, sample, horizon_months) for sample in samples)
    return AnchorReached(anchor.name, anchor.outcome, anchor.low, anchor.high, anchor.source, before, after)


class _Distances:
    """Distances from all anchors at places of the levers."""

    def __init__(self, runner: ExperimentRunner, scenario: Scenario, targets: FitTargets) -> None:
        self._runner, self._scenario, self._targets = runner, scenario, targets
        self.tried: set[str] = set()

    def at(self, places: Sequence[float]) -> Scenario:
        """The scenario at places of the levers."""
        return with_overrides(self._scenario, self._targets.values(places))

    def start(self, before: Mapping[str, float]) -> FloatArray:
        """Places of the levers in the scenario as it is, by the first number of each; inside the ends."""
        places = []
        for lever in self._targets.levers:
            path, (first, last) = next(iter(lever.between.items()))
            places.append((before[path] - first) / (last - first))
        return np.clip(np.array(places, np.float64), STEP / 2, 1 - STEP / 2)

    def improved(self, places: FloatArray, replications: int, steps: int) -> FloatArray:
        """Places nearer to the anchors."""
        from scipy.optimize import least_squares

        def distances(here: FloatArray) -> FloatArray:
            return self._distances([here], replications)[0]

        def slopes(here: FloatArray) -> FloatArray:
            moves = np.where(here > 1 - STEP, -STEP, STEP)
            rows = self._distances([here, *(here + np.diag(moves))], replications)
            return np.array([(row - rows[0]) / move for row, move in zip(rows[1:], moves, strict=True)]).T

        nearest = least_squares(distances, places, slopes, bounds=(0, 1), max_nfev=steps + 1)
        return np.asarray(nearest.x, np.float64)

    def _distances(self, points: Sequence[FloatArray], replications: int) -> list[FloatArray]:
        """Distances from each anchor at some places at once."""
        scenarios = [self.at(point.tolist()) for point in points]
        self.tried |= {scenario.fingerprint for scenario in scenarios}
        samples = self._runner.measured(yearly, scenarios, replications)
        months = self._scenario.horizon_months
        return [
            np.array(
                [anchor.distance(anchor_interval(anchor, sample, months).estimate) for anchor in self._targets.anchors]
            )
            for sample in samples
        ]


def anchor_interval(anchor: Anchor, results: Sequence[YearlyOutcomes], horizon_months: int) -> Interval:
    """Measure an anchor over replications; a ratio is one of means, its interval by linearisation.

    Parameters
    ----------
    anchor : Anchor
        What is measured.
    results : sequence of YearlyOutcomes
        Replications of one scenario.
    horizon_months : int
        Of that scenario.

    Returns
    -------
    Interval
        NaN where it is not defined.

    Raises
    ------
    SaydoError
        Where a replication failed, or the scenario has no such outcome.
    """
    failed = next((result.error for result in results if result.error), None)
    if failed is not None:
        raise SaydoError(f"a replication failed of {failed}")
    if anchor.outcome not in results[0].whole or (anchor.per or anchor.outcome) not in results[0].whole:
        raise SaydoError(f"{anchor.name}: this scenario has no such outcome")
    over = _values(results, anchor.outcome, horizon_months, last=True, by_year=anchor.years is not None)
    if anchor.years == "difference":
        return mean_interval(over - _values(results, anchor.outcome, horizon_months, last=False, by_year=True), LEVEL)
    if anchor.years == "ratio":
        under = _values(results, anchor.outcome, horizon_months, last=False, by_year=True)
    elif anchor.per is not None:
        under = _values(results, anchor.per, horizon_months, last=True, by_year=False)
    else:
        return mean_interval(over, LEVEL)
    if not under.mean():
        return Interval(np.nan, np.nan, np.nan, 0)
    ratio = over.mean() / under.mean()
    return mean_interval(ratio + (over - ratio * under) / under.mean(), LEVEL)


def _values(
    results: Sequence[YearlyOutcomes], name: str, horizon_months: int, *, last: bool, by_year: bool
) -> FloatArray:
    """An outcome by replication, of the whole, or of the first or the last full year."""
    if not by_year:
        return np.array([result.whole[name] for result in results])
    year = horizon_months // MONTHS_PER_YEAR - 1 if last else 0
    return np.array([result.years[max(year, 0)][name] for result in results])
