"""Spread of an outcome over runs, as a figure of mean, interval, quantiles and dots shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.metrics.catalogue import describe
from sim.metrics.quantiles import DECILES
from sim.metrics.registry import UNBOUNDED, Bounds
from sim.statistics.comparison import Sample, values
from sim.statistics.intervals import Interval, mean_interval, quantile_interval

__all__ = ["Spread", "spread", "spreads"]


@dataclass(frozen=True, slots=True)
class Spread:
    """One outcome of one scenario: risk beside error (Nelson 2008, The MORE plot)."""

    scenario: str
    mean: Interval
    """With its interval, within the outcome's bounds."""
    quantiles: dict[float, Interval]
    """By share, with intervals by order statistics."""
    dots: tuple[float, ...]
    """Every run in which it is defined, by replication."""


def spreads(samples: Sequence[Sample], outcome: str, level: float, shares: Sequence[float] = DECILES) -> list[Spread]:
    """Compute mean, quantiles and dots of an outcome for each scenario.

    Parameters
    ----------
    samples : sequence of Sample
        Replications of the scenarios.
    outcome : str
        Name of the outcome.
    level : float
        Confidence of each interval, above 0 and below 1.
    shares : sequence of float, optional
        Which quantiles, 0 to 1.

    Returns
    -------
    list of Spread
        In the order of the samples.
    """
    bounds = describe(outcome).bounds
    return [spread(sample.name, values(sample, outcome), level, shares, bounds) for sample in samples]


def spread(
    name: str,
    runs: npt.NDArray[np.float64],
    level: float,
    shares: Sequence[float] = DECILES,
    bounds: Bounds = UNBOUNDED,
) -> Spread:
    """Compute mean, quantiles and dots of an outcome for one scenario.

    Parameters
    ----------
    name : str
        Name of the scenario.
    runs : array, shape (replications,)
        The outcome by replication; NaN where it is not defined.
    level : float
        Confidence of each interval, above 0 and below 1.
    shares : sequence of float, optional
        Which quantiles, 0 to 1.
    bounds : tuple of float, optional
        Least and greatest value that the outcome can have.

    Returns
    -------
    Spread
        In the outcome's unit.
    """
    quantiles = {share: quantile_interval(runs, share, level) for share in shares}
    return Spread(name, mean_interval(runs, level, bounds), quantiles, tuple(runs[np.isfinite(runs)].tolist()))
