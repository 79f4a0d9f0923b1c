"""Figures of a comparison, each with its finding in words; colours are told apart by the colour-blind too."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from sim.metrics.catalogue import Outcome
from sim.report.words import difference_words, format_difference, format_value, money, range_words, step_of

__all__ = [
    "Mark",
    "Panel",
    "Picture",
    "Span",
    "difference_chart",
    "dot_chart",
    "fan_chart",
    "fan_edges",
    "span_of",
    "whale_chart",
]

FloatArray: TypeAlias = npt.NDArray[np.float64]
Span: TypeAlias = tuple[float, float]

BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
INK, PALE = "#31333F", "#D9DCE3"
LINES = ((BLUE, "solid"), (VERMILLION, "dash"), (GREEN, "dot"), (PURPLE, "dashdot"))
VERDICT_MARKS = {"better": (BLUE, "circle"), "worse": (VERMILLION, "diamond")}
UNDECIDED_MARK = ("#6B6F7B", "circle-open")
DOTS = 20
ROW_PIXELS, PANEL_PIXELS, DOT_PANEL_PIXELS = 44, 74, 130


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure, and what it shows in one sentence for those who cannot see it."""

    figure: go.Figure
    finding: str


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


def span_of(values: Sequence[FloatArray], known: Span | None = None) -> Span:
    """The range that an axis needs for these values, never narrower than the one already shown."""
    whole = np.concatenate([np.ravel(array) for array in values])
    whole = whole[np.isfinite(whole)]
    low, high = (float(whole.min()), float(whole.max())) if whole.size else (0.0, 1.0)
    room = 0.06 * ((high - low) or abs(high) or 1.0)
    low, high = low - room, high + room
    return (low, high) if known is None else (min(low, known[0]), max(high, known[1]))


def fan_chart(
    months: Sequence[str],
    paths: Mapping[str, FloatArray],
    currency: str,
    *,
    span: Span | None = None,
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
    medians = {name: np.median(runs, axis=0) for name, runs in paths.items()}
    top = max(medians, key=lambda name: float(medians[name][-1]))
    for (name, runs), (colour, dash) in zip(paths.items(), LINES, strict=False):
        for low, high, opacity in ((0.05, 0.95, 0.12), (0.25, 0.75, 0.22)):
            data.append(_band(months, np.quantile(runs, [low, high], axis=0), _faint(colour, opacity)))
        line = {"color": colour, "width": 2.5, "dash": dash}
        hover = [f"{short_name(name)}: {money(float(value), currency)}" for value in medians[name]]
        data.append({"type": "scatter", "mode": "lines", "x": list(months), "y": medians[name].tolist(),
                     "line": line, "hovertext": hover, "hoverinfo": "text+x", "showlegend": False})  # fmt: skip
        labels.append(_label(months[-1], float(medians[name][-1]), name, colour, above=name == top))
    low, high = span or span_of([fan_edges(runs) for runs in paths.values()])
    ticks = money_ticks(low, high, currency)
    layout = _layout(330, xaxis=_axis(type="date"), yaxis=_axis(range=[low, high], zeroline=True, **ticks))
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
    return {"x": month, "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "top", "showarrow": False,
            "text": short_name(title), "font": {"size": 11, "color": INK}}  # fmt: skip


def fan_edges(runs: FloatArray) -> FloatArray:
    """Lower and upper edge of the band that holds nine tenths of the runs, by column."""
    return np.quantile(runs, [0.05, 0.95], axis=0)


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
    findings = []
    for number, ((name, runs), (colour, dash)) in enumerate(zip(curves.items(), LINES, strict=False)):
        whole = runs[np.isfinite(runs).all(axis=1)]
        across = np.linspace(0, 100, whole.shape[1]).tolist()
        middle = 100 * np.median(whole, axis=0)
        data.append(_band(across, 100 * fan_edges(whole), _faint(colour, 0.15)))
        data.append({"type": "scatter", "mode": "lines", "x": across, "y": middle.tolist(), "showlegend": False,
                     "line": {"color": colour, "width": 2.5, "dash": dash}, "hoverinfo": "x+y"})  # fmt: skip
        labels.append(_label(98, 40 - 16 * number, name, colour, above=False))
        top = int(middle.argmax())
        findings.append(f"{name}: the best {across[top]:.0f} % of customers make {middle[top]:.0f} % of the margin")
    percent = {"ticksuffix": "\u00a0%"}
    layout = _layout(330, xaxis=_axis(range=[0, 100], title="customers, the best first", **percent))
    layout |= {"yaxis": _axis(rangemode="tozero", **percent), "annotations": labels}
    layout["shapes"] = [{"type": "line", "x0": 0, "x1": 100, "y0": 100, "y1": 100,
                         "line": {"color": INK, "width": 1.5}}]  # fmt: skip
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
    layout = _layout(total + 20)
    layout["annotations"] = []
    layout["shapes"] = []
    for number, (panel, (top, bottom)) in enumerate(zip(panels, pairwise(tops), strict=True), start=1):
        axis = "" if number == 1 else str(number)
        high, low = 1 - top - 26 / total, 1 - bottom + 30 / total
        drawn = [mark for mark in panel.marks if np.isfinite((mark.low, mark.high)).all()]
        ends = np.array([0.0, *(mark.low for mark in drawn), *(mark.high for mark in drawn)])
        left, right = span_of([ends])
        ticks = difference_ticks(left, right, panel.outcome, currency)
        layout[f"xaxis{axis}"] = _axis(range=[left, right], anchor=f"y{axis}", **ticks)
        layout[f"yaxis{axis}"] = _axis(
            domain=[low, high], range=[len(panel.marks) - 0.35, -0.65], anchor=f"x{axis}", visible=False
        )
        layout["annotations"].append(_heading(panel.outcome.label, 1 - top))
        layout["shapes"].append(_zero_line(axis))
        for row, mark in enumerate(panel.marks):
            data.append(_interval(mark, row, axis, panel.outcome, currency))
            layout["annotations"].append(_mark_label(mark, row, axis, left, panel.outcome, currency))
    finding = " ".join(_said(panel, currency) for panel in panels)
    return Picture(go.Figure(data=data, layout=layout), f"Differences to the baseline. {finding}")


def dot_chart(
    values: Mapping[str, FloatArray], outcome: Outcome, currency: str, *, span: Span | None = None
) -> Picture:
    """What to expect as dots: each stands for an equal share of the runs; losses are crosses.

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
    layout = _layout(DOT_PANEL_PIXELS * len(values) + 40)
    layout["annotations"] = []
    ticks = value_ticks(left, right, outcome, currency)
    layout["xaxis"] = _axis(range=[left, right], anchor="free", position=0, **ticks)
    findings = []
    for number, ((name, runs), (colour, _)) in enumerate(zip(values.items(), LINES, strict=False)):
        axis = "" if number == 0 else str(number + 1)
        dots = _dots(runs[np.isfinite(runs)])
        texts = [format_value(float(dot), outcome, currency) for dot in dots]
        data.append(_dot_trace(dots, (right - left) / 34, axis, colour, texts))
        up = data[-1]["y"]
        bottom, top = 1 - (number + 1) / len(values), 1 - number / len(values)
        layout[f"yaxis{axis}"] = _axis(
            domain=[bottom + 0.04, top - 0.14], range=[0.2, max(3.0, *up) + 0.6], visible=False
        )
        layout["annotations"].append(_heading(name, top, colour))
        if dots.size:
            range_text = range_words(float(dots.min()), float(dots.max()), outcome, currency)
            findings.append(f"{name}: {range_text}, middle {format_value(float(np.median(dots)), outcome, currency)}")
    words = "; ".join(findings)
    return Picture(go.Figure(data=data, layout=layout), f"{outcome.label}, one dot per equal share of runs. {words}.")


def short_name(name: str, most: int = 34) -> str:
    """A name as text for a figure: cut to length, and with nothing in it that a figure would take for markup."""
    printable = "".join(letter for letter in name if letter.isprintable())
    return html.escape(printable if len(printable) <= most else printable[: most - 1] + "…", quote=False)


def money_ticks(low: float, high: float, currency: str) -> dict[str, Any]:
    """Tick positions and texts of an axis of money."""
    places, step = _round_places(low, high)
    return {"tickvals": places, "ticktext": [money(place, currency, step=step) for place in places]}


def value_ticks(low: float, high: float, outcome: Outcome, currency: str) -> dict[str, Any]:
    """Tick positions and texts of an axis of values of an outcome."""
    places, step = _round_places(low, high)
    return {"tickvals": places, "ticktext": [format_value(place, outcome, currency, step=step) for place in places]}


def difference_ticks(low: float, high: float, outcome: Outcome, currency: str) -> dict[str, Any]:
    """Tick positions and texts of an axis of differences, 0 among them."""
    places, step = _round_places(low, high)
    texts = [format_difference(place, outcome, currency, step=step) for place in places]
    return {"tickvals": places, "ticktext": texts}


def _round_places(low: float, high: float, most: int = 4) -> tuple[list[float], float]:
    """At most four or five round numbers in a range, and the value of their last digit."""
    rough = max(high - low, 1e-12) / most
    base = step_of(rough, 1)
    step = base * next((factor for factor in (1, 2, 5, 10) if base * factor >= rough), 10)
    first, last = int(np.ceil(low / step)), int(np.floor(high / step))
    return [number * step for number in range(first, last + 1)], step_of(step, 1)


def _faint(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _axis(**settings: Any) -> dict[str, Any]:
    usual = {"fixedrange": True, "zeroline": False, "zerolinecolor": INK, "gridcolor": PALE, "tickfont": {"size": 13}}
    return usual | settings


def _layout(height: int, **axes: Any) -> dict[str, Any]:
    margin = {"l": 8, "r": 12, "t": 8, "b": 8}
    font = {"color": INK, "size": 13}
    return {"height": height, "margin": margin, "showlegend": False, "font": font, "hovermode": "closest"} | axes


def _band(places: Sequence[str] | Sequence[float], edges: FloatArray, colour: str) -> dict[str, Any]:
    across = [*places, *reversed(places)]
    up = [*edges[1].tolist(), *edges[0][::-1].tolist()]
    return {"type": "scatter", "x": across, "y": up, "fill": "toself", "fillcolor": colour,
            "line": {"width": 0}, "mode": "lines", "hoverinfo": "skip", "showlegend": False}  # fmt: skip


# fmt: off
def _label(across: str | float, up: float, name: str, colour: str, *, above: bool) -> dict[str, Any]:
    return {"x": across, "y": up, "text": f"<b>{short_name(name)}</b>", "font": {"color": colour, "size": 13},
            "showarrow": False, "xanchor": "right", "yanchor": "bottom" if above else "top",
            "yshift": 14 if above else -14, "bgcolor": "rgba(255,255,255,.75)"}


def _heading(text: str, top: float, colour: str = INK) -> dict[str, Any]:
    return {"xref": "paper", "yref": "paper", "x": 0, "y": top, "xanchor": "left", "yanchor": "top",
            "showarrow": False, "text": f"<b>{short_name(text, 48)}</b>", "font": {"color": colour, "size": 14}}


def _zero_line(axis: str) -> dict[str, Any]:
    return {"type": "line", "xref": f"x{axis}", "yref": f"y{axis} domain", "x0": 0, "x1": 0, "y0": 0, "y1": 1,
            "layer": "below", "line": {"color": INK, "width": 1.5}}


def _interval(mark: Mark, row: int, axis: str, outcome: Outcome, currency: str) -> dict[str, Any]:
    colour, symbol = VERDICT_MARKS.get(mark.verdict, UNDECIDED_MARK)
    reach = {"type": "data", "symmetric": False, "array": [mark.high - mark.difference],
             "arrayminus": [mark.difference - mark.low], "color": colour, "thickness": 3, "width": 7}
    text = f"{short_name(mark.name)}: {range_words(mark.low, mark.high, outcome, currency, sign=True)}"
    return {"type": "scatter", "mode": "markers", "x": [mark.difference], "y": [row], "error_x": reach,
            "xaxis": f"x{axis}", "yaxis": f"y{axis}", "hovertext": text, "hoverinfo": "text",
            "marker": {"color": colour, "symbol": symbol, "size": 13, "line": {"width": 2}}, "showlegend": False}


def _mark_label(mark: Mark, row: int, axis: str, left: float, outcome: Outcome, currency: str) -> dict[str, Any]:
    colour, _ = VERDICT_MARKS.get(mark.verdict, UNDECIDED_MARK)
    size = difference_words(mark, outcome, currency)
    return {"xref": f"x{axis}", "yref": f"y{axis}", "x": left, "y": row, "yshift": 9, "xanchor": "left",
            "yanchor": "bottom", "showarrow": False, "font": {"size": 12, "color": INK},
            "bgcolor": "rgba(255,255,255,.85)",
            "text": f"{short_name(mark.name)}: {size}, <span style='color:{colour}'><b>{mark.verdict}</b></span>"}
# fmt: on


def _said(panel: Panel, currency: str) -> str:
    parts = [f"{mark.name} {difference_words(mark, panel.outcome, currency)} ({mark.verdict})" for mark in panel.marks]
    return f"{panel.outcome.label}: {', '.join(parts)}."


def _dots(values: FloatArray) -> FloatArray:
    """The values themselves when there are few, otherwise the middles of equal shares."""
    if values.size <= DOTS:
        return np.sort(values)
    return np.quantile(values, (np.arange(DOTS) + 0.5) / DOTS)


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
        "color": np.where(loss, VERMILLION, colour).tolist(),
    }
    places = {"x": across, "y": up, "yaxis": f"y{axis}", "marker": marker}
    return {"type": "scatter", "mode": "markers", "hovertext": texts, "hoverinfo": "text", "showlegend": False} | places
