"""The course of a contact after a touch; see :class:`sim.model.contact_rules.ContactRules`."""

from __future__ import annotations

from math import log

from sim.compiling import kernel
from sim.engine.compiled.codes import (
    ASK,
    COME_BACK,
    DISRESPECT_CAUSE,
    FORGOTTEN_ASK,
    FORGOTTEN_CAUSE,
    FORGOTTEN_HAND_ON,
    HAND_OFF,
    HAND_ON,
    NOT_COVERED,
    OVER,
    PAY_FOR_FIX,
    REFUSED_ESCALATION,
    REPEAT_CONTACT,
    SOLVED,
    U_CUSTOMER_DELAY,
    U_DEFECT,
    U_DISRESPECT,
    U_DISRESPECT_AGAIN,
    U_FORGOTTEN,
    U_FORGOTTEN_DELAY,
    U_OUT_OF_SCOPE,
    U_REFUSED,
    U_REPEAT_DELAY,
    U_REPEATED,
    U_SOLVED_1,
    U_SOLVED_AGAIN,
    WITHDRAWN,
    WORK_ON,
)
from sim.engine.compiled.contacts import aggrieve, end
from sim.engine.compiled.grievances import betray, disrespect
from sim.engine.compiled.layout import NOBODY
from sim.engine.compiled.memory import customers_of, jobs_of, numbers_of, rules_of, run_of, teams_of, terms_of
from sim.engine.compiled.promises import pause, resume, solve
from sim.units import MINUTES_PER_HOUR

__all__ = ["asks", "chased", "comes_back", "customer_answers", "finish_touch", "hand_on"]


@kernel
def finish_touch(state: int, tier: int, job: int) -> tuple[int, float]:
    """The next step of a contact after a touch, and the minutes until then.

    Parameters
    ----------
    state : int
        Address of the state.
    tier : int
        Number of the team that handles it.
    job : int
        Number of the job.
    """
    run, rules, contact, team = run_of(state), rules_of(state), jobs_of(state)[job], teams_of(state)[tier]
    customer, u, now = customers_of(state)[contact.customer], numbers_of(state)[job], run.now
    contact.touches += 1
    minutes = contact.spent + now - contact.started
    contact.work += minutes
    if rules.reviewed:
        customer.labour += team.cost_per_minute * (minutes + team.wrap_up) + team.cost_per_touch
    if customer.leaves_at <= now:
        end(state, job, WITHDRAWN, now)
        return OVER, 0.0
    treated = u[U_DISRESPECT_AGAIN if contact.again else U_DISRESPECT]
    if treated < team.disrespect_probability and contact.opened >= 0:
        disrespect(state, contact.customer, DISRESPECT_CAUSE, rules.disrespect)
    chance = u[U_SOLVED_AGAIN] if contact.again else u[U_SOLVED_1 + team.tier]
    solved = team.solved_probability
    if contact.final or chance < solved:
        return _solve(state, job)
    if team.following != NOBODY and chance < solved + team.escalated_share:
        return _escalate(state, job)
    if team.solves_all:
        return _solve(state, job)
    return _follow_up(state, job, ASK)


@kernel
def _solve(state: int, job: int) -> tuple[int, float]:
    """Solve a contact, unless the solution does not hold."""
    rules, contact, u = rules_of(state), jobs_of(state)[job], numbers_of(state)[job]
    if not contact.repeated and u[U_REPEATED] < rules.repeat_probability:
        contact.repeated = True
        if not terms_of(state)[contact.terms].clock_while_solved:
            pause(state, job)
        return COME_BACK, -rules.repeat_hours * MINUTES_PER_HOUR * log(u[U_REPEAT_DELAY])
    if contact.out_of_scope and contact.opened >= 0:
        _charge_work(state, job)
    elif rules.charges_for_fixes and contact.opened >= 0 and u[U_DEFECT] < rules.defect_share:
        customers_of(state)[contact.customer].fixes_cents += int(rules.fix_cents)
        betray(state, contact.customer, PAY_FOR_FIX, rules.pay_for_fix)
    solve(state, job)
    end(state, job, SOLVED, run_of(state).now)
    return OVER, 0.0


@kernel
def _charge_work(state: int, job: int) -> None:
    """Note work outside the scope, or treated as if it were."""
    rules, contact = rules_of(state), jobs_of(state)[job]
    customer = customers_of(state)[contact.customer]
    if numbers_of(state)[job, U_OUT_OF_SCOPE] < rules.out_of_scope_share:
        customer.out_of_scope_minutes += contact.work
        return
    customer.not_covered_minutes += contact.work
    aggrieve(state, job, NOT_COVERED, rules.not_covered, 1 - rules.clarity)


@kernel
def _escalate(state: int, job: int) -> tuple[int, float]:
    """Hand a contact on, or refuse to."""
    rules, contact = rules_of(state), jobs_of(state)[job]
    if contact.final or numbers_of(state)[job, U_REFUSED] >= rules.refused_escalation_share:
        return _follow_up(state, job, HAND_ON)
    if contact.opened >= 0:
        disrespect(state, contact.customer, REFUSED_ESCALATION, rules.refused_escalation)
    contact.again = contact.final = True
    return WORK_ON, 0.0


@kernel
def _follow_up(state: int, job: int, step: int) -> tuple[int, float]:
    """Take the next step, unless it is forgotten."""
    rules, contact, u = rules_of(state), jobs_of(state)[job], numbers_of(state)[job]
    if contact.forgotten or u[U_FORGOTTEN] < rules.follow_up_discipline:
        return step, 0.0
    contact.forgotten = True
    minutes = -rules.forgotten_hours * MINUTES_PER_HOUR * log(u[U_FORGOTTEN_DELAY])
    return (FORGOTTEN_HAND_ON if step == HAND_ON else FORGOTTEN_ASK), minutes


@kernel
def comes_back(state: int, job: int) -> None:
    """A solution has not held.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact = jobs_of(state)[job]
    aggrieve(state, job, REPEAT_CONTACT, rules_of(state).repeat_contact, 0.0)
    resume(state, job)
    contact.again, contact.final = True, False


@kernel
def chased(state: int, job: int) -> None:
    """A customer chases what was forgotten.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    jobs_of(state)[job].chases += 1
    aggrieve(state, job, FORGOTTEN_CAUSE, rules_of(state).forgotten, 0.0)


@kernel
def hand_on(state: int, job: int) -> None:
    """Hand a contact on to the next tier.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    aggrieve(state, job, HAND_OFF, rules_of(state).hand_off, 0.0)
    jobs_of(state)[job].again = False


@kernel
def asks(state: int, job: int) -> float:
    """Ask the customer: minutes until it answers, in which the clock of the solution rests.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    pause(state, job)
    return -rules_of(state).customer_wait_hours * MINUTES_PER_HOUR * log(numbers_of(state)[job, U_CUSTOMER_DELAY])


@kernel
def customer_answers(state: int, job: int) -> None:
    """The customer has answered.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact = jobs_of(state)[job]
    resume(state, job)
    contact.again = contact.final = True
