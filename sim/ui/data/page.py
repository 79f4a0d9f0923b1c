"""One's own data: files, a dozen figures or a scenario become the reader's portfolio."""

from __future__ import annotations

import streamlit as st

from sim.ui.data.files import from_files
from sim.ui.data.matching import match_figures
from sim.ui.data.opened import open_scenario
from sim.ui.data.scratch import from_scratch
from sim.ui.state import choice
from sim.ui.text import say

__all__ = ["show"]

WAYS = ("files", "scratch", "open", "match")


def show() -> None:
    """Draws the page."""
    choice()
    st.header(say("data.title"), anchor=False)
    st.markdown(say("data.lead"))
    files, scratch, opened, match = st.tabs([say(f"data.{way}") for way in WAYS])
    with files:
        from_files()
    with scratch:
        from_scratch()
    with opened:
        open_scenario()
    with match:
        match_figures()
