"""Small scenarios that tests share, and what is read off their runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.engine.run import simulate
from sim.records.recorder import Records
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides

__all__ = ["AMPLE", "SMALL", "STILL", "WHOLE_WEEK", "changed", "histories", "history", "run_of"]

WHOLE_WEEK = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from_hour": 0, "to_hour": 24}

SMALL = Scenario.model_validate(
    {
        "title": "A small desk",
        "start_date": "2027-01-01",
        "horizon_months": 12,
        "warmup_days": 7,
        "provider": {
            "holidays": ["2027-01-01", "2027-12-24"],
            "teams": {
                "frontline": {
                    "people": 1.5,
                    "cost_per_hour": 40,
                    "touch_minutes": 30,
                    "solved_share": 0.7,
                    "escalated_share": 0.2,
                    "escalates_to": "specialist",
                },
                "specialist": {
                    "people": 1,
                    "cost_per_hour": 70,
                    "touch_minutes": 90,
                    "solved_share": 0.8,
                    "escalated_share": 0,
                },
                "billing": {
                    "people": 0.2,
                    "cost_per_hour": 40,
                    "touch_minutes": 120,
                    "solved_share": 1,
                    "escalated_share": 0,
                },
            },
        },
        "plans": {
            "gold": {
                "fee_per_month": 3000,
                "response_hours": {"P1": 0.5, "P2": 1, "P3": 2, "P4": 4},
                "priority_class": 1,
            },
            "silver": {
                "fee_per_month": 900,
                "response_hours": {"P1": 1, "P2": 2, "P3": 4, "P4": 8},
                "included_contacts_per_month": 6,
                "overage_per_contact": 50,
            },
        },
        "segments": {
            "large": {"customers": 3, "plan": "gold", "contacts_per_year": 150},
            "medium": {"customers": 6, "plan": "silver", "contacts_per_year": 80},
        },
        "accounts": {"Acme": {"segment": "medium", "contacts_per_year": 100}},
    }
)
"""Ten customers, a year, two tiers and a billing team, everything switched on."""

AMPLE: Mapping[str, object] = {"provider.holidays": []} | {
    f"provider.teams.{team}.{key}": value
    for team in SMALL.provider.teams
    for key, value in {"people": 300, "shifts": [WHOLE_WEEK]}.items()
}
"""So many people, day and night, that nobody ever waits for another."""

STILL: Mapping[str, object] = {
    "provider.teams.frontline.touch_sigma": 0,
    "provider.teams.frontline.solved_share": 1,
    "provider.teams.frontline.escalated_share": 0,
    "provider.teams.frontline.respectful_share": 1,
    "provider.teams.frontline.shrinkage_share": 0,
    "provider.policies.follow_up_discipline": 1,
    "provider.policies.refused_escalation_share": 0,
    "provider.policies.corner_cutting_gain": 0,
    "assumptions.contact.repeat_probability": 0,
    "assumptions.contact.out_of_scope_share": 0,
    "assumptions.billing.error_probability": 0,
    "assumptions.billing.correct_disputed": 0,
    "assumptions.billing.surprise_disputed": 0,
    "assumptions.billing.write_off_share": 0,
    "assumptions.billing.non_performance_disputed": 0,
    "assumptions.billing.opening_months": 0,
    "assumptions.trust.start_spread": 0,
    "assumptions.trust.trait_spread": 0,
    "assumptions.grievance.start_mean": 0,
    "assumptions.exit.switching_weight": 0,
    "assumptions.renewal.intercept": -20,
}
"""What is drawn switched off, in the small scenario: a first tier that solves everything, correct invoices paid."""


def changed(overrides: Mapping[str, object]) -> Scenario:
    """The small scenario, but for the values given by path."""
    return with_overrides(SMALL, overrides)


def run_of(overrides: Mapping[str, object] | None = None, *, seed: int = 5, replication: int = 0) -> Run:
    """A run of the small scenario, but for the values given by path."""
    return simulate(changed(overrides or {}), seed=seed, replication=replication)


def history(records: Records, customer: str) -> dict[str, str]:
    """Everything recorded of a customer, each table as text with every digit, in order of its rows' text."""
    tables: dict[str, list[tuple[Any, ...]]] = records.of_customer(customer)
    return {name: "\n".join(sorted(map(repr, rows))) for name, rows in tables.items()}


def histories(run: Run) -> dict[str, dict[str, str]]:
    """Histories of all customers of a run."""
    return {row.customer: history(run.records, row.customer) for row in run.records.customers}
