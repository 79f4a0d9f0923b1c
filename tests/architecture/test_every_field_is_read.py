"""Every field of the document is read by a rule: what a reader enters is never taken and left unused."""

from __future__ import annotations

import pickle
import sys
from typing import Any, get_args

import pytest

from sim.engine.run import simulate
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.scenario.document import DESCRIPTIVE, Evidence, Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.quantity import SEVERITIES, Document
from sim.scenario.story import Pattern
from tests.worlds import SMALL

ROOMS = ("sim.engine", "sim.model", "sim.metrics", "sim.customers", "sim.provider", "sim.contracts", "sim.questions")
DESCRIBED = {(Scenario, name) for name in DESCRIPTIVE} | {
    (kind, name) for kind in (Evidence, Pattern) for name in kind.model_fields
}
"""Fields that describe, and change no result; titles of parts are such fields too."""

FULL: dict[str, Any] = {
    "plans.silver.discounts": {"first": {"share": 0.1}},
    "plans.silver.early_payment": {"share": 0.02},
    "provider.policies.unfinished_work": "hand over",
    "provider.policies.telephone": "call back",
    "provider.policies.charges_late_interest": True,
    "provider.policies.charges_for_fixes": True,
    "provider.policies.not_covered_share": 0.1,
    "provider.policies.template_reply_share": 0.2,
    "provider.policies.credits_void_in_dispute": True,
    "provider.teams.frontline.people": 0.8,
    "provider.teams.specialist.cost_per_contact": 90,
    "provider.teams.specialist.minimum_paid_share": 0.5,
    "selling": {
        "clarity": 0.3,
        "sold_response_share": 0.5,
        "payment_terms": "flexible",
        "payer_briefed": True,
        "briefing_cost_per_month": 5,
        "executive_sponsor": True,
        "discloses_first": True,
        "referral_programme": True,
        "newcomer_discount_share": 0.1,
    },
    "market": {
        "prospects_per_month": 6,
        "prospecting_people": 1,
        "win_share": 0.6,
        "rival_offers_per_year": 6,
        "pursuit_cost": 10,
        "referrals_per_year": 12,
        "referral_cost_per_month": 100,
        "referral_reward": 50,
        "delighted_trust": 0.2,
        "delighted_ratio": 0.9,
        "referral_respect": 0.1,
        "heard_by": 4,
        "angry_ratio": 0.01,
        "kinds": {"cheap": {"segment": "medium", "plan": "silver", "trust": 0.4, "fee_share": 0.9}},
        "wishes": {"rare bills": {"term": "billing_months", "says": "3", "effect": 0.2, "at_competitors": 1}},
        "offers": {"silver": {"fee_per_month": 700, "response_hours": {"P1": 1, "P2": 2, "P3": 4, "P4": 8}}},
    },
    "plans.silver.charges": {
        "block": {
            "per": "hour",
            "price": 100,
            "steps": {2: 110},
            "included_per_month": 1,
            "carry_over_months": 1,
            "least_minutes": 10,
            "step_minutes": 6,
            "out_of_hours_factor": 1.5,
            "severities": ["P1", "P3"],
        },
        "seats": {"per": "seat", "price": 1, "included_per_month": 2, "settle_months": 3},
        "share": {"per": "spend", "tiers": [[0, 0.1], [500, 0.05]], "least": 10},
        "travel": {"per": "visit", "price": 20},
    },
    "segments.medium.seats": 10,
    "segments.medium.seat_growth_per_year": 0.2,
    "segments.medium.spend_per_month": 1_000,
    "segments.medium.spend_growth_per_year": 0.2,
    "segments.medium.visit_share": 0.2,
    "segments.medium.spree_probability_per_day": 0.02,
    "segments.medium.severity_shares": {"P1": 0.1, "P2": 0.2, "P3": 0.4, "P4": 0.3},
    "plans.gold.response_days": {"P4": 1},
    "plans.gold.resolution_days": {"P4": 2},
    "plans.gold.workaround_hours": {"P1": 2},
    "plans.gold.update_hours": {"P1": 1, "P2": 2},
    "plans.gold.update_days": {"P3": 1},
    "plans.gold.escalations": {"manager": {"severities": ["P1", "P2"], "after_hours": 0.5}},
    "plans.gold.uptime": {"promised_share": 0.999},
    "segments.medium.community": "trade",
    "segments.medium.bully_share": 0.5,
    "segments.medium.breaking_point": 2,
    "segments.large.community": "trade",
    "accounts.Acme": {
        "segment": "medium",
        "plan": "silver",
        "fee_per_month": 1_200,
        "contacts_per_year": 300,
        "counted_unlimited": True,
        "severity_shares": {"P1": 0.4, "P2": 0.2, "P3": 0.4, "P4": 0},
        "spree_probability_per_day": 0.1,
        "spree_contacts": 10,
        "self_service_share": 0.1,
        "problem_level": 1.5,
        "most_contacts_per_day": 3,
        "community": "trade",
        "influence": 3,
        "account_people": 0.1,
        "seats": 20,
        "seat_growth_per_year": 0.3,
        "spend_per_month": 2_000,
        "spend_growth_per_year": 0.3,
        "visit_share": 0.3,
        "breaking_point": 3,
        "bully": True,
        "phone_share": 0.6,
        "late_payment_share": 0.4,
        "days_late": 12,
        "dispute_proneness": 2,
        "customer_since": "2025-06-01",
        "renews_on": "2027-02-01",
        "onboarding_factor": 2,
        "onboarding_months": 4,
    },
    "accounts.Gone": {"segment": "large", "community": "trade", "influence": 50, "let_go": True},
    "announcements": [
        {
            "title": "A version",
            "promised_month": 3,
            "delivered_month": 6,
            "pre_sold": True,
            "owned_up": "early",
            "compensation_share": 0.1,
        }
    ],
    "forced_changes": [{"title": "A change", "month": 4}],
    "remedies": [
        {
            "title": "A remedy",
            "when": {"contacts_per_month_above": 5, "cost_share_above": 0.2},
            "then": {"self_service_share": 0.6, "problem_level": 0.5, "most_contacts_per_day": 2},
            "segments": ["medium"],
            "cost": 10,
            "most_customers": 3,
        },
        {"title": "Another", "when": {"cost_share_above": 9}, "then": {"plan": "silver"}, "segments": ["medium"]},
    ],
    "plans.silver.credits": {
        "late": {"below": 0.99, "share": 0.05, "least_contacts": 2},
        "by the minute": {"per": "breach", "late_minutes_step": 15, "days": 1, "severities": ["P1", "P3"]},
        "unsolved": {"on": "resolution", "per": "breach", "money": 20},
    },
    "plans.silver.credit_rules": {
        "cap_share_per_year": 0.1,
        "termination": {"missed_months": 1, "within_months": 2},
    },
    "provider.time_zone": "America/New_York",
    "provider.public_holidays": "US-NY",
    "plans.silver.coverage.time_zone": "customer",
    "plans.silver.coverage.also": [{"from_hour": 18, "to_hour": 22, "public_holidays": "customer"}],
    "plans.silver.coverage_by_severity": {"P1": "24x7"},
    "segments.medium.time_zone": "Europe/Berlin",
    "segments.medium.public_holidays": "DE-BE",
    "segments.medium.hour_shares": [0] * 9 + [1] * 8 + [0] * 7,
    "segments.medium.weekend_hour_shares": [0] * 10 + [1] * 4 + [0] * 10,
    "segments.medium.weekday_shares": [1] * 7,
    "segments.medium.patience_minutes": 4,
    "segments.medium.lateness_spread": 0.3,
    "segments.medium.days_late": 9,
    "assumptions.demand.weekend_hour_shares": [1] * 24,
    "assumptions.demand.week_hour_shares": [0] * 72 + [0] * 9 + [1] * 5 + [0] * 10 + [0] * 72,
    "accounts.Acme.time_zone": "Asia/Tokyo",
    "accounts.Acme.public_holidays": "JP",
    "assumptions.contact.patience_minutes": 2,
    "assumptions.exit.cause_months": 1,
    "assumptions.exit.cause_attainment": 0.9,
}
"""The small scenario with everything switched on."""

HOURS = {"days": ["mon", "sun"], "from_hour": 11, "to_hour": 15, "keeps_holidays": False}
BLOCK = {
    "price": 200,
    "steps": {},
    "included_per_month": 2,
    "carry_over_months": 0,
    "least_minutes": 300,
    "step_minutes": 60,
    "out_of_hours_factor": 4,
    "severities": [],
}
COPIED = {"accounts.Acme.": "Account", "remedies.0.then.": "Measure", "timeline.0.": "Action"}
"""Parts whose fields are copied into another part, which rules then read."""

CALM: dict[str, Any] = {
    **FULL,
    "provider.teams.frontline.people": 5,
    "provider.teams.specialist.people": 5,
    "provider.teams.billing.people": 2,
    "segments.medium.breaking_point": 100,
    "segments.large.breaking_point": 100,
    "accounts.Acme.breaking_point": 100,
    "selling.referral_asks": "everybody",
    "assumptions.billing.error_probability": 0.5,
    "announcements": [{"title": "A version", "promised_month": 3}],
    "timeline": [{"month": 2, "title": "An action", "set": {"selling.clarity": 0.4}, "cost": 5, "cost_per_month": 1}],
}
"""The same with so many people that customers stay and talk well of their provider."""

ON_CALL: dict[str, Any] = {
    "provider.teams.frontline.shifts": [
        {},
        {"from_hour": 18, "to_hour": 22, "severities": ["P1"], "on_call": {"standby_pay_per_hour": 5}},
    ]
}
HELPED: dict[str, Any] = {
    "segments.large.machines": True,
    "selling.newcomer_discount_share": 0.5,
    "assumptions.grievance.parity_learned_per_year": 1,
    "provider.teams.frontline.ramp_up_weeks": 4,
    "provider.teams.specialist.swings_to": "frontline",
    "provider.teams.frontline.people": 1,
    "provider.teams.helper": {"people": 1, "cost_per_hour": 30, "touch_minutes": 30},
    "provider.teams.frontline.overflow": {"to": "helper", "waiting_minutes": 30, "queue": 3},
}
WORLDS: list[dict[str, Any]] = [{}, FULL, CALM, ON_CALL | HELPED]


def parts() -> list[type[Document]]:
    """The classes of the document."""
    classes: dict[type[Document], None] = {}
    waiting: list[Any] = [Scenario]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, Document) and kind not in classes:
            classes[kind] = None
            waiting += [field.annotation for field in kind.model_fields.values()]
        waiting += get_args(kind)
    return list(classes)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[tuple[type[Document], str]]:
    """Fields that a rule reads, by the class of the part; what validation reads does not count."""
    fields: set[tuple[type[Document], str]] = set()

    def noted(part: Document, name: str) -> Any:
        kind = type(part)
        if (kind, name) not in fields and name in kind.__pydantic_fields__:
            caller = sys._getframe(1)  # noqa: SLF001  who reads
            module, function = caller.f_globals.get("__name__", ""), caller.f_code.co_name
            if module.startswith(ROOMS) or (module.startswith("sim.scenario.") and function[0] not in "_<"):
                fields.add((kind, name))
        return object.__getattribute__(part, name)

    monkeypatch.setattr(Document, "__getattribute__", noted, raising=False)
    return fields


ANOTHER: dict[str, object] = {
    "accounts.Acme.breaking_point": 1,
    "accounts.Acme.community": "",
    "accounts.Acme.influence": 100,
    "accounts.Acme.self_service_share": 0.9,
    "accounts.Acme.spree_contacts": 20,
    "accounts.Acme.spree_probability_per_day": 0.3,
    "accounts.Acme.contacts_per_year": 400,
    "accounts.Acme.counted_unlimited": False,
    "accounts.Acme.problem_level": 3,
    "accounts.Acme.most_contacts_per_day": 1,
    "accounts.Acme.fee_per_month": 900,
    "accounts.Acme.account_people": 0,
    "accounts.Acme.bully": False,
    "accounts.Acme.seats": 30,
    "accounts.Acme.seat_growth_per_year": 0.9,
    "accounts.Acme.spend_per_month": 100,
    "accounts.Acme.spend_growth_per_year": 0.9,
    "accounts.Acme.visit_share": 1,
    **{f"plans.silver.charges.block.{name}": value for name, value in BLOCK.items()},
    "plans.silver.charges.seats.included_per_month": 0,
    "plans.silver.charges.seats.price": 2,
    "plans.silver.charges.seats.settle_months": 2,
    "plans.silver.charges.share.tiers.1.above": 900,
    "plans.silver.charges.share.tiers.0.price": 0.2,
    "plans.silver.charges.share.least": 1_000,
    "plans.silver.charges.travel.per": "contact",
    "accounts.Acme.phone_share": 0,
    "accounts.Acme.days_late": 40,
    "accounts.Acme.dispute_proneness": 0,
    "accounts.Acme.customer_since": "2020-01-01",
    "accounts.Acme.renews_on": "2027-04-01",
    "accounts.Acme.plan": "gold",
    "accounts.Gone.let_go": False,
    "remedies.0.then.most_contacts_per_day": 1,
    "remedies.0.then.problem_level": 2,
    "remedies.0.then.self_service_share": 0,
    "timeline.0.set": {"selling.clarity": 1},
    "provider.holidays": ["2027-06-01"],
    "provider.time_zone": "America/Los_Angeles",
    "provider.public_holidays": "JP",
    "plans.silver.coverage.time_zone": "Asia/Tokyo",
    "plans.silver.coverage.public_holidays": "DE",
    "plans.silver.coverage.also": [],
    "plans.silver.coverage.also.0.public_holidays": "ZA",
    "plans.silver.coverage.also.0.days": ["sun"],
    "plans.silver.coverage_by_severity": {},
    "plans.silver.coverage_by_severity.P1.from_hour": 6,
    "segments.medium.time_zone": "Asia/Tokyo",
    "segments.medium.hour_shares": [0, 1, 0] * 8,
    "segments.medium.weekend_hour_shares": [0, 1, 0] * 8,
    "segments.medium.weekday_shares": [1, 1, 1, 9, 1, 1, 1],
    "segments.medium.patience_minutes": 0.1,
    "segments.medium.lateness_spread": 0.9,
    "segments.medium.days_late": 40,
    "accounts.Acme.time_zone": "Europe/Berlin",
    "accounts.Acme.public_holidays": "DE",
    **{f"provider.teams.frontline.shifts.0.{name}": value for name, value in HOURS.items()},
    **{f"plans.silver.coverage.{name}": value for name, value in HOURS.items()},
    "provider.teams.frontline.shifts.0.staffing": 0.5,
    **{f"plans.silver.response_hours.{severity}": 100 for severity in SEVERITIES},
    **{f"plans.silver.resolution_hours.{severity}": 0.1 for severity in SEVERITIES},
    "plans.silver.priority_class": 1,
    "plans.silver.included_contacts_per_month": 1,
    "plans.silver.overage_per_contact": 5,
    "plans.silver.time_and_materials_per_hour": 5,
    "plans.silver.service_credits": [],
    "plans.silver.credits.late.below": 0.5,
    "plans.silver.credits.late.share": 0.01,
    "plans.silver.credits.late.least_contacts": 100,
    "plans.silver.credits.unsolved.on": "response",
    "plans.silver.credits.unsolved.money": 1,
    "plans.silver.credits.unsolved.severities": ["P2"],
    'plans.silver.credits."by the minute".late_minutes_step': 1_000,
    'plans.silver.credits."by the minute".days': 2,
    "plans.silver.credit_rules.cap_share_per_year": 0.01,
    "plans.silver.credit_rules.claim": "automatic",
    "plans.silver.credit_rules.claim_days": 1,
    "plans.silver.billing_months": 3,
    "plans.silver.billing": "arrears",
    "plans.silver.discounts.first.share": 0.2,
    "plans.silver.discounts.first.from_month": 2,
    "plans.silver.discounts.first.months": 3,
    "plans.silver.payment_days": 90,
    "plans.silver.term_months": 6,
    "plans.silver.uplift_per_year": 0.5,
    "plans.silver.early_payment.share": 0.3,
    "plans.silver.least_charge_per_month": 5_000,
    "plans.silver.termination_fee_share": 0.01,
    "plans.silver.early_payment.days": 5,
    "plans.silver.tax_share": 0.1,
    "plans.silver.deposit_months": 2,
    "accounts.Acme.payment_days": 90,
    "plans.silver.uplift_basis": "index",
    "plans.silver.uplift_floor": 0.2,
    "plans.silver.uplift_cap": 0.01,
    "plans.silver.uplift_on": "anniversary",
    "provider.teams.frontline.people": 2,
    "provider.teams.frontline.shrinkage_share": 0.6,
    "provider.teams.frontline.cost_per_hour": 5,
    "provider.teams.frontline.touch_minutes": 5,
    "provider.teams.frontline.touch_sigma": 0,
    "provider.teams.frontline.wrap_up_minutes": 9,
    "provider.teams.frontline.solved_share": 0.1,
    "provider.teams.frontline.escalated_share": 0,
    "provider.teams.frontline.respectful_share": 0.5,
    "provider.teams.frontline.overtime_premium_share": 3,
    "provider.teams.specialist.cost_per_contact": 9,
    "provider.teams.specialist.minimum_paid_share": 1,
}
"""Paths in the world with everything switched on, each with another value that must change what happens or is measured:
fields that are copied as a whole, and those of parts that are read under the same name elsewhere."""


def test_a_rule_reads_every_field(read: set[tuple[type[Document], str]]) -> None:
    for world in WORLDS:
        outcomes(simulate(with_overrides(SMALL, world), seed=5, replication=0))
    declared = {(kind, name) for kind in parts() for name in kind.model_fields if name != "title"}
    unread = {f"{kind.__name__}.{name}" for kind, name in declared - read - DESCRIBED}
    copied = {
        f"{kind}.{path.removeprefix(part)}"
        for part, kind in COPIED.items()
        for path in ANOTHER
        if path.startswith(part)
    }
    assert unread <= copied, sorted(unread - copied)


@pytest.fixture(scope="module")
def before() -> Run:
    busy: dict[str, object] = {"provider.teams.frontline.people": 1.2, "remedies.0.when.contacts_per_month_above": 1}
    busy |= {"accounts.Acme.breaking_point": 3, "plans.silver.term_months": 3, "plans.gold.term_months": 3}
    lean = {name: value for name, value in CALM.items() if name != "market"}
    return simulate(with_overrides(SMALL, lean | busy), seed=5, replication=0)


@pytest.mark.parametrize("path", ANOTHER)
def test_another_value_makes_a_difference(before: Run, path: str) -> None:
    changed = with_overrides(before.scenario, {path: ANOTHER[path]})
    assert changed != before.scenario
    run = simulate(changed, seed=5, replication=0)
    assert pickle.dumps(run.records) != pickle.dumps(before.records) or repr(outcomes(run)) != repr(outcomes(before))


def test_a_title_makes_none(before: Run) -> None:
    run = simulate(with_overrides(before.scenario, {"title": "Another title"}), seed=5, replication=0)
    assert pickle.dumps(run.records) == pickle.dumps(before.records)
    assert repr(outcomes(run)) == repr(outcomes(before))
