"""The Money page: the books of each customer, when cash arrives, and why the margin is off plan."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from sim.report.charts import whale_chart
from sim.report.ledger import whale_words
from sim.report.memo import money_board
from sim.report.money_cards import money_cards
from sim.report.study import whale_table
from sim.ui.board import show_board
from sim.ui.frame import STALE, Results, ground, show_study
from sim.ui.money.actuals import show_actuals
from sim.ui.money.budget import MarginBudget, ask_budget, comparison_of, plan
from sim.ui.money.externality import externality
from sim.ui.money.idle_capacity import show_idle_capacity
from sim.ui.money.ledger import show_ledger
from sim.ui.money.year import show_year_bridge
from sim.ui.pictures import picture
from sim.ui.results import numbers
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["show"]


def show() -> None:
    """Draws the page."""
    on = ground()
    st.caption(say("money.lead"))
    budget = MarginBudget() if on is None else ask_budget(on)
    show_study(on, partial(_show, budget=budget))
    if on is not None:
        show_actuals(on)
        show_year_bridge(on)
        show_idle_capacity(on)
        show_ledger(on, budget)
        externality(on)


def _show(results: Results, key: str, preliminary: bool, *, budget: MarginBudget) -> None:
    view = results.view
    st.subheader(as_markdown(whale_words(view.focus, view.whales[view.names.index(view.focus)])), anchor=False)
    spoken = "money.so_far" if preliminary else "money.in_all"
    st.caption(say(spoken, count=view.runs, months=len(view.months)))
    numbers(money_cards(view, results.progress.replications[view.names.index(view.focus)]))
    _whale(results, key)
    plan(view, budget, key)
    ready = key != STALE and not preliminary
    show_board("money-board", results, partial(money_board, budget=comparison_of(view, budget)), ready=ready)


def _whale(results: Results, key: str) -> None:
    section("money.whale_title")
    st.caption(say("money.whale_about"))
    curves = dict(zip(results.view.names[:2], results.view.whales, strict=False))
    if not all(np.isfinite(curve).all(axis=1).any() for curve in curves.values()):
        st.info(say("money.whale_none"))
        return
    picture(whale_chart(curves), f"whale-{key}", whale_table(results.view))
