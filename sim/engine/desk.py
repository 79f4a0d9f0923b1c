"""The desk: teams, their queues and their people.

Every person is a seat that is busy or not, every waiting job an entry of a heap. A touch costs one SimPy event, its
end; a caller on hold is missed when it would be its turn. There is no process per job and none per person, which makes
the desk several times faster than a ``Resource`` request per contact; ``tests/benchmarks/desk.py`` measures it.

What the jobs are and what becomes of them is not the desk's business: each team has a :class:`Handler` that says how
long a touch takes when it begins and what follows when it is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from math import inf
from typing import Any, Protocol

import simpy

from sim.provider.roster import RosterStep
from sim.records.events import TouchMade, WaitEnded, row
from sim.records.recorder import Records, TeamLedger

__all__ = ["Desk", "DeskTeam", "Handler", "Job", "Later"]


class Later(simpy.Event):
    """Something that will happen: ``then`` is called with this event, which knows its ``subject``.

    A leaner ``Timeout``: it is on the schedule when it is made, and carries its one callback from the start.
    """

    _ok = True
    _value = None

    def __init__(self, env: simpy.Environment, minutes: float, subject: Any, then: Callable[[Later], None]) -> None:
        self.callbacks = [then]
        self.subject = subject
        env.schedule(self, delay=minutes)


class Job:
    """Something that a customer waits for; subclasses add what it is about.

    Parameters
    ----------
    key : float
        Order in the queue, the smallest first.
    who : str
        Name of the customer.
    day, number : int
        What tells this customer's jobs apart.
    """

    __slots__ = ("day", "gives_up_at", "key", "number", "queued", "started", "team", "ticket", "who")

    def __init__(self, key: float, who: str, day: int, number: int) -> None:
        self.key = key
        self.who = who
        self.day = day
        self.number = number
        self.ticket = 0
        """Number drawn in the queue where it waits; 0 while it does not."""
        self.team: DeskTeam | None = None
        """The team where it waits or is worked on."""
        self.queued = self.started = 0.0
        """When the latest spell of waiting, and of work, began."""
        self.gives_up_at = inf


class Handler(Protocol):
    """What becomes of a team's jobs."""

    def begin(self, job: Any, team: DeskTeam, now: float) -> float:
        """A person takes the job: minutes of work, on the grid of :func:`sim.units.snap`."""

    def done(self, job: Any, team: DeskTeam, now: float) -> None:
        """The touch is over."""

    def gave_up(self, job: Any, team: DeskTeam, at: float) -> None:
        """The job's patience ran out while it waited; ``at`` may lie before the moment of the call."""


class DeskTeam:
    """A team at work: level is the number of people at the desk, busy how many hold a job."""

    __slots__ = (
        "busy",
        "changed",
        "handler",
        "impatient",
        "kept",
        "ledger",
        "level",
        "name",
        "queue",
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
        self.kept = replace(self.ledger)
        """What of it is already recorded."""
        self.level = 0
        self.busy = 0
        self.waiting = 0
        self.queue: list[tuple[float, int, Job]] = []
        self.impatient: list[tuple[float, int, Job]] = []
        """Of those who joined the queue, the ones that will not wait for ever; looked through once a day."""
        self.rostered = 0.0
        self.settled = 0.0
        self.working: dict[Job, None] = {}
        self.changed = 0.0

    def settle(self, now: float) -> None:
        """Bring all integrals, paid and available time too, up to this moment."""
        self.account(now)
        passed = now - self.settled
        self.settled = now
        self.ledger.rostered_minutes += self.rostered * passed
        self.ledger.available_minutes += self.level * passed

    def account(self, now: float) -> None:
        """Bring the integrals of idle time, overtime and waiting up to this moment."""
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


class Desk:
    """All teams on one clock."""

    def __init__(self, env: simpy.Environment, records: Records) -> None:
        self._env = env
        self._touches = records.touches
        self._waits = records.waits
        self._ledgers = records.teams
        self._ticket = 0
        self.teams: dict[str, DeskTeam] = {}

    def add_team(self, name: str, handler: Handler, steps: Sequence[RosterStep]) -> DeskTeam:
        """A team whose people come and go by a roster."""
        team = DeskTeam(name, handler)
        team.changed = team.settled = self._env.now
        self.teams[name] = team
        self._env.process(self._shifts(team, steps))
        return team

    def _shifts(self, team: DeskTeam, steps: Sequence[RosterStep]) -> Any:
        for step in steps:
            yield self._env.timeout(step.at - self._env.now)
            now = self._env.now
            team.settle(now)
            team.level = step.level
            team.rostered = step.rostered
            self._pull(team, now)

    def add(self, job: Job, team: DeskTeam, patience: float = inf, *, punctual: bool = False) -> None:
        """A job joins a team's queue, or is taken at once; ``patience`` is how long it will wait.

        That patience ran out is found when the job's turn comes, or by :meth:`sweep`; ``punctual`` sets an alarm for
        the very moment, for a job whose giving up sets something else off.
        """
        now = self._env.now
        team.account(now)
        job.queued = now
        job.team = team
        if team.busy < team.level:
            self._start(job, team, now)
            return
        self._ticket = ticket = self._ticket + 1
        job.ticket = ticket
        job.gives_up_at = now + patience
        team.waiting += 1
        heappush(team.queue, (job.key, ticket, job))
        if patience < inf:
            team.impatient.append((job.key, ticket, job))
        if punctual:
            Later(self._env, patience, (job, ticket), self._patience_over)

    def _patience_over(self, event: Later) -> None:
        job, ticket = event.subject
        if job.ticket == ticket:
            now = self._env.now
            job.team.account(now)
            self._leave(job, job.team, now, now)

    def _leave(self, job: Job, team: DeskTeam, at: float, now: float) -> None:
        """The job gave up at some moment up to now: correct what was counted since, and say so."""
        team.waiting -= 1
        team.ledger.queue_minutes -= now - at
        job.ticket = 0
        job.team = None
        self._waits.append(WaitEnded(team.name, job.who, job.day, job.number, job.queued, at))
        team.handler.gave_up(job, team, at)

    def sweep(self) -> None:
        """Find all jobs that have given up by now."""
        now = self._env.now
        for team in self.teams.values():
            if team.waiting:
                team.account(now)
                waiting = [entry for entry in team.impatient if entry[2].ticket == entry[1]]
                team.impatient = [entry for entry in waiting if entry[2].gives_up_at > now]
                for _, _, job in sorted(entry for entry in waiting if entry[2].gives_up_at <= now):
                    self._leave(job, team, job.gives_up_at, now)

    def remove(self, job: Job) -> None:
        """A waiting job leaves the queue untouched; one that does not wait stays where it is."""
        team = job.team
        if team is not None and job.ticket:
            now = self._env.now
            team.account(now)
            team.waiting -= 1
            job.ticket = 0
            job.team = None
            self._waits.append(WaitEnded(team.name, job.who, job.day, job.number, job.queued, now))

    def _start(self, job: Job, team: DeskTeam, now: float) -> None:
        """A person takes the job; the team's integrals are up to date."""
        team.busy += 1
        team.working[job] = None
        job.started = now
        Later(self._env, team.handler.begin(job, team, now), job, self._finish)

    def _finish(self, event: Later) -> None:
        job = event.subject
        team = job.team
        now = self._env.now
        team.account(now)
        team.busy -= 1
        del team.working[job]
        job.team = None
        touch = (team.name, job.who, job.day, job.number, job.queued, job.started, now)
        self._touches.append(row(TouchMade, touch))
        team.handler.done(job, team, now)
        if team.waiting:
            self._pull(team, now)

    def _pull(self, team: DeskTeam, now: float) -> None:
        """Give waiting jobs to people who are free, best first; the team's integrals are up to date."""
        queue = team.queue
        while team.waiting and team.busy < team.level:
            _, ticket, job = heappop(queue)
            if job.ticket != ticket:
                continue
            if job.gives_up_at <= now:
                self._leave(job, team, job.gives_up_at, now)
                continue
            team.waiting -= 1
            job.ticket = 0
            self._start(job, team, now)

    def keep_ledgers(self, month: int) -> None:
        """Record what each team's time was since the last call."""
        for team in self.teams.values():
            team.settle(self._env.now)
            total, kept = team.ledger, team.kept
            row = TeamLedger(
                team.name,
                month,
                total.rostered_minutes - kept.rostered_minutes,
                total.available_minutes - kept.available_minutes,
                total.idle_minutes - kept.idle_minutes,
                total.overtime_minutes - kept.overtime_minutes,
                total.queue_minutes - kept.queue_minutes,
            )
            self._ledgers.append(row)
            team.kept = replace(total)

    def close(self) -> None:
        """End of the run: integrals brought up to date, touches and spells of waiting cut off now."""
        now = self._env.now
        for team in self.teams.values():
            team.settle(now)
            for job in team.working:
                self._touches.append(TouchMade(team.name, job.who, job.day, job.number, job.queued, job.started, now))
            for _, ticket, job in sorted(team.queue):
                if job.ticket == ticket:
                    self.remove(job)
