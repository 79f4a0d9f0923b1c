"""Budget against simulated, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.report.charts.drawing import (
    BLUE,
    INK,
    VERMILLION,
    FloatArray,
    Picture,
    axis_of,
    key_above,
    layout_of,
    money_ticks,
    span_of,
)
from sim.report.format.words import money

__all__ = ["plan_chart"]


def plan_chart(
    periods: Sequence[str], budget: FloatArray, means: FloatArray, bands: FloatArray, currency: str
) -> Picture:
    """Where the margin of each period lies against its budget; a mean below it is a diamond.

    Parameters
    ----------
    periods : sequence of str
        Their names.
    budget, means : array, shape (periods,)
        In major units.
    bands : array, shape (2, periods)
        Where nine tenths of the runs lie.
    currency : str
        ISO 4217 code.
    """
    short = means < budget
    usual: dict[str, Any] = {"type": "scatter", "mode": "markers", "x": list(periods), "hoverinfo": "text+x"}
    reach = {
        "type": "data",
        "symmetric": False,
        "array": (bands[1] - means).tolist(),
        "color": INK,
        "arrayminus": (means - bands[0]).tolist(),
        "thickness": 1.5,
        "width": 3,
    }
    marker = {
        "color": np.where(short, VERMILLION, BLUE).tolist(),
        "size": 9,
        "symbol": np.where(short, "diamond", "circle").tolist(),
    }
    data = [
        usual
        | {
            "name": "simulated, nine tenths of the runs",
            "y": means.tolist(),
            "error_y": reach,
            "marker": marker,
            "hovertext": [f"simulated {money(float(value), currency)}" for value in means],
        },
        usual
        | {
            "name": "budget",
            "y": budget.tolist(),
            "marker": {"symbol": "line-ew", "size": 16, "color": INK, "line": {"width": 3, "color": INK}},
            "hovertext": [f"budget {money(float(value), currency)}" for value in budget],
        },
    ]
    low, high = span_of([bands, budget, np.zeros(1)])
    layout = layout_of(330) | {
        "showlegend": True,
        "legend": key_above(),
    }
    layout["xaxis"] = axis_of(type="category", nticks=12)
    layout["yaxis"] = axis_of(range=[low, high], zeroline=True, **money_ticks(low, high, currency))
    finding = (
        f"Budget against simulated: the mean margin lies below its budget in {int(short.sum())} of {short.size} "
        f"periods; {money(float(means.sum()), currency)} against {money(float(budget.sum()), currency)} in all."
    )
    return Picture(go.Figure(data=data, layout=layout), finding)
