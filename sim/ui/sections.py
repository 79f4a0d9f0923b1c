"""Headings of the parts of a page, and the list at its top that leads to them."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sim.ui.text import say

__all__ = ["jump_list", "no_sections", "section"]

NOTED = "sections"
FEWEST = 4
"""Parts below which a page is short enough to have no list."""


def section(name: str, **words: object) -> None:
    """Draw the heading of a part of a page, and note it for the list at the top.

    Parameters
    ----------
    name : str
        Of its text; the part of the address that leads to it is made of it.
    **words
        What the text says in its braces.
    """
    text, anchor = say(name, **words), name.replace(".", "-").replace("_", "-")
    st.session_state.setdefault(NOTED, {})[anchor] = text
    st.subheader(text, anchor=anchor)


def no_sections() -> None:
    """Begin a page: it has no parts yet."""
    st.session_state[NOTED] = {}


def jump_list(place: DeltaGenerator) -> None:
    """Draw links to the parts of a page once all of them are noted.

    Parameters
    ----------
    place : DeltaGenerator
        Where on the page they stand.
    """
    parts: dict[str, str] = st.session_state.get(NOTED, {})
    if len(parts) >= FEWEST:
        links = " · ".join(f"[{text}](#{anchor})" for anchor, text in parts.items())
        place.caption(f"{say('router.jump')} {links}")
