"""The desk as the model turns a month, settles a dispute or ends the run; see :mod:`sim.engine.contacts`."""

from __future__ import annotations

from math import inf
from typing import Any

from sim.compiling import kernel
from sim.engine.compiled.codes import DISPUTE, OPEN, WITHDRAWN
from sim.engine.compiled.contacts import end
from sim.engine.compiled.coverage import covered_at
from sim.engine.compiled.desk import add
from sim.engine.compiled.heaps import pop_entry
from sim.engine.compiled.jobs import free, new_job
from sim.engine.compiled.layout import NOBODY
from sim.engine.compiled.memory import clocks_of, customers_of, jobs_of, queues_of, run_of, teams_of, terms_of
from sim.engine.compiled.promises import look, watch
from sim.engine.compiled.teams import come_back, keep_touch, remove, settle

__all__ = [
    "add_dispute",
    "change_clocks",
    "close_contacts",
    "close_desk",
    "end_settled",
    "look_again",
    "settle_teams",
    "withdraw",
]


@kernel
def look_again(state: int) -> None:
    """Look at the promises of all open contacts, in work too.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run, jobs = run_of(state), jobs_of(state)
    for who in range(run.customers):
        job = customers_of(state)[who].open_first
        while job != NOBODY:
            if jobs[job].opened >= 0:
                look(state, job)
            job = jobs[job].open_after


@kernel
def withdraw(state: int, who: int) -> None:
    """Withdraw the contacts of a customer that has left; a touch that goes on is the last.

    Parameters
    ----------
    state : int
        Address of the state.
    who : int
        Number of the customer.
    """
    run, jobs = run_of(state), jobs_of(state)
    job = customers_of(state)[who].open_first
    while job != NOBODY:
        following = jobs[job].open_after
        remove(state, job)
        if jobs[job].team == NOBODY:
            end(state, job, WITHDRAWN, run.now)
        job = following


@kernel
def change_clocks(state: int) -> None:
    """Let open contacts go on by the hours of coverage that their customers now have.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run, jobs = run_of(state), jobs_of(state)
    now = run.now
    for who in range(run.customers):
        job = customers_of(state)[who].open_first
        while job != NOBODY:
            contact, terms = jobs[job], terms_of(state)[customers_of(state)[who].terms]
            clock, length = terms.clock[contact.severity - 1], terms.clock_length[contact.severity - 1]
            if contact.clock != clock:
                before = covered_at(clocks_of(state), contact.clock, contact.clock_length, now)
                after = covered_at(clocks_of(state), clock, length, now)
                contact.opened_covered = after - (before - contact.opened_covered)
                if contact.pause_began == contact.pause_began:
                    contact.paused += before - contact.pause_began
                    contact.pause_began = after
                contact.clock, contact.clock_length = clock, length
                contact.next_look = inf
                watch(state, job)
            job = contact.open_after


@kernel
def add_dispute(state: int, who: int, day: int, number: int, numbers: Any) -> int:
    """Bring a dispute to the billing team; ``numbers`` are its key, its minutes of work and when it is settled.

    Parameters
    ----------
    state : int
        Address of the state.
    who : int
        Number of the customer.
    day : int
        Of the run.
    number : int
        Of the dispute.
    numbers : three floats
        Its key, its minutes of work, and when it is settled.
    """
    run = run_of(state)
    job = new_job(state, DISPUTE, who)
    dispute = jobs_of(state)[job]
    dispute.day, dispute.number, dispute.severity = day, number, 0
    dispute.key, dispute.work, dispute.settles_at = numbers
    add(state, job, run.billing_team, inf, False)
    return job


@kernel
def end_settled(state: int, job: int) -> None:
    """Give the place of a dispute back that has been settled.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    free(state, job)


@kernel
def settle_teams(state: int) -> None:
    """Bring the ledgers of all teams up to this moment.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    for team in range(run_of(state).teams):
        settle(state, team)


@kernel
def close_desk(state: int) -> None:
    """End the run at the desk: touches in hand are cut off, and nobody waits any more.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run, jobs = run_of(state), jobs_of(state)
    run.now = run.horizon
    for team in range(run.teams):
        settle(state, team)
        at = teams_of(state)[team]
        job = at.working_first
        while job != NOBODY:
            keep_touch(state, job, team)
            job = jobs[job].working_after
        come_back(state, team, inf)
        while at.queue:
            first = queues_of(state)[team, 0]
            job, ticket = first.job, first.ticket
            pop_entry(queues_of(state)[team], at.queue)
            at.queue -= 1
            if jobs[job].ticket == ticket:
                remove(state, job)


@kernel
def close_contacts(state: int) -> None:
    """End the run: contacts that are not over are still open.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run, jobs = run_of(state), jobs_of(state)
    for who in range(run.customers):
        job = customers_of(state)[who].open_first
        while job != NOBODY:
            following = jobs[job].open_after
            end(state, job, OPEN, run.now)
            job = following
