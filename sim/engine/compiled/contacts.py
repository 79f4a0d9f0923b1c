"""Contacts from their opening to their end; see :class:`sim.model.contact_rules.ContactRules`."""

from __future__ import annotations

from math import nan

from sim.compiling import kernel
from sim.engine.compiled.codes import (
    AGAIN,
    ANSWERED,
    BY_DUE,
    BY_VALUE,
    CALL_AGAIN,
    CALL_HUNG_UP,
    CALLED_BACK,
    CANNED_REPLY,
    CONTACT,
    CUT_OFF,
    DEFLECTED,
    FAILED_SELF_SERVICE,
    HUNG_UP,
    HUNG_UP_CAUSE,
    OPEN,
    OVER,
    SOLVED,
    TURNED_AWAY,
    TURNED_AWAY_CAUSE,
    U_DEFLECTED,
    U_DEFLECTION_FAILED,
    U_ELIGIBLE,
    U_OUT_OF_SCOPE,
    U_RETRY_DELAY,
    U_RETRY_DELAY_AGAIN,
    U_TEMPLATED,
    WITHDRAWN,
)
from sim.engine.compiled.coverage import covered_at, moment_of, snapped
from sim.engine.compiled.grievances import add_grievance
from sim.engine.compiled.jobs import close_contact, free, new_job, open_contact
from sim.engine.compiled.layout import NOBODY, TOUCHES_AT
from sim.engine.compiled.memory import (
    clocks_of,
    contacts_of,
    customers_of,
    jobs_of,
    numbers_of,
    persons_of,
    potential_numbers_of,
    potentials_of,
    rules_of,
    run_of,
    teams_of,
    terms_of,
)
from sim.engine.compiled.promises import answer, chases_of, lose, reply_by_template, unsolved, waited
from sim.engine.compiled.pure import queue_key, value_key
from sim.engine.compiled.telephone import after_hanging_up, end_call, waits_for_call_back

__all__ = ["aggrieve", "begin_touch", "end", "hang_up", "new_contact", "opens", "turn_away"]


@kernel
def aggrieve(state: int, job: int, cause: int, size: float, betrayal: float) -> None:
    """Add grievance over a contact that was opened in the study.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    cause : int
        Place among :data:`sim.engine.compiled.layout.CAUSES`.
    size : float
        Weight of the cause.
    betrayal : float
        How far it breaks faith, 0 to 1.
    """
    contact = jobs_of(state)[job]
    if contact.opened >= 0:
        add_grievance(state, contact.customer, cause, size, betrayal)


@kernel
def new_contact(state: int, number: int) -> int:
    """A contact from a potential one, by the terms of its customer.

    Parameters
    ----------
    state : int
        Address of the state.
    number : int
        Of the potential contact.
    """
    rules, potential = rules_of(state), potentials_of(state)[number]
    who, severity = potential.customer, potential.severity
    customer = customers_of(state)[who]
    job = new_job(state, CONTACT, who)
    contact, terms = jobs_of(state)[job], terms_of(state)[customer.terms]
    contact.day, contact.number, contact.opened = potential.day, potential.number, potential.opened
    contact.severity = contact.first_severity = severity
    contact.by_phone = potential.by_phone
    contact.patience, contact.second_patience = potential.patience, potential.second_patience
    contact.terms = customer.terms
    contact.clock, contact.clock_length = terms.clock[severity - 1], terms.clock_length[severity - 1]
    contact.opened_covered = covered_at(clocks_of(state), contact.clock, contact.clock_length, potential.opened)
    if rules.queue_order == BY_DUE:
        due = contact.opened_covered + terms.felt_response[severity - 1]
        contact.key = moment_of(clocks_of(state), contact.clock, contact.clock_length, due)
    elif rules.queue_order == BY_VALUE:
        contact.key = value_key(customer.fee, severity, potential.opened)
    else:
        contact.key = queue_key(terms.priority_class, severity, potential.opened)
    numbers_of(state)[job] = potential_numbers_of(state)[number]
    return job


@kernel
def turn_away(state: int, number: int) -> None:
    """Turn a contact away: one too many of a customer whose contacts are limited.

    Parameters
    ----------
    state : int
        Address of the state.
    number : int
        Of the potential contact.
    """
    job = new_contact(state, number)
    aggrieve(state, job, TURNED_AWAY_CAUSE, rules_of(state).turned_away, 0.0)
    end(state, job, TURNED_AWAY, jobs_of(state)[job].opened)


@kernel
def opens(state: int, number: int) -> int:
    """A customer gets in touch; -1 where self-service solves it.

    Parameters
    ----------
    state : int
        Address of the state.
    number : int
        Of the potential contact.
    """
    rules = rules_of(state)
    job = new_contact(state, number)
    contact, u = jobs_of(state)[job], numbers_of(state)[job]
    share = customers_of(state)[contact.customer].self_service_share
    if u[U_ELIGIBLE] < rules.eligible[contact.severity - 1] and u[U_DEFLECTED] < share:
        if u[U_DEFLECTION_FAILED] >= rules.self_service_failure:
            end(state, job, DEFLECTED, contact.opened)
            return NOBODY
        aggrieve(state, job, FAILED_SELF_SERVICE, rules.failed_self_service, 0.0)
    contact.out_of_scope = u[U_OUT_OF_SCOPE] < rules.refused_scope
    if rules.template_share and not contact.by_phone and u[U_TEMPLATED] < rules.template_share:
        reply_by_template(state, job)
        aggrieve(state, job, CANNED_REPLY, rules.canned_reply, 0.0)
    open_contact(state, job)
    return job


@kernel
def hang_up(state: int, job: int, at: float) -> tuple[int, float]:
    """A caller has hung up: the next step, and the minutes until then.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    at : float
        Minute of the run.
    """
    rules, contact = rules_of(state), jobs_of(state)[job]
    aggrieve(state, job, HUNG_UP_CAUSE, rules.hung_up, 0.0)
    step, minutes = after_hanging_up(state, job), 0.0
    if step == CALL_AGAIN:
        column = U_RETRY_DELAY if contact.retries == 0 else U_RETRY_DELAY_AGAIN
        minutes = rules.retry_minutes * numbers_of(state)[job, column]
        contact.retries += 1
    end_call(state, job, CALL_HUNG_UP, at)
    if step == OVER:
        lose(state, job)
        end(state, job, HUNG_UP, at)
    return step, minutes


@kernel
def begin_touch(state: int, tier: int, job: int) -> float:
    """Minutes of work of a touch; the first makes the response.

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
    extra = 0.0
    if contact.answered != contact.answered:
        if contact.called == contact.called:
            late = run.now - contact.called >= rules.offered_after and waits_for_call_back(state, job)
            end_call(state, job, CALLED_BACK if late else ANSWERED, run.now)
        answer(state, job)
        if contact.templated:
            row = persons_of(state)[run.persons]
            run.persons += 1
            row.customer, row.day, row.number = contact.customer, contact.day, contact.number
            row.at, row.minutes = run.now, contact.response
        if contact.expected != contact.expected or contact.response > contact.expected:
            contact.chases = chases_of(state, job, contact.response)
            extra = snapped(contact.chases * rules.chase_minutes)
    minutes = numbers_of(state)[job, TOUCHES_AT + team.tier + (AGAIN if contact.again else 0)]
    if team.touch_factor != 1.0:
        minutes = snapped(minutes * team.touch_factor)
    return minutes + extra


@kernel
def end(state: int, job: int, outcome: int, now: float) -> None:
    """End a contact, and record it.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    outcome : int
        Place among the outcomes.
    now : float
        Minute of the run.
    """
    run, contact = run_of(state), jobs_of(state)[job]
    end_call(state, job, CUT_OFF, now)
    close_contact(state, job)
    until = min(now, customers_of(state)[contact.customer].leaves_at)
    unanswered = contact.answered != contact.answered
    if unanswered and outcome in (OPEN, WITHDRAWN):
        contact.chases = chases_of(state, job, waited(state, job, until))
    solved_minutes = unsolved(state, job, until)
    terms, index = terms_of(state)[contact.terms], contact.first_severity - 1
    row = contacts_of(state)[run.contacts]
    run.contacts += 1
    row.customer, row.day, row.number, row.severity = (
        contact.customer,
        contact.day,
        contact.number,
        contact.first_severity,
    )
    row.by_phone, row.outcome, row.opened, row.answered = contact.by_phone, outcome, contact.opened, contact.answered
    row.ended = nan if outcome == OPEN else now
    row.response_minutes = 0.0 if contact.templated else contact.response
    row.promised_minutes, row.sold_minutes = terms.response[index], terms.sold[index]
    row.expected_minutes = contact.expected
    row.resolution_minutes = solved_minutes if outcome == SOLVED else nan
    row.resolution_promised_minutes = terms.resolution[index]
    row.touches, row.chases, row.out_of_scope = contact.touches, contact.chases, contact.out_of_scope
    row.waited_minutes = waited(state, job, until) if unanswered else contact.response
    row.unsolved_minutes, row.plan, row.workaround_minutes = solved_minutes, contact.terms, nan
    free(state, job)
