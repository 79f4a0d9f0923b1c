"""Fees in advance: what is billed, what a change in mid-period adds or takes back, and what is owed at the end."""

from __future__ import annotations

from collections.abc import Iterable

from sim.customers.paying import expected_credit_share
from sim.model.customer import Customer
from sim.records.events import BalanceSettled, FeeCredited, FeesDeferred
from sim.records.recorder import Records
from sim.scenario.document import Scenario

__all__ = ["Prepayments"]


class Prepayments:
    """Bills fees in advance, and follows each change of a fee within a period that is billed already.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study; what is assumed of billing is fixed.
    records : Records
        Where credit notes, deferred fees and settled balances are recorded.
    """

    def __init__(self, scenario: Scenario, records: Records) -> None:
        self._billing = scenario.assumptions.billing
        self._records = records

    def open(self, customers: Iterable[Customer], now: float) -> None:
        """Put on record what customers have paid in advance when they come into the study.

        Parameters
        ----------
        customers : iterable of Customer
            New to the run; those of the start are in the middle of a term.
        now : float
            Minute of the run.
        """
        for customer in customers:
            contract = customer.contract
            contract.billed_fee_cents = contract.fee_cents
            self._defer(customer, contract.billed_until if now <= 0 else 0, now)

    def bill(self, customer: Customer, month: int, now: float, *, last: bool) -> int:
        """Bill the fee of another period, or the difference that a change makes to the period that runs.

        Fees change on the first of a month, so whole months are prorated: those that are billed and yet to come, at the
        difference of the fees. What is owed back becomes a credit note.

        Parameters
        ----------
        customer : Customer
            Under contract until now or later.
        month : int
            The month that begins.
        now : float
            Minute of the run.
        last : bool
            The contract has ended: all that was billed in advance is owed back.

        Returns
        -------
        int
            Cents to bill, 0 or more.
        """
        contract = customer.contract
        fee = 0 if last else contract.fee_cents
        amount = (fee - contract.billed_fee_cents) * max(contract.billed_until - month, 0)
        contract.billed_fee_cents = fee
        if amount < 0:
            customer.account.fee_credit_cents -= amount
            self._records.fee_credits.append(FeeCredited(customer.name, month, now, -amount))
        if not last and month >= contract.billed_until:
            months = min(contract.terms.plan.billing_months, contract.term_end - month)
            contract.billed_until = month + months
            amount = fee * months
        return max(amount, 0)

    def close(self, customers: Iterable[Customer], month: int, now: float) -> None:
        """Close the books on customers at the end of the study: fees deferred, and balances.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        month : int
            First month after the study.
        now : float
            Minute of the end of the study.
        """
        for customer in customers:
            if customer.contract.leaves_at >= now:
                self._defer(customer, customer.contract.billed_until - month, now)
                self.settle(customer, now)

    def settle(self, customer: Customer, now: float) -> None:
        """Settle what the provider owes a customer: credit notes are paid back, service credits by the terms.

        Of fees that it meant to withhold and has paid in advance, it gets what such disputes come to on average.

        Parameters
        ----------
        customer : Customer
            Whose contract, or whose time in the study, is over.
        now : float
            Minute of the run.
        """
        account = customer.account
        paid_out = customer.contract.terms.plan.credits_at_end == "paid out"
        credit, fees, billing = account.credit_cents, account.fee_credit_cents, self._billing
        share = expected_credit_share(
            billing.non_performance_full_credit_share, billing.partial_credit_share, billing.partial_credit
        )
        unserved = round(share * account.unserved_cents)
        if credit or fees or unserved:
            paid, lapsed = (credit, 0) if paid_out else (0, credit)
            self._records.balances.append(BalanceSettled(customer.name, now, paid, lapsed, fees, unserved))
        account.credit_cents = account.fee_credit_cents = account.unserved_cents = 0

    def _defer(self, customer: Customer, months: int, now: float) -> None:
        """Record fees that are billed for months yet to come."""
        amount = customer.contract.fee_cents * max(months, 0)
        if amount:
            self._records.deferred.append(FeesDeferred(customer.name, now, amount))
