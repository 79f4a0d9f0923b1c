"""Promises of a contact, counted for the credits of its customer's plan where that has any by name."""

from __future__ import annotations

from math import inf

from sim.model.contact import Contact

__all__ = ["tally_end", "tally_kept", "tally_missed", "tally_update"]


def tally_kept(contact: Contact, on: str) -> None:
    """Count a promise that was kept.

    Parameters
    ----------
    contact : Contact
        To which it was made.
    on : {"response", "resolution"}
        Kind of promise.
    """
    tally = contact.customer.tally
    if tally is not None and _minutes(contact, on) != inf:
        tally.keep(on, contact.severity)


def tally_missed(contact: Contact, on: str) -> None:
    """Count a promise that was missed; where none was made, nothing is.

    Parameters
    ----------
    contact : Contact
        To which it was made.
    on : {"response", "resolution"}
        Kind of promise.
    """
    tally = contact.customer.tally
    if tally is not None and (minutes := _minutes(contact, on)) != inf:
        tally.miss(on, contact.severity, contact, minutes)


def tally_update(contact: Contact, *, made: bool) -> None:
    """Count an update that fell due.

    Parameters
    ----------
    contact : Contact
        To which it was promised.
    made : bool
        Whether it was given.
    """
    tally = contact.customer.tally
    if tally is None:
        return
    if made:
        tally.keep("update", contact.severity)
    else:
        tally.miss_at_once("update", contact.severity, contact)


def tally_end(contact: Contact, on: str, now: float) -> None:
    """End the wait for what was promised, where the promise was missed.

    Parameters
    ----------
    contact : Contact
        That waited.
    on : {"response", "resolution"}
        Kind of promise.
    now : float
        Minute of the run.
    """
    tally = contact.customer.tally
    if tally is not None:
        tally.end(on, contact, now)


def _minutes(contact: Contact, on: str) -> float:
    """Coverage minutes that were promised."""
    return contact.promised.response if on == "response" else contact.promised.resolution
