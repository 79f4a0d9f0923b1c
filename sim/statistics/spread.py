"""What a mean–interval–percentile–dots figure shows of an outcome: every run, and what may be said of them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.metrics.quantiles import DECILES
from sim.statistics.comparison import Sample, values
from sim.statistics.intervals import Interval, mean_interval, quantile_interval

__all__ = ["Spread", "spread", "spreads"]


@dataclass(frozen=True, slots=True)
class Spread:
    """One outcome of one scenario: risk beside error (Nelson 2008, The MORE plot)."""

    scenario: str
    mean: Interval
    """With its t interval: how well the mean is known."""
    quantiles: dict[float, Interval]
    """By share, with intervals by order statistics: how much one year may differ from another."""
    dots: tuple[float, ...]
    """Every run in which it is defined, by replication."""


def spreads(samples: Sequence[Sample], outcome: str, level: float, shares: Sequence[float] = DECILES) -> list[Spread]:
    """Mean, quantiles and dots of an outcome for each scenario.

    Parameters
    ----------
    arms : sequence of Arm
        Scenarios and their replications.
    outcome : str
        Which outcome.
    level : float
        Confidence of each interval.
    shares : sequence of float
        Which quantiles.
    """
    return [spread(sample.name, values(sample, outcome), level, shares) for sample in samples]


def spread(name: str, runs: npt.NDArray[np.float64], level: float, shares: Sequence[float] = DECILES) -> Spread:
    """The same of one scenario, from its values by replication, NaN where there is none."""
    quantiles = {share: quantile_interval(runs, share, level) for share in shares}
    return Spread(name, mean_interval(runs, level), quantiles, tuple(runs[np.isfinite(runs)].tolist()))
