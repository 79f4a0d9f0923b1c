"""The tornado: an outcome at either end of the range of each assumption, the largest swing on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.catalogue import Outcome
from sim.report.charts.drawing import (
    BLUE,
    INK,
    VERMILLION,
    Picture,
    axis_of,
    difference_ticks,
    layout_of,
    short_name,
    span_of,
)
from sim.report.format.words import format_difference, range_words

__all__ = ["Bar", "tornado_chart"]

ROW_PIXELS = 38
ENDS = ((VERMILLION, "", "low"), (BLUE, "/", "high"))


@dataclass(frozen=True, slots=True)
class Bar:
    """One assumption: differences at its low and its high end, each with its interval, and what the ends are."""

    name: str
    ends: tuple[str, str]
    middle: tuple[float, float]
    low: tuple[float, float]
    high: tuple[float, float]


def tornado_chart(bars: Sequence[Bar], outcome: Outcome, currency: str) -> Picture:
    """Draw what an outcome becomes with one assumption at an end of its range, with intervals.

    Parameters
    ----------
    bars : sequence of Bar
        The largest first.
    outcome : Outcome
        What differs.
    currency : str
        ISO 4217 code.
    """
    rows = list(reversed(bars))
    data: list[dict[str, Any]] = []
    for end, (colour, pattern, word) in enumerate(ENDS):
        middle = [bar.middle[end] for bar in rows]
        reach = {
            "type": "data",
            "symmetric": False,
            "color": INK,
            "thickness": 1.5,
            "width": 4,
            "array": [bar.high[end] - bar.middle[end] for bar in rows],
            "arrayminus": [bar.middle[end] - bar.low[end] for bar in rows],
        }
        texts = [
            f"{short_name(bar.name)} at {short_name(bar.ends[end])} ({word}): "
            f"{range_words(bar.low[end], bar.high[end], outcome, currency, sign=True)}"
            for bar in rows
        ]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": list(range(len(rows))),
                "x": middle,
                "error_x": reach,
                "marker": {"color": colour, "pattern": {"shape": pattern}},
                "hovertext": texts,
                "hoverinfo": "text",
                "showlegend": False,
            }
        )
    low, high = span_of([np.zeros(1), *(np.array([bar.low, bar.high]) for bar in bars)])
    names = [f"{short_name(bar.name, 60)}<br>{short_name(' to '.join(bar.ends), 40)}" for bar in rows]
    layout = layout_of(
        ROW_PIXELS * len(rows) + 60,
        xaxis=axis_of(range=[low, high], zeroline=True, **difference_ticks(low, high, outcome, currency)),
        yaxis=axis_of(tickvals=list(range(len(rows))), ticktext=names, automargin=True),
        barmode="overlay",
    )
    summary = "; ".join(
        f"{bar.name}: {' and '.join(format_difference(end, outcome, currency) for end in bar.middle)}"
        for bar in bars[:3]
    )
    return Picture(go.Figure(data=data, layout=layout), f"{outcome.label} at the low and the high end of {summary}.")
