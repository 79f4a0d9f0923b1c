"""A team at work: its queue, its people, and its time; what becomes of its jobs is its handler's business."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from heapq import heappop, heappush
from typing import Any, Protocol

from sim.model.job import DeskJob
from sim.provider.overflow import OverflowRule
from sim.provider.roster import RosterStep
from sim.provider.work import FINISH, EndOfShift
from sim.records.recorder import TeamLedger

__all__ = ["DeskTeam", "Entry", "Handler"]


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

    def wrap_up(self, job: Any, now: float) -> float:
        """Say how long a person is busy with what a touch leaves to be done, when it is over.

        Parameters
        ----------
        job : DeskJob
            Worked on until now.
        now : float
            Minute of the run.

        Returns
        -------
        float
            Minutes, on the grid of :func:`sim.units.snap`; 0 lets the person be free.
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


Entry = tuple[float, int, DeskJob]
"""A waiting job: key, ticket, job."""


class DeskTeam:
    """A team at work; all of its people take every job.

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
        "helped",
        "helpers",
        "impatient",
        "ledger",
        "level",
        "name",
        "overflow",
        "queue",
        "recorded",
        "resting",
        "rostered",
        "settled",
        "waiting",
        "working",
    )

    crewed = False
    """Whether its people do not all take every job, or some are on call."""

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
        self.queue: list[Entry] = []
        self.impatient: list[Entry] = []
        """Of those who joined the queue, the ones that will not wait for ever; looked through once a day."""
        self.resting: list[Entry] = []
        """Interrupted jobs that wait until people come back; they count as waiting."""
        self.end_of_shift: EndOfShift = FINISH
        self.overflow: OverflowRule | None = None
        self.helped: tuple[DeskTeam, Handler] | None = None
        """Team whose waiting jobs its people take when they have none, and what becomes of these."""
        self.helpers: list[DeskTeam] = []
        """Teams whose people do so for this one."""
        self.rostered = 0.0
        self.settled = 0.0
        self.working: dict[DeskJob, None] = {}
        self.changed = 0.0

    def change(self, step: RosterStep) -> Collection[int] | None:
        """People come and go.

        Parameters
        ----------
        step : RosterStep
            Who is there from now on; all integrals are up to date.

        Returns
        -------
        collection of int or None
            Severities that more people take than before; None for all of them.
        """
        rises = step.level > self.level
        self.level = step.level
        self.rostered = step.rostered
        return None if rises else ()

    def leaving(self) -> list[DeskJob]:
        """List the jobs in hand for which there is no seat any more, those with the least work left first."""
        if self.busy <= self.level:
            return []
        return sorted(self.working, key=lambda job: (job.ends_at, job.key))[: self.busy - self.level]

    def has_seat(self, job: DeskJob) -> bool:
        """Whether somebody is free for a job.

        Parameters
        ----------
        job : DeskJob
            Any.

        Returns
        -------
        bool
            False where it must wait.
        """
        return self.busy < self.level

    def is_full(self) -> bool:
        """Whether nobody is free for any job."""
        return self.busy >= self.level

    def take_seat(self, job: DeskJob) -> None:
        """Give a job to a person who is free.

        Parameters
        ----------
        job : DeskJob
            For which there is a seat.
        """
        self.busy += 1
        self.working[job] = None

    def leave_seat(self, job: DeskJob, now: float) -> None:
        """Let the person with a job be free.

        Parameters
        ----------
        job : DeskJob
            Worked on until now.
        now : float
            Minute of the run.
        """
        self.busy -= 1
        del self.working[job]

    def hand_seat(self, job: DeskJob, rest: DeskJob, now: float) -> None:
        """Let the person with a job go on with what it leaves to be done.

        Parameters
        ----------
        job : DeskJob
            Worked on until now.
        rest : DeskJob
            What is left of it.
        now : float
            Minute of the run.
        """
        del self.working[job]
        self.working[rest] = None

    def tickets_for(self, job: DeskJob) -> list[DeskJob]:
        """List the jobs in hand that may be set aside for a call.

        Parameters
        ----------
        job : DeskJob
            The call, for which nobody is free.

        Returns
        -------
        list of DeskJob
            None where people work in overtime.
        """
        return [other for other in self.working if not other.on_line] if self.busy == self.level else []

    def push(self, entry: Entry) -> None:
        """Let a job wait.

        Parameters
        ----------
        entry : (float, int, DeskJob)
            Its key, ticket and itself.
        """
        heappush(self.queue, entry)

    def pop(self) -> Entry | None:
        """Take the best job out of the queue for which somebody is free.

        Returns
        -------
        (float, int, DeskJob) or None
            It may have left the queue before: then its ticket is another.
        """
        return heappop(self.queue) if self.queue and self.busy < self.level else None

    def entries(self) -> list[Entry]:
        """List what is in the queue, the best first, jobs that have left it included."""
        return sorted(self.queue)

    def jobs_for(self, helper: DeskTeam) -> Iterator[DeskJob]:
        """Go through the jobs that wait and that idle people of another team take; those begun before stay here.

        Parameters
        ----------
        helper : DeskTeam
            The other team.

        Yields
        ------
        DeskJob
            The best first, as long as somebody is idle.
        """
        for _, ticket, job in self.entries():
            if helper.is_full():
                return
            if job.ticket == ticket and not job.resumed and helper.has_seat(job):
                yield job

    def takes(self, severity: int) -> bool:
        """Whether anybody at the desk takes calls of a severity; who works in overtime takes nobody else.

        Parameters
        ----------
        severity : int
            1 to 4.

        Returns
        -------
        bool
            False outside its shifts.
        """
        return self.level > 0

    def settle_calls(self, now: float) -> None:
        """Let people who were called out go home, and call others; here nobody is on call.

        Parameters
        ----------
        now : float
            Minute of the run.
        """

    def end_calls(self, now: float) -> None:
        """Cut all call-outs off as the run ends; here nobody is on call.

        Parameters
        ----------
        now : float
            The horizon.
        """

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
