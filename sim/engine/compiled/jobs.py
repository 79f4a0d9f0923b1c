"""Jobs and the lists that they stand in: in hand at a team, open with a customer."""

from __future__ import annotations

from math import inf, nan

from sim.compiling import kernel
from sim.engine.compiled.layout import NOBODY
from sim.engine.compiled.memory import customers_of, jobs_of, run_of, teams_of

__all__ = ["close_contact", "free", "leave_hands", "new_job", "open_contact", "take_in_hand"]


@kernel
def new_job(state: int, kind: int, who: int) -> int:
    """A job of a kind for a customer, with nothing done.

    Parameters
    ----------
    state : int
        Address of the state.
    kind : int
        Kind of the event or job.
    who : int
        Number of the customer.
    """
    run, jobs = run_of(state), jobs_of(state)
    if run.free_jobs == NOBODY:
        job = run.jobs_used
        run.jobs_used += 1
    else:
        job = run.free_jobs
        run.free_jobs = jobs[job].working_after
    run.serial += 1
    new = jobs[job]
    new.kind, new.serial, new.customer = kind, run.serial, who
    new.ticket, new.team, new.alarm, new.handler = 0, NOBODY, 0, NOBODY
    new.queued = new.started = new.ends_at = new.spent = new.rest = 0.0
    new.gives_up_at, new.next_look = inf, inf
    new.on_line = new.resumed = new.ended = new.listed = False
    new.again = new.final = new.forgotten = new.repeated = new.out_of_scope = new.templated = False
    new.response_late = new.resolution_late = False
    new.pause_began = new.called = new.answered = new.expected = new.response = nan
    new.paused = new.work = 0.0
    new.retries = new.touches = new.chases = 0
    return job


@kernel
def free(state: int, job: int) -> None:
    """Give the place of a job back; whatever still refers to it carries another serial number.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    run, gone = run_of(state), jobs_of(state)[job]
    gone.ended, gone.ticket, gone.alarm = True, 0, 0
    gone.working_after = run.free_jobs
    run.free_jobs = job


@kernel
def take_in_hand(state: int, team: int, job: int) -> None:
    """Put a job last among those that a team works on.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    job : int
        Number of the job.
    """
    at, jobs = teams_of(state)[team], jobs_of(state)
    jobs[job].working_before, jobs[job].working_after = at.working_last, NOBODY
    if at.working_last == NOBODY:
        at.working_first = job
    else:
        jobs[at.working_last].working_after = job
    at.working_last = job


@kernel
def leave_hands(state: int, team: int, job: int) -> None:
    """Take a job from those that a team works on.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    job : int
        Number of the job.
    """
    at, jobs = teams_of(state)[team], jobs_of(state)
    before, after = jobs[job].working_before, jobs[job].working_after
    if before == NOBODY:
        at.working_first = after
    else:
        jobs[before].working_after = after
    if after == NOBODY:
        at.working_last = before
    else:
        jobs[after].working_before = before


@kernel
def open_contact(state: int, job: int) -> None:
    """Put a contact last among those that are open with its customer.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    jobs = jobs_of(state)
    who = customers_of(state)[jobs[job].customer]
    jobs[job].open_before, jobs[job].open_after = who.open_last, NOBODY
    if who.open_last == NOBODY:
        who.open_first = job
    else:
        jobs[who.open_last].open_after = job
    who.open_last = job
    jobs[job].listed = True


@kernel
def close_contact(state: int, job: int) -> None:
    """Take a contact from those that are open with its customer.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    jobs = jobs_of(state)
    if not jobs[job].listed:
        return
    jobs[job].listed = False
    who = customers_of(state)[jobs[job].customer]
    before, after = jobs[job].open_before, jobs[job].open_after
    if before == NOBODY:
        who.open_first = after
    else:
        jobs[before].open_after = after
    if after == NOBODY:
        who.open_last = before
    else:
        jobs[after].open_before = before
