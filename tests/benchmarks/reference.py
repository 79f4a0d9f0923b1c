"""The reference queue of 50,000 impatient contacts and 10 people, as bare SimPy would have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

from sim.engine.desk import Desk, DeskTeam, Job, Later
from sim.provider.roster import Step
from sim.provider.work import queue_key
from sim.records.recorder import Records

__all__ = ["Draws", "QueueResult", "bare_queue", "draw", "our_desk"]

CONTACTS = 50_000
PEOPLE = 10
ARRIVAL_RATE = 9.0
SERVICE_RATE = 1.0
PATIENCE_RATE = 0.2
HIGH_PRIORITY_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Draws:
    """Everything random about the reference queue, one entry per contact, in order of arrival."""

    arrivals: list[float]
    services: list[float]
    patiences: list[float]
    high_priority: list[bool]


@dataclass(frozen=True, slots=True)
class QueueResult:
    """What came out: waits of those served, and how many of all hung up."""

    served: int
    hung_up: int
    mean_wait: float

    @property
    def hung_up_share(self) -> float:
        """Contacts that hung up, as a share of all."""
        return self.hung_up / (self.served + self.hung_up)


def draw(seed: int = 20160229, contacts: int = CONTACTS) -> Draws:
    """The draws that every implementation shares."""
    generator = np.random.default_rng(seed)
    return Draws(
        arrivals=np.cumsum(generator.exponential(1 / ARRIVAL_RATE, contacts)).tolist(),
        services=generator.exponential(1 / SERVICE_RATE, contacts).tolist(),
        patiences=generator.exponential(1 / PATIENCE_RATE, contacts).tolist(),
        high_priority=(generator.random(contacts) < HIGH_PRIORITY_SHARE).tolist(),
    )


def bare_queue(draws: Draws) -> QueueResult:
    """A process, a request and a race against patience for each contact: SimPy as its tutorial teaches it."""
    environment = simpy.Environment()
    desk = simpy.PriorityResource(environment, PEOPLE)
    waits: list[float] = []
    hung_up: list[float] = []

    def contact(service: float, patience: float, priority: int) -> Iterator[Any]:
        arrived = environment.now
        with desk.request(priority) as request:
            yield request | environment.timeout(patience)
            if request.triggered:
                waits.append(environment.now - arrived)
                yield environment.timeout(service)
            else:
                hung_up.append(environment.now)

    def source() -> Iterator[Any]:
        for arrival, service, patience, high in zip(
            draws.arrivals, draws.services, draws.patiences, draws.high_priority, strict=True
        ):
            yield environment.timeout(arrival - environment.now)
            environment.process(contact(service, patience, 0 if high else 1))

    environment.process(source())
    environment.run()
    return QueueResult(len(waits), len(hung_up), sum(waits) / len(waits))


class QueuedContact(Job):
    """A contact of the reference queue on our desk."""

    __slots__ = ("service",)

    def __init__(self, number: int, arrived: float, service: float, high_priority: bool) -> None:
        super().__init__(queue_key(0 if high_priority else 1, 0, arrived), "reference", 0, number)
        self.service = service


class PlainHandler:
    """Serves a contact for as long as it was drawn to take, and counts those who hang up."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.hung_up = 0

    def begin(self, job: QueuedContact, team: DeskTeam, now: float) -> float:
        self.waits.append(now - job.queued)
        return job.service

    def done(self, job: QueuedContact, team: DeskTeam, now: float) -> None:
        pass

    def gave_up(self, job: QueuedContact, team: DeskTeam, now: float) -> None:
        self.hung_up += 1


def our_desk(draws: Draws, people: int = PEOPLE) -> QueueResult:
    """The same queue on the desk that the model runs on, records included."""
    environment = simpy.Environment()
    desk = Desk(environment, Records())
    handler = PlainHandler()
    team = desk.add_team("frontline", handler, [Step(0.0, float(people), people)])

    columns = zip(draws.arrivals, draws.services, draws.patiences, draws.high_priority, strict=True)
    coming = iter(enumerate(columns))

    def arrive(event: Later) -> None:
        number, (arrival, service, patience, high) = event.subject
        following = next(coming, None)
        if following is not None:
            Later(environment, following[1][0] - arrival, following, arrive)
        desk.add(QueuedContact(number, arrival, service, high), team, patience)

    first = next(coming)
    Later(environment, first[1][0], first, arrive)
    environment.run()
    return QueueResult(len(handler.waits), handler.hung_up, sum(handler.waits) / len(handler.waits))
