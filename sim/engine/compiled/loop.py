"""One event after the other, until the model has to say what happens; see :mod:`sim.engine.simpy_clock`."""

from __future__ import annotations

from math import inf

from sim.compiling import kernel
from sim.engine.compiled.codes import (
    ALARM,
    ANSWERS,
    ARRIVES,
    AT_HORIZON,
    CHASED_ASK,
    CHASED_HAND_ON,
    COMES_BACK,
    DAY,
    DAY_BEGINS,
    DAY_ENDS,
    FINISHES,
    FULL,
    LOSES_PATIENCE,
    QUEUES_AGAIN,
    ROOM,
    SETTLE,
    SETTLES,
    SHIFT,
)
from sim.engine.compiled.contacts import opens, turn_away
from sim.engine.compiled.days import await_next, begin_day, end_day
from sim.engine.compiled.desk import add, asks_the_customer, change_level, finish, hands_on, leave, pull, queue_first
from sim.engine.compiled.heaps import pop_alarm, pop_event, schedule
from sim.engine.compiled.layout import NOBODY
from sim.engine.compiled.memory import (
    alarms_of,
    breaking_points_of,
    calls_of,
    contacts_of,
    customers_of,
    events_of,
    grievances_of,
    is_month_of,
    jobs_of,
    persons_of,
    potentials_of,
    queues_of,
    run_of,
    scratch_of,
    steps_of,
    teams_of,
    touches_of,
    waits_of,
)
from sim.engine.compiled.promises import look, put_alarm_on_clock, watch
from sim.engine.compiled.teams import account, come_back
from sim.engine.compiled.touches import chased, comes_back, customer_answers
from sim.units import MINUTES_PER_DAY

__all__ = ["begin", "has_room", "run_on"]


@kernel
def begin(state: int) -> None:
    """Put the first steps of the rosters and the first day on the clock.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run = run_of(state)
    for team in range(run.teams):
        at = teams_of(state)[team]
        if at.step < at.steps_end:
            schedule(state, steps_of(state)[at.step].at - run.now, SHIFT, team, 0, 0.0)
    schedule(state, run.day * MINUTES_PER_DAY - run.now, DAY_BEGINS, 0, 0, 0.0)


@kernel
def has_room(state: int) -> bool:
    """Whether any event can be written down; each grows by what lies at the desk at most, or by who listens.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run = run_of(state)
    jobs = run.jobs_used
    rows = ROOM + 4 * jobs
    room = run.touches + rows <= touches_of(state).size and run.waits + rows <= waits_of(state).size
    room = room and run.contacts + rows <= contacts_of(state).size and run.calls + rows <= calls_of(state).size
    room = room and run.persons + rows <= persons_of(state).size
    room = room and run.grievances + 4 * (rows + run.customers) <= grievances_of(state).size
    room = room and run.breaking_points + run.customers + 1 <= breaking_points_of(state).size
    room = room and run.events + rows <= events_of(state).size and run.alarms + rows <= alarms_of(state).size
    room = room and jobs + ROOM <= jobs_of(state).size and max(jobs, run.alarms) <= scratch_of(state).size
    for team in range(run.teams):
        at, width = teams_of(state)[team], queues_of(state).shape[1]
        room = room and at.queue + rows <= width and at.resting + rows <= width and at.impatient + rows <= width
    return room


@kernel
def run_on(state: int) -> int:
    """Let everything happen until the model is needed; why the clock stops.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run, events = run_of(state), events_of(state)
    while run.events and events[0].at < run.horizon:
        if not has_room(state):
            return FULL
        kind, job, mark, subject, number = _next_event(state)
        if kind < DAY_BEGINS:
            _at_the_desk(state, kind, job, mark, subject, number)
        elif kind == DAY_BEGINS:
            if is_month_of(state)[run.day - run.first_day] or run.day == run.first_day:
                return DAY
            begin_day(state)
        elif kind == DAY_ENDS:
            end_day(state)
        elif kind == SETTLES:
            run.exit_job = job
            return SETTLE
        elif jobs_of(state)[job].serial == mark and not jobs_of(state)[job].ended:
            _happen(state, kind, job)
    return AT_HORIZON


@kernel
def _next_event(state: int) -> tuple[int, int, int, float, int]:
    """Take the next event off the clock: its kind, job, mark, subject and number."""
    event = events_of(state)[0]
    taken = (event.kind, event.job, event.mark, event.subject, event.sequence)
    run_of(state).now = event.at
    pop_event(state)
    return taken


@kernel
def _at_the_desk(state: int, kind: int, job: int, mark: int, subject: float, number: int) -> None:
    """Let an event happen that is no turn of a day."""
    jobs = jobs_of(state)
    if kind == FINISHES:
        if jobs[job].alarm == number:
            finish(state, job)
    elif kind == ARRIVES:
        if mark == run_of(state).chunk:
            _arrive(state, job)
    elif kind == ALARM:
        _go_off(state, subject)
    elif kind == LOSES_PATIENCE:
        if jobs[job].ticket == mark:
            account(state, jobs[job].team)
            leave(state, job, jobs[job].team, run_of(state).now)
    elif kind == SHIFT:
        _change_shift(state, job)
    else:
        _come_back(state, job)


@kernel
def _come_back(state: int, team: int) -> None:
    """Queue again what has rested for a day."""
    account(state, team)
    come_back(state, team, run_of(state).now - MINUTES_PER_DAY)
    pull(state, team)


@kernel
def _happen(state: int, kind: int, job: int) -> None:
    """Go on with a contact whose time has come."""
    if kind == QUEUES_AGAIN:
        queue_first(state, job)
    elif kind == COMES_BACK:
        comes_back(state, job)
        queue_first(state, job)
    elif kind == CHASED_HAND_ON:
        chased(state, job)
        hands_on(state, job)
    elif kind == CHASED_ASK:
        chased(state, job)
        asks_the_customer(state, job)
    elif kind == ANSWERS:
        customer_answers(state, job)
        watch(state, job)
        add(state, job, jobs_of(state)[job].handler, inf, False)


@kernel
def _change_shift(state: int, team: int) -> None:
    """A step of a team's roster, and the next one on the clock."""
    at = teams_of(state)[team]
    step = steps_of(state)[at.step]
    change_level(state, team, step.level, step.rostered)
    at.step += 1
    if at.step < at.steps_end:
        schedule(state, steps_of(state)[at.step].at - run_of(state).now, SHIFT, team, 0, 0.0)


@kernel
def _arrive(state: int, number: int) -> None:
    """A customer gets in touch; one whose contacts are limited may do so only so often a day."""
    await_next(state)
    customer = customers_of(state)[potentials_of(state)[number].customer]
    if customer.most_contacts_per_day != NOBODY:
        customer.taken += 1
        if customer.taken > customer.most_contacts_per_day:
            turn_away(state, number)
            return
    job = opens(state, number)
    if job != NOBODY:
        queue_first(state, job)


@kernel
def _go_off(state: int, moment: float) -> None:
    """Look at the promises of contacts whose time has come; then wait for the next that is still needed."""
    run, alarms, jobs, due = run_of(state), alarms_of(state), jobs_of(state), scratch_of(state)
    if moment != run.next_alarm:
        return
    run.next_alarm = inf
    count = 0
    while run.alarms:
        first = alarms[0]
        contact = jobs[first.job]
        over = contact.serial != first.serial or contact.ended
        if first.at > moment and not over and contact.next_look == first.at:
            break
        if not over and contact.next_look == first.at:
            due[count] = first.job
            count += 1
        pop_alarm(state)
    if run.alarms:
        put_alarm_on_clock(state, alarms[0].at)
    for place in range(count):
        jobs[due[place]].next_look = inf
        look(state, due[place])
        watch(state, due[place])
