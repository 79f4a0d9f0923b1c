"""Rows of a run on service credits, in the past tense."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CreditGranted", "DaysServed"]


class CreditGranted(NamedTuple):
    """A service credit that was owed for a month, claimed or not."""

    customer: str
    month: int
    attainment: float
    owed_cents: int
    claimed: bool
    void: bool
    credit: str = "service_credits"
    """Its name in the plan; service_credits for the ladder."""
    days: float = 0.0
    """Of service, where it is due in days of term."""


class DaysServed(NamedTuple):
    """Days of service owed as credits were made good, as a service credit for the fee that they cost."""

    customer: str
    month: int
    at: float
    days: float
    amount_cents: int
    months: int
    """1 where the term went on for a month without a fee; 0 where the fee of the next term is less by the days."""
