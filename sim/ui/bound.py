"""Widgets inside questions as views of the one choice: they show its picks and change them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from sim.ui.choice import Choice
from sim.ui.live import has_value, live, of_now, value_of
from sim.ui.picks import Reading, is_pick, one_of
from sim.ui.state import choice, forget_pick, go_to, pick_complaint
from sim.ui.text import as_markdown

__all__ = ["bound", "pick", "take", "value_of_pick", "with_pick"]

T = TypeVar("T")


def value_of_pick(name: str, usual: T, read: Reading[T]) -> T:
    """The pick of a name, else the usual value; one that is not possible here is forgotten.

    Parameters
    ----------
    name : str
        One of ``sim.ui.picks``.
    usual : object
        The value where nothing is picked.
    read : callable
        Reads a pick, as of ``sim.ui.picks``.
    """
    if not is_pick(name):
        raise KeyError(name)
    picks = choice().picks
    if name not in picks:
        return usual
    try:
        return read(picks[name])
    except ValueError as problem:
        forget_pick(name, str(problem))
        return usual


def bound(name: str, usual: T, read: Reading[T], *, forget: Collection[str] = ()) -> dict[str, Any]:
    """Settings that make a widget a view of a pick: its key and its action; parameters as of :func:`value_of_pick`.

    Parameters
    ----------
    forget : collection of str
        Picks that are no longer valid once this one changes.
    """
    key = live(name, value_of_pick(name, usual, read))
    if problem := pick_complaint(name):
        st.warning(as_markdown(problem))
    return {"key": key, "on_change": of_now(partial(_moved, name, usual, tuple(forget)))}


def pick(label: str, options: Sequence[T], name: str, usual: T, words: Callable[[T], str] = str) -> T:
    """A list to pick one from; parameters as of :func:`value_of_pick`, and the words of each option."""
    first = usual if usual in options else options[0]
    option: T = st.selectbox(label, options, format_func=words, **bound(name, first, one_of(options)))
    return option


def with_pick(before: Choice, name: str, value: Any, usual: Any, forget: Collection[str] = ()) -> Choice:
    """The choice with one pick; a usual one is left out."""
    plain = value.isoformat() if isinstance(value, date) else tuple(value) if isinstance(value, list) else value
    picks = {key: other for key, other in before.picks.items() if key != name and key not in forget}
    return replace(before, picks=picks if value is None or value == usual else picks | {name: plain})


def take(name: str, value: Any, usual: Any, forget: Collection[str] = ()) -> None:
    """Pick something; the whole page is drawn again, not a part of it."""
    go_to(with_pick(choice(), name, value, usual, forget))
    st.session_state["page_follows"] = True


def _moved(name: str, usual: Any, forget: tuple[str, ...]) -> None:
    if has_value(name):
        take(name, value_of(name), usual, forget)
