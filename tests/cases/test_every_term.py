"""Every term of a plan can be given in a trade and split in a bridge, by path and value, as it is typed."""

from __future__ import annotations

import json
from typing import Any, Literal, get_args, get_origin

import pytest

from sim.errors import ScenarioError
from sim.metrics.replication import Replication
from sim.questions.bridge import BridgeSettings, bridge
from sim.questions.clauses import TOGETHER, clause_effects
from sim.questions.trade import Concession, PlanRequest, equal_margin
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.changes import change_groups, mixture, separable
from sim.scenario.document import Scenario
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.quantity import inner
from sim.scenario.terms import Plan
from tests.worlds import SMALL

HOURS = {"P1": 1.5, "P2": 3, "P3": 6, "P4": 12}
BY_BREACH = {"per": "breach", "late_minutes_step": 15, "days": 1, "severities": ["P1"]}
SAMPLES: dict[str, dict[str, object]] = {
    "response_hours": {"": HOURS, ".P1": 0.25},
    "resolution_hours": {"": HOURS, ".P2": 30},
    "response_days": {"": {"P3": 1, "P4": 2}, ".P4": 1},
    "resolution_days": {"": {"P4": 5}, ".P3": 2},
    "workaround_hours": {"": {"P1": 4}, ".P2": 8},
    "update_hours": {"": {"P1": 1, "P2": 2}, ".P1": 2},
    "update_days": {"": {"P4": 5}, ".P3": 2},
    "escalations": {
        "": {"manager": {"after_hours": 0.5}},
        ".director": {"severities": ["P1", "P2"], "after_hours": 4, "until": "resolution"},
    },
    "uptime": {"": {"promised_share": 0.999}, ".promised_share": 0.99},
    "coverage": {"": {"from_hour": 7, "to_hour": 20}, ".to_hour": 20},
    "coverage_by_severity": {"": {"P1": "24x7"}, ".P1": "24x7"},
    "charges": {
        "": {"travel": {"per": "visit", "price": 150}},
        ".hours": {"per": "hour", "tiers": [[0, 120], [40, 100]], "least_minutes": 30},
    },
    "todays_charges": {"": {"travel": {"per": "visit", "price": 150}}},
    "service_credits": {"": [{"below_attainment": 0.9, "credit_share": 0.1}], ".2.credit_share": 0.3},
    "credits": {"": {"late": BY_BREACH}, ".late": BY_BREACH},
    "credit_rules": {"": {"sole_remedy": True}, ".claim": "automatic", ".termination.missed_months": 2},
    "early_payment": {"": {"share": 0.02, "days": 10}},
    "discounts": {"": {"first year": {"share": 0.12, "months": 12}}},
}
"""By field, values that its type alone does not say, by the path within it."""


def samples(field: str) -> dict[str, object]:
    """Values of a field by the path within it, another than its default."""
    if field in SAMPLES:
        return SAMPLES[field]
    declared = Plan.model_fields[field]
    kind, now = inner(declared.annotation), getattr(SMALL.plans["gold"], field)
    if get_origin(kind) is Literal:
        return {"": next(value for value in get_args(kind) if value != now)}
    if kind is bool:
        return {"": not now}
    if kind in (int, float):
        limits: dict[str, Any] = {name: value for rule in declared.metadata for name, value in vars_of(rule).items()}
        return {"": next(v for v in (1, 2, 0.5, limits.get("ge")) if v != now and v is not None)}
    raise AssertionError(f"{field}: give it a sample")


def vars_of(rule: object) -> dict[str, Any]:
    """Bounds that a rule of a field states."""
    return {name: getattr(rule, name) for name in ("ge", "le", "gt") if hasattr(rule, name)}


CASES = [(f"{field}{within}", value) for field in Plan.model_fields for within, value in samples(field).items()]


def margin(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A margin that rises with the fee, and with whatever else the plan says otherwise than the small desk."""
    plan = scenario.plans["gold"]
    differs = plan.model_dump(exclude={"fee_per_month"}) != SMALL.plans["gold"].model_dump(exclude={"fee_per_month"})
    value = plan.fee_per_month - 50.0 * differs + replication
    return Replication({"margin": value, "win_rate": 0.2 - 0.05 * differs, "customer_retention_per_year": 0.9})


def runner() -> ExperimentRunner:
    return ExperimentRunner(SequentialExecutor(), seed=4, task=margin)


@pytest.mark.parametrize(("path", "value"), CASES, ids=[path for path, _ in CASES])
def test_a_term_is_given_as_it_is_typed_and_said_what_it_does(path: str, value: object) -> None:
    """Typed after --give; one clause, which costs 50 and 5 points of deals here, and 50 more of fee make up for it."""
    typed = f"plans.gold.{path}={json.dumps(value)}"
    give = dict([parse_override(typed)])
    granted = with_overrides(SMALL, give)
    groups = separable(SMALL, change_groups(SMALL, granted))
    assert len(groups) == 1, [group.name for group in groups]
    assert mixture(SMALL, groups).fingerprint == granted.fingerprint != SMALL.fingerprint
    (effect,) = clause_effects(runner(), SMALL, give, 3)
    (part,) = bridge(runner(), SMALL, change_groups(SMALL, granted), BridgeSettings(replications=3)).parts
    assert part.difference == effect.effects["margin"].difference
    if not path.startswith(("fee_per_month", "todays_fee")):
        assert part.difference == -50
        assert effect.effects["win_rate"].difference == pytest.approx(-0.05)
        fee = equal_margin(runner(), SMALL, Concession(give, "plans.gold.fee_per_month"), 3)
        assert fee.value == pytest.approx(3050, abs=1)
        assert PlanRequest(path, value).concession("gold").give.keys() == give.keys()
        assert PlanRequest(path, value).differs(SMALL, "gold")


def test_clauses_stand_apart_and_together() -> None:
    give = {"plans.gold.payment_days": 60, "plans.gold.coverage.to_hour": 20, "plans.gold.response_hours.P1": 0.25}
    effects = {effect.name: effect.effects["margin"].difference for effect in clause_effects(runner(), SMALL, give, 3)}
    assert list(effects)[-1] == TOGETHER
    assert effects == dict.fromkeys(
        ["plans.gold.response_hours", "plans.gold.coverage", "plans.gold.payment_days", TOGETHER], -50.0
    )


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("plans.golf.fee_per_month", "there is no plans.golf; did you mean gold?"),
        ("plans.golf.coverage.to_hour", "there is no plans.golf; did you mean gold?"),
        ("plans.gold.coverag.to_hour", "there is no plans.gold.coverag; did you mean coverage?"),
        ("accounts.Nobody.plan", "there is no accounts.Nobody"),
        ("provider.teams.front.people", "there is no provider.teams.front"),
    ],
)
def test_a_slip_of_the_pen_begins_no_part(path: str, rule: str) -> None:
    with pytest.raises(ScenarioError, match="there is no") as refusal:
        with_overrides(SMALL, {path: 9})
    assert rule in str(refusal.value)
