"""Contacts that outcomes are about: opened within the horizon, answered by a person, with promises that fell due.

A promise falls due when it is kept, and when it passes unkept. One that had neither happened to when the contact ended,
or at the horizon, is left out, and so is a contact for which nothing was promised; a caller who hung up for good was
never served, whatever the time.
"""

from __future__ import annotations

from math import inf, isfinite

import numpy as np

from sim.metrics.columns import BoolArray, FloatArray, column
from sim.metrics.survival import kaplan_meier
from sim.records.events import ContactEnded, ContactOutcome
from sim.records.run import Run

__all__ = ["NO_PERSON", "answered", "counted", "kept_solutions", "on_time", "responses_due", "waiting_time", "waits"]

NO_PERSON = (ContactOutcome.DEFLECTED, ContactOutcome.TURNED_AWAY)
"""Outcomes of contacts that no person was to answer."""
HUNG_UP = ContactOutcome.HUNG_UP
ROUNDING = 1e-12
"""So that nine tenths of ten are nine."""


def counted(run: Run) -> list[ContactEnded]:
    """Contacts opened within the horizon, those of the warm-up left out.

    Parameters
    ----------
    run : Run
        A simulated run.

    Returns
    -------
    list of ContactEnded
        In the order of the records.
    """
    horizon = run.horizon
    return [row for row in run.records.contacts if 0 <= row.opened < horizon]


def answered(contacts: list[ContactEnded]) -> list[ContactEnded]:
    """Contacts that a person answered.

    Parameters
    ----------
    contacts : list of ContactEnded
        Contacts of any outcome.

    Returns
    -------
    list of ContactEnded
        Those with a first response.
    """
    return [row for row in contacts if isfinite(row.answered)]


def responses_due(contacts: list[ContactEnded], *, by_person: bool = False) -> list[ContactEnded]:
    """Contacts whose promise of response fell due: answered, if by a template, or passed unanswered, or hung up.

    Parameters
    ----------
    contacts : list of ContactEnded
        Contacts of any outcome.
    by_person : bool
        Whether a template's answer does not count as a response.

    Returns
    -------
    list of ContactEnded
        In the same order.
    """
    name = "answered" if by_person else "response_minutes"
    return [
        row
        for row in contacts
        if row.outcome not in NO_PERSON
        and row.promised_minutes != inf
        and (isfinite(getattr(row, name)) or row.outcome is HUNG_UP or row.waited_minutes > row.promised_minutes)
    ]


def waits(contacts: list[ContactEnded], *, by_person: bool = False) -> FloatArray:
    """Time to the first response, as it counts against a promise.

    Parameters
    ----------
    contacts : list of ContactEnded
        Contacts that a person was to answer.
    by_person : bool
        Whether a template's answer does not count as a response.

    Returns
    -------
    array, shape (contacts,)
        Coverage minutes; so far, where nobody has answered; infinity for those who hung up.
    """
    waited, response = column(contacts, "waited_minutes"), column(contacts, "response_minutes")
    minutes = waited if by_person else np.where(np.isfinite(response), response, waited)
    hung_up = np.fromiter((row.outcome is HUNG_UP for row in contacts), np.bool_, len(contacts))
    return np.where(hung_up, inf, minutes)


def on_time(contacts: list[ContactEnded]) -> BoolArray:
    """Whether the first response came within the written promise, in coverage time.

    Parameters
    ----------
    contacts : list of ContactEnded
        Contacts whose promise fell due.

    Returns
    -------
    array of bool, shape (contacts,)
        One truth value a contact.
    """
    return waits(contacts) <= column(contacts, "promised_minutes")


def kept_solutions(contacts: list[ContactEnded]) -> BoolArray:
    """Whether a promise of solution was kept, of each that fell due.

    Parameters
    ----------
    contacts : list of ContactEnded
        Contacts of any outcome.

    Returns
    -------
    array of bool
        One truth value a contact solved, hung up, or unsolved when its promise had passed.
    """
    solved = ContactOutcome.SOLVED
    around = [isfinite(row.workaround_minutes) for row in contacts]
    late = [
        (row.workaround_minutes if is_around else row.unsolved_minutes) > row.resolution_promised_minutes
        for row, is_around in zip(contacts, around, strict=True)
    ]
    kept = [
        (row.outcome is solved or is_around) and not is_late
        for row, is_around, is_late in zip(contacts, around, late, strict=True)
        if row.outcome not in NO_PERSON
        and row.resolution_promised_minutes != inf
        and (is_late or is_around or row.outcome in (solved, HUNG_UP))
    ]
    return np.array(kept, dtype=np.bool_)


def waiting_time(contacts: list[ContactEnded], share: float) -> float:
    """Quantile of the time to the first response, by Kaplan and Meier: who was never answered is censored.

    Parameters
    ----------
    contacts : list of ContactEnded
        Contacts that a person was to answer.
    share : float
        Which quantile, 0 to 1.

    Returns
    -------
    float
        Coverage minutes: the shortest by which that share has been answered. NaN where so many never are, and where
        there is no contact. Source: Kaplan & Meier 1958.
    """
    response = column(contacts, "response_minutes")
    censored = ~np.isfinite(response)
    if censored.all():
        return float("nan")
    minutes = np.where(censored, column(contacts, "waited_minutes"), response)
    times, answered_by = kaplan_meier(minutes, censored)
    place = int(np.searchsorted(answered_by, share - ROUNDING))
    return float(times[place]) if place < len(times) else float("nan")
