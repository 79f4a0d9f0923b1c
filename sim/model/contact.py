"""A contact: one matter that a customer brought up, and the steps that it may take."""

from __future__ import annotations

from enum import Enum, auto
from math import nan
from typing import NamedTuple

from sim.contracts.coverage import CoverageClock
from sim.model.demand import PotentialContact
from sim.model.job import Job
from sim.records.events import ContactEnded, ContactOutcome, row

__all__ = ["Contact", "NextStep", "StepKind"]


class Contact(Job):
    """One matter that a customer brought up.

    Parameters
    ----------
    potential : PotentialContact
        All that was drawn for it.
    key : float
        Order in the queue, the smallest first.
    """

    __slots__ = (
        "again",
        "answered",
        "asked",
        "asked_clock",
        "chases",
        "customer",
        "ended",
        "expected",
        "final",
        "forgotten",
        "opened_covered",
        "out_of_scope",
        "paused",
        "potential",
        "repeated",
        "response",
        "retries",
        "templated",
        "touches",
        "work",
    )

    def __init__(self, potential: PotentialContact, key: float) -> None:
        super().__init__(key, potential.customer.name, potential.day, potential.number)
        self.potential = potential
        self.customer = potential.customer
        self.asked_clock: CoverageClock = potential.customer.contract.terms.clock
        """Clock that stands still while the customer is asked."""
        self.asked = nan
        """Covered minutes at which the customer was asked."""
        self.opened_covered = self.asked_clock.at(potential.opened)
        self.answered = nan
        self.expected = nan
        self.response = nan
        self.ended = False
        self.again = False
        """On its second go."""
        self.final = False
        """The next touch solves it."""
        self.forgotten = False
        self.repeated = False
        self.out_of_scope = False
        self.templated = False
        """A template answered at once: the response counts as made."""
        self.retries = 0
        self.touches = 0
        self.chases = 0
        self.paused = 0.0
        self.work = 0.0

    def row(self, outcome: ContactOutcome, now: float) -> ContactEnded:
        """Record of the contact.

        Parameters
        ----------
        outcome : ContactOutcome
            How it ends.
        now : float
            Minute of the run.

        Returns
        -------
        ContactEnded
            Against the terms of the contract as they are now.
        """
        potential, terms, index = self.potential, self.customer.contract.terms, self.potential.severity - 1
        solved = outcome is ContactOutcome.SOLVED
        values = (
            self.customer_name,
            potential.day,
            potential.number,
            potential.severity,
            potential.by_phone,
            outcome,
            potential.opened,
            self.answered,
            nan if outcome is ContactOutcome.OPEN else now,
            self.response,
            terms.written_minutes[index],
            terms.sold_minutes[index],
            self.expected,
            terms.clock.at(now) - self.opened_covered - self.paused if solved else nan,
            terms.resolution_minutes[index],
            self.touches,
            self.chases,
            self.out_of_scope,
        )
        return row(ContactEnded, values)


class StepKind(Enum):
    """What happens to a contact when a touch is over."""

    OVER = auto()
    """It has ended."""
    COME_BACK = auto()
    """The solution will not hold: it comes back to the first tier after some minutes."""
    WORK_ON = auto()
    """The same tier works on it again."""
    HAND_ON = auto()
    """The next tier takes it."""
    ASK = auto()
    """The customer must answer first."""
    FORGOTTEN = auto()
    """Nobody follows up until the customer chases it after some minutes."""


class NextStep(NamedTuple):
    """A step of a contact."""

    kind: StepKind
    minutes: float = 0.0
    """Until it comes back, or is chased."""
    when_chased: StepKind = StepKind.OVER
    """HAND_ON or ASK, where it is forgotten."""
