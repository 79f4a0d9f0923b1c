"""Who makes and who costs money, month by month, as a heat map around zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.quantiles import quantile
from sim.report.charts.drawing import BLUE, VERMILLION, FloatArray, Picture, axis_of, layout_of, short_name
from sim.report.format.reader_locale import month_of
from sim.report.format.words import MINUS, money

__all__ = ["heat_chart"]

ROW_PIXELS = 22
MOST_SHARE = 0.98
"""Colours are full from this quantile of the sizes on, so that one wild month doesn't make all others pale."""


def heat_chart(names: Sequence[str], months: Sequence[str], margins: FloatArray, currency: str) -> Picture:
    """Customers by months: blue earns, vermillion with a minus sign costs, empty where nothing was booked.

    Parameters
    ----------
    names : sequence of str
        Customers from the top.
    months : sequence of str
        Months as ISO dates.
    margins : array, shape (customers, months)
        In major units.
    currency : str
        ISO 4217 code.
    """
    values_shown = np.where(margins == 0, np.nan, margins)
    sizes = np.abs(values_shown[np.isfinite(values_shown)])
    most = quantile(sizes, MOST_SHARE) if sizes.size else 1.0
    labels = [short_name(name, 18) for name in names]
    rows = [None if not np.isfinite(value) else float(value) for value in values_shown.ravel()]
    width = len(months)
    bar = {
        "tickvals": [-most, 0, most],
        "ticktext": [money(edge, currency) for edge in (-most, 0, most)],
        "orientation": "h",
        "y": -0.02,
        "yanchor": "top",
        "thickness": 12,
        "len": 0.6,
    }
    heat: dict[str, Any] = {
        "type": "heatmap",
        "x": list(months),
        "y": list(range(len(names))),
        "z": [rows[at : at + width] for at in range(0, len(rows), width)],
        "text": [[MINUS if value < 0 else "" for value in row] for row in margins.tolist()],
        "texttemplate": "%{text}",
        "hovertext": [
            [f"{label}, {month_of(month)}: {money(value, currency)}" for month, value in zip(months, row, strict=True)]
            for label, row in zip(labels, margins.tolist(), strict=True)
        ],
        "hoverinfo": "text",
        "colorscale": [[0, VERMILLION], [0.5, "#F7F7F7"], [1, BLUE]],
        "zmin": -most,
        "zmax": most,
        "xgap": 1,
        "ygap": 1,
        "colorbar": bar,
    }
    layout = layout_of(ROW_PIXELS * len(names) + 110)
    ticks = {"tickvals": list(range(len(names))), "ticktext": labels}
    layout["xaxis"] = axis_of(type="date", side="top", gridcolor="rgba(0,0,0,0)")
    layout["yaxis"] = axis_of(autorange="reversed", automargin=True, gridcolor="rgba(0,0,0,0)", **ticks)
    red = int((margins < 0).sum())
    totals = margins.sum(axis=1)
    ends = (
        ""
        if not len(names)
        else (
            f" The most comes from {names[int(totals.argmax())]} ({money(float(totals.max()), currency)}), "
            f"the least from {names[int(totals.argmin())]} ({money(float(totals.min()), currency)})."
        )
    )
    finding = f"Margin by month of the {len(names)} customers shown: {red} of {margins.size} months cost money.{ends}"
    return Picture(go.Figure(data=[heat], layout=layout), finding)
