"""What does each customer cost, when does the cash come, and why off plan?"""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from sim.metrics.catalogue import Outcome, describe
from sim.metrics.quantiles import central_range
from sim.report.charts import whale_chart
from sim.report.format.words import central_words, format_value
from sim.report.ledger import whale_words
from sim.report.study import Card, card_difference, mean_words, whale_table
from sim.ui.frame import Results, ground, show_study
from sim.ui.money.books import books
from sim.ui.money.budget import MarginBudget, ask_budget, plan
from sim.ui.money.externality import harm
from sim.ui.pictures import picture
from sim.ui.results import numbers
from sim.ui.text import as_markdown, say

__all__ = ["show"]

FIGURES = ("margin", "value_destroyers_share", "days_sales_outstanding", "unallocated_cost")


def show() -> None:
    """Draws the page."""
    on = ground()
    st.caption(say("money.lead"))
    budget = MarginBudget() if on is None else ask_budget(on)
    show_study(on, partial(_show, budget=budget))
    if on is not None:
        books(on, budget)
        harm(on)


def _show(results: Results, key: str, preliminary: bool, *, budget: MarginBudget) -> None:
    view = results.view
    st.subheader(as_markdown(whale_words(view.focus, view.whales[view.names.index(view.focus)])), anchor=False)
    so_far = say("money.so_far" if preliminary else "money.in_all")
    st.caption(say("money.runs", count=view.runs, months=len(view.months), so_far=so_far))
    numbers([_card(results, describe(name)) for name in FIGURES])
    _whale(results, key)
    plan(view, budget, key)


def _card(results: Results, outcome: Outcome) -> Card:
    """One number of the reader's terms, with its range and its difference to the baseline."""
    view = results.view
    column = results.progress.replications[view.names.index(view.focus)]
    values = np.array([each.outcomes[outcome.name] for each in column if each.error is None])
    known = values[np.isfinite(values)]
    if not known.size:
        return Card(outcome, format_value(np.nan, outcome, view.currency), "", "", "")
    mean = mean_words(float(known.mean()), *central_range(known), outcome, view.currency)
    within = central_words(values, outcome, view.currency)
    if not view.rows:
        return Card(outcome, mean, within, "", "")
    return Card(outcome, mean, within, *card_difference(view.row(outcome.name, view.focus), outcome, view.currency))


def _whale(results: Results, key: str) -> None:
    st.subheader(say("money.whale_title"), anchor=False)
    st.caption(say("money.whale_about"))
    curves = dict(zip(results.view.names[:2], results.view.whales, strict=False))
    if not all(np.isfinite(curve).all(axis=1).any() for curve in curves.values()):
        st.info(say("money.whale_none"))
        return
    picture(whale_chart(curves), f"whale-{key}", whale_table(results.view))
