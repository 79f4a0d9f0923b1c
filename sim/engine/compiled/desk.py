"""Queues, shifts and the course of work on arrays; see :class:`sim.engine.desk.Desk`."""

from __future__ import annotations

from math import inf

from sim.compiling import kernel
from sim.engine.compiled.codes import (
    ANSWERS,
    CALL_AGAIN,
    CHASED_ASK,
    CHASED_HAND_ON,
    COME_BACK,
    COMES_BACK,
    CONTACT,
    DISPUTE,
    FINISHES,
    FORGOTTEN_ASK,
    FORGOTTEN_HAND_ON,
    HAND_ON,
    LOSES_PATIENCE,
    OVER,
    QUEUES_AGAIN,
    SETTLES,
    WORK_ON,
    WRAP_UP,
    WRITE,
)
from sim.engine.compiled.contacts import hang_up
from sim.engine.compiled.coverage import snapped
from sim.engine.compiled.heaps import pop_entry, schedule
from sim.engine.compiled.jobs import free, leave_hands, new_job, take_in_hand
from sim.engine.compiled.layout import NOBODY
from sim.engine.compiled.memory import (
    customers_of,
    impatient_of,
    jobs_of,
    queues_of,
    rules_of,
    run_of,
    scratch_of,
    teams_of,
)
from sim.engine.compiled.promises import watch
from sim.engine.compiled.teams import (
    account,
    come_back,
    end_wait,
    interrupt,
    keep_touch,
    leave_seat,
    push,
    settle,
    start,
)
from sim.engine.compiled.telephone import after_hanging_up, patience_of, waits_for_call_back
from sim.engine.compiled.touches import asks, finish_touch, hand_on

__all__ = ["add", "asks_the_customer", "change_level", "finish", "hands_on", "leave", "pull", "queue_first", "sweep"]


@kernel
def _set_aside(state: int, team: int) -> None:
    """Let a caller on the line have the seat of the ticket that is least urgent."""
    at, jobs = teams_of(state)[team], jobs_of(state)
    if at.busy != at.level:
        return
    chosen, job = NOBODY, at.working_first
    while job != NOBODY:
        ahead = chosen == NOBODY or (jobs[job].key, jobs[job].ends_at) > (jobs[chosen].key, jobs[chosen].ends_at)
        if not jobs[job].on_line and ahead:
            chosen = job
        job = jobs[job].working_after
    if chosen != NOBODY:
        interrupt(state, chosen, team, True, 0.0)


@kernel
def add(state: int, job: int, team: int, patience: float, on_the_line: bool) -> None:
    """Bring a job to a team: it begins at once or queues, and an impatient caller hangs up in time.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    team : int
        Number of the team.
    patience : float
        Minutes; infinite without an end.
    on_the_line : bool
        Whether a caller holds the line.
    """
    run, at, new = run_of(state), teams_of(state)[team], jobs_of(state)[job]
    now = run.now
    account(state, team)
    new.queued, new.team = now, team
    new.on_line = on_the_line and rules_of(state).interrupts
    if new.on_line and at.busy >= at.level:
        _set_aside(state, team)
    if at.busy < at.level:
        start(state, job, team)
        return
    run.ticket += 1
    ticket = run.ticket
    new.ticket, new.gives_up_at = ticket, now + patience
    at.waiting += 1
    push(state, team, new.key, ticket, job)
    if patience < inf:
        entry = impatient_of(state)[team, at.impatient]
        at.impatient += 1
        entry.key, entry.ticket, entry.job = new.key, ticket, job
    if on_the_line and patience < inf and after_hanging_up(state, job) != OVER:
        schedule(state, patience, LOSES_PATIENCE, job, ticket, 0.0)


@kernel
def queue_first(state: int, job: int) -> None:
    """Queue a contact for the first tier; a caller holds the line, unless nobody is there and a message must do.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    run, rules, contact = run_of(state), rules_of(state), jobs_of(state)[job]
    if contact.by_phone and contact.touches == 0 and teams_of(state)[0].level > 0:
        contact.called = run.now
        patience = inf if waits_for_call_back(state, job) else patience_of(state, job)
        as_ticket = contact.key
        contact.key = as_ticket - rules.calls_ahead
        add(state, job, 0, patience, True)
        contact.key = as_ticket
    else:
        add(state, job, 0, inf, False)
    if contact.ticket:
        watch(state, job)


@kernel
def leave(state: int, job: int, team: int, at: float) -> None:
    """A caller has lost patience at a moment: it calls again, writes or lets it be.

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
    teams_of(state)[team].queue_minutes -= run_of(state).now - at
    end_wait(state, job, team, at)
    step, minutes = hang_up(state, job, at)
    if step == CALL_AGAIN:
        schedule(state, snapped(minutes), QUEUES_AGAIN, job, jobs_of(state)[job].serial, 0.0)
    elif step == WRITE:
        add(state, job, 0, inf, False)


@kernel
def pull(state: int, team: int) -> None:
    """Let people who are free take whoever waits first.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    """
    at, now = teams_of(state)[team], run_of(state).now
    while at.queue and at.busy < at.level:
        first = queues_of(state)[team, 0]
        ticket, job = first.ticket, first.job
        pop_entry(queues_of(state)[team], at.queue)
        at.queue -= 1
        waiting = jobs_of(state)[job]
        if waiting.ticket != ticket:
            continue
        if waiting.gives_up_at <= now:
            leave(state, job, team, waiting.gives_up_at)
            continue
        at.waiting -= 1
        waiting.ticket = 0
        start(state, job, team)


@kernel
def hands_on(state: int, job: int) -> None:
    """Hand a contact on to the tier that follows.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    handler = jobs_of(state)[job].handler
    following = teams_of(state)[handler].following
    hand_on(state, job)
    add(state, job, handler if following == NOBODY else following, inf, False)


@kernel
def asks_the_customer(state: int, job: int) -> None:
    """Ask the customer something.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    minutes = asks(state, job)
    schedule(state, snapped(minutes), ANSWERS, job, jobs_of(state)[job].serial, 0.0)


@kernel
def _follow(state: int, job: int, step: int, minutes: float) -> None:
    """Take the next step of a contact after a touch."""
    watch(state, job)
    serial = jobs_of(state)[job].serial
    if step == COME_BACK:
        schedule(state, snapped(minutes), COMES_BACK, job, serial, 0.0)
    elif step == FORGOTTEN_HAND_ON:
        schedule(state, snapped(minutes), CHASED_HAND_ON, job, serial, 0.0)
    elif step == FORGOTTEN_ASK:
        schedule(state, snapped(minutes), CHASED_ASK, job, serial, 0.0)
    elif step == WORK_ON:
        add(state, job, jobs_of(state)[job].handler, inf, False)
    elif step == HAND_ON:
        hands_on(state, job)
    else:
        asks_the_customer(state, job)


@kernel
def _begin_wrap_up(state: int, job: int, team: int, minutes: float) -> None:
    """Hand the seat of a touch to its wrap-up."""
    run, jobs = run_of(state), jobs_of(state)
    rest = new_job(state, WRAP_UP, jobs[job].customer)
    touched, left = jobs[job], jobs[rest]
    left.key, left.day, left.number, left.severity = touched.key, touched.day, touched.number, touched.severity
    left.team, left.queued, left.started, left.ends_at = team, run.now, run.now, run.now + minutes
    left.resumed = left.on_line = True
    leave_hands(state, team, job)
    take_in_hand(state, team, rest)
    left.alarm = schedule(state, minutes, FINISHES, rest, left.serial, 0.0)


@kernel
def finish(state: int, job: int) -> None:
    """A touch, the work on a dispute or a wrap-up is done.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    run, done = run_of(state), jobs_of(state)[job]
    team, kind, now = done.team, done.kind, run.now
    account(state, team)
    keep_touch(state, job, team)
    at = teams_of(state)[team]
    minutes = at.wrap_up
    if kind == WRAP_UP or (kind == CONTACT and customers_of(state)[done.customer].leaves_at <= now):
        minutes = 0.0
    if minutes:
        _begin_wrap_up(state, job, team, minutes)
    else:
        leave_seat(state, team, job)
    done.team, done.resumed = NOBODY, False
    if kind == WRAP_UP:
        free(state, job)
    elif kind == DISPUTE:
        schedule(state, max(done.settles_at - now, 0.0), SETTLES, job, done.serial, 0.0)
    else:
        step, later = finish_touch(state, done.handler, job)
        if step != OVER:
            _follow(state, job, step, later)
    if at.waiting:
        pull(state, team)


@kernel
def _go_home(state: int, team: int) -> None:
    """Shift ends: whoever is too many goes home, and leaves work that would take longer than the limit."""
    at, jobs, chosen = teams_of(state)[team], jobs_of(state), scratch_of(state)
    surplus = at.busy - at.level
    if surplus <= 0:
        return
    count, job = 0, at.working_first
    while job != NOBODY:
        place = count
        while place > 0:
            before = jobs[chosen[place - 1]]
            if (before.ends_at, before.key) <= (jobs[job].ends_at, jobs[job].key):
                break
            chosen[place] = chosen[place - 1]
            place -= 1
        chosen[place] = job
        count += 1
        job = jobs[job].working_after
    for place in range(surplus):
        if jobs[chosen[place]].ends_at - run_of(state).now > at.shift_limit:
            interrupt(state, chosen[place], team, at.hands_over, at.shift_extra)


@kernel
def change_level(state: int, team: int, level: int, rostered: float) -> None:
    """A step of the roster: people come or go.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    level : int
        People who are there to work.
    rostered : float
        People who are paid.
    """
    settle(state, team)
    at = teams_of(state)[team]
    rises = level > at.level
    at.level, at.rostered = level, rostered
    if rises:
        come_back(state, team, inf)
    else:
        _go_home(state, team)
    pull(state, team)


@kernel
def sweep(state: int) -> None:
    """Let callers hang up whose patience is over, before the day is.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run, jobs, chosen = run_of(state), jobs_of(state), scratch_of(state)
    now = run.now
    for team in range(run.teams):
        at, impatient = teams_of(state)[team], impatient_of(state)[team]
        if at.waiting:
            account(state, team)
        kept, count = 0, 0
        for number in range(at.impatient):
            entry = impatient[number]
            if jobs[entry.job].ticket != entry.ticket:
                continue
            if jobs[entry.job].gives_up_at > now:
                impatient[kept] = impatient[number]
                kept += 1
                continue
            place = count
            while place > 0:
                before = jobs[chosen[place - 1]]
                if before.key_in_queue < entry.key or (
                    before.key_in_queue == entry.key and before.ticket < entry.ticket
                ):
                    break
                chosen[place] = chosen[place - 1]
                place -= 1
            jobs[entry.job].key_in_queue = entry.key
            chosen[place] = entry.job
            count += 1
        at.impatient = kept
        for place in range(count):
            leave(state, chosen[place], team, jobs[chosen[place]].gives_up_at)
