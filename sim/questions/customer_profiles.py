"""Customer profiles: margin, trust and departures of each customer over the replications, and a course to consider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from sim.errors import SaydoError
from sim.metrics.registry import SHARE
from sim.records.run import Run
from sim.running.replicate import RunResult, task
from sim.running.runner import ExperimentRunner
from sim.scenario.character import TrustAssumptions
from sim.scenario.document import Scenario
from sim.scenario.portfolio import member_names
from sim.scenario.source import plain
from sim.statistics.intervals import Interval, mean_interval
from sim.units import MINUTES_PER_HOUR

__all__ = ["COURSES", "Course", "CustomerProfile", "CustomerState", "CustomerStates", "customer_states", "profiles"]

Course: TypeAlias = Literal["cherish", "fix", "charge", "let go"]
COURSES: Mapping[tuple[bool, bool], Course] = {
    (True, True): "cherish",
    (True, False): "fix",
    (False, True): "charge",
    (False, False): "let go",
}
"""Course to consider, by whether a customer's margin and its trust are high enough."""
NUMBERS = ("margin", "trust", "contacts", "minutes", "left_day")


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """One customer of the start; by replication where there is one value each."""

    name: str
    segment: str
    margin: Interval
    """Before unallocated cost, over the horizon."""
    trust: Interval
    """When last seen."""
    contacts: float
    """Mean number over the horizon."""
    hours: float
    """Mean of people's time over the horizon."""
    reasons: tuple[str, ...]
    """Reason of its departure, by replication; empty where it stayed."""
    left_days: tuple[float, ...]
    """Days from the start, by replication; NaN where it stayed."""
    worst_cause: str
    """Cause whose grievances weighed most in most replications; empty where there were none."""
    ordinary_trust: float = TrustAssumptions().ordinary
    """Trust that neither helps nor hurts a renewal."""

    @property
    def lost(self) -> int:
        """Number of replications in which it left."""
        return sum(map(bool, self.reasons))

    @property
    def course(self) -> Course:
        """Course to consider, by its mean margin and its mean trust."""
        return COURSES[self.margin.estimate >= 0, self.trust.estimate >= self.ordinary_trust]

    @property
    def sure(self) -> bool:
        """True where neither interval reaches across the border to another course."""
        return not (self.margin.low < 0 <= self.margin.high or self.trust.low < self.ordinary_trust <= self.trust.high)


@dataclass(frozen=True, slots=True)
class CustomerState:
    """One customer at the end of a replication."""

    margin: float
    """Money before unallocated cost, over the horizon."""
    trust: float
    """When last seen, 0 to 1."""
    contacts: float
    """Number over the horizon."""
    minutes: float
    """People's time over the horizon."""
    left_day: float
    """Days from the start; NaN where it stayed."""
    reason: str
    """Reason of its departure; empty where it stayed."""
    cause: str
    """Cause whose grievances weighed most; empty where there were none."""


@dataclass(frozen=True, slots=True)
class CustomerStates(RunResult):
    """The customers of a replication."""

    customers: dict[str, CustomerState] = field(default_factory=dict)
    """By name."""


@task
def customer_states(run: Run) -> CustomerStates:
    """Read margin, trust, time and departure of each customer off a run.

    Parameters
    ----------
    run : Run
        A run whose identities hold.

    Returns
    -------
    CustomerStates
        Of the customer table.
    """
    from sim.metrics.customer_table import customer_table

    table = customer_table(run)
    return CustomerStates(
        {
            str(name): CustomerState(
                **{number: float(row[number]) for number in NUMBERS},
                reason=str(row["reason"]),
                cause=str(row["worst_cause"]),
            )
            for name, row in table.iterrows()
        }
    )


def profiles(
    runner: ExperimentRunner, scenario: Scenario, replications: int, level: float = 0.95
) -> list[CustomerProfile]:
    """Profile every customer of the start.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        Scenario whose customers they are.
    replications : int
        Number of replications.
    level : float
        Confidence of the intervals, each on its own, 0 to 1.

    Returns
    -------
    list of CustomerProfile
        Accounts first, then members of segments.

    Raises
    ------
    SaydoError
        Where a replication failed.
    """
    (results,) = runner.measured(customer_states, [scenario], replications)
    failed = next((result.error for result in results if result.error), None)
    if failed:
        raise SaydoError(f"{plain(scenario.title)}: a replication failed of {failed}")
    segments = {name: account.segment for name, account in scenario.accounts.items()}
    segments |= {member: name for name, segment in scenario.segments.items() for member in member_names(name, segment)}
    return [
        _profile(name, segment, [result.customers[name] for result in results], level)
        for name, segment in segments.items()
        if name not in scenario.absent
    ]


def _profile(name: str, segment: str, states: Sequence[CustomerState], level: float) -> CustomerProfile:
    """Summarise a customer's states."""
    causes = Counter(state.cause for state in states if state.cause)
    return CustomerProfile(
        name=name,
        segment=segment,
        margin=mean_interval([state.margin for state in states], level),
        trust=mean_interval([state.trust for state in states], level, SHARE),
        contacts=float(np.mean([state.contacts for state in states])),
        hours=float(np.mean([state.minutes for state in states])) / MINUTES_PER_HOUR,
        reasons=tuple(state.reason for state in states),
        left_days=tuple(state.left_day for state in states),
        worst_cause=causes.most_common(1)[0][0] if causes else "",
    )
