"""The state of a run as arrays: what the model's parts say, in the records of :mod:`sim.engine.compiled.layout`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, nan
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.contracts.coverage import CoverageClock
from sim.customers.causes import DRIVERS
from sim.customers.grievance import forgiven
from sim.engine.compiled.codes import BY_DUE, BY_VALUE
from sim.engine.compiled.layout import DTYPES, NOBODY, REASONS, State
from sim.engine.compiled.rule_types import RULES, WEIGHTS
from sim.model.contract import Contract
from sim.model.customer import Customer
from sim.model.terms import Terms
from sim.provider.work import CALLS_AHEAD, VALUE_CALLS_AHEAD
from sim.scenario.document import Scenario
from sim.scenario.quantity import SEVERITIES
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR, MONTHS_PER_YEAR, cents

__all__ = ["Register", "empty_state", "enlarged", "pull", "push", "push_member", "rules_of"]

Records = npt.NDArray[Any]
ORDERS = {"earliest-due": BY_DUE, "contract value": BY_VALUE}
COUNTED = (
    "contacts",
    "responses_met",
    "responses_made",
    "solutions_met",
    "solutions_made",
    "outside_allowance",
    "fixes_cents",
    "labour",
    "out_of_scope_minutes",
    "not_covered_minutes",
)
"""Fields of :class:`sim.model.customer.MonthUsage` that the desk moves."""
MOVED = (
    *("trust", "respect", "alignment", "grievance", "grievance_at", "half_life", "will"),
    *COUNTED,
    *("past_breaking_point", "leaves_at", "leaves_because", "ready_at", "bought_out_from", "bought_out_to"),
)
"""Fields of a customer's record that the desk moves."""
NUMBER_OF_REASON = {reason: number for number, reason in enumerate(REASONS)}


def empty_state(sizes: Mapping[str, int | tuple[int, ...]]) -> State:
    """A state with nothing in it.

    Parameters
    ----------
    sizes : mapping of str to int or tuple of int
        Shape of each array, by its name.

    Returns
    -------
    State
        All zeros.
    """
    return State(**{name: np.zeros(sizes[name], DTYPES[name]) for name in State._fields})


def enlarged(array: Records, axis: int = 0) -> Records:
    """An array of twice the size, with the old one at its beginning.

    Parameters
    ----------
    array : structured array
        To be copied.
    axis : int
        Along which it grows.

    Returns
    -------
    structured array
        Zeros beyond the old end.
    """
    shape = list(array.shape)
    shape[axis] *= 2
    larger = np.zeros(tuple(shape), array.dtype)
    larger[tuple(slice(size) for size in array.shape)] = array
    return larger


def rules_of(version: Scenario) -> Records:
    """Numbers of a version of the document, as the kernel reads them.

    Parameters
    ----------
    version : Scenario
        Holds from now on.

    Returns
    -------
    structured array, shape (1,)
        Of :data:`sim.engine.compiled.rule_types.RULES`.
    """
    values = {
        **_contact_rules(version),
        **_weights(version),
        **_feeling(version),
        **_leaving(version),
        **_corners(version),
    }
    table = np.zeros(1, RULES)
    for name in RULES.names or ():
        table[name][0] = values[name]
    return table


def _contact_rules(version: Scenario) -> dict[str, Any]:
    """Numbers of :class:`sim.model.contact_rules.ContactRules` and :class:`sim.model.telephone.Telephone`."""
    contact, policies, demand = version.assumptions.contact, version.provider.policies, version.assumptions.demand
    ahead = VALUE_CALLS_AHEAD if policies.queue_order == "contract value" else CALLS_AHEAD
    outside = contact.out_of_scope_share
    return {
        "calls_ahead": 0.0 if policies.telephone == "in turn" else ahead,
        "offered_after": policies.call_back_minutes if policies.telephone == "call back" else inf,
        "interrupts": policies.telephone == "interrupt",
        "call_back_accepted": contact.call_back_accepted,
        "retry_probability": contact.retry_probability,
        "retry_minutes": contact.retry_minutes,
        "most_retries": contact.most_retries,
        "hang_up_ticket_share": contact.hang_up_ticket_share,
        "queue_order": ORDERS.get(policies.queue_order, 0),
        "eligible": contact.self_service_eligible.as_tuple(),
        "self_service_failure": contact.self_service_failure,
        "out_of_scope_share": outside,
        "refused_scope": outside + (1 - outside) * policies.not_covered_share,
        "repeat_probability": contact.repeat_probability,
        "repeat_hours": contact.repeat_hours,
        "template_share": policies.template_reply_share,
        "forgotten_hours": contact.forgotten_hours,
        "follow_up_discipline": policies.follow_up_discipline,
        "refused_escalation_share": policies.refused_escalation_share,
        "defect_share": contact.defect_share,
        "charges_for_fixes": policies.charges_for_fixes,
        "fix_cents": cents(policies.fix_price, version.minor_units),
        "customer_wait_hours": contact.customer_wait_hours,
        "chase_minutes": contact.chase_minutes,
        "chase_every": contact.chase_hours * MINUTES_PER_HOUR,
        "most_chases": contact.most_chases,
        "reviewed": bool(version.remedies),
        "failure_demand": demand.failure_demand,
        "failure_demand_most": demand.failure_demand_most,
    }


def _weights(version: Scenario) -> dict[str, Any]:
    """Weights of grievance, and what takes from them."""
    g = version.assumptions.grievance
    shares = (g.recovered_owned_up, g.recovered_fast, g.recovered_compensated, g.recovered_most)
    return {
        **{name: getattr(g, name) for name in WEIGHTS},
        "late_response": g.late_response.as_tuple(),
        "late_resolution": g.late_resolution.as_tuple(),
        "attention": g.account_attention,
        "attention_people": g.account_attention_people,
        "halving": 2.0,
        "made_good": forgiven("never", compensated=True, shares=shares),
        "disclosed": forgiven("early", compensated=False, shares=shares) if version.selling.discloses_first else 0.0,
    }


def _feeling(version: Scenario) -> dict[str, Any]:
    """Numbers of :class:`sim.model.late.FeltWaits` and of trust."""
    e, t = version.assumptions.expectation, version.assumptions.trust
    return {
        "should_weight": e.should_weight,
        "immediate_hours": e.immediate_hours,
        "learning_faster": e.learning_faster,
        "learning_slower": e.learning_slower,
        "tolerance": e.tolerance,
        "loss_aversion": e.loss_aversion,
        "curvature": e.curvature,
        "trust_gain": t.gain,
        "trust_loss": t.loss,
        "trust_loss_most": t.loss_most,
        "respect_loss": t.respect_loss,
        "alignment_loss": t.alignment_loss,
        "clarity": version.selling.clarity,
    }


def _leaving(version: Scenario) -> dict[str, Any]:
    """Numbers of breaking points, and of what others hear of them."""
    market, leaving = version.market, version.assumptions.exit
    return {
        "buy_out_months": leaving.buy_out_months,
        "captive_factor": leaving.captive_factor,
        "offer_minutes": market.offer_months * DAYS_PER_YEAR / MONTHS_PER_YEAR * MINUTES_PER_DAY,
        "offer_search_share": market.offer_search_share,
        "heard_by": market.heard_by,
    }


def _corners(version: Scenario) -> dict[str, Any]:
    """Numbers of :class:`sim.model.tier.Tier` that all tiers share."""
    contact = version.assumptions.contact
    return {
        "cut_days": contact.cut_days,
        "cut_occupancy": contact.cut_occupancy,
        "cut_least_touch": contact.cut_least_touch,
        "cut_gain": version.provider.policies.corner_cutting_gain,
        "cut_touch_factor": 1 - contact.cut_touch_share,
        "cut_solved_loss": contact.cut_solved_loss,
        "cut_disrespect_factor": contact.cut_disrespect_factor,
    }


class Register:
    """Terms, coverage clocks and communities by number, each once; more come as management changes plans."""

    def __init__(self) -> None:
        self._clocks: dict[int, tuple[int, int]] = {}
        self._places: dict[tuple[int, object], int] = {}
        self._kept: list[object] = []
        """All that is known by its identity."""
        self._intervals: list[tuple[float, float, float]] = []
        self._rows: list[tuple[Any, ...]] = []
        self.names: list[str] = []
        """Of the plan, by place."""
        self._communities: dict[str, int] = {}

    def place(self, terms: Terms, customer: Customer) -> int:
        """Find the place of the terms of a customer.

        Parameters
        ----------
        terms : Terms
            Of its contract.
        customer : Customer
            Whose hours may be those of its own place.

        Returns
        -------
        int
            In :attr:`rows`.
        """
        segment = customer.member.segment
        key = (id(terms), segment.locality if terms.local_clocks else None)
        place = self._places.get(key)
        if place is None:
            clocks = [self._clock(terms.clock(segment, severity)) for severity, _ in enumerate(SEVERITIES, 1)]
            promised = list(zip(*(row[:5] for row in terms.promised), strict=True))
            starts, lengths = zip(*clocks, strict=True)
            place = self._places[key] = len(self._rows)
            self._rows.append(
                (*promised, starts, lengths, terms.priority_class, terms.plan.resolution_clock_while_solved)
            )
            self._kept.append(terms)
            self.names.append(terms.name)
        return place

    def _clock(self, clock: CoverageClock) -> tuple[int, int]:
        """First interval and number of intervals of a clock."""
        if id(clock) not in self._clocks:
            intervals = clock.intervals()
            self._clocks[id(clock)] = (len(self._intervals), len(intervals))
            self._intervals += intervals
            self._kept.append(clock)
        return self._clocks[id(clock)]

    def community(self, name: str) -> int:
        """Find the number of a community.

        Parameters
        ----------
        name : str
            Empty is none.

        Returns
        -------
        int
            -1 for none.
        """
        return self._communities.setdefault(name, len(self._communities)) if name else NOBODY

    @property
    def size(self) -> int:
        """How many terms there are."""
        return len(self._rows)

    def arrays(self) -> tuple[Records, Records]:
        """Terms and clocks.

        Returns
        -------
        two structured arrays
            By place, and by interval.
        """
        return np.array(self._rows, DTYPES["terms"]), np.array(self._intervals, DTYPES["clocks"])


def push(customers: Sequence[Customer], places: slice, table: Records) -> None:
    """Write what the turn of a month moves into the records of customers.

    Parameters
    ----------
    customers : sequence of Customer
        All customers of the run.
    places : slice
        Of those to be written.
    table : structured array
        Records of customers, by place.
    """
    here, chosen = table[places], customers[places]
    feelings = [customer.feelings for customer in chosen]
    here["trust"] = [felt.trust for felt in feelings]
    here["respect"] = [felt.respect for felt in feelings]
    here["alignment"] = [felt.alignment for felt in feelings]
    here["grievance"] = [felt.grievance for felt in feelings]
    here["grievance_at"] = [felt.grievance_at for felt in feelings]
    here["half_life"] = [felt.half_life for felt in feelings]
    here["should"] = [felt.should for felt in feelings]
    here["will"] = [felt.will for felt in feelings]
    here["past_breaking_point"] = [felt.past_breaking_point for felt in feelings]
    here["offered_at"] = [felt.offered_at for felt in feelings]
    here["credited_share"] = [felt.credited_share for felt in feelings]
    usages = [customer.usage for customer in chosen]
    for name in COUNTED:
        here[name] = [getattr(usage, name) for usage in usages]
    _push_contracts([customer.contract for customer in chosen], here)


def _push_contracts(contracts: Sequence[Contract], here: Records) -> None:
    """Write what contracts say into the records of their customers."""
    here["leaves_at"] = [contract.leaves_at for contract in contracts]
    here["ready_at"] = [contract.ready_at for contract in contracts]
    here["term_end"] = [contract.term_end for contract in contracts]
    here["leaves_because"] = [NUMBER_OF_REASON[contract.leaves_because] for contract in contracts]
    here["fee"] = [contract.fee_cents / contract.terms.minor_units for contract in contracts]
    bought = [contract.bought_out or (NOBODY, NOBODY) for contract in contracts]
    here["bought_out_from"] = [first for first, _ in bought]
    here["bought_out_to"] = [end for _, end in bought]


def push_member(customer: Customer, record: Any, register: Register) -> None:
    """Write what a customer is, and what its terms say, into its record.

    Parameters
    ----------
    customer : Customer
        Whose terms or segment may have changed.
    record : structured scalar
        Of the customer.
    register : Register
        Where terms and communities are looked up.
    """
    member, traits, plan = customer.member, customer.traits, customer.contract.terms.plan
    share, most = plan.termination_fee_share, member.most_contacts_per_day
    for name, value in {
        "breaking_point": traits.breaking_point,
        "dependence": traits.dependence,
        "search_minutes": traits.search_minutes,
        "terms": register.place(customer.contract.terms, customer),
        "notice_minutes": plan.notice_days * MINUTES_PER_DAY,
        "term_months": plan.term_months,
        "termination_share": nan if share is None else share,
        "account_people": member.account_people,
        "most_contacts_per_day": NOBODY if most is None else most,
        "chasing_share": member.segment.chasing_share,
        "self_service_share": member.segment.self_service_share,
        "influence": member.segment.influence,
        "asymmetry": customer.asymmetry,
        "has_mood": customer.has_mood,
        "has_concerns": bool(customer.concerns),
        "concerns": [customer.concerns.get(driver, 1.0) for driver in DRIVERS],
        "community": register.community(member.segment.community),
        "word": customer.word,
    }.items():
        record[name] = value


def pull(customers: Sequence[Customer], places: slice, table: Records) -> None:
    """Read what the desk has moved back into customers.

    Parameters
    ----------
    customers : sequence of Customer
        All customers of the run.
    places : slice
        Of those to be read.
    table : structured array
        Records of customers, by place.
    """
    here = table[places]
    columns = [here[name].tolist() for name in MOVED]
    for customer, values in zip(customers[places], zip(*columns, strict=True), strict=True):
        feelings, contract, usage = customer.feelings, customer.contract, customer.usage
        (
            feelings.trust,
            feelings.respect,
            feelings.alignment,
            feelings.grievance,
            feelings.grievance_at,
            feelings.half_life,
            feelings.will,
            usage.contacts,
            usage.responses_met,
            usage.responses_made,
            usage.solutions_met,
            usage.solutions_made,
            usage.outside_allowance,
            usage.fixes_cents,
            usage.labour,
            usage.out_of_scope_minutes,
            usage.not_covered_minutes,
            past,
            contract.leaves_at,
            because,
            contract.ready_at,
            first,
            end,
        ) = values
        feelings.past_breaking_point = bool(past)
        contract.leaves_because = REASONS[because]
        contract.bought_out = None if first == NOBODY else (first, end)
