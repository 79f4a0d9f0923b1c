"""Deposits: taken when a contract begins, set off against what is never paid, and paid back at its end."""

from __future__ import annotations

from collections.abc import Iterable

from sim.model.customer import Customer
from sim.records.payments import DepositMoved
from sim.records.recorder import Records

__all__ = ["Deposits"]


class Deposits:
    """Holds deposits of customers.

    Parameters
    ----------
    records : Records
        Where deposits are recorded.
    """

    def __init__(self, records: Records) -> None:
        self._records = records

    def open(self, customers: Iterable[Customer], now: float) -> None:
        """Take the deposits of newcomers; those of customers of the start are held already.

        Parameters
        ----------
        customers : iterable of Customer
            New to the run.
        now : float
            Minute at which their contracts begin.
        """
        for customer in customers:
            months = customer.contract.terms.plan.deposit_months
            if months is not None:
                self._move(customer, max(now, 0.0), round(months * customer.contract.fee_cents))

    def cover(self, customer: Customer, amount_cents: int) -> bool:
        """Keep a part of the deposit for an invoice that will never be paid.

        Parameters
        ----------
        customer : Customer
            Who owes it.
        amount_cents : int
            Amount that will be set off when it would be written off.

        Returns
        -------
        bool
            Whether the deposit covers all of it.
        """
        account = customer.account
        if account.deposit_cents < amount_cents:
            return False
        account.deposit_cents -= amount_cents
        return True

    def set_off(self, customer: Customer, at: float, amount_cents: int) -> None:
        """Set an amount that was kept off against an invoice.

        Parameters
        ----------
        customer : Customer
            Who owed it.
        at : float
            Minute of the run.
        amount_cents : int
            Of the invoice.
        """
        self._records.deposits.append(DepositMoved(customer.name, at, -amount_cents))

    def pay_back(self, customer: Customer, now: float) -> None:
        """Pay back at the end of a contract what is not kept for unpaid invoices.

        Parameters
        ----------
        customer : Customer
            Leaves now.
        now : float
            Minute of the run.
        """
        self._move(customer, now, -customer.account.deposit_cents)

    def _move(self, customer: Customer, at: float, amount_cents: int) -> None:
        if amount_cents:
            customer.account.deposit_cents += amount_cents
            self._records.deposits.append(DepositMoved(customer.name, at, amount_cents))
