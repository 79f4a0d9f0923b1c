"""The tipping map: the share of runs that tip over two levers, and the line beyond which they do."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.questions.tipping import Map
from sim.report.charts.drawing import INK, FloatArray, Picture, axis_of, layout_of

__all__ = ["tipping_chart"]

HEIGHT = 460
SHADES = ((0.0, "#8FC1E3"), (0.5, "#F5F5F5"), (1.0, "#F0A878"))
"""Blue to vermillion, so pale that black numbers can be read on them."""


def tipping_chart(tipping: Map) -> Picture:
    """A heat map whose cells say in how many of a hundred runs the firm breaks, with the line between.

    Parameters
    ----------
    tipping : Map
        The map.
    """
    texts = [["" if np.isnan(cell) else f"{100 * cell:.0f}" for cell in row] for row in tipping.share]
    shares = [[None if np.isnan(cell) else float(cell) for cell in row] for row in tipping.share]
    data: list[dict[str, Any]] = [
        {
            "type": "heatmap",
            "x": tipping.places_across.tolist(),
            "y": tipping.places_up.tolist(),
            "z": shares,
            "zmin": 0,
            "zmax": 1,
            "textfont": {"color": INK},
            "colorscale": [list(shade) for shade in SHADES],
            "text": texts,
            "texttemplate": "%{text}",
            "showscale": False,
            "hovertemplate": "%{x}, %{y}: %{text} of 100 runs tip<extra></extra>",
        }
    ]
    for piece in tipping.line:
        across, up = zip(*piece, strict=True)
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": list(across),
                "y": list(up),
                "hoverinfo": "skip",
                "line": {"color": INK, "width": 3},
                "showlegend": False,
            }
        )
    data.append(_today(tipping))
    layout = layout_of(
        HEIGHT,
        xaxis=axis_of(range=_edges(tipping.places_across), title=f"{tipping.across.path}, {tipping.across.unit}"),
        yaxis=axis_of(range=_edges(tipping.places_up), title=f"{tipping.up.path}, {tipping.up.unit}"),
    )
    layout["annotations"] = [_name(tipping)] if _is_inside(tipping) else []
    defined = tipping.share[np.isfinite(tipping.share)]
    calm, tipped = int((defined == 0).sum()), int((defined == 1).sum())
    levers = f"{tipping.across.path} and {tipping.up.path}"
    finding = f"Over {levers}: at {calm} of {defined.size} points no run tips, at {tipped} all do."
    return Picture(go.Figure(data=data, layout=layout), finding)


def _edges(places: FloatArray) -> list[float]:
    """From the outer edge of the first cell to that of the last."""
    half = float(places[1] - places[0]) / 2
    return [float(places[0]) - half, float(places[-1]) + half]


def _is_inside(tipping: Map) -> bool:
    """Whether the levers stand within the map."""
    pairs = ((tipping.across, tipping.places_across), (tipping.up, tipping.places_up))
    return all(low <= lever.value <= high for lever, places in pairs for low, high in [_edges(places)])


def _today(tipping: Map) -> dict[str, Any]:
    """Where the levers stand; outside the axes where that is outside the map."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [tipping.across.value],
        "y": [tipping.up.value],
        "marker": {"symbol": "diamond", "size": 14, "color": "white", "line": {"color": INK, "width": 2}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _name(tipping: Map) -> dict[str, Any]:
    return {
        "x": tipping.across.value,
        "y": tipping.up.value,
        "text": "<b>as it stands</b>",
        "showarrow": False,
        "yanchor": "top",
        "yshift": -12,
        "bgcolor": "white",
        "font": {"color": INK, "size": 13},
    }
