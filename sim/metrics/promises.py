"""Outcomes of promises beside the response and the solution: updates, escalations, availability; none without them."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sim.metrics.columns import mean, ratio
from sim.metrics.facts import Facts
from sim.metrics.registry import Breakdown, breakdown
from sim.units import MINUTES_PER_DAY

__all__ = ()

DAYS_PER_YEAR = 365.25


@breakdown(
    Breakdown("update_attainment", "response_attainment", "Updates given", "of those due to contacts opened on plan")
)
def _updates_by_plan(facts: Facts) -> dict[str, float]:
    """Promised updates that were given, by plan."""
    due: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for row in facts.run.records.updates:
        due[row.plan] += 1
        made[row.plan] += row.made
    plans = facts.run.scenario.plans.items()
    promising = [name for name, plan in plans if plan.update_hours is not None or plan.update_days is not None]
    return {f"update_attainment.{name}": ratio(made[name], due[name]) for name in promising}


@breakdown(Breakdown("escalations", "contacts_answered", "Escalations a year", "to level"))
def _escalations_by_level(facts: Facts) -> dict[str, float]:
    """Times a year that each level was told."""
    levels = {level: None for plan in facts.run.scenario.plans.values() for level in plan.escalations}
    times = Counter(row.level for row in facts.run.records.escalations)
    years = facts.run.horizon / MINUTES_PER_DAY / DAYS_PER_YEAR
    return {f"escalations.{level}": times[level] / years for level in levels}


@breakdown(
    Breakdown("availability", "response_attainment", "Availability", "of the service, mean over months of plan"),
    Breakdown("uptime_attainment", "response_attainment", "Months at the promised availability", "of plan"),
)
def _availability_by_plan(facts: Facts) -> dict[str, float]:
    """Availability, and share of the months that kept the promise, by plan."""
    values: dict[str, float] = {}
    for name, plan in facts.run.scenario.plans.items():
        if plan.uptime is None:
            continue
        rows = [row for row in facts.run.records.availability if row.plan == name]
        values[f"availability.{name}"] = mean(np.array([row.availability for row in rows]))
        values[f"uptime_attainment.{name}"] = mean(np.array([row.availability >= row.promised for row in rows]))
    return values
