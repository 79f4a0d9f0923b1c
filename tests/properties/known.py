"""Scenarios made by chance of which the compiled clock knows every term, and changes in mid-study."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.properties.desks import coverages, share
from tests.properties.scenarios import few_contacts, scenarios

__all__ = ["mostly_known"]

UNKNOWN_IN_PLANS: dict[str, Any] = {
    "update_hours": None,
    "update_days": None,
    "escalations": {},
    "response_days": None,
    "resolution_days": None,
    "workaround_hours": None,
    "charges": {},
    "credits": {},
    "credit_rules": None,
}
MONTHS = 12
POLICIES = {
    "queue_order": st.sampled_from(["priority", "earliest-due", "contract value"]),
    "unfinished_work": st.sampled_from(["resume", "finish", "hand over"]),
    "telephone": st.sampled_from(["first", "in turn", "call back", "interrupt"]),
    "template_reply_share": st.sampled_from([0, 0.5, 1]),
    "corner_cutting_gain": st.sampled_from([0, 3]),
    "follow_up_discipline": share(),
    "charges_for_fixes": st.booleans(),
}
TEAMS = {
    "people": st.sampled_from([0, 0.3, 2, 5]),
    "touch_minutes": st.sampled_from([1, 45]),
    "wrap_up_minutes": st.sampled_from([0, 6.5]),
    "overtime_limit_minutes": st.sampled_from([0, 90]),
    "respectful_share": share(),
    "shifts": st.lists(coverages(), min_size=1, max_size=2),
}
PLANS = {
    "fee_per_month": st.sampled_from([50, 9_999]),
    "priority_class": st.integers(1, 5),
    "coverage": st.one_of(st.just("24x7"), coverages()),
    "response_hours": st.sampled_from([{"P1": 0.1, "P2": 1, "P3": 2, "P4": None}]),
    "resolution_clock_while_solved": st.booleans(),
    "included_contacts_per_month": st.sampled_from([None, 1]),
}
SEGMENTS = {
    "contacts_per_year": st.sampled_from([5, 60]),
    "phone_share": share(),
    "self_service_share": share(),
}
ACCOUNTS = {
    "contacts_per_year": st.sampled_from([5, 200]),
    "most_contacts_per_day": st.sampled_from([None, 1, 2]),
    "plan": st.sampled_from(["gold", "other"]),
}


@st.composite
def actions(draw: st.DrawFn, scenario: Scenario) -> list[dict[str, Any]]:
    """What management does in mid-study: to the desk, to plans, to who gets in touch how often."""
    parts = [("provider.policies", POLICIES)]
    parts += [(f'provider.teams."{name}"', TEAMS) for name in scenario.provider.teams]
    parts += [(f'plans."{name}"', PLANS) for name in scenario.plans]
    parts += [(f'segments."{name}"', SEGMENTS) for name in scenario.segments]
    parts += [(f'accounts."{name}"', ACCOUNTS) for name in scenario.accounts]
    months = sorted(draw(st.lists(st.integers(1, MONTHS - 1), max_size=3)))
    made = []
    for month in months:
        changes = {}
        for part, fields in draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3)):
            name = draw(st.sampled_from(sorted(fields)))
            changes[f"{part}.{name}"] = draw(fields[name])
        made.append({"month": month, "title": "A change", "set": changes, "cost": draw(st.sampled_from([0, 99]))})
    return made


@st.composite
def rest(draw: st.DrawFn, scenario: Scenario) -> dict[str, object]:
    """Values that other tests leave alone: time after a call, few contacts a day, machines, changes forced on all."""
    values: dict[str, object] = {
        "forced_changes": draw(st.sampled_from([[], [{"title": "A version", "month": 3, "extra_contacts": 1}]])),
        "announcements": draw(st.sampled_from([[], [{"title": "A promise", "promised_month": 2, "pre_sold": True}]])),
    }
    for name in scenario.provider.teams:
        values[f'provider.teams."{name}".wrap_up_minutes'] = draw(st.sampled_from([0, 0, 6.5]))
    for name in scenario.segments:
        values[f'segments."{name}".machines'] = name != "last" and draw(st.integers(0, 3)) == 0
    for name in scenario.accounts:
        values[f'accounts."{name}".most_contacts_per_day'] = draw(st.sampled_from([None, 1, 3]))
    return values


def cleared(scenario: Scenario) -> Scenario:
    """The scenario without what only SimPy runs."""
    written = scenario.model_dump()
    written["plans"] = {name: plan | UNKNOWN_IN_PLANS for name, plan in written["plans"].items()}
    teams = written["provider"]["teams"]
    teams.pop("helper", None)
    for team in teams.values():
        everybody = [shift | {"severities": ("P1", "P2", "P3", "P4"), "on_call": None} for shift in team["shifts"]]
        team |= {"overflow": None, "swings_to": None, "shifts": everybody}
    return Scenario.model_validate(written)


@st.composite
def mostly_known(draw: st.DrawFn) -> Scenario:
    """A year; of one in eight only SimPy may know all the terms."""
    scenario = draw(scenarios())
    if draw(st.integers(0, 7)) != 5:
        scenario = cleared(scenario)
    scenario = with_overrides(scenario, few_contacts(scenario) | draw(rest(scenario)))
    return Scenario.model_validate(scenario.model_dump() | {"timeline": draw(actions(scenario))})
