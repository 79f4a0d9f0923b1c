"""A severity that changes while a contact is open: raised by its customer, or lowered by the desk.

Either happens at the end of a first touch that does not solve the contact. What is promised until the solution runs
again by the new severity: its hours from opening on, on its clock; a promise that was missed before stays missed.
"""

from __future__ import annotations

from math import inf

from sim.model.contact import Contact
from sim.model.draws import ContactDraw
from sim.model.following import Track
from sim.model.promised import promised_in_days
from sim.provider.work import SEVERITY_WEIGHT, VALUE_SEVERITY_WEIGHT

__all__ = ["WEIGHTS", "change_severity", "severity_after"]

WEIGHTS = {"priority": SEVERITY_WEIGHT, "contract value": VALUE_SEVERITY_WEIGHT, "earliest-due": 0.0}
"""Weight of one severity in the key of the queue, by its order."""
MOST, LEAST = 1, 4
"""Severities that nobody raises, and lowers."""


def severity_after(contact: Contact, raised: float, lowered: float) -> int:
    """Severity of a contact after its first touch.

    Parameters
    ----------
    contact : Contact
        Not solved.
    raised, lowered : float
        Shares of contacts whose customer raises, and whose severity the desk lowers, where there is room, 0 to 1.

    Returns
    -------
    int
        1 to 4, one step from the severity before at most; what is raised is not lowered.
    """
    severity, u = contact.severity, contact.potential.u
    if severity > MOST and u[ContactDraw.RAISED] < raised:
        return severity - 1
    return severity + 1 if severity < LEAST and u[ContactDraw.LOWERED] < lowered else severity


def change_severity(contact: Contact, severity: int, weight: float, now: float) -> None:
    """Let a contact go on by the promises of another severity.

    Parameters
    ----------
    contact : Contact
        Answered, in no queue.
    severity : int
        1 to 4.
    weight : float
        Of one severity in the key of the queue.
    now : float
        Minute of the run.
    """
    terms, index = contact.terms, severity - 1
    contact.key += (severity - contact.severity) * weight
    contact.severity = severity
    contact.change_clock(contact.customer.contract.terms.clock(contact.customer.member.segment, severity), now)
    promised = terms.promised[index]
    if terms.days is not None:
        clock = terms.clock(contact.customer.member.segment, severity)
        promised = promised_in_days(promised, terms.days[index], clock, contact.potential.opened, terms.sold_share)
    if contact.late_resolution is None:
        contact.promised = promised._replace(
            response=contact.promised.response,
            sold=contact.promised.sold,
            felt_response=contact.promised.felt_response,
        )
    if terms.follows is not None and contact.potential.opened >= 0:
        _follow_anew(contact, now)
    contact.next_look = inf


def _follow_anew(contact: Contact, now: float) -> None:
    """Updates every so often from now on, and the levels of the new severity that have not been told."""
    follows = contact.terms.follows
    follow = None if follows is None else follows[contact.severity - 1]
    before, contact.track = contact.track, None
    if follow is None:
        return
    contact.track = track = Track(follow)
    track.next_update += contact.unsolved(now)
    track.rungs = [rung for rung in track.rungs if not rung.until_response]
    if before is not None:
        track.updates, track.owed_minutes = before.updates, before.owed_minutes
        track.levels = before.levels
        track.rungs = [rung for rung in track.rungs if rung.level not in before.levels]
