"""The best of several scenarios with a guaranteed probability, compared with the others on fresh random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.metrics.catalogue import describe
from sim.rng import derived_seed
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.statistics.comparison import Sample, values
from sim.statistics.intervals import Interval
from sim.statistics.selection import Selection, SelectionGuarantee, compared_with_best, select_best, share_best
from sim.statistics.spread import Spread, spreads

__all__ = ["SelectionFindings", "best_of"]

PURPOSE = "selection"


@dataclass(frozen=True, slots=True)
class SelectionFindings:
    """A selection, and a comparison of all scenarios on replications that had no part in it."""

    selection: Selection
    leads: list[Interval]
    """By scenario, its lead over the best other; positive where it is better. They hold together."""
    shares: list[Interval]
    """By scenario, the share of replications in which it is the best."""
    spreads: list[Spread]
    fresh_seed: int
    """Root seed of the comparison."""


def best_of(
    runner: ExperimentRunner,
    names: Sequence[str],
    scenarios: Sequence[Scenario],
    outcome: str,
    guarantee: SelectionGuarantee,
) -> SelectionFindings:
    """Select the best of several scenarios under the runner's seed, and compare them under a fresh one.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate; its seed is that of the selection.
    names : sequence of str
        Names of the scenarios.
    scenarios : sequence of Scenario
        Two or more that can be compared.
    outcome : str
        Name of an outcome of which more, or less, is better.
    guarantee : SelectionGuarantee
        Smallest lead, probability and budget; its probability is the level of all intervals, too.

    Returns
    -------
    SelectionFindings
        The selection and the comparison, which has as many replications as the selection begins with.
    """
    sign = -1.0 if describe(outcome).better == "down" else 1.0

    def _observe(which: Sequence[int], count: int) -> list[npt.NDArray[np.float64]]:
        results = runner.results([scenarios[index] for index in which], count)
        samples = [Sample(names[index], result) for index, result in zip(which, results, strict=True)]
        return [sign * values(sample, outcome) for sample in samples]

    selection = select_best(_observe, len(scenarios), guarantee)
    fresh_seed = derived_seed(runner.seed, PURPOSE, 0)
    results = runner.with_seed(fresh_seed).results(scenarios, guarantee.first)
    samples = [Sample(name, result) for name, result in zip(names, results, strict=True)]
    matrix = sign * np.array([values(sample, outcome) for sample in samples])
    level = guarantee.probability
    return SelectionFindings(
        selection,
        compared_with_best(matrix, level),
        share_best(matrix, level),
        spreads(samples, outcome, level),
        fresh_seed,
    )
