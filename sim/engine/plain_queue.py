"""The desk of the model with a plain queue before it, as queueing theory has one: nothing else of the model is on."""

from __future__ import annotations

from dataclasses import dataclass

import simpy

from sim.engine.desk import Desk
from sim.engine.later import Later
from sim.model.job import DeskJob
from sim.provider.roster import RosterStep
from sim.provider.work import queue_key
from sim.records.recorder import Records

__all__ = ["Draws", "serve"]


@dataclass(frozen=True, slots=True)
class Draws:
    """Everything random about a queue, one entry per contact, in order of arrival."""

    arrivals: list[float]
    services: list[float]
    patiences: list[float]
    """How long each is willing to wait; infinity is for ever."""
    priorities: list[int]
    """Class of each; the smallest is next."""


class _QueuedContact(DeskJob):
    """A contact of a plain queue on our desk."""

    __slots__ = ("service",)

    def __init__(self, number: int, arrived: float, service: float, priority: int) -> None:
        super().__init__(queue_key(priority, 0, arrived), "reference", 0, number)
        self.service = service


class _PlainHandler:
    """Serves a contact for as long as it was drawn to take; a :class:`~sim.engine.team.Handler`."""

    def begin(self, job: _QueuedContact, now: float) -> float:
        """Minutes of the touch."""
        return job.service

    def finish(self, job: _QueuedContact, now: float) -> None:
        """Nothing comes after it."""

    def wrap_up(self, job: _QueuedContact, now: float) -> float:
        """No minutes after it."""
        return 0.0

    def interrupt(self, job: _QueuedContact, now: float) -> bool:
        """It would wait for the next shift; there is one without end."""
        return True

    def give_up(self, job: _QueuedContact, now: float) -> None:
        """Nobody minds."""


def serve(draws: Draws, people: int) -> Records:
    """Serve a plain queue by the desk that the model runs on, with one team.

    Parameters
    ----------
    draws : Draws
        At least one contact; times in minutes.
    people : int
        Of the team, always there.

    Returns
    -------
    Records
        Its touches, its waits that were given up, and its ledger.
    """
    environment = simpy.Environment()
    records = Records()
    desk = Desk(environment, records)
    desk.add_team("frontline", _PlainHandler(), [RosterStep(0.0, float(people), people)])
    columns = zip(draws.arrivals, draws.services, draws.patiences, draws.priorities, strict=True)
    coming = enumerate(columns)

    def _arrive(event: Later) -> None:
        number, (arrival, service, patience, priority) = event.subject
        following = next(coming, None)
        if following is not None:
            Later(environment, following[1][0] - arrival, following, _arrive)
        desk.add(_QueuedContact(number, arrival, service, priority), "frontline", patience)

    first = next(coming)
    Later(environment, first[1][0], first, _arrive)
    environment.run()
    desk.keep_ledgers(0)
    return records
