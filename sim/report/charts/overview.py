"""Figures of a comparison, each with its finding in words; colours are distinguishable to the colour-blind too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sim.metrics.catalogue import Outcome
from sim.metrics.quantiles import EDGES, median, quantiles
from sim.report.charts.drawing import (
    BLUE,
    CLEAR,
    INK,
    LINES,
    QUIET,
    VERMILLION,
    ZERO,
    AxisRange,
    FloatArray,
    Picture,
    axis_of,
    band,
    difference_ticks,
    faint,
    heading,
    label,
    label_beside,
    layout_of,
    money_ticks,
    short_name,
    span_of,
    text_colour,
    value_ticks,
)
from sim.report.format.reader_locale import percent_sign
from sim.report.format.words import difference_words, format_value, money, range_words

__all__ = [
    "Mark",
    "Panel",
    "difference_chart",
    "dot_chart",
    "fan_chart",
    "fan_edges",
    "whale_chart",
]

VERDICT_MARKS = {"better": (BLUE, "circle"), "worse": (VERMILLION, "diamond")}
UNDECIDED_MARK = (QUIET, "circle-open")
DOTS = 20
NAME_ROOM = 0.03
"""Over and under what is drawn, for the names of lines; a share of the range."""
ROW_PIXELS, PANEL_PIXELS, DOT_PANEL_PIXELS = 44, 74, 130


@dataclass(frozen=True, slots=True)
class Mark:
    """A paired difference to draw: variant less base, and its interval."""

    name: str
    difference: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The differences of one outcome, one mark per variant."""

    outcome: Outcome
    marks: tuple[Mark, ...]


def fan_chart(
    months: Sequence[str],
    paths: Mapping[str, FloatArray],
    currency: str,
    *,
    span: AxisRange | None = None,
    actions: Sequence[tuple[str, str]] = (),
) -> Picture:
    """Margin month by month: median, and the bands that hold half and nine tenths of the runs.

    Parameters
    ----------
    months : sequence of str
        Months as ISO dates, one per column.
    paths : mapping of str to array
        Runs by months for each story, the baseline first; at most four.
    currency : str
        ISO 4217 code.
    span : pair of float, optional
        Range of the vertical axis; from the data when not given.
    actions : sequence of (str, str)
        Month and title of what management does, each marked by a dotted line.
    """
    data: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    medians = {name: quantiles(runs, 0.5) for name, runs in paths.items()}
    top = max(medians, key=lambda name: float(medians[name][-1]))
    for (name, runs), (colour, dash) in zip(paths.items(), LINES, strict=False):
        for low, high, opacity in ((*EDGES, 0.12), (0.25, 0.75, 0.22)):
            data.append(band(months, quantiles(runs, (low, high)), faint(colour, opacity)))
        line = {"color": colour, "width": 2.5, "dash": dash}
        hover = [f"{short_name(name)}: {money(float(value), currency)}" for value in medians[name]]
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": list(months),
                "y": medians[name].tolist(),
                "line": line,
                "hovertext": hover,
                "hoverinfo": "text+x",
                "showlegend": False,
            }
        )
        labels.append(label_beside(months, fan_edges(runs), name, colour, above=name == top))
    low, high = span or span_of([fan_edges(runs) for runs in paths.values()])
    low, high = low - NAME_ROOM * (high - low), high + NAME_ROOM * (high - low)
    ticks = money_ticks(low, high, currency)
    layout = layout_of(
        330,
        xaxis=axis_of(type="date", ticklabelstandoff=CLEAR),
        yaxis=axis_of(range=[low, high], zeroline=True, **ticks),
    )
    layout["annotations"] = labels + [_action_label(month, title) for month, title in actions]
    layout["shapes"] = [_action_line(month) for month, _ in actions]
    ends = "; ".join(
        f"{name} starts at {money(float(line[0]), currency)} and ends at {money(float(line[-1]), currency)} a month"
        for name, line in medians.items()
    )
    return Picture(go.Figure(data=data, layout=layout), f"Median margin month by month: {ends}.")


def _action_line(month: str) -> dict[str, Any]:
    line = {"color": INK, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": month, "x1": month, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _action_label(month: str, title: str) -> dict[str, Any]:
    return {
        "x": month,
        "y": 1,
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
        "text": short_name(title),
        "font": {"size": 11, "color": INK},
    }


def fan_edges(runs: FloatArray) -> FloatArray:
    """Compute the band that holds nine tenths of the runs.

    Parameters
    ----------
    runs : array of float
        Values; shape (runs, columns).

    Returns
    -------
    array of float
        Lower and upper edge; shape (2, columns).
    """
    return quantiles(runs, EDGES)


def whale_chart(curves: Mapping[str, FloatArray]) -> Picture:
    """Cumulative share of margin, customers from the best to the worst: median, and nine tenths of the runs.

    Parameters
    ----------
    curves : mapping of str to array
        Runs by equal steps of customers for each story, the baseline first; shares of the whole margin. Runs
        that are not defined are left out; each story needs one that is.
    """
    data: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    findings, sign = [], percent_sign(" %")
    for number, ((name, runs), (colour, dash)) in enumerate(zip(curves.items(), LINES, strict=False)):
        whole = runs[np.isfinite(runs).all(axis=1)]
        across = np.linspace(0, 100, whole.shape[1]).tolist()
        middle = 100 * quantiles(whole, 0.5)
        data.append(band(across, 100 * fan_edges(whole), faint(colour, 0.15)))
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": across,
                "y": middle.tolist(),
                "showlegend": False,
                "line": {"color": colour, "width": 2.5, "dash": dash},
                "hoverinfo": "x+y",
            }
        )
        labels.append(label(98, 40 - 16 * number, name, colour, above=False))
        top = int(middle.argmax())
        findings.append(
            f"{name}: the best {across[top]:.0f}{sign} of customers make {middle[top]:.0f}{sign} of the margin"
        )
    percent = {"ticksuffix": percent_sign()}
    layout = layout_of(
        330, xaxis=axis_of(range=[0, 100], title="customers, the best first", ticklabelstandoff=CLEAR, **percent)
    )
    layout |= {"yaxis": axis_of(rangemode="tozero", **percent), "annotations": labels}
    layout["shapes"] = [{"type": "line", "x0": 0, "x1": 100, "y0": 100, "y1": 100, "line": ZERO}]
    return Picture(go.Figure(data=data, layout=layout), f"Whale curve. {'; '.join(findings)}.")


def difference_chart(panels: Sequence[Panel], currency: str) -> Picture:
    """Each variant less the baseline with its interval, one panel per outcome, zero marked.

    Parameters
    ----------
    panels : sequence of Panel
        What to draw, from the top.
    currency : str
        ISO 4217 code.
    """
    heights = [PANEL_PIXELS + ROW_PIXELS * len(panel.marks) for panel in panels]
    total = sum(heights)
    tops = np.cumsum([0, *heights]) / total
    data: list[dict[str, Any]] = []
    layout = layout_of(total + 20)
    layout["annotations"] = []
    layout["shapes"] = []
    spans = _spans(panels)
    for number, (panel, (top, bottom)) in enumerate(zip(panels, pairwise(tops), strict=True), start=1):
        axis = "" if number == 1 else str(number)
        high, low = 1 - top - 26 / total, 1 - bottom + 30 / total
        left, right = spans[panel.outcome.unit]
        ticks = difference_ticks(left, right, panel.outcome, currency)
        layout[f"xaxis{axis}"] = axis_of(range=[left, right], anchor=f"y{axis}", **ticks)
        layout[f"yaxis{axis}"] = axis_of(
            domain=[low, high], range=[len(panel.marks) - 0.35, -0.65], anchor=f"x{axis}", visible=False
        )
        layout["annotations"].append(heading(panel.outcome.label, 1 - top))
        layout["shapes"] += [_zero_line(axis, row) for row in range(len(panel.marks))]
        for row, mark in enumerate(panel.marks):
            data.append(_interval(mark, row, axis, panel.outcome, currency))
            layout["annotations"].append(_mark_label(mark, row, axis, left, panel.outcome, currency))
    finding = " ".join(_said(panel, currency) for panel in panels)
    return Picture(go.Figure(data=data, layout=layout), f"Differences to the base scenario. {finding}")


def _spans(panels: Sequence[Panel]) -> dict[str, AxisRange]:
    """Range of the horizontal axis by unit: panels that share a unit share a scale, so that lengths compare."""
    ends: dict[str, list[float]] = {}
    for panel in panels:
        marks = [mark for mark in panel.marks if np.isfinite((mark.low, mark.high)).all()]
        ends.setdefault(panel.outcome.unit, [0.0]).extend(end for mark in marks for end in (mark.low, mark.high))
    return {unit: span_of([np.array(values)]) for unit, values in ends.items()}


def dot_chart(
    values: Mapping[str, FloatArray], outcome: Outcome, currency: str, *, span: AxisRange | None = None
) -> Picture:
    """Draw the runs as dots: each stands for an equal share of the runs; losses are black crosses.

    Parameters
    ----------
    values : mapping of str to array
        One value per run for each story, the baseline first.
    outcome : Outcome
        What the values are.
    currency : str
        ISO 4217 code.
    span : pair of float, optional
        Range of the horizontal axis; from the data when not given.
    """
    left, right = span or span_of(list(values.values()))
    data: list[dict[str, Any]] = []
    layout = layout_of(DOT_PANEL_PIXELS * len(values) + 40)
    layout["annotations"] = []
    ticks = value_ticks(left, right, outcome, currency)
    layout["xaxis"] = axis_of(range=[left, right], anchor="free", position=0, zeroline=False, **ticks)
    layout["shapes"] = []
    findings = []
    for number, ((name, runs), (colour, _)) in enumerate(zip(values.items(), LINES, strict=False)):
        axis = "" if number == 0 else str(number + 1)
        dots = _dots(runs[np.isfinite(runs)])
        texts = [format_value(float(dot), outcome, currency) for dot in dots]
        data.append(_dot_trace(dots, (right - left) / 34, axis, colour, texts))
        up = data[-1]["y"]
        bottom, top = 1 - (number + 1) / len(values), 1 - number / len(values)
        layout[f"yaxis{axis}"] = axis_of(
            domain=[bottom + 0.04, top - 0.14], range=[0.2, max(3.0, *up) + 0.6], visible=False
        )
        layout["annotations"].append(heading(name, top, colour))
        if left < 0 < right:
            layout["shapes"].append(_zero_line(axis, 0) | {"xref": "x", "yref": f"y{axis} domain", "y0": 0, "y1": 1})
        if dots.size:
            range_text = range_words(float(dots.min()), float(dots.max()), outcome, currency)
            findings.append(f"{name}: {range_text}, middle {format_value(median(dots), outcome, currency)}")
    words = "; ".join(findings)
    return Picture(go.Figure(data=data, layout=layout), f"{outcome.label}, one dot per equal share of runs. {words}.")


def _zero_line(axis: str, row: int) -> dict[str, Any]:
    """Beside a mark, and not through the words above it."""
    return {
        "type": "line",
        "xref": f"x{axis}",
        "yref": f"y{axis}",
        "x0": 0,
        "x1": 0,
        "y0": row - 0.18,
        "y1": row + 0.35,
        "layer": "below",
        "line": ZERO,
    }


def _interval(mark: Mark, row: int, axis: str, outcome: Outcome, currency: str) -> dict[str, Any]:
    colour, symbol = VERDICT_MARKS.get(mark.verdict, UNDECIDED_MARK)
    reach = {
        "type": "data",
        "symmetric": False,
        "array": [mark.high - mark.difference],
        "arrayminus": [mark.difference - mark.low],
        "color": colour,
        "thickness": 3,
        "width": 7,
    }
    text = f"{short_name(mark.name)}: {range_words(mark.low, mark.high, outcome, currency, sign=True)}"
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.difference],
        "y": [row],
        "error_x": reach,
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        "hovertext": text,
        "hoverinfo": "text",
        "marker": {"color": colour, "symbol": symbol, "size": 13, "line": {"width": 2}},
        "showlegend": False,
    }


def _mark_label(mark: Mark, row: int, axis: str, left: float, outcome: Outcome, currency: str) -> dict[str, Any]:
    colour = text_colour(VERDICT_MARKS.get(mark.verdict, UNDECIDED_MARK)[0])
    size = difference_words(mark, outcome, currency)
    return {
        "xref": f"x{axis}",
        "yref": f"y{axis}",
        "x": left,
        "y": row,
        "yshift": 9,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12, "color": INK},
        "bgcolor": "rgba(255,255,255,.85)",
        "text": f"{short_name(mark.name)}: {size}, <span style='color:{colour}'><b>{mark.verdict}</b></span>",
    }


def _said(panel: Panel, currency: str) -> str:
    parts = [f"{mark.name} {difference_words(mark, panel.outcome, currency)} ({mark.verdict})" for mark in panel.marks]
    return f"{panel.outcome.label}: {', '.join(parts)}."


def _dots(values: FloatArray) -> FloatArray:
    """The values themselves when there are few, otherwise the middles of equal shares."""
    if values.size <= DOTS:
        return np.sort(values)
    return quantiles(values, (np.arange(DOTS) + 0.5) / DOTS)


def _stacked(dots: FloatArray, width: float) -> tuple[list[float], list[float]]:
    """Places of dots, those nearer than a width on top of each other."""
    across: list[float] = []
    up: list[float] = []
    for dot in dots.tolist():
        if across and dot - across[-1] < width:
            across.append(across[-1])
            up.append(up[-1] + 1)
        else:
            across.append(dot)
            up.append(1.0)
    return across, up


def _dot_trace(dots: FloatArray, width: float, axis: str, colour: str, texts: list[str]) -> dict[str, Any]:
    across, up = _stacked(dots, width)
    loss = dots < 0
    marker = {
        "size": 12,
        "symbol": np.where(loss, "x", "circle").tolist(),
        "color": np.where(loss, INK, colour).tolist(),
    }
    places = {"x": across, "y": up, "yaxis": f"y{axis}", "marker": marker}
    return {"type": "scatter", "mode": "markers", "hovertext": texts, "hoverinfo": "text", "showlegend": False} | places
