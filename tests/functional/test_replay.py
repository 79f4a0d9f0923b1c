"""Replays without a cause of grievance: every cause occurs, can be left out, and then adds nothing."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

import pytest

from sim.customers.causes import LATE_RESOLUTIONS, LATE_RESPONSES, Cause
from sim.engine.run import simulate
from sim.errors import SaydoError
from sim.questions.counterfactual import causes_named, replay, without_causes
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from tests.architecture.tree import SIM, modules
from tests.worlds import changed

NEGLIGIBLE = 1e-9
EVERYTHING: dict[str, Any] = {
    "segments.large.customers": 8,
    "segments.large.community": "north",
    "segments.medium.community": "north",
    "segments.large.influence": 5,
    "segments.medium.breaking_point": 2,
    "segments.large.chasing_share": 1,
    "accounts.Acme.most_contacts_per_day": 1,
    "accounts.Zeta": {"segment": "large", "bully": True, "breaking_point": 1000},
    "plans.silver.resolution_hours": {"P1": 1, "P2": 1, "P3": 1, "P4": 1},
    "plans.silver.update_hours": {"P1": 1, "P2": 2, "P3": 4, "P4": 8},
    "plans.silver.uptime": {"promised_share": 0.999, "incidents_per_year": 12, "median_hours": 4},
    "plans.silver.term_months": 3,
    "plans.silver.uplift_per_year": 0.9,
    "plans.silver.notice_days": 0,
    "provider.teams.frontline.respectful_share": 0.8,
    "provider.teams.frontline.people": 1,
    "provider.teams.billing.people": 0.05,
    "provider.policies.follow_up_discipline": 0.7,
    "provider.policies.update_discipline": 0.5,
    "provider.policies.refused_escalation_share": 0.5,
    "provider.policies.template_reply_share": 0.2,
    "provider.policies.charges_late_interest": True,
    "provider.policies.charges_for_fixes": True,
    "provider.policies.not_covered_share": 0.1,
    "provider.policies.admitted_error_share": 0.2,
    "selling.clarity": 0,
    "selling.sold_response_share": 0.5,
    "selling.newcomer_discount_share": 0.5,
    "selling.referral_programme": True,
    "selling.referral_asks": "everybody",
    "market.angry_ratio": 0,
    "market.heard_by": 20,
    "assumptions.contact.repeat_probability": 0.3,
    "assumptions.grievance.parity_learned_per_year": 1,
    "assumptions.billing.error_probability": 0.4,
    "assumptions.billing.error_disputed": 1,
    "assumptions.billing.correct_disputed": 0.3,
    "assumptions.billing.full_credit_share": 0,
    "announcements": [
        {"title": "A new version", "promised_month": 2, "delivered_month": None},
        {"title": "Another one", "promised_month": 1, "delivered_month": 2},
    ],
    "forced_changes": [{"title": "All must move", "month": 3}],
    "remedies": [
        {
            "title": "At most five a day",
            "when": {"contacts_per_month_above": 20},
            "over_months": 1,
            "notice_months": 0,
            "then": {"most_contacts_per_day": 5},
        }
    ],
    "timeline": [{"month": 4, "title": "Let Zeta go", "set": {"accounts.Zeta.let_go": True}}],
}
"""A year in which all that can go wrong does."""


def grievances(scenario: Scenario) -> Counter[Cause]:
    """How many straws of each cause weigh anything."""
    records = simulate(scenario, seed=3, replication=0).records
    return Counter(row.cause for row in records.grievances if row.size > NEGLIGIBLE)


@cache
def year() -> tuple[Scenario, Counter[Cause]]:
    scenario = changed(EVERYTHING)
    return scenario, grievances(scenario)


def test_everything_goes_wrong() -> None:
    assert set(year()[1]) == set(Cause)


@pytest.mark.parametrize("cause", Cause)
def test_without_a_cause_it_adds_nothing(cause: Cause) -> None:
    scenario, before = year()
    after = grievances(without_causes(scenario, [cause]))
    assert before[cause]
    assert not after[cause]
    assert len(after) >= len(before) / 2


def test_every_cause_is_added_somewhere_in_model_or_engine() -> None:
    code = "".join(path.read_text(encoding="utf-8") for room in ("model", "engine") for path in modules(SIM / room))
    named = {cause for cause in Cause if re.search(rf"\bCause\.{cause.name}\b", code)}
    assert named == set(Cause) - {*LATE_RESPONSES, *LATE_RESOLUTIONS}
    assert "LATE_RESPONSES[" in code
    assert "LATE_RESOLUTIONS[" in code


def test_causes_are_named_in_full_or_by_their_beginning() -> None:
    assert causes_named("late response") == tuple(f"late response P{n}" for n in range(1, 5))
    assert causes_named("dispute lost") == ("dispute lost",)
    assert causes_named("heard of") == ("heard of a POP", "heard of one let go")
    for nothing in ("bad weather", ""):
        with pytest.raises(SaydoError, match=re.escape("must be a cause of grievance: late response P1")):
            causes_named(nothing)


def ended(overrides: dict[str, Any], without: list[str], customer: str = "Acme", runs: int = 6) -> Any:
    runner = ExperimentRunner(SequentialExecutor(), seed=5)
    causes = [cause for name in without for cause in causes_named(name)]
    (result,) = replay(runner, changed(overrides), customer, [causes], range(runs))
    return result


def test_one_whom_a_single_cause_drove_out_stays_without_it() -> None:
    """Late answers alone break this camel's back, in terms of one month."""
    others = set(Cause) - set(LATE_RESPONSES)
    alone = {f"assumptions.grievance.{cause.weight}": 1e-9 if cause in LATE_RESOLUTIONS else 0 for cause in others}
    brittle = alone | {"accounts.Acme.breaking_point": 0.2, "assumptions.grievance.start_mean": 0}
    brittle |= {"plans.silver.term_months": 1, "plans.silver.notice_days": 0, "assumptions.renewal.intercept": -20}
    brittle |= {f"plans.silver.response_hours.{severity}": 0.3 for severity in ("P1", "P2", "P3", "P4")}
    replays = ended(brittle, ["late response"])
    assert (replays.left, replays.stayed, replays.lost) == (6, 6, 0)
    assert (replays.share.estimate, replays.share.high) == (1, 1)
    assert replays.share.low == pytest.approx(0.025 ** (1 / 6))
    assert replays.leaving.difference == -1
    assert all(was.reason == "pop" and not would.left for _, was, would in replays.pairs)
    assert all(was.breaking_point_day < was.left_day for _, was, _ in replays.pairs)
    other = ended(brittle, ["hung up after waiting"])
    assert (other.left, other.stayed) == (6, 0)
    assert all(was == would for _, was, would in other.pairs)


def test_a_customer_who_is_never_there_is_refused() -> None:
    with pytest.raises(SaydoError, match=re.escape("customer: there is no such customer in any replication")):
        ended({}, ["late response"], customer="Ecma", runs=1)
