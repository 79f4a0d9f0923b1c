"""Work of people on call."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CalledOut"]


class CalledOut(NamedTuple):
    """Work of somebody on call on one contact, and its part of what the call-out costs beside the standby."""

    team: str
    customer: str
    """Empty where the call-out found nothing left to do."""
    day: int
    number: int
    started: float
    ended: float
    paid_minutes: float
    """Of the call-out as a whole: its length, or the least that is paid."""
    amount_cents: int
