"""Saving a scenario with its version and note, and signing it off with the answer whether it may be signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from sim.errors import SaydoError
from sim.report.format.reader_locale import day_of
from sim.running.saved import LONGEST_NAME, LONGEST_NOTE, Saved, Signature
from sim.ui.choice import Choice
from sim.ui.live import anew, of_now
from sim.ui.panel.fields import show
from sim.ui.state import choice, complaint, go_to, refuse
from sim.ui.stories import is_own, saved_as, saved_name
from sim.ui.text import as_markdown, say, tell
from sim.ui.work import library, now, store_trouble

__all__ = ["SIGNING", "save_button", "sign_off"]

SIGNING = "signing"
"""Field of the messages about a signature."""


def save_button() -> None:
    """A button that opens the fields for saving the scenario."""
    with st.popover(say("saving.save"), width="stretch", help=say("saving.save_help"), key="saving"):
        chosen = choice()
        if is_own(chosen.story):
            st.caption(say("saving.own"))
            return
        name = show(anew("save_name"), saved_as(chosen.story), in_form=True)
        st.text_input(say("saving.name"), key=name, max_chars=LONGEST_NAME)
        st.text_input(say("saving.author"), key="save_author", max_chars=LONGEST_NAME, persist_state="session")
        st.text_area(say("saving.note"), key=anew("save_note"), max_chars=LONGEST_NOTE, height=80)
        st.button(say("saving.save_now"), key="save", on_click=of_now(_save), type="primary", width="stretch")
        if problem := st.session_state.get("save_problem"):
            st.error(as_markdown(problem))
        if store_trouble():
            st.warning(say("saving.trouble", problem=store_trouble()))
    if saved := st.session_state.pop("save_done", None):
        st.toast(say("saving.done", name=saved.name, version=saved.version))


def sign_off(chosen: Choice, fingerprint: str, verdict: str) -> None:
    """Draws the signatures under a scenario, and the fields for another one.

    Parameters
    ----------
    chosen : Choice
        The choice whose numbers are shown; nothing is signed once there is another.
    fingerprint : str
        Of the scenario whose numbers are shown; it is signed.
    verdict : str
        Whether it may be signed; stored with the signature.
    """
    for signature in library().signatures(fingerprint):
        decision = say("saving.approved") if signature.approved else say("saving.refused")
        day = day_of(date.fromisoformat(signature.at[:10]))
        st.markdown(
            say(
                "saving.signature",
                decision=decision,
                name=signature.signatory,
                at=day,
                verdict=signature.verdict,
                note=signature.note,
            )
        )
    with st.popover(say("saving.sign"), help=say("saving.sign_help"), key="signing"):
        st.caption(say("saving.signing", fingerprint=fingerprint[:12], verdict=verdict))
        st.text_input(say("saving.signatory"), key="sign_name", max_chars=LONGEST_NAME)
        st.text_input(say("saving.sign_note"), key="sign_note", max_chars=LONGEST_NOTE)
        yes, no = st.columns(2)
        for column, key, approved in ((yes, "approve", True), (no, "refuse", False)):
            with column:
                st.button(
                    say(f"saving.{key}"),
                    key=key,
                    on_click=_sign,
                    args=(chosen, fingerprint, verdict, approved),
                    width="stretch",
                )
        if problem := complaint(SIGNING):
            st.error(as_markdown(problem))


def _save() -> None:
    state, chosen = st.session_state, choice()
    name, note = (state[anew(field)] for field in ("save_name", "save_note"))
    mark = Saved(name, 0, "", state["save_author"], now(), note)
    state["save_problem"] = ""
    try:
        saved = library().save(chosen.scenario(), mark)
    except SaydoError as problem:
        state["save_problem"] = str(problem)
        return
    state["save_done"] = saved
    go_to(replace(chosen, story=saved_name(saved.name, saved.version), terms={}, moved={}))


def _sign(chosen: Choice, fingerprint: str, verdict: str, approved: bool) -> None:
    state = st.session_state
    if choice().question() != chosen.question():
        refuse(SIGNING, tell("saving.changed"))
        return
    signature = Signature(fingerprint, state["sign_name"], now(), approved, verdict, state["sign_note"])
    refuse(SIGNING, "")
    try:
        library().sign(signature)
    except SaydoError as problem:
        refuse(SIGNING, str(problem))
