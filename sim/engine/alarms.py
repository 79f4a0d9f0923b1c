"""Alarms of contacts: many are set, few are ever needed, so that only the earliest of all is on the clock."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from math import inf

import simpy

from sim.engine.later import Later
from sim.model.contact import Contact

__all__ = ["Alarms"]


class Alarms:
    """Calls back when the alarm of a contact goes off; each contact has one, and a new one replaces it.

    Parameters
    ----------
    env : simpy.Environment
        Clock of the run.
    then : callable
        Takes a contact whose time has come and that has not ended.
    """

    def __init__(self, env: simpy.Environment, then: Callable[[Contact], None]) -> None:
        self._env = env
        self._then = then
        self._queue: list[tuple[tuple[float, float, str, int], int, Contact]] = []
        """By moment and contact: of those that go off at once the eldest is first, whenever its alarm was put."""
        self._number = 0
        self._next = inf
        """Minute of the earliest alarm on the clock."""

    def put(self, contact: Contact, at: float) -> None:
        """Put the alarm of a contact.

        Parameters
        ----------
        contact : Contact
            Not ended.
        at : float
            Minute of the run, not in the past; infinity is never.
        """
        contact.next_look = at
        if at == inf:
            return
        self._number += 1
        order = (at, contact.potential.opened, contact.customer_name, contact.number)
        heappush(self._queue, (order, self._number, contact))
        if at < self._next:
            self._put_on_clock(at)

    def _put_on_clock(self, at: float) -> None:
        self._next = at
        Later(self._env, at - self._env.now, at, self._go_off)

    def _go_off(self, event: Later) -> None:
        """Call back for those whose time has come; then wait for the next that is still needed."""
        at, queue = event.subject, self._queue
        if at != self._next:
            return
        self._next = inf
        due: list[Contact] = []
        while queue and (queue[0][0][0] <= at or queue[0][2].ended or queue[0][2].next_look != queue[0][0][0]):
            (moment, *_), _, contact = heappop(queue)
            if contact.next_look == moment and not contact.ended:
                due.append(contact)
        if queue:
            self._put_on_clock(queue[0][0][0])
        for contact in due:
            contact.next_look = inf
            self._then(contact)
