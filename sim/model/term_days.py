"""Days of service owed as credits: whole months without a fee after the end of a term, the rest off the next fee."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from sim.model.calendar import Calendar
from sim.model.contract import Contract
from sim.model.customer import Customer
from sim.records.credits import DaysServed
from sim.records.recorder import Records
from sim.units import MINUTES_PER_DAY

__all__ = ["TermDays"]


class TermDays:
    """Makes good the days of service that customers are owed.

    Contracts begin, renew and end with a month. So a term goes on without a fee for as many whole months as the days
    make; what is left of them, less than a month, is taken off the fee of the next term, whose start it would have put
    off. Days still owed when a contract or the study ends become a credit like any other: it is paid out or lapses.

    Parameters
    ----------
    calendar : Calendar
        Days and months of the run.
    records : Records
        Where days that are made good are recorded.
    """

    def __init__(self, calendar: Calendar, records: Records) -> None:
        self._starts, self._first_after = calendar.exits, len(calendar.month_starts) - 1
        self._records = records

    def _length(self, month: int) -> float:
        """Days of a month; beyond the run-off those of its last one."""
        month = min(month, len(self._starts) - 2)
        return (self._starts[month + 1] - self._starts[month]) / MINUTES_PER_DAY

    def fee(self, contract: Contract, month: int) -> float:
        """Fee of a day of a month.

        Parameters
        ----------
        contract : Contract
            Of the customer.
        month : int
            Month of the run.

        Returns
        -------
        float
            Cents.
        """
        return contract.fee_of(month) / self._length(month)

    def extend(self, customer: Customer, month: int, now: float) -> bool:
        """Let a term that ends now go on for a month without a fee, where so many days are owed.

        Parameters
        ----------
        customer : Customer
            Whose term ends now.
        month : int
            The month that begins.
        now : float
            Minute of the run.

        Returns
        -------
        bool
            Whether the term goes on; never for one that is set on leaving, or let go.
        """
        account, contract, days = customer.account, customer.contract, self._length(month)
        if account.days_owed < days or contract.leaves_at < inf:
            return False
        contract.term_end += 1
        self._make_good(customer, month, now, days, contract.fee_of(month), months=1)
        return True

    def settle(self, customer: Customer, month: int, now: float) -> None:
        """Turn the days that are left into a credit: off the next fee, or settled with all others where there is none.

        Parameters
        ----------
        customer : Customer
            Renews its contract, or leaves.
        month : int
            The month that begins.
        now : float
            Minute of the run.
        """
        if days := customer.account.days_owed:
            self._make_good(customer, month, now, days, self._fees(customer.contract, month, days))

    def _fees(self, contract: Contract, month: int, days: float) -> int:
        """Fees of so many days from the start of a month on, in cents."""
        cents = 0
        while days >= self._length(month):
            cents += contract.fee_of(month)
            days -= self._length(month)
            month += 1
        return cents + round(days * self.fee(contract, month))

    def close(self, customers: Iterable[Customer], now: float) -> None:
        """Turn days that are still owed at the end of the study into credits, at the fees of the months after it.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        now : float
            Minute of the end of the study.
        """
        for customer in customers:
            if customer.contract.leaves_at > now:
                self.settle(customer, self._first_after, now)

    def _make_good(
        self, customer: Customer, month: int, now: float, days: float, cents: int, *, months: int = 0
    ) -> None:
        """Book days as a service credit for the fee that they cost."""
        customer.account.days_owed -= days
        customer.account.credit_cents += cents
        self._records.days_served.append(DaysServed(customer.name, month, now, days, cents, months))
