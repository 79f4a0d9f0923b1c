"""Every customer by margin and trust: whom to cherish, to fix, to charge, to let go."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.questions.customer_profiles import Course, CustomerProfile
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
)
from sim.report.format.reader_locale import local
from sim.report.format.words import frequency, money
from sim.scenario.character import TrustAssumptions

__all__ = ["COURSE_COLOURS", "bubble_chart"]

COURSE_COLOURS: dict[Course, str] = {"cherish": GREEN, "fix": BLUE, "charge": PURPLE, "let go": VERMILLION}
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "star", "hexagon", "cross", "x")
LARGEST, SMALLEST = 44.0, 8.0
OFTEN_LOST = 0.5
LEAST_SIDE = 0.18
"""Of the whole range, on either side of a border between courses."""
CORNERS: dict[Course, tuple[float, float]] = {"cherish": (1, 1), "fix": (1, 0), "charge": (0, 1), "let go": (0, 0)}


def bubble_chart(profiles: Sequence[CustomerProfile], currency: str, *, chosen: str = "") -> Picture:
    """One bubble a customer: margin across, trust up, contacts by size, segment by shape, course by colour.

    A thick edge marks those who leave in half of the runs or more; pale ones lie within chance of another course.

    Parameters
    ----------
    profiles : sequence of CustomerProfile
        The customers.
    currency : str
        ISO 4217 code.
    chosen : str
        The customer that the page is about; named on the figure.
    """
    segments = list(dict.fromkeys(profile.segment for profile in profiles))
    left, right = _both_sides(0.0, [profile.margin.estimate for profile in profiles])
    ordinary = profiles[0].ordinary_trust if profiles else TrustAssumptions().ordinary
    low, high = _both_sides(ordinary, [profile.trust.estimate for profile in profiles])
    most = max((profile.contacts for profile in profiles), default=0.0) or 1.0
    data = [
        _segment(
            [profile for profile in profiles if profile.segment == name], SYMBOLS[place % len(SYMBOLS)], most, currency
        )
        for place, name in enumerate(segments)
    ]
    layout = layout_of(430) | {"showlegend": True}
    layout["xaxis"] = axis_of(range=[left, right], title="margin of the customer", **money_ticks(left, right, currency))
    layout["yaxis"] = axis_of(range=[low, high], title="trust when last seen")
    layout["legend"] = key_above()
    layout["shapes"] = [
        {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "line": {"color": INK, "width": 1.5}},
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": ordinary,
            "y1": ordinary,
            "line": {"color": INK, "width": 1.5},
        },
    ]
    layout["annotations"] = [_corner(course) for course in CORNERS]
    layout["annotations"] += [_name(profile) for profile in profiles if profile.name == chosen]
    return Picture(go.Figure(data=data, layout=layout), _finding(profiles, currency))


def _both_sides(border: float, values: Sequence[float]) -> tuple[float, float]:
    """A range that holds the values, with room on either side of a border."""
    low, high = span_of([np.array([border, *values])])
    room = LEAST_SIDE * (high - low)
    return min(low, border - room), max(high, border + room)


def _segment(profiles: Sequence[CustomerProfile], symbol: str, most: float, currency: str) -> dict[str, Any]:
    marker = {
        "symbol": symbol,
        "size": [max(SMALLEST, LARGEST * sqrt(profile.contacts / most)) for profile in profiles],
        "color": [faint(COURSE_COLOURS[profile.course], 0.85 if profile.sure else 0.4) for profile in profiles],
        "line": {"color": INK, "width": [3 if _is_lost(profile) else 0.7 for profile in profiles]},
        "opacity": 1,
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "name": short_name(profiles[0].segment),
        "marker": marker,
        "cliponaxis": False,
        "x": [profile.margin.estimate for profile in profiles],
        "y": [profile.trust.estimate for profile in profiles],
        "hovertext": [_text(profile, currency) for profile in profiles],
        "hoverinfo": "text",
        "customdata": [[profile.name] for profile in profiles],
    }


def _is_lost(profile: CustomerProfile) -> bool:
    return profile.lost >= OFTEN_LOST * len(profile.reasons)


def _text(profile: CustomerProfile, currency: str) -> str:
    unsure = "" if profile.sure else ", within chance of another"
    return (
        f"<b>{short_name(profile.name)}</b>: {profile.course}{unsure}<br>"
        f"margin {money(profile.margin.estimate, currency)}, trust {local(profile.trust.estimate, '.2f')}<br>"
        f"{profile.contacts:.0f} contacts, {profile.hours:.0f} h of people<br>"
        f"leaves {frequency(profile.lost, len(profile.reasons))}"
    )


def _corner(course: Course) -> dict[str, Any]:
    across, up = CORNERS[course]
    return {
        "xref": "paper",
        "yref": "paper",
        "x": across,
        "y": up,
        "xanchor": "right" if across else "left",
        "yanchor": "top" if up else "bottom",
        "showarrow": False,
        "bgcolor": "rgba(255,255,255,.8)",
        "text": f"<b>{course}</b>",
        "font": {"size": 15, "color": INK},
    }


def _name(profile: CustomerProfile) -> dict[str, Any]:
    return {
        "x": profile.margin.estimate,
        "y": profile.trust.estimate,
        "text": f"<b>{short_name(profile.name)}</b>",
        "showarrow": True,
        "arrowhead": 0,
        "ax": 0,
        "ay": -34,
        "bgcolor": "rgba(255,255,255,.85)",
        "font": {"size": 13, "color": INK},
    }


def _finding(profiles: Sequence[CustomerProfile], currency: str) -> str:
    parts = []
    for course in CORNERS:
        mine = [profile for profile in profiles if profile.course == course]
        total = money(sum(profile.margin.estimate for profile in mine), currency)
        parts.append(f"{course} {len(mine)} ({total} in all)" if mine else f"{course} none")
    return f"Of {len(profiles)} customers by margin and trust: {'; '.join(parts)}."
