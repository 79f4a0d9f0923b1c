"""Identities of waiting: what contacts say of their own times, against the calendar and against monthly counts."""

from __future__ import annotations

import numpy as np

from sim.errors import IdentityError
from sim.metrics.columns import column
from sim.metrics.contacts import counted, kept_solutions, on_time, responses_due
from sim.records.run import Run

__all__ = ["no_wait_longer_than_the_calendar", "promises_count_once"]

TOLERANCE_MINUTES = 1e-6


def no_wait_longer_than_the_calendar(run: Run) -> None:
    """No time to a response or a solution is longer than the calendar's, nor below 0, whatever terms changed meanwhile.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    rows = run.records.contacts
    opened, ended = column(rows, "opened"), column(rows, "ended")
    until = np.where(np.isfinite(ended), ended, run.horizon)
    answered = column(rows, "answered")
    for kind, minutes, calendar in (
        ("response", column(rows, "waited_minutes"), np.where(np.isfinite(answered), answered, until) - opened),
        ("solution", column(rows, "unsolved_minutes"), until - opened),
    ):
        wrong = (minutes > calendar + TOLERANCE_MINUTES) | (minutes < -TOLERANCE_MINUTES)
        if wrong.any():
            first = int(np.argmax(wrong))
            raise IdentityError(
                f"no wait longer than the calendar: {rows[first].customer} waited {minutes[first]:.3f} minutes for a "
                f"{kind} within {calendar[first]:.3f}"
            )


def promises_count_once(run: Run) -> None:
    """Promises kept and due by contact = those counted month by month while the run went on, for credits.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    contacts, months = counted(run), run.records.months
    due, solutions = responses_due(contacts), kept_solutions(contacts)
    by_contact = (int(on_time(due).sum()), len(due), int(solutions.sum()), len(solutions))
    fields = ("responses_met", "responses_made", "solutions_met", "solutions_made")
    by_month = tuple(int(column(months, name).sum()) for name in fields)
    if by_contact != by_month:
        raise IdentityError(f"promises count once: {fields} by contact {by_contact}, by month {by_month}")
