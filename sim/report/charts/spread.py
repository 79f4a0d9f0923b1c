"""An outcome of several scenarios: every run, where eight in ten lie, and how well the mean is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.catalogue import Outcome
from sim.report.charts.drawing import (
    BLUE,
    INK,
    ZERO,
    Picture,
    axis_of,
    faint,
    heading,
    layout_of,
    span_of,
    value_ticks,
)
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.words import format_value, range_words
from sim.statistics.spread import Spread

__all__ = ["spread_chart"]

ROW_PIXELS = 108
DOTS, LINE, MEAN = 0.13, -0.09, -0.31
"""Heights of what is drawn of a scenario, above and below its line."""


def spread_chart(spreads: Sequence[Spread], outcome: Outcome, currency: str) -> Picture:
    """A row for each scenario: dots of its runs, a bar from lower to upper quantile, the mean with its interval.

    Parameters
    ----------
    spreads : sequence of Spread
        Scenarios from the top, with the same quantiles.
    outcome : Outcome
        What is shown.
    currency : str
        ISO 4217 code.
    """
    left, right = span_of([np.array([*spread.dots, spread.mean.low, spread.mean.high]) for spread in spreads])
    data: list[dict[str, Any]] = []
    headings = []
    for row, spread in enumerate(spreads):
        up = float(len(spreads) - 1 - row)
        data += _row(spread, up, outcome, currency)
        headings.append(heading(spread.scenario, (up + 0.98) / len(spreads)))
    layout = layout_of(ROW_PIXELS * len(spreads) + 50)
    layout["xaxis"] = axis_of(range=[left, right], **value_ticks(left, right, outcome, currency))
    layout["yaxis"] = axis_of(range=[-0.5, len(spreads) - 0.5], visible=False)
    layout["annotations"] = headings
    if left < 0 < right:
        line = {"type": "line", "x0": 0, "x1": 0, "layer": "below", "line": ZERO}
        rows = range(len(spreads))
        layout["shapes"] = [line | {"y0": row - 0.42, "y1": row + 0.24} for row in rows]  # not through the names
    summary = "; ".join(f"{spread.scenario}: {_said(spread, outcome, currency)}" for spread in spreads)
    return Picture(go.Figure(data=data, layout=layout), f"{outcome.label} run by run. {summary}.")


def _row(spread: Spread, up: float, outcome: Outcome, currency: str) -> list[dict[str, Any]]:
    shares = sorted(spread.quantiles)
    places = [spread.quantiles[share].estimate for share in shares]
    named = [
        f"{local(100 * share, 'g')}{percent_sign(' %')} of runs lie below {format_value(place, outcome, currency)}"
        for share, place in zip(shares, places, strict=True)
    ]
    mean = spread.mean
    reach = {
        "type": "data",
        "symmetric": False,
        "array": [mean.high - mean.estimate],
        "arrayminus": [mean.estimate - mean.low],
        "color": BLUE,
        "thickness": 3,
        "width": 8,
    }
    texts = [f"mean {format_value(mean.estimate, outcome, currency)}"]
    dots = [format_value(dot, outcome, currency) for dot in spread.dots]
    usual = {"type": "scatter", "hoverinfo": "text", "showlegend": False}
    return [
        usual
        | {
            "mode": "markers",
            "x": list(spread.dots),
            "y": [up + DOTS] * len(dots),
            "hovertext": dots,
            "marker": {"color": faint(INK, 0.35), "size": 8},
        },
        usual
        | {
            "mode": "lines+markers",
            "x": places,
            "y": [up + LINE] * len(places),
            "hovertext": named,
            "line": {"color": INK, "width": 2},
            "marker": {"symbol": "line-ns-open", "size": 14},
        },
        usual
        | {
            "mode": "markers",
            "x": [mean.estimate],
            "y": [up + MEAN],
            "error_x": reach,
            "hovertext": texts,
            "marker": {"color": BLUE, "symbol": "diamond", "size": 12},
        },
    ]


def _said(spread: Spread, outcome: Outcome, currency: str) -> str:
    low, high = (spread.quantiles[share].estimate for share in (min(spread.quantiles), max(spread.quantiles)))
    share = round(100 * (max(spread.quantiles) - min(spread.quantiles)))
    return (
        f"mean {format_value(spread.mean.estimate, outcome, currency)} "
        f"({range_words(spread.mean.low, spread.mean.high, outcome, currency)}), "
        f"{share} % of {len(spread.dots)} runs from {range_words(low, high, outcome, currency)}"
    )
