"""Contacts and work from lists of calls and of chats, whose legs are put together."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.building.tickets import satisfaction
from sim.importing.dates import NO_TIME
from sim.importing.folding import Folding, text_codes
from sim.importing.prepared import Codes, Prepared
from sim.importing.tables import TablePart, codes_taken

__all__ = ["calls", "scope_of_calls"]

Numbers = NDArray[np.float64]
OUTCOMES = ("answered", "hung_up", "missed", "deflected", "open")
NOBODY = re.compile(r"^no[_ -]?(?:server|agent|operator|one)|^unassigned|^system$|^queue$", re.I)
LEG_HOURS = 2


def scope_of_calls(prepared: Prepared) -> tuple[NDArray[np.bool_], str]:
    """Calls that customers made.

    Parameters
    ----------
    prepared : Prepared
        The sheet.

    Returns
    -------
    within : array of bool
        False for calls that were made by the desk, or within the house.
    reason : str
        Why the others are left out.
    """
    codes, words = prepared.meanings("direction")
    outside = [place for place, word in enumerate(words) if word in {"out", "inside"}]
    return ~np.isin(codes, outside), "calls made by the desk or within the house"


def calls(prepared: Prepared, customers: Codes) -> list[TablePart]:
    """Tables from a list of calls or chats.

    Parameters
    ----------
    prepared : Prepared
        The sheet.
    customers : Codes
        Customer of each item.

    Returns
    -------
    list of TablePart
        Contacts, and the work on those that were answered.
    """
    return _Calls(prepared, customers).parts()


class _Calls:
    def __init__(self, prepared: Prepared, customers: Codes) -> None:
        self.prepared, self.customers = prepared, customers
        self.opened = prepared.time("opened")
        self.ids = prepared.texts("id")
        self.fold = Folding([text_codes(self.ids), self._starts()])
        self.seconds = {
            name: prepared.number(name) for name in ("wait", "ring", "talk", "hold", "wrap", "handle", "total")
        }

    def _starts(self) -> NDArray[np.int64]:
        """Start of the call of each leg: of legs of one id and one caller, within two hours, the first."""
        caller, _ = self.prepared.names("caller")
        ids = text_codes(self.ids)
        starts = self.opened.copy()
        if not self.prepared.has("id"):
            return starts
        order = np.lexsort((self.opened, ids))
        for before, item in pairwise(order) if (caller >= 0).any() else ():
            same = ids[before] == ids[item] >= 0 and caller[before] == caller[item] >= 0
            if same and 0 <= self.opened[item] - starts[before] <= LEG_HOURS * 3600:
                starts[item] = starts[before]
        return starts

    def parts(self) -> list[TablePart]:
        prepared, fold = self.prepared, self.fold
        if not fold.trivial:
            prepared.note(
                f"{prepared.count:,} rows were {fold.count:,} {prepared.raw.recognition.kind.title}: legs are one call"
            )
        if prepared.has("case") and (cases := int(prepared.raw.texts["case"].filled().sum())):
            prepared.note(f"{cases:,} chats name a case: where cases are read as well, those are counted twice")
        answered, outcome = self.outcomes()
        contacts = TablePart("contacts", fold.lead)
        columns = contacts.columns
        columns["customer"] = self.folded(self.customers)
        columns["contact_id"] = self.ids.take(pa.array(fold.lead))
        columns["opened"] = opened = np.where(fold.lead >= 0, self._least_opened(), NO_TIME)
        channel = prepared.raw.recognition.kind.channel
        columns["channel"] = (np.zeros(fold.count, np.int32), [channel])
        columns["kind"] = self.folded(prepared.meanings("kind", keep=True))
        columns["severity"] = (np.zeros(fold.count, np.int32), ["unknown"])
        columns["outcome"] = (outcome, list(OUTCOMES))
        columns["wait_s"] = wait = self.waits(answered, outcome, opened)
        if prepared.has("transfers"):
            columns["reassignments"] = fold.most(prepared.number("transfers"))
        scores = satisfaction(prepared)
        columns["satisfaction"] = self.number_at(scores, fold.last(~np.isnan(scores)))
        columns["first_response"] = self.responses(answered, opened, wait)
        columns["resolved"] = columns["closed"] = np.where(
            outcome == 0, self.ends(answered, columns["first_response"]), NO_TIME
        )
        return [contacts, *self.work(answered, columns)]

    def outcomes(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Leg on which each call was answered, -1 for none; and its outcome."""
        prepared, fold = self.prepared, self.fold
        codes, words = prepared.meanings("outcome")
        present = {word: codes == place for place, word in enumerate(words)}
        nothing = np.zeros(prepared.count, bool)
        yes = present.get("answered", nothing).copy()
        no = np.zeros(prepared.count, bool)
        if prepared.has("answered"):
            flag = prepared.flag("answered")
            yes, no = flag > 0, flag == 0
        elif not prepared.has("outcome"):
            talk = self.seconds["talk"]
            yes, no = (talk > 0) | prepared_time(prepared, "answered_at"), ~(talk > 0)
            prepared.note(
                f"answered: {'calls' if prepared.has('talk') else 'chats'} with time talked, as no column says it"
            )
        answered = fold.first(yes)
        hung = (
            present.get("hung_up", nothing) | (prepared.flag("abandoned") > 0)
            if prepared.has("abandoned")
            else present.get("hung_up", nothing)
        )
        if prepared.has("abandoned_after"):
            hung = hung | ((prepared.number("abandoned_after") > 0) & ~yes)
        outcome = np.full(fold.count, -1, np.int32)
        for place, flags in (
            (4, present.get("open", nothing)),
            (3, present.get("deflected", nothing)),
            (2, no | present.get("missed", nothing)),
            (1, hung),
        ):
            outcome[fold.first(flags) >= 0] = place
        outcome[answered >= 0] = 0
        return answered, outcome

    def waits(self, answered: NDArray[np.int64], outcome: NDArray[np.int32], opened: NDArray[np.int64]) -> Numbers:
        """Seconds until somebody answered, or until the caller gave up."""
        prepared, fold = self.prepared, self.fold
        wait = self.seconds["wait"]
        present = fold.first(~np.isnan(wait))
        result = self.number_at(wait, np.where(answered >= 0, answered, present))
        result = np.where(np.isnan(result), self.number_at(wait, present), result)
        if prepared.has_time("answered_at"):
            times = prepared.time("answered_at")
            at = np.where(answered >= 0, times[np.maximum(answered, 0)], NO_TIME)
            gap = np.where((at != NO_TIME) & (opened != NO_TIME), at - opened, np.nan)
            result = np.where(np.isnan(result) & (gap >= 0), gap, result)
        if prepared.has("ring"):
            ring = self.number_at(self.seconds["ring"], np.where(answered >= 0, answered, fold.lead))
            if int((np.isnan(result) & ~np.isnan(ring)).sum()):
                prepared.note(f"wait: taken from {prepared.header('ring')} where no other column tells it")
            result = np.where(np.isnan(result), ring, result)
        ended = prepared.time("ended")
        lasted = np.where((ended != NO_TIME) & (self.opened != NO_TIME), ended - self.opened, np.nan)
        gave_up = (outcome > 0) & (outcome < 3)
        result = np.where(np.isnan(result) & gave_up, fold.most(np.where(lasted >= 0, lasted, np.nan)), result)
        return np.where(result >= 0, result, np.nan)

    def responses(self, answered: NDArray[np.int64], opened: NDArray[np.int64], wait: Numbers) -> NDArray[np.int64]:
        """When somebody answered: its own column, else the opening and the wait."""
        times = self.prepared.time("answered_at")
        at = np.where(answered >= 0, times[np.maximum(answered, 0)], NO_TIME)
        computed = opened + np.nan_to_num(wait).round().astype(np.int64)
        usable = (answered >= 0) & ~np.isnan(wait) & (opened != NO_TIME)
        return np.where(at != NO_TIME, at, np.where(usable, computed, NO_TIME))

    def ends(self, answered: NDArray[np.int64], response: NDArray[np.int64]) -> NDArray[np.int64]:
        ended = self.prepared.time("ended")
        end = np.where(answered >= 0, ended[np.maximum(answered, 0)], NO_TIME)
        talk = self.number_at(self.seconds["talk"], answered)
        computed = np.where(
            (response != NO_TIME) & (talk >= 0), response + np.nan_to_num(talk).astype(np.int64), NO_TIME
        )
        return np.where(end == NO_TIME, computed, end)

    def work(self, answered: NDArray[np.int64], columns: dict[str, object]) -> list[TablePart]:
        placed = np.flatnonzero(answered >= 0)
        if not len(placed):
            return []
        legs = answered[placed]
        part = TablePart("work", legs)
        handle = self.seconds["handle"][legs]
        talk = np.nansum([self.seconds[name][legs] for name in ("talk", "hold", "wrap")], axis=0)
        present = ~np.isnan(self.seconds["talk"][legs])
        response = np.asarray(columns["first_response"])[placed]
        end = np.asarray(columns["closed"])[placed]
        lasted = np.where((response != NO_TIME) & (end != NO_TIME), end - response, np.nan)
        part.columns["handle_s"] = np.where(
            np.isnan(handle), np.where(present, talk, np.where(lasted >= 0, lasted, np.nan)), handle
        )
        agents, names = self.prepared.names("agent")
        nobody = [place for place, name in enumerate(names) if NOBODY.match(name)]
        part.columns["agent"] = (np.where(np.isin(agents, nobody), -1, agents).astype(np.int32)[legs], names)
        part.columns["team"] = codes_taken(self.prepared.meanings("team", keep=True), legs)
        part.columns["started"], part.columns["ended"] = response, end
        part.columns["contact_id"] = self.ids.take(pa.array(legs))
        part.columns["channel"] = (np.zeros(len(placed), np.int32), [self.prepared.raw.recognition.kind.channel])
        return [part]

    def _least_opened(self) -> NDArray[np.int64]:
        item = self.fold.first(self.opened != NO_TIME)
        opened = np.where(item >= 0, self.opened[np.maximum(item, 0)], NO_TIME)
        least = -self.fold.most(np.where(self.opened != NO_TIME, -self.opened.astype(float), np.nan))
        return np.where(opened == NO_TIME, NO_TIME, np.nan_to_num(least).astype(np.int64))

    def folded(self, codes: Codes) -> Codes:
        return codes_taken(codes, self.fold.first(codes[0] >= 0))

    def number_at(self, values: Numbers, items: NDArray[np.int64]) -> Numbers:
        return np.where(items >= 0, values[np.maximum(items, 0)], np.nan)


def prepared_time(prepared: Prepared, name: str) -> NDArray[np.bool_]:
    """Items that have a time of a field.

    Parameters
    ----------
    prepared : Prepared
        The sheet.
    name : str
        Name of the field.

    Returns
    -------
    array of bool
        False throughout where the sheet lacks it.
    """
    there: NDArray[np.bool_] = prepared.time(name) != NO_TIME
    return there
