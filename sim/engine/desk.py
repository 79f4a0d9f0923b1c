"""The desk: teams, their queues and their people.

Every person is a seat that is busy or not, every waiting job an entry of a heap. A touch costs one SimPy event, its
end, and one more for each interruption and wrap-up: several times faster than processes, ``tests/benchmarks/desk.py``.

The desk knows nothing of the jobs: each team has a :class:`~sim.engine.team.Handler` that says how long a touch takes
when it begins and what follows when it is over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from math import inf
from typing import Any

import simpy

from sim.engine.crews import CrewedTeam, StandBySeats
from sim.engine.later import Later
from sim.engine.team import DeskTeam, Handler
from sim.engine.wrap_up import WrapUp
from sim.model.job import DeskJob
from sim.provider.overflow import OverflowRule
from sim.provider.roster import RosterStep
from sim.provider.work import SET_ASIDE, EndOfShift
from sim.records.events import TouchMade, WaitEnded, row
from sim.records.recorder import Records
from sim.units import MINUTES_PER_DAY

__all__ = ["Desk"]


class Desk:
    """All teams on one clock.

    Parameters
    ----------
    env : simpy.Environment
        Clock of the run.
    records : Records
        Where touches, waits and ledgers are recorded.
    """

    def __init__(self, env: simpy.Environment, records: Records) -> None:
        self._env = env
        self._records = records
        self._touches = records.touches
        self._waits = records.waits
        self._ledgers = records.teams
        self._ticket = 0
        self._teams: dict[str, DeskTeam] = {}

    def add_team(self, name: str, handler: Handler, steps: Sequence[RosterStep]) -> None:
        """Add a team whose people come and go by a roster.

        Parameters
        ----------
        name : str
            Name of the team.
        handler : Handler
            Says what becomes of its jobs.
        steps : sequence of RosterStep
            In order of time, from the present moment on.
        """
        crewed = any(step.crews for step in steps)
        team = CrewedTeam(name, handler, self._call_out, self._records) if crewed else DeskTeam(name, handler)
        team.changed = team.settled = self._env.now
        self._teams[name] = team
        self._env.process(self._shifts(team, steps))

    def check_teams(self, names: Iterable[str]) -> None:
        """Check, before anything happens, that teams exist which jobs will be sent to.

        Parameters
        ----------
        names : iterable of str
            Names of teams.

        Raises
        ------
        ValueError
            Where a team has not been added.
        """
        if missing := sorted(set(names) - set(self._teams)):
            raise ValueError(f"jobs are sent to teams that are not at the desk: {', '.join(missing)}")

    def set_rules(self, name: str, rule: EndOfShift, overflow: OverflowRule | None = None) -> None:
        """Set from now on what becomes of a team's work in hand when its people go, and of what would wait.

        Parameters
        ----------
        name : str
            Name of the team.
        rule : EndOfShift
            Limit of overtime, and what becomes of the rest; at first all is finished.
        overflow : OverflowRule, optional
            When what would wait goes to which other team.
        """
        self._teams[name].end_of_shift = rule
        self._teams[name].overflow = overflow

    def swing(self, name: str, to: str, handler: Handler) -> None:
        """Let people of a team take waiting jobs of another when they have none.

        Parameters
        ----------
        name : str
            Name of the team that helps.
        to : str
            Name of the team whose jobs they are.
        handler : Handler
            Says what becomes of them.
        """
        team, other = self._teams[name], self._teams[to]
        team.helped = (other, handler)
        other.helpers.append(team)

    def is_staffed(self, name: str, severity: int) -> bool:
        """Whether anybody of a team is at the desk who takes calls of a severity; who is on call takes none.

        Parameters
        ----------
        name : str
            Name of the team.
        severity : int
            Of the call, 1 to 4.

        Returns
        -------
        bool
            False outside its shifts; who still works in overtime takes nobody else.
        """
        return self._teams[name].takes(severity)

    def _shifts(self, team: DeskTeam, steps: Sequence[RosterStep]) -> Any:
        """People come and go."""
        for step in steps:
            yield self._env.timeout(step.at - self._env.now)
            now = self._env.now
            team.settle(now)
            severities = team.change(step)
            if severities is not None:
                self._go_home(team, now)
            if severities is None or severities:
                self._come_back(team, severities=severities)
            self._pull(team, now)

    def _go_home(self, team: DeskTeam, now: float) -> None:
        """Fewer seats are left than people at work: those who cannot finish within the limit of overtime go."""
        rule = team.end_of_shift
        for job in team.leaving():
            if job.ends_at - now > rule.limit:
                self._interrupt(job, team, now, rule)

    def _set_aside(self, call: DeskJob, team: DeskTeam, now: float) -> None:
        """The person with the ticket that is least urgent is free for a call, if somebody holds a ticket."""
        if tickets := team.tickets_for(call):
            self._interrupt(max(tickets, key=lambda job: (job.key, job.ends_at)), team, now, SET_ASIDE)

    def _interrupt(self, job: DeskJob, team: DeskTeam, now: float, rule: EndOfShift) -> None:
        """A piece of a touch is over; the rest waits, for colleagues or until people come back."""
        self._keep_touch(job, team, now)
        team.leave_seat(job, now)
        job.alarm = None
        if not job.handler.interrupt(job, now):
            job.team = ""
            job.resumed = False
            return
        job.spent = job.minutes(now)
        job.resumed = True
        job.on_line = False
        job.rest = job.ends_at - now + rule.extra
        job.queued = now
        job.gives_up_at = inf
        self._ticket = job.ticket = self._ticket + 1
        team.waiting += 1
        entry = (job.key, job.ticket, job)
        if rule.hands_over:
            team.push(entry)
        else:
            team.resting.append(entry)
            Later(self._env, MINUTES_PER_DAY, team, self._rested)

    def _call_out(self, team: CrewedTeam, minutes: float, seats: StandBySeats) -> None:
        """Somebody on call is called, and comes after some minutes."""
        Later(self._env, minutes, (team, seats), self._arrive)

    def _arrive(self, event: Later) -> None:
        """Somebody who was called out is there."""
        (team, seats), now = event.subject, self._env.now
        team.account(now)
        team.arrive(seats, now)
        self._pull(team, now)

    def _rested(self, event: Later) -> None:
        """A day has passed, and no more people came: the rest must not wait for them any longer."""
        team, now = event.subject, self._env.now
        team.account(now)
        self._come_back(team, now - MINUTES_PER_DAY)
        self._pull(team, now)

    def _come_back(self, team: DeskTeam, before: float = inf, severities: Collection[int] | None = None) -> None:
        """People are back: interrupted jobs are waiting in the queue again, those interrupted by some moment."""
        resting, team.resting = team.resting, []
        for entry in resting:
            _, ticket, job = entry
            if job.ticket != ticket:
                continue
            if job.queued <= before and (severities is None or job.severity in severities):
                team.push(entry)
            else:
                team.resting.append(entry)

    def add(
        self, job: DeskJob, name: str, patience: float = inf, *, punctual: bool = False, interrupts: bool = False
    ) -> None:
        """Let a job join a team's queue, or be taken at once; see :meth:`sweep` for patience that runs out.

        Parameters
        ----------
        job : DeskJob
            At no team.
        name : str
            Name of the team.
        patience : float
            Minutes that it will wait.
        punctual : bool
            Sets an alarm for the very moment, for a job whose giving up sets something else off.
        interrupts : bool
            Lets somebody set aside a job that does not interrupt, where all are busy.
        """
        now = self._env.now
        team = self._teams[name]
        team.account(now)
        job.queued = now
        job.team = name
        job.on_line = interrupts
        if team.helpers and not team.has_seat(job) and self._is_helped(job, team, now):
            return
        if interrupts and not team.has_seat(job):
            self._set_aside(job, team, now)
        if team.has_seat(job):
            self._start(job, team, now)
            return
        rule = team.overflow
        if rule is not None and rule.at_once(team.waiting) and self.is_staffed(rule.to, job.severity):
            self.add(job, rule.to, patience, punctual=punctual, interrupts=interrupts)
            return
        self._ticket = ticket = self._ticket + 1
        job.ticket = ticket
        job.gives_up_at = now + patience
        team.waiting += 1
        team.push((job.key, ticket, job))
        if patience < inf:
            team.impatient.append((job.key, ticket, job))
        if punctual:
            Later(self._env, patience, (job, ticket), self._patience_over)
        if rule is not None and rule.minutes < inf:
            Later(self._env, rule.minutes, (job, ticket, job.key, punctual), self._waited_enough)
        if team.crewed:
            self._pull(team, now)

    def _waited_enough(self, event: Later) -> None:
        """The job goes to the team that helps out, if it is still waiting in the same spell and somebody is there."""
        job, ticket, key, punctual = event.subject
        if job.ticket != ticket:
            return
        now, team, on_line = self._env.now, self._teams[job.team], job.on_line
        rule, patience = team.overflow, job.gives_up_at - now
        if rule is None or patience <= 0 or not self.is_staffed(rule.to, job.severity):
            return
        team.account(now)
        self._end_wait(job, team, now)
        as_ticket, job.key = job.key, key
        self.add(job, rule.to, patience, punctual=punctual, interrupts=on_line)
        job.key = as_ticket

    def _patience_over(self, event: Later) -> None:
        """The alarm of a job: it gives up, if it is still waiting in the same spell."""
        job, ticket = event.subject
        if job.ticket == ticket:
            now, team = self._env.now, self._teams[job.team]
            team.account(now)
            self._leave(job, team, now, now)

    def _leave(self, job: DeskJob, team: DeskTeam, at: float, now: float) -> None:
        """The job gave up at some moment up to now: correct what was counted since, and say so."""
        team.ledger.queue_minutes -= now - at
        self._end_wait(job, team, at)
        team.handler.give_up(job, at)

    def _end_wait(self, job: DeskJob, team: DeskTeam, at: float) -> None:
        """The job is out of the queue, and nobody took it."""
        team.waiting -= 1
        job.ticket = 0
        job.team = ""
        self._waits.append(WaitEnded(team.name, job.customer_name, job.day, job.number, job.queued, at))

    def sweep(self) -> None:
        """Let all jobs leave whose patience has run out by now."""
        now = self._env.now
        for team in self._teams.values():
            if team.waiting:
                team.account(now)
                waiting = [entry for entry in team.impatient if entry[2].ticket == entry[1]]
                team.impatient = [entry for entry in waiting if entry[2].gives_up_at > now]
                for _, _, job in sorted(entry for entry in waiting if entry[2].gives_up_at <= now):
                    self._leave(job, team, job.gives_up_at, now)

    def remove(self, job: DeskJob) -> None:
        """Take a waiting job out of the queue; one that does not wait stays where it is.

        Parameters
        ----------
        job : DeskJob
            Anywhere.
        """
        if job.ticket:
            now, team = self._env.now, self._teams[job.team]
            team.account(now)
            self._end_wait(job, team, now)
            job.resumed = False

    def _is_helped(self, job: DeskJob, team: DeskTeam, now: float) -> bool:
        """Let somebody idle of a team that helps take a job that would wait, where there is somebody."""
        for helper in team.helpers:
            if helper.has_seat(job):
                self._take_over(job, helper, now)
                return True
        return False

    def _take_over(self, job: DeskJob, helper: DeskTeam, now: float) -> None:
        """Somebody of another team takes a job that is in no queue."""
        helper.account(now)
        job.team, job.queued = helper.name, now
        self._start(job, helper, now, helper.helped[1] if helper.helped else None)

    def _help(self, helper: DeskTeam, other: DeskTeam, now: float) -> None:
        """Let idle people of a team take jobs that wait at another, best first."""
        if not other.waiting or helper.is_full():
            return
        other.account(now)
        for job in other.jobs_for(helper):
            if job.gives_up_at <= now:
                self._leave(job, other, job.gives_up_at, now)
            else:
                self._end_wait(job, other, now)
                self._take_over(job, helper, now)

    def _start(self, job: DeskJob, team: DeskTeam, now: float, handler: Handler | None = None) -> None:
        """A person takes the job; the team's integrals are up to date."""
        team.take_seat(job)
        job.started = now
        if job.resumed:
            minutes = job.rest
        else:
            job.spent = 0.0
            job.handler = handler or team.handler
            minutes = job.handler.begin(job, now)
        job.ends_at = now + minutes
        job.alarm = Later(self._env, minutes, job, self._finish)

    def _finish(self, event: Later) -> None:
        """The touch is over, unless it was interrupted before; the person is free for the next job."""
        job = event.subject
        if job.alarm is not event:
            return
        team, now = self._teams[job.team], self._env.now
        team.account(now)
        self._keep_touch(job, team, now)
        if minutes := job.handler.wrap_up(job, now):
            rest = WrapUp(job, now, minutes)
            team.hand_seat(job, rest, now)
            rest.alarm = Later(self._env, minutes, rest, self._finish)
        else:
            team.leave_seat(job, now)
        job.team = ""
        job.resumed = False
        job.handler.finish(job, now)
        if team.waiting or team.crewed or team.helped:
            self._pull(team, now)

    def _keep_touch(self, job: DeskJob, team: DeskTeam, now: float) -> None:
        """Record a touch, or a piece of one."""
        touch = (team.name, job.customer_name, job.day, job.number, job.queued, job.started, now, job.resumed)
        self._touches.append(row(TouchMade, touch))

    def _pull(self, team: DeskTeam, now: float) -> None:
        """Give waiting jobs to people who are free, best first; the team's integrals are up to date."""
        while (entry := team.pop()) is not None:
            _, ticket, job = entry
            if job.ticket != ticket:
                continue
            if job.gives_up_at <= now:
                self._leave(job, team, job.gives_up_at, now)
                continue
            team.waiting -= 1
            job.ticket = 0
            self._start(job, team, now)
        for helper in team.helpers:
            self._help(helper, team, now)
        if team.helped:
            self._help(team, team.helped[0], now)
        if team.crewed:
            team.settle_calls(now)

    def minutes(self, name: str) -> tuple[float, float]:
        """Time of a team since the beginning.

        Parameters
        ----------
        name : str
            Name of the team.

        Returns
        -------
        tuple of two floats
            Minutes of people available, and minutes at work.
        """
        self._teams[name].settle(self._env.now)
        ledger = self._teams[name].ledger
        worked = ledger.available_minutes - ledger.idle_minutes + ledger.overtime_minutes
        return ledger.available_minutes, worked

    def keep_ledgers(self, month: int) -> None:
        """Record each team's time since the last call.

        Parameters
        ----------
        month : int
            The month that has ended; -1 is the warm-up.
        """
        for team in self._teams.values():
            team.settle(self._env.now)
            self._ledgers.append(team.ledger.since(team.recorded, month))
            team.recorded = replace(team.ledger)

    def close(self) -> None:
        """End the run: integrals brought up to date, touches and spells of waiting cut off now."""
        now = self._env.now
        for team in self._teams.values():
            team.settle(now)
            for job in team.working:
                self._keep_touch(job, team, now)
            team.end_calls(now)
            self._come_back(team)
            for _, ticket, job in team.entries():
                if job.ticket == ticket:
                    self.remove(job)
