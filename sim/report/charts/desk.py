"""The desk in motion: who waits in which queue, whose contacts people work on, who is idle; one frame a look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import plotly.graph_objects as go

from sim.questions.desk_week import Look, TeamLook, Week, fullest
from sim.report.charts.drawing import BLUE, INK, VERMILLION, Picture, axis_of, key_above, layout_of, short_name
from sim.report.format.reader_locale import day_of, local
from sim.units import MINUTES_PER_HOUR, moment

__all__ = ["desk_chart", "desk_finding"]

MOST_PEOPLE, MOST_WAITING = 5, 18
"""Most marks drawn of a team; the text beside it gives the full number."""
FRAME_MILLISECONDS = 350
ROW_PIXELS = 78
INVISIBLE = "rgba(0,0,0,0)"
IDLE, SERVED, SERVED_CHOSEN, WAITING, WAITING_CHOSEN = range(5)
MARKS = (
    {"symbol": "circle-open", "color": INK, "size": 13, "line": {"width": 2}},
    {"symbol": "circle", "color": BLUE, "size": 13},
    {"symbol": "diamond", "color": VERMILLION, "size": 14},
    {"symbol": "square", "color": "#8A8E99", "size": 11},
    {"symbol": "diamond-open", "color": VERMILLION, "size": 12, "line": {"width": 3}},
)
LEGEND = ("person, idle", "person at work", "at work for {customer}", "waits", "{customer} waits")


def desk_finding(week: Week, customer: str) -> str:
    """State when most contacts of others waited while a customer was served.

    Parameters
    ----------
    week : Week
        The desk over one week.
    customer : str
        Name of the customer.

    Returns
    -------
    str
        A sentence, counted on the frames of the animation.
    """
    look, team = fullest(week, customer)
    desk = look.teams[team]
    own = sum(waiter.customer == customer for waiter in desk.waiting)
    others = len(desk.waiting) - own
    at = moment(week.start_date, look.at)
    when = f"On {at:%A} {day_of(at)} at {at:%H:%M}"
    served = desk.served.count(customer)
    if not others:
        return f"In none of this week's looks at the desk does a contact of others wait where {customer} is."
    text = f"{when}, {others} {'contact' if others == 1 else 'contacts'} of others waited at {team}"
    if not served and not own:
        return f"{text}; {customer} was not there in this week's looks."
    longest = max((look.at - waiter.since for waiter in desk.waiting if waiter.customer != customer), default=0.0)
    behind = f"while {customer} had {served} of {len(desk.served)} people at work and {own} waiting"
    return f"{text}, the longest for {local(longest / MINUTES_PER_HOUR, '.1f')} h, {behind}."


def desk_chart(week: Week, customer: str) -> Picture:
    """An animated figure: a row for each team, people on the left, the queue on the right, the longest wait first.

    Parameters
    ----------
    week : Week
        What was seen.
    customer : str
        Whose contacts are marked.
    """
    teams = list(week.looks[0].teams)
    names = [f"{moment(week.start_date, look.at):%a %d %b %H:%M}" for look in week.looks]
    desk = [list(_traces(look, teams, customer)) for look in week.looks]
    frames = [{"name": str(number), "data": traces} for number, traces in enumerate(desk)]
    start = week.looks.index(fullest(week, customer)[0])
    data = [
        trace | {"name": short_name(text.format(customer=customer), 28)}
        for trace, text in zip(desk[start], (*LEGEND, ""), strict=True)
    ]
    for trace, marker in zip(data, MARKS, strict=False):
        trace.update(mode="markers", marker=marker, hoverinfo="text")
    data[-1] |= {
        "mode": "text",
        "textposition": "middle right",
        "hoverinfo": "skip",
        "showlegend": False,
        "textfont": {"size": 13, "color": INK},
    }
    layout = layout_of(ROW_PIXELS * len(teams) + 170) | {"showlegend": True}
    layout["xaxis"] = axis_of(range=[-MOST_PEOPLE - 0.7, MOST_WAITING + 0.7], visible=False)
    layout["yaxis"] = axis_of(range=[len(teams) - 0.35, -0.75], visible=False)
    layout["legend"] = key_above()
    line = {"type": "line", "x0": 0.3, "x1": 0.3, "layer": "below", "line": {"color": INK, "width": 1}}
    layout["shapes"] = [line | {"y0": row - 0.24, "y1": row + 0.24} for row in range(len(teams))]
    layout |= {"updatemenus": [_buttons()], "sliders": [_slider(names, start)]}
    layout["margin"] = {"l": 8, "r": 12, "t": 8, "b": 96}
    figure = go.Figure({"data": data, "layout": layout, "frames": frames}, skip_invalid=False)
    return Picture(figure, desk_finding(week, customer))


def _traces(look: Look, teams: Sequence[str], customer: str) -> Iterator[dict[str, Any]]:
    """Marks of each kind, then the words of each row; the same traces in every frame."""
    points: list[list[tuple[float, int, str]]] = [[] for _ in MARKS]
    for row, team in enumerate(teams):
        for kind, across, text in _marks(look, look.teams[team], customer):
            points[kind].append((across, row, text))
    for point in points:
        places: list[tuple[float | None, int | None, str]] = [*point] or [(None, None, "")]  # none, but in the key
        yield {
            "type": "scatter",
            "x": [across for across, _, _ in places],
            "y": [row for _, row, _ in places],
            "hovertext": [text for _, _, text in places],
        }
    yield {
        "type": "scatter",
        "x": [-MOST_PEOPLE - 0.5] * len(teams),
        "y": [row - 0.42 for row in range(len(teams))],
        "text": [_words(team, look.teams[team]) for team in teams],
    }


def _marks(look: Look, desk: TeamLook, customer: str) -> Iterator[tuple[int, float, str]]:
    """Kind, place and words of each mark of a team: people leftwards from the desk, the queue rightwards."""
    people = [(SERVED_CHOSEN if who == customer else SERVED, f"works for {short_name(who)}") for who in desk.served]
    people += [(IDLE, "idle")] * desk.idle
    for place, (kind, text) in enumerate(people[:MOST_PEOPLE]):
        yield kind, -float(place), text
    for place, waiter in enumerate(desk.waiting[:MOST_WAITING]):
        kind = WAITING_CHOSEN if waiter.customer == customer else WAITING
        hours = (look.at - waiter.since) / MINUTES_PER_HOUR
        yield kind, float(place + 1), f"{short_name(waiter.customer)}, {local(hours, '.1f')} h"


def _words(team: str, desk: TeamLook) -> str:
    busy = f"{len(desk.served)} at work, {desk.idle} idle"
    return f"<b>{short_name(team, 20)}</b>: {busy}, {len(desk.waiting)} waiting"


def _buttons() -> dict[str, Any]:
    play = {
        "frame": {"duration": FRAME_MILLISECONDS, "redraw": False},
        "transition": {"duration": 0},
        "fromcurrent": True,
    }
    pause = {"frame": {"duration": 0, "redraw": False}, "mode": "immediate", "transition": {"duration": 0}}
    buttons = [
        {"label": "▶ Play", "method": "animate", "args": [None, play]},
        {"label": "❚❚ Pause", "method": "animate", "args": [[None], pause]},
    ]
    return {
        "type": "buttons",
        "direction": "left",
        "buttons": buttons,
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 52},
    }


def _slider(names: Sequence[str], start: int) -> dict[str, Any]:
    go_to = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    steps = [{"label": name, "method": "animate", "args": [[str(number)], go_to]} for number, name in enumerate(names)]
    return {
        "active": start,
        "steps": steps,
        "x": 0,
        "len": 1,
        "pad": {"t": 4},
        "ticklen": 0,
        "minorticklen": 0,
        "font": {"color": INVISIBLE, "size": 1},
        "currentvalue": {"font": {"size": 15, "color": INK}},
    }
