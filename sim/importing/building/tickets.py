"""Contacts, work and events from lists of tickets, audit logs, lists of interactions and of milestones."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.closing import closing_spike
from sim.importing.contents import meaning_of
from sim.importing.dates import CERTAIN, NO_TIME, NUMERIC, codes_of, form_of, seconds_of
from sim.importing.folding import Folding, text_codes
from sim.importing.numbers import number_of
from sim.importing.prepared import Codes, Prepared
from sim.importing.tables import TablePart, codes_taken

__all__ = ["satisfaction", "tickets"]

Times = NDArray[np.int64]
Numbers = NDArray[np.float64]
DAY = 86_400
_ENDS = re.compile(r"resol|solv|clos|fix|complet|soluc|losung")
_WORKLOG = re.compile(r"^(?:.*?;)?(?P<at>[^;]*\d[^;]*);(?P<who>[^;]*);(?P<seconds>\d+)\s*$")


def tickets(prepared: Prepared, customers: Codes) -> list[TablePart]:
    """Tables from a list of tickets.

    Parameters
    ----------
    prepared : Prepared
        The sheet.
    customers : Codes
        Customer of each item.

    Returns
    -------
    list of TablePart
        Contacts first; work where time is recorded; events where the sheet is an audit log.
    """
    return _Tickets(prepared, customers).parts()


class _Tickets:
    def __init__(self, prepared: Prepared, customers: Codes) -> None:
        self.prepared, self.customers = prepared, customers
        self.opened = prepared.time("opened")
        self.ids = prepared.texts("id")
        self.status = prepared.meanings("status")
        order = None
        if prepared.has("sequence"):
            order = np.nan_to_num(prepared.number("sequence"), nan=-1).astype(np.int64)
        elif prepared.has("updated"):
            order = prepared.time("updated")
        self.fold = Folding([text_codes(self.ids), self.opened], order)
        self.milestones()

    def parts(self) -> list[TablePart]:
        prepared, fold = self.prepared, self.fold
        if not fold.trivial:
            prepared.note(f"{prepared.count:,} rows were {fold.count:,} tickets: rows of one id and opening are one")
        contacts = TablePart("contacts", fold.lead)
        columns = contacts.columns
        columns["customer"] = self.folded(self.customers)
        columns["contact_id"] = self.ids.take(pa.array(fold.lead))
        columns["opened"] = self.opened[fold.lead]
        for name, section in (("channel", ""), ("kind", ""), ("severity", "")):
            codes = prepared.meanings(name, section, keep=name == "kind")
            columns[name] = self.folded(codes, last=name == "severity")
            prepared.release(name)
        columns["severity"] = _or_unknown(columns["severity"], fold.count)
        self.times(columns)
        self.counts(columns)
        work = self.work(columns)
        events = self.events()
        return [contacts, *work, *events]

    def milestones(self) -> None:
        """Target and completion of a milestone are those of the response, unless it is named after the solution."""
        prepared = self.prepared
        if not prepared.has("milestone") or not prepared.has("due_resolution", "resolved"):
            return
        own = [prepared.header(name) for name in ("due_resolution", "resolved") if prepared.has(name)]
        if not any(re.search(r"target|completion|milestone", name, re.I) for name in own):
            return
        codes, words = prepared.meanings("milestone", keep=True)
        ends = np.array([bool(_ENDS.search(word.casefold())) for word in words] + [False])[codes]
        for response, end in (("due_response", "due_resolution"), ("first_response", "resolved")):
            times = prepared.time(end)
            prepared.set_time(response, np.where(ends, prepared.time(response), times))
            prepared.set_time(end, np.where(ends, times, NO_TIME))
        prepared.note(
            f"{' and '.join(own)} are those of a milestone: of the response in {int((~ends).sum()):,} rows, "
            f"of the solution in {int(ends.sum()):,}"
        )

    def times(self, columns: dict[str, object]) -> None:
        prepared, fold = self.prepared, self.fold
        opened = self.opened[fold.lead]
        resolved = self.last_time("resolved")
        closed = self.last_time("closed")
        resolved = self.resolution(opened, resolved, closed)
        columns["first_response"] = self.response(opened)
        columns["resolved"], columns["closed"] = resolved, closed
        for name in ("due_response", "due_resolution"):
            columns[name] = self.last_time(name)
        status = self.folded(self.status, last=True)
        over = np.isin(status[0], [place for place, word in enumerate(status[1]) if word in {"resolved", "closed"}])
        over |= (resolved != NO_TIME) | (closed != NO_TIME)
        columns["outcome"] = (np.where(over, 0, 1).astype(np.int32), ["answered", "open"])
        wait = np.where(columns["first_response"] != NO_TIME, columns["first_response"] - opened, np.nan)  # type: ignore[operator]
        columns["wait_s"] = np.where(wait < 0, np.nan, wait).astype(np.float32)
        if backwards := int(((resolved != NO_TIME) & (opened != NO_TIME) & (resolved < opened)).sum()):
            prepared.note(f"{backwards:,} tickets were resolved before they were opened, as their dates are read")
        if early := int((wait < 0).sum()):
            prepared.note(f"{early:,} first responses lie before the opening of their ticket; their wait is unknown")

    def response(self, opened: Times) -> Times:
        """First response: its own column, the first interaction, or the opening and a duration."""
        prepared, fold = self.prepared, self.fold
        if prepared.has("first_response"):
            times = prepared.time("first_response")
            answer = self.taken(times, fold.first(times != NO_TIME))
        elif prepared.has("interaction"):
            times = prepared.time("interaction")
            lead, earliest = times[fold.lead], self.taken(times, fold.first(times != NO_TIME))
            answer = np.where(lead == NO_TIME, NO_TIME, np.minimum(lead, earliest))
            prepared.note(f"first response: the first {prepared.header('interaction')} of a ticket")
            if lost := int(((lead == NO_TIME) & (earliest != NO_TIME)).sum()):
                prepared.note(
                    f"{lost:,} tickets have a first interaction without a time: their first response is unknown"
                )
        elif prepared.has_time("first_response"):
            times = prepared.time("first_response")
            answer = self.taken(times, fold.first(times != NO_TIME))
        else:
            answer = np.full(fold.count, NO_TIME)
        return self.with_duration(opened, answer, "response_duration", "first response")

    def resolution(self, opened: Times, resolved: Times, closed: Times) -> Times:
        prepared = self.prepared
        spike = closing_spike(opened, resolved, closed)
        if spike:
            prepared.note(spike.text)
        if not prepared.has("resolved") and (closed != NO_TIME).any():
            if spike and spike.of == "opened":
                prepared.note("when tickets were resolved is unknown: their closing is automatic")
            else:
                prepared.note(f"resolved: taken from {prepared.header('closed')}, as there is no other column for it")
                resolved = closed.copy()
        return self.with_duration(opened, resolved, "resolution_duration", "resolution")

    def with_duration(self, opened: Times, times: Times, name: str, what: str) -> Times:
        """Fill times from a column of durations, once it is clear that these run by the calendar."""
        prepared = self.prepared
        if not prepared.has(name):
            return times
        seconds = self.taken_numbers(prepared.number(name))
        prepared.release(name)
        header = prepared.header(name)
        unit = prepared.unit(name)
        both = (times != NO_TIME) & (opened != NO_TIME) & (seconds > 0)
        elapsed = np.where(both, times - opened, np.nan).astype(float)
        if both.sum() >= 10:
            ratio = float(np.nanmedian(seconds[both] / np.maximum(elapsed[both], 1)))
            steps = {1.0: "", 1 / 60: "minutes", 1 / 3600: "hours", 60.0: "", 3600.0: ""}
            near = min(steps, key=lambda step: abs(np.log(max(ratio, 1e-9) / step)))
            if unit is None and steps[near] and 0.8 < ratio / near < 1.25:
                seconds, ratio = seconds / near, ratio / near
                prepared.note(f"{header} counts {steps[near]}, as the times beside it show")
            if not 0.9 < ratio < 1.1:
                prepared.note(f"{header} is {ratio:.2f} of the time elapsed: it counts business hours and fills no gap")
                return times
        elif unit is None and not self.is_clock(name):
            prepared.note(f"{header} tells no unit and nothing to check it by; it is not used")
            return times
        zero = (seconds == 0) & (times == NO_TIME)
        if zero.any():
            prepared.note(f"{header} is 0 in {int(zero.sum()):,} rows without a {what}: read as none")
        gap = (times == NO_TIME) & (seconds > 0) & (opened != NO_TIME)
        if gap.any():
            prepared.note(f"{what}: {int(gap.sum()):,} times are the opening and {header}")
        return np.where(gap, opened + np.nan_to_num(seconds).round().astype(np.int64), times)

    def is_clock(self, name: str) -> bool:
        sample = self.prepared.raw.recognition.fields[name].content
        return sample.shares.get("number", 0) < 0.5

    def counts(self, columns: dict[str, object]) -> None:
        prepared, fold = self.prepared, self.fold
        for name in ("reopens", "reassignments", "agent_touches", "customer_touches"):
            if prepared.has(name):
                columns[name] = fold.most(prepared.number(name)).astype(np.float32)
                prepared.release(name)
        if prepared.has("interaction") and not prepared.has("agent_touches"):
            columns["agent_touches"] = fold.sizes.astype(float)
        for name in ("response", "resolution"):
            kept = np.full(prepared.count, np.nan)
            if prepared.has(f"{name}_kept"):
                kept = prepared.flag(f"{name}_kept")
            elif prepared.has(f"{name}_breached"):
                kept = 1 - prepared.flag(f"{name}_breached")
            elif prepared.has(f"remaining_{name}"):
                remaining = prepared.raw.texts[f"remaining_{name}"]
                kept = remaining.read(lambda word: 0.0 if word.startswith("-") else 1.0)
                prepared.note(
                    f"{prepared.header(f'remaining_{name}')} is the time that was left; below 0 the promise was broken"
                )
            columns[f"{name}_kept"] = self.taken_numbers(kept, last=True).astype(np.float32)
        columns["satisfaction"] = self.taken_numbers(satisfaction(prepared), last=True).astype(np.float32)

    def work(self, columns: dict[str, object]) -> list[TablePart]:
        prepared, fold = self.prepared, self.fold
        if prepared.has("touch_duration"):
            seconds = fold.most(prepared.number("touch_duration"))
            worked = np.flatnonzero(seconds > 0)
            prepared.note(f"{prepared.header('touch_duration')}: time worked on {len(worked):,} tickets")
            part = TablePart("work", fold.lead[worked], {"handle_s": seconds[worked]})
            part.columns["contact_id"] = self.ids.take(pa.array(fold.lead[worked]))
            part.columns["agent"] = codes_taken(prepared.names("agent"), fold.lead[worked])
            return [part] if len(worked) else []
        return self.worklogs() if prepared.has("worklog") else []

    def worklogs(self) -> list[TablePart]:
        """Entries such as ``comment;date;author;seconds``, several in a cell of a row."""
        items: list[int] = []
        entries: list[re.Match[str]] = []
        codes, cells = self.prepared.raw.texts["worklog"].coded(str)
        logs = [[match for line in cell.split("\n") if (match := _WORKLOG.match(line))] for cell in cells]
        for item in np.flatnonzero(codes >= 0):
            items += [int(item)] * len(logs[codes[item]])
            entries += logs[codes[item]]
        places: dict[str, int] = {}
        who = np.array([places.setdefault(match["who"].strip(), len(places)) for match in entries], np.int32)
        part = TablePart("work", np.array(items, np.int64), {"agent": (who, list(places))})
        part.columns["handle_s"] = np.array([float(match["seconds"]) for match in entries])
        part.columns["started"] = _started([match["at"] for match in entries], self.opened[part.items])
        part.columns["contact_id"] = self.ids.take(pa.array(part.items))
        return [part] if items else []

    def events(self) -> list[TablePart]:
        """Rows of an audit log, where the state of a ticket changes from row to row."""
        prepared, fold = self.prepared, self.fold
        if fold.trivial or not prepared.has("updated") or not prepared.has("status"):
            return []
        state = prepared.raw.texts["status"].coded(str)
        if not fold.varies(state[0].astype(np.int64)).any():
            return []
        at = prepared.time("updated")
        part = TablePart("events", np.arange(prepared.count), {"at": at, "state": state, "contact_id": self.ids})
        part.columns["agent"] = prepared.names("agent")
        part.columns["team"] = prepared.meanings("team", keep=True)
        return [part]

    def folded(self, codes: Codes, last: bool = False) -> Codes:
        present = codes[0] >= 0
        return codes_taken(codes, self.fold.last(present) if last else self.fold.first(present))

    def last_time(self, name: str) -> Times:
        times = self.prepared.time(name)
        return self.taken(times, self.fold.last(times != NO_TIME))

    def taken(self, times: Times, items: Times) -> Times:
        if self.fold.trivial:
            return times
        return np.where(items >= 0, times[np.maximum(items, 0)], NO_TIME)

    def taken_numbers(self, values: Numbers, last: bool = False) -> Numbers:
        if self.fold.trivial:
            return values
        present = ~np.isnan(values)
        items = self.fold.last(present) if last else self.fold.first(present)
        return np.where(items >= 0, values[np.maximum(items, 0)], np.nan)


def _started(cells: list[str], opened: Times) -> Times:
    """Times of entries of work. Of two readings of their days that is taken which puts fewer before the opening."""
    codes = codes_of(cells)
    local = np.isin(form_of(codes), (CERTAIN, NUMERIC))
    readings = [np.where(local, seconds_of(codes, month_first), NO_TIME) for month_first in (False, True)]
    dated = opened != NO_TIME

    def faults(times: Times) -> tuple[int, float]:
        missing, gaps = times == NO_TIME, np.where(dated & (times != NO_TIME), times - opened, 0)
        return int((missing | (gaps < -DAY)).sum()), float(np.abs(gaps.astype(float)).sum())

    return min(readings, key=faults)


def _or_unknown(codes: Codes, count: int) -> Codes:
    places, words = codes
    return np.where(places < 0, len(words), places).astype(np.int32), [*words, "unknown"]


def satisfaction(prepared: Prepared) -> Numbers:
    """Satisfaction from 0 to 1, by words or by a scale that begins at 0 or 1.

    Parameters
    ----------
    prepared : Prepared
        The sheet.

    Returns
    -------
    array of float
        NaN where nobody was asked or answered.
    """
    if not prepared.has("satisfaction"):
        return np.full(prepared.count, np.nan)
    cells = prepared.raw.texts["satisfaction"]
    numbers = [number for word in cells.values() if (number := number_of(word)) is not None]
    top = next((top for top in (1, 5, 7, 10, 100) if max(numbers, default=0) <= top), 100)
    low = 1 if top in {5, 7, 10} and min(numbers, default=0) >= 1 else 0
    if numbers and top > 1:
        prepared.note(f"{prepared.header('satisfaction')} runs from {low} to {top}")

    def _reading(word: str) -> float | None:
        number = number_of(word)
        if number is not None:
            return (number - low) / (top - low)
        meaning = meaning_of(word, "satisfaction")
        return None if meaning in {"", "none"} else float(meaning)

    result = cells.read(_reading)
    prepared.release("satisfaction")
    return result
