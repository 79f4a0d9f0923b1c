"""Contacts that outcomes are about: opened within the horizon, answered by a person, with promises that fell due.

A promise falls due when it is kept, and when it passes unkept. One that had neither happened to when the contact ended,
or at the horizon, is left out, and so is a contact for which nothing was promised; a caller who hung up for good was
never served, whatever the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nan

import numpy as np

from sim.metrics.columns import BoolArray, FloatArray
from sim.metrics.survival import kaplan_meier
from sim.records.events import ContactEnded, ContactOutcome
from sim.records.run import Run
from sim.records.table import RecordTable

__all__ = ["NO_PERSON", "answered", "counted", "kept_solutions", "on_time", "responses_due", "waiting_times", "waits"]

NO_PERSON = (ContactOutcome.DEFLECTED, ContactOutcome.TURNED_AWAY)
"""Outcomes of contacts that no person was to answer."""
HUNG_UP = ContactOutcome.HUNG_UP
ROUNDING = 1e-12
"""So that nine tenths of ten are nine."""


def counted(run: Run) -> RecordTable[ContactEnded]:
    """Contacts opened within the horizon, those of the warm-up left out.

    Parameters
    ----------
    run : Run
        A simulated run.

    Returns
    -------
    RecordTable of ContactEnded
        In the order of the records.
    """
    opened = run.records.contacts.column("opened")
    return run.records.contacts.where((opened >= 0) & (opened < run.horizon))


def answered(contacts: RecordTable[ContactEnded]) -> RecordTable[ContactEnded]:
    """Contacts that a person answered.

    Parameters
    ----------
    contacts : RecordTable of ContactEnded
        Contacts of any outcome.

    Returns
    -------
    RecordTable of ContactEnded
        Those with a first response.
    """
    return contacts.where(np.isfinite(contacts.column("answered")))


def responses_due(contacts: RecordTable[ContactEnded], *, by_person: bool = False) -> RecordTable[ContactEnded]:
    """Contacts whose promise of response fell due: answered, if by a template, or passed unanswered, or hung up.

    Parameters
    ----------
    contacts : RecordTable of ContactEnded
        Contacts of any outcome.
    by_person : bool
        Whether a template's answer does not count as a response.

    Returns
    -------
    RecordTable of ContactEnded
        In the same order.
    """
    promised = contacts.column("promised_minutes")
    response = np.isfinite(contacts.column("answered" if by_person else "response_minutes"))
    fell_due = response | contacts.among("outcome", (HUNG_UP,)) | (contacts.column("waited_minutes") > promised)
    return contacts.where(~contacts.among("outcome", NO_PERSON) & (promised != inf) & fell_due)


def waits(contacts: RecordTable[ContactEnded], *, by_person: bool = False) -> FloatArray:
    """Time to the first response, as it counts against a promise.

    Parameters
    ----------
    contacts : RecordTable of ContactEnded
        Contacts that a person was to answer.
    by_person : bool
        Whether a template's answer does not count as a response.

    Returns
    -------
    array, shape (contacts,)
        Coverage minutes; so far, where nobody has answered; infinity for those who hung up.
    """
    waited, response = contacts.column("waited_minutes"), contacts.column("response_minutes")
    minutes = waited if by_person else np.where(np.isfinite(response), response, waited)
    return np.where(contacts.among("outcome", (HUNG_UP,)), inf, minutes)


def on_time(contacts: RecordTable[ContactEnded]) -> BoolArray:
    """Whether the first response came within the written promise, in coverage time.

    Parameters
    ----------
    contacts : RecordTable of ContactEnded
        Contacts whose promise fell due.

    Returns
    -------
    array of bool, shape (contacts,)
        One truth value a contact.
    """
    return waits(contacts) <= contacts.column("promised_minutes")


def kept_solutions(contacts: RecordTable[ContactEnded]) -> BoolArray:
    """Whether a promise of solution was kept, of each that fell due.

    Parameters
    ----------
    contacts : RecordTable of ContactEnded
        Contacts of any outcome.

    Returns
    -------
    array of bool
        One truth value a contact solved, hung up, or unsolved when its promise had passed.
    """
    promised, workaround = contacts.column("resolution_promised_minutes"), contacts.column("workaround_minutes")
    around = np.isfinite(workaround)
    late = np.where(around, workaround, contacts.column("unsolved_minutes")) > promised
    solved = contacts.among("outcome", (ContactOutcome.SOLVED,))
    fell_due = late | around | solved | contacts.among("outcome", (HUNG_UP,))
    due = ~contacts.among("outcome", NO_PERSON) & (promised != inf) & fell_due
    return np.asarray(((solved | around) & ~late)[due], np.bool_)


def waiting_times(contacts: RecordTable[ContactEnded], shares: Sequence[float]) -> list[float]:
    """Quantiles of the time to the first response, by Kaplan and Meier: who was never answered is censored.

    Parameters
    ----------
    contacts : RecordTable of ContactEnded
        Contacts that a person was to answer.
    shares : sequence of float
        Which quantiles, 0 to 1.

    Returns
    -------
    list of float
        Coverage minutes by which each share has been answered at the earliest. NaN where so many never are, and where
        there is no contact. Source: Kaplan & Meier 1958.
    """
    response = contacts.column("response_minutes")
    censored = ~np.isfinite(response)
    if censored.all():
        return [nan] * len(shares)
    minutes = np.where(censored, contacts.column("waited_minutes"), response)
    moments, answered_by = kaplan_meier(minutes, censored)
    places = np.searchsorted(answered_by, np.asarray(shares) - ROUNDING)
    times: list[float] = np.append(moments, nan)[places].tolist()
    return times
