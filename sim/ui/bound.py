"""Widgets inside questions as views of the one choice: they show what is picked in it, and pick in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from sim.ui.choice import Choice
from sim.ui.picks import Reading, is_pick, one_of
from sim.ui.state import choice, forget_pick, go_to, pick_complaint
from sim.ui.text import as_markdown

__all__ = ["bound", "pick", "picked", "take", "with_pick"]

T = TypeVar("T")


def picked(name: str, usual: T, read: Reading[T]) -> T:
    """What is picked under a name, else the usual; one that is not possible here is forgotten.

    Parameters
    ----------
    name : str
        One of ``sim.ui.picks``.
    usual : object
        What stands where nothing is picked.
    read : callable
        What a pick means, as of ``sim.ui.picks``.
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
    """What makes a widget a view of a pick: its key and what it does when moved; parameters as of :func:`picked`.

    Parameters
    ----------
    forget : collection of str
        Picks that mean nothing any more once this one is another.
    """
    st.session_state[name] = picked(name, usual, read)
    if problem := pick_complaint(name):
        st.warning(as_markdown(problem))
    return {"key": name, "on_change": partial(_moved, name, usual, tuple(forget))}


def pick(label: str, options: Sequence[T], name: str, usual: T, worded: Callable[[T], str] = str) -> T:
    """A list to pick one from; parameters as of :func:`picked`, and how each is told."""
    first = usual if usual in options else options[0]
    found: T = st.selectbox(label, options, format_func=worded, **bound(name, first, one_of(options)))
    return found


def with_pick(before: Choice, name: str, value: Any, usual: Any, forget: Collection[str] = ()) -> Choice:
    """The choice with one pick; the usual one need not be told."""
    told = value.isoformat() if isinstance(value, date) else tuple(value) if isinstance(value, list) else value
    picks = {key: each for key, each in before.picks.items() if key != name and key not in forget}
    return replace(before, picks=picks if value is None or value == usual else picks | {name: told})


def take(name: str, value: Any, usual: Any, forget: Collection[str] = ()) -> None:
    """Pick something; where only a part of the page would be drawn again, the whole of it is."""
    go_to(with_pick(choice(), name, value, usual, forget))
    st.session_state["page_follows"] = True


def _moved(name: str, usual: Any, forget: tuple[str, ...]) -> None:
    take(name, st.session_state[name], usual, forget)
