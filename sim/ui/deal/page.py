"""Can we promise this, at this price? The first page."""

from __future__ import annotations

import streamlit as st

from sim.running.jobs import Progress
from sim.ui.deal.memo import papers
from sim.ui.deal.promise import show_promise
from sim.ui.deal.tour import tour
from sim.ui.deal.trade import show_trade
from sim.ui.deal.verdict import show_verdict
from sim.ui.frame import STALE, Ground, Results, ground, show_study
from sim.ui.results import figures, headline
from sim.ui.text import say

__all__ = ["show"]


def show() -> None:
    """Draws the page."""
    on = ground()
    st.caption(say("deal.lead"))
    show_study(on, _show, _above)
    if on is not None:
        show_promise(on)
        show_trade(on)


def _above(on: Ground, progress: Progress) -> None:
    show_verdict(on, progress)
    tour(on.choice)


def _show(results: Results, key: str, preliminary: bool) -> None:
    headline(results.view, preliminary)
    with st.container(key="papers"):
        papers(results, ready=key != STALE and not preliminary)
    figures(results.view, key)
