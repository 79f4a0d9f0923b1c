"""A contact: one matter that a customer brought up, and the steps that it may take."""

from __future__ import annotations

from enum import Enum, auto
from math import inf, nan
from typing import NamedTuple

from sim.contracts.coverage import CoverageClock
from sim.model.demand import PotentialContact
from sim.model.following import Track
from sim.model.job import DeskJob

__all__ = ["ASK", "HAND_ON", "OVER", "WORK_ON", "Contact", "LateWait", "NextStep", "StepKind"]


class LateWait:
    """A wait whose promise has passed, and how much of it has been felt so far.

    Parameters
    ----------
    yardstick : float
        Response or solution that it is felt against, ln hours.
    share : float
        Share of the loss that is felt: the rest is forgiven, 0 to 1.
    next_minutes : float
        Coverage minutes of waiting after which it is felt next.
    """

    __slots__ = ("learned", "next_minutes", "share", "value", "yardstick")

    def __init__(self, yardstick: float, share: float, next_minutes: float) -> None:
        self.yardstick = yardstick
        self.share = share
        self.next_minutes = next_minutes
        self.value = 0.0
        """Felt so far, 0 or below."""
        self.learned = nan
        """Response that experience has learned from it so far, ln hours."""


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
        "called",
        "chases",
        "clock",
        "customer",
        "ended",
        "expected",
        "final",
        "forgotten",
        "late_resolution",
        "late_response",
        "next_look",
        "opened_covered",
        "out_of_scope",
        "pause_began",
        "paused",
        "potential",
        "promised",
        "repeated",
        "response",
        "retries",
        "templated",
        "terms",
        "touches",
        "track",
        "work",
        "worked_around",
    )

    def __init__(self, potential: PotentialContact, key: float, opened_covered: float) -> None:
        super().__init__(key, potential.customer.name, potential.day, potential.number)
        self.potential = potential
        self.severity = potential.severity
        self.customer = potential.customer
        self.terms = potential.customer.contract.terms
        """Terms at opening: they hold for its promises in hours."""
        self.promised = self.terms.promised[potential.severity - 1]
        """Minutes of its promises."""
        self.clock: CoverageClock = self.terms.clock(self.customer.member.segment, potential.severity)
        """Hours of coverage now in force: they hold for the time that passes."""
        self.opened_covered = opened_covered
        """Reading of the clock at opening; after a change of hours, that which leaves the same time passed."""
        self.next_look = inf
        """Minute at which its promises are looked at next."""
        self.late_response: LateWait | None = None
        """Where the promise has passed with no person there."""
        self.late_resolution: LateWait | None = None
        """Where the promise has passed unsolved."""
        self.pause_began = nan
        """Reading of the clock since which the clock of the solution stands still; NaN while it runs."""
        self.called = nan
        """Minute since which its caller holds the line; NaN off it."""
        self.answered = nan
        self.expected = nan
        self.response = nan
        self.ended = False
        self.again = False
        """On its second go."""
        self.final = False
        """The next touch solves it."""
        self.forgotten = False
        self.repeated = self.out_of_scope = False
        self.track: Track | None = None
        """Updates and escalations that are promised for it."""
        self.templated = False
        """A template answered at once: the response counts as made."""
        self.retries = self.touches = self.chases = 0
        self.paused = self.work = 0.0
        self.worked_around = nan
        """Minutes on the clock of the solution after which there was a workaround that keeps its promise."""

    @property
    def patience(self) -> float:
        """Minutes that its caller holds the line."""
        return self.potential.second_patience if self.retries else self.potential.patience

    def waited(self, now: float) -> float:
        """Coverage minutes since it was opened.

        Parameters
        ----------
        now : float
            Minute of the run.

        Returns
        -------
        float
            0 or more.
        """
        return self.clock.at(now) - self.opened_covered

    def unsolved(self, now: float) -> float:
        """Coverage minutes on the clock of the solution.

        Parameters
        ----------
        now : float
            Minute of the run.

        Returns
        -------
        float
            0 or more; pauses are left out.
        """
        until = self.clock.at(now) if self.pause_began != self.pause_began else self.pause_began
        return until - self.opened_covered - self.paused

    def pause(self, now: float) -> None:
        """Let the clock of the solution stand still.

        Parameters
        ----------
        now : float
            Minute of the run.
        """
        self.pause_began = self.clock.at(now)

    def resume(self, now: float) -> None:
        """Let the clock of the solution run on, where it stands still.

        Parameters
        ----------
        now : float
            Minute of the run.
        """
        if self.pause_began == self.pause_began:
            self.paused += self.clock.at(now) - self.pause_began
            self.pause_began = nan

    def change_clock(self, clock: CoverageClock, now: float) -> None:
        """Go on by other hours of coverage: time passed by the old ones stays as it is.

        Parameters
        ----------
        clock : CoverageClock
            In force from now on.
        now : float
            Minute of the run.
        """
        before, reading = self.clock.at(now), clock.at(now)
        self.opened_covered = reading - (before - self.opened_covered)
        if self.pause_began == self.pause_began:
            self.paused += before - self.pause_began
            self.pause_began = reading
        self.clock = clock


class StepKind(Enum):
    """Kinds of steps that may follow a touch, or a call that was not answered."""

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
    CALL_AGAIN = auto()
    """The caller tries again after some minutes."""
    WRITE = auto()
    """The caller writes a ticket."""


class NextStep(NamedTuple):
    """A step of a contact."""

    kind: StepKind
    minutes: float = 0.0
    """Until it comes back, is chased, or calls again."""
    when_chased: StepKind = StepKind.OVER
    """HAND_ON or ASK, where it is forgotten."""


OVER = NextStep(StepKind.OVER)
WORK_ON = NextStep(StepKind.WORK_ON)
HAND_ON = NextStep(StepKind.HAND_ON)
ASK = NextStep(StepKind.ASK)
