"""Seats, work in hand and ledgers on arrays; see :class:`sim.engine.team.DeskTeam`."""

from __future__ import annotations

from math import inf

from sim.compiling import kernel
from sim.engine.compiled.codes import CONTACT, DISPUTE, FINISHES, RESTED, WITHDRAWN, WRAP_UP
from sim.engine.compiled.contacts import begin_touch, end
from sim.engine.compiled.heaps import push_entry, schedule
from sim.engine.compiled.jobs import free, leave_hands, take_in_hand
from sim.engine.compiled.layout import NOBODY
from sim.engine.compiled.memory import (
    customers_of,
    jobs_of,
    queues_of,
    resting_of,
    run_of,
    teams_of,
    touches_of,
    waits_of,
)
from sim.engine.compiled.promises import watch
from sim.units import MINUTES_PER_DAY

__all__ = [
    "account",
    "come_back",
    "end_wait",
    "interrupt",
    "keep_touch",
    "leave_seat",
    "push",
    "remove",
    "settle",
    "start",
]


@kernel
def account(state: int, team: int) -> None:
    """Bring the integrals of idle time, overtime and waiting up to this moment.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    """
    at, now = teams_of(state)[team], run_of(state).now
    passed = now - at.changed
    if passed:
        at.changed = now
        spare = at.level - at.busy
        if spare > 0:
            at.idle_minutes += spare * passed
        elif spare < 0:
            at.overtime_minutes -= spare * passed
        if at.waiting:
            at.queue_minutes += at.waiting * passed


@kernel
def settle(state: int, team: int) -> None:
    """Bring all integrals, paid and available time too, up to this moment.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    """
    account(state, team)
    at, now = teams_of(state)[team], run_of(state).now
    passed = now - at.settled
    at.settled = now
    at.rostered_minutes += at.rostered * passed
    at.available_minutes += at.level * passed


@kernel
def keep_touch(state: int, job: int, team: int) -> None:
    """Record a touch that ends now.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    team : int
        Number of the team.
    """
    run, made = run_of(state), jobs_of(state)[job]
    row = touches_of(state)[run.touches]
    run.touches += 1
    row.team, row.customer, row.day, row.number = team, made.customer, made.day, made.number
    row.queued, row.started, row.ended, row.resumed = made.queued, made.started, run.now, made.resumed


@kernel
def _take_seat(state: int, team: int, job: int) -> None:
    """Let a job take a seat."""
    teams_of(state)[team].busy += 1
    take_in_hand(state, team, job)


@kernel
def leave_seat(state: int, team: int, job: int) -> None:
    """Let a job leave its seat.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    job : int
        Number of the job.
    """
    teams_of(state)[team].busy -= 1
    leave_hands(state, team, job)


@kernel
def push(state: int, team: int, key: float, ticket: int, job: int) -> None:
    """Queue a job at a team.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    key : float
        Lowest first.
    ticket : int
        Lowest first among equal keys.
    job : int
        Number of the job.
    """
    at = teams_of(state)[team]
    push_entry(queues_of(state)[team], at.queue, key, ticket, job)
    at.queue += 1


@kernel
def start(state: int, job: int, team: int) -> None:
    """Let a person take a job, or go on with it.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    team : int
        Number of the team.
    """
    run, taken = run_of(state), jobs_of(state)[job]
    _take_seat(state, team, job)
    taken.started = run.now
    if taken.resumed:
        minutes = taken.rest
    else:
        taken.spent = 0.0
        taken.handler = team
        minutes = taken.work if taken.kind == DISPUTE else begin_touch(state, team, job)
    taken.ends_at = run.now + minutes
    taken.alarm = schedule(state, minutes, FINISHES, job, taken.serial, 0.0)


@kernel
def interrupt(state: int, job: int, team: int, hands_over: bool, extra: float) -> None:
    """Interrupt the work on a job: the rest waits for who comes next, or for whoever began it.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    team : int
        Number of the team.
    hands_over : bool
        Whether the rest waits for whoever comes next.
    extra : float
        Minutes that the rest takes longer.
    """
    run, at, stopped = run_of(state), teams_of(state)[team], jobs_of(state)[job]
    now = run.now
    keep_touch(state, job, team)
    leave_seat(state, team, job)
    stopped.alarm = 0
    if stopped.kind == WRAP_UP:
        free(state, job)
        return
    if stopped.kind == CONTACT:
        if customers_of(state)[stopped.customer].leaves_at <= now:
            end(state, job, WITHDRAWN, now)
            return
        watch(state, job)
    stopped.spent = stopped.spent + now - stopped.started
    stopped.resumed, stopped.on_line = True, False
    stopped.rest = stopped.ends_at - now + extra
    stopped.queued, stopped.gives_up_at = now, inf
    run.ticket += 1
    stopped.ticket = run.ticket
    at.waiting += 1
    if hands_over:
        push(state, team, stopped.key, stopped.ticket, job)
    else:
        entry = resting_of(state)[team, at.resting]
        at.resting += 1
        entry.key, entry.ticket, entry.job = stopped.key, stopped.ticket, job
        schedule(state, MINUTES_PER_DAY, RESTED, team, 0, 0.0)


@kernel
def come_back(state: int, team: int, before: float) -> None:
    """Queue again what rested since before a moment.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    before : float
        Minute of the run.
    """
    at, resting, jobs = teams_of(state)[team], resting_of(state)[team], jobs_of(state)
    kept = 0
    for place in range(at.resting):
        entry = resting[place]
        if jobs[entry.job].ticket != entry.ticket:
            continue
        if jobs[entry.job].queued <= before:
            push(state, team, entry.key, entry.ticket, entry.job)
        else:
            resting[kept] = resting[place]
            kept += 1
    at.resting = kept


@kernel
def end_wait(state: int, job: int, team: int, at: float) -> None:
    """End the wait of a job at a moment, and record it.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    team : int
        Number of the team.
    at : float
        Minute of the run.
    """
    run, waiting = run_of(state), jobs_of(state)[job]
    teams_of(state)[team].waiting -= 1
    waiting.ticket, waiting.team = 0, NOBODY
    row = waits_of(state)[run.waits]
    run.waits += 1
    row.team, row.customer, row.day, row.number = team, waiting.customer, waiting.day, waiting.number
    row.queued, row.ended = waiting.queued, at


@kernel
def remove(state: int, job: int) -> None:
    """Take a job out of its queue, where it waits in one.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    if jobs_of(state)[job].ticket:
        team = jobs_of(state)[job].team
        account(state, team)
        end_wait(state, job, team, run_of(state).now)
        jobs_of(state)[job].resumed = False
