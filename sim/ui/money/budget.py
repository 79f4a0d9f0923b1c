"""The reader's budget, and the simulated margin against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
import numpy.typing as npt
import streamlit as st

from sim.errors import SaydoError
from sim.report.budget import (
    BudgetComparison,
    Grain,
    budget_cents,
    budget_comparison,
    budget_words,
    months_of,
    periods,
    plan_table,
    plan_words,
)
from sim.report.charts import plan_chart
from sim.report.study import StudyView
from sim.ui.bound import bound, value_of_pick
from sim.ui.frame import Ground
from sim.ui.picks import LONGEST_TEXT, one_of, short_text
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["MarginBudget", "ask_budget", "comparison_of", "plan"]

BASE = "base"
KINDS = (BASE, *get_args(Grain))


@dataclass(frozen=True, slots=True)
class MarginBudget:
    """A budget of the margin: cents by period, or the mean of the base scenario where there are none."""

    grain: Grain = "year"
    figures: npt.NDArray[np.int64] | None = None


def ask_budget(on: Ground) -> MarginBudget:
    """Draws the fields of a budget; the result is the base scenario where they are empty or cannot be used."""
    before = value_of_pick("budget_kind", BASE, one_of(KINDS))
    with st.popover(say("money.budget", name=say(f"money.budget_{before}"))):
        choice = st.segmented_control(
            say("money.budget_kind"),
            KINDS,
            format_func=lambda kind: say(f"money.budget_{kind}"),
            required=True,
            **bound("budget_kind", BASE, one_of(KINDS)),
        )
        if choice is None or choice == BASE:
            return MarginBudget()
        grain: Grain = choice
        names = periods(months_of(on.own), grain)
        label = say("money.budget_figures", span=say(f"money.span_{grain}"))
        text = st.text_area(label, max_chars=LONGEST_TEXT, **bound(f"budget_{grain}", "", short_text))
        if not text.strip():
            st.caption(say("money.budget_count", count=len(names), first=names[0], last=names[-1]))
            return MarginBudget(grain)
    try:
        figures = budget_cents(text, names, on.own.currency)
    except SaydoError as problem:
        st.error(as_markdown(str(problem)))
        return MarginBudget(grain)
    st.caption(as_markdown(budget_words(figures, names, on.own.currency)))
    return MarginBudget(grain, figures)


def comparison_of(view: StudyView, budget: MarginBudget) -> BudgetComparison | None:
    """Compare the margin of a view with its budget.

    Parameters
    ----------
    view : StudyView
        Results of a study.
    budget : MarginBudget
        The reader's.

    Returns
    -------
    BudgetComparison or None
        None where there is no budget, or the view is of another length.
    """
    if budget.figures is None and not view.rows:
        return None
    return budget_comparison(view, budget.grain, budget.figures)


def plan(view: StudyView, budget: MarginBudget, key: str) -> None:
    """Draws the simulated margin against its budget, period by period."""
    section("money.plan_title")
    if budget.figures is None and not view.rows:
        st.info(say("money.plan_self"))
        return
    comparison = comparison_of(view, budget)
    if comparison is None:
        return  # results of an earlier choice, of another length
    st.markdown(as_markdown(plan_words(comparison, view.focus, view.currency)))
    st.caption(say("money.plan_about"))
    budgeted, simulated = comparison.budget / comparison.units, comparison.means / comparison.units
    chart = plan_chart(comparison.periods, budgeted, simulated, comparison.bands, view.currency)
    picture(chart, f"plan-{key}", plan_table(comparison, view.currency))
