"""Whom to cherish, fix, charge or let go, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.questions.customer_profiles import COURSES, CustomerProfile
from sim.report.format.words import money, step_of

__all__ = ["profiles_sentence", "profiles_table"]


def profiles_sentence(profiles: Sequence[CustomerProfile], currency: str) -> str:
    """State how many customers fall under each course of action, and their margin.

    Parameters
    ----------
    profiles : sequence of CustomerProfile
        The customers.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    parts = []
    for course in COURSES.values():
        mine = [row for row in profiles if row.course == course]
        if mine:
            total = sum(profile.margin.estimate for profile in mine)
            parts.append(f"{course} {len(mine)} ({money(total, currency, step=step_of(total, 2))})")
    unsure = sum(not row.sure for row in profiles)
    doubt = f" For {unsure} of them the course is uncertain." if unsure else ""
    return f"By margin and trust, of {len(profiles)} customers: {', '.join(parts)}.{doubt}"


def profiles_table(profiles: Sequence[CustomerProfile], currency: str) -> pd.DataFrame:
    """List the customers with their course of action, the least profitable first.

    Parameters
    ----------
    profiles : sequence of CustomerProfile
        The customers.
    currency : str
        ISO 4217 code.

    Returns
    -------
    DataFrame
        A row a customer.
    """
    rows = sorted(profiles, key=lambda row: row.margin.estimate)
    return pd.DataFrame(
        {
            "Customer": [row.name for row in rows],
            "Segment": [row.segment for row in rows],
            "Consider": [row.course if row.sure else f"{row.course}, not sure" for row in rows],
            f"Margin, {currency}": [round(row.margin.estimate) for row in rows],
            "Margin, from": [round(row.margin.low) for row in rows],
            "Margin, to": [round(row.margin.high) for row in rows],
            "Trust": [round(row.trust.estimate, 2) for row in rows],
            "Contacts": [round(row.contacts, 1) for row in rows],
            "Hours of people": [round(row.hours, 1) for row in rows],
            "Leaves, runs": [row.lost for row in rows],
            "of runs": [len(row.reasons) for row in rows],
            "Heaviest cause": [row.worst_cause for row in rows],
        }
    )
