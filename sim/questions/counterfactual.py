"""The counterfactual: a customer's departure simulated again without a cause of grievance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from math import isnan, nan

import numpy as np
import scipy

from sim.customers.causes import LATE_RESOLUTIONS, LATE_RESPONSES, Cause
from sim.errors import Problem, SaydoError
from sim.metrics.registry import SHARE
from sim.records.run import Run
from sim.running.replicate import RunResult, task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.source import plain, printed
from sim.statistics.intervals import Interval, PairedDifference, paired_difference
from sim.statistics.rows import keyed
from sim.units import MINUTES_PER_DAY

__all__ = ["CustomerEnding", "Ending", "Replay", "causes_named", "end_of", "ending_of", "replay", "without_causes"]

NOTHING = 1e-12
"""As good as no weight, where the document asks for more than 0."""


def causes_named(text: str) -> tuple[Cause, ...]:
    """Return the cause of a name, or all whose names begin so, such as the late responses of every severity.

    Parameters
    ----------
    text : str
        Name of a cause, or its beginning.

    Returns
    -------
    tuple of Cause
        At least one.

    Raises
    ------
    SaydoError
        Where there is none.
    """
    causes = tuple(cause for cause in Cause if cause == text) or tuple(
        cause for cause in Cause if cause.startswith(text)
    )
    if not causes or not text:
        rule = f"must be a cause of grievance: {', '.join(Cause)}"
        raise SaydoError(Problem.of("without", printed(text), rule))
    return causes


def without_causes(scenario: Scenario, causes: Sequence[Cause]) -> Scenario:
    """Let causes add nothing to anybody's grievance; they still cost the trust that they do.

    Parameters
    ----------
    scenario : Scenario
        The scenario with all causes.
    causes : sequence of Cause
        Causes to switch off.

    Returns
    -------
    Scenario
        The scenario with weights of 0 for them.
    """
    weights = {cause.weight: NOTHING if cause in (*LATE_RESPONSES, *LATE_RESOLUTIONS) else 0 for cause in causes}
    return with_overrides(scenario, {f"assumptions.grievance.{path}": weight for path, weight in weights.items()})


@dataclass(frozen=True, slots=True)
class Ending:
    """End of a customer's relationship in one replication."""

    left_day: float
    """Days from the start; NaN where it stayed."""
    breaking_point_day: float = field(metadata=keyed("popped_day"))
    """Days from the start until it passed its breaking point; NaN where it did not."""
    reason: str
    """Reason of its departure; empty where it stayed."""

    @property
    def left(self) -> bool:
        """True where it left within the study."""
        return not isnan(self.left_day)


@dataclass(frozen=True, slots=True)
class CustomerEnding(RunResult):
    """The ending of one customer in a replication."""

    ending: Ending | None = None
    """None where there was no such customer."""


@task
def end_of(run: Run, *, customer: str) -> CustomerEnding:
    """Read from a run whether, when and for what reason one customer left.

    Parameters
    ----------
    run : Run
        A run whose identities hold.
    customer : str
        Name of the customer.

    Returns
    -------
    CustomerEnding
        Its ending, if there was such a customer.
    """
    return CustomerEnding(ending_of(run, customer))


def ending_of(run: Run, customer: str) -> Ending | None:
    """Read the ending of a customer's relationship off a run.

    Parameters
    ----------
    run : Run
        A simulated run.
    customer : str
        Name of the customer.

    Returns
    -------
    Ending or None
        None where there was no such customer.
    """
    records = run.records
    if all(row.customer != customer for row in records.customers):
        return None
    left = next((row for row in records.departures if row.customer == customer), None)
    past_breaking_point = next((row for row in records.breaking_points if row.customer == customer), None)
    return Ending(
        left_day=left.at / MINUTES_PER_DAY if left else nan,
        breaking_point_day=past_breaking_point.at / MINUTES_PER_DAY if past_breaking_point else nan,
        reason=str(left.reason) if left else "",
    )


@dataclass(frozen=True, slots=True)
class Replay:
    """A customer's endings with and without causes of grievance, replication by replication."""

    causes: tuple[Cause, ...]
    """Causes that were switched off."""
    pairs: tuple[tuple[int, Ending, Ending], ...]
    """Number of the replication, ending with the causes, ending without; of those in which there was the customer."""
    left: int
    """Replications in which it left with the causes."""
    stayed: int
    """Of these, those in which it stays without."""
    share: Interval
    """Share of departures that become a stay (Clopper & Pearson 1934)."""
    lost: int
    """Replications in which it stayed with the causes and leaves without: by chance, in a changed course of events."""
    leaving: PairedDifference
    """Probability of leaving without the causes, less that with them."""


def replay(
    runner: ExperimentRunner,
    scenario: Scenario,
    customer: str,
    causes: Sequence[Sequence[Cause]],
    replications: range,
    level: float = 0.95,
) -> list[Replay]:
    """Simulate without each set of causes, under common random numbers, to see whether the customer would have stayed.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        The scenario with all causes.
    customer : str
        Name of the customer.
    causes : sequence of sequence of Cause
        Sets of causes, each switched off together.
    replications : range
        Numbers of the replications.
    level : float
        Confidence that all intervals hold together, 0 to 1, after Bonferroni.

    Returns
    -------
    list of Replay
        One for each set.

    Raises
    ------
    SaydoError
        Where a replication failed, or the customer is in none of them.
    """
    scenarios = [scenario, *(without_causes(scenario, switched_off) for switched_off in causes)]
    results = runner.measured(partial(end_of, customer=customer), scenarios, replications)
    failed = next((result.error for sample in results for result in sample if result.error), None)
    if failed:
        raise SaydoError(f"{plain(scenario.title)}: a replication failed of {failed}")
    endings = [[result.ending for result in sample] for sample in results]
    adjusted = 1 - (1 - level) / max(len(causes), 1)
    return [
        _compared(tuple(switched_off), list(zip(replications, endings[0], others, strict=True)), adjusted)
        for switched_off, others in zip(causes, endings[1:], strict=True)
    ]


def _compared(
    causes: tuple[Cause, ...], triples: Sequence[tuple[int, Ending | None, Ending | None]], level: float
) -> Replay:
    """Compare the endings with and without causes."""
    pairs = tuple(
        (number, base, variant) for number, base, variant in triples if base is not None and variant is not None
    )
    if not pairs:
        raise SaydoError(Problem.of("customer", "", "there is no such customer in any replication"))
    with_causes = np.array([base.left for _, base, _ in pairs])
    without = np.array([variant.left for _, _, variant in pairs])
    left, stayed = int(with_causes.sum()), int((with_causes & ~without).sum())
    return Replay(
        causes=causes,
        pairs=pairs,
        left=left,
        stayed=stayed,
        share=_share(stayed, left, level),
        lost=int((~with_causes & without).sum()),
        leaving=paired_difference(with_causes, without, better="down", level=level, bounds=SHARE),
    )


def _share(count: int, of: int, level: float) -> Interval:
    """Return a share with its exact binomial interval; NaN of none."""
    if not of:
        return Interval(nan, nan, nan, 0)
    ends = scipy.stats.binomtest(count, of).proportion_ci(level)
    return Interval(count / of, float(ends.low), float(ends.high), of)
