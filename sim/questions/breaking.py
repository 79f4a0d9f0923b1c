"""The meaning of breaking on a map of two levers: a measure, and the level beyond which a run has broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.errors import Problem, ScenarioError

__all__ = ["GROWTH", "LEVELS", "MEASURES", "OUTCOMES", "Breaking", "Measure", "breaking_of"]

FloatArray: TypeAlias = npt.NDArray[np.float64]
Measure: TypeAlias = Literal["responses", "customers", "margin", "backlog"]
MEASURES: tuple[Measure, ...] = ("responses", "customers", "margin", "backlog")
"""Responses on time, customers kept a year, margin as a share of revenue, growth of the backlog; the first is usual."""
GROWTH = "backlog_growth"
OUTCOMES: Mapping[Measure, str] = {
    "responses": "response_attainment",
    "customers": "customer_retention_per_year",
    "margin": "margin_share",
    "backlog": GROWTH,
}
LEVELS: Mapping[Measure, tuple[float, float, float]] = {
    "responses": (0.8, 0.0, 1.0),
    "customers": (0.8, 0.0, 1.0),
    "margin": (0.0, -10.0, 1.0),
    "backlog": (3.0, 1.0, 100.0),
}
"""Usual level, lowest and highest. [A] A fifth late or a fifth of customers lost in a year is more than a service
bears, and so is a loss; a steady backlog grows by 1, one that grows evenly from nothing by 5."""


@dataclass(frozen=True, slots=True)
class Breaking:
    """A run has broken where its measure is below a level; where its backlog grows, above it."""

    measure: Measure = "responses"
    level: float = LEVELS["responses"][0]

    @property
    def outcome(self) -> str:
        """Name of the outcome that is measured."""
        return OUTCOMES[self.measure]

    @property
    def grows(self) -> bool:
        """Whether more is worse."""
        return self.measure == "backlog"

    def beyond(self, values: npt.ArrayLike) -> FloatArray:
        """Measure how far values lie beyond the level: above 0 where a run has broken.

        Parameters
        ----------
        values : array
            Of the measure; those that are not defined stay so.

        Returns
        -------
        array of float
            Level less value; of a growth, in logarithms, since it is a ratio.
        """
        sample = np.asarray(values, np.float64)
        return np.log(sample) - np.log(self.level) if self.grows else self.level - sample


def breaking_of(measure: str, level: float | None = None) -> Breaking:
    """Check what breaking is to mean.

    Parameters
    ----------
    measure : str
        One of ``MEASURES``.
    level : float, optional
        In the measure's unit; without one the usual level.

    Returns
    -------
    Breaking
        The measure and its level.

    Raises
    ------
    ScenarioError
        Where there is no such measure, or the level is not allowed.
    """
    chosen = next((one for one in MEASURES if one == measure), None)
    if chosen is None:
        raise ScenarioError(Problem.of("measure", measure, f"must be one of {', '.join(MEASURES)}"))
    usual, low, high = LEVELS[chosen]
    number = usual if level is None else level
    if not (isfinite(number) and low <= number <= high):
        raise ScenarioError(Problem.of("level", f"{number:g}", f"must be a number from {low:g} to {high:g}"))
    return Breaking(chosen, number)
