"""What does each customer cost, when does the cash come, and why off plan?"""

from __future__ import annotations

import streamlit as st

from sim.ui.frame import Results, ground, show_study
from sim.ui.results import headline
from sim.ui.text import say

__all__ = ["show"]


def show() -> None:
    """Draws the page."""
    on = ground()
    st.caption(say("money.lead"))
    show_study(on, _show)


def _show(results: Results, key: str, preliminary: bool) -> None:
    headline(results.view, preliminary)
