"""The choice of one reader: the truth behind all widgets, what it was before, and its link."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from sim.errors import SaydoError, ScenarioError
from sim.report.format.habit import USUAL, VARIABLE, habit_named, nearest, use
from sim.ui.choice import EXAMPLE, Choice, choice_of_link
from sim.ui.text import tell

__all__ = [
    "change",
    "choice",
    "complaint",
    "complaints_of_link",
    "follow",
    "forget_pick",
    "go_to",
    "has_undo",
    "pick_complaint",
    "setter",
    "start_over",
    "undo",
]

MOST_UNDONE = 50


def choice() -> Choice:
    """What the reader has chosen, at first what the link says that brought them here; all is said in their habit."""
    if "choice" not in st.session_state:
        found, complaints = choice_of_link(dict(st.query_params))
        st.session_state["linked_picks"] = set(found.picks)
        if found == EXAMPLE and "locale" not in st.query_params:
            # A link that says anything says all; one that says nothing leaves it to the reader.
            found = replace(found, locale=_usual_locale(complaints))
        st.session_state["choice"] = found
        st.session_state["link_complaints"] = complaints
    st.session_state.pop("page_follows", None)
    chosen: Choice = st.session_state["choice"]
    use(chosen.locale)
    _address(chosen)
    return chosen


def follow() -> None:
    """What a part of a page does first that is drawn alone: the reader's habit holds, and the page follows a pick."""
    if st.session_state.get("page_follows", False):
        st.rerun()
    choice()


def _usual_locale(complaints: list[str]) -> str:
    """The habit that the server's owner says, else that of the browser."""
    named = os.environ.get(VARIABLE, "")
    try:
        return habit_named(named, VARIABLE).name if named else nearest(st.context.locale or "")
    except SaydoError as problem:
        complaints.append(str(problem))
        return USUAL


def _address(chosen: Choice) -> None:
    """The address of the page follows; it is never empty where that would mean another habit."""
    link = chosen.link()
    if not link and chosen.locale != _usual_locale([]):
        link = {"locale": chosen.locale}
    if link != dict(st.query_params):
        st.query_params.from_dict(link)


def forget_pick(name: str, problem: str) -> None:
    """Leaves a pick out that is not possible here; where a link told it, the reader learns of it.

    Parameters
    ----------
    name : str
        Its name.
    problem : str
        What it must be.
    """
    before = choice()
    if name in st.session_state.get("linked_picks", ()):
        told = tell("link.pick", name=name, value=str(before.picks[name])[:40], problem=problem)
        st.session_state.setdefault("pick_complaints", {})[name] = told
    st.session_state["choice"] = replace(before, picks={key: each for key, each in before.picks.items() if key != name})
    choice()


def pick_complaint(name: str) -> str:
    """What was wrong with a pick of the link; empty where nothing was, or once the reader has chosen something."""
    found: str = st.session_state.get("pick_complaints", {}).get(name, "")
    return found


def complaints_of_link() -> list[str]:
    """What in the link could not be used; gone once the reader has chosen something."""
    found: list[str] = st.session_state.get("link_complaints", [])
    return found


def go_to(new: Choice, *, field: str = "") -> None:
    """Choose something else, to be undone; what makes no valid scenario is refused beside the field.

    Parameters
    ----------
    new : Choice
        What to choose.
    field : str
        Key of the widget that the reader moved.
    """
    before = choice()
    st.session_state["complaints"] = {}
    if new == before:
        return
    try:
        new.scenario()
    except ScenarioError as problem:
        st.session_state["complaints"] = {field: str(problem)}
        return
    history: list[Choice] = st.session_state.setdefault("history", [])
    st.session_state["history"] = [*history, before][-MOST_UNDONE:]
    st.session_state["choice"] = new
    st.session_state["link_complaints"] = []
    st.session_state["linked_picks"], st.session_state["pick_complaints"] = set(), {}


def complaint(field: str) -> str:
    """What was wrong with the last value of a field; empty where nothing was."""
    found: str = st.session_state.get("complaints", {}).get(field, "")
    return found


def change(**changes: Any) -> None:
    """Choose the same but for some parts."""
    go_to(replace(choice(), **changes))


def start_over(new: Choice) -> None:
    """Choose something that was not made of what is chosen; money and dates are written as before."""
    go_to(replace(new, locale=choice().locale))


def setter(key: str, made: Callable[[Choice, Any], Choice]) -> Callable[[], None]:
    """What a widget does when its reader moves it: the choice that ``made`` makes of its value is gone to."""
    return lambda: go_to(made(choice(), st.session_state[key]), field=key)


def has_undo() -> bool:
    """Whether there is something to undo."""
    return bool(st.session_state.get("history"))


def undo() -> None:
    """Back to what was chosen before."""
    history: list[Choice] = st.session_state.get("history", [])
    st.session_state["choice"] = history[-1] if history else EXAMPLE
    st.session_state["history"] = history[:-1]
    st.session_state["complaints"] = {}
