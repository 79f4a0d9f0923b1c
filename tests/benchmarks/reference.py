"""The reference queue of 50,000 impatient contacts and 10 people, as bare SimPy would have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

__all__ = ["Draws", "QueueResult", "bare_queue", "draw"]

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
