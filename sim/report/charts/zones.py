"""Which promise is safe at which fee: a map whose zones differ in mark as well as in colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from sim.questions.promise import Strongest
from sim.report.charts.drawing import BLUE, INK, VERMILLION, Picture, axis_of, key_above, layout_of
from sim.report.format.amounts import amount, hours_words
from sim.statistics.risk import Zone

__all__ = ["zone_chart"]

ROW_PIXELS, FRAME_PIXELS = 46, 140
MARKS: dict[Zone, tuple[str, str]] = {
    "safe": ("circle", BLUE),
    "risky": ("diamond-open", INK),
    "never": ("x", VERMILLION),
}


def zone_chart(answers: Sequence[Strongest], currency: str, today: tuple[float, float] | None) -> Picture:
    """Fees up, promises across, from the strongest to the weakest.

    Parameters
    ----------
    answers : sequence of Strongest
        One a fee, all over the same promises.
    currency : str
        Of the fees.
    today : (float, float), optional
        Hours and fee as they stand, which are ringed; None where no hours are promised.
    """
    rows = [amount(row.fee, currency) for row in answers]
    hours = [hours_words(cell.hours) for cell in answers[0].cells]
    data: list[dict[str, Any]] = []
    for zone, (symbol, colour) in MARKS.items():
        places = [
            (hours_words(cell.hours), name)
            for name, row in zip(rows, answers, strict=True)
            for cell in row.cells
            if cell.zone == zone
        ]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": zone,
                "x": [x for x, _ in places],
                "y": [y for _, y in places],
                "marker": {"symbol": symbol, "color": colour, "size": 16, "line": {"width": 2, "color": colour}},
                "hovertemplate": "%{x} at %{y}: " + zone + "<extra></extra>",
            }
        )
    here = None if today is None else (hours_words(today[0]), amount(today[1], currency))
    if here is not None and here[0] in hours and here[1] in rows:
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "today",
                "x": [here[0]],
                "y": [here[1]],
                "marker": {"symbol": "square-open", "size": 30, "color": INK, "line": {"width": 2}},
                "hoverinfo": "skip",
            }
        )
    layout = layout_of(
        FRAME_PIXELS + ROW_PIXELS * len(rows),
        xaxis=axis_of(title="response promised", type="category", categoryorder="array", categoryarray=hours),
        yaxis=axis_of(
            title="fee a month",
            type="category",
            categoryorder="array",
            categoryarray=rows,
            range=[-0.5, len(rows) - 0.5],
        ),
        showlegend=True,
        legend=key_above(),
    )
    return Picture(go.Figure(data=data, layout=layout), _finding(answers, currency))


def _finding(answers: Sequence[Strongest], currency: str) -> str:
    safe = [(row.hours, row.fee) for row in answers if row.hours is not None]
    if not safe:
        return "No promise that was tried can be called safe at any of these fees."
    hours, fee = min(safe, key=lambda pair: (pair[0], pair[1]))
    return f"The strongest promise that is safe: {hours_words(hours)} at {amount(fee, currency)} a month."
