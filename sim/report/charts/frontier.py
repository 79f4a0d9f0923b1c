"""The efficient frontier: margin against customers kept, point by point, with what each is known within."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.catalogue import describe
from sim.questions.frontier import OBJECTIVES, Frontier, Point
from sim.report.charts.drawing import (
    BLUE,
    INK,
    VERMILLION,
    Picture,
    axis_of,
    layout_of,
    short_name,
    span_of,
    value_ticks,
)
from sim.report.format.reader_locale import local
from sim.report.format.words import format_value, range_words
from sim.statistics.intervals import Interval

__all__ = ["frontier_chart"]

HEIGHT = 420
MARGIN, RETENTION = (describe(name) for name in OBJECTIVES)


def frontier_chart(frontier: Frontier, currency: str) -> Picture:
    """Points that no other beats, from the highest margin to most customers kept, and the scenario as it stands.

    A full circle is distinguished from the point above it, an open one is not; today is a diamond.

    Parameters
    ----------
    frontier : Frontier
        The points.
    currency : str
        ISO 4217 code.
    """
    points = [*frontier.points, frontier.today]
    across = span_of([np.array([_ends(point.margin) for point in points])])
    up = span_of([np.array([_ends(point.retention) for point in points])])
    line = {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
        "x": [point.margin.estimate for point in frontier.points],
        "y": [point.retention.estimate for point in frontier.points],
        "line": {"color": BLUE, "width": 1.5, "dash": "dot"},
    }
    symbols = [
        "circle" if point.margin_verdict is None or point.distinguished else "circle-open" for point in frontier.points
    ]
    data = [
        line,
        *(_mark(point, BLUE, symbol, currency) for point, symbol in zip(frontier.points, symbols, strict=True)),
        _mark(frontier.today, VERMILLION, "diamond", currency),
    ]
    layout = layout_of(
        HEIGHT,
        xaxis=axis_of(range=list(across), zeroline=True, title=MARGIN.label, **value_ticks(*across, MARGIN, currency)),
        yaxis=axis_of(range=list(up), title=RETENTION.label, **value_ticks(*up, RETENTION, currency)),
    )
    layout["annotations"] = [_today(frontier.today)]
    first, last = frontier.points[0], frontier.points[-1]
    summary = (
        f"{len(frontier.points)} points, from {_said(first, currency)} to {_said(last, currency)}; "
        f"as it stands {_said(frontier.today, currency)}"
    )
    return Picture(go.Figure(data=data, layout=layout), f"Margin against customers kept. {summary}.")


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _mark(point: Point, colour: str, symbol: str, currency: str) -> dict[str, Any]:
    levers = [f"{short_name(path, 60)} = {local(value, ',g')}" for path, value in point.values.items()]
    ranges = [
        f"{outcome.label} {format_value(interval.estimate, outcome, currency)} "
        f"({range_words(interval.low, interval.high, outcome, currency)})"
        for interval, outcome in ((point.margin, MARGIN), (point.retention, RETENTION))
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.margin.estimate],
        "y": [point.retention.estimate],
        "error_x": _reach(point.margin, colour),
        "error_y": _reach(point.retention, colour),
        "hovertext": "<br>".join([*levers, *ranges]),
        "hoverinfo": "text",
        "showlegend": False,
        "marker": {"color": colour, "symbol": symbol, "size": 13, "line": {"width": 2}},
    }


def _reach(interval: Interval, colour: str) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [interval.high - interval.estimate],
        "arrayminus": [interval.estimate - interval.low],
        "color": colour,
        "thickness": 1.5,
        "width": 4,
    }


def _today(point: Point) -> dict[str, Any]:
    """Below and left of the mark, where no point of the frontier lies."""
    return {
        "x": point.margin.estimate,
        "y": point.retention.estimate,
        "text": "<b>as it stands</b>",
        "showarrow": False,
        "font": {"color": INK, "size": 13},
        "xanchor": "right",
        "yanchor": "top",
        "xshift": -8,
        "yshift": -6,
        "bgcolor": "rgba(255,255,255,.75)",
    }


def _said(point: Point, currency: str) -> str:
    money = format_value(point.margin.estimate, MARGIN, currency)
    return f"{money} and {format_value(point.retention.estimate, RETENTION, currency)} kept"
