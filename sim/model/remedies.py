"""Remedies for costly customers: a review at each month's turn, notice, and what then holds."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from math import inf

from sim.model.calendar import Calendar
from sim.model.customer import Customer
from sim.model.portfolio import Member
from sim.model.terms import terms_of
from sim.provider.remedies import costly
from sim.records.events import CostBooked, RemedyApplied
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.scenario.remedies import Remedy
from sim.units import cents

__all__ = ["Remedies"]


class Remedies:
    """Watches what customers cost, decides whom a policy meets, and treats those whose notice is over.

    A remedy meets a customer once. Where it may treat only so many, those who cost most labour come first. A customer
    is judged once it has been there for as many months as are looked at together.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar, records: Records) -> None:
        self._calendar = calendar
        self._records = records
        self._policies = scenario.remedies
        self._past: dict[str, deque[tuple[int, float, float]]] = {}
        """By customer, of each month looked at: contacts, labour, fee."""
        self._most_months = max((remedy.over_months for remedy in self._policies), default=0)
        self._met: list[dict[str, int]] = [{} for _ in self._policies]
        """By remedy: the customers that it has met, and the month from which it holds for them."""
        self._treatments: dict[str, list[Remedy]] = {}
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """What the document says, as it now holds."""
        self._terms = terms_of(scenario, self._calendar) if self._policies else {}

    def treated(self, member: Member) -> Member:
        """A customer as the document has it, and as remedies have left it."""
        for remedy in self._treatments.get(member.name, ()):
            then = remedy.then
            given = then.model_dump(include={"problem_level", "most_contacts_per_day"}, exclude_none=True)
            if then.plan is not None:
                terms = self._terms[then.plan]
                given |= {"terms": terms, "fee_cents": cents(terms.plan.fee_per_month)}
            if then.self_service_share is not None:
                share = {"self_service_share": then.self_service_share}
                given["segment"] = member.segment.model_copy(update=share)
            member = replace(member, let_go=member.let_go or then.let_go, **given)
        return member

    def review(self, customers: Sequence[Customer], month: int, now: float) -> dict[Customer, int]:
        """Look back on the month that has ended; for whom a remedy holds from now on, and the months of its notice."""
        if not self._policies:
            return {}
        present = [customer for customer in customers if customer.contract.leaves_at > now]
        if month:
            for customer in present:
                past = self._past.setdefault(customer.name, deque(maxlen=self._most_months))
                past.append((customer.usage.contacts, customer.usage.labour, customer.contract.fee_cents / 100))
        changed: dict[Customer, int] = {}
        for remedy, met in zip(self._policies, self._met, strict=True):
            if month >= remedy.from_month:
                self._decide(remedy, met, present, month)
            for customer in present:
                if met.get(customer.name) == month:
                    self._treat(customer, remedy, month, now)
                    changed[customer] = min(remedy.notice_months, changed.get(customer, remedy.notice_months))
        return changed

    def _decide(self, remedy: Remedy, met: dict[str, int], present: Sequence[Customer], month: int) -> None:
        """Give notice to those whom the remedy meets."""
        found = []
        for customer in present:
            if customer.name in met or (remedy.segments and customer.member.segment_name not in remedy.segments):
                continue
            past = list(self._past.get(customer.name, ()))[-remedy.over_months :]
            if len(past) < remedy.over_months:
                continue
            contacts, labour, fees = (sum(column) for column in zip(*past, strict=True))
            share = labour / fees if fees else inf if labour else 0.0
            when = remedy.when
            if costly(contacts / len(past), share, when.contacts_per_month_above, when.cost_share_above):
                found.append((-labour, customer.name))
        room = inf if remedy.most_customers is None else remedy.most_customers - len(met)
        for place, (_, name) in enumerate(sorted(found)):
            if place < room:
                met[name] = month + remedy.notice_months

    def _treat(self, customer: Customer, remedy: Remedy, month: int, now: float) -> None:
        """The notice is over: the remedy holds, at its cost."""
        self._treatments.setdefault(customer.name, []).append(remedy)
        self._records.remedies.append(RemedyApplied(customer.name, now, remedy.title))
        if remedy.cost:
            self._records.costs.append(CostBooked(month, remedy.title, cents(remedy.cost)))
