"""The parts of a run, connected, and the turn of its months; a clock says when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sim.model.calendar import Calendar, team_rosters
from sim.model.contact_rules import ContactRules
from sim.model.customer import Customer, MonthUsage, enrol
from sim.model.demand import Demand
from sim.model.dispute import Dispute
from sim.model.invoice import Invoicing
from sim.model.market import MarketProcess
from sim.model.metering import UsageMeter
from sim.model.month import MonthTurn
from sim.model.portfolio import members
from sim.model.relationship import Relationship
from sim.model.remedies import Remedies
from sim.model.run_off import record_remaining
from sim.model.terms import terms_of
from sim.model.tier import helpers_of, swings_of, tiers_of
from sim.model.word_of_mouth import WordOfMouth
from sim.records.recorder import Records
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.scenario.timeline import versions
from sim.units import MINUTES_PER_DAY

__all__ = ["Clock", "World"]


class Adopts(Protocol):
    """A part that reads the document."""

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """


class Clock(Protocol):
    """When contacts and the work at the desk happen, as the turn of a month needs it."""

    def adopt(self, version: Scenario) -> None:
        """Take over what another version of the document says of the desk.

        Parameters
        ----------
        version : Scenario
            Holds from now on.
        """

    def keep_ledgers(self, month: int) -> None:
        """Record what the teams did in a month.

        Parameters
        ----------
        month : int
            That ends now; -1 is the warm-up.
        """

    def change_clocks(self, customers: Iterable[Customer], now: float) -> None:
        """Let open contacts go on by the hours of coverage that their customers now have.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        now : float
            Minute of the run.
        """

    def withdraw(self, customer: Customer, now: float) -> None:
        """Withdraw the contacts of a customer that has left; a touch that goes on is the last.

        Parameters
        ----------
        customer : Customer
            Whose contract has ended.
        now : float
            Minute of the run.
        """

    def add_dispute(self, dispute: Dispute) -> None:
        """Bring a dispute to the billing team.

        Parameters
        ----------
        dispute : Dispute
            Opened now.
        """

    def close_desk(self) -> None:
        """End the run at the desk: touches in hand are cut off, and promises of open contacts are looked at."""

    def close_contacts(self) -> None:
        """End the run for contacts: those that are not over are still open."""


class World:
    """One replication of one scenario.

    Every part is handed over the parts that it needs when it is made, so that a missing one is an error before anything
    happens.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Days and months of the run.
    random_numbers : Uniforms
        Of the replication.
    records : Records
        Where everything is recorded.
    demand : Demand, optional
        In place of the document's own, for contacts by a script.
    """

    def __init__(
        self,
        scenario: Scenario,
        calendar: Calendar,
        random_numbers: Uniforms,
        records: Records,
        demand: Demand | None = None,
    ) -> None:
        self.calendar = calendar
        self.random_numbers = random_numbers
        self.records = records
        self._scenario = scenario
        self.versions = dict(versions(scenario))
        self.rosters = team_rosters(self.versions, calendar, random_numbers)
        terms = terms_of(scenario, calendar)
        self.customers = enrol(members(scenario, terms), scenario, random_numbers)
        self.talk = WordOfMouth(scenario, random_numbers, self.customers)
        self.relationship = Relationship(scenario, calendar, records, self.talk)
        self._market = MarketProcess(scenario, terms, random_numbers, records, self.relationship)
        self._remedies = Remedies(scenario, calendar, records, self.relationship)
        self.contacts = ContactRules(scenario, records, self.relationship, UsageMeter())
        self.tiers = [*tiers_of(scenario), *helpers_of(self.versions.values())]
        self.swings = swings_of(scenario)
        self.invoicing = Invoicing(scenario, calendar, random_numbers, records, self.relationship)
        self._months = MonthTurn(scenario, calendar, random_numbers, records, self.invoicing, self.relationship)
        self.demand = demand or Demand(scenario, calendar, random_numbers)
        self.billing_team = scenario.provider.billing_team
        self._days_of_months = {
            int(start) // MINUTES_PER_DAY: month for month, start in enumerate(calendar.month_starts)
        }
        self._months.enrol(self.customers, 0.0)

    def is_month(self, day: int) -> bool:
        """Tell whether a month begins.

        Parameters
        ----------
        day : int
            Of the run, to the one after the last.

        Returns
        -------
        bool
            True too where the last month is over.
        """
        return day in self._days_of_months

    def turn(self, day: int, now: float, clock: Clock) -> tuple[list[Customer], int] | None:
        """Turn the month where one begins.

        Parameters
        ----------
        day : int
            Of the run.
        now : float
            Minute of the run.
        clock : Clock
            Of the run.

        Returns
        -------
        tuple of list of Customer and int, or None
            Whose contacts are to be drawn, and the day before which; None where it was done before.
        """
        if day in self._days_of_months:
            self._turn_month(self._days_of_months[day], now, clock)
        elif day != self.calendar.days.start:
            return None
        present = [
            customer
            for customer in self.customers
            if customer.contract.leaves_at > now and (day >= 0 or not customer.begins_with_study)
        ]
        until = min((start for start in self._days_of_months if start > day), default=self.calendar.days.stop)
        return present, until

    def close(self, clock: Clock) -> None:
        """End the run at the horizon.

        Parameters
        ----------
        clock : Clock
            Of the run.
        """
        last_month, horizon = len(self.calendar.month_starts) - 2, self.calendar.horizon
        clock.close_desk()
        self._end_month(last_month)
        self.invoicing.close(self.customers, horizon)
        clock.close_contacts()
        record_remaining(self.customers, self.calendar, self.records, self.relationship, self.invoicing)
        clock.keep_ledgers(last_month)

    def _turn_month(self, month: int, now: float, clock: Clock) -> None:
        """A month begins: the old one is closed, terms end, invoices go out."""
        clock.keep_ledgers(month - 1)
        if month:
            self._end_month(month - 1)
        if self.versions.get(month, self._scenario) is not self._scenario:
            self._adopt(self.versions[month], now, clock)
        self._months.book_actions(month)
        self._remedies.review(self.customers, month, now)
        clock.change_clocks(self.customers, now)
        for customer in self.customers:
            contract = customer.contract
            if contract.leaves_at < now:
                continue
            if self._months.ends_contract(customer, month, now):
                clock.withdraw(customer, now)
                self._months.leave(customer, month, now, self.talk)
            if now < contract.leaves_at:
                self._months.keep_promises(customer, month, now)
                self._months.book_care(customer, month)
            self._invoice(customer, month, now, clock)
            customer.usage = MonthUsage()
        self._welcome(self._market.turn(self.customers, month, now), month, now, clock)
        self._months.compare_fees(self.customers, month, now)

    def _invoice(self, customer: Customer, month: int, now: float, clock: Clock) -> None:
        """Send the invoice of a month; where it is disputed, the billing team gets to work."""
        dispute = self.invoicing.issue(customer, month, now, last=customer.contract.leaves_at <= now)
        if dispute is not None:
            clock.add_dispute(dispute)

    def _adopt(self, version: Scenario, now: float, clock: Clock) -> None:
        """Management acts: from now on another version of the document holds."""
        parts: list[Adopts] = [self.relationship, self.talk, self.contacts, self.invoicing, self._remedies]
        for part in [*parts, self._months, *self.tiers, *(tier for tier, _ in self.swings), self.demand]:
            part.adopt(version)
        clock.adopt(version)
        terms = terms_of(version, self.calendar)
        self._market.adopt(version, terms)
        by_name = {member.name: member for member in [*members(version, terms), *self._market.newcomers()]}
        for customer in self.customers:
            if customer.contract.leaves_at > now:
                self._remedies.move(customer, self._remedies.treated(by_name[customer.name]), now)

    def _welcome(self, newcomers: Sequence[Customer], month: int, now: float, clock: Clock) -> None:
        """Newcomers are customers from today on."""
        self._months.enrol(newcomers, now)
        self.customers.extend(newcomers)
        for newcomer in newcomers:
            self._months.book_care(newcomer, month)
            self._invoice(newcomer, month, now, clock)

    def _end_month(self, month: int) -> None:
        """A month ends for all who were under contract in it."""
        now = self.calendar.month_starts[month + 1]
        for customer in self.customers:
            if customer.contract.leaves_at >= now:
                self._months.end_month(customer, month, now)
