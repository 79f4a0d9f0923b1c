"""Each customer over the replications: what it brings, how far it trusts, whether it leaves, and what to do with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal, TypeAlias

import numpy as np

from sim.customers.causes import Cause
from sim.engine.run import simulate
from sim.errors import SaydoError
from sim.metrics.customer_table import customer_table
from sim.metrics.identities import check_identities
from sim.metrics.replication import Replication
from sim.questions.counterfactual import REASONS
from sim.running.runner import ExperimentRunner
from sim.scenario.character import TrustAssumptions
from sim.scenario.document import Scenario
from sim.scenario.portfolio import member_names
from sim.scenario.source import plain
from sim.statistics.intervals import Interval, mean_interval
from sim.units import MINUTES_PER_HOUR

__all__ = ["COURSES", "Course", "CustomerProfile", "portray", "profiles"]

Course: TypeAlias = Literal["cherish", "fix", "charge", "let go"]
COURSES: Mapping[tuple[bool, bool], Course] = {
    (True, True): "cherish",
    (True, False): "fix",
    (False, True): "charge",
    (False, False): "let go",
}
"""What to consider, by whether a customer's margin and its trust are high enough."""
NUMBERS = ("margin", "trust", "contacts", "minutes", "left_day", "popped_day")
CAUSES = tuple(Cause)


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
    """Why it left, by replication; empty where it stayed."""
    left_days: tuple[float, ...]
    """Days from the start, by replication; NaN where it stayed."""
    worst_cause: str
    """The cause whose straws weighed most in most replications; empty where there were none."""
    ordinary_trust: float = TrustAssumptions().ordinary
    """Trust that neither helps nor hurts a renewal."""

    @property
    def lost(self) -> int:
        """In how many replications it left."""
        return sum(map(bool, self.reasons))

    @property
    def course(self) -> Course:
        """What its mean margin and its mean trust say should be considered."""
        return COURSES[self.margin.estimate >= 0, self.trust.estimate >= self.ordinary_trust]

    @property
    def sure(self) -> bool:
        """Whether neither interval reaches across the border to another course."""
        return not (self.margin.low < 0 <= self.margin.high or self.trust.low < self.ordinary_trust <= self.trust.high)


def portray(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Numbers of each customer in a replication; an exception becomes the replication's error.

    Returns
    -------
    Replication
        ``<number>.<customer>`` for margin, trust, contacts, minutes, left_day and popped_day as in the customer table;
        ``reason`` and ``cause`` likewise, as places in :data:`~sim.questions.counterfactual.REASONS` and among the
        causes of grievance, NaN where there is none.
    """
    try:
        run = simulate(scenario, seed=seed, replication=replication)
        check_identities(run)
        rows = customer_table(run)
    except Exception as error:
        return Replication(error=f"{type(error).__name__}: {error}")
    found = {f"{each}.{name}": float(size) for each in NUMBERS for name, size in rows[each].items()}
    for name, reason, cause in zip(rows.index, rows["reason"], rows["worst_cause"], strict=True):
        found[f"reason.{name}"] = float(REASONS.index(reason)) if reason else nan
        found[f"cause.{name}"] = float(CAUSES.index(cause)) if cause else nan
    return Replication(found)


def profiles(
    runner: ExperimentRunner, scenario: Scenario, replications: int, level: float = 0.95
) -> list[CustomerProfile]:
    """Every customer of the start, accounts first.

    Parameters
    ----------
    laboratory : Laboratory
        Its task is :func:`portray`.
    scenario : Scenario
        What is simulated.
    replications : int
        How often.
    level : float
        Confidence of the intervals, each on its own.

    Raises
    ------
    SaydoError
        Where a replication failed.
    """
    (results,) = runner.results([scenario], replications)
    broken = next((each.error for each in results if each.error), None)
    if broken:
        raise SaydoError(f"{plain(scenario.title)}: a replication failed of {broken}")
    segments = {name: account.segment for name, account in scenario.accounts.items()}
    segments |= {name: kind for kind, each in scenario.segments.items() for name in member_names(kind, each)}
    ordinary = scenario.assumptions.trust.ordinary
    return [
        _portrait(name, kind, results, level, ordinary)
        for name, kind in segments.items()
        if name not in scenario.absent
    ]


def _portrait(
    name: str, segment: str, results: Sequence[Replication], level: float, ordinary_trust: float
) -> CustomerProfile:
    values = {
        each: np.array([result.outcomes[f"{each}.{name}"] for result in results])
        for each in (*NUMBERS, "reason", "cause")
    }
    causes = Counter(CAUSES[int(code)] for code in values["cause"] if not isnan(code))
    return CustomerProfile(
        name=name,
        segment=segment,
        margin=mean_interval(values["margin"], level),
        trust=mean_interval(values["trust"], level),
        contacts=float(values["contacts"].mean()),
        hours=float(values["minutes"].mean()) / MINUTES_PER_HOUR,
        reasons=tuple("" if isnan(code) else REASONS[int(code)] for code in values["reason"]),
        left_days=tuple(values["left_day"].tolist()),
        worst_cause=causes.most_common(1)[0][0] if causes else "",
        ordinary_trust=ordinary_trust,
    )
