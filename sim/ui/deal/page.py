"""The first page: can we promise this, at this price?"""

from __future__ import annotations

import streamlit as st

from sim.ui.deal.papers import papers
from sim.ui.deal.reach import reach, trades
from sim.ui.deal.tour import tour
from sim.ui.frame import Results, ground, show_study
from sim.ui.results import figures, headline
from sim.ui.text import say

__all__ = ["show"]


def show() -> None:
    """Draws the page."""
    on = ground()
    st.caption(say("deal.lead"))
    if on is not None:
        tour(on.choice)
    show_study(on, _show)
    if on is not None:
        reach(on)
        trades(on)


def _show(results: Results, key: str, preliminary: bool) -> None:
    headline(results.view, preliminary)
    papers(results, preliminary)
    figures(results.view, key)
