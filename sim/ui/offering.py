"""A new deal: from a blank sheet to a verdict, by a form in the words of a contract."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.errors import ScenarioError
from sim.scenario.files import with_overrides
from sim.scenario.offer import Offer, offered
from sim.ui.choice import Choice
from sim.ui.contract import TERMS, read_term, term_input
from sim.ui.state import choice, go_to
from sim.ui.stories import story, title_of
from sim.ui.text import as_markdown, say

__all__ = ["offer_dialog", "offer_sheet"]

FIELDS = ("fee", "response_P1", "response_P2", "included", "overage", "payment", "term")


def offer_dialog() -> None:
    """Opens the sheet."""
    st.session_state["offering"] = True


def offer_sheet() -> None:
    """Draws the sheet where it was opened."""
    if st.session_state.pop("offering", False):
        st.dialog(say("offer.title"), width="large")(_sheet)()


def _sheet() -> None:
    base = story(choice().base)
    st.caption(say("offer.lead", base=title_of(choice().base)))
    plans, segments = list(base.plans), list(base.segments)
    one, two, three = st.columns(3)
    customer = one.text_input(say("offer.customer"), key="offer_customer", max_chars=60, value="New customer")
    segment = two.selectbox(say("offer.segment"), segments, index=len(segments) - 1, key="offer_segment",
                            help=say("offer.segment_help"))  # fmt: skip
    plan = three.selectbox(say("offer.plan"), plans, index=plans.index(base.segments[segment].plan), key="offer_plan",
                           help=say("offer.plan_help"))  # fmt: skip
    usual = base.segments[segment].contacts_per_year / 12
    contacts = one.number_input(say("offer.contacts"), 0.0, 10_000.0, round(usual, 1), step=5.0, format="%g",
                                key=f"offer_contacts_{segment}", help=say("offer.contacts_help"))  # fmt: skip
    terms: dict[str, object] = {}
    for number, term in enumerate(each for each in TERMS if each.name in FIELDS):
        value = read_term(base, plan, term)
        with (two, three, one)[number % 3]:
            shown = term_input(term, f"offer_{plan}_{term.name}", base.currency, value=value)
        if shown != value:
            terms[term.field] = shown
    if st.button(say("offer.judge"), key="offer_judge", type="primary", width="stretch"):
        _judge(Offer(customer, segment, plan, contacts, terms))


def _judge(offer: Offer) -> None:
    before = choice()
    base = story(before.base)
    try:
        terms = offered(base, offer)
        with_overrides(base, terms)
    except ScenarioError as problem:
        st.error(as_markdown(str(problem).replace(" (--set)", "")))
        return
    go_to(replace(Choice(), base=before.base, story=before.base, terms=terms, seed=before.seed, runs=before.runs,
                  margin_floor=before.margin_floor, ontime_floor=before.ontime_floor))  # fmt: skip
    st.session_state["plan"] = "offered"
    st.rerun()
