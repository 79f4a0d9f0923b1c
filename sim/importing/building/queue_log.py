"""Calls from the log of a queue, in which each event of a call is a row."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.dates import NO_TIME
from sim.importing.folding import Folding, text_codes
from sim.importing.numbers import number_of
from sim.importing.prepared import Prepared
from sim.importing.privacy import CALLER
from sim.importing.tables import TablePart, codes_taken

__all__ = ["queue_log"]

ENDS = {"ABANDON": 1, "EXITWITHTIMEOUT": 2, "EXITEMPTY": 2, "EXITWITHKEY": 2}
"""Events that end a call without an answer: hung up, or missed."""


def queue_log(prepared: Prepared) -> list[TablePart]:
    """Tables from the log of a queue.

    Parameters
    ----------
    prepared : Prepared
        The sheet: time, call, queue, agent, event and its data, whose meaning depends on the event.

    Returns
    -------
    list of TablePart
        Contacts, one for each call that entered the queue; the work on them; and all events.
    """
    at, ids = prepared.time("at"), prepared.texts("id")
    events = prepared.raw.texts["event"].coded(str.upper)
    rows = {word: events[0] == place for place, word in enumerate(events[1])}
    nothing = np.zeros(prepared.count, bool)
    calls = rows.get("ENTERQUEUE", nothing)
    keys = np.where(calls_of(ids, calls), text_codes(ids), -1)
    fold = Folding([keys])
    entered = fold.first(calls)
    real = np.flatnonzero(entered >= 0)
    entered = entered[real]
    connected = fold.first(rows.get("CONNECT", nothing))[real]
    completed = fold.first(rows.get("COMPLETEAGENT", nothing) | rows.get("COMPLETECALLER", nothing))[real]
    outcome, ended = _ends({word: fold.last(rows.get(word, nothing))[real] for word in ENDS}, connected)
    wait = np.where(connected >= 0, _gap(at, entered, connected), _gap(at, entered, ended))
    caller, numbers = prepared.names("second")
    contacts = TablePart("contacts", entered)
    response = np.where(connected >= 0, at[np.maximum(connected, 0)], NO_TIME)
    over = np.where(completed >= 0, at[np.maximum(completed, 0)], NO_TIME)
    contacts.columns |= {
        "customer": codes_taken((caller, [CALLER + number for number in numbers]), entered),
        "contact_id": ids.take(pa.array(entered)),
        "opened": at[entered],
        "channel": (np.zeros(len(real), np.int32), ["phone"]),
        "severity": (np.zeros(len(real), np.int32), ["unknown"]),
        "outcome": (outcome, ["answered", "hung_up", "missed", "deflected", "open"]),
        "wait_s": wait,
        "first_response": response,
        "resolved": over,
        "closed": over,
    }
    prepared.note(f"{prepared.count:,} events were {len(real):,} calls that entered a queue")
    work = _work(prepared, connected, completed, (response, over))
    log = TablePart("events", np.arange(prepared.count), {"at": at, "state": events, "contact_id": ids})
    log.columns["agent"], log.columns["team"] = prepared.names("agent"), prepared.meanings("team", keep=True)
    return [contacts, *work, log]


def calls_of(ids: pa.Array, calls: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows whose id is that of a call that entered the queue.

    Parameters
    ----------
    ids : pyarrow.Array
        Ids of all rows.
    calls : array of bool
        Rows at which a call enters.

    Returns
    -------
    array of bool
        One flag a row.
    """
    codes = text_codes(ids)
    return np.isin(codes, codes[calls]) & (codes >= 0)


def _ends(
    items: dict[str, NDArray[np.int64]], connected: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Outcome of each call, and the event that ended its wait without an answer."""
    outcome = np.full(len(connected), 4, np.int32)
    ended = np.full(len(connected), -1, np.int64)
    for word, item in items.items():
        outcome[item >= 0] = ENDS[word]
        ended = np.where(item >= 0, item, ended)
    outcome[connected >= 0] = 0
    return outcome, ended


def _gap(at: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.float64]:
    present = (start >= 0) & (end >= 0)
    return np.where(present, at[np.maximum(end, 0)] - at[np.maximum(start, 0)], np.nan)


def _work(
    prepared: Prepared,
    connected: NDArray[np.int64],
    completed: NDArray[np.int64],
    span: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> list[TablePart]:
    placed = np.flatnonzero(connected >= 0)
    if not len(placed):
        return []
    talked = prepared.raw.texts["second"].read(number_of)
    last = completed[placed]
    part = TablePart("work", connected[placed])
    part.columns["handle_s"] = np.where(last >= 0, talked[np.maximum(last, 0)], np.nan)
    part.columns["started"], part.columns["ended"] = span[0][placed], span[1][placed]
    part.columns["agent"] = codes_taken(prepared.names("agent"), connected[placed])
    part.columns["team"] = codes_taken(prepared.meanings("team", keep=True), connected[placed])
    part.columns["contact_id"] = prepared.texts("id").take(pa.array(connected[placed]))
    part.columns["channel"] = (np.zeros(len(placed), np.int32), ["phone"])
    return [part]
