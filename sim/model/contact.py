"""A contact: one matter that a customer brought up, and the steps that it may take."""

from __future__ import annotations

from enum import Enum, auto
from math import nan
from typing import NamedTuple

from sim.contracts.coverage import CoverageClock
from sim.model.demand import PotentialContact
from sim.model.job import DeskJob

__all__ = ["ASK", "HAND_ON", "OVER", "WORK_ON", "Contact", "NextStep", "StepKind"]


class Contact(DeskJob):
    """One matter that a customer brought up.

    Parameters
    ----------
    potential : PotentialContact
        All that was drawn for it.
    key : float
        Order in the queue, the smallest first.
    opened_covered : float
        Covered minutes at which it was opened.
    """

    __slots__ = (
        "again",
        "answered",
        "chases",
        "customer",
        "ended",
        "expected",
        "final",
        "forgotten",
        "opened_covered",
        "out_of_scope",
        "pause_began",
        "pause_clock",
        "paused",
        "potential",
        "repeated",
        "response",
        "retries",
        "templated",
        "touches",
        "work",
    )

    pause_began: float
    """Covered minutes at which the customer was asked; set then."""
    pause_clock: CoverageClock
    """Clock that stands still until the customer answers; set when it is asked."""

    def __init__(self, potential: PotentialContact, key: float, opened_covered: float) -> None:
        super().__init__(key, potential.customer.name, potential.day, potential.number)
        self.potential = potential
        self.customer = potential.customer
        self.opened_covered = opened_covered
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

    @property
    def patience(self) -> float:
        """Minutes that its caller holds the line."""
        return self.potential.second_patience if self.retries else self.potential.patience


class StepKind(Enum):
    """Kinds of steps that may follow a touch."""

    OVER = auto()
    """It has ended."""
    COME_BACK = auto()
    """The solution will not hold: it comes back to the first tier after some minutes."""
    WORK_ON = auto()
    """Its tier works on it again."""
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


OVER = NextStep(StepKind.OVER)
WORK_ON = NextStep(StepKind.WORK_ON)
HAND_ON = NextStep(StepKind.HAND_ON)
ASK = NextStep(StepKind.ASK)
