"""An event to come, leaner than SimPy's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy

__all__ = ["Later"]


class Later(simpy.Event):
    """An event to come: ``then`` is called with this event, which knows its ``subject``.

    A leaner ``Timeout``: it is on the schedule when it is made, and carries its one callback from the start.

    Parameters
    ----------
    env : simpy.Environment
        Clock of the run.
    minutes : float
        Until it happens, 0 or more.
    subject : object
        Handed over to ``then`` with the event.
    then : callable
        Takes the event.
    """

    _ok = True
    _value = None

    def __init__(self, env: simpy.Environment, minutes: float, subject: Any, then: Callable[[Later], None]) -> None:
        self.callbacks = [then]
        self.subject = subject
        env.schedule(self, delay=minutes)
