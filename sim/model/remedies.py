"""Remedies for costly customers: a review at each month's turn, notice, and the treatment that then holds."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import Any

from sim.customers.causes import Cause
from sim.customers.grievance import imposed
from sim.customers.leaving import DepartureReason
from sim.model.calendar import Calendar
from sim.model.customer import Customer
from sim.model.portfolio import Member
from sim.model.relationship import Relationship
from sim.model.terms import terms_of
from sim.provider.remedies import costly
from sim.records.events import CostBooked, RemedyApplied
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.scenario.remedies import Remedy
from sim.units import MINUTES_PER_DAY, cents

__all__ = ["Remedies"]


class Remedies:
    """Watches the cost of customers, decides whom a remedy meets, and treats those whose notice is over.

    A remedy meets a customer once. Where it may treat only so many, those who cost most labour come first. A customer
    is judged once it has been there for as many months as are looked at together.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Days and months of the run.
    records : Records
        Where remedies and their costs are recorded.
    relationship : Relationship
        Of each customer with its provider.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar, records: Records, relationship: Relationship) -> None:
        self._calendar = calendar
        self._records = records
        self._relationship = relationship
        self._remedies = scenario.remedies
        self._past: dict[str, deque[tuple[int, float, float]]] = {}
        """By customer, of each month looked at: contacts, labour, fee."""
        self._most_months = max((remedy.over_months for remedy in self._remedies), default=0)
        self._met: list[dict[str, int]] = [{} for _ in self._remedies]
        """By remedy: the customers that it has met, and the month from which it holds for them."""
        self._treatments: dict[str, list[Remedy]] = {}
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._terms = terms_of(scenario, self._calendar) if self._remedies else {}
        self._minor_units = scenario.minor_units
        self._weights = scenario.assumptions.grievance
        self._clarity = scenario.selling.clarity

    def treated(self, member: Member) -> Member:
        """Customer as remedies have left it.

        Parameters
        ----------
        member : Member
            The customer as the document has it.

        Returns
        -------
        Member
            With all treatments that hold for it.
        """
        for remedy in self._treatments.get(member.name, ()):
            measure = remedy.then
            changes: dict[str, Any] = measure.model_dump(
                include={"problem_level", "most_contacts_per_day"}, exclude_none=True
            )
            if measure.plan is not None:
                terms = self._terms[measure.plan]
                changes |= {
                    "terms": terms,
                    "fee_cents": terms.fee_cents,
                    "todays_cents": terms.todays_cents,
                }
            if measure.self_service_share is not None:
                share = {"self_service_share": measure.self_service_share}
                changes["segment"] = member.segment.model_copy(update=share)
            member = replace(member, let_go=member.let_go or measure.let_go, **changes)
        return member

    def move(self, customer: Customer, member: Member, now: float, notice_months: int = 0) -> None:
        """Bring a customer under a changed document or treatment: another plan at its own price at once.

        Parameters
        ----------
        customer : Customer
            Under contract.
        member : Member
            The customer as the document and remedies now have it.
        now : float
            Minute of the run.
        notice_months : int
            Months of notice that it was given, 0 or more.
        """
        if customer.member.resents(member):
            weights = self._weights
            size = imposed(weights.remedy_imposed, notice_months, weights.remedy_notice, weights.remedy_notice_months)
            self._relationship.add_grievance(customer, now, Cause.REMEDY_IMPOSED, size)
        contract, feelings = customer.contract, customer.feelings
        before = contract.terms.anchors(self._clarity)
        if member.terms.name != contract.terms.name:
            contract.fee_cents = contract.list_cents = member.fee_cents
        customer.adopt(member)
        after = contract.terms.anchors(self._clarity)
        if after != before:
            feelings.should = [s + new - old for s, new, old in zip(feelings.should, after, before, strict=True)]
        if member.let_go and not contract.let_go:
            contract.let_go = True
            contract.leave_at(self._end_after_notice(customer, now), DepartureReason.LET_GO)

    def _end_after_notice(self, customer: Customer, now: float) -> float:
        """The first end of a billing period that leaves room for the provider's notice; infinity beyond the run-off."""
        contract, plan = customer.contract, customer.contract.terms.plan
        ready = now + plan.notice_days * MINUTES_PER_DAY
        period = min(plan.billing_months, plan.term_months)
        ends = (
            start
            for month, start in enumerate(self._calendar.exits)
            if start >= ready and (month - contract.term_end) % period == 0
        )
        return next(ends, inf)

    def review(self, customers: Sequence[Customer], month: int, now: float) -> None:
        """Look back on the month that has ended, give notice, and treat those whose notice is over.

        Parameters
        ----------
        customers : sequence of Customer
            All customers of the run.
        month : int
            The month that begins.
        now : float
            Minute of the run.
        """
        if not self._remedies:
            return
        present = [customer for customer in customers if customer.contract.leaves_at > now]
        if month:
            for customer in present:
                past = self._past.setdefault(customer.name, deque(maxlen=self._most_months))
                usage, contract = customer.usage, customer.contract
                past.append((usage.contacts, usage.labour, contract.fee_of(month - 1) / self._minor_units))
        changed: dict[Customer, int] = {}
        for remedy, met in zip(self._remedies, self._met, strict=True):
            if month >= remedy.from_month:
                self._decide(remedy, met, present, month)
            for customer in present:
                if met.get(customer.name) == month:
                    self._treat(customer, remedy, month, now)
                    changed[customer] = min(remedy.notice_months, changed.get(customer, remedy.notice_months))
        for customer, notice_months in changed.items():
            self.move(customer, self.treated(customer.member), now, notice_months)

    def _decide(self, remedy: Remedy, met: dict[str, int], present: Sequence[Customer], month: int) -> None:
        """Give notice to those whom the remedy meets."""
        candidates = []
        for customer in present:
            if customer.name in met or (remedy.segments and customer.member.segment_name not in remedy.segments):
                continue
            past = list(self._past.get(customer.name, ()))[-remedy.over_months :]
            if len(past) < remedy.over_months:
                continue
            contacts, labour, fees = (sum(column) for column in zip(*past, strict=True))
            share = labour / fees if fees else inf if labour else 0.0
            crossing = remedy.when
            if costly(contacts / len(past), share, crossing.contacts_per_month_above, crossing.cost_share_above):
                candidates.append((-labour, customer.name))
        room = inf if remedy.most_customers is None else remedy.most_customers - len(met)
        for place, (_, name) in enumerate(sorted(candidates)):
            if place < room:
                met[name] = month + remedy.notice_months

    def _treat(self, customer: Customer, remedy: Remedy, month: int, now: float) -> None:
        """The notice is over: the remedy holds, at its cost."""
        self._treatments.setdefault(customer.name, []).append(remedy)
        self._records.remedies.append(RemedyApplied(customer.name, now, remedy.title))
        if remedy.cost:
            self._records.costs.append(CostBooked(month, remedy.title, cents(remedy.cost, self._minor_units)))
