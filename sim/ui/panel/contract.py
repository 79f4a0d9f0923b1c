"""The terms of one plan in the words of a contract: each a field on the panel, each a path of the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.paths import locate, parse_path, print_path, value_at
from sim.scenario.quantity import SEVERITIES
from sim.ui.bound import bound
from sim.ui.choice import Choice
from sim.ui.picks import one_of
from sim.ui.state import complaint, setter
from sim.ui.stories import story
from sim.ui.text import as_markdown, say

__all__ = ["TERMS", "Term", "contract_terms", "read_term", "term_input", "with_term"]


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a plan, its bounds and its step; its label and help are texts of its name."""

    name: str
    field: str
    low: float
    high: float
    step: float
    whole: bool = True


TERMS = (
    Term("fee", "fee_per_month", 0, 10_000_000, 50, whole=False),
    *(Term(f"response_{name}", f"response_hours.{name}", 0.05, 2_000, 0.25, whole=False) for name in SEVERITIES),
    Term("included", "included_contacts_per_month", 0, 100_000, 5),
    Term("overage", "overage_per_contact", 0, 100_000, 5, whole=False),
    Term("payment", "payment_days", 0, 180, 15),
    Term("term", "term_months", 1, 60, 6),
    Term("notice", "notice_days", 0, 365, 30),
    Term("uplift", "uplift_per_year", -50, 200, 1, whole=False),
)
PERCENT = ("uplift",)
OPTIONAL = {"included": "panel.unlimited"} | {f"response_{name}": "panel.no_promise" for name in SEVERITIES}
"""Terms that may be left empty, and what that means."""


def contract_terms(choice: Choice, written: Scenario) -> None:
    """Draws the terms of the plan that the reader picks.

    Parameters
    ----------
    choice : Choice
        The reader's choice.
    written : Scenario
        Its scenario before levers.
    """
    plans = list(written.plans)
    usual = bound("plan", plans[-1], one_of(plans))
    plan: str = st.selectbox(say("panel.plan"), plans, help=say("panel.plan_help"), **usual)
    for term in TERMS:
        _field(term, plan, written)
    if choice.terms:
        st.caption(say("panel.changed", count=len(choice.terms)))


def read_term(scenario: Scenario, plan: str, term: Term) -> float | int | None:
    """A term as the panel shows it: shares as per cent, whole numbers whole."""
    value = value_at(scenario.plans[plan], term.field)
    if value is None or not isinstance(value, int | float):
        return None
    number = 100 * value if term.name in PERCENT else value
    return round(number) if term.whole else round(float(number), 6)


def with_term(choice: Choice, plan: str, term: Term, number: float | None) -> Choice:
    """The choice with one term set as the panel shows it; the selected scenario's own value is no change."""
    value = None if number is None else round(number / 100, 8) if term.name in PERCENT else number
    keys, start = ("plans", plan, *parse_path(term.field)), story(choice.story)
    path = print_path(keys)
    terms = {other: setting for other, setting in choice.terms.items() if locate(start, other) != keys}
    if _of_story(choice, terms, plan, term) != number:
        terms[path] = value
    return replace(choice, terms=terms)


def _of_story(choice: Choice, terms: Mapping[str, object], plan: str, term: Term) -> float | int | None:
    try:
        return read_term(replace(choice, terms=terms).written(), plan, term)
    except (ScenarioError, KeyError):
        return read_term(story(choice.story), plan, term)


def term_input(term: Term, key: str, currency: str, **more: Any) -> float | int | None:
    """The field of a term; ``more`` goes to Streamlit's number input."""
    kind = int if term.whole else float
    widget: Any = st.number_input
    number: float | int | None = widget(
        say(f"terms.{term.name}", currency=currency),
        min_value=kind(term.low),
        max_value=kind(term.high),
        step=kind(term.step),
        key=key,
        format="%d" if term.whole else "%g",
        placeholder=say(OPTIONAL[term.name]) if term.name in OPTIONAL else None,
        help=say(f"terms.{term.name}_help"),
        **more,
    )
    return number


def _field(term: Term, plan: str, written: Scenario) -> None:
    key = f"term-{plan}-{term.name}"
    st.session_state[key] = read_term(written, plan, term)
    moved = setter(key, lambda before, number: with_term(before, plan, term, number))
    term_input(term, key, written.currency, value=None if term.name in OPTIONAL else "min", on_change=moved)
    if problem := complaint(key):
        st.error(as_markdown(problem))
