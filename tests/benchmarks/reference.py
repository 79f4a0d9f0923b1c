"""One queue with its draws, served by our desk or as bare SimPy would have it; the reference queue is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
import simpy

from sim.engine.plain_queue import Draws, serve

__all__ = ["QueueResult", "bare_queue", "our_desk", "reference_draws"]

CONTACTS = 50_000
PEOPLE = 10
ARRIVAL_RATE = 9.0
SERVICE_RATE = 1.0
PATIENCE_RATE = 0.2
HIGH_PRIORITY_SHARE = 0.2


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


def reference_draws(seed: int = 20160229) -> Draws:
    """The draws of the reference queue."""
    generator = np.random.default_rng(seed)
    return Draws(
        arrivals=np.cumsum(generator.exponential(1 / ARRIVAL_RATE, CONTACTS)).tolist(),
        services=generator.exponential(1 / SERVICE_RATE, CONTACTS).tolist(),
        patiences=generator.exponential(1 / PATIENCE_RATE, CONTACTS).tolist(),
        priorities=(generator.random(CONTACTS) >= HIGH_PRIORITY_SHARE).astype(int).tolist(),
    )


def bare_queue(draws: Draws, people: int = PEOPLE) -> QueueResult:
    """A process, a request and a race against patience for each contact: SimPy as its tutorial teaches it."""
    environment = simpy.Environment()
    desk = simpy.PriorityResource(environment, people)
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
        columns = (draws.arrivals, draws.services, draws.patiences, draws.priorities)
        for arrival, service, patience, priority in zip(*columns, strict=True):
            yield environment.timeout(arrival - environment.now)
            environment.process(contact(service, patience, priority))

    environment.process(source())
    environment.run()
    return QueueResult(len(waits), len(hung_up), fsum(waits) / len(waits))


def our_desk(draws: Draws, people: int = PEOPLE) -> QueueResult:
    """The same queue on our desk, read off its records."""
    records = serve(draws, people)
    waits = [touch.started - touch.queued for touch in records.touches]
    return QueueResult(len(waits), len(records.waits), fsum(waits) / len(waits))
