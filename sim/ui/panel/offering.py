"""A new deal: a form in the words of a contract, from a blank sheet to a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sim.errors import ScenarioError
from sim.report.format.reader_locale import day_of, local
from sim.scenario.account import Account
from sim.scenario.offer import OFFERED, Offer, offered
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import print_path
from sim.ui.live import of_now
from sim.ui.panel.contract import TERMS, Term, read_term, term_input
from sim.ui.panel.fields import show
from sim.ui.state import choice, start_over
from sim.ui.stories import story, story_in, title_of
from sim.ui.text import as_markdown, say, tell

__all__ = ["offer_dialog", "offer_sheet"]

FIELDS = ("fee", "response_P1", "response_P2", "included", "overage", "payment", "term", "notice", "uplift")
FEE, DISCOUNT = "fee", "discount"
AT_FIRST, AT_FIRST_MONTHS = "at_first", "at_first_months"
"""A discount that holds for the first months alone, and for how many."""
USUAL_MONTHS, MOST_MONTHS = 3, 60
SEATS = "seats"
IN_A_ROW = 3
OFFERED_TERMS = [term for term in TERMS if term.name in FIELDS]


def offer_dialog() -> None:
    """Opens the sheet."""
    st.session_state["offering"], st.session_state["offer_problem"] = True, ""


def offer_sheet() -> None:
    """Draws the sheet from when it was opened until it is judged or dismissed, whatever else is drawn meanwhile."""
    if st.session_state.get("offering", False):
        st.dialog(say("offer.title"), width="large", on_dismiss=_dismissed)(_sheet)()


def _dismissed() -> None:
    st.session_state["offering"] = False


def _sheet() -> None:
    state = st.session_state
    if state.pop("offer_judged", False):
        st.rerun()
    base = story_in(choice().base, choice().currency)
    st.caption(say("offer.lead", base=title_of(choice().base), day=day_of(base.start_date)))
    plans, segments = list(base.plans), list(base.segments)
    columns = st.columns(IN_A_ROW)
    customer = show("offer_customer", say("offer.usual"), in_form=True)
    columns[0].text_input(say("offer.customer"), key=customer, max_chars=60)
    with columns[1]:
        segment = _pick("segment", segments, segments[-1])
    with columns[2]:
        plan = _pick("plan", plans, base.segments[segment].plan)
    usual = round(base.segments[segment].contacts_per_year / 12, 1)
    cells = _cells()
    with next(cells):
        st.number_input(
            say("offer.contacts"),
            0.0,
            10_000.0,
            step=5.0,
            format="%g",
            key=show(f"offer_contacts_{segment}", usual, in_form=True),
            help=say("offer.contacts_help"),
        )
    if SEATS in Account.model_fields:
        seats = base.segments[segment].model_dump().get(SEATS, 0)
        key, words = show(f"offer_{SEATS}_{segment}", int(seats), in_form=True), say("offer.seats_help")
        next(cells).number_input(say("offer.seats"), 0, 1_000_000, step=10, key=key, help=words)
    for term in OFFERED_TERMS:
        listed = read_term(base, plan, term)
        if term.name == FEE and listed:
            _fee(cells, term, plan, listed)
            continue
        with next(cells):
            term_input(term, _key(plan, term), base.currency, listed)
    _at_first(cells, plan)
    st.button(say("offer.judge"), key="offer_judge", type="primary", width="stretch", on_click=of_now(_judge))
    if problem := state.get("offer_problem"):
        st.error(as_markdown(problem))


def _fee(cells: Iterator[DeltaGenerator], term: Term, plan: str, listed: float) -> None:
    """The fee in money and, beside it, as a discount from the list price; each follows the other."""
    state, currency = st.session_state, choice().currency or story(choice().base).currency
    fee, discount = _key(plan, term), f"offer_{plan}_{DISCOUNT}"

    def by_fee() -> None:
        if state[fee] is not None:
            state[discount] = round(100 * (1 - state[fee] / listed), 2)

    def by_discount() -> None:
        if state[discount] is not None:
            state[fee] = round(listed * (1 - state[discount] / 100), 2)

    with next(cells):
        term_input(term, fee, currency, listed, on_change=by_fee, in_form=True)
    with next(cells):
        st.number_input(
            say("offer.discount", price=local(listed, ",.2f" if listed % 1 else ",.0f"), currency=currency),
            -100.0,
            100.0,
            step=5.0,
            format="%g",
            key=show(discount, 0.0, in_form=True),
            help=say("offer.discount_help"),
            on_change=by_discount,
        )


def _at_first(cells: Iterator[DeltaGenerator], plan: str) -> None:
    """A concession that ends: a share of the fee for some months."""
    share, months = (f"offer_{plan}_{name}" for name in (AT_FIRST, AT_FIRST_MONTHS))
    with next(cells):
        key, words = show(share, 0.0, in_form=True), say("offer.at_first_help")
        st.number_input(say("offer.at_first"), 0.0, 100.0, step=5.0, format="%g", key=key, help=words)
    with next(cells):
        key = show(months, USUAL_MONTHS, in_form=True)
        st.number_input(say("offer.at_first_months"), 1, MOST_MONTHS, key=key)


def _discounts(plan: str) -> dict[str, object]:
    """The discount of the first months as a term of the plan; none where nothing is entered."""
    share, months = (st.session_state[f"offer_{plan}_{name}"] for name in (AT_FIRST, AT_FIRST_MONTHS))
    if not share or not months:
        return {}
    return {f"discounts.{tell('offer.at_first_name')}": {"share": share / 100, "from_month": 1, "months": months}}


def _cells() -> Iterator[DeltaGenerator]:
    """Places for fields, row by row, as the tabulator key goes through them."""
    while True:
        yield from st.columns(IN_A_ROW)


def _pick(kind: str, names: list[str], usual: str) -> str:
    name: str = st.selectbox(
        say(f"offer.{kind}"), names, index=names.index(usual), key=f"offer_{kind}", help=say(f"offer.{kind}_help")
    )
    return name


def _key(plan: str, term: Term) -> str:
    return f"offer_{plan}_{term.name}"


def _judge() -> None:
    """Takes the sheet over into the choice."""
    state, before = st.session_state, choice()
    base, plan, segment = story(before.base), state["offer_plan"], state["offer_segment"]
    terms = {
        term.field: term.form.meant(state[_key(plan, term)])
        for term in OFFERED_TERMS
        if state[_key(plan, term)] != read_term(base, plan, term)
    }
    terms |= _discounts(plan)
    offer = Offer(state["offer_customer"], segment, plan, state[f"offer_contacts_{segment}"], terms)
    state["offer_problem"] = ""
    try:
        overrides = offered(base, offer)
        if seats := state.get(f"offer_{SEATS}_{segment}"):
            account = print_path(("accounts", " ".join(offer.customer.split())))
            overrides |= {account: {**dict(cast(dict[str, object], overrides[account])), SEATS: seats}}
        with_overrides(base, overrides)
    except ScenarioError as problem:
        state["offer_problem"] = str(problem)
        return
    picks = {name: pick for name, pick in before.picks.items() if name != "plan"} | {"plan": OFFERED}
    start_over(replace(before, story=before.base, others=(), terms=overrides, moved={}, picks=picks))
    state["offer_judged"], state["offering"] = True, False
