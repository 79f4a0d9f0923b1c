"""Payments, write-offs and deposits: how parts of invoices are settled, and what is held against them."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DepositMoved", "PaymentReceived", "WrittenOff"]


class PaymentReceived(NamedTuple):
    """Cash for the undisputed part of an invoice, or for what a dispute left of the other."""

    customer: str
    month: int
    at: float
    amount_cents: int
    disputed: bool = False
    """Whether it is for the part that was disputed."""
    discount_cents: int = 0
    """Taken off for early payment, beside the cash."""

    @property
    def settled_cents(self) -> int:
        """Part of the invoice that is settled: cash, and the discount."""
        return self.amount_cents + self.discount_cents


class WrittenOff(NamedTuple):
    """A part of an invoice given up."""

    customer: str
    month: int
    at: float
    amount_cents: int
    disputed: bool = False
    """Whether it is the part that was disputed."""

    @property
    def settled_cents(self) -> int:
        """Part of the invoice that is settled."""
        return self.amount_cents


class DepositMoved(NamedTuple):
    """A deposit that was taken, held at the start of the study, set off against an unpaid invoice, or paid back."""

    customer: str
    at: float
    amount_cents: int
    """Above 0 where it is taken, or held at the start; below 0 where it is set off or paid back."""
