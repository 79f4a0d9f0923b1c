"""Contacts that outcomes are about: opened within the horizon, answered by a person, answered on time."""

from __future__ import annotations

from math import isfinite

from sim.metrics.columns import BoolArray, column
from sim.records.events import ContactEnded, ContactOutcome
from sim.records.run import Run

__all__ = ["NO_PERSON", "answered", "counted", "on_time"]

NO_PERSON = (ContactOutcome.DEFLECTED, ContactOutcome.TURNED_AWAY)
"""Outcomes of contacts that no person was to answer."""


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


def on_time(contacts: list[ContactEnded]) -> BoolArray:
    """Whether the first response came within the written promise, in coverage time.

    Parameters
    ----------
    contacts : list of ContactEnded
        Contacts that a person answered.

    Returns
    -------
    array of bool, shape (contacts,)
        One truth value a contact.
    """
    return column(contacts, "response_minutes") <= column(contacts, "promised_minutes")
