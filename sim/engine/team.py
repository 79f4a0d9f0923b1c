"""A team at work: its queue, its people, and its time; what becomes of its jobs is its handler's business."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from sim.model.job import DeskJob
from sim.provider.work import FINISH, EndOfShift
from sim.records.recorder import TeamLedger

__all__ = ["DeskTeam", "Handler"]


class Handler(Protocol):
    """Says what becomes of a team's jobs."""

    def begin(self, job: Any, now: float) -> float:
        """Let a person take a job.

        Parameters
        ----------
        job : DeskJob
            From the queue, or new.
        now : float
            Minute of the run.

        Returns
        -------
        float
            Minutes of work, on the grid of :func:`sim.units.snap`.
        """

    def finish(self, job: Any, now: float) -> None:
        """End a touch.

        Parameters
        ----------
        job : DeskJob
            Worked on until now.
        now : float
            Minute of the run.
        """

    def interrupt(self, job: Any, now: float) -> bool:
        """Decide, when a touch is interrupted, whether its rest is still to be done.

        Parameters
        ----------
        job : DeskJob
            Worked on until now.
        now : float
            Minute of the run.

        Returns
        -------
        bool
            False where the job is over.
        """

    def give_up(self, job: Any, at: float) -> None:
        """Let a job leave the queue because its patience ran out.

        Parameters
        ----------
        job : DeskJob
            No longer in the queue.
        at : float
            Minute at which patience ran out; it may lie before the moment of the call.
        """


class DeskTeam:
    """A team at work.

    Parameters
    ----------
    name : str
        Name of the team.
    handler : Handler
        Says what becomes of its jobs.
    """

    __slots__ = (
        "busy",
        "changed",
        "end_of_shift",
        "handler",
        "impatient",
        "ledger",
        "level",
        "name",
        "queue",
        "recorded",
        "resting",
        "rostered",
        "settled",
        "waiting",
        "working",
    )

    def __init__(self, name: str, handler: Handler) -> None:
        self.name = name
        self.handler = handler
        self.ledger = TeamLedger(name, month=-1)
        """Since the beginning."""
        self.recorded = replace(self.ledger)
        """Part of the ledger that is recorded already."""
        self.level = 0
        """People at the desk."""
        self.busy = 0
        """People who hold a job."""
        self.waiting = 0
        self.queue: list[tuple[float, int, DeskJob]] = []
        self.impatient: list[tuple[float, int, DeskJob]] = []
        """Of those who joined the queue, the ones that will not wait for ever; looked through once a day."""
        self.resting: list[tuple[float, int, DeskJob]] = []
        """Interrupted jobs that wait until people come back; they count as waiting."""
        self.end_of_shift: EndOfShift = FINISH
        self.rostered = 0.0
        self.settled = 0.0
        self.working: dict[DeskJob, None] = {}
        self.changed = 0.0

    def settle(self, now: float) -> None:
        """Bring all integrals, paid and available time too, up to this moment.

        Parameters
        ----------
        now : float
            Minute of the run.
        """
        self.account(now)
        passed = now - self.settled
        self.settled = now
        self.ledger.rostered_minutes += self.rostered * passed
        self.ledger.available_minutes += self.level * passed

    def account(self, now: float) -> None:
        """Bring the integrals of idle time, overtime and waiting up to this moment.

        Parameters
        ----------
        now : float
            Minute of the run.
        """
        passed = now - self.changed
        if passed:
            self.changed = now
            ledger = self.ledger
            spare = self.level - self.busy
            if spare > 0:
                ledger.idle_minutes += spare * passed
            elif spare < 0:
                ledger.overtime_minutes -= spare * passed
            if self.waiting:
                ledger.queue_minutes += self.waiting * passed
