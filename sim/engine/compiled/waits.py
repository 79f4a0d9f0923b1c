"""Felt waits on arrays; see :class:`sim.model.late.FeltWaits`, which says what happens."""

from __future__ import annotations

from math import log, nan

from sim.compiling import kernel
from sim.engine.compiled.codes import DOUBLED, LATE_RESOLUTION, LATE_RESPONSE
from sim.engine.compiled.grievances import add_grievance
from sim.engine.compiled.memory import customers_of, jobs_of, rules_of, terms_of
from sim.engine.compiled.pure import bond, expected, felt, hours, learned, log_hours, trust_after, trust_left
from sim.units import MINUTES_PER_HOUR

__all__ = [
    "answered_in_time",
    "expected_minutes",
    "feel_at_once",
    "feel_resolution",
    "feel_response",
    "miss_resolution",
    "miss_response",
]


@kernel
def _yardstick(state: int, who: int, index: int) -> float:
    """Log hours that a customer expects a response to take."""
    customer = customers_of(state)[who]
    return expected(customer.should[index], customer.will[index], rules_of(state).should_weight)


@kernel
def expected_minutes(state: int, who: int, severity: int) -> float:
    """Minutes that a customer expects a response to take.

    Parameters
    ----------
    state : int
        Address of the state.
    who : int
        Number of the customer.
    severity : int
        1 to 4.
    """
    return hours(_yardstick(state, who, severity - 1)) * MINUTES_PER_HOUR


@kernel
def _share_felt(state: int, who: int) -> float:
    """Share of a late wait that is felt where misses are disclosed first."""
    disclosed, customer = rules_of(state).disclosed, customers_of(state)[who]
    if not disclosed:
        return 1.0
    return 1 - disclosed * bond(customer.respect, customer.alignment, customer.dependence)


@kernel
def _felt(state: int, yardstick: float, response: float) -> float:
    """Value of a response beside what was expected."""
    rules = rules_of(state)
    return felt(yardstick, response, rules.tolerance, rules.loss_aversion, rules.curvature)


@kernel
def _trust(state: int, trust: float, value: float) -> float:
    """Trust after an experience."""
    rules = rules_of(state)
    return trust_after(trust, value, rules.trust_gain, rules.trust_loss, rules.trust_loss_most)


@kernel
def answered_in_time(state: int, job: int, minutes: float) -> None:
    """Let a customer feel a response.

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
    customer, index = customers_of(state)[contact.customer], contact.first_severity - 1
    if not customer.has_mood:
        return
    if not contact.response_late:
        feel_at_once(state, job, minutes)
        return
    feel_response(state, job, minutes)
    if contact.response_learned != contact.response_learned:
        response = log_hours(minutes / MINUTES_PER_HOUR, rules.immediate_hours)
        customer.will[index] = learned(customer.will[index], response, rules.learning_faster, rules.learning_slower)
    if contact.response_value == 0:
        customer.trust = _trust(state, customer.trust, 0.0)


@kernel
def feel_at_once(state: int, job: int, minutes: float) -> None:
    """Let a customer feel a response that was not late before.

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
    who, index = contact.customer, contact.first_severity - 1
    customer, terms = customers_of(state)[who], terms_of(state)[contact.terms]
    response = log_hours(minutes / MINUTES_PER_HOUR, rules.immediate_hours)
    yardstick = _yardstick(state, who, index)
    customer.will[index] = learned(customer.will[index], response, rules.learning_faster, rules.learning_slower)
    value = _felt(state, yardstick, response)
    if value < 0:
        value *= _share_felt(state, who)
    customer.trust = _trust(state, customer.trust, value)
    if value < 0:
        in_writing_only = terms.sold[index] < minutes <= terms.response[index]
        betrayal = 1 - rules.clarity if in_writing_only else 0.0
        add_grievance(state, who, LATE_RESPONSE + index, -value * rules.late_response[index], betrayal)
    contact.expected = hours(yardstick) * MINUTES_PER_HOUR


@kernel
def miss_response(state: int, job: int) -> None:
    """Begin a late response.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact = jobs_of(state)[job]
    who, index = contact.customer, contact.first_severity - 1
    yardstick = _yardstick(state, who, index)
    contact.expected = hours(yardstick) * MINUTES_PER_HOUR
    contact.response_late, contact.response_value, contact.response_learned = True, 0.0, nan
    contact.response_yardstick, contact.response_share = yardstick, _share_felt(state, who)
    contact.response_next = terms_of(state)[contact.terms].felt_response[index]


@kernel
def miss_resolution(state: int, job: int) -> None:
    """Begin a late solution.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact = jobs_of(state)[job]
    promised = terms_of(state)[contact.terms].felt_resolution[contact.first_severity - 1]
    contact.resolution_late, contact.resolution_value = True, 0.0
    contact.resolution_yardstick = log(promised / MINUTES_PER_HOUR)
    contact.resolution_share, contact.resolution_next = _share_felt(state, contact.customer), promised


@kernel
def feel_response(state: int, job: int, minutes: float) -> None:
    """Let a customer feel how late a response is.

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
    customer, index = customers_of(state)[contact.customer], contact.first_severity - 1
    response = log_hours(minutes / MINUTES_PER_HOUR, rules.immediate_hours)
    unlearned = contact.response_learned != contact.response_learned
    before = customer.will[index] if unlearned else contact.response_learned
    if response > before:
        customer.will[index] += rules.learning_slower * (response - before)
        contact.response_learned = response
    value = _felt(state, contact.response_yardstick, response) * contact.response_share
    while contact.response_next <= minutes:
        contact.response_next *= DOUBLED
    further = contact.response_value - value
    if further <= 0 or not customer.has_mood:
        return
    _lose(state, contact.customer, contact.response_value, value)
    contact.response_value = value
    add_grievance(state, contact.customer, LATE_RESPONSE + index, further * rules.late_response[index], 0.0)


@kernel
def feel_resolution(state: int, job: int, minutes: float) -> None:
    """Let a customer feel how late a solution is.

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
    index = contact.severity - 1
    value = _felt(state, contact.resolution_yardstick, log(minutes / MINUTES_PER_HOUR)) * contact.resolution_share
    while contact.resolution_next <= minutes:
        contact.resolution_next *= DOUBLED
    further = contact.resolution_value - value
    if further <= 0 or not customers_of(state)[contact.customer].has_mood:
        return
    _lose(state, contact.customer, contact.resolution_value, value)
    contact.resolution_value = value
    add_grievance(state, contact.customer, LATE_RESOLUTION + index, further * rules.late_resolution[index], 0.0)


@kernel
def _lose(state: int, who: int, before: float, value: float) -> None:
    """Take the trust that a wait costs beyond what it has cost before."""
    rules, customer = rules_of(state), customers_of(state)[who]
    left = trust_left(before, rules.trust_loss, rules.trust_loss_most)
    if left > 0:
        customer.trust *= trust_left(value, rules.trust_loss, rules.trust_loss_most) / left
