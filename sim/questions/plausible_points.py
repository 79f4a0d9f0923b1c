"""Plausible points that go with a scenario: a small file, and the scenario at each of them.

What history matching leaves are points of some numbers together, all alike likely, and not ranges of each: questions
that draw assumptions draw one of these points instead of places in the ranges of its numbers.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from sim.errors import Place, Problem, SaydoError, ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.fingerprints import is_of
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import locate, print_path, value_at
from sim.scenario.source import plain

__all__ = ["FORMAT", "PlausiblePoints", "points_document", "points_in_order", "read_points"]

FORMAT = "plausible points of a scenario, 1"
GOLDEN = (5**0.5 - 1) / 2
"""Step of the additive sequence of least discrepancy, by which numbers of replications spread evenly over points."""
LARGEST_BYTES = 1_000_000


class _PointsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    format: str = Field(pattern=f"^{FORMAT}$")
    title: str
    fingerprint: str
    facts: list[str]
    points: list[dict[str, FiniteFloat]] = Field(min_length=1, max_length=10_000)


@dataclass(frozen=True, slots=True)
class PlausiblePoints:
    """Points of some numbers of one scenario."""

    values: tuple[dict[str, float], ...]
    """By path, at each point; all points have the same paths. They lie along what differs most between them."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the numbers whose ranges the points replace."""
        return tuple(self.values[0])

    def place(self, share: float) -> int:
        """Find the point at a place.

        Parameters
        ----------
        share : float
            From 0, the first point, to 1, the last; each point has an equal part.

        Returns
        -------
        int
            Its number, from 0.
        """
        return min(int(share * len(self.values)), len(self.values) - 1)

    def of_replication(self, number: int) -> int:
        """Find the point that a replication is simulated at, the same for all scenarios that are compared.

        Parameters
        ----------
        number : int
            Of the replication, from 0; any numbers in a row spread evenly over the points.

        Returns
        -------
        int
            Number of the point, from 0.
        """
        return self.place((0.5 + number * GOLDEN) % 1)

    def refuse(self, paths: Collection[str], option: str) -> None:
        """Refuse a range for a number that the points hold.

        Parameters
        ----------
        paths : collection of str
            Paths of numbers that have a range of their own.
        option : str
            Where they were given.

        Raises
        ------
        SaydoError
            Where the points have one of them.
        """
        both = [path for path in paths if path in self.values[0]]
        if both:
            raise SaydoError(
                f"{plain(both[0])} ({option}): the plausible points hold this number: leave out one of them"
            )


def points_document(scenario: Scenario, facts: Sequence[str], points: Sequence[Mapping[str, float]]) -> bytes:
    """Write plausible points as a file.

    Parameters
    ----------
    scenario : Scenario
        Whose numbers they are; its fingerprint goes with them.
    facts : sequence of str
        Names of the facts that they are in keeping with.
    points : sequence of mapping of str to float
        Values by path, of each point.

    Returns
    -------
    bytes
        JSON; the same for the same points.
    """
    document = _PointsFile(
        format=FORMAT,
        title=scenario.title,
        fingerprint=scenario.fingerprint,
        facts=list(facts),
        points=[{path: float(value) for path, value in point.items()} for point in points],
    )
    return (json.dumps(document.model_dump(), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_points(path: Path, scenario: Scenario) -> PlausiblePoints:
    """Read the plausible points of a scenario.

    Parameters
    ----------
    path : path
        A file of :func:`points_document`.
    scenario : Scenario
        Whose points they must be.

    Returns
    -------
    PlausiblePoints
        In an order of their own: along the first principal component of their standardised values.

    Raises
    ------
    SaydoError
        Where the file cannot be read or holds something else, the points are of another scenario, or it has no such
        number or does not allow a value.
    """
    document = _read(path)
    if not is_of(document.fingerprint, scenario.fingerprint):
        raise _problem(
            path,
            f"are points of another scenario, {plain(document.title)} ({document.fingerprint[:12]}), and not of "
            f"{plain(scenario.title)} ({scenario.fingerprint[:12]}): give the file and the --set that they were made "
            "with, or make them anew by saydo calibrate",
        )
    points = [_located(path, scenario, point) for point in document.points]
    if not points[0] or any(set(point) != set(points[0]) for point in points):
        raise _problem(path, "must have the same paths, at least one, at every point")
    for point in points:
        try:
            with_overrides(scenario, point)
        except ScenarioError as error:
            raise _problem(path, f"hold what the scenario does not allow: {error}") from None
    return points_in_order(points)


def points_in_order(points: Sequence[Mapping[str, float]]) -> PlausiblePoints:
    """Order plausible points along what differs most between them.

    Parameters
    ----------
    points : sequence of mapping of str to float
        Values by path, the same paths at every point; at least one point.

    Returns
    -------
    PlausiblePoints
        Along the first principal component of their standardised values.
    """
    return PlausiblePoints(tuple(dict(points[number]) for number in _order(points)))


def _read(path: Path) -> _PointsFile:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise _problem(path, f"cannot be read: {error.strerror}") from None
    if len(content) > LARGEST_BYTES:
        raise _problem(path, f"must be at most {LARGEST_BYTES} bytes")
    try:
        return _PointsFile.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        what = f"{plain(where)}: {plain(first['msg'])}" if where else plain(first["msg"])
        raise _problem(path, f"must be a file that saydo calibrate --points wrote ({what})") from None


def _located(path: Path, scenario: Scenario, point: Mapping[str, float]) -> dict[str, float]:
    """Values by paths as the scenario prints them, whole where the scenario's are."""
    values = {}
    for text, value in point.items():
        try:
            name, own = print_path(locate(scenario, text)), value_at(scenario, text)
        except (KeyError, SaydoError):
            raise _problem(path, f"name a number that the scenario does not have: {plain(text)}") from None
        if isinstance(own, bool) or not isinstance(own, int | float):
            raise _problem(path, f"name {plain(name)}, which is no number of the scenario")
        values[name] = value
    return values


def _order(points: Sequence[Mapping[str, float]]) -> list[int]:
    """Points along the first principal component of their values; what is the same at all of them does not count."""
    table = np.array([[point[name] for name in points[0]] for point in points], np.float64)
    spread = table.std(axis=0)
    moved = spread > 0
    if not moved.any():
        return list(range(len(points)))
    scaled = (table[:, moved] - table[:, moved].mean(axis=0)) / spread[moved]
    direction = np.linalg.svd(scaled, full_matrices=False)[2][0]
    direction = direction * np.sign(direction[np.argmax(np.abs(direction))])
    return [int(number) for number in np.argsort((scaled @ direction).round(9), kind="stable")]


def _problem(path: Path, rule: str) -> SaydoError:
    return SaydoError(Problem(rule, "", place=Place(str(path))))
