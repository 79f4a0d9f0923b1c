"""A run is a function of a scenario, a seed and a replication."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sim.engine.simpy_clock import SimpyClock
from sim.engine.world import World
from sim.model.calendar import Calendar
from sim.records.recorder import Records
from sim.records.run import Run
from sim.rng import Uniforms
from sim.scenario.document import Scenario

__all__ = ["no_collection", "simulate"]


@contextmanager
def no_collection() -> Iterator[None]:
    """Suspend the collection of garbage.

    Rows pile up by the hundred thousand and none is garbage; looking through them took 30 % of a run.

    Yields
    ------
    None
        Collection is as it was before when the block ends.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def simulate(scenario: Scenario, *, seed: int, replication: int = 0) -> Run:
    """Simulate one replication; equal arguments give equal records.

    No globals, files or wall clock are read.

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
    calendar = Calendar(scenario)
    records = Records()
    with no_collection():
        world = World(scenario, calendar, Uniforms(seed, replication), records)
        SimpyClock(world).run()
        rosters = world.rosters
        del world  # before garbage is looked for again: most of it goes at once
    return Run(scenario, seed, replication, records, calendar.month_starts, rosters)
