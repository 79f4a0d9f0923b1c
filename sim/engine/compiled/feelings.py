"""Grievance, breaking points and felt waits on arrays; the decisions are those of :mod:`sim.customers`.

See :class:`sim.model.relationship.Relationship`, :class:`sim.model.word_of_mouth.WordOfMouth` and
:class:`sim.model.late.FeltWaits`, which say what happens.
"""

from __future__ import annotations

from math import inf, log, nan

import numpy as np

from sim.compiling import kernel
from sim.customers.causes import DRIVERS, Cause
from sim.customers.leaving import DepartureReason
from sim.drawing import uniform_at
from sim.engine.compiled.coverage import snapped
from sim.engine.compiled.layout import CAUSES, NOBODY, REASONS
from sim.engine.compiled.memory import (
    breaking_points_of,
    customers_of,
    exits_of,
    grievances_of,
    jobs_of,
    rules_of,
    run_of,
    terms_of,
)
from sim.engine.compiled.pure import (
    attended,
    bond,
    buy_out_month,
    decayed,
    expected,
    felt,
    first_exit_month,
    goodwill,
    half_life_minutes,
    hearing_probability,
    hours,
    learned,
    log_hours,
    trust_after,
    trust_left,
    weighed,
)
from sim.model.draws import Purpose
from sim.rng import word
from sim.units import MINUTES_PER_HOUR

__all__ = [
    "add_grievance",
    "answered_in_time",
    "betray",
    "disrespect",
    "expected_minutes",
    "feel_at_once",
    "feel_resolution",
    "feel_response",
    "grievance_ratio",
    "miss_resolution",
    "miss_response",
]

LATE_RESPONSE, LATE_RESOLUTION = CAUSES.index(Cause.LATE_RESPONSE_P1), CAUSES.index(Cause.LATE_RESOLUTION_P1)
HEARD_OF_POP = CAUSES.index(Cause.HEARD_OF_POP)
DRIVER_OF_CAUSE = np.array([DRIVERS.index(cause.driver) for cause in CAUSES])
POP = REASONS.index(DepartureReason.POP)
HEARD = np.uint64(word(Purpose.HEARD))
DOUBLED = 2.0
FIRST = np.uint64(0)


@kernel
def grievance_now(state: int, who: int, now: float) -> float:
    """Grievance of a customer at a moment."""
    customer = customers_of(state)[who]
    minutes = now - customer.grievance_at
    return decayed(customer.grievance, minutes, customer.half_life, rules_of(state).halving)


@kernel
def grievance_ratio(state: int, who: int, now: float) -> float:
    """Grievance of a customer at a moment, as a multiple of its breaking point."""
    return grievance_now(state, who, now) / customers_of(state)[who].breaking_point


@kernel
def add_grievance(state: int, who: int, cause: int, size: float, betrayal: float) -> None:
    """Add to what a customer holds against the provider, and tell others where its breaking point is passed."""
    customer = customers_of(state)[who]
    if size > 0 and customer.has_mood and run_of(state).now < customer.leaves_at:
        _add(state, who, cause, size, betrayal)


@kernel
def _add(state: int, who: int, cause: int, size: float, betrayal: float) -> None:
    """Add grievance; word of mouth passes from one breaking point to the next, each teller in turn."""
    run, customers = run_of(state), customers_of(state)
    run.news = 0
    if _weigh(state, who, cause, size, betrayal):
        customers[0].news = who
        run.news = 1
    told = 0
    while told < run.news:
        _tell(state, customers[told].news)
        told += 1


@kernel
def _weigh(state: int, who: int, cause: int, size: float, betrayal: float) -> bool:
    """Weigh grievance and add it; whether the breaking point is passed now."""
    run, rules, customer = run_of(state), rules_of(state), customers_of(state)[who]
    now = run.now
    if cause < LATE_RESPONSE + 4 or LATE_RESOLUTION <= cause < LATE_RESOLUTION + 4:
        size *= 1 - rules.made_good * customer.credited_share
    if customer.has_concerns:
        size *= customer.concerns[DRIVER_OF_CAUSE[cause]]
    if customer.account_people:
        share = attended(customer.account_people, rules.attention, rules.attention_people)
        size *= betrayal + (1 - betrayal) * share
    weights = (
        rules.cushion_respect,
        rules.cushion_alignment,
        rules.cushion_dependence,
        rules.cushion_asymmetry,
        rules.cushion_most,
    )
    cushion = goodwill(customer.respect, customer.alignment, customer.dependence, customer.asymmetry, weights)
    added = weighed(size, cushion, betrayal, customer.alignment, rules.betrayal_alignment)
    total = grievance_now(state, who, now) + added
    customer.grievance = total
    customer.grievance_at = now
    if run.grievances == grievances_of(state).size:
        run.overflow = 1
        return False
    row = grievances_of(state)[run.grievances]
    run.grievances += 1
    row.customer, row.at, row.cause, row.size = who, now, cause, added
    row.half_life_minutes, row.grievance = customer.half_life, total
    if total > customer.breaking_point and not customer.past_breaking_point:
        _pass_breaking_point(state, who)
        return True
    return False


@kernel
def _pass_breaking_point(state: int, who: int) -> None:
    """A customer looks for another supplier from now on, and leaves once it may."""
    run, rules, customer, exits = run_of(state), rules_of(state), customers_of(state)[who], exits_of(state)
    now = run.now
    customer.past_breaking_point = 1
    search = customer.search_minutes
    if now - customer.offered_at < rules.offer_minutes:
        search = snapped(search * rules.offer_search_share)
    customer.ready_at = now + search
    notice = customer.notice_minutes
    month = first_exit_month(customer.ready_at, notice, customer.term_end, customer.term_months, exits)
    if customer.termination_share == customer.termination_share:
        ready = customer.ready_at + notice
        early = buy_out_month(ready, month, customer.termination_share, rules.buy_out_months, exits)
        customer.bought_out_from, customer.bought_out_to = (early, month) if early < month else (NOBODY, NOBODY)
        month = early
    moment = exits[month] if month < exits.size else inf
    if moment < customer.leaves_at:
        customer.leaves_at = moment
        customer.leaves_because = POP
    row = breaking_points_of(state)[run.breaking_points]
    run.breaking_points += 1
    row.customer, row.at, row.grievance = who, now, customer.grievance
    row.breaking_point, row.leaves_at = customer.breaking_point, customer.leaves_at


@kernel
def _listens(state: int, other: int, teller: int) -> bool:
    """Whether a customer is one of a teller's community."""
    customer = customers_of(state)[other]
    same = other != teller and customer.community == customers_of(state)[teller].community
    return same and customer.has_mood and run_of(state).now < customer.leaves_at


@kernel
def _tell(state: int, teller: int) -> None:
    """Let those of a community hear of a breaking point, in the order of their names."""
    run, customers, rules = run_of(state), customers_of(state), rules_of(state)
    if customers[teller].community == NOBODY:
        return
    influence, others = customers[teller].influence, 0
    for other in range(run.customers):
        others += _listens(state, other, teller)
    probability = hearing_probability(rules.heard_by * influence, others)
    if probability <= 0:
        return
    told_by = customers[teller].word
    for place in range(run.customers):
        other = customers[place].at_place
        if not _listens(state, other, teller):
            continue
        uniform = uniform_at((run.seed, run.replication), HEARD, customers[other].word, told_by, FIRST, FIRST)
        size = rules.heard_of_pop * influence
        if uniform < probability and size > 0 and _weigh(state, other, HEARD_OF_POP, size, 0.0):
            customers[run.news].news = other
            run.news += 1


@kernel
def disrespect(state: int, who: int, cause: int, size: float) -> None:
    """Treat a customer without respect: it respects less, forgets more slowly and holds it against the provider."""
    rules, customer, now = rules_of(state), customers_of(state)[who], run_of(state).now
    if not customer.has_mood:
        return
    customer.grievance = grievance_now(state, who, now)
    customer.grievance_at = now
    customer.respect = max(customer.respect - rules.respect_loss, 0.0)
    customer.half_life = half_life_minutes(rules.half_life_days, rules.half_life_no_respect, customer.respect)
    _add(state, who, cause, size, 0.0)


@kernel
def betray(state: int, who: int, cause: int, size: float) -> None:
    """Break faith with a customer: grievance and less alignment."""
    customer = customers_of(state)[who]
    add_grievance(state, who, cause, size, 1.0)
    if customer.has_mood:
        customer.alignment = max(customer.alignment - rules_of(state).alignment_loss, 0.0)


@kernel
def _yardstick(state: int, who: int, index: int) -> float:
    """Log hours that a customer expects a response to take."""
    customer = customers_of(state)[who]
    return expected(customer.should[index], customer.will[index], rules_of(state).should_weight)


@kernel
def expected_minutes(state: int, who: int, severity: int) -> float:
    """Minutes that a customer expects a response to take."""
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
    """What a response is felt as beside what was expected."""
    rules = rules_of(state)
    return felt(yardstick, response, rules.tolerance, rules.loss_aversion, rules.curvature)


@kernel
def _trust(state: int, trust: float, value: float) -> float:
    """Trust after an experience."""
    rules = rules_of(state)
    return trust_after(trust, value, rules.trust_gain, rules.trust_loss, rules.trust_loss_most)


@kernel
def answered_in_time(state: int, job: int, minutes: float) -> None:
    """Let a customer feel a response."""
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
    """Let a customer feel a response that was not late before."""
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
    """Begin a late response."""
    contact = jobs_of(state)[job]
    who, index = contact.customer, contact.first_severity - 1
    yardstick = _yardstick(state, who, index)
    contact.expected = hours(yardstick) * MINUTES_PER_HOUR
    contact.response_late, contact.response_value, contact.response_learned = True, 0.0, nan
    contact.response_yardstick, contact.response_share = yardstick, _share_felt(state, who)
    contact.response_next = terms_of(state)[contact.terms].felt_response[index]


@kernel
def miss_resolution(state: int, job: int) -> None:
    """Begin a late solution."""
    contact = jobs_of(state)[job]
    promised = terms_of(state)[contact.terms].felt_resolution[contact.first_severity - 1]
    contact.resolution_late, contact.resolution_value = True, 0.0
    contact.resolution_yardstick = log(promised / MINUTES_PER_HOUR)
    contact.resolution_share, contact.resolution_next = _share_felt(state, contact.customer), promised


@kernel
def feel_response(state: int, job: int, minutes: float) -> None:
    """Let a customer feel how late a response is."""
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
    """Let a customer feel how late a solution is."""
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
