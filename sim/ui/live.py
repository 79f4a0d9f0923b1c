"""Widgets that show the choice: whatever comes late from one that showed another choice is not taken.

A browser sends the values of all its widgets with every action, those too that have been overtaken by then. So a widget
has another key once anything but its reader changes what it shows, values are read under the present key alone, and an
action that was drawn for an earlier generation of the choice, or on another page, does nothing.

A widget that comes into view is told its value. Streamlit draws one that was not there in the last run, or was on
another page, at the default of its kind, though its key still stands for what it showed before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

__all__ = [
    "MARK",
    "anew",
    "comes_into_view",
    "has_value",
    "key_of",
    "live",
    "next_generation",
    "next_run",
    "of_now",
    "value_of",
]

MARK = "\x1f"
"""Before the number of a key; no name of a scenario holds it, since names are printable."""
VERSIONS, SHOWN, GENERATION = "versions", "shown", "generation"
PAGE, RUN, DRAWN = "page_of_run", "run", "drawn"


def _generation() -> int:
    """Number of the choice, one more each time that it is replaced rather than edited."""
    number: int = st.session_state.get(GENERATION, 0)
    return number


def _place() -> tuple[int, str | None]:
    """Generation and page that are drawn."""
    return _generation(), st.session_state.get(PAGE)


def next_generation() -> None:
    """Begin another generation: actions drawn before it do nothing from now on."""
    st.session_state[GENERATION] = _generation() + 1


def next_run(page: str) -> bool:
    """Begin to draw a page; whatever was not drawn on it last time comes into view.

    Parameters
    ----------
    page : str
        Its name.

    Returns
    -------
    bool
        Whether it is another one than before.
    """
    state = st.session_state
    another = state.get(PAGE) != page
    if another:
        state[DRAWN] = {}
    state[PAGE], state[RUN] = page, state.get(RUN, 0) + 1
    return another


def comes_into_view(key: str) -> bool:
    """Whether a widget that is about to be drawn was not there before: then it must be told its value.

    Parameters
    ----------
    key : str
        Its key.
    """
    run: int = st.session_state.get(RUN, 0)
    drawn: dict[str, int] = st.session_state.setdefault(DRAWN, {})
    before, drawn[key] = drawn.get(key), run
    return before is None or before < run - 1


def of_now(action: Callable[..., None]) -> Callable[..., None]:
    """Bind an action to this generation and this page.

    Once another page is drawn, a message of the page before would act for all its widgets at once, as their values are
    then new to the session; what is sent together with the click on the menu is still heard.

    Parameters
    ----------
    action : callable
        What a widget does when its reader moves it.
    """
    drawn = _place()

    def act(*args: Any, **kwargs: Any) -> None:
        if _place() == drawn:
            action(*args, **kwargs)

    return act


def anew(name: str) -> str:
    """Name a widget, or a form with all that is in it, that is another one in each generation.

    Parameters
    ----------
    name : str
        Its name in the first generation.
    """
    return _numbered(name, _generation())


def key_of(name: str) -> str:
    """The present key of a widget.

    Parameters
    ----------
    name : str
        As of :func:`live`.
    """
    return _numbered(name, st.session_state.get(VERSIONS, {}).get(name, 0))


def value_of(name: str) -> Any:
    """The value of a widget under its present key.

    Parameters
    ----------
    name : str
        As of :func:`live`.
    """
    return st.session_state[key_of(name)]


def has_value(name: str) -> bool:
    """Whether a widget is there under its present key."""
    return key_of(name) in st.session_state


def live(name: str, value: Any) -> str:
    """Let a widget show a value, under another key where it was not its reader who changed it.

    Parameters
    ----------
    name : str
        Name of the widget.
    value : object
        What it shows.

    Returns
    -------
    str
        The key to draw it with.
    """
    state = st.session_state
    shown: dict[str, Any] = state.setdefault(SHOWN, {})
    new = comes_into_view(key_of(name))
    before = shown.get(name, value) if new or not has_value(name) else state[key_of(name)]
    if _plain(before) != _plain(value):
        versions: dict[str, int] = state.setdefault(VERSIONS, {})
        versions[name] = versions.get(name, 0) + 1
    shown[name] = value
    key = key_of(name)
    if comes_into_view(key) or new or key not in state:
        state[key] = value
    return key


def _plain(value: Any) -> Any:
    """A value to compare: a widget gives a list back where it was told to show a tuple."""
    return list(value) if isinstance(value, tuple) else value


def _numbered(name: str, number: int) -> str:
    return f"{name}{MARK}{number}" if number else name
