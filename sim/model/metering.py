"""Metering: contacts, hours of work and visits, counted by charge as they come about."""

from __future__ import annotations

from sim.contracts.charges import added_minutes
from sim.model.contact import Contact
from sim.model.draws import ContactDraw
from sim.scenario.charges import Charge, Unit
from sim.scenario.quantity import SEVERITIES
from sim.units import MINUTES_PER_HOUR, TICKS_PER_MINUTE

__all__ = ["UsageMeter"]


class UsageMeter:
    """Counts what contacts in scope use of the charges of their customer's plan, in the month in which they do.

    Called only where the plan has such charges. Work outside the scope is charged as such, and counts for nothing here;
    nor does a contact that was opened in the warm-up.
    """

    def answer(self, contact: Contact, now: float) -> None:
        """Count a contact that a person takes.

        Parameters
        ----------
        contact : Contact
            Answered now.
        now : float
            Minute of the run.
        """
        self._count(contact, "contact", self._is_outside(contact, now))

    def solve(self, contact: Contact, now: float) -> None:
        """Count the visit of a contact that needed one.

        Parameters
        ----------
        contact : Contact
            Solved for good.
        now : float
            Minute of the run.
        """
        share = contact.customer.member.segment.visit_share
        if contact.potential.u[ContactDraw.VISITED] < share:
            self._count(contact, "visit", self._is_outside(contact, now))

    def work(self, contact: Contact, now: float) -> None:
        """Count a piece of work on a contact as it ends; its earlier pieces have been counted.

        Parameters
        ----------
        contact : Contact
            Worked on until now.
        now : float
            Minute of the run.
        """
        minutes = now - contact.started
        if minutes <= 0:
            return
        outside = 1 - (contact.clock.at(now) - contact.clock.at(contact.started)) / minutes
        units = contact.customer.usage.charged_units
        for name, charge in self._charges(contact, "hour"):
            before = contact.work + contact.spent
            charged = added_minutes(before, minutes, charge.least_minutes, charge.step_minutes)
            factor = 1 + (charge.out_of_hours_factor - 1) * outside
            units[name] = units.get(name, 0.0) + charged * factor / MINUTES_PER_HOUR

    def _count(self, contact: Contact, unit: Unit, outside: bool) -> None:
        """Count one unit, more where it comes outside the hours of service."""
        units = contact.customer.usage.charged_units
        for name, charge in self._charges(contact, unit):
            units[name] = units.get(name, 0.0) + (charge.out_of_hours_factor if outside else 1.0)

    def _charges(self, contact: Contact, unit: Unit) -> list[tuple[str, Charge]]:
        """Charges of a unit that hold for a contact."""
        if contact.out_of_scope or contact.potential.opened < 0:
            return []
        severity = SEVERITIES[contact.severity - 1]
        return [
            (name, charge)
            for name, charge in contact.customer.contract.terms.use_charges
            if charge.per == unit and (not charge.severities or severity in charge.severities)
        ]

    def _is_outside(self, contact: Contact, now: float) -> bool:
        """Whether a moment lies outside the hours of service; the first of them is inside."""
        return contact.clock.at(now) == contact.clock.at(now + 1 / TICKS_PER_MINUTE)
