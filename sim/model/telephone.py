"""The telephone: who holds the line, for how long, before whom, and what becomes of a caller who hangs up.

The rules follow the telephone policy of the provider. A caller that accepts a call-back keeps its place in the queue
and no longer hangs up; since the random number that decides it is drawn at birth, its patience is endless from the
start wherever it outlasts the wait for the offer.
"""

from __future__ import annotations

from math import inf, nan
from typing import NamedTuple

from sim.model.contact import OVER, Contact, NextStep, StepKind
from sim.model.draws import ContactDraw
from sim.provider.work import CALLS_AHEAD, VALUE_CALLS_AHEAD
from sim.records.events import CallEnded, CallOutcome
from sim.records.recorder import Records
from sim.scenario.document import Scenario

__all__ = ["Line", "Telephone"]

RETRIED = (ContactDraw.RETRIED, ContactDraw.RETRIED_AGAIN)
RETRY_DELAY = (ContactDraw.RETRY_DELAY, ContactDraw.RETRY_DELAY_AGAIN)
WRITE = NextStep(StepKind.WRITE)


class Line(NamedTuple):
    """A caller on hold, as the desk takes it."""

    key: float
    """Order in the queue, the smallest first."""
    patience: float
    """Minutes until the caller hangs up; infinity for one that will be called back."""
    punctual: bool
    """Whether hanging up sets something off at that moment."""
    interrupts: bool
    """Whether somebody sets a ticket aside to answer."""


class Telephone:
    """Decides the course of calls and records how each ends.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    records : Records
        Where calls are recorded.
    """

    def __init__(self, scenario: Scenario, records: Records) -> None:
        self._calls = records.calls
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._assumptions = contact = scenario.assumptions.contact
        policies = scenario.provider.policies
        ahead = VALUE_CALLS_AHEAD if policies.queue_order == "contract value" else CALLS_AHEAD
        self._ahead = 0.0 if policies.telephone == "in turn" else ahead
        self._offered_after = policies.call_back_minutes if policies.telephone == "call back" else inf
        self._accepted = contact.call_back_accepted
        self._interrupts = policies.telephone == "interrupt"

    def call(self, contact: Contact, now: float) -> Line:
        """Let a caller hold the line.

        Parameters
        ----------
        contact : Contact
            By telephone, not answered yet, in staffed hours.
        now : float
            Minute of the run.

        Returns
        -------
        Line
            Place in the queue and patience.
        """
        contact.called = now
        patience = inf if self._waits_for_call_back(contact) else contact.patience
        punctual = self._after_hanging_up(contact) is not OVER
        return Line(contact.key - self._ahead, patience, punctual, self._interrupts)

    def _waits_for_call_back(self, contact: Contact) -> bool:
        """Whether the caller is still there when a call-back is offered, and accepts it."""
        return self._offered_after <= contact.patience and contact.potential.u[ContactDraw.CALL_BACK] < self._accepted

    def _after_hanging_up(self, contact: Contact) -> NextStep:
        """The caller's next step if it hangs up: another call, a ticket, or none."""
        u, retries = contact.potential.u, contact.retries
        if retries < self._assumptions.most_retries and u[RETRIED[retries]] < self._assumptions.retry_probability:
            return NextStep(StepKind.CALL_AGAIN, self._assumptions.retry_minutes * u[RETRY_DELAY[retries]])
        return WRITE if u[ContactDraw.WRITTEN] < self._assumptions.hang_up_ticket_share else OVER

    def hang_up(self, contact: Contact, at: float) -> NextStep:
        """Let a caller hang up.

        Parameters
        ----------
        contact : Contact
            On hold.
        at : float
            Minute at which patience ran out.

        Returns
        -------
        NextStep
            CALL_AGAIN after some minutes, WRITE for a ticket at once, or OVER.
        """
        step = self._after_hanging_up(contact)
        contact.retries += step.kind is StepKind.CALL_AGAIN
        self.end(contact, at, CallOutcome.HUNG_UP)
        return step

    def pick_up(self, contact: Contact, now: float) -> None:
        """Let a person speak to a caller; nothing happens where none is on the line.

        Parameters
        ----------
        contact : Contact
            Taken from the queue.
        now : float
            Minute of the run.
        """
        if contact.called == contact.called:
            late = now - contact.called >= self._offered_after and self._waits_for_call_back(contact)
            self.end(contact, now, CallOutcome.CALLED_BACK if late else CallOutcome.ANSWERED)

    def end(self, contact: Contact, now: float, outcome: CallOutcome) -> None:
        """Record the end of a call; nothing happens where there is none.

        Parameters
        ----------
        contact : Contact
            Any.
        now : float
            Minute of the run.
        outcome : CallOutcome
            How it ends.
        """
        if contact.called == contact.called:
            potential = contact.potential
            call = CallEnded(contact.customer_name, potential.day, potential.number, contact.called, now, outcome)
            self._calls.append(call)
            contact.called = nan
