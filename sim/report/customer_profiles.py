"""Whom to cherish, fix, charge or let go, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from sim.questions.customer_profiles import COURSES, CustomerProfile
from sim.report.format.table import Column, Span, Table
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


def profiles_table(profiles: Sequence[CustomerProfile], currency: str) -> Table:
    """List the customers with their course of action, the least profitable first.

    Parameters
    ----------
    profiles : sequence of CustomerProfile
        The customers.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row a customer.
    """
    columns = (
        Column("Customer"),
        Column("Segment"),
        Column("Consider"),
        Column("Margin", "money"),
        Column("Margin, interval", "money"),
        Column("Trust", "number"),
        Column("Contacts", "number"),
        Column("Hours of people", "number"),
        Column("Leaves, runs", "number"),
        Column("of runs", "number"),
        Column("Heaviest cause"),
    )
    rows = tuple(
        (
            row.name,
            row.segment,
            row.course if row.sure else f"{row.course}, not sure",
            row.margin.estimate,
            Span(row.margin.low, row.margin.high),
            round(row.trust.estimate, 2),
            round(row.contacts, 1),
            round(row.hours, 1),
            row.lost,
            len(row.reasons),
            row.worst_cause,
        )
        for row in sorted(profiles, key=lambda profile: profile.margin.estimate)
    )
    return Table("", columns, rows, currency)
