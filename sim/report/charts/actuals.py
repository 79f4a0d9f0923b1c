"""Figures that a business counted against those simulated, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.catalogue import describe
from sim.questions.actuals import ActualMonth
from sim.report.charts.drawing import (
    BLUE,
    VERMILLION,
    FloatArray,
    Picture,
    axis_of,
    band,
    faint,
    key_above,
    layout_of,
    span_of,
    value_ticks,
)
from sim.report.format.words import format_value

__all__ = ["actuals_chart"]

MOST_TICKS = 8
MARKERS: tuple[dict[str, Any], ...] = (
    {"color": BLUE, "symbol": "circle-open"},
    {"color": VERMILLION, "symbol": "diamond"},
)
"""Of actuals within the range or without one, and outside."""


def actuals_chart(rows: Sequence[ActualMonth], currency: str) -> Picture:
    """Draw one outcome: the mean of the runs with their range, and each actual, a diamond where it lies outside.

    Parameters
    ----------
    rows : sequence of ActualMonth
        Months of one outcome in their order, at least one.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Picture
        A month without a range has its actual as a circle.
    """
    outcome, months = describe(rows[0].outcome), [row.month for row in rows]
    ranges = np.array([[row.low for row in rows], [row.high for row in rows]])
    means, actuals = np.array([row.mean for row in rows]), np.array([row.actual for row in rows])
    outside = np.array([row.inside is False for row in rows])
    line = {
        "type": "scatter",
        "name": "mean of the runs",
        "mode": "lines+markers" if len(rows) == 1 else "lines",
        "x": months,
        "y": means.tolist(),
        "line": {"color": BLUE, "width": 2.5},
        "hoverinfo": "text+x",
        "hovertext": [f"simulated {format_value(float(value), outcome, currency)}" for value in means],
    }
    marks = [
        _marks(name, np.array(months)[chosen].tolist(), actuals[chosen], marker)
        | {"hovertext": [f"actual {format_value(float(value), outcome, currency)}" for value in actuals[chosen]]}
        for name, chosen, marker in zip(
            ("actual", "actual outside the range"), (~outside, outside), MARKERS, strict=True
        )
        if chosen.any()
    ]
    has_range = np.isfinite(means)
    bands = (
        [band(np.array(months)[has_range].tolist(), ranges[:, has_range], faint(BLUE, 0.16))] if has_range.any() else []
    )
    low, high = span_of([ranges, actuals])
    layout = layout_of(330, xaxis=axis_of(type="date", tickformat="%Y-%m", dtick=_step(months))) | {
        "showlegend": True,
        "legend": key_above(),
    }
    layout["yaxis"] = axis_of(range=[low, high], **value_ticks(low, high, outcome, currency))
    inside, of = sum(row.inside is True for row in rows), int(has_range.sum())
    finding = f"{outcome.label}, actual against simulated: {inside} of {of} months lie within the range of the runs."
    return Picture(go.Figure(data=[*bands, line, *marks], layout=layout), finding)


def _step(months: Sequence[str]) -> str:
    """Whole months from one tick to the next, for some eight ticks."""
    first, last = (12 * int(month[:4]) + int(month[5:7]) for month in (months[0], months[-1]))
    return f"M{max(1, -(-(last - first) // MOST_TICKS))}"


def _marks(name: str, months: list[str], values: FloatArray, marker: dict[str, Any]) -> dict[str, Any]:
    look = {"size": 9, "line": {"width": 2}} | marker
    place = {"x": months, "y": values.tolist(), "marker": look, "hoverinfo": "text+x"}
    return {"type": "scatter", "mode": "markers", "name": name} | place
