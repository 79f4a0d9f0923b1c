"""Receivables by age, cash by month, and days of billing that are open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.quantiles import EDGES, FAN, quantiles
from sim.report.charts.drawing import (
    BLUE,
    INK,
    VERMILLION,
    FloatArray,
    Picture,
    axis_of,
    band,
    faint,
    key_above,
    layout_of,
    money_ticks,
    span_of,
)
from sim.report.format.reader_locale import local
from sim.report.format.words import money

__all__ = ["ageing_chart", "cash_chart", "days_chart"]

HEIGHT = 340
LOOKS = (("#9DB7D5", ""), ("#5B93C7", "/"), ("#00629B", "x"), ("#E08A5B", "."), (VERMILLION, "\\"))
"""Colour and hatching of each age, the older the warmer."""
LEGEND = {
    "showlegend": True,
    "legend": key_above() | {"traceorder": "normal"},
}


def ageing_chart(months: Sequence[str], ages: Sequence[str], owed: FloatArray, currency: str) -> Picture:
    """Open receivables at each month's end, a stack of ages.

    Parameters
    ----------
    months : sequence of str
        Months as ISO dates.
    ages : sequence of str
        Names of the ages, the youngest first.
    owed : array, shape (ages, months)
        Mean over the runs, in major units.
    currency : str
        ISO 4217 code.
    """
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": age,
            "x": list(months),
            "y": row.tolist(),
            "marker": {
                "color": colour,
                "pattern": {"shape": shape, "fillmode": "overlay", "fgcolor": "white", "size": 6, "solidity": 0.25},
            },
            "hovertext": [f"{age}: {money(float(value), currency)}" for value in row],
            "hoverinfo": "text+x",
        }
        for age, row, (colour, shape) in zip(ages, owed, LOOKS, strict=True)
    ]
    total = owed.sum(axis=0)
    layout = layout_of(HEIGHT, barmode="stack", xaxis=axis_of(type="date")) | LEGEND
    layout["yaxis"] = axis_of(rangemode="tozero", **money_ticks(0.0, float(total.max(initial=0.0)), currency))
    late = float(owed[1:, -1].sum())
    finding = (
        f"Open at a month's end: {money(float(total[0]), currency)} at first, {money(float(total[-1]), currency)} at "
        f"last, of which {money(late, currency)} overdue."
    )
    return Picture(go.Figure(data=data, layout=layout), finding)


def cash_chart(months: Sequence[str], billed: FloatArray, cash: FloatArray, currency: str) -> Picture:
    """Draw billing and cash month by month: means, and where nine tenths of the runs lie for the cash.

    Parameters
    ----------
    months : sequence of str
        Months as ISO dates.
    billed, cash : array, shape (runs, months)
        In major units.
    currency : str
        ISO 4217 code.
    """
    edges = quantiles(cash, EDGES)
    means = {"cash received": cash.mean(axis=0), "billed": billed.mean(axis=0)}
    data: list[dict[str, Any]] = [band(months, edges, faint(BLUE, 0.16))]
    for (name, line), (colour, dash) in zip(means.items(), ((BLUE, "solid"), (VERMILLION, "dash")), strict=True):
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": list(months),
                "y": line.tolist(),
                "line": {"color": colour, "dash": dash, "width": 2.5},
                "hoverinfo": "text+x",
                "hovertext": [f"{name}: {money(float(value), currency)}" for value in line],
            }
        )
    low, high = span_of([edges, np.array([*means.values(), np.zeros(len(months))])])
    layout = layout_of(HEIGHT, xaxis=axis_of(type="date")) | LEGEND
    layout["yaxis"] = axis_of(range=[low, high], zeroline=True, **money_ticks(low, high, currency))
    sums = {name: money(float(line.sum()), currency) for name, line in means.items()}
    finding = f"Cash month by month: {sums['billed']} are billed in all, {sums['cash received']} come in."
    return Picture(go.Figure(data=data, layout=layout), finding)


def days_chart(months: Sequence[str], days: FloatArray) -> Picture:
    """Days sales outstanding month by month: median, and the bands that hold half and nine tenths of the runs.

    Parameters
    ----------
    months : sequence of str
        Months as ISO dates.
    days : array, shape (runs, months)
        NaN where nothing was billed; months in which that is so in every run are left out.
    """
    defined = np.asarray(np.isfinite(days).any(axis=0))
    places = [month for month, is_known in zip(months, defined.tolist(), strict=True) if is_known]
    levels = quantiles(days[:, defined], tuple(FAN.values()))
    middle = levels[2].tolist()
    data: list[dict[str, Any]] = [
        band(places, levels[[0, 4]], faint(BLUE, 0.12)),
        band(places, levels[[1, 3]], faint(BLUE, 0.22)),
        {
            "type": "scatter",
            "mode": "lines",
            "x": places,
            "y": middle,
            "line": {"color": BLUE, "width": 2.5},
            "hovertext": [f"{local(value, '.1f')} days" for value in middle],
            "hoverinfo": "text+x",
            "showlegend": False,
        },
    ]
    layout = layout_of(HEIGHT - 60, xaxis=axis_of(type="date"))
    layout["yaxis"] = axis_of(rangemode="tozero", ticksuffix=" days", zeroline=True, zerolinecolor=INK)
    ends = (
        f"{local(middle[0], '.1f')} days at first and {local(middle[-1], '.1f')} at last" if middle else "not defined"
    )
    return Picture(go.Figure(data=data, layout=layout), f"Median days sales outstanding: {ends}.")
