"""Whom to cherish, fix, charge or let go, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.questions.customer_profiles import COURSES, CustomerProfile
from sim.report.format.words import money, step_of

__all__ = ["profiles_sentence", "profiles_table"]


def profiles_sentence(found: Sequence[CustomerProfile], currency: str) -> str:
    """How many customers lie where, what they bring, and how many of them chance could put elsewhere."""
    parts = []
    for course in COURSES.values():
        mine = [each for each in found if each.course == course]
        if mine:
            total = sum(each.margin.estimate for each in mine)
            parts.append(f"{course} {len(mine)} ({money(total, currency, step=step_of(total, 2))})")
    unsure = sum(not each.sure for each in found)
    doubt = f" For {unsure} of them chance could make it another." if unsure else ""
    return f"By margin and trust, of {len(found)} customers: {', '.join(parts)}.{doubt}"


def profiles_table(found: Sequence[CustomerProfile], currency: str) -> pd.DataFrame:
    """The customers, the dearest first."""
    rows = sorted(found, key=lambda each: each.margin.estimate)
    return pd.DataFrame(
        {
            "Customer": [each.name for each in rows],
            "Segment": [each.segment for each in rows],
            "Consider": [each.course if each.sure else f"{each.course}, not sure" for each in rows],
            f"Margin, {currency}": [round(each.margin.estimate) for each in rows],
            "Margin, from": [round(each.margin.low) for each in rows],
            "Margin, to": [round(each.margin.high) for each in rows],
            "Trust": [round(each.trust.estimate, 2) for each in rows],
            "Contacts": [round(each.contacts, 1) for each in rows],
            "Hours of people": [round(each.hours, 1) for each in rows],
            "Leaves, runs": [each.lost for each in rows],
            "of runs": [len(each.reasons) for each in rows],
            "Heaviest cause": [each.worst_cause for each in rows],
        }
    )
