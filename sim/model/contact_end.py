"""The record of a contact that has ended, or is still open at the horizon."""

from __future__ import annotations

from math import nan

from sim.model.contact import Contact
from sim.records.events import ContactEnded, ContactOutcome, row

__all__ = ["ended"]

OPEN, SOLVED = ContactOutcome.OPEN, ContactOutcome.SOLVED


def ended(contact: Contact, outcome: ContactOutcome, now: float) -> ContactEnded:
    """Record of a contact as it ends; its waits stop where its customer leaves.

    Parameters
    ----------
    contact : Contact
        With all that happened to it.
    outcome : ContactOutcome
        How it ends.
    now : float
        Minute of the run.

    Returns
    -------
    ContactEnded
        By the terms of its opening.
    """
    potential, promised = contact.potential, contact.promised
    until = min(now, contact.customer.contract.leaves_at)
    unsolved = contact.unsolved(until)
    waited = contact.response if contact.answered == contact.answered else contact.waited(until)
    values = (
        contact.customer_name,
        potential.day,
        potential.number,
        potential.severity,
        potential.by_phone,
        outcome,
        potential.opened,
        contact.answered,
        nan if outcome is OPEN else now,
        0.0 if contact.templated else contact.response,
        promised.response,
        promised.sold,
        contact.expected,
        unsolved if outcome is SOLVED else nan,
        promised.resolution,
        contact.touches,
        contact.chases,
        contact.out_of_scope,
        waited,
        unsolved,
        contact.terms.name,
        contact.worked_around,
    )
    return row(ContactEnded, values)
