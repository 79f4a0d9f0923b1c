"""The usual hours of service and the usual kinds of charges, credits and the like: what a menu begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.ui.text import tell

__all__ = ["HOURS", "PRESETS", "preset_name"]

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
HOURS: Mapping[str, Mapping[str, Any]] = {
    "office": {"days": EVERY_DAY[:5], "from_hour": 8.0, "to_hour": 18.0, "keeps_holidays": True},
    "extended": {"days": EVERY_DAY[:6], "from_hour": 7.0, "to_hour": 20.0, "keeps_holidays": True},
    "always": {"days": EVERY_DAY, "from_hour": 0.0, "to_hour": 24.0, "keeps_holidays": False},
}
PRESETS: Mapping[str, Mapping[str, Any]] = {
    "charges": {
        "prepaid_hours": {"per": "hour", "price": 120, "included_per_month": 40, "carry_over_months": 3},
        "seats": {"per": "seat", "price": 12},
        "hours": {"per": "hour", "price": 120, "least_minutes": 30, "step_minutes": 15, "out_of_hours_factor": 1.5},
        "travel": {"per": "visit", "price": 150},
        "person": {"per": "person", "price": 9000},
        "setup": {"per": "start", "price": 1000},
        "monthly": {"per": "month", "price": 100},
        "tickets": {"per": "contact", "price": 35, "included_per_month": 10},
        "spend": {
            "per": "spend",
            "tiers": [{"above": 0, "price": 0.1}, {"above": 10000, "price": 0.07}],
            "least": 100,
        },
    },
    "credits": {
        "late_month": {"on": "response", "below": 0.95, "share": 0.05},
        "late_solutions": {"on": "resolution", "below": 0.9, "share": 0.05},
        "late_breach": {"on": "response", "per": "breach", "severities": ["P1"], "money": 100},
        "days": {"on": "response", "below": 0.95, "days": 1},
    },
    "discounts": {
        "first_year": {"share": 0.1, "from_month": 1, "months": 12},
    },
    "escalations": {
        "manager": {"severities": ["P1"], "after_hours": 0.5},
        "director": {"severities": ["P1"], "after_hours": 4},
    },
}
"""By field of a plan, what a new entry begins with, by kind."""


def preset_name(field: str, kind: str) -> str:
    """The name that an entry of a kind gets at first."""
    return tell(f"presets.{field}_{kind}")
