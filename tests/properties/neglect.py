"""Scenarios made by chance, and what neglect makes of them."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import HealthCheck, Phase, given, settings

from sim.engine.run import simulate
from sim.metrics.outcomes import outcomes
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.properties.scenarios import few_contacts, scenarios

__all__ = ["LAWS", "drawn", "outcomes_of", "worse"]

LAWS = ("fewer people", "slower work", "more forgetting", "more demand")
FAIR = {
    "provider.teams.*.respectful_share": 0.98,
    "segments.*.value_drivers": {"revenue": 0.25, "cost": 0.25, "risk": 0.25, "emotion": 0.25},
}
"""Encounters that are no insult, and customers for whom waiting weighs."""
SPARE = 1.2
"""Draws per scenario, as some are drawn twice."""


def drawn(number: int) -> list[Scenario]:
    """So many different scenarios made by chance, light and fair."""
    made: dict[str, Scenario] = {}

    @settings(
        max_examples=int(SPARE * number),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scenario=scenarios())
    def collect(scenario: Scenario) -> None:
        if len(made) < number:
            base = with_overrides(scenario, {**light(scenario), **FAIR})
            made[base.fingerprint] = base

    collect()
    return list(made.values())


def light(scenario: Scenario) -> dict[str, object]:
    """What makes a year short to simulate: few contacts, nobody new, no sprees."""
    return {
        "market.prospects_per_month": 0,
        "segments.*.spree_probability_per_day": 0,
        **few_contacts(scenario),
    }


def worse(scenario: Scenario, law: str) -> Scenario:
    """The scenario with half the people, work of twice the length, a quarter of the discipline, twice the demand."""
    teams = scenario.provider.teams.items()
    changes: Mapping[str, Mapping[str, object]] = {
        "fewer people": {f"provider.teams.{name}.people": team.people / 2 for name, team in teams},
        "slower work": {f"provider.teams.{name}.touch_minutes": 2 * team.touch_minutes for name, team in teams},
        "more forgetting": {
            "provider.policies.follow_up_discipline": scenario.provider.policies.follow_up_discipline / 4
        },
        "more demand": {"assumptions.demand.problem_level": 2 * scenario.assumptions.demand.problem_level},
    }
    return with_overrides(scenario, changes[law])


_ROWS: dict[tuple[str, int, int], dict[str, float]] = {}


def outcomes_of(scenario: Scenario, seed: int, replication: int = 0) -> dict[str, float]:
    """The outcomes of a run, which is simulated once."""
    key = scenario.fingerprint, seed, replication
    if key not in _ROWS:
        _ROWS[key] = outcomes(simulate(scenario, seed=seed, replication=replication))
    return _ROWS[key]
