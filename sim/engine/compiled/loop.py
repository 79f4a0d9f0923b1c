"""The clock: one event after the other until the model has to say what happens; see :class:`sim.engine.world.World`."""

from __future__ import annotations

from math import inf
from typing import Any

from sim.compiling import kernel
from sim.engine.compiled.contacts import OPEN, WITHDRAWN, chased, comes_back, customer_answers, end, opens, turn_away
from sim.engine.compiled.coverage import covered_at
from sim.engine.compiled.desk import (
    account,
    add,
    asks_the_customer,
    change_level,
    come_back,
    finish,
    hands_on,
    keep_touch,
    leave,
    pull,
    queue_first,
    remove,
    settle,
    sweep,
)
from sim.engine.compiled.feelings import grievance_ratio
from sim.engine.compiled.heaps import (
    ALARM,
    ANSWERS,
    ARRIVES,
    CHASED_ASK,
    CHASED_HAND_ON,
    COMES_BACK,
    DAY_BEGINS,
    DAY_ENDS,
    FINISHES,
    LOSES_PATIENCE,
    QUEUES_AGAIN,
    RESTED,
    SETTLES,
    SHIFT,
    pop_alarm,
    pop_entry,
    pop_event,
    schedule,
)
from sim.engine.compiled.jobs import DISPUTE, free, new_job
from sim.engine.compiled.layout import NOBODY
from sim.engine.compiled.memory import (
    alarms_of,
    breaking_points_of,
    calls_of,
    clocks_of,
    contacts_of,
    customers_of,
    events_of,
    grievances_of,
    is_month_of,
    jobs_of,
    persons_of,
    potentials_of,
    queues_of,
    rules_of,
    run_of,
    scratch_of,
    steps_of,
    teams_of,
    terms_of,
    touches_of,
    waits_of,
)
from sim.engine.compiled.promises import look, put_alarm_on_clock, watch
from sim.engine.compiled.pure import contact_multiple, corners
from sim.provider.work import Corners
from sim.units import MINUTES_PER_DAY, TICKS_PER_MINUTE

__all__ = [
    "AT_HORIZON",
    "DAY",
    "FULL",
    "SETTLE",
    "add_dispute",
    "begin",
    "begin_day",
    "change_clocks",
    "close_contacts",
    "close_desk",
    "cut_corners",
    "end_settled",
    "has_room",
    "look_again",
    "run_on",
    "settle_teams",
    "withdraw",
]

LAST_MOMENT = 1 / TICKS_PER_MINUTE
AT_HORIZON, DAY, SETTLE, FULL = range(4)
"""Why the clock stops: at the end, as the model turns a day or settles a dispute, or as an array has no room."""
ROOM = 64


@kernel
def begin(state: int) -> None:
    """Put the first steps of the rosters and the first day on the clock."""
    run = run_of(state)
    for team in range(run.teams):
        at = teams_of(state)[team]
        if at.step < at.steps_end:
            schedule(state, steps_of(state)[at.step].at - run.now, SHIFT, team, 0, 0.0)
    schedule(state, run.day * MINUTES_PER_DAY - run.now, DAY_BEGINS, 0, 0, 0.0)


@kernel
def has_room(state: int) -> bool:
    """Whether any event can be written down; each grows by what lies at the desk at most, or by who listens."""
    run = run_of(state)
    jobs = run.jobs_used
    rows = ROOM + 4 * jobs
    room = run.touches + rows <= touches_of(state).size and run.waits + rows <= waits_of(state).size
    room = room and run.contacts + rows <= contacts_of(state).size and run.calls + rows <= calls_of(state).size
    room = room and run.persons + rows <= persons_of(state).size
    room = room and run.grievances + 4 * (rows + run.customers) <= grievances_of(state).size
    room = room and run.breaking_points + run.customers + 1 <= breaking_points_of(state).size
    room = room and run.events + rows <= events_of(state).size and run.alarms + rows <= alarms_of(state).size
    room = room and jobs + ROOM <= jobs_of(state).size and jobs <= scratch_of(state).size
    for team in range(run.teams):
        at, width = teams_of(state)[team], queues_of(state).shape[1]
        room = room and at.queue + rows <= width and at.resting + rows <= width and at.impatient + rows <= width
    return room


@kernel
def run_on(state: int) -> int:
    """Let everything happen until the model is needed; why the clock stops."""
    run, events, jobs = run_of(state), events_of(state), jobs_of(state)
    while run.events and events[0].at < run.horizon:
        if not has_room(state):
            return FULL
        event = events[0]
        kind, job, mark, subject, number = event.kind, event.job, event.mark, event.subject, event.sequence
        run.now = event.at
        pop_event(state)
        if kind == FINISHES:
            if jobs[job].alarm == number:
                finish(state, job)
        elif kind == ARRIVES:
            if mark == run.chunk:
                _arrive(state, job)
        elif kind == ALARM:
            _go_off(state, subject)
        elif kind == LOSES_PATIENCE:
            if jobs[job].ticket == mark:
                account(state, jobs[job].team)
                leave(state, job, jobs[job].team, run.now)
        elif kind == SHIFT:
            _change_shift(state, job)
        elif kind == RESTED:
            account(state, job)
            come_back(state, job, run.now - MINUTES_PER_DAY)
            pull(state, job)
        elif kind == DAY_BEGINS:
            if is_month_of(state)[run.day - run.first_day] or run.day == run.first_day:
                return DAY
            begin_day(state)
        elif kind == DAY_ENDS:
            _end_day(state)
        elif kind == SETTLES:
            run.exit_job = job
            return SETTLE
        elif jobs[job].serial == mark and not jobs[job].ended:
            _happen(state, kind, job)
    return AT_HORIZON


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
def begin_day(state: int) -> None:
    """Look back on the week, and let the day's contacts come in."""
    run, customers = run_of(state), customers_of(state)
    for team in range(run.teams):
        if teams_of(state)[team].tier >= 0:
            _look_back(state, team)
    for who in range(run.customers):
        customers[who].taken = 0
    run.day_now = max(run.now, 0.0)
    _call_forth(state)
    _await_next(state)
    schedule(state, (run.day + 1) * MINUTES_PER_DAY - LAST_MOMENT - run.now, DAY_ENDS, 0, 0, 0.0)


@kernel
def _end_day(state: int) -> None:
    """Before midnight: who has lost patience hangs up, and promises of all are looked at as a month ends."""
    run = run_of(state)
    sweep(state)
    run.day += 1
    if is_month_of(state)[run.day - run.first_day]:
        look_again(state)
    if run.day < run.days_end:
        schedule(state, run.day * MINUTES_PER_DAY - run.now, DAY_BEGINS, 0, 0, 0.0)


@kernel
def _call_forth(state: int) -> None:
    """Find the day's contacts that their customers' state calls forth."""
    run, rules, potentials = run_of(state), rules_of(state), potentials_of(state)
    while run.day_ends < run.potentials and potentials[run.day_ends].day < run.day:
        run.day_ends += 1
    run.coming = run.day_ends
    while run.day_ends < run.potentials and potentials[run.day_ends].day == run.day:
        potential = potentials[run.day_ends]
        run.day_ends += 1
        potential.called_forth = potential.threshold < 1.0
        if not potential.called_forth:
            customer = customers_of(state)[potential.customer]
            if customer.multiple_day != run.day:
                captivity = rules.captive_factor * max(customer.asymmetry, 0.0)
                customer.multiple_day = run.day
                customer.multiple = contact_multiple(
                    grievance_ratio(state, potential.customer, run.day_now),
                    rules.failure_demand_most,
                    rules.failure_demand,
                    captivity if customer.past_breaking_point else 0.0,
                )
            potential.called_forth = potential.threshold < customer.multiple


@kernel
def _await_next(state: int) -> None:
    """Put the day's next contact on the clock."""
    run = run_of(state)
    while run.coming < run.day_ends:
        number = run.coming
        run.coming += 1
        if potentials_of(state)[number].called_forth:
            schedule(state, potentials_of(state)[number].opened - run.now, ARRIVES, number, run.chunk, 0.0)
            return


@kernel
def _arrive(state: int, number: int) -> None:
    """A customer gets in touch; one whose contacts are limited may do so only so often a day."""
    _await_next(state)
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


@kernel
def _look_back(state: int, team: int) -> None:
    """See how busy a tier was of late, and cut corners by that."""
    settle(state, team)
    at, rules = teams_of(state)[team], rules_of(state)
    available = at.available_minutes
    worked = available - at.idle_minutes + at.overtime_minutes
    size = rules.cut_days + 1
    if at.history == size:
        at.history_first = (at.history_first + 1) % size
    else:
        at.history += 1
    last = (at.history_first + at.history - 1) % size
    at.past_available[last], at.past_worked[last] = available, worked
    staffed = available - at.past_available[at.history_first]
    if staffed > 0:
        occupancy = (worked - at.past_worked[at.history_first]) / staffed
        at_full = Corners(rules.cut_touch_factor, rules.cut_solved_loss, rules.cut_disrespect_factor)
        cut = corners(occupancy, rules.cut_occupancy, rules.cut_gain, at_full, rules.cut_least_touch)
        at.corner_touch, at.corner_solved = cut.touch_factor, cut.solved_loss
        at.corner_disrespect = cut.disrespect_factor
        cut_corners(state, team)


@kernel
def cut_corners(state: int, team: int) -> None:
    """Let a tier work by the corners that it cuts now."""
    at = teams_of(state)[team]
    at.touch_factor = at.corner_touch * at.pace
    at.solved_probability = at.solved_share - at.corner_solved
    at.disrespect_probability = (1 - at.respectful_share) * at.corner_disrespect


@kernel
def look_again(state: int) -> None:
    """Look at the promises of all open contacts, in work too."""
    run, jobs = run_of(state), jobs_of(state)
    for who in range(run.customers):
        job = customers_of(state)[who].open_first
        while job != NOBODY:
            if jobs[job].opened >= 0:
                look(state, job)
            job = jobs[job].open_after


@kernel
def withdraw(state: int, who: int) -> None:
    """Withdraw the contacts of a customer that has left; a touch that goes on is the last."""
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
    """Let open contacts go on by the hours of coverage that their customers now have."""
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
    """Bring a dispute to the billing team; ``numbers`` are its key, its minutes of work and when it is settled."""
    run = run_of(state)
    job = new_job(state, DISPUTE, who)
    dispute = jobs_of(state)[job]
    dispute.day, dispute.number, dispute.severity = day, number, 0
    dispute.key, dispute.work, dispute.settles_at = numbers
    add(state, job, run.billing_team, inf, False)
    return job  # type: ignore[no-any-return]


@kernel
def end_settled(state: int, job: int) -> None:
    """Give the place of a dispute back that has been settled."""
    free(state, job)


@kernel
def settle_teams(state: int) -> None:
    """Bring the ledgers of all teams up to this moment."""
    for team in range(run_of(state).teams):
        settle(state, team)


@kernel
def close_desk(state: int) -> None:
    """End the run at the desk: touches in hand are cut off, and nobody waits any more."""
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
    """End the run: contacts that are not over are still open."""
    run, jobs = run_of(state), jobs_of(state)
    for who in range(run.customers):
        job = customers_of(state)[who].open_first
        while job != NOBODY:
            following = jobs[job].open_after
            end(state, job, OPEN, run.now)
            job = following
