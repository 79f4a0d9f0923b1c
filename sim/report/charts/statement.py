"""A statement as a waterfall: lines of money, each from where the one above it ended, down to their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isfinite
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.report.charts.drawing import (
    BLUE,
    INK,
    VERMILLION,
    Picture,
    axis_of,
    layout_of,
    money_ticks,
    short_name,
    span_of,
)
from sim.report.format.sums import adding_up
from sim.report.format.words import money, step_of

__all__ = ["StatementStep", "statement_chart"]

ROW_PIXELS = 38
LONGEST_LABEL = 26
LABEL_ROOM = 0.24
"""Share of the axis kept free for what is written beside short bars, on narrow screens too."""


@dataclass(frozen=True, slots=True)
class StatementStep:
    """A line in major units of money: its mean, and where nine tenths of the runs lie (NaN where it is given)."""

    label: str
    amount: float
    low: float = float("nan")
    high: float = float("nan")

    @property
    def is_fixed(self) -> bool:
        """Whether it is a figure without a range, such as a budget."""
        return not (isfinite(self.low) and isfinite(self.high))


def statement_chart(
    title: str,
    steps: Sequence[StatementStep],
    total: StatementStep,
    currency: str,
    *,
    start: StatementStep | None = None,
) -> Picture:
    """Lines that add up: what brings money is blue and goes right, what takes it vermillion and goes left.

    Parameters
    ----------
    title : str
        What is stated, for those who cannot see it.
    steps : sequence of Step
        Lines from the top, no two of the same label.
    total : Step
        What they come to.
    currency : str
        ISO 4217 code.
    start : Step, optional
        From where they set out, instead of 0.
    """
    opening = [] if start is None else [start]
    rows = [*opening, *steps, total]
    begin = 0.0 if start is None else start.amount
    levels = list(accumulate((step.amount for step in steps), initial=begin))
    low, high = span_of([np.array([0.0, *levels, total.amount])])
    low, high = low - LABEL_ROOM * (high - low), high + LABEL_ROOM * (high - low)
    signed = range(len(opening), len(rows) - 1)
    step = max(step_of(max(abs(level) for level in levels), 3), 1.0)  # one accuracy for all; the table has the cents
    amounts = adding_up(begin, [row.amount for row in steps], total.amount, step)[0 if opening else 1 :]
    texts = [money(size, currency, step=step, sign=place in signed) for place, size in enumerate(amounts)]
    bar: dict[str, Any] = {
        "type": "waterfall",
        "orientation": "h",
        "measure": [*("absolute" for _ in opening), *("relative" for _ in steps), "total"],
        "y": [short_name(row.label, LONGEST_LABEL) for row in rows],
        "x": [row.amount for row in rows],
        "text": texts,
        "hovertext": [_hover(row, currency) for row in rows],
        "hoverinfo": "text",
        "textposition": "auto",
        "cliponaxis": False,
        "showlegend": False,
        "connector": {"line": {"color": INK, "width": 1}},
        "increasing": {"marker": {"color": BLUE}},
        "decreasing": {"marker": {"color": VERMILLION}},
        "totals": {"marker": {"color": INK}},
    }
    layout = layout_of(ROW_PIXELS * len(rows) + 60)
    layout["xaxis"] = axis_of(range=[low, high], zeroline=True, **money_ticks(low, high, currency))
    layout["yaxis"] = axis_of(autorange="reversed", automargin=True, gridcolor="rgba(0,0,0,0)")
    summary = "; ".join(f"{row.label} {text}" for row, text in zip(rows, texts, strict=True))
    return Picture(go.Figure(data=[bar], layout=layout), f"{title}, line by line. {summary}.")


def _hover(row: StatementStep, currency: str) -> str:
    """The mean, and its range where it has one."""
    text = f"{short_name(row.label, 60)}: {money(row.amount, currency)}"
    if row.is_fixed:
        return text
    return f"{text}; {money(row.low, currency)} to {money(row.high, currency)} in nine tenths of the runs"
