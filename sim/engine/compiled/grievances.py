"""Grievance and breaking points on arrays; the decisions are those of :mod:`sim.customers`.

See :class:`sim.model.relationship.Relationship` and :class:`sim.model.word_of_mouth.WordOfMouth`.
"""

from __future__ import annotations

from math import inf

from sim.compiling import kernel
from sim.drawing import uniform_at
from sim.engine.compiled.codes import DRIVER_OF_CAUSE, FIRST, HEARD, HEARD_OF_POP, LATE_RESOLUTION, LATE_RESPONSE, POP
from sim.engine.compiled.coverage import snapped
from sim.engine.compiled.layout import NOBODY
from sim.engine.compiled.memory import breaking_points_of, customers_of, exits_of, grievances_of, rules_of, run_of
from sim.engine.compiled.pure import (
    attended,
    buy_out_month,
    decayed,
    first_exit_month,
    goodwill,
    half_life_minutes,
    hearing_probability,
    weighed,
)

__all__ = ["add_grievance", "betray", "disrespect", "grievance_now", "grievance_ratio"]


@kernel
def grievance_now(state: int, who: int, now: float) -> float:
    """Grievance of a customer at a moment.

    Parameters
    ----------
    state : int
        Address of the state.
    who : int
        Number of the customer.
    now : float
        Minute of the run.
    """
    customer = customers_of(state)[who]
    minutes = now - customer.grievance_at
    return decayed(customer.grievance, minutes, customer.half_life, rules_of(state).halving)


@kernel
def grievance_ratio(state: int, who: int, now: float) -> float:
    """Grievance of a customer at a moment, as a multiple of its breaking point.

    Parameters
    ----------
    state : int
        Address of the state.
    who : int
        Number of the customer.
    now : float
        Minute of the run.
    """
    return grievance_now(state, who, now) / customers_of(state)[who].breaking_point


@kernel
def add_grievance(state: int, who: int, cause: int, size: float, betrayal: float) -> None:
    """Add to what a customer holds against the provider, and tell others where its breaking point is passed.

    Parameters
    ----------
    state : int
        Address of the state.
    who : int
        Number of the customer.
    cause : int
        Place among :data:`sim.engine.compiled.layout.CAUSES`.
    size : float
        Weight of the cause.
    betrayal : float
        How far it breaks faith, 0 to 1.
    """
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
    heard_from = 0
    while heard_from < run.news:
        _tell(state, customers[heard_from].news)
        heard_from += 1


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
    teller_word = customers[teller].word
    for place in range(run.customers):
        other = customers[place].at_place
        if not _listens(state, other, teller):
            continue
        uniform = uniform_at((run.seed, run.replication), HEARD, customers[other].word, teller_word, FIRST, FIRST)
        size = rules.heard_of_pop * influence
        if uniform < probability and size > 0 and _weigh(state, other, HEARD_OF_POP, size, 0.0):
            customers[run.news].news = other
            run.news += 1


@kernel
def disrespect(state: int, who: int, cause: int, size: float) -> None:
    """Treat a customer without respect: it respects less, forgets more slowly and holds it against the provider.

    Parameters
    ----------
    state : int
        Address of the state.
    who : int
        Number of the customer.
    cause : int
        Place among :data:`sim.engine.compiled.layout.CAUSES`.
    size : float
        Weight of the cause.
    """
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
    """Break faith with a customer: grievance and less alignment.

    Parameters
    ----------
    state : int
        Address of the state.
    who : int
        Number of the customer.
    cause : int
        Place among :data:`sim.engine.compiled.layout.CAUSES`.
    size : float
        Weight of the cause.
    """
    customer = customers_of(state)[who]
    add_grievance(state, who, cause, size, 1.0)
    if customer.has_mood:
        customer.alignment = max(customer.alignment - rules_of(state).alignment_loss, 0.0)
