"""Every customer by margin and trust: whom to cherish, to fix, to charge, to let go."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.experiments.portraits import ORDINARY_TRUST, Course, Portrait
from sim.report.charts.drawing import (
    BLUE,
    GREEN,
    INK,
    PURPLE,
    VERMILLION,
    Picture,
    axis_of,
    faint,
    key_above,
    layout_of,
    money_ticks,
    short_name,
    span_of,
)  # fmt: skip
from sim.report.habit import local
from sim.report.words import frequency, money

__all__ = ["COURSE_COLOURS", "bubble_chart"]

COURSE_COLOURS: dict[Course, str] = {"cherish": GREEN, "fix": BLUE, "charge": PURPLE, "let go": VERMILLION}
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "star", "hexagon", "cross", "x")
LARGEST, SMALLEST = 44.0, 8.0
OFTEN_LOST = 0.5
LEAST_SIDE = 0.18
"""Of the whole range, on either side of a border between courses."""
CORNERS: dict[Course, tuple[float, float]] = {"cherish": (1, 1), "fix": (1, 0), "charge": (0, 1), "let go": (0, 0)}


def bubble_chart(portraits: Sequence[Portrait], currency: str, *, chosen: str = "") -> Picture:
    """One bubble a customer: margin across, trust up, contacts by size, segment by shape, course by colour.

    A thick edge marks those who leave in half of the runs or more; pale ones lie within chance of another course.

    Parameters
    ----------
    portraits : sequence of Portrait
        The customers.
    currency : str
        ISO 4217 code.
    chosen : str
        The customer that the page is about; named on the figure.
    """
    segments = list(dict.fromkeys(each.segment for each in portraits))
    left, right = _both_sides(0.0, [each.margin.estimate for each in portraits])
    low, high = _both_sides(ORDINARY_TRUST, [each.trust.estimate for each in portraits])
    most = max((each.contacts for each in portraits), default=0.0) or 1.0
    data = [
        _segment([each for each in portraits if each.segment == name], SYMBOLS[place % len(SYMBOLS)], most, currency)
        for place, name in enumerate(segments)
    ]
    layout = layout_of(430) | {"showlegend": True}
    layout["xaxis"] = axis_of(range=[left, right], title="margin of the customer", **money_ticks(left, right, currency))
    layout["yaxis"] = axis_of(range=[low, high], title="trust when last seen")
    layout["legend"] = key_above()
    layout["shapes"] = [
        {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "line": {"color": INK, "width": 1.5}},
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": ORDINARY_TRUST, "y1": ORDINARY_TRUST,
         "line": {"color": INK, "width": 1.5}},
    ]  # fmt: skip
    layout["annotations"] = [_corner(course) for course in CORNERS]
    layout["annotations"] += [_name(each) for each in portraits if each.name == chosen]
    return Picture(go.Figure(data=data, layout=layout), _finding(portraits, currency))


def _both_sides(border: float, values: Sequence[float]) -> tuple[float, float]:
    """A range that holds the values, with room on either side of a border."""
    low, high = span_of([np.array([border, *values])])
    room = LEAST_SIDE * (high - low)
    return min(low, border - room), max(high, border + room)


def _segment(portraits: Sequence[Portrait], symbol: str, most: float, currency: str) -> dict[str, Any]:
    marker = {
        "symbol": symbol,
        "size": [max(SMALLEST, LARGEST * sqrt(each.contacts / most)) for each in portraits],
        "color": [faint(COURSE_COLOURS[each.course], 0.85 if each.sure else 0.4) for each in portraits],
        "line": {"color": INK, "width": [3 if _is_lost(each) else 0.7 for each in portraits]},
        "opacity": 1,
    }
    return {"type": "scatter", "mode": "markers", "name": short_name(portraits[0].segment), "marker": marker,
            "cliponaxis": False,
            "x": [each.margin.estimate for each in portraits], "y": [each.trust.estimate for each in portraits],
            "hovertext": [_told(each, currency) for each in portraits], "hoverinfo": "text",
            "customdata": [[each.name] for each in portraits]}  # fmt: skip


def _is_lost(portrait: Portrait) -> bool:
    return portrait.lost >= OFTEN_LOST * len(portrait.reasons)


def _told(portrait: Portrait, currency: str) -> str:
    unsure = "" if portrait.sure else ", within chance of another"
    return (
        f"<b>{short_name(portrait.name)}</b>: {portrait.course}{unsure}<br>"
        f"margin {money(portrait.margin.estimate, currency)}, trust {local(portrait.trust.estimate, '.2f')}<br>"
        f"{portrait.contacts:.0f} contacts, {portrait.hours:.0f} h of people<br>"
        f"leaves {frequency(portrait.lost, len(portrait.reasons))}"
    )


def _corner(course: Course) -> dict[str, Any]:
    across, up = CORNERS[course]
    return {"xref": "paper", "yref": "paper", "x": across, "y": up, "xanchor": "right" if across else "left",
            "yanchor": "top" if up else "bottom", "showarrow": False, "bgcolor": "rgba(255,255,255,.8)",
            "text": f"<b>{course}</b>", "font": {"size": 15, "color": INK}}  # fmt: skip


def _name(portrait: Portrait) -> dict[str, Any]:
    return {"x": portrait.margin.estimate, "y": portrait.trust.estimate, "text": f"<b>{short_name(portrait.name)}</b>",
            "showarrow": True, "arrowhead": 0, "ax": 0, "ay": -34, "bgcolor": "rgba(255,255,255,.85)",
            "font": {"size": 13, "color": INK}}  # fmt: skip


def _finding(portraits: Sequence[Portrait], currency: str) -> str:
    parts = []
    for course in CORNERS:
        mine = [each for each in portraits if each.course == course]
        total = money(sum(each.margin.estimate for each in mine), currency)
        parts.append(f"{course} {len(mine)} ({total} in all)" if mine else f"{course} none")
    return f"Of {len(portraits)} customers by margin and trust: {'; '.join(parts)}."
