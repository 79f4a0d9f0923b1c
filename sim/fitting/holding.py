"""Calls on hold: who waited from when on, and the queue that they would have met with other people at the desk."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush

import numpy as np
import pandas as pd

from sim.fitting.likelihood import Floats

__all__ = [
    "DAY",
    "SHORT_SECONDS",
    "SLOT",
    "SLOTS",
    "THURSDAY",
    "WEEK",
    "EnteredCalls",
    "Held",
    "at_once_given_up",
    "entered_calls",
    "hold",
    "over_at_once",
    "talk_seconds",
    "whole_people",
]

SHORT_SECONDS = 5.0
"""Who hung up within these never queued; who waited longer did."""
LEAST_TALK = 10.0
"""Seconds of work from which on a call was about something; as of `sim.fitting.touches`."""
PHONE, HUNG_UP, ANSWERED = "phone", "hung_up", "answered"
DAY = 86_400
SLOT = 1_800
SLOTS = 48
WEEK = 7
THURSDAY = 3
"""Weekday of 1 January 1970, Monday being 0."""
STEP_BY_DAY, STEP_BY_SLOT = (5**0.5 - 1) / 2, 2**0.5 - 1


@dataclass(frozen=True)
class EnteredCalls:
    """Calls that reached the queue, in the order in which they did."""

    at: Floats
    """Second since 1970, shape (calls,)."""
    wait: Floats
    """Seconds until an answer or a hang-up, shape (calls,)."""
    hung_up: np.ndarray
    kind: np.ndarray
    """What the call was about, as the file says it; empty where it does not."""
    work: Floats = field(default_factory=lambda: np.zeros(0))
    """Seconds of talk of each call that was answered, NaN where they are not told; of none where it is empty."""

    @property
    def queued(self) -> np.ndarray:
        """Whether each call waited."""
        return self.wait > SHORT_SECONDS

    def part(self, which: np.ndarray) -> EnteredCalls:
        """Take some of the calls.

        Parameters
        ----------
        which : array of bool, shape (calls,)
            True for those that are wanted.

        Returns
        -------
        EnteredCalls
            In the same order.
        """
        work = self.work[which] if self.work.size else self.work
        return EnteredCalls(self.at[which], self.wait[which], self.hung_up[which], self.kind[which], work)

    def own_work(self, drawn: Floats) -> Floats:
        """Take the talk of calls that were answered, and what was drawn for all others.

        Parameters
        ----------
        drawn : array of float, shape (calls,)
            Seconds.

        Returns
        -------
        array of float, shape (calls,)
            Seconds. In a file calls that last no time come in swarms, when lines fail, and swarms keep nobody busy.
        """
        return np.where(np.isfinite(self.work), self.work, drawn) if self.work.size else drawn


@dataclass(frozen=True)
class Held:
    """Waits and hang-ups of calls in a queue."""

    wait: Floats
    """Seconds until an answer or a hang-up, shape (calls,)."""
    hung_up: np.ndarray


def talk_seconds(contacts: pd.DataFrame) -> Floats:
    """Seconds from the answer of a call to its end.

    Parameters
    ----------
    contacts : pandas.DataFrame
        ``channel``, ``outcome``, ``first_response``, and ``resolved`` where it is told.

    Returns
    -------
    array of float, shape (contacts,)
        NaN for what is no answered call, and where the end is not told.
    """
    if "resolved" not in contacts:
        return np.full(len(contacts), np.nan)
    seconds = (contacts["resolved"] - contacts["first_response"]).dt.total_seconds()
    answered = (contacts["channel"] == PHONE) & (contacts["outcome"] == ANSWERED) & (seconds >= 0)
    return np.asarray(seconds.where(answered).to_numpy(float))


def over_at_once(contacts: pd.DataFrame) -> np.ndarray:
    """Find calls of no matter: given up at once, or answered and over before a word was said.

    Touch minutes are those of ten seconds of work and more, so that the contacts that they go with are those too.

    Parameters
    ----------
    contacts : pandas.DataFrame
        ``channel``, ``outcome``, ``wait_s``, ``first_response`` and ``resolved``.

    Returns
    -------
    array of bool, shape (contacts,)
        False where it is not told.
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(at_once_given_up(contacts) | (talk_seconds(contacts) < LEAST_TALK))


def at_once_given_up(contacts: pd.DataFrame, short: float = SHORT_SECONDS) -> np.ndarray:
    """Find calls that were given up on the menu, or at once: they brought up no matter, and reached nobody.

    Parameters
    ----------
    contacts : pandas.DataFrame
        ``channel``, ``outcome`` and ``wait_s``.
    short : float, optional
        Seconds within which they were given up.

    Returns
    -------
    array of bool, shape (contacts,)
        False where no wait is known.
    """
    calls = (contacts["channel"] == PHONE) & (contacts["outcome"] == HUNG_UP)
    return np.asarray((calls & (contacts["wait_s"] <= short)).to_numpy(bool))


def entered_calls(contacts: pd.DataFrame, short: float = SHORT_SECONDS) -> EnteredCalls:
    """Take the calls that reached the queue.

    A call reaches it when its wait begins: with an answer, the wait before that; else after as long as answered calls
    took in the middle, since a menu comes before. Who hung up at once gave up on the menu, or had dialled wrongly.

    Parameters
    ----------
    contacts : pandas.DataFrame
        ``opened``, ``first_response``, ``wait_s``, ``channel``, ``outcome`` and ``kind``.
    short : float, optional
        Seconds within which who hung up is left out.

    Returns
    -------
    EnteredCalls
        Those that were answered or hung up, with a known wait.
    """
    calls = contacts[(contacts["channel"] == PHONE) & contacts["outcome"].isin([HUNG_UP, ANSWERED])]
    calls = calls.dropna(subset=["opened", "wait_s"])
    hung_up = (calls["outcome"] == HUNG_UP).to_numpy(bool)
    wait = calls["wait_s"].to_numpy(float)
    lag = (calls["first_response"] - calls["opened"]).dt.total_seconds().to_numpy(float) - wait
    usable = np.isfinite(lag) & (lag >= 0)
    lag = np.where(usable, lag, float(np.median(lag[usable])) if usable.any() else 0.0)
    at = calls["opened"].to_numpy().astype("datetime64[s]").astype(float) + lag
    keep = ~at_once_given_up(calls, short)
    order = np.flatnonzero(keep)[np.argsort(at[keep], kind="stable")]
    kind = calls["kind"].astype(object).fillna("").astype(str).to_numpy()
    return EnteredCalls(at[order], wait[order], hung_up[order], kind[order], talk_seconds(calls)[order])


def whole_people(table: Floats, first: int, days: int, phase: float) -> Floats:
    """People at the desk as a run of the simulator has them: whole, and right in the mean.

    Parameters
    ----------
    table : array of float, shape (7, 48)
        Mean people by weekday and half hour.
    first : int
        First day, in days since 1970.
    days : int
        How many days.
    phase : float
        0 to 1.

    Returns
    -------
    array of float, shape (days × 48,)
        floor(x + U), by a Kronecker sequence over days and half hours.
        Source: `sim.provider.roster.roster_steps`.
    """
    day, slot = np.arange(days)[:, None], np.arange(SLOTS)[None, :]
    offset = (phase + day * STEP_BY_DAY + slot * STEP_BY_SLOT) % 1.0
    weekday = (first + np.arange(days) + THURSDAY) % WEEK
    return np.asarray(np.floor(np.round(table[weekday], 9) + offset).ravel())


def hold(at: Floats, service: Floats, patience: Floats, start: float, people: Floats) -> Held:
    """Run one queue, first come, first served, whose people change by the half hour and whose callers give up.

    Who leaves at the end of a half hour ends the call at hand. This is the queue of the simulator without its other
    work, fast enough to be run for many numbers of people over the same calls.

    Parameters
    ----------
    at : array of float, shape (calls,)
        Seconds, rising.
    service, patience : array of float, shape (calls,)
        Seconds that each call takes, and would wait.
    start : float
        Second at which the first half hour begins.
    people : array of float, shape (half hours,)
        At the desk.

    Returns
    -------
    Held
        Of every call; who is on hold after the last half hour gives up.
    """
    wait, hung_up = patience.copy(), np.ones(len(at), bool)
    arrivals, work, latest = at.tolist(), service.tolist(), (at + patience).tolist()
    levels = people.tolist()
    busy: list[float] = []
    line: deque[int] = deque()
    number, calls, level = 0, len(arrivals), 0.0
    for slot, level in enumerate(levels):
        now = start + slot * SLOT
        end = now + SLOT
        while True:
            while busy and busy[0] <= now:
                heappop(busy)
            while line and len(busy) < level:
                call = line.popleft()
                if latest[call] >= now:
                    wait[call], hung_up[call] = now - arrivals[call], False
                    heappush(busy, now + work[call])
            coming = arrivals[number] if number < calls else end
            ending = busy[0] if line and busy else end
            now = min(coming, ending)
            if now >= end:
                break
            if coming <= ending:
                line.append(number)
                number += 1
    return Held(wait, hung_up)
