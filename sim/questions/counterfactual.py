"""One customer's exit once more, under the same luck, in a world in which one cause of grievance weighs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
import scipy

from sim.customers.causes import LATE_RESPONSES, Cause
from sim.customers.leaving import DepartureReason
from sim.engine.run import simulate
from sim.errors import Problem, SaydoError
from sim.metrics.identities import check_identities
from sim.metrics.replication import Replication
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.source import plain, printed
from sim.statistics.intervals import Interval, PairedDifference, paired_difference
from sim.units import MINUTES_PER_DAY

__all__ = ["REASONS", "Ending", "Replay", "causes_named", "life_of", "replay", "without_causes"]

NOTHING = 1e-12
"""As good as no weight, where the document asks for more than 0."""
REASONS = tuple(DepartureReason)


def causes_named(text: str) -> tuple[Cause, ...]:
    """The cause of this name, or all whose names begin so, such as the late responses of every severity.

    Raises
    ------
    SaydoError
        Where there is none.
    """
    causes = tuple(cause for cause in Cause if cause == text) or tuple(
        cause for cause in Cause if cause.startswith(text)
    )
    if not causes or not text:
        raise SaydoError(Problem.of("without", printed(text), f"must be a cause of grievance: {', '.join(Cause)}"))
    return causes


def without_causes(scenario: Scenario, causes: Sequence[Cause]) -> Scenario:
    """The scenario in which these causes add nothing to anybody's grievance; they still cost the trust that they do."""
    weights = {cause.weight: NOTHING if cause in LATE_RESPONSES else 0 for cause in causes}
    return with_overrides(scenario, {f"assumptions.grievance.{path}": weight for path, weight in weights.items()})


def life_of(scenario: Scenario, seed: int, replication: int, *, customer: str) -> Replication:
    """How one customer's life ended in a replication; an exception becomes the replication's error.

    Returns
    -------
    Replication
        ``left_day`` and ``popped_day``, days from the start, NaN where it did not come; ``reason``, an index of
        :data:`REASONS`. No outcomes where there was no such customer.
    """
    try:
        run = simulate(scenario, seed=seed, replication=replication)
        check_identities(run)
    except Exception as error:
        return Replication(error=f"{type(error).__name__}: {error}")
    if all(row.customer != customer for row in run.records.customers):
        return Replication()
    left = next((row for row in run.records.departures if row.customer == customer), None)
    past_breaking_point = next((row for row in run.records.breaking_points if row.customer == customer), None)
    return Replication(
        {
            "left_day": left.at / MINUTES_PER_DAY if left else nan,
            "popped_day": past_breaking_point.at / MINUTES_PER_DAY if past_breaking_point else nan,
            "reason": float(REASONS.index(left.reason)) if left else nan,
        }
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """How a customer's life ended in one replication."""

    left_day: float
    """NaN where it stayed."""
    popped_day: float
    """NaN where it did not go POP."""
    reason: str
    """Why it left; empty where it stayed."""

    @property
    def left(self) -> bool:
        """Whether it left within the study."""
        return not isnan(self.left_day)


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of a customer as it was and without a cause, replication by replication."""

    causes: tuple[Cause, ...]
    pairs: tuple[tuple[int, Ending, Ending], ...]
    """Number of the replication, as it was, without the cause; of those in which there was such a customer."""
    left: int
    """Replications in which it left as it was."""
    stayed: int
    """Of these, in how many it would have stayed."""
    share: Interval
    """The share of those who left that would have stayed (Clopper & Pearson 1934)."""
    lost: int
    """Replications in which it stayed as it was, and would have left: luck that a changed world brings."""
    leaving: PairedDifference
    """Probability of leaving without the cause, less that as it was."""


def replay(
    runner: ExperimentRunner,
    scenario: Scenario,
    causes: Sequence[Sequence[Cause]],
    replications: range,
    level: float = 0.95,
) -> list[Replay]:
    """Ask of each set of causes whether a customer would have stayed without it.

    Parameters
    ----------
    laboratory : Laboratory
        Its task is :func:`life_of` the customer.
    scenario : Scenario
        As it was.
    causes : sequence of sequence of Cause
        Sets of causes, each switched off together.
    replications : range
        Which replications.
    level : float
        Confidence that all intervals hold together, after Bonferroni.

    Raises
    ------
    SaydoError
        Where a replication failed, or the customer is in none of them.
    """
    samples = [scenario, *(without_causes(scenario, each) for each in causes)]
    results = runner.results(samples, replications)
    broken = next((each.error for sample in results for each in sample if each.error), None)
    if broken:
        raise SaydoError(f"{plain(scenario.title)}: a replication failed of {broken}")
    endings = [[_ending(each) for each in sample] for sample in results]
    each_level = 1 - (1 - level) / max(len(causes), 1)
    return [
        _compared(tuple(names), list(zip(replications, endings[0], other, strict=True)), each_level)
        for names, other in zip(causes, endings[1:], strict=True)
    ]


def _ending(result: Replication) -> Ending | None:
    if not result.outcomes:
        return None
    found = result.outcomes
    reason = "" if isnan(found["reason"]) else REASONS[int(found["reason"])]
    return Ending(found["left_day"], found["popped_day"], reason)


def _compared(
    causes: tuple[Cause, ...], triples: Sequence[tuple[int, Ending | None, Ending | None]], level: float
) -> Replay:
    pairs = tuple((number, was, would) for number, was, would in triples if was is not None and would is not None)
    if not pairs:
        raise SaydoError(Problem.of("customer", "", "there is no such customer in any replication"))
    was = np.array([first.left for _, first, _ in pairs])
    would = np.array([second.left for _, _, second in pairs])
    left, stayed = int(was.sum()), int((was & ~would).sum())
    return Replay(
        causes=causes,
        pairs=pairs,
        left=left,
        stayed=stayed,
        share=_share(stayed, left, level),
        lost=int((~was & would).sum()),
        leaving=paired_difference(was, would, better="down", level=level),
    )


def _share(count: int, of: int, level: float) -> Interval:
    if not of:
        return Interval(nan, nan, nan, 0)
    ends = scipy.stats.binomtest(count, of).proportion_ci(level)
    return Interval(count / of, float(ends.low), float(ends.high), of)
