"""What becomes of contacts; see :class:`sim.model.contact_rules.ContactRules` and :class:`sim.model.telephone.Telephone`."""

from __future__ import annotations

from math import log, nan

from sim.compiling import kernel
from sim.customers.causes import Cause
from sim.engine.compiled.coverage import covered_at, moment_of, snapped
from sim.engine.compiled.feelings import add_grievance, betray, disrespect
from sim.engine.compiled.jobs import CONTACT, close_contact, free, new_job, open_contact
from sim.engine.compiled.layout import CALL_OUTCOMES, CAUSES, CONTACT_OUTCOMES, NOBODY, TOUCHES_AT
from sim.engine.compiled.memory import (
    calls_of,
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
from sim.engine.compiled.promises import (
    answer,
    chases_of,
    lose,
    pause,
    reply_by_template,
    resume,
    solve,
    unsolved,
    waited,
)
from sim.engine.compiled.pure import queue_key, value_key
from sim.model.draws import ContactDraw
from sim.records.events import CallOutcome, ContactOutcome
from sim.units import MINUTES_PER_HOUR

__all__ = [
    "ASK",
    "BY_DUE",
    "BY_VALUE",
    "COME_BACK",
    "FORGOTTEN_ASK",
    "FORGOTTEN_HAND_ON",
    "HAND_ON",
    "OPEN",
    "OVER",
    "WITHDRAWN",
    "WORK_ON",
    "after_hanging_up",
    "asks",
    "begin_touch",
    "chased",
    "comes_back",
    "customer_answers",
    "end",
    "end_call",
    "finish_touch",
    "hand_on",
    "hang_up",
    "new_contact",
    "opens",
    "turn_away",
    "waits_for_call_back",
]

BY_DUE, BY_VALUE = 1, 2
"""Orders of the queue beside that by priority."""
OVER, COME_BACK, WORK_ON, HAND_ON, ASK, FORGOTTEN_HAND_ON, FORGOTTEN_ASK, CALL_AGAIN, WRITE = range(9)
"""Next steps of a contact."""
AGAIN = 3

SOLVED, OPEN, HUNG_UP, DEFLECTED, TURNED_AWAY, WITHDRAWN = (
    CONTACT_OUTCOMES.index(outcome)
    for outcome in (
        ContactOutcome.SOLVED,
        ContactOutcome.OPEN,
        ContactOutcome.HUNG_UP,
        ContactOutcome.DEFLECTED,
        ContactOutcome.TURNED_AWAY,
        ContactOutcome.WITHDRAWN,
    )
)
ANSWERED, CALLED_BACK, CALL_HUNG_UP, CUT_OFF = (
    CALL_OUTCOMES.index(outcome)
    for outcome in (CallOutcome.ANSWERED, CallOutcome.CALLED_BACK, CallOutcome.HUNG_UP, CallOutcome.CUT_OFF)
)
(
    TURNED_AWAY_CAUSE,
    FAILED_SELF_SERVICE,
    CANNED_REPLY,
    HUNG_UP_CAUSE,
    DISRESPECT_CAUSE,
    NOT_COVERED,
    PAY_FOR_FIX,
    REFUSED_ESCALATION,
    REPEAT_CONTACT,
    FORGOTTEN_CAUSE,
    HAND_OFF,
) = (
    CAUSES.index(cause)
    for cause in (
        Cause.TURNED_AWAY,
        Cause.FAILED_SELF_SERVICE,
        Cause.CANNED_REPLY,
        Cause.HUNG_UP,
        Cause.DISRESPECT,
        Cause.NOT_COVERED,
        Cause.PAY_FOR_FIX,
        Cause.REFUSED_ESCALATION,
        Cause.REPEAT_CONTACT,
        Cause.FORGOTTEN,
        Cause.HAND_OFF,
    )
)
U_ELIGIBLE, U_DEFLECTED, U_DEFLECTION_FAILED = (
    int(column) for column in (ContactDraw.ELIGIBLE, ContactDraw.DEFLECTED, ContactDraw.DEFLECTION_FAILED)
)
U_TEMPLATED, U_SOLVED, U_SOLVED_AGAIN = (
    int(column) for column in (ContactDraw.TEMPLATED, ContactDraw.SOLVED_1, ContactDraw.SOLVED_AGAIN)
)
U_REPEATED, U_REPEAT_DELAY, U_FORGOTTEN, U_FORGOTTEN_DELAY = (
    int(column)
    for column in (
        ContactDraw.REPEATED,
        ContactDraw.REPEAT_DELAY,
        ContactDraw.FORGOTTEN,
        ContactDraw.FORGOTTEN_DELAY,
    )
)
U_DISRESPECT, U_DISRESPECT_AGAIN, U_OUT_OF_SCOPE, U_REFUSED = (
    int(column)
    for column in (
        ContactDraw.DISRESPECT,
        ContactDraw.DISRESPECT_AGAIN,
        ContactDraw.OUT_OF_SCOPE,
        ContactDraw.REFUSED,
    )
)
U_RETRIED, U_RETRY_DELAY, U_RETRIED_AGAIN, U_RETRY_DELAY_AGAIN = (
    int(column)
    for column in (
        ContactDraw.RETRIED,
        ContactDraw.RETRY_DELAY,
        ContactDraw.RETRIED_AGAIN,
        ContactDraw.RETRY_DELAY_AGAIN,
    )
)
U_CUSTOMER_DELAY, U_DEFECT, U_WRITTEN, U_CALL_BACK = (
    int(column)
    for column in (
        ContactDraw.CUSTOMER_DELAY,
        ContactDraw.DEFECT,
        ContactDraw.WRITTEN,
        ContactDraw.CALL_BACK,
    )
)


@kernel
def _aggrieve(state: int, job: int, cause: int, size: float, betrayal: float) -> None:
    """Add grievance over a contact that was opened in the study."""
    contact = jobs_of(state)[job]
    if contact.opened >= 0:
        add_grievance(state, contact.customer, cause, size, betrayal)


@kernel
def new_contact(state: int, number: int) -> int:
    """A contact from a potential one, by the terms of its customer."""
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
    return job  # type: ignore[no-any-return]


@kernel
def turn_away(state: int, number: int) -> None:
    """Turn a contact away: one too many of a customer whose contacts are limited."""
    job = new_contact(state, number)
    _aggrieve(state, job, TURNED_AWAY_CAUSE, rules_of(state).turned_away, 0.0)
    end(state, job, TURNED_AWAY, jobs_of(state)[job].opened)


@kernel
def opens(state: int, number: int) -> int:
    """A customer gets in touch; -1 where self-service solves it."""
    rules = rules_of(state)
    job = new_contact(state, number)
    contact, u = jobs_of(state)[job], numbers_of(state)[job]
    share = customers_of(state)[contact.customer].self_service_share
    if u[U_ELIGIBLE] < rules.eligible[contact.severity - 1] and u[U_DEFLECTED] < share:
        if u[U_DEFLECTION_FAILED] >= rules.self_service_failure:
            end(state, job, DEFLECTED, contact.opened)
            return NOBODY
        _aggrieve(state, job, FAILED_SELF_SERVICE, rules.failed_self_service, 0.0)
    contact.out_of_scope = u[U_OUT_OF_SCOPE] < rules.refused_scope
    if rules.template_share and not contact.by_phone and u[U_TEMPLATED] < rules.template_share:
        reply_by_template(state, job)
        _aggrieve(state, job, CANNED_REPLY, rules.canned_reply, 0.0)
    open_contact(state, job)
    return job  # type: ignore[no-any-return]


@kernel
def patience_of(state: int, job: int) -> float:
    """Minutes that a caller holds the line."""
    contact = jobs_of(state)[job]
    return contact.second_patience if contact.retries else contact.patience  # type: ignore[no-any-return]


@kernel
def waits_for_call_back(state: int, job: int) -> bool:
    """Whether a caller takes a call-back that is offered."""
    rules = rules_of(state)
    offered = rules.offered_after <= patience_of(state, job)
    return offered and numbers_of(state)[job, U_CALL_BACK] < rules.call_back_accepted


@kernel
def after_hanging_up(state: int, job: int) -> int:
    """The next step of a caller who hangs up."""
    rules, u, retries = rules_of(state), numbers_of(state)[job], jobs_of(state)[job].retries
    if retries < rules.most_retries:
        if u[U_RETRIED if retries == 0 else U_RETRIED_AGAIN] < rules.retry_probability:
            return CALL_AGAIN
    return WRITE if u[U_WRITTEN] < rules.hang_up_ticket_share else OVER


@kernel
def hang_up(state: int, job: int, at: float) -> tuple[int, float]:
    """A caller has hung up: the next step, and the minutes until then."""
    rules, contact = rules_of(state), jobs_of(state)[job]
    _aggrieve(state, job, HUNG_UP_CAUSE, rules.hung_up, 0.0)
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
def end_call(state: int, job: int, outcome: int, now: float) -> None:
    """End the call of a contact that is on the line."""
    contact, run = jobs_of(state)[job], run_of(state)
    if contact.called == contact.called:
        row = calls_of(state)[run.calls]
        run.calls += 1
        row.customer, row.day, row.number = contact.customer, contact.day, contact.number
        row.began, row.ended, row.outcome = contact.called, now, outcome
        contact.called = nan


@kernel
def begin_touch(state: int, tier: int, job: int) -> float:
    """Minutes of work of a touch; the first makes the response."""
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
        if contact.response > contact.expected:
            contact.chases = chases_of(state, job, contact.response)
            extra = snapped(contact.chases * rules.chase_minutes)
    minutes = numbers_of(state)[job, TOUCHES_AT + team.tier + (AGAIN if contact.again else 0)]
    if team.touch_factor != 1.0:
        minutes = snapped(minutes * team.touch_factor)
    return minutes + extra  # type: ignore[no-any-return]


@kernel
def finish_touch(state: int, tier: int, job: int) -> tuple[int, float]:
    """The next step of a contact after a touch, and the minutes until then."""
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
    chance = u[U_SOLVED_AGAIN] if contact.again else u[U_SOLVED + team.tier]
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
    _aggrieve(state, job, NOT_COVERED, rules.not_covered, 1 - rules.clarity)


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
    """A solution has not held."""
    contact = jobs_of(state)[job]
    _aggrieve(state, job, REPEAT_CONTACT, rules_of(state).repeat_contact, 0.0)
    resume(state, job)
    contact.again, contact.final = True, False


@kernel
def chased(state: int, job: int) -> None:
    """A customer chases what was forgotten."""
    jobs_of(state)[job].chases += 1
    _aggrieve(state, job, FORGOTTEN_CAUSE, rules_of(state).forgotten, 0.0)


@kernel
def hand_on(state: int, job: int) -> None:
    """Hand a contact on to the next tier."""
    _aggrieve(state, job, HAND_OFF, rules_of(state).hand_off, 0.0)
    jobs_of(state)[job].again = False


@kernel
def asks(state: int, job: int) -> float:
    """Ask the customer: minutes until it answers, in which the clock of the solution rests."""
    pause(state, job)
    return -rules_of(state).customer_wait_hours * MINUTES_PER_HOUR * log(numbers_of(state)[job, U_CUSTOMER_DELAY])


@kernel
def customer_answers(state: int, job: int) -> None:
    """The customer has answered."""
    contact = jobs_of(state)[job]
    resume(state, job)
    contact.again = contact.final = True


@kernel
def end(state: int, job: int, outcome: int, now: float) -> None:
    """End a contact, and record it."""
    run, contact = run_of(state), jobs_of(state)[job]
    end_call(state, job, CUT_OFF, now)
    close_contact(state, job)
    until = min(now, customers_of(state)[contact.customer].leaves_at)
    unanswered = contact.answered != contact.answered
    if unanswered and (outcome == OPEN or outcome == WITHDRAWN):
        contact.chases = chases_of(state, job, waited(state, job, until))
    solved_minutes = unsolved(state, job, until)
    terms, index = terms_of(state)[contact.terms], contact.first_severity - 1
    row = contacts_of(state)[run.contacts]
    run.contacts += 1
    row.customer, row.day, row.number, row.severity = contact.customer, contact.day, contact.number, contact.first_severity
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
