"""A run is a function of a scenario, a seed and a replication."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from sim.compiling import compiled
from sim.engine.compiled.limits import unknown_terms
from sim.engine.simpy_clock import SimpyClock
from sim.engine.world import World
from sim.memory import no_collection
from sim.model.calendar import Calendar
from sim.model.counts import events
from sim.model.demand import Demand
from sim.records.recorder import Records
from sim.records.run import Run
from sim.rng import Uniforms, draw
from sim.scenario.document import Scenario
from sim.scenario.timeline import versions

__all__ = ["simulate"]

CLOCK, DRAWING = "sim.engine.compiled.clock", "sim.drawing"
"""Modules of compiled code."""


class Runs(Protocol):
    """A clock that runs a world to its horizon."""

    def run(self) -> None:
        """Run from the warm-up to the horizon."""


def simulate(scenario: Scenario, *, seed: int, replication: int = 0) -> Run:
    """Simulate one replication; equal arguments give equal records, whichever clock runs.

    No globals, files or wall clock are read, but for whether compiled code is there (:mod:`sim.compiling`).

    Parameters
    ----------
    scenario : Scenario
        The document to simulate.
    seed : int
        Root seed, 0 to 2**64 - 1; scenarios that are compared share it.
    replication : int
        Number of the replication, from 0.

    Returns
    -------
    Run
        The records, with the months and rosters that they are read against.
    """
    kernels = None if unknown_terms(version for _, version in versions(scenario)) else compiled(CLOCK)
    if kernels is not None:
        with suppress(kernels.KernelOverflow):
            return _simulate(scenario, seed, replication, kernels.CompiledClock)
    return _simulate(scenario, seed, replication, SimpyClock)


def _simulate(scenario: Scenario, seed: int, replication: int, clock: Callable[[World], Runs]) -> Run:
    """Simulate by one of the clocks."""
    calendar = Calendar(scenario)
    records = Records()
    drawing = compiled(DRAWING)
    with no_collection():
        random_numbers = Uniforms(seed, replication, draw if drawing is None else drawing.draw)
        demand = Demand(scenario, calendar, random_numbers, events if drawing is None else drawing.events)
        world = World(scenario, calendar, random_numbers, records, demand)
        clock(world).run()
        rosters = world.rosters
        del world  # before garbage is looked for again: most of it goes at once
    return Run(scenario, seed, replication, records, calendar.month_starts, rosters)
