"""Parts of figures: colours that the colour-blind tell apart, axes, bands, labels, ticks of round numbers."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from sim.metrics.catalogue import Outcome
from sim.report.format.reader_locale import separators
from sim.report.format.words import format_difference, format_value, money, step_of

__all__ = [
    "BLUE",
    "CLEAR",
    "GREEN",
    "INK",
    "LINES",
    "PURPLE",
    "QUIET",
    "VERMILLION",
    "ZERO",
    "AxisRange",
    "FloatArray",
    "Picture",
    "axis_of",
    "band",
    "difference_ticks",
    "faint",
    "heading",
    "key_above",
    "label",
    "label_beside",
    "layout_of",
    "money_ticks",
    "short_name",
    "span_of",
    "text_colour",
    "value_ticks",
    "wrapped",
]

FloatArray: TypeAlias = npt.NDArray[np.float64]
AxisRange: TypeAlias = tuple[float, float]

BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
INK = "#31333F"
GROUND = "#FFFFFF"
QUIET = "#565963"
"""Of ticks; as pale as text may be on white."""
PALE = "#D9DCE3"
TEXT_COLOURS = {VERMILLION: "#A84A00", GREEN: "#00724F", PURPLE: "#99406F"}
"""Darker shades for words, which need more contrast than lines."""
CLEAR = 6
"""Pixels that keep the first label of an axis clear of the last one of the other."""
ZERO = {"color": INK, "width": 1.5}
"""The line of a zero, or of another border."""
LINES = ((BLUE, "solid"), (VERMILLION, "dash"), (GREEN, "dot"), (PURPLE, "dashdot"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure, and its content in one sentence for those who cannot see it."""

    figure: go.Figure
    finding: str


def span_of(values: Sequence[FloatArray], ends: AxisRange | None = None) -> AxisRange:
    """Compute the range that an axis needs.

    Parameters
    ----------
    values : sequence of array of float
        Arrays that are drawn.
    ends : AxisRange, optional
        A range that must not be narrowed.

    Returns
    -------
    AxisRange
        Ends, with some room.
    """
    whole = np.concatenate([np.ravel(array) for array in values])
    whole = whole[np.isfinite(whole)]
    low, high = (float(whole.min()), float(whole.max())) if whole.size else (0.0, 1.0)
    room = 0.06 * ((high - low) or abs(high) or 1.0)
    low, high = low - room, high + room
    return (low, high) if ends is None else (min(low, ends[0]), max(high, ends[1]))


def short_name(name: str, most: int = 34) -> str:
    """Cut a name to length and escape markup for a figure.

    Parameters
    ----------
    name : str
        Name that is written.
    most : int
        Most letters.

    Returns
    -------
    str
        Text for a figure.
    """
    printable = "".join(letter for letter in name if letter.isprintable())
    return html.escape(printable if len(printable) <= most else printable[: most - 1] + "…", quote=False)


def wrapped(name: str, width: int, lines: int = 2) -> str:
    """Break a name into lines for a figure.

    Parameters
    ----------
    name : str
        Name that is written.
    width : int
        Most letters a line.
    lines : int
        Most lines; the last one is cut.

    Returns
    -------
    str
        Text for a figure.
    """
    parts = textwrap.wrap(name, width, max_lines=lines, placeholder=" …")
    return "<br>".join(short_name(part, width) for part in parts)


def money_ticks(low: float, high: float, currency: str) -> dict[str, Any]:
    """Choose positions and texts of the ticks of an axis of money.

    Parameters
    ----------
    low : float
        Lower end.
    high : float
        Upper end.
    currency : str
        ISO 4217 code.

    Returns
    -------
    dict
        Settings of the axis.
    """
    places, step = _round_places(low, high)
    return {"tickvals": places, "ticktext": [money(place, currency, step=step) for place in places]}


def value_ticks(low: float, high: float, outcome: Outcome, currency: str) -> dict[str, Any]:
    """Choose positions and texts of the ticks of an axis of values.

    Parameters
    ----------
    low : float
        Lower end.
    high : float
        Upper end.
    outcome : Outcome
        Outcome that the values are of.
    currency : str
        ISO 4217 code.

    Returns
    -------
    dict
        Settings of the axis.
    """
    places, step = _round_places(low, high)
    return {"tickvals": places, "ticktext": [format_value(place, outcome, currency, step=step) for place in places]}


def difference_ticks(low: float, high: float, outcome: Outcome, currency: str) -> dict[str, Any]:
    """Choose positions and texts of the ticks of an axis of differences, 0 among them.

    Parameters
    ----------
    low : float
        Lower end.
    high : float
        Upper end.
    outcome : Outcome
        Outcome that the differences are of.
    currency : str
        ISO 4217 code.

    Returns
    -------
    dict
        Settings of the axis.
    """
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


def faint(colour: str, opacity: float) -> str:
    """Make a colour transparent.

    Parameters
    ----------
    colour : str
        Hexadecimal colour.
    opacity : float
        From 0 to 1.

    Returns
    -------
    str
        Colour for a figure.
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def text_colour(colour: str) -> str:
    """Choose the shade of a colour that is readable on white.

    Parameters
    ----------
    colour : str
        Hexadecimal colour.

    Returns
    -------
    str
        Hexadecimal colour.
    """
    return TEXT_COLOURS.get(colour, colour)


def axis_of(**settings: Any) -> dict[str, Any]:
    """Make an axis that cannot be zoomed, with thin grid lines.

    Parameters
    ----------
    **settings : object
        Further settings of the axis.

    Returns
    -------
    dict
        Settings.
    """
    usual = {
        "fixedrange": True,
        "zeroline": False,
        "zerolinecolor": INK,
        "gridcolor": PALE,
        "tickfont": {"size": 13, "color": QUIET},
    }
    if "title" in settings:
        settings["title"] = {"text": settings["title"], "font": {"size": 13, "color": INK}}
    return usual | settings


def layout_of(height: int, **axes: Any) -> dict[str, Any]:
    """Make a layout without a legend.

    Parameters
    ----------
    height : int
        Pixels.
    **axes : object
        Further settings, such as axes.

    Returns
    -------
    dict
        Settings.
    """
    margin = {"l": 18, "r": 26, "t": 8, "b": 8}  # half a tick's text, which would be left out where it has no room
    font = {"color": INK, "size": 13}
    ground = {"paper_bgcolor": GROUND, "plot_bgcolor": GROUND}  # white, as on paper; a dark page inverts it
    return (
        {"height": height, "margin": margin, "showlegend": False, "font": font, "hovermode": "closest"}
        | ground
        | separators()
        | axes
    )


def band(places: Sequence[str] | Sequence[float], edges: FloatArray, colour: str) -> dict[str, Any]:
    """Make the area between two edges, without a line.

    Parameters
    ----------
    places : sequence of str] | Sequence[float
        Places across.
    edges : array of float
        Lower and upper edge; shape (2, places).
    colour : str
        Hexadecimal colour.

    Returns
    -------
    dict
        Trace of a figure.
    """
    across = [*places, *reversed(places)]
    up = [*edges[1].tolist(), *edges[0][::-1].tolist()]
    return {
        "type": "scatter",
        "x": across,
        "y": up,
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0},
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
    }


def label(across: str | float, up: float, name: str, colour: str, *, above: bool) -> dict[str, Any]:
    """Make the name of a line, written beside it.

    Parameters
    ----------
    across : str | float
        Place across.
    up : float
        Place up.
    name : str
        Name that is written.
    colour : str
        Hexadecimal colour.
    above : bool
        Whether it stands above the line.

    Returns
    -------
    dict
        Annotation of a figure.
    """
    font = {"color": text_colour(colour), "size": 13}
    return {
        "x": across,
        "y": up,
        "text": f"<b>{short_name(name)}</b>",
        "font": font,
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom" if above else "top",
        "yshift": 14 if above else -14,
        "bgcolor": "rgba(255,255,255,.75)",
    }


def label_beside(months: Sequence[str], edges: FloatArray, name: str, colour: str, *, above: bool) -> dict[str, Any]:
    """Make the name of a line with a band, written over or under the band's last third.

    Parameters
    ----------
    months : sequence of str
        Months as ISO dates.
    edges : array of float
        Lower and upper edge; shape (2, months).
    name : str
        Name that is written.
    colour : str
        Hexadecimal colour.
    above : bool
        Whether it stands above the band.

    Returns
    -------
    dict
        Annotation of a figure.
    """
    last = edges[:, -max(len(months) // 3, 1) :]
    up = float(last.max() if above else last.min())
    return label(months[-1], up, name, colour, above=above) | {"yshift": 3 if above else -3}


def key_above() -> dict[str, Any]:
    """A legend above the figure, to be read and not clicked."""
    return {
        "orientation": "h",
        "x": 0,
        "y": 1.02,
        "yanchor": "bottom",
        "font": {"size": 13, "color": INK},
        "itemclick": False,
        "itemdoubleclick": False,
        "itemsizing": "constant",
    }


def heading(text: str, top: float, colour: str = INK) -> dict[str, Any]:
    """Make the heading of a panel.

    Parameters
    ----------
    text : str
        Heading.
    top : float
        Place up, as a share of the figure's height.
    colour : str
        Hexadecimal colour.

    Returns
    -------
    dict
        Annotation of a figure.
    """
    font = {"color": text_colour(colour), "size": 14}
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": top,
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
        "text": f"<b>{short_name(text, 48)}</b>",
        "font": font,
    }
