"""One customer's history in time: grievance against its breaking point, trust, and events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import plotly.graph_objects as go

from sim.metrics.contacts import on_time, responses_due
from sim.questions.customer_history import CustomerHistory
from sim.report.charts.drawing import (
    BLUE,
    GREEN,
    INK,
    PURPLE,
    VERMILLION,
    Picture,
    axis_of,
    heading,
    layout_of,
    short_name,
    text_colour,
)
from sim.report.customer_history import Moment, day, history_words
from sim.report.format.reader_locale import local
from sim.units import MINUTES_PER_DAY, moment

__all__ = ["history_chart"]

DOMAINS = {"grievance": (0.56, 0.96), "trust": (0.37, 0.48), "events": (0.0, 0.29)}
LANES = ("contact on time", "contact late", "forgotten, hung up", "invoice", "dispute", "renewal, offer", "end")
LANE_MARKS = {
    "contact on time": ("circle", BLUE),
    "contact late": ("x", VERMILLION),
    "forgotten, hung up": ("diamond", PURPLE),
    "invoice": ("square", INK),
    "dispute": ("triangle-up", VERMILLION),
    "renewal, offer": ("circle-open", GREEN),
    "end": ("star", VERMILLION),
}
LANE_OF = {
    "invoice": "invoice",
    "dispute": "dispute",
    "renewal": "renewal, offer",
    "offer": "renewal, offer",
    "remedy": "renewal, offer",
    "signed": "renewal, offer",
    "POP": "end",
    "exit": "end",
}
LARGEST, SMALLEST = 16.0, 6.0
AFTERWARDS_DAYS = 20
"""Drawn after a customer has left."""


def history_chart(history: CustomerHistory, moments: Sequence[Moment]) -> Picture:
    """Draw grievance straw by straw up to the breaking point, trust month by month, and lanes of events.

    Parameters
    ----------
    history : CustomerHistory
        Of one customer.
    moments : sequence of Moment
        Its moments in words, shown on hovering.
    """
    data = [_grievance(history), _grievances(history, moments), _trust(history), *_lanes(history, moments)]
    who = history.customer
    highest = max([who.breaking_point, *(row.grievance for row in history.records.grievances)])
    layout = layout_of(560)
    span = [_when(history, min(who.joined, 0.0)), _when(history, _end(history))]
    layout["xaxis"] = axis_of(type="date", range=span, anchor="y3")
    layout["yaxis"] = axis_of(domain=DOMAINS["grievance"], range=[0, 1.12 * highest])
    layout["yaxis2"] = axis_of(domain=DOMAINS["trust"], range=[0, 1], tickvals=[0, 0.5, 1])
    places = {"tickvals": list(range(len(LANES))), "ticktext": list(LANES)}
    layout["yaxis3"] = axis_of(domain=DOMAINS["events"], range=[len(LANES) - 0.5, -0.5], **places)
    layout["annotations"] = [
        heading("Grievance, event by event", 1.0),
        heading("Trust", 0.535),
        heading("What happened", 0.35),
        {
            "xref": "paper",
            "x": 1,
            "y": who.breaking_point,
            "xanchor": "right",
            "yanchor": "bottom",
            "showarrow": False,
            "text": "breaking point",
            "font": {"color": text_colour(VERMILLION), "size": 12},
        },
    ]
    line = {"color": VERMILLION, "width": 2, "dash": "dash"}
    layout["shapes"] = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": who.breaking_point,
            "y1": who.breaking_point,
            "line": line,
        }
    ]
    return Picture(go.Figure(data=data, layout=layout), f"{who.customer}: {history_words(history)}.")


def _when(history: CustomerHistory, at: float) -> str:
    return f"{moment(history.start_date, at):%Y-%m-%d %H:%M}"


def _end(history: CustomerHistory) -> float:
    """Some days after the customer left, or the end of the study."""
    left = [row.at for row in history.records.departures]
    return min([history.horizon, *(at + AFTERWARDS_DAYS * MINUTES_PER_DAY for at in left)])


def _grievance(history: CustomerHistory) -> dict[str, Any]:
    """From straw to straw, and down to each month's end."""
    who, records = history.customer, history.records
    points = [(who.joined, who.grievance)]
    points += [(row.at, row.grievance) for row in records.grievances]
    ends = [(history.month_starts[row.month + 1], row.grievance) for row in records.months]
    points = sorted([*points, *((at, size) for at, size in ends)])
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [_when(history, at) for at, _ in points],
        "y": [size for _, size in points],
        "line": {"color": INK, "width": 1.5},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _grievances(history: CustomerHistory, moments: Sequence[Moment]) -> dict[str, Any]:
    grievances = [moment for moment in moments if moment.kind == "straw"]
    heaviest = max((grievance.size or 0.0 for grievance in grievances), default=1.0) or 1.0
    sizes = [max(3.0, LARGEST * max(grievance.size or 0.0, 0.0) / heaviest) for grievance in grievances]
    texts = [
        f"{day(history, grievance.at)}<br>{short_name(grievance.text, 110)}<br>+{local(grievance.size or 0, '.2f')}"
        for grievance in grievances
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_when(history, grievance.at) for grievance in grievances],
        "y": [grievance.grievance for grievance in grievances],
        "hovertext": texts,
        "hoverinfo": "text",
        "showlegend": False,
        "marker": {"size": sizes, "color": VERMILLION, "symbol": "diamond", "opacity": 0.75},
    }


def _trust(history: CustomerHistory) -> dict[str, Any]:
    points = [(history.customer.joined, history.customer.trust)]
    points += [(history.month_starts[row.month + 1], row.trust) for row in history.records.months]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [_when(history, at) for at, _ in points],
        "yaxis": "y2",
        "y": [level for _, level in points],
        "line": {"color": BLUE, "width": 2.5},
        "hoverinfo": "x+y",
        "showlegend": False,
    }


def _lanes(history: CustomerHistory, moments: Sequence[Moment]) -> Iterator[dict[str, Any]]:
    by_lane: dict[str, list[tuple[str, str, float]]] = {lane: [] for lane in LANES}
    for lane, count in _contacts(history):
        days = sorted(count.items())
        by_lane[lane] = [(f"{day} 12:00", f"{day}: {number}, {lane}", float(number)) for day, number in days]
    for event in moments:
        if event.kind in LANE_OF:
            texts = f"{day(history, event.at)}<br>{short_name(event.text, 110)}"
            by_lane[LANE_OF[event.kind]].append((_when(history, event.at), texts, 4.0))
    for place, (lane, marks) in enumerate(by_lane.items()):
        symbol, colour = LANE_MARKS[lane]
        sizes = [min(LARGEST, SMALLEST + 1.2 * weight**0.5) for _, _, weight in marks]
        marker = {"symbol": symbol, "color": colour, "size": sizes, "opacity": 0.8}
        yield {
            "type": "scatter",
            "mode": "markers",
            "x": [when for when, _, _ in marks],
            "y": [place] * len(marks),
            "yaxis": "y3",
            "hovertext": [texts for _, texts, _ in marks],
            "hoverinfo": "text",
            "marker": marker,
            "name": lane,
            "showlegend": False,
        }


def _contacts(history: CustomerHistory) -> Iterator[tuple[str, Counter[date]]]:
    """Contacts by day: answered on time, late or not at all, and neglected."""
    contacts = history.records.contacts
    due = responses_due(contacts.where(contacts.column("opened") >= 0))
    rows = list(zip(due, on_time(due).tolist(), strict=True))
    yield "contact on time", _by_day(history, [row.opened for row, in_time in rows if in_time])
    yield "contact late", _by_day(history, [row.opened for row, in_time in rows if not in_time])
    yield "forgotten, hung up", _by_day(history, [row.at for row in history.records.grievances if row.cause.neglect])


def _by_day(history: CustomerHistory, moments: Sequence[float]) -> Counter[date]:
    start = datetime(history.start_date.year, history.start_date.month, history.start_date.day).toordinal()  # noqa: DTZ001  local
    return Counter(date.fromordinal(start + int(at // MINUTES_PER_DAY)) for at in moments)
