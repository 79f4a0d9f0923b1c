"""Hours of service: usual calendars to choose from, hours of one's own, and others for some severities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from sim.report.memo.hours import coverage_words
from sim.scenario.document import Scenario
from sim.scenario.paths import Keys
from sim.scenario.quantity import SEVERITIES
from sim.ui.choice import Choice
from sim.ui.edits import plain_at, with_value, without
from sim.ui.form import field_form, forms_of
from sim.ui.live import anew, has_value, of_now, value_of
from sim.ui.panel.fields import show
from sim.ui.panel.presets import HOURS
from sim.ui.panel.rows import set_form
from sim.ui.state import choice, complaint, go_to
from sim.ui.text import as_markdown, say, tell

__all__ = ["BY_SEVERITY", "hours_of_service"]

OWN = "own"
AS_PLAN = "as_plan"
COMPARED = ("days", "from_hour", "to_hour", "keeps_holidays")
KEPT = ("time_zone", "public_holidays")
BY_SEVERITY = "coverage_by_severity"


def hours_of_service(plan: str, written: Scenario, fields: tuple[str, ...]) -> None:
    """Draws the hours of a plan, and of each severity that has others.

    Parameters
    ----------
    plan : str
        Name of the plan.
    written : Scenario
        The scenario that is shown.
    fields : tuple of str
        Fields of the schema of plans.
    """
    _calendar(("plans", plan, "coverage"), anew(f"term-{plan}-coverage"), written, say("contract.coverage"))
    if BY_SEVERITY in fields:
        for severity in SEVERITIES:
            label = say("contract.coverage_of", severity=severity)
            key = anew(f"term-{plan}-coverage-{severity}")
            _calendar(("plans", plan, BY_SEVERITY, severity), key, written, label)


def _calendar(keys: Keys, key: str, written: Scenario, label: str) -> None:
    """One calendar: a list of usual ones, and the fields of one's own."""
    value: Any = plain_at(written, keys)
    by_severity = keys[-1] in SEVERITIES
    usual = _usual_name(keys, written)
    own = bool(st.session_state.get(f"{key}-own")) and usual != AS_PLAN
    drawn = show(key, OWN if own else usual)
    st.selectbox(
        label,
        [*([AS_PLAN] if by_severity else []), *HOURS, OWN],
        key=drawn,
        format_func=lambda name: tell(f"contract.hours_{name}"),
        help=say("contract.coverage_help"),
        on_change=of_now(_chosen),
        args=(keys, key, dict(value or {})),
    )
    if problem := complaint(key):
        st.error(as_markdown(problem))
    if value_of(key) == OWN and value is not None:
        st.caption(as_markdown(coverage_words(_coverage(written, keys), written.provider)))
        part = field_form(keys).part
        if part is not None:
            set_form(keys, f"{key}-form", value, written, forms_of(part))


def _coverage(written: Scenario, keys: Keys) -> Any:
    plan = written.plans[keys[1]]
    return plan.coverage if keys[-1] == "coverage" else getattr(plan, BY_SEVERITY)[keys[-1]]


def _usual_name(keys: Keys, written: Scenario) -> str:
    """The name of the usual calendar that stands at some keys."""
    if plain_at(written, keys) is None:
        return AS_PLAN
    coverage = _coverage(written, keys)
    if getattr(coverage, "also", ()):
        return OWN
    stands = {name: getattr(coverage, name) for name in COMPARED}
    stands["days"] = list(stands["days"])
    return next((name for name, hours in HOURS.items() if hours == stands), OWN)


def _chosen(keys: Keys, key: str, before: Mapping[str, Any]) -> None:
    """Takes a usual calendar over; the zone stays as it is, and the holidays where they are kept."""
    if not has_value(key):
        return
    name = value_of(key)
    st.session_state[f"{key}-own"] = name == OWN
    current: Choice = choice()
    if name == AS_PLAN:
        go_to(without(current, keys), field=key)
        return
    if name == OWN:
        if not before:
            go_to(with_value(current, keys, dict(HOURS["extended"])), field=key)
        return
    hours = dict(HOURS[name])
    kept = KEPT if hours["keeps_holidays"] else KEPT[:1]
    go_to(with_value(current, keys, hours | {name: before[name] for name in kept if before.get(name)}), field=key)
