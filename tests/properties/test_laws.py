"""Neglect never pays: fewer people, slower work, more demand and more forgetting give no better service.

On 300 scenarios made by chance, one year each, under common random numbers, each is held of service twice and
of money once.

Over all scenarios: the mean of the paired differences, worse less base, of responses on time, customers kept and trust
is not above three of its standard errors. That much holds of the ensemble for every law.

In a single scenario a run may turn out better by chance: somebody on the edge of leaving goes and unloads the desk, or
two jobs change places. So a scenario that looks better with fewer people, slower work or more forgetting is run again,
on fresh random numbers, and its mean difference must not be above four standard errors. This is asked of a desk that
treats customers with respect and of customers for whom waiting weighs: where each encounter is an insult, or lateness
weighs nothing, who answers less does less damage. It is not asked of more demand: trust grows with every response that
is good enough, so that more contacts on an ample desk mean more trust.

Money: where the desk is behind its promises, the fee is flat and customers pay at least twice what the desk costs,
neglect brings no higher margin over the year and its run-off, in the mean of the ensemble; more demand brings a lower
one. Where use is charged, by the contact, the hour or the way out, more use or a departure may well pay.

Exactly, contact by contact, a law holds only where nothing feeds back: ``tests/functional/test_engine_monotone.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sim.engine.run import simulate
from sim.metrics.outcomes import outcomes
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.properties.scenarios import few_contacts, scenarios

Floats = npt.NDArray[np.float64]

EXAMPLES = 300
SEED, FRESH = 1, 2
AGAIN = 8
SUSPICIOUS = 0.01
"""Difference in one run from which on a scenario is looked at again."""
OUTCOMES = ("response_attainment", "customer_retention_per_year", "trust")
MONEY = ("margin_with_run_off", "revenue", "cost_to_serve", "unallocated_cost")
MONEY_AT = len(OUTCOMES)
BEHIND = 0.9
"""Responses on time below which a desk has fallen behind."""
WORTH_SERVING = 2.0
"""Revenue over the cost of serving, idle time too, from which on customers who leave are missed."""
FAIR = {
    "provider.teams.*.respectful_share": 0.98,
    "segments.*.value_drivers": {"revenue": 0.25, "cost": 0.25, "risk": 0.25, "emotion": 0.25},
}
"""Encounters that are no insult, and customers for whom waiting weighs."""
LEAST_FEE, MOST_PER_HOUR = 25_000, 3.33
"""So that customers pay for the people who serve them in more scenarios than otherwise."""
FLAT: dict[str, object] = {
    "charges": {},
    "credits": {},
    "credit_rules": None,
    "deposit_months": None,
    "discounts": {},
    "early_payment": None,
    "escalations": {},
    "included_contacts_per_month": None,
    "least_charge_per_month": None,
    "resolution_days": None,
    "resolution_hours": {"P1": 8, "P2": 24, "P3": 60, "P4": 120},
    "response_days": None,
    "response_hours": {"P1": 1, "P2": 2, "P3": 4, "P4": 8},
    "termination_fee_share": None,
    "time_and_materials_per_hour": 0,
    "update_days": None,
    "update_hours": None,
    "uplift_cap": None,
    "uplift_floor": None,
    "uptime": None,
    "workaround_hours": None,
}
"""A plan that asks a flat fee for promises in hours."""
LAWS = ("fewer people", "slower work", "more forgetting", "more demand")
ONE_BY_ONE = LAWS[:3]


def light(scenario: Scenario) -> dict[str, object]:
    """What makes a year short to simulate: few contacts, nobody new, no sprees."""
    return {
        "market.prospects_per_month": 0,
        "segments.*.spree_probability_per_day": 0,
        **few_contacts(scenario),
    }


def paid(scenario: Scenario) -> dict[str, object]:
    """What makes customers pay a flat fee that is worth the people who serve them."""
    fees = {f"plans.{name}.fee_per_month": max(p.fee_per_month, LEAST_FEE) for name, p in scenario.plans.items()}
    wages = {
        f"provider.teams.{name}.cost_per_hour": min(team.cost_per_hour, MOST_PER_HOUR)
        for name, team in scenario.provider.teams.items()
    }
    flat = {f"plans.{name}.{term}": value for name in scenario.plans for term, value in FLAT.items()}
    return {**fees, **wages, **flat, "provider.policies.fix_price": 0}


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


def measured(scenario: Scenario, seed: int, replication: int = 0) -> Floats:
    """The outcomes of a run, in the order of ``OUTCOMES`` and ``MONEY``."""
    row = outcomes(simulate(scenario, seed=seed, replication=replication))
    return np.array([row[name] for name in OUTCOMES + MONEY])


@dataclass
class Ensemble:
    """Scenarios, and by law the differences of their outcomes: worse less base, shape (scenarios, outcomes)."""

    scenarios: list[Scenario]
    differences: dict[str, Floats]


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    """One year of each scenario and of what each law makes of it."""
    made: list[Scenario] = []
    rows: dict[str, list[Floats]] = {law: [] for law in LAWS}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scenario=scenarios())
    def collect(scenario: Scenario) -> None:
        base = with_overrides(scenario, {**light(scenario), **FAIR})
        before = measured(base, SEED)
        made.append(base)
        for law in LAWS:
            rows[law].append(measured(worse(base, law), SEED) - before)

    collect()
    return Ensemble(made, {law: np.array(differences) for law, differences in rows.items()})


@pytest.mark.parametrize("law", LAWS)
def test_neglect_pays_in_no_outcome_over_all_scenarios(ensemble: Ensemble, law: str) -> None:
    assert len(ensemble.scenarios) >= EXAMPLES
    for name, column in zip(OUTCOMES, ensemble.differences[law][:, : len(OUTCOMES)].T, strict=True):
        difference = column[np.isfinite(column)]
        error = difference.std(ddof=1) / difference.size**0.5
        assert difference.size > EXAMPLES / 2, name
        assert difference.mean() <= 3 * error, (name, difference.mean(), error)


def serves_at_a_profit(row: Floats) -> bool:
    """Whether customers pay so much more than serving them costs that those who leave are missed."""
    margin, revenue, *costs = row[MONEY_AT:]
    return bool(np.isfinite(margin) and revenue > WORTH_SERVING * sum(costs))


@pytest.fixture(scope="module")
def behind(ensemble: Ensemble) -> list[tuple[Scenario, Floats]]:
    """Scenarios whose desk is behind and whose customers pay twice what they cost, with their outcomes."""
    paying = [with_overrides(scenario, paid(scenario)) for scenario in ensemble.scenarios]
    pairs = [(scenario, measured(scenario, SEED)) for scenario in paying]
    return [(scenario, row) for scenario, row in pairs if row[0] < BEHIND and serves_at_a_profit(row)]


def money(behind: list[tuple[Scenario, Floats]], law: str) -> tuple[float, float]:
    """Mean difference of margin with run-off as a share of revenue, and its standard error."""
    difference = np.array(
        [(measured(worse(base, law), SEED) - row)[MONEY_AT] / row[MONEY_AT + 1] for base, row in behind]
    )
    assert difference.size >= EXAMPLES / 12
    return float(difference.mean()), float(difference.std(ddof=1) / difference.size**0.5)


@pytest.mark.parametrize("law", ONE_BY_ONE)
def test_neglect_saves_no_money_where_the_desk_is_behind(behind: list[tuple[Scenario, Floats]], law: str) -> None:
    mean, error = money(behind, law)
    assert mean <= 3 * error


def test_more_demand_costs_money_where_the_desk_is_behind(behind: list[tuple[Scenario, Floats]]) -> None:
    mean, error = money(behind, "more demand")
    assert mean < -3 * error


@pytest.mark.parametrize("law", ["fewer people", "slower work"])
def test_neglect_shows_in_responses_on_time(ensemble: Ensemble, law: str) -> None:
    """The laws above would hold of a model in which nothing matters: people and work do matter."""
    column = ensemble.differences[law][:, 0]
    difference = column[np.isfinite(column)]
    assert difference.mean() < -5 * difference.std(ddof=1) / difference.size**0.5


@pytest.mark.parametrize("law", ONE_BY_ONE)
def test_what_looks_better_in_one_scenario_does_not_last(ensemble: Ensemble, law: str) -> None:
    suspects = np.argwhere(ensemble.differences[law][:, : len(OUTCOMES)] > SUSPICIOUS)
    for place, outcome in suspects.tolist():
        base = ensemble.scenarios[place]
        other = worse(base, law)
        pairs = [(measured(base, FRESH, n)[outcome], measured(other, FRESH, n)[outcome]) for n in range(AGAIN)]
        column = np.array([after - before for before, after in pairs])
        difference = column[np.isfinite(column)]
        error = difference.std(ddof=1) / difference.size**0.5
        assert difference.mean() <= 4 * error, (OUTCOMES[outcome], base.fingerprint, difference)
