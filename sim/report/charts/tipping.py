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


def tipping_chart(found: Map) -> Picture:
    """A heat map whose cells say in how many of a hundred runs the backlog feeds itself, with the line between.

    Parameters
    ----------
    found : Map
        The map.
    """
    texts = [["" if np.isnan(cell) else f"{100 * cell:.0f}" for cell in row] for row in found.share]
    shares = [[None if np.isnan(cell) else float(cell) for cell in row] for row in found.share]
    data: list[dict[str, Any]] = [
        {
            "type": "heatmap",
            "x": found.places_across.tolist(),
            "y": found.places_up.tolist(),
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
    for piece in found.line:
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
    data.append(_today(found))
    layout = layout_of(
        HEIGHT,
        xaxis=axis_of(range=_edges(found.places_across), title=f"{found.across.path}, {found.across.unit}"),
        yaxis=axis_of(range=_edges(found.places_up), title=f"{found.up.path}, {found.up.unit}"),
    )
    layout["annotations"] = [_name(found)] if _is_inside(found) else []
    defined = found.share[np.isfinite(found.share)]
    return Picture(
        go.Figure(data=data, layout=layout),
        f"Over {found.across.path} and {found.up.path}: at {int((defined == 0).sum())} of {defined.size} points no run "
        f"tips, at {int((defined == 1).sum())} all do.",
    )


def _edges(places: FloatArray) -> list[float]:
    """From the outer edge of the first cell to that of the last."""
    half = float(places[1] - places[0]) / 2
    return [float(places[0]) - half, float(places[-1]) + half]


def _is_inside(found: Map) -> bool:
    """Whether the levers stand within the map."""
    pairs = ((found.across, found.places_across), (found.up, found.places_up))
    return all(low <= lever.value <= high for lever, places in pairs for low, high in [_edges(places)])


def _today(found: Map) -> dict[str, Any]:
    """Where the levers stand; outside the axes where that is outside the map."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [found.across.value],
        "y": [found.up.value],
        "marker": {"symbol": "diamond", "size": 14, "color": "white", "line": {"color": INK, "width": 2}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _name(found: Map) -> dict[str, Any]:
    return {
        "x": found.across.value,
        "y": found.up.value,
        "text": "<b>as it stands</b>",
        "showarrow": False,
        "yanchor": "top",
        "yshift": -12,
        "bgcolor": "white",
        "font": {"color": INK, "size": 13},
    }
