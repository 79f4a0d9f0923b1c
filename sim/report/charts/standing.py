"""Scenarios by money and by customers: a cross each, as wide and as high as their means are uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.catalogue import Outcome
from sim.report.charts.drawing import (
    BLUE,
    GREEN,
    INK,
    PURPLE,
    QUIET,
    VERMILLION,
    AxisRange,
    Picture,
    axis_of,
    layout_of,
    span_of,
    text_colour,
    value_ticks,
    wrapped,
)
from sim.report.format.words import format_value, range_words
from sim.statistics.intervals import Interval

__all__ = ["StandingPoint", "standing_chart"]

HEIGHT = 430
DRAWN = 350.0
"""Pixels of the height that points may lie in, axis and margins apart."""
MARKS = ((BLUE, "circle"), (VERMILLION, "diamond"), (GREEN, "square"), (PURPLE, "triangle-up"), (QUIET, "cross"))
"""Colours and shapes that the colour-blind tell apart, by the order of the scenarios."""
LABEL_PIXELS = 38.0
"""Height of a label, so that no two are written over each other."""
AWAY, ABOVE = 26, 30
"""Pixels from a point to its label, to the side and up, where its bars are not."""
LETTERS, LINES_OF_NAME = 22, 2
ROOM = 0.12
"""Of the range on either side, for labels."""


@dataclass(frozen=True, slots=True)
class StandingPoint:
    """A scenario's means of two outcomes with their intervals, and what it is best at, in words."""

    name: str
    money: Interval
    customers: Interval
    best: str = ""

    @property
    def is_defined(self) -> bool:
        """Whether both means exist."""
        return isfinite(self.money.estimate) and isfinite(self.customers.estimate)


def standing_chart(points: Sequence[StandingPoint], outcomes: tuple[Outcome, Outcome], currency: str) -> Picture:
    """Place scenarios by money (up) and customers (across), each under its own name; those that are best as stars.

    Parameters
    ----------
    points : sequence of StandingPoint
        Scenarios in an order of their own, by which colours and shapes are given; one at least is defined.
    outcomes : pair of Outcome
        Money, and customers.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Picture
        A cross a scenario: the confidence intervals of both means.
    """
    money, customers = outcomes
    shown = [(point, MARKS[place % len(MARKS)]) for place, point in enumerate(points) if point.is_defined]
    up = _wide([point.money for point, _ in shown])
    across = _wide([point.customers for point, _ in shown])
    data = [_cross(point, colour, symbol, outcomes, currency) for point, (colour, symbol) in shown]
    layout = layout_of(HEIGHT)
    layout["xaxis"] = axis_of(
        range=list(across), title=f"{customers.label.lower()} →", **value_ticks(*across, customers, currency)
    )
    layout["yaxis"] = axis_of(range=list(up), title=f"{money.label.lower()} →", **value_ticks(*up, money, currency))
    layout["margin"] |= {"l": 10, "t": 14}
    layout["annotations"] = _labels(shown, across, up)
    words = "; ".join(_said(point, outcomes, currency) for point, _ in shown)
    return Picture(go.Figure(data=data, layout=layout), f"{money.label} against {customers.label.lower()}. {words}.")


def _wide(intervals: Sequence[Interval]) -> AxisRange:
    """A range that holds the intervals, with room for labels."""
    ends = [end for one in intervals for end in (one.low, one.estimate, one.high)]
    low, high = span_of([np.array(ends)])
    return low - ROOM * (high - low), high + ROOM * (high - low)


def _reach(interval: Interval, colour: str) -> dict[str, Any]:
    ends = (interval.high - interval.estimate, interval.estimate - interval.low)
    above, below = (size if isfinite(size) else 0.0 for size in ends)
    shape = {"color": colour, "thickness": 2.5, "width": 6}
    return {"type": "data", "symmetric": False, "array": [above], "arrayminus": [below]} | shape


def _cross(
    point: StandingPoint, colour: str, symbol: str, outcomes: tuple[Outcome, Outcome], currency: str
) -> dict[str, Any]:
    marker = {"color": colour, "symbol": symbol, "size": 13, "line": {"color": INK, "width": 1}}
    if point.best:
        marker |= {"symbol": "star", "size": 21, "line": {"color": INK, "width": 1.5}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.customers.estimate],
        "y": [point.money.estimate],
        "error_x": _reach(point.customers, colour),
        "error_y": _reach(point.money, colour),
        "marker": marker,
        "hovertext": _said(point, outcomes, currency).replace("<", "&lt;"),
        "hoverinfo": "text",
        "cliponaxis": False,
        "showlegend": False,
    }


def _labels(
    shown: Sequence[tuple[StandingPoint, tuple[str, str]]], across: AxisRange, up: AxisRange
) -> list[dict[str, Any]]:
    """A name for each point on the side where there is more room, moved up or down where two would meet."""
    annotations = []
    for on_left in (False, True):
        side = [one for one in shown if (one[0].customers.estimate > sum(across) / 2) == on_left]
        side.sort(key=lambda one: -one[0].money.estimate)
        places = [DRAWN * (up[1] - point.money.estimate) / (up[1] - up[0]) for point, _ in side]
        for (point, (colour, _)), place, label in zip(side, places, _apart(places), strict=True):
            best = f"<br><b>★ {point.best}</b>" if point.best else ""
            annotations.append(
                {
                    "x": point.customers.estimate,
                    "y": point.money.estimate,
                    "text": f"<b>{wrapped(point.name, LETTERS, LINES_OF_NAME)}</b>{best}",
                    "font": {"size": 13, "color": text_colour(colour)},
                    "align": "right" if on_left else "left",
                    "xanchor": "right" if on_left else "left",
                    "yanchor": "middle",
                    "ax": -AWAY if on_left else AWAY,
                    "ay": label - place,
                    "showarrow": True,
                    "arrowhead": 0,
                    "arrowwidth": 1,
                    "arrowcolor": colour,
                    "bgcolor": "rgba(255,255,255,.75)",
                }
            )
    return annotations


def _apart(places: Sequence[float]) -> list[float]:
    """Heights of labels from the top, near their points and no two within each other, within what is drawn."""
    heights: list[float] = []
    for place in places:
        lowest = heights[-1] + LABEL_PIXELS if heights else 0.0
        heights.append(max(place - ABOVE, lowest))
    beyond = max(heights[-1] - DRAWN, 0.0) if heights else 0.0
    return [height - beyond for height in heights]


def _said(point: StandingPoint, outcomes: tuple[Outcome, Outcome], currency: str) -> str:
    money, customers = outcomes
    best = f" ({point.best})" if point.best else ""
    both = ((point.money, money), (point.customers, customers))
    parts = (
        f"{outcome.label.lower()} {format_value(one.estimate, outcome, currency)}"
        + (f" ({range_words(one.low, one.high, outcome, currency)})" if isfinite(one.low) else "")
        for one, outcome in both
    )
    return f"{point.name}{best}: {', '.join(parts)}"
