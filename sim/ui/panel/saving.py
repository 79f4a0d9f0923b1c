"""Saving a scenario with its version and note, and signing it off with the answer whether it may be signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from sim.errors import SaydoError
from sim.report.format.reader_locale import day_of
from sim.running.identity import LONGEST_NAME, signed_by
from sim.running.saved import LONGEST_NOTE, Saved, Signature
from sim.scenario.document import Scenario
from sim.ui.choice import Choice
from sim.ui.identity import SIGNING, identity, log_in_or_out, name_field, refusal
from sim.ui.live import anew, of_now
from sim.ui.panel.fields import show
from sim.ui.state import choice, complaint, go_to, refuse
from sim.ui.stories import is_own, saved_as, saved_name
from sim.ui.text import as_markdown, say, tell
from sim.ui.work import library, now, store_trouble

__all__ = ["save_button", "sign_off"]


def save_button() -> None:
    """A button that opens the fields for saving the scenario."""
    with st.popover(say("saving.save"), width="stretch", help=say("saving.save_help"), key="saving"):
        chosen = choice()
        if is_own(chosen.story):
            st.caption(say("saving.own"))
            return
        name = show(anew("save_name"), saved_as(chosen.story), in_form=True)
        st.text_input(say("saving.name"), key=name, max_chars=LONGEST_NAME)
        name_field(say("saving.author"), "save_author", persist=True)
        st.text_area(say("saving.note"), key=anew("save_note"), max_chars=LONGEST_NOTE, height=80)
        st.button(say("saving.save_now"), key="save", on_click=of_now(_save), type="primary", width="stretch")
        if problem := st.session_state.get("save_problem"):
            st.error(as_markdown(problem))
        if store_trouble():
            st.warning(say("saving.trouble", problem=store_trouble()))
    if saved := st.session_state.pop("save_done", None):
        st.toast(say("saving.done", name=saved.name, version=saved.version))


def sign_off(chosen: Choice, scenario: Scenario, verdict: str) -> None:
    """Draws the signatures under a scenario, and the fields for another one.

    Parameters
    ----------
    chosen : Choice
        The choice whose numbers are shown; nothing is signed once there is another.
    scenario : Scenario
        The scenario whose numbers are shown; it is signed.
    verdict : str
        Whether it may be signed; stored with the signature.
    """
    if is_own(chosen.story):  # also of a file that does not say so, and of one that equals the base scenario
        scenario = scenario.model_copy(update={"own_data": True})
    for signature in library().signatures(scenario.fingerprint):
        decision = say("saving.approved") if signature.approved else say("saving.refused")
        who = signed_by(signature.signatory, signature.role, signature.identity)
        day = day_of(date.fromisoformat(signature.at[:10]))
        words = {"decision": decision, "who": who, "at": day, "verdict": signature.verdict, "note": signature.note}
        st.markdown(say("saving.signature", **words))
    with st.popover(say("saving.sign"), key="signing"):
        st.caption(say("saving.sign_help"))
        st.caption(say("saving.signing", fingerprint=scenario.fingerprint[:12], verdict=verdict))
        if scenario.own_data:
            st.caption(say("saving.sign_own"))
        if reason := refusal():
            st.warning(as_markdown(reason))
        else:
            _fields_of_signature(chosen, scenario, verdict)
        log_in_or_out()
        if problem := complaint(SIGNING):
            st.error(as_markdown(problem))


def _fields_of_signature(chosen: Choice, scenario: Scenario, verdict: str) -> None:
    name_field(say("saving.signatory"), "sign_name")
    st.text_input(say("saving.role"), key="sign_role", max_chars=LONGEST_NAME, persist_state="session")
    st.text_input(say("saving.sign_note"), key="sign_note", max_chars=LONGEST_NOTE)
    columns = st.columns(2)
    for column, key, approved in zip(columns, ("approve", "refuse"), (True, False), strict=True):
        with column:
            st.button(
                say(f"saving.{key}"),
                key=key,
                on_click=_sign,
                args=(chosen, scenario, verdict, approved),
                width="stretch",
            )


def _save() -> None:
    state, chosen = st.session_state, choice()
    name, note = (state[anew(field)] for field in ("save_name", "save_note"))
    author = identity("save_author")
    mark = Saved(name, 0, "", author.name, now(), note, author.source)
    state["save_problem"] = ""
    try:
        saved = library().save(chosen.scenario(), mark)
    except SaydoError as problem:
        state["save_problem"] = str(problem)
        return
    state["save_done"] = saved
    go_to(replace(chosen, story=saved_name(saved.name, saved.version), terms={}, moved={}))


def _sign(chosen: Choice, scenario: Scenario, verdict: str, approved: bool) -> None:
    state = st.session_state
    problem = tell("saving.changed") if choice().question() != chosen.question() else refusal()
    refuse(SIGNING, problem)
    if problem:
        return
    signatory = identity("sign_name")
    role, note = state["sign_role"], state["sign_note"]
    signature = Signature("", signatory.name, role, now(), approved, verdict, note, signatory.source)
    try:
        library().sign(scenario, signature)
    except SaydoError as problem:
        refuse(SIGNING, str(problem))
