"""A job: a matter that a customer waits for while a team has it."""

from __future__ import annotations

from math import inf
from typing import Any

__all__ = ["DeskJob"]


class DeskJob:
    """A matter that a customer waits for; subclasses add what it is about.

    Parameters
    ----------
    key : float
        Order in the queue, the smallest first.
    customer_name : str
        Name of the customer who waits.
    day, number : int
        Tell this customer's jobs apart.
    """

    __slots__ = (
        "alarm",
        "customer_name",
        "day",
        "ends_at",
        "gives_up_at",
        "handler",
        "key",
        "number",
        "on_line",
        "queued",
        "rest",
        "resumed",
        "severity",
        "spent",
        "started",
        "team",
        "ticket",
    )

    def __init__(self, key: float, customer_name: str, day: int, number: int) -> None:
        self.key = key
        self.customer_name = customer_name
        self.day = day
        self.number = number
        self.severity = 0
        """By which crews of a team tell who takes it, 1 to 4; 0 where it has none."""
        self.ticket = 0
        """Number drawn in the queue where it waits; 0 while it does not."""
        self.team = ""
        """Name of the team where it waits or is worked on; empty elsewhere."""
        self.queued = self.started = 0.0
        """Minute at which the latest spell of waiting, and of work, began."""
        self.gives_up_at = inf
        self.ends_at = 0.0
        """Minute at which the work that goes on will be over; counts while it is worked on."""
        self.alarm: object = None
        """Event that will end it; any other is out of date."""
        self.handler: Any = None
        """Says what becomes of the touch in hand."""
        self.on_line = False
        """Whether it is a call for which tickets are set aside."""
        self.resumed = False
        """Whether the touch in hand was interrupted before."""
        self.spent = self.rest = 0.0
        """Minutes of earlier pieces of the touch in hand, and minutes of work left of it when it was interrupted."""

    def minutes(self, now: float) -> float:
        """Work of the touch in hand so far, all its pieces added up.

        Parameters
        ----------
        now : float
            Minute of the run, while it is worked on.

        Returns
        -------
        float
            Minutes, 0 or more.
        """
        return self.spent + now - self.started
