"""When a contact's promises are looked at and how they are kept; see :class:`sim.model.promises.Promises`."""

from __future__ import annotations

from math import inf, nan

from sim.compiling import kernel
from sim.engine.compiled.codes import ALARM, TICK, U_CHASED
from sim.engine.compiled.coverage import covered_at, moment_of, snapped
from sim.engine.compiled.heaps import push_alarm, schedule
from sim.engine.compiled.memory import clocks_of, customers_of, jobs_of, numbers_of, rules_of, run_of, terms_of
from sim.engine.compiled.pure import chases
from sim.engine.compiled.waits import (
    answered_in_time,
    expected_minutes,
    feel_resolution,
    feel_response,
    miss_resolution,
    miss_response,
)

__all__ = [
    "answer",
    "chases_of",
    "look",
    "lose",
    "pause",
    "put_alarm",
    "put_alarm_on_clock",
    "reading",
    "reply_by_template",
    "resume",
    "solve",
    "unsolved",
    "waited",
    "watch",
]


@kernel
def reading(state: int, job: int, now: float) -> float:
    """The clock of a contact at a moment.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    now : float
        Minute of the run.
    """
    contact = jobs_of(state)[job]
    return covered_at(clocks_of(state), contact.clock, contact.clock_length, now)


@kernel
def waited(state: int, job: int, now: float) -> float:
    """Covered minutes since a contact was opened.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    now : float
        Minute of the run.
    """
    return reading(state, job, now) - jobs_of(state)[job].opened_covered


@kernel
def unsolved(state: int, job: int, now: float) -> float:
    """Covered minutes since a contact was opened, less those that it rested.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    now : float
        Minute of the run.
    """
    contact = jobs_of(state)[job]
    running = contact.pause_began != contact.pause_began
    until = reading(state, job, now) if running else contact.pause_began
    return until - contact.opened_covered - contact.paused


@kernel
def pause(state: int, job: int) -> None:
    """Stop the clock of a contact's solution.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    jobs_of(state)[job].pause_began = reading(state, job, run_of(state).now)


@kernel
def resume(state: int, job: int) -> None:
    """Let the clock of a contact's solution run on.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact = jobs_of(state)[job]
    if contact.pause_began == contact.pause_began:
        contact.paused += reading(state, job, run_of(state).now) - contact.pause_began
        contact.pause_began = nan


@kernel
def put_alarm_on_clock(state: int, at: float) -> None:
    """Let the earliest alarm go off at a moment.

    Parameters
    ----------
    state : int
        Address of the state.
    at : float
        Minute of the run.
    """
    run = run_of(state)
    run.next_alarm = at
    schedule(state, at - run.now, ALARM, 0, 0, at)


@kernel
def put_alarm(state: int, job: int, at: float) -> None:
    """Put the alarm of a contact, in place of the one that it had.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    at : float
        Minute of the run.
    """
    jobs_of(state)[job].next_look = at
    if at == inf:
        return
    push_alarm(state, job, at)
    if at < run_of(state).next_alarm:
        put_alarm_on_clock(state, at)


@kernel
def _earliest(state: int, job: int) -> float:
    """A moment before which no promise of a contact can pass."""
    contact = jobs_of(state)[job]
    if contact.opened < 0:
        return inf
    terms, index = terms_of(state)[contact.terms], contact.first_severity - 1
    minutes = inf
    if contact.pause_began != contact.pause_began:
        minutes = contact.resolution_next if contact.resolution_late else terms.felt_resolution[index]
    if contact.answered != contact.answered:
        response = contact.response_next if contact.response_late else terms.felt_response[index]
        minutes = min(minutes, response)
    return contact.opened + minutes


@kernel
def _next_moment(state: int, job: int, now: float) -> float:
    """The moment at which the next promise of a contact passes by its clock."""
    contact = jobs_of(state)[job]
    terms, index, since = terms_of(state)[contact.terms], contact.first_severity - 1, contact.opened_covered
    covered = inf
    if contact.answered != contact.answered:
        covered = since + (contact.response_next if contact.response_late else terms.felt_response[index])
    if contact.pause_began != contact.pause_began:
        minutes = contact.resolution_next if contact.resolution_late else terms.felt_resolution[index]
        covered = min(covered, since + contact.paused + minutes)
    if covered == inf:
        return inf
    moment = moment_of(clocks_of(state), contact.clock, contact.clock_length, covered + TICK)
    return moment if moment == inf else max(snapped(moment), now + TICK)


@kernel
def watch(state: int, job: int) -> None:
    """Look at the promises of a contact when the next of them may have passed.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact, now = jobs_of(state)[job], run_of(state).now
    if customers_of(state)[contact.customer].leaves_at <= now:
        return
    at = _earliest(state, job)
    if at <= now:
        at = _next_moment(state, job, now)
    if at < contact.next_look:
        put_alarm(state, job, at)


@kernel
def look(state: int, job: int) -> None:
    """Find promises of a contact that have passed, and let its customer feel the wait.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact, now = jobs_of(state)[job], run_of(state).now
    customer = customers_of(state)[contact.customer]
    if now >= customer.leaves_at:
        return
    terms, index = terms_of(state)[contact.terms], contact.first_severity - 1
    if contact.answered != contact.answered:
        minutes = waited(state, job, now)
        if not contact.response_late and minutes > terms.felt_response[index]:
            miss_response(state, job)
            if not contact.templated:
                customer.responses_made += terms.response[index] != inf
        if contact.response_late and minutes >= contact.response_next:
            feel_response(state, job, minutes)
    minutes = unsolved(state, job, now)
    if not contact.resolution_late and minutes > terms.felt_resolution[index]:
        _miss_resolution(state, job)
    if contact.resolution_late and minutes >= contact.resolution_next:
        feel_resolution(state, job, minutes)


@kernel
def _miss_resolution(state: int, job: int) -> None:
    """Count a solution that is late, and begin to feel it."""
    contact = jobs_of(state)[job]
    promised = terms_of(state)[contact.terms].resolution[contact.first_severity - 1] != inf
    customers_of(state)[contact.customer].solutions_made += promised
    miss_resolution(state, job)


@kernel
def reply_by_template(state: int, job: int) -> None:
    """Answer a contact at once by a template, which counts as its response.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact = jobs_of(state)[job]
    contact.templated = True
    contact.response = 0.0
    if contact.opened >= 0 and terms_of(state)[contact.terms].response[contact.first_severity - 1] != inf:
        customer = customers_of(state)[contact.customer]
        customer.responses_made += 1
        customer.responses_met += 1


@kernel
def answer(state: int, job: int) -> None:
    """A person answers a contact for the first time.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact, now = jobs_of(state)[job], run_of(state).now
    customer, index = customers_of(state)[contact.customer], contact.first_severity - 1
    contact.answered = now
    minutes = waited(state, job, now)
    contact.response = minutes
    if contact.opened < 0:
        contact.expected = expected_minutes(state, contact.customer, contact.first_severity)
        return
    answered_in_time(state, job, minutes)
    customer.contacts += 1
    customer.outside_allowance += contact.out_of_scope
    promised = terms_of(state)[contact.terms].response[index]
    if not contact.response_late and not contact.templated and promised != inf:
        customer.responses_made += 1
        customer.responses_met += minutes <= promised


@kernel
def solve(state: int, job: int) -> None:
    """Judge the solution of a contact by its promise.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact, now = jobs_of(state)[job], run_of(state).now
    if contact.opened < 0:
        return
    if not contact.resolution_late:
        terms, index = terms_of(state)[contact.terms], contact.first_severity - 1
        in_time, promised = terms.felt_resolution[index], terms.resolution[index] != inf
        if now - contact.opened <= in_time or unsolved(state, job, now) <= in_time:
            customer = customers_of(state)[contact.customer]
            customer.solutions_made += promised
            customer.solutions_met += promised
            return
        _miss_resolution(state, job)
    feel_resolution(state, job, unsolved(state, job, now))


@kernel
def lose(state: int, job: int) -> None:
    """Count the promises of a contact whose caller has hung up for good as broken.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact = jobs_of(state)[job]
    if contact.opened >= 0:
        customer, terms = customers_of(state)[contact.customer], terms_of(state)[contact.terms]
        index = contact.first_severity - 1
        due = not contact.response_late and not contact.templated
        customer.responses_made += due and terms.response[index] != inf
        customer.solutions_made += not contact.resolution_late and terms.resolution[index] != inf


@kernel
def chases_of(state: int, job: int, minutes: float) -> int:
    """How often a customer chases a response that takes so many minutes.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    minutes : float
        Until then, or since.
    """
    rules, contact = rules_of(state), jobs_of(state)[job]
    if contact.expected != contact.expected:
        contact.expected = expected_minutes(state, contact.customer, contact.first_severity)
    if minutes <= contact.expected:
        return 0
    if numbers_of(state)[job, U_CHASED] >= customers_of(state)[contact.customer].chasing_share:
        return 0
    return chases(minutes, contact.expected, rules.chase_every, rules.most_chases)
