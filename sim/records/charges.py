"""Charges beside the flat fee, line by line."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ChargeMade"]


class ChargeMade(NamedTuple):
    """A charge beside the flat fee for a month, of one name: a line of an invoice."""

    customer: str
    month: int
    """In which it was used, and so earned."""
    name: str
    quantity: float
    """Units of the month: contacts, hours, seats, people, visits, money spent, months or starts."""
    cents: int
    """0 where the fee covers them, or where they are settled later."""
    invoice: int
    """Month of the invoice that bills it; the one after the study where none does."""
