"""Fees by the period: what is billed, what a change in mid-period adds or takes back, and what is owed at the end."""

from __future__ import annotations

from collections.abc import Iterable

from sim.customers.paying import expected_credit_share
from sim.model.contract import Contract
from sim.model.customer import Customer
from sim.records.events import BalanceSettled, FeeCredited, FeesDeferred
from sim.records.recorder import Records
from sim.scenario.document import Scenario

__all__ = ["Prepayments"]


class Prepayments:
    """Bills fees in advance or in arrears, and follows each change of a fee within a period that is billed already.

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
        """Put on record what customers have paid in advance, or owe in arrears, when they come into the study.

        Parameters
        ----------
        customers : iterable of Customer
            New to the run; those of the start are in the middle of a term.
        now : float
            Minute of the run.
        """
        if now > 0:
            return
        for customer in customers:
            contract = customer.contract
            if contract.terms.in_arrears:
                contract.unbilled_cents = contract.fees_of(_period_so_far(customer))
            else:
                contract.billed_fees = {month: contract.fee_of(month) for month in range(contract.billed_until)}
            self._defer(customer, now)

    def bill(self, customer: Customer, month: int, now: float, *, last: bool) -> int:
        """Bill the fee of a period, or the difference that a change makes to the period that is billed already.

        Fees change when a month begins, so whole months are prorated: those that are billed and yet to come, at the
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
            The contract has ended: all that was billed in advance is owed back, and what is billed in arrears is due.

        Returns
        -------
        int
            Cents to bill, 0 or more.
        """
        contract = customer.contract
        difference = self._adjust(contract, last=last)
        if difference < 0:
            customer.account.fee_credit_cents -= difference
            self._records.fee_credits.append(FeeCredited(customer.name, month, now, -difference))
        amount = max(difference, 0)
        if last or month >= contract.billed_until:
            amount += contract.unbilled_cents
            contract.unbilled_cents = 0
        if not last and month >= contract.billed_until:
            contract.billed_until = month + min(contract.terms.plan.billing_months, contract.term_end - month)
            if not contract.terms.in_arrears:
                for later in range(month, contract.billed_until):
                    contract.billed_fees[later] = contract.fee_of(later)
                    amount += contract.billed_fees[later]
        return amount

    def _adjust(self, contract: Contract, *, last: bool) -> int:
        """Bring months that are billed already to the fee that holds now; cents by which they change."""
        difference = 0
        for later, billed in contract.billed_fees.items():
            fee = 0 if last else contract.fee_of(later)
            contract.billed_fees[later] = fee
            difference += fee - billed
        if last:
            contract.billed_fees.clear()
        return difference

    def earn(self, customer: Customer, month: int) -> int:
        """Earn the fee of a month that ends.

        Parameters
        ----------
        customer : Customer
            Under contract in the month.
        month : int
            The month that ends.

        Returns
        -------
        int
            Cents.
        """
        contract = customer.contract
        billed = contract.billed_fees.pop(month, None)
        fee = contract.fee_of(month) if billed is None else billed
        if billed is None:
            contract.unbilled_cents += fee
        return fee

    def close(self, customers: Iterable[Customer], now: float) -> None:
        """Close the books on customers at the end of the study: fees deferred, fees not yet billed, and balances.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        now : float
            Minute of the end of the study.
        """
        for customer in customers:
            if customer.contract.leaves_at >= now:
                self._defer(customer, now)
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

    def _defer(self, customer: Customer, now: float) -> None:
        """Record fees that are billed for months yet to come, less those of months past that are not billed yet."""
        contract = customer.contract
        amount = sum(contract.billed_fees.values()) - contract.unbilled_cents
        if amount:
            self._records.deferred.append(FeesDeferred(customer.name, now, amount))


def _period_so_far(customer: Customer) -> range:
    """Months before the study of the billing period that runs at its start, or ends there, of a customer in arrears."""
    plan, elapsed = customer.contract.terms.plan, -customer.contract.first_month
    if not elapsed and customer.member.customer_since is not None:
        return range(0)
    if elapsed:
        so_far = elapsed % plan.billing_months or plan.billing_months
    else:
        so_far = plan.term_months % plan.billing_months or plan.billing_months
    return range(-so_far, 0)
