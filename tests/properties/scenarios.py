"""Hypothesis-made scenarios: small, odd, and within the bounds of the document."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sim.scenario.document import Scenario
from tests.properties.credit_terms import credits
from tests.properties.desks import coverages, helpers, share, teams
from tests.properties.promise_terms import SEVERE, promises

__all__ = ["few_contacts", "scenarios"]

ACCOUNT = {"segment": "last", "contacts_per_year": 60, "account_people": 1.5, "payment_days": 45}
HOLIDAYS = ("2027-01-01", "2027-03-29", "2027-12-25", "2028-02-29")


@st.composite
def calendars(draw: st.DrawFn, zone: str | None) -> object:
    """Hours of service: all hours, or one window or several, over midnight, in some zone and country."""
    if draw(st.integers(0, 3)) == 0:
        return "24x7"
    zones = [None] if zone is None else [None, "customer", "Asia/Kolkata", "America/New_York"]
    return draw(coverages()) | {
        "time_zone": draw(st.sampled_from(zones)),
        "public_holidays": draw(st.sampled_from([None, "customer", "DE-BE"])),
        "also": draw(st.lists(coverages(), max_size=2)),
    }


@st.composite
def hours_of_service(draw: st.DrawFn, zone: str | None) -> dict[str, Any]:
    """Calendars of a plan, of some severities too."""
    severities = draw(st.lists(st.sampled_from(["P1", "P2", "P3", "P4"]), max_size=2, unique=True))
    by_severity = {severity: draw(calendars(zone)) for severity in severities}
    return {"coverage": draw(calendars(zone)), "coverage_by_severity": by_severity}


@st.composite
def localities(draw: st.DrawFn, zone: str | None) -> dict[str, Any]:
    """Where customers are, and when they get in touch."""
    return {
        "time_zone": None if zone is None else draw(st.sampled_from([None, "Australia/Sydney", "Europe/Berlin"])),
        "public_holidays": draw(st.sampled_from([None, None, "JP"])),
        "hour_shares": draw(st.sampled_from([None, None, (0, 1, 2) * 8])),
    }


@st.composite
def charges(draw: st.DrawFn) -> dict[str, Any]:
    """A charge beside the fee, with terms that agree."""
    unit = draw(st.sampled_from(["contact", "hour", "seat", "person", "visit", "spend", "month", "start"]))
    price = st.sampled_from([0, 0.07, 1]) if unit == "spend" else st.sampled_from([0, 0.333, 35, 275])
    charge: dict[str, Any] = {"per": unit, "price": draw(price)}
    if unit == "start":
        return charge
    charge |= {"steps": draw(st.sampled_from([{}, {2: draw(price), 9: draw(price)}]))}
    charge |= {"least": draw(st.sampled_from([0, 12.34, 100]))}
    if unit == "month":
        return charge
    charge["included_per_month"] = draw(st.sampled_from([0, 0.5, 3, 40]))
    charge["settle_months"] = draw(st.sampled_from([1, 1, 3, 12]))
    if unit in ("contact", "hour", "visit"):
        charge["out_of_hours_factor"] = draw(st.sampled_from([1, 1.5, 3]))
        charge["severities"] = draw(st.sampled_from([[], ["P1"], ["P2", "P4"]]))
        carried = charge["included_per_month"] and charge["settle_months"] == 1
        charge["carry_over_months"] = draw(st.sampled_from([0, 1, 3])) if carried else 0
    if unit == "hour":
        charge |= {"least_minutes": draw(st.sampled_from([0, 30])), "step_minutes": draw(st.sampled_from([0, 7, 15]))}
    if charge["settle_months"] == 1 and draw(st.booleans()):
        charge |= {"price": None, "steps": {}, "tiers": [[0, draw(price)], [2, draw(price)], [50, draw(price)]]}
    return charge


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """Written terms."""
    terms = {
        "fee_per_month": draw(st.sampled_from([0, 99.99, 1000, 25_000])),
        "credit_measure": draw(st.sampled_from(["response", "resolution", "both"])),
        "resolution_clock_while_solved": draw(st.booleans()),
        "coverage": draw(coverages()),
        "priority_class": draw(st.integers(1, 5)),
        "included_contacts_per_month": draw(st.sampled_from([None, 0, 2])),
        "overage_per_contact": draw(st.sampled_from([0, 17.35])),
        "time_and_materials_per_hour": draw(st.sampled_from([0, 120])),
        "charges": draw(st.dictionaries(st.sampled_from(["one", "two", "set-up"]), charges(), max_size=3)),
        "service_credits": draw(st.sampled_from([[], [{"below_attainment": 0.99, "credit_share": 0.5}]])),
        "credit_cap_share": draw(share()),
        "billing_months": draw(st.sampled_from([1, 3, 6, 12])),
        "billing": draw(st.sampled_from(["advance", "arrears"])),
        "discounts": draw(st.sampled_from(DISCOUNTS)),
        "payment_days": draw(st.sampled_from([0, 30, 90])),
        "term_months": draw(st.sampled_from([1, 2, 5, 12, 24])),
        "notice_days": draw(st.sampled_from([0, 30, 90, 365])),
        "uplift_per_year": draw(st.sampled_from([-0.2, 0, 0.03, 0.8])),
        "least_charge_per_month": draw(st.sampled_from([None, 1200])),
        "termination_fee_share": draw(st.sampled_from([None, 0.0, 0.5])),
        "early_payment": draw(st.sampled_from([None, None, {"share": 0.02, "days": 0}])),
        "deposit_months": draw(st.sampled_from([None, 0.5, 2])),
        "tax_share": draw(st.sampled_from([None, 0.19])),
        "uplift_on": draw(st.sampled_from(["renewal", "anniversary"])),
        "uplift_basis": draw(st.sampled_from(["fixed", "index"])),
        "uplift_floor": draw(st.sampled_from([None, 0.01])),
        "uplift_cap": draw(st.sampled_from([None, 0.05])),
        "late_interest_per_year": draw(st.sampled_from([0, 0.08, 1.0])),
        "late_fixed_sum": draw(st.sampled_from([0, 40])),
        "credits_at_end": draw(st.sampled_from(["paid out", "forfeited"])),
        **draw(promises()),
    }
    return terms | draw(credits(terms))


@st.composite
def segments(draw: st.DrawFn, plan: str, most: int) -> dict[str, Any]:
    """A few customers of a kind."""
    return {
        "customers": draw(st.integers(1, most)),
        "plan": plan,
        "contacts_per_year": draw(st.sampled_from([0, 5, 40, 120])),
        "severity_shares": draw(st.sampled_from([None, None, SEVERE])),
        "contacts_shape": draw(st.sampled_from([0.3, 0.8, 5])),
        "phone_share": draw(share()),
        "self_service_share": draw(share()),
        "spree_probability_per_day": draw(st.sampled_from([0, 0, 0.02])),
        "spree_contacts": draw(st.sampled_from([0, 5, 35])),
        "seats": draw(st.sampled_from([0, 7, 300])),
        "seat_growth_per_year": draw(st.sampled_from([-0.5, 0, 0.3])),
        "spend_per_month": draw(st.sampled_from([0, 12_345.67])),
        "spend_growth_per_year": draw(st.sampled_from([0, 0.3])),
        "visit_share": draw(st.sampled_from([0, 0.3, 1])),
        "chasing_share": draw(share()),
        "respect": draw(share()),
        "alignment": draw(share()),
        "dependence": draw(share()),
        "asymmetry": draw(share(-1, 1)),
        "breaking_point": draw(st.sampled_from([0.1, 2, 8, 100])),
        "breaking_point_sigma": draw(st.sampled_from([0, 0.5, 2])),
        "late_payment_share": draw(share()),
        "bully_share": draw(st.sampled_from([0, 0.5, 1])),
        "value_drivers": draw(st.sampled_from(DRIVERS)),
        "community": draw(st.sampled_from(["", "village", "town"])),
        "influence": draw(st.sampled_from([0, 1, 10])),
    }


@st.composite
def kinds_of_prospects(draw: st.DrawFn, plans: list[str]) -> dict[str, Any]:
    """A kind of prospect, of the last segment or of any."""
    return {
        "share": draw(st.sampled_from([0.1, 1])),
        "segment": draw(st.sampled_from([None, "last"])),
        "plan": draw(st.sampled_from([None, *plans])),
        "expectation_share": draw(st.sampled_from([0.01, 1, 10])),
        "trust": draw(st.sampled_from([None, 0, 0.9])),
        "price_sensitivity": draw(st.sampled_from([0, 1, 20])),
        "win_bonus": draw(st.sampled_from([-10, 0, 10])),
        "fee_share": draw(st.sampled_from([0, 0.8, 1])),
    }


@st.composite
def markets(draw: st.DrawFn, plans: list[str]) -> dict[str, Any]:
    """Prospects, talk, referrals and competitors, far more of each than is usual."""
    hours = {f"P{n}": draw(st.sampled_from([0.1, 4])) for n in range(1, 5)}
    return {
        "prospects_per_month": draw(st.sampled_from([0, 0, 0.5, 3])),
        "kinds": {f"kind {n}": draw(kinds_of_prospects(plans)) for n in range(draw(st.integers(1, 2)))},
        "offers": draw(st.sampled_from([{}, {plans[0]: {"fee_per_month": 500, "response_hours": hours}}])),
        "win_share": draw(st.sampled_from([0.25, 0.999])),
        "acquisition_share": draw(st.sampled_from([0, 1.2])),
        "pursuit_cost": draw(st.sampled_from([0, 12.34])),
        "reputation_gain": draw(st.sampled_from([0, 5])),
        "delighted_trust": draw(st.sampled_from([0, 0.8])),
        "delighted_ratio": draw(st.sampled_from([0.1, 1])),
        "referrals_per_year": draw(st.sampled_from([0.1, 12])),
        "referral_respect": draw(share()),
        "referral_reward": draw(st.sampled_from([0, 50])),
        "referral_cost_per_month": draw(st.sampled_from([0, 99.99])),
        "heard_by": draw(st.sampled_from([1.5, 1_000])),
        "rival_offers_per_year": draw(st.sampled_from([0, 52])),
        "offer_search_share": draw(st.sampled_from([0.01, 1])),
    }


DISCOUNTS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"first year": {"share": 0.12, "months": 12}},
    {"always": {"share": 0.333}, "ramp": {"share": 0.5, "from_month": 2, "months": 4}},
    {"free": {"share": 1, "months": 2}},
)
DRIVERS = (
    {"revenue": 0.25, "cost": 0.25, "risk": 0.25, "emotion": 0.25},
    {"revenue": 0.1, "cost": 0.2, "risk": 0.3, "emotion": 0.4},
    {"revenue": 0, "cost": 0, "risk": 0, "emotion": 1},
)
POLICIES = st.fixed_dictionaries(
    {
        "follow_up_discipline": share(),
        "refused_escalation_share": share(),
        "admitted_error_share": share(),
        "corner_cutting_gain": st.sampled_from([0, 1, 3]),
        "template_reply_share": st.sampled_from([0, 0, 0.5, 1]),
        "telephone": st.sampled_from(["first", "in turn", "call back", "interrupt"]),
        "call_back_minutes": st.sampled_from([0, 2]),
        "unfinished_work": st.sampled_from(["resume", "finish", "hand over"]),
        "hand_over_minutes": st.sampled_from([0, 5]),
        "queue_order": st.sampled_from(["priority", "earliest-due", "contract value"]),
        "charges_late_interest": st.booleans(),
        "charges_for_fixes": st.booleans(),
        "fix_price": st.sampled_from([0, 0.01, 50]),
        "not_covered_share": st.sampled_from([0, 0.1, 1]),
        "credits_void_in_dispute": st.booleans(),
    }
)
SELLING = st.fixed_dictionaries(
    {
        "sold_response_share": st.sampled_from([0.05, 0.5, 1, 4]),
        "clarity": share(),
        "payer_briefed": st.booleans(),
        "briefing_cost_per_month": st.sampled_from([0, 4.99]),
        "executive_sponsor": st.booleans(),
        "sponsor_cost_per_month": st.sampled_from([0, 33.33]),
        "discloses_first": st.booleans(),
        "newcomer_discount_share": st.sampled_from([0, 0.25, 0.9]),
        "payment_terms": st.sampled_from(["usual", "stubborn", "flexible"]),
        "referral_programme": st.booleans(),
        "referral_asks": st.sampled_from(["delighted", "everybody"]),
    }
)
BILLING = st.fixed_dictionaries(
    {
        "error_probability": st.sampled_from([0, 0.02, 1]),
        "error_share": share(),
        "error_disputed": share(),
        "correct_disputed": st.sampled_from([0, 0.01, 0.5]),
        "dispute_days": st.sampled_from([0.1, 18, 200]),
        "write_off_share": st.sampled_from([0, 0.015, 1]),
        "write_off_days": st.sampled_from([0, 33.3, 120]),
        "credit_claim_probability": share(),
    }
)
CONTACT = st.fixed_dictionaries(
    {
        "self_service_failure": share(),
        "patience_minutes": st.sampled_from([0.01, 7.5, 5_000]),
        "retry_probability": share(high=0.95),
        "hang_up_ticket_share": st.sampled_from([0, 0.7, 1]),
        "call_back_accepted": st.sampled_from([0, 0.5, 1]),
        "repeat_probability": share(high=0.9),
        "customer_wait_hours": st.sampled_from([0.01, 24, 2_000]),
        "out_of_scope_share": share(),
        "chase_hours": st.sampled_from([0.1, 4]),
    }
)
OTHERS = st.fixed_dictionaries(
    {
        "expectation": st.fixed_dictionaries({"tolerance": st.sampled_from([0, 0.2, 3]), "habit": share()}),
        "trust": st.fixed_dictionaries({"respect_loss": share(), "gain": share(), "loss": share()}),
        "exit": st.fixed_dictionaries({"search_days": st.sampled_from([0.5, 45, 900])}),
        "renewal": st.fixed_dictionaries({"intercept": st.sampled_from([-20, -3.2, 0])}),
        "demand": st.fixed_dictionaries({"failure_demand": st.sampled_from([0, 0.15, 2])}),
    }
)


@st.composite
def remedies(draw: st.DrawFn, plan: str) -> dict[str, Any]:
    """A policy that some customers are likely to meet."""
    then = draw(
        st.sampled_from(
            [
                {"plan": plan},
                {"self_service_share": 1},
                {"problem_level": 0},
                {"most_contacts_per_day": 1},
                {"let_go": True},
                {"problem_level": 0.5, "let_go": True},
            ]
        )
    )
    return {
        "title": "Remedy",
        "when": draw(st.sampled_from([{"contacts_per_month_above": 1}, {"cost_share_above": 0.2}])),
        "over_months": draw(st.integers(1, 3)),
        "notice_months": draw(st.integers(0, 2)),
        "from_month": draw(st.integers(0, 4)),
        "segments": draw(st.sampled_from([[], ["last"]])),
        "then": then,
        "cost": draw(st.sampled_from([0, 33.33])),
        "most_customers": draw(st.sampled_from([None, 1])),
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A year of one to twelve customers on one or two plans."""
    chain = ["frontline", "specialist", "engineering"][: draw(st.integers(1, 3))]
    following = [*chain[1:], None]
    people = {name: draw(teams(after)) for name, after in zip(chain, following, strict=True)}
    people |= draw(helpers(people, draw(st.sampled_from(chain))))
    for name, other in zip(chain, reversed(chain), strict=True):
        swings = {"swings_to": draw(st.sampled_from([None, None, other]))} if name != other else {}
        people[name] = people[name] | swings
    names = ["gold", "silver"][: draw(st.integers(1, 2))]
    kinds = {
        f"kind {number}": draw(segments(draw(st.sampled_from(names)), 4)) for number in range(draw(st.integers(0, 2)))
    }
    kinds["last"] = draw(segments(names[0], 3))
    zone = draw(st.sampled_from([None, None, "America/New_York", "Europe/Berlin"]))
    terms = {name: draw(plans()) | draw(hours_of_service(zone)) for name in names}
    kinds = {name: kind | draw(localities(zone)) for name, kind in kinds.items()}
    fee = draw(st.sampled_from([77, 7777]))
    other = terms[names[0]] | {"priority_class": 1, "fee_per_month": fee, "included_contacts_per_month": 1}
    other |= {"term_months": draw(st.sampled_from([1, 12])), "billing_months": draw(st.sampled_from([1, 6]))}
    other |= {"billing": draw(st.sampled_from(["advance", "arrears"]))}
    policies = draw(st.lists(remedies("other"), max_size=2))
    return Scenario.model_validate(
        {
            "title": "Made by chance",
            "currency": draw(st.sampled_from(["USD", "JPY", "KWD"])),
            "start_date": draw(st.sampled_from(["2027-01-01", "2027-01-31", "2027-02-14", "2027-08-01"])),
            "horizon_months": 12,
            "warmup_days": draw(st.integers(0, 10)),
            "provider": {
                "teams": people | {"billing": draw(teams(None, disputes=True))},
                "holidays": draw(st.lists(st.sampled_from(HOLIDAYS), unique=True)),
                "time_zone": zone,
                "public_holidays": draw(st.sampled_from([None, "US-NY"])),
                "policies": draw(POLICIES),
            },
            "plans": terms | {"other": other},
            "segments": kinds,
            "accounts": draw(st.sampled_from([{}, {"Acme": ACCOUNT}])),
            "remedies": policies,
            "selling": draw(SELLING),
            "market": draw(markets(names)),
            "assumptions": draw(OTHERS) | {"contact": draw(CONTACT), "billing": draw(BILLING)},
        }
    )


def few_contacts(scenario: Scenario) -> dict[str, object]:
    """Changes that make a year short to simulate: few contacts, short sprees, no demand that feeds on its failures."""
    levels: dict[str, object] = {}
    for name, segment in scenario.segments.items():
        levels[f'segments."{name}".contacts_per_year'] = min(segment.contacts_per_year, 40)
        levels[f'segments."{name}".spree_contacts'] = min(segment.spree_contacts, 5)
    return {"assumptions.demand.failure_demand": min(scenario.assumptions.demand.failure_demand, 0.15), **levels}
