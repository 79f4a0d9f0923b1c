"""The reader's budget, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from sim.errors import SaydoError
from sim.metrics.quantiles import EDGES, quantiles
from sim.questions.ledger import mean_cents
from sim.report.budget import BudgetComparison, Grain, budget_cents, by_period, periods, plan_table, plan_words
from sim.report.charts import plan_chart
from sim.report.study import StudyView
from sim.scenario.document import Scenario
from sim.ui.bound import bound, picked
from sim.ui.frame import Ground
from sim.ui.picks import LONGEST_TEXT, one_of, short_text
from sim.ui.pictures import picture
from sim.ui.text import as_markdown, say

__all__ = ["MarginBudget", "ask_budget", "months_of", "plan"]

BASE = "base"
KINDS = (BASE, *get_args(Grain))


@dataclass(frozen=True, slots=True)
class MarginBudget:
    """A budget of the margin: cents by period, or the baseline's mean where there are none."""

    grain: Grain = "year"
    figures: npt.NDArray[np.int64] | None = None


def months_of(scenario: Scenario) -> list[str]:
    """The months of a study as ISO dates."""
    return list(pd.date_range(scenario.start_date, periods=scenario.horizon_months, freq="MS").strftime("%Y-%m-%d"))


def ask_budget(on: Ground) -> MarginBudget:
    """Draws what a reader can say of the budget; the baseline where that is nothing, or nothing that can be used."""
    before = picked("budget_kind", BASE, one_of(KINDS))
    with st.popover(say("money.budget", name=say(f"money.budget_{before}"))):
        asked = st.segmented_control(
            say("money.budget_kind"),
            KINDS,
            format_func=lambda each: say(f"money.budget_{each}"),
            required=True,
            **bound("budget_kind", BASE, one_of(KINDS)),
        )
        if asked is None or asked == BASE:
            return MarginBudget()
        kind: Grain = asked
        names = periods(months_of(on.own), kind)
        label = say("money.budget_figures", span=say(f"money.span_{kind}"))
        text = st.text_area(label, max_chars=LONGEST_TEXT, **bound(f"budget_{kind}", "", short_text))
        if not text.strip():
            st.caption(say("money.budget_wanted", count=len(names), first=names[0], last=names[-1]))
            return MarginBudget(kind)
    try:
        return MarginBudget(kind, budget_cents(text, names))
    except SaydoError as problem:
        st.error(as_markdown(str(problem)))
        return MarginBudget(kind)


def plan(view: StudyView, budget: MarginBudget, key: str) -> None:
    """Draws the simulated margin against its budget, period by period."""
    st.subheader(say("money.plan_title"), anchor=False)
    if budget.figures is None and not view.rows:
        st.info(say("money.plan_self"))
        return
    base, own = (
        by_period(np.rint(100 * view.margins[place]).astype(np.int64), budget.grain)
        for place in (0, view.names.index(view.focus))
    )
    figures = mean_cents(base) if budget.figures is None else budget.figures
    if figures.size != own.shape[1]:
        return  # results of earlier terms, of another length
    made = BudgetComparison(tuple(periods(view.months, budget.grain)), figures, own)
    st.markdown(as_markdown(plan_words(made, view.focus, view.currency)))
    st.caption(say("money.plan_about"))
    bands = quantiles(made.runs / 100, EDGES)
    drawn = plan_chart(made.periods, made.budget / 100, made.means / 100, bands, view.currency)
    picture(drawn, f"plan-{key}", plan_table(made, view.currency))
