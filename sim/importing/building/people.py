"""Work, events, presence and rosters: who was there, and what they did."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.importing.contents import meaning_of, shift_of
from sim.importing.date_order import DateReading, read_dates
from sim.importing.dates import NO_TIME, codes_of
from sim.importing.prepared import Prepared
from sim.importing.tables import TablePart
from sim.importing.wording import folded

__all__ = ["events", "presence", "roster", "work"]

MINUTES_PER_DAY = 1440
SECONDS_PER_DAY = 86_400
_CHANNELS = ("case", "chat", "phone", "call", "mail", "message", "voice", "ticket")


def work(prepared: Prepared) -> list[TablePart]:
    """Rows of work: from when to when, by whom, and the time at it.

    Parameters
    ----------
    prepared : Prepared
        The sheet.

    Returns
    -------
    list of TablePart
        One.
    """
    started, ended = prepared.time("started"), prepared.time("ended")
    if prepared.has("sister"):
        started = np.where(started == NO_TIME, prepared.time("sister"), started)
    seconds = prepared.number("handle")
    seconds = _in_seconds(prepared, "handle", seconds, started, ended)
    part = TablePart("work", np.arange(prepared.count), {"started": started, "ended": ended, "handle_s": seconds})
    part.columns["contact_id"] = prepared.texts("contact_id")
    part.columns["agent"] = prepared.names("agent")
    part.columns["team"] = prepared.meanings("team", keep=True)
    part.columns["channel"] = prepared.meanings("channel")
    return [part]


def _in_seconds(
    prepared: Prepared,
    name: str,
    values: NDArray[np.float64],
    started: NDArray[np.int64],
    ended: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Durations in seconds: by the unit in the name, else by the times beside them, else taken as seconds."""
    if not prepared.has(name):
        both = (started != NO_TIME) & (ended != NO_TIME) & (ended >= started)
        return np.where(both, ended - started, np.nan)
    if prepared.unit(name) is not None or prepared.raw.recognition.fields[name].content.shares.get("number", 0) < 0.5:
        return values
    both = (started != NO_TIME) & (ended != NO_TIME) & (ended > started) & (values > 0)
    header = prepared.header(name)
    if both.sum() < 10:
        prepared.note(f"{header} tells no unit; taken as seconds")
        return values
    ratio = float(np.median(values[both] / (ended[both] - started[both])))
    unit = min((1, 60, 3600), key=lambda step: abs(np.log(max(ratio * step, 1e-9))))
    prepared.note(
        f"{header} counts {({1: 'seconds', 60: 'minutes', 3600: 'hours'})[unit]}, as the times beside it show"
    )
    return values * unit


def events(prepared: Prepared) -> list[TablePart]:
    """Rows of events.

    Parameters
    ----------
    prepared : Prepared
        The sheet.

    Returns
    -------
    list of TablePart
        One.
    """
    part = TablePart(
        "events", np.arange(prepared.count), {"at": prepared.time("at"), "contact_id": prepared.texts("contact_id")}
    )
    part.columns["state"] = prepared.meanings("state", keep=True)
    part.columns["agent"] = prepared.names("agent")
    part.columns["team"] = prepared.meanings("team", keep=True)
    return [part]


def presence(prepared: Prepared) -> list[TablePart]:
    """Rows of presence: who was available, busy or away, from when to when.

    Parameters
    ----------
    prepared : Prepared
        The sheet.

    Returns
    -------
    list of TablePart
        One.
    """
    started, ended = prepared.time("started"), prepared.time("ended")
    lasted = prepared.number("duration")
    if prepared.has("duration"):
        unit = prepared.unit("duration")
        if unit is None:
            lasted = _in_seconds(prepared, "duration", lasted, started, ended)
        gap = (ended == NO_TIME) & (lasted >= 0) & (started != NO_TIME)
        ended = np.where(gap, started + np.nan_to_num(lasted).round().astype(np.int64), ended)
    codes, words = prepared.names("state")
    states = ["available", "busy", "away"]
    places, assumed = [], []
    for word in words:
        meaning = meaning_of(word, "presence")
        if not meaning:
            meaning = "available" if any(channel in folded(word) for channel in _CHANNELS) else "away"
            assumed.append(f"{word[:24]} as {meaning}")
        places.append(states.index(meaning))
    if assumed:
        prepared.note(f"{prepared.header('state')}: assumed {', '.join(assumed[:6])}")
    state = np.array([*places, -1], np.int32)[codes]
    if prepared.has("is_away"):
        state = np.where(prepared.flag("is_away") > 0, 2, state).astype(np.int32)
    part = TablePart("presence", np.arange(prepared.count), {"from": started, "to": ended, "state": (state, states)})
    part.columns["agent"] = prepared.names("agent")
    return [part]


def roster(prepared: Prepared) -> list[TablePart]:
    """Shifts of a roster, be it a row a shift or a column a day.

    Parameters
    ----------
    prepared : Prepared
        The sheet.

    Returns
    -------
    list of TablePart
        One.
    """
    if prepared.raw.recognition.layout == "days":
        return _by_days(prepared)
    start, end = prepared.clock_minutes("from"), prepared.clock_minutes("to")
    if prepared.has("shift"):
        codes, words = prepared.names("shift")
        shifts = [shift_of(word) or (np.nan, np.nan) for word in words]
        table = np.array([*shifts, (np.nan, np.nan)], float)[codes]
        start, end = np.where(np.isnan(start), table[:, 0], start), np.where(np.isnan(end), table[:, 1], end)
    end = np.where(end <= start, end + MINUTES_PER_DAY, end)
    items = np.flatnonzero(~np.isnan(start) & ~np.isnan(end))
    part = TablePart("roster", items, {"from_minute": start[items], "to_minute": end[items]})
    part.columns["day"] = prepared.time("day")[items]
    codes, names = prepared.names("agent")
    part.columns["agent"] = (codes[items], names)
    return [part]


def _of_header(codes: NDArray[np.int64]) -> DateReading:
    """Days of a header; where both orders parse, in that in which most follow each other."""
    name = "days of the header"
    reading = read_dates({"day": codes}, {"day": name})
    if not reading.open_order:
        return reading
    choices = {order: read_dates({"day": codes}, {"day": name}, answer=order) for order in ("d/m", "m/d")}
    best = max(choices, key=lambda order: _steps(choices[order]))
    word = "day first" if best == "d/m" else "month first"
    choices[best].notes = [f"{name}: {word}, as most columns are then the day after the one before"]
    return choices[best]


def _steps(reading: DateReading) -> int:
    """Columns that are the day after the one before."""
    days = reading.times["day"]
    return int((np.diff(days[days != NO_TIME]) == SECONDS_PER_DAY).sum())


def _by_days(prepared: Prepared) -> list[TablePart]:
    raw = prepared.raw
    recognition = raw.recognition
    codes = codes_of([column.header for column in recognition.columns], raw.sheet.typed)
    reading = _of_header(codes)
    prepared.notes += reading.notes
    days = reading.times["day"]
    who = recognition.fields["agent"].index
    rows: list[tuple[int, str, int, int, int]] = []
    off = 0
    for item, cells in enumerate(raw.wide):
        for index, day in enumerate(days):
            if day == NO_TIME or not cells[index].strip():
                continue
            shifts = [shift for line in cells[index].strip().splitlines() if (shift := shift_of(line))]
            off += not shifts
            rows += [(item, cells[who].strip(), int(day), start, end) for start, end in shifts]
    if off:
        prepared.note(f"{off:,} cells of the roster hold no hours, such as leave; nobody is there then")
    names = list(dict.fromkeys(row[1] for row in rows))
    places = {name: place for place, name in enumerate(names)}
    part = TablePart("roster", np.array([row[0] for row in rows], np.int64))
    part.columns["agent"] = (np.array([places[row[1]] for row in rows], np.int32), names)
    part.columns["day"] = np.array([row[2] for row in rows], np.int64)
    part.columns["from_minute"] = np.array([row[3] for row in rows], float)
    part.columns["to_minute"] = np.array([row[4] for row in rows], float)
    return [part]
