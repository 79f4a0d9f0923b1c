"""A plain world for cases: nobody errs, disputes, pays late or leaves, people are ample; a case changes one clause."""

from __future__ import annotations

from typing import Any

from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides

__all__ = ["PLAIN", "plain"]

TEAM = {
    "cost_per_hour": 40,
    "touch_sigma": 0,
    "solved_share": 1,
    "escalated_share": 0,
    "respectful_share": 1,
    "shrinkage_share": 0,
}
PLAIN = Scenario.model_validate(
    {
        "title": "Plain world",
        "start_date": "2027-01-01",
        "horizon_months": 12,
        "warmup_days": 0,
        "provider": {
            "teams": {
                "frontline": TEAM | {"people": 10, "touch_minutes": 10},
                "billing": TEAM | {"people": 1, "touch_minutes": 60},
            },
            "policies": {"follow_up_discipline": 1, "refused_escalation_share": 0, "corner_cutting_gain": 0},
        },
        "plans": {
            "silver": {
                "fee_per_month": 1000,
                "response_hours": {"P1": 1, "P2": 2, "P3": 4, "P4": 8},
                "uplift_per_year": 0,
                "service_credits": [],
            }
        },
        "segments": {
            "firms": {
                "customers": 0,
                "plan": "silver",
                "contacts_per_year": 600,
                "phone_share": 0,
                "self_service_share": 0,
                "chasing_share": 0,
                "breaking_point": 1000,
                "late_payment_share": 0,
            }
        },
        "accounts": {"Acme": {"segment": "firms", "contacts_per_year": 600, "breaking_point": 1000}},
        "selling": {"clarity": 1},
        "assumptions": {
            "contact": {"out_of_scope_share": 0, "repeat_probability": 0},
            "billing": {
                "error_probability": 0,
                "correct_disputed": 0,
                "surprise_disputed": 0,
                "write_off_share": 0,
                "late_if_disputed": 0,
            },
            "renewal": {"intercept": -20, "bargaining": 0},
        },
    }
)


def plain(**changes: Any) -> Scenario:
    """The plain world with some values changed: path, with a double underscore for each dot, and value."""
    return with_overrides(PLAIN, {path.replace("__", "."): value for path, value in changes.items()})
