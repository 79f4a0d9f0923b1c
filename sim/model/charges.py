"""Charges: what an invoice holds, line by line, and what is left of the units that fees cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sim.contracts.charges import Block, grown, line_cents, price_in_month, priced
from sim.contracts.invoicing import overage_cents, time_and_materials_cents
from sim.customers.causes import Cause
from sim.model.customer import Customer
from sim.model.prepayment import Prepayments
from sim.model.relationship import Relationship
from sim.records.charges import ChargeMade
from sim.records.events import row
from sim.records.recorder import Records
from sim.scenario.charges import USED, Charge
from sim.scenario.document import Scenario

__all__ = ["Charges", "Charging"]


class Charges(NamedTuple):
    """Charges of a month, in cents."""

    fee: int
    overage: int
    work: int
    """Outside the scope."""
    not_covered: int
    """Within the scope, and charged as if it were not."""
    fixes: int
    interest: int
    agreed: int = 0
    """By the plan's charges, as they were agreed."""
    beyond: int = 0
    """By the plan's charges, for units beyond those that the fee covers."""

    @property
    def surprise(self) -> int:
        """Charges that nobody spoke of before the invoice came; the rest was announced when it arose."""
        return self.overage + self.work + self.beyond


@dataclass(slots=True)
class OpenCharge:
    """A charge of a customer's plan, with what is carried into the next month."""

    plan: str
    charge: Charge
    block: Block
    """Units that the fee covers."""
    units: float = 0.0
    """Used since units were settled last, where months are settled together."""
    months: int = 0
    """Since then."""


class Charging:
    """Charges customers for a month.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    records : Records
        Where charges beside the fee are recorded.
    relationship : Relationship
        Of each customer with its provider.
    prepayments : Prepayments
        Bills fees in advance.
    """

    def __init__(
        self, scenario: Scenario, records: Records, relationship: Relationship, prepayments: Prepayments
    ) -> None:
        self._records = records
        self._open: dict[str, dict[str, OpenCharge]] = {}
        """By customer, and name of the charge."""
        self._minor_units = scenario.minor_units
        self._relationship = relationship
        self._prepayments = prepayments
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._weights = scenario.assumptions.grievance

    def charges(self, customer: Customer, month: int, now: float, *, last: bool) -> Charges:
        """Add up what an invoice charges at the start of a month.

        Parameters
        ----------
        customer : Customer
            Under contract until now or later.
        month : int
            The month that begins.
        now : float
            Minute of the run.
        last : bool
            The contract has ended: arrears only.

        Returns
        -------
        Charges
            In cents.
        """
        contract, usage, account = customer.contract, customer.usage, customer.account
        self._settle_old(customer, month, last=last)
        if contract.terms.plan.charges and 0 < month == contract.joined_month:
            self._set_up(customer, month)
        agreed, beyond = account.charges_cents, account.beyond_cents
        account.charges_cents = account.beyond_cents = 0
        terms = contract.usage_terms
        contract.usage_terms = contract.terms
        included, by_hour = terms.plan.included_contacts_per_month, terms.time_and_materials_cents
        charges = (
            self._prepayments.bill(customer, month, now, last=last),
            overage_cents(usage.contacts - usage.outside_allowance, included, terms.overage_cents),
            time_and_materials_cents(usage.out_of_scope_minutes, by_hour),
            time_and_materials_cents(usage.not_covered_minutes, by_hour),
            usage.fixes_cents,
            self._interest_due(customer, now),
            agreed,
            beyond,
        )
        return row(Charges, charges)

    def end_month(self, customer: Customer, month: int) -> None:
        """Charge a month that ends, by the charges of the customer's plan; the next invoice bills it.

        Parameters
        ----------
        customer : Customer
            Under contract in the month.
        month : int
            The month that ends.
        """
        terms = customer.contract.terms
        if not terms.plan.charges:
            return
        charges = self._open.setdefault(customer.name, {})
        for name, charge in terms.plan.charges.items():
            if charge.per == "start":
                continue
            state = charges.get(name)
            if state is None:
                state = charges[name] = OpenCharge(terms.name, charge, Block(charge.carry_over_months))
            state.charge, state.block.valid_months = charge, charge.carry_over_months
            units = self._units(customer, name, charge, month)
            money, least = self._money(customer, state, units, month)
            self._charge(customer, ChargeMade(customer.name, month, name, round(units, 9), money, month + 1), least)

    def _units(self, customer: Customer, name: str, charge: Charge, month: int) -> float:
        """Units of a charge in a month; what grows does so from the start, or since the customer joined."""
        segment, months = customer.member.segment, month - customer.contract.joined_month
        if charge.per in USED:
            return customer.usage.charged_units.get(name, 0.0)
        if charge.per == "seat":
            return float(round(grown(segment.seats, segment.seat_growth_per_year, months)))
        if charge.per == "spend":
            return grown(segment.spend_per_month, segment.spend_growth_per_year, months)
        return customer.member.account_people if charge.per == "person" else 1.0

    def _money(self, customer: Customer, state: OpenCharge, units: float, month: int) -> tuple[int, int]:
        """Cents for the units of a month, or of all months that are settled with it, and the least of that."""
        charge, first = state.charge, customer.contract.first_month
        if charge.settle_months > 1:
            state.units += units
            state.months += 1
            due = (month - first + 1) % charge.settle_months == 0
            return self._settle(state, month - first + 1) if due else (0, 0)
        beyond = state.block.use(month, charge.included_per_month, units)
        return self._cents(charge, beyond, 1, month - first + 1)

    def _settle(self, state: OpenCharge, contract_month: int) -> tuple[int, int]:
        """Cents for months that are settled together, which lapse with that."""
        beyond, months = max(state.units - state.months * state.charge.included_per_month, 0.0), state.months
        state.units, state.months = 0.0, 0
        return self._cents(state.charge, beyond, months, contract_month)

    def _cents(self, charge: Charge, units: float, months: int, contract_month: int) -> tuple[int, int]:
        """Cents for units beyond those that the fee covers, and the least of so many months."""
        least = line_cents(charge.least * months, self._minor_units)
        if charge.price is None:
            money = priced(units, [(tier.above, tier.price) for tier in charge.tiers])
        else:
            money = units * price_in_month(charge.price, charge.steps, contract_month)
        return max(line_cents(money, self._minor_units), least), least

    def _charge(self, customer: Customer, row: ChargeMade, least_cents: int) -> None:
        """Put a charge on record and on the next invoice; what goes beyond the units covered may surprise."""
        if not (row.quantity or row.cents):
            return
        self._records.charges.append(row)
        charge = self._open[customer.name][row.name].charge
        beyond = row.cents - least_cents if charge.per in USED and charge.included_per_month else 0
        customer.account.beyond_cents += beyond
        customer.account.charges_cents += row.cents - beyond

    def _set_up(self, customer: Customer, month: int) -> None:
        """Charge the set-up of a newcomer, on its first invoice."""
        for name, charge in customer.contract.terms.plan.charges.items():
            if charge.per == "start" and charge.price:
                cents = line_cents(charge.price, self._minor_units)
                self._records.charges.append(ChargeMade(customer.name, month, name, 1.0, cents, month))
                customer.account.charges_cents += cents

    def _settle_old(self, customer: Customer, month: int, *, last: bool) -> None:
        """Settle charges that hold no more: the contract has ended, or another plan holds; unused units lapse."""
        charges, terms = self._open.get(customer.name), customer.contract.terms
        if not charges:
            return
        for name, state in list(charges.items()):
            now = None if last or state.plan != terms.name else terms.plan.charges.get(name)
            old = state.charge
            if now is None or (now.per, now.settle_months) != (old.per, old.settle_months):
                if state.months:
                    cents, least = self._settle(state, month - customer.contract.first_month)
                    self._charge(customer, ChargeMade(customer.name, month - 1, name, 0.0, cents, month), least)
                del charges[name]

    def close(self, customers: Iterable[Customer], month: int, now: float) -> None:
        """Settle, at the end of the study, what is earned and will be billed after it.

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
                self._settle_old(customer, month, last=True)

    def _interest_due(self, customer: Customer, now: float) -> int:
        """Interest on late payments that have come in, in cents."""
        account = customer.account
        if not account.interest:
            return 0
        due = [amount for paid_at, amount in account.interest if paid_at <= now]
        if due:
            account.interest = [entry for entry in account.interest if entry[0] > now]
            self._relationship.add_grievance(customer, now, Cause.LATE_INTEREST, self._weights.late_interest)
        return sum(due)
