"""The choice of one reader, which all widgets show; its history and its link."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sim.errors import SaydoError, ScenarioError
from sim.report.format.reader_locale import USUAL, VARIABLE, locale_named, nearest, use
from sim.ui.choice import EXAMPLE, Choice, choice_of_link
from sim.ui.live import has_value, next_generation, next_run, of_now, value_of
from sim.ui.scripts import run_script
from sim.ui.text import tell

__all__ = [
    "begin",
    "change",
    "choice",
    "complaint",
    "complaints_of_link",
    "follow",
    "forget_pick",
    "go_to",
    "has_undo",
    "pick_complaint",
    "refuse",
    "setter",
    "start_over",
    "to_the_answer",
    "travelled",
    "undo",
]

MOST_UNDONE = 50
TOLD = "told_address"
"""Key of the parameters of the address that the browser was told last."""
COMPLAINTS = "complaints"
"""Key of the reason for which the last thing entered was refused, by field."""
USED = "panel_used"
"""Key of how often the question was changed; a phone then shows the answer instead of the panel."""


def choice() -> Choice:
    """The reader's choice, at first that of the link; numbers are then written in its locale."""
    if "choice" not in st.session_state:
        first, complaints = choice_of_link(dict(st.query_params))
        st.session_state["linked_picks"] = set(first.picks)
        if first == EXAMPLE and "locale" not in st.query_params:
            # A link with any parameter is complete; one with none leaves the locale to the reader.
            first = replace(first, locale=_usual_locale(complaints))
        st.session_state["choice"] = first
        st.session_state["link_complaints"] = complaints
    st.session_state.pop("page_follows", None)
    chosen: Choice = st.session_state["choice"]
    use(chosen.locale)
    _address(chosen)
    return chosen


def follow() -> None:
    """First step of a part of a page that is drawn alone: the locale holds, and the page follows a pick."""
    if st.session_state.get("page_follows", False):
        st.rerun()
    choice()


def _usual_locale(complaints: list[str]) -> str:
    """The locale that the server's owner sets, else that of the browser."""
    name = os.environ.get(VARIABLE, "")
    try:
        return locale_named(name, VARIABLE).name if name else nearest(st.context.locale or "")
    except SaydoError as problem:
        complaints.append(str(problem))
        return USUAL


def _address(chosen: Choice) -> None:
    """The address of the page follows, also where the browser did not know the last one when it sent what is done."""
    link, sent = _link_of(chosen), dict(st.query_params)
    if link != sent or link != st.session_state.get(TOLD, link):
        st.query_params.from_dict(link)
    st.session_state[TOLD] = link


def _link_of(chosen: Choice) -> dict[str, str]:
    """The parameters of a choice; they are never empty where that would mean another locale."""
    link = chosen.link()
    return link or ({} if chosen.locale == _usual_locale([]) else {"locale": chosen.locale})


def _go_back() -> None:
    """Undoes what came after the choice whose address the reader went back to; else the address is put right."""
    history: list[Choice] = st.session_state.get("history", [])
    link = dict(st.query_params)
    if "choice" in st.session_state and link != _link_of(st.session_state["choice"]):
        steps = next((n for n, earlier in enumerate(reversed(history), 1) if _link_of(earlier) == link), 0)
        if steps:
            undo(steps)


def travelled() -> bool:
    """Whether the page is drawn since its reader went back or forward in the browser."""
    run = get_script_run_ctx()
    return bool(getattr(run, "is_history_navigation", False))  # none where Streamlit is older: then Back goes back


def forget_pick(name: str, problem: str) -> None:
    """Leaves a pick out that is not possible here; where it came from a link, the reader is told.

    Parameters
    ----------
    name : str
        Its name.
    problem : str
        The rule that it breaks.
    """
    before = choice()
    if name in st.session_state.get("linked_picks", ()):
        message = tell("link.pick", name=name, value=str(before.picks[name])[:40], problem=problem)
        st.session_state.setdefault("pick_complaints", {})[name] = message
    st.session_state["choice"] = replace(
        before, picks={key: other for key, other in before.picks.items() if key != name}
    )
    choice()


def pick_complaint(name: str) -> str:
    """Message about a pick of the link; empty where it is valid, or once the reader has chosen something."""
    message: str = st.session_state.get("pick_complaints", {}).get(name, "")
    return message


def complaints_of_link() -> list[str]:
    """Messages about the link; gone once the reader has chosen something."""
    messages: list[str] = st.session_state.get("link_complaints", [])
    return messages


def go_to(new: Choice, *, field: str = "") -> None:
    """Choose something else, to be undone; a choice that makes no valid scenario is refused beside the field.

    Parameters
    ----------
    new : Choice
        The new choice.
    field : str
        Key of the widget that the reader moved.
    """
    before = choice()
    st.session_state[COMPLAINTS] = {}
    if new == before:
        return
    try:
        new.scenario()
    except ScenarioError as problem:
        refuse(field, str(problem))
        return
    history: list[Choice] = st.session_state.setdefault("history", [])
    st.session_state["history"] = [*history, before][-MOST_UNDONE:]
    st.session_state["choice"] = new
    if new.question() != before.question():
        st.session_state[USED] = st.session_state.get(USED, 0) + 1
    if (new.story, new.base) != (before.story, before.base):
        next_generation()
    st.session_state["link_complaints"] = []
    st.session_state["linked_picks"], st.session_state["pick_complaints"] = set(), {}


def complaint(field: str) -> str:
    """Message about the last value of a field; empty where it is valid."""
    message: str = st.session_state.get(COMPLAINTS, {}).get(field, "")
    return message


def refuse(field: str, problem: str) -> None:
    """Say why something is refused, until another choice is made or another page opened.

    Parameters
    ----------
    field : str
        Where it is said.
    problem : str
        The reason; empty where nothing is refused any more.
    """
    st.session_state[COMPLAINTS] = {field: problem}


def begin(page: str) -> None:
    """Begin to draw a page; what was refused on another one is over, and the browser's Back undoes changes.

    Parameters
    ----------
    page : str
        Its name.
    """
    if next_run(page):
        st.session_state[COMPLAINTS] = {}
    if travelled():
        _go_back()


def change(**changes: Any) -> None:
    """Choose again with some parts changed."""
    go_to(replace(choice(), **changes))


def start_over(new: Choice) -> None:
    """Choose something new; money and dates are written as before."""
    next_generation()
    go_to(replace(new, locale=choice().locale))


def setter(key: str, choose: Callable[[Choice, Any], Choice], *, needed: bool = False) -> Callable[[], None]:
    """Make the action of a widget when its reader moves it: go to the choice that ``choose`` makes of its value.

    Parameters
    ----------
    key : str
        Name of the widget.
    choose : callable
        Makes the new choice of the present one and of the value.
    needed : bool
        Whether there must be a value: then an empty field is refused and keeps its number, since empty is not 0.
    """

    def moved() -> None:
        if not has_value(key):
            return
        if needed and value_of(key) is None:
            refuse(key, tell("panel.empty"))
        else:
            go_to(choose(choice(), value_of(key)), field=key)

    return of_now(moved)


def to_the_answer() -> None:
    """Close the panel on a phone, where it covers the page, after each change of the question."""
    if used := st.session_state.get(USED, 0):
        run_script("close_panel", used)


def has_undo() -> bool:
    """Whether there is something to undo."""
    return bool(st.session_state.get("history"))


def undo(steps: int = 1) -> None:
    """Go back to an earlier choice.

    Parameters
    ----------
    steps : int
        Number of changes that are undone, at most as many as there were.
    """
    history: list[Choice] = st.session_state.get("history", [])
    next_generation()
    st.session_state["choice"] = history[-steps] if history else EXAMPLE
    st.session_state["history"] = history[:-steps]
    st.session_state[COMPLAINTS] = {}
