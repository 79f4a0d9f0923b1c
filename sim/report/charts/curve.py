"""An outcome over the values of a lever, with its band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.catalogue import Outcome
from sim.report.charts.drawing import (
    INK,
    LINES,
    Picture,
    axis_of,
    band,
    difference_ticks,
    faint,
    label,
    layout_of,
    span_of,
)
from sim.report.format.reader_locale import local
from sim.report.format.words import format_difference, range_words

__all__ = ["Strand", "curve_chart"]

HEIGHT = 380


@dataclass(frozen=True, slots=True)
class Strand:
    """A line with its band: differences to a base over the values of a lever."""

    name: str
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def curve_chart(
    places: Sequence[float], strands: Sequence[Strand], outcome: Outcome, currency: str, *, across: str, base: float
) -> Picture:
    """Differences of an outcome over a lever, on a logarithmic axis, each line with the band of its intervals.

    Parameters
    ----------
    places : sequence of float
        Values of the lever, ascending.
    strands : sequence of Strand
        Lines, one value per place; at most four.
    outcome : Outcome
        What differs.
    currency : str
        ISO 4217 code.
    across : str
        Title of the axis of the lever.
    base : float
        The value of the lever that all is compared with, marked.
    """
    edges = [np.array([strand.low, strand.high]) for strand in strands]
    low, high = span_of([np.zeros(1), *edges])
    data: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    for number, (strand, edge, (colour, dash)) in enumerate(zip(strands, edges, LINES, strict=False)):
        data.append(band(list(places), edge, faint(colour, 0.18)))
        texts = [
            f"{format_difference(value, outcome, currency)} ({range_words(*ends, outcome, currency, sign=True)})"
            for value, ends in zip(strand.middle, zip(strand.low, strand.high, strict=True), strict=True)
        ]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": list(places),
                "y": list(strand.middle),
                "line": {"color": colour, "width": 2.5, "dash": dash},
                "marker": {"size": 8},
                "hovertext": texts,
                "hoverinfo": "text",
                "showlegend": False,
            }
        )
        labels.append(label(float(np.log10(places[-1])), strand.middle[-1], strand.name, colour, above=number == 0))
    times = [f"{local(place, '.2g')}×" for place in places]
    layout = layout_of(
        HEIGHT,
        xaxis=axis_of(type="log", tickvals=list(places), ticktext=times, title=across),
    )
    layout["yaxis"] = axis_of(range=[low, high], zeroline=True, **difference_ticks(low, high, outcome, currency))
    layout["annotations"] = labels
    layout["shapes"] = [
        {
            "type": "line",
            "x0": base,
            "x1": base,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"color": INK, "width": 1, "dash": "dot"},
        }
    ]
    points_text = "; ".join(
        f"{strand.name}: {format_difference(strand.middle[0], outcome, currency)} at {times[0]}, "
        f"{format_difference(strand.middle[-1], outcome, currency)} at {times[-1]}"
        for strand in strands
    )
    return Picture(go.Figure(data=data, layout=layout), f"{outcome.label} against {local(base, 'g')}×. {points_text}.")
