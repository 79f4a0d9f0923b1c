"""From the base to the variant, step by step."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.questions.bridge import Bridge
from sim.report.charts.drawing import (
    BLUE,
    INK,
    VERMILLION,
    Picture,
    axis_of,
    layout_of,
    short_name,
    span_of,
    value_ticks,
    wrapped,
)
from sim.report.format.sums import sum_labels
from sim.report.format.words import range_words

__all__ = ["waterfall_chart"]

ROW_PIXELS = 58
LINE = 26
"""Letters of a lever's name on one line."""
ROOM = 0.2
"""Room for the ends' bars, as a share of the steps between them: bars do not begin at 0, which may be far away."""


def waterfall_chart(bridge: Bridge, base: str, variant: str, currency: str) -> Picture:
    """Each lever's part of a difference as a bar that begins where the one above it ends, with its interval beside it.

    Parameters
    ----------
    bridge : Bridge
        Parts that add up.
    base, variant : str
        Names of the two scenarios.
    currency : str
        ISO 4217 code.
    """
    outcome, parts = bridge.outcome, bridge.parts
    names = [base, *(part.lever.name for part in parts), variant]
    levels = list(accumulate((part.difference for part in parts), initial=bridge.base))
    low, high = span_of([np.array(levels)])
    low -= ROOM * (high - low)
    texts = sum_labels(bridge.base, [part.difference for part in parts], bridge.variant, outcome, currency)
    reaches = [range_words(part.effect.low, part.effect.high, outcome, currency, sign=True) for part in parts]
    bar: dict[str, Any] = {
        "type": "waterfall",
        "orientation": "h",
        "measure": ["absolute", *["relative"] * len(parts), "total"],
        "y": [
            short_name(base),
            *(
                f"{wrapped(f'{number}. {name}', LINE)}<br>{reach}"
                for number, (name, reach) in enumerate(zip(names[1:-1], reaches, strict=True), start=1)
            ),
            short_name(variant),
        ],
        "x": [bridge.base, *(part.difference for part in parts), bridge.variant],
        "text": texts,
        "hovertext": ["", *reaches, ""],
        "hoverinfo": "text",
        "textposition": "auto",
        "showlegend": False,
    } | {kind: {"marker": {"color": colour}} for kind, colour in _colours(outcome.better).items()}
    layout = layout_of(ROW_PIXELS * (len(parts) + 2) + 60)
    layout["xaxis"] = axis_of(range=[low, high], **value_ticks(low, high, outcome, currency))
    layout["yaxis"] = axis_of(autorange="reversed", automargin=True, gridcolor="rgba(0,0,0,0)")
    summary = "; ".join(f"{short_name(name, 60)} {text}" for name, text in zip(names, texts, strict=True))
    return Picture(go.Figure(data=[bar], layout=layout), f"{outcome.label}, step by step. {summary}.")


def _colours(better: str) -> dict[str, str]:
    """Better is blue, worse is vermillion."""
    good, bad = ("decreasing", "increasing") if better == "down" else ("increasing", "decreasing")
    return {good: BLUE, bad: VERMILLION, "totals": INK}
