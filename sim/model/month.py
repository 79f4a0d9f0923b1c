"""The turn of a month: announcements, costs, ends of terms, and what is recorded of each customer."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from sim.customers.causes import Cause
from sim.customers.leaving import DepartureReason, with_cause
from sim.model.calendar import Calendar
from sim.model.customer import Customer
from sim.model.draws import Purpose
from sim.model.invoice import Invoicing
from sim.model.relationship import Relationship
from sim.model.uptime import Outages
from sim.model.word_of_mouth import WordOfMouth
from sim.records.events import (
    ContractRenewed,
    CostBooked,
    CustomerCostBooked,
    CustomerJoined,
    CustomerLeft,
    MonthEnded,
    row,
)
from sim.records.recorder import Records
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, cents

__all__ = ["MonthTurn"]


class MonthTurn:
    """Decides what happens to each customer when a month ends and another begins.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Days and months of the run.
    random_numbers : Uniforms
        Of the replication.
    records : Records
        Where customers, months, costs, renewals and departures are recorded.
    invoicing : Invoicing
        Grants service credits and raises fees.
    relationship : Relationship
        Of each customer with its provider.
    """

    def __init__(
        self,
        scenario: Scenario,
        calendar: Calendar,
        random_numbers: Uniforms,
        records: Records,
        invoicing: Invoicing,
        relationship: Relationship,
    ) -> None:
        self._months, self._exits = len(calendar.month_starts), calendar.exits
        self._random_numbers = random_numbers
        self._records = records
        self._invoicing = invoicing
        self._relationship = relationship
        self._outages = Outages(scenario, calendar, random_numbers, records, relationship)
        self._renewals: dict[str, list[float]] = {}
        """Uniforms that decide renewals, by customer and month."""
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._scenario = scenario
        self._outages.adopt(scenario)
        selling, provider = scenario.selling, scenario.provider
        sponsor = selling.sponsor_cost_per_month if selling.executive_sponsor else 0.0
        briefing = selling.briefing_cost_per_month if selling.payer_briefed else 0.0
        self._relations = sponsor + briefing
        self._person = provider.account_person_cost_per_month

    def _cents(self, amount: float) -> int:
        """Money in the smallest unit of the currency."""
        return cents(amount, self._scenario.minor_units)

    def enrol(self, customers: Sequence[Customer], now: float) -> None:
        """Put customers on record, with the random numbers of their invoices and renewals.

        Parameters
        ----------
        customers : sequence of Customer
            New to the run.
        now : float
            Minute at which their contracts begin.
        """
        if not customers:
            return
        self._invoicing.enrol(customers, now)
        words = [customer.word for customer in customers]
        renewals = self._random_numbers.rows(words, Purpose.RENEWAL, 0, self._months).tolist()
        for customer, uniforms in zip(customers, renewals, strict=True):
            self._renewals[customer.name] = uniforms
            self._records.customers.append(
                CustomerJoined(
                    customer.name,
                    customer.member.segment_name,
                    customer.contract.terms.name,
                    now,
                    customer.contract.fee_of(max(customer.contract.joined_month, 0)),
                    customer.traits.contacts_per_year,
                    customer.traits.breaking_point,
                    customer.feelings.trust,
                    customer.feelings.grievance,
                    customer.feelings.half_life,
                )
            )

    def end_month(self, customer: Customer, month: int, now: float) -> None:
        """End a month of a customer: service credits, feelings, and its record.

        Parameters
        ----------
        customer : Customer
            Under contract in the month.
        month : int
            The month that ends.
        now : float
            Minute of its end.
        """
        self._outages.end_month(customer, month, now)
        if customer.usage.escalation_cents:
            self._book_cost(customer, month, "relations", customer.usage.escalation_cents)
        self._invoicing.judge_month(customer, month, now)
        self._relationship.month_passes(customer, month, now)
        feelings, usage = customer.feelings, customer.usage
        customer.contract.promises.append((usage.responses_met, usage.responses_made))
        self._records.months.append(
            row(
                MonthEnded,
                (
                    customer.name,
                    month,
                    feelings.trust,
                    feelings.grievance,
                    feelings.respect,
                    feelings.alignment,
                    customer.traits.dependence,
                    self._invoicing.earn(customer, month),
                    feelings.half_life,
                    usage.contacts,
                    usage.responses_met,
                    usage.responses_made,
                    usage.solutions_met,
                    usage.solutions_made,
                ),
            )
        )

    def ends_contract(self, customer: Customer, month: int, now: float) -> bool:
        """Decide whether a contract ends now; where a term ends, it is renewed or not.

        Parameters
        ----------
        customer : Customer
            Under contract until now or later.
        month : int
            The month that begins.
        now : float
            Minute of the run.

        Returns
        -------
        bool
            True where the customer leaves now.
        """
        contract = customer.contract
        self._terminate_for_cause(customer, month, now)
        if contract.leaves_at <= now:
            return True
        if month == contract.term_end and not self._invoicing.extends(customer, month, now):
            return not self._renews(customer, month, now)
        self._invoicing.pass_anniversary(customer, month, now)
        return False

    def _terminate_for_cause(self, customer: Customer, month: int, now: float) -> None:
        """A customer past its breaking point does not wait for the end of its term where it has cause to go.

        Cause is that most promises were missed, by law; or that as many months were as a clause of the contract says.
        """
        contract, rules = customer.contract, self._scenario.assumptions.exit
        if contract.ready_at == inf:
            return
        days = []
        latest = list(contract.promises)[-rules.cause_months :]
        if with_cause(latest, rules.cause_attainment, rules.cause_promises):
            days.append(rules.cause_notice_days)
        credit_rules = contract.terms.plan.credit_rules
        clause = credit_rules.termination if credit_rules is not None else None
        if clause is not None:
            missed = [missed for missed in contract.missed_months if missed >= month - clause.within_months]
            if len(missed) >= clause.missed_months:
                days.append(clause.notice_days)
        if days:
            notice = max(now, contract.ready_at) + min(days) * MINUTES_PER_DAY
            end = next((start for start in self._exits if start >= notice), inf)
            contract.leave_at(end, DepartureReason.FOR_CAUSE)

    def _renews(self, customer: Customer, month: int, now: float) -> bool:
        """The term ends: the customer leaves, or goes on at the new price."""
        contract = customer.contract
        probability = self._relationship.leave_probability(customer, self._invoicing.rise(customer), now)
        if not customer.feelings.past_breaking_point and self._renewals[customer.name][month] < probability:
            contract.leave_at(now, DepartureReason.NOT_RENEWED)
            return False
        self._invoicing.renew(customer, now)
        contract.term_length = contract.terms.plan.term_months
        contract.term_end = month + contract.term_length
        self._records.renewals.append(ContractRenewed(customer.name, now, contract.fee_of(month), probability))
        return True

    def leave(self, customer: Customer, month: int, now: float, word_of_mouth: WordOfMouth) -> None:
        """Record a departure; a customer that is let go in anger is heard of.

        Parameters
        ----------
        customer : Customer
            Leaves now.
        month : int
            The month that begins.
        now : float
            Minute of the run.
        word_of_mouth : WordOfMouth
            Carries the news.
        """
        reason = customer.contract.leaves_because
        if reason is DepartureReason.LET_GO:
            ratio = self._relationship.ratio(customer, now)
            word_of_mouth.let_go(customer, ratio, now, self._relationship.add_grievance)
        self._records.departures.append(CustomerLeft(customer.name, now, reason, customer.contract.fee_of(month)))

    def keep_promises(self, customer: Customer, month: int, now: float) -> None:
        """Take what was announced for this month, or long before, and what everybody must learn again.

        Parameters
        ----------
        customer : Customer
            Under contract.
        month : int
            The month that begins.
        now : float
            Minute of the run.
        """
        if not customer.has_mood:
            return
        for announcement in self._scenario.announcements:
            if announcement.promised_month < customer.contract.joined_month:
                continue
            if self._relationship.announced(customer, announcement, month, now):
                fee = customer.contract.fee_of(month)
                customer.account.credit_cents += round(announcement.compensation_share * fee)
        weight = self._scenario.assumptions.grievance.forced_change
        for change in self._scenario.forced_changes:
            if change.month == month:
                self._relationship.add_grievance(customer, now, Cause.FORCED_CHANGE, weight)

    def book_care(self, customer: Customer, month: int) -> None:
        """Book the cost of a customer's own people, its sponsor and the briefing of its payer.

        Parameters
        ----------
        customer : Customer
            Under contract.
        month : int
            The month that begins.
        """
        if people := customer.member.account_people * self._person:
            self._book_cost(customer, month, "account_people", self._cents(people))
        if self._relations:
            self._book_cost(customer, month, "relations", self._cents(self._relations))

    def _book_cost(self, customer: Customer, month: int, line: str, amount: int) -> None:
        """Book a cost in cents that a customer caused."""
        self._records.customer_costs.append(CustomerCostBooked(customer.name, month, line, amount))

    def book_actions(self, month: int) -> None:
        """Book the cost of management's actions and of disclosing misses.

        Parameters
        ----------
        month : int
            The month that begins.
        """
        for action in self._scenario.timeline:
            cost = (action.cost if action.month == month else 0) + (
                action.cost_per_month if action.month <= month else 0
            )
            if cost:
                self._records.costs.append(CostBooked(month, action.title, self._cents(cost)))
        selling = self._scenario.selling
        if selling.discloses_first and selling.disclosure_cost_per_month:
            self._records.costs.append(
                CostBooked(month, "misses disclosed", self._cents(selling.disclosure_cost_per_month))
            )

    def compare_fees(self, customers: Sequence[Customer], month: int, now: float) -> None:
        """Let some of those who pay more than newcomers learn of it, where newcomers pay less.

        Parameters
        ----------
        customers : sequence of Customer
            All customers of the run.
        month : int
            The month that begins.
        now : float
            Minute of the run.
        """
        if self._scenario.selling.newcomer_discount_share <= 0:
            return
        present = [customer for customer in customers if now < customer.contract.leaves_at]
        uniforms = self._random_numbers.at([customer.word for customer in present], Purpose.PARITY, month, 0)
        for customer, uniform in zip(present, uniforms[:, 0].tolist(), strict=True):
            self._relationship.compare_fee(customer, uniform, now)
