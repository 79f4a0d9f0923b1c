"""A run is a function of a scenario, a seed and a replication."""

from __future__ import annotations

from sim.compiling import compiled
from sim.engine.world import World
from sim.memory import no_collection
from sim.model.calendar import Calendar
from sim.model.demand import Demand
from sim.records.recorder import Records
from sim.records.run import Run
from sim.rng import Uniforms
from sim.scenario.document import Scenario

__all__ = ["simulate"]


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
    drawing = compiled("sim.drawing")
    random_numbers = Uniforms(seed, replication, drawing.draw) if drawing else Uniforms(seed, replication)
    with no_collection():
        demand = Demand(scenario, calendar, random_numbers, drawing.events) if drawing else None
        world = World(scenario, calendar, random_numbers, records, demand)
        world.run()
        rosters = world.rosters
        del world  # before garbage is looked for again: most of it goes at once
    return Run(scenario, seed, replication, records, calendar.month_starts, rosters)
