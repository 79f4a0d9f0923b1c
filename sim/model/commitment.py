"""Commitments: the least charge of a month, and the price of ending a term early."""

from __future__ import annotations

from sim.contracts.invoicing import overage_cents, time_and_materials_cents
from sim.customers.leaving import DepartureReason
from sim.model.customer import Customer
from sim.records.charges import ChargeMade
from sim.records.recorder import Records
from sim.units import cents

__all__ = ["Commitments"]

SHORTFALL = "least charge"
TERMINATION = "early termination"
"""Names of lines of an invoice."""


class Commitments:
    """Charges what a customer has committed itself to.

    Parameters
    ----------
    records : Records
        Where charges are recorded.
    """

    def __init__(self, records: Records) -> None:
        self._records = records

    def end_month(self, customer: Customer, month: int) -> None:
        """Charge what fee and use of a month that ends fall short of the least charge.

        Parameters
        ----------
        customer : Customer
            Under contract in the month; its charges for the month are made.
        month : int
            The month that ends.
        """
        contract, usage, account = customer.contract, customer.usage, customer.account
        terms = contract.terms
        least = terms.plan.least_charge_per_month
        if least is None:
            return
        used = overage_cents(
            usage.contacts - usage.outside_allowance, terms.plan.included_contacts_per_month, terms.overage_cents
        )
        for minutes in (usage.out_of_scope_minutes, usage.not_covered_minutes):
            used += time_and_materials_cents(minutes, terms.time_and_materials_cents)
        used += usage.fixes_cents + account.charges_cents + account.beyond_cents
        self._charge(
            customer, SHORTFALL, cents(least, terms.minor_units) - contract.fee_of(month) - used, month, month + 1
        )

    def leave(self, customer: Customer, month: int) -> None:
        """Charge a customer that leaves now for ending its term early, where it has bought itself out.

        Parameters
        ----------
        customer : Customer
            Leaves now.
        month : int
            The month that begins.
        """
        contract, share = customer.contract, customer.contract.terms.plan.termination_fee_share
        bought_out = contract.bought_out
        if share is None or bought_out is None or contract.leaves_because is not DepartureReason.POP:
            return
        if month == bought_out[0]:
            price = round(share * contract.fees_of(range(*bought_out)))
            self._charge(customer, TERMINATION, price, max(month - 1, 0), month)

    def _charge(self, customer: Customer, name: str, amount: int, month: int, invoice: int) -> None:
        """Put a line of a month on record and on the invoice of another."""
        if amount > 0:
            self._records.charges.append(ChargeMade(customer.name, month, name, 1.0, amount, invoice))
            customer.account.charges_cents += amount
