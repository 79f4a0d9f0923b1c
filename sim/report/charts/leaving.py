"""Who leaves: the share of customers still there month by month, and ways and causes side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.quantiles import EDGES, central_range, quantiles
from sim.report.charts.drawing import (
    CLEAR,
    INK,
    LINES,
    FloatArray,
    Picture,
    axis_of,
    band,
    faint,
    heading,
    key_above,
    label_beside,
    layout_of,
    short_name,
)
from sim.report.format.reader_locale import local, percent_sign

__all__ = ["bars_chart", "survival_chart"]

ROW_PIXELS, BAR = 72, 0.3
ROOM_FOR_LABEL = 10
"""Per cent above all customers, where the name of a line stands that keeps them."""
PATTERNS = ("", "/")
"""Baseline and terms differ by hatching as well as by colour."""


def survival_chart(months: Sequence[str], shares: Mapping[str, FloatArray]) -> Picture:
    """The share of the customers of the start that is still there: median, and nine tenths of the runs.

    Parameters
    ----------
    months : sequence of str
        Starts of the months as ISO dates, one per column.
    shares : mapping of str to array
        Runs by months for each scenario, the baseline first; shares.
    """
    data: list[dict[str, Any]] = []
    labels, ends, percent = [], [], percent_sign(" %")
    medians = {name: 100 * quantiles(runs, 0.5) for name, runs in shares.items()}
    top = max(medians, key=lambda name: float(medians[name][-1]))
    for (name, runs), (colour, dash) in zip(shares.items(), LINES, strict=False):
        edges = 100 * quantiles(runs, EDGES)
        data.append(band(months, edges, faint(colour, 0.15)))
        line = {"color": colour, "width": 2.5, "dash": dash, "shape": "hv"}
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": list(months),
                "y": medians[name].tolist(),
                "line": line,
                "hoverinfo": "x+y",
                "showlegend": False,
            }
        )
        labels.append(label_beside(months, edges, name, colour, above=name == top))
        low, high = edges[:, -1]
        ends.append(f"{name}: {medians[name][-1]:.0f}{percent} ({low:.0f} to {high:.0f}{percent})")
    least = min(float(100 * quantiles(runs, EDGES[0]).min()) for runs in shares.values())
    layout = layout_of(300, xaxis=axis_of(type="date", ticklabelstandoff=CLEAR))
    layout["yaxis"] = axis_of(
        range=[max(0.0, 10 * np.floor(least / 10) - 10), 100 + ROOM_FOR_LABEL], dtick=20, ticksuffix=percent_sign()
    )
    layout["annotations"] = labels
    return Picture(
        go.Figure(data=data, layout=layout), f"Customers of the start still there at the end: {'; '.join(ends)}."
    )


def bars_chart(rows: Mapping[str, Sequence[FloatArray]], names: Sequence[str], what: str, *, unit: str = "") -> Picture:
    """Horizontal bars by row and scenario: the mean, and a line over the middle nine tenths of the runs.

    Parameters
    ----------
    rows : mapping of str to sequence of array
        By label, one array of runs for each scenario.
    names : sequence of str
        The scenarios, the baseline first; at most two.
    what : str
        What is measured, for the axis and the finding.
    unit : str
        Printed behind each number.
    """
    data: list[dict[str, Any]] = []
    ends = [0.0]
    for number, name in enumerate(names):
        colour = LINES[number][0]
        values = [row[number][np.isfinite(row[number])] for row in rows.values()]
        means = [float(value.mean()) if value.size else 0.0 for value in values]
        reach = [central_range(value) if value.size else (0.0, 0.0) for value in values]
        ends += [float(high) for _, high in reach]
        places = [row + (number + 0.5) * BAR - 0.1 for row in range(len(rows))]
        up = [max(float(high) - mean, 0.0) for (_, high), mean in zip(reach, means, strict=True)]
        down = [max(mean - float(low), 0.0) for (low, _), mean in zip(reach, means, strict=True)]
        error = {
            "type": "data",
            "symmetric": False,
            "color": INK,
            "thickness": 1.5,
            "width": 5,
            "array": up,
            "arrayminus": down,
        }
        texts = [
            f"{short_name(name)}: {local(mean, '.1f')}{unit}, {local(pair[0], '.1f')} to {local(pair[1], '.1f')}{unit} "
            "in 9 of 10 runs"
            for pair, mean in zip(reach, means, strict=True)
        ]
        pattern = {"shape": PATTERNS[number], "fillmode": "overlay", "fgcolor": "white", "solidity": 0.35}
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": means,
                "y": places,
                "width": BAR * 0.9,
                "error_x": error,
                "marker": {"color": colour, "pattern": pattern},
                "hovertext": texts,
                "hoverinfo": "text",
                "name": short_name(name),
                "showlegend": len(names) > 1,
            }
        )
    means_of = [[float(np.nanmean(value)) for value in values if np.isfinite(value).any()] for values in rows.values()]
    annotations = [
        _row_label(text, " / ".join(f"{local(mean, '.1f')}{unit}" for mean in means), row)
        for row, (text, means) in enumerate(zip(rows, means_of, strict=True))
    ]
    layout = layout_of(ROW_PIXELS * len(rows) + 70)
    layout["xaxis"] = axis_of(range=[0, 1.06 * max(ends) or 1.0], ticksuffix=unit, title=what)
    layout["yaxis"] = axis_of(range=[len(rows) - 0.25, -0.5], visible=False)
    layout |= {"annotations": annotations, "showlegend": len(names) > 1}
    layout["legend"] = key_above()
    return Picture(go.Figure(data=data, layout=layout), f"{what}. {_said(rows, names, unit)}")


def _row_label(text: str, means: str, row: int) -> dict[str, Any]:
    words = f"<b>{short_name(text, 34)}</b>  {means}"
    return heading("", 0) | {"text": words, "xref": "x", "yref": "y", "x": 0, "y": row - 0.12, "yanchor": "bottom"}


def _said(rows: Mapping[str, Sequence[FloatArray]], names: Sequence[str], unit: str) -> str:
    parts = []
    for text, values in rows.items():
        means = [
            f"{name} {local(float(np.nanmean(row)), '.1f')}{unit}"
            for name, row in zip(names, values, strict=True)
            if np.isfinite(row).any()
        ]
        parts.append(f"{text}: {', '.join(means) or 'not defined'}.")
    return " ".join(parts)
