"""A run is a function of a scenario, a seed and a replication."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sim.engine.world import World
from sim.model.setup import Calendar, at_desk
from sim.provider.roster import RosterStep
from sim.records.recorder import Records
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.scenario.files import versions

__all__ = ["Run", "no_collection", "simulate"]


@contextmanager
def no_collection() -> Iterator[None]:
    """Rows pile up by the hundred thousand and none is garbage: looking through them took 30 % of a run."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Run:
    """What happened in one replication."""

    scenario: Scenario
    seed: int
    replication: int
    records: Records
    month_starts: tuple[float, ...]
    """Minutes at which the months begin, and the horizon."""

    @property
    def horizon(self) -> float:
        """The end of the study, in minutes since its start."""
        return self.month_starts[-1]

    def people(self, team: str) -> list[RosterStep]:
        """How many people of a team are at the desk, and from when on; the warm-up included."""
        return at_desk(dict(versions(self.scenario)), Calendar(self.scenario), team)


def simulate(scenario: Scenario, *, seed: int, replication: int = 0) -> Run:
    """Simulate one replication: no globals, files or wall clock; the same arguments give the same records.

    Parameters
    ----------
    scenario : Scenario
        What is simulated.
    seed : int
        Root seed; scenarios that are compared share it.
    replication : int
        Number of the replication, from 0.
    """
    calendar = Calendar(scenario)
    records = Records()
    with no_collection():
        World(scenario, calendar, Uniforms(seed, replication), records).run()
    return Run(scenario, seed, replication, records, calendar.month_starts)
