"""The choice of one reader: the truth behind all widgets, what it was before, and its link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from sim.errors import ScenarioError
from sim.ui.choice import EXAMPLE, Choice, choice_of_link

__all__ = ["change", "choice", "complaint", "complaints_of_link", "go_to", "has_undo", "setter", "undo"]

MOST_UNDONE = 50


def choice() -> Choice:
    """What the reader has chosen; at first what the link says that brought them here."""
    if "choice" not in st.session_state:
        found, complaints = choice_of_link(dict(st.query_params))
        st.session_state["choice"] = found
        st.session_state["link_complaints"] = complaints
    chosen: Choice = st.session_state["choice"]
    link = chosen.link()
    if link != dict(st.query_params):
        st.query_params.from_dict(link)
    return chosen


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
        st.session_state["complaints"] = {field: str(problem).replace(" (--set)", "")}
        return
    history: list[Choice] = st.session_state.setdefault("history", [])
    st.session_state["history"] = [*history, before][-MOST_UNDONE:]
    st.session_state["choice"] = new
    st.session_state["link_complaints"] = []


def complaint(field: str) -> str:
    """What was wrong with the last value of a field; empty where nothing was."""
    found: str = st.session_state.get("complaints", {}).get(field, "")
    return found


def change(**changes: Any) -> None:
    """Choose the same but for some parts."""
    go_to(replace(choice(), **changes))


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
