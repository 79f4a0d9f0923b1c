"""Service credits that cannot be meant are refused by name, and what is hardly meant is cautioned against."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.stated import is_stated
from sim.scenario.terms import Plan
from sim.scenario.warnings import warnings_of
from tests.worlds import SMALL

BREACH = {"per": "breach", "money": 40}


@pytest.mark.parametrize(
    ("credit", "rule"),
    [
        ({"below": 0.9}, "must state exactly one of share, money and days, not none"),
        (
            {"below": 0.9, "share": 0.1, "days": 2},
            "must state exactly one of share, money and days, not share and days",
        ),
        ({"share": 0.1}, "must state below, the attainment of the month below which it is owed, or per: breach"),
        ({"below": 0.9, "share": 0.1, "late_minutes_step": 15}, "late_minutes_step needs per: breach"),
        (BREACH | {"below": 0.9}, "below needs per: month"),
        (BREACH | {"severities": ["P1", "P1"]}, "severities must name at least one severity, each once"),
        (BREACH | {"severities": ["P5"]}, "severities"),
        (BREACH | {"on": "politeness"}, "on"),
        (BREACH | {"on": "update", "late_minutes_step": 5}, "late_minutes_step needs on: response or resolution"),
        (BREACH | {"on": "uptime"}, "on: uptime needs per: month"),
        ({"on": "uptime", "below": 0.9, "days": 1, "severities": ["P1"]}, "on: uptime counts no contacts"),
    ],
)
def test_a_credit_that_says_too_little_or_too_much(credit: dict[str, Any], rule: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        with_overrides(SMALL, {"plans.gold.credits.late": credit})
    assert "plans.gold.credits.late" in str(refusal.value)
    assert rule in str(refusal.value)


def test_steps_of_one_measure_are_due_in_the_same() -> None:
    credits = {"late": {"below": 0.9, "share": 0.1}, "later": {"below": 0.8, "days": 5}}
    with pytest.raises(ScenarioError, match="must be due in money like late, a step of the same measure"):
        with_overrides(SMALL, {"plans.gold.credits": credits})
    with_overrides(SMALL, {"plans.gold.credits": credits | {"later": credits["later"] | {"on": "resolution"}}})


def test_what_is_not_promised_cannot_be_owed_for() -> None:
    silent = {"plans.gold.response_hours.P1": None, "plans.gold.credits.late": BREACH | {"severities": ["P1"]}}
    with pytest.raises(ScenarioError, match="is owed on response for P1, of which the plan promises none"):
        with_overrides(SMALL, silent)
    with pytest.raises(ScenarioError, match="is owed on uptime, which the plan does not promise"):
        with_overrides(SMALL, {"plans.gold.credits.down": {"on": "uptime", "below": 0.9, "share": 0.1}})
    nothing = {"plans.gold.response_hours": dict.fromkeys(("P1", "P2", "P3", "P4"))}
    with pytest.raises(ScenarioError, match="must be something that the plan promises"):
        with_overrides(SMALL, nothing | {"plans.gold.credit_rules": {"termination": {}}})


def refused(changes: dict[str, object]) -> str:
    with pytest.raises(ScenarioError) as refusal:
        with_overrides(SMALL, changes)
    return str(refusal.value)


def test_what_needs_no_claim_has_no_time_to_claim() -> None:
    message = refused({"plans.gold.credit_rules": {"claim": "automatic", "claim_days": 30}})
    rule = "must be null where claim is automatic: such a credit needs no claim"
    assert message == f"plans.gold.credit_rules.claim_days = 30: {rule}"
    with_overrides(SMALL, {"plans.gold.credit_rules": {"claim": "automatic"}})
    with_overrides(SMALL, {"plans.gold.credit_rules": {"claim_days": 30}})


@pytest.mark.parametrize("order", [1, -1])
def test_less_attained_owes_no_less(order: int) -> None:
    ladder = [{"below_attainment": 0.9, "credit_share": 0.1}, {"below_attainment": 0.8, "credit_share": 0.05}]
    message = refused({"plans.gold.service_credits": ladder[::order]})
    rule = "must be at least 0.1, as below a higher attainment: less attained cannot owe less"
    assert message == f"plans.gold.service_credits.{1 if order > 0 else 0}.credit_share = 0.05: {rule}"
    level = [{"below_attainment": 0.9, "credit_share": 0.1}, {"below_attainment": 0.8, "credit_share": 0.1}]
    with_overrides(SMALL, {"plans.gold.service_credits": level[::order]})


def test_more_missed_months_than_are_looked_at() -> None:
    clause = {"missed_months": 4, "within_months": 3}
    with pytest.raises(ScenarioError, match="missed_months 4 must not exceed within_months 3"):
        with_overrides(SMALL, {"plans.gold.credit_rules": {"termination": clause}})


def test_a_ladder_that_nobody_stated_beside_credits_by_name() -> None:
    both = with_overrides(SMALL, {"plans.gold.credits.late": BREACH})
    assert [problem.path for problem in warnings_of(both) if "ladder" in problem.rule] == ["plans.gold.service_credits"]
    alone = with_overrides(both, {"plans.gold.service_credits": []})
    assert not [problem for problem in warnings_of(alone) if "credits" in problem.path]


def test_a_plan_whose_file_names_credits_has_no_ladder_but_the_one_it_states() -> None:
    content = SMALL.plans["gold"].model_dump(exclude={"service_credits"})
    named = content | {"credits": {"late": BREACH}}
    assert Plan.model_validate(content).service_credits == Plan.model_fields["service_credits"].default
    assert Plan.model_validate(named).service_credits == ()
    assert is_stated(Plan.model_validate({"fee_per_month": 1, "response_hours": None} | named), "service_credits")
    ladder = [{"below_attainment": 0.9, "credit_share": 0.1}]
    assert len(Plan.model_validate(named | {"service_credits": ladder}).service_credits) == 1


def test_credits_added_to_a_plan_take_no_ladder_away() -> None:
    both = with_overrides(SMALL, {"plans.gold.credits.late": BREACH})
    assert both.plans["gold"].service_credits == SMALL.plans["gold"].service_credits
    kept = Scenario.model_validate(both.model_dump(mode="json"))
    assert kept.fingerprint == both.fingerprint


def test_a_credit_of_a_share_of_nothing() -> None:
    free = {"plans.gold.credits.late": BREACH, "plans.gold.service_credits": [], "plans.gold.fee_per_month": 0}
    (problem,) = [one for one in warnings_of(with_overrides(SMALL, free)) if "credits" in one.path]
    assert problem.path == "plans.gold.credits.late"
