"""Saydo: support contracts simulated before anyone signs them.

The public interface has seventeen names; all else may change without notice.

=================================  ==============================================================================
load, with_overrides, stories      a scenario from a file or a story; changed by path; the stories that there are
assumptions, outcomes              every number of a scenario with its evidence; the catalogue of outcomes
simulate                           one replication with all its records
study, compare                     outcomes over replications; variants against a base, in pairs
promise, price, goal_seek, bridge  the strongest promise, the walk-away price, a goal, a difference in parts
Scenario, Run, Study, Comparisons  types of what goes in and comes out, each with a line and a table
SaydoError                         anything that is wrong with the input
=================================  ==============================================================================

>>> import sim
>>> base = sim.load("honest", {"horizon_months": 12})
>>> variant = sim.with_overrides(base, {"provider.teams.frontline.people": 1})
>>> result = sim.compare(base, variant, replications=2, workers=1, store="none")
>>> result
<Comparisons, 2 pairs, seed 7: margin of variant ... (...)>
>>> list(result.to_frame().columns[1:6])
['unit', 'base_mean', 'variant_mean', 'difference', 'low']
>>> sim.simulate(base)
<Run of 'The honest baseline': seed 7, replication 0, ... contacts, ... rows>
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.release import VERSION

if TYPE_CHECKING:
    from sim.api import (
        Comparisons,
        Run,
        SaydoError,
        Scenario,
        Study,
        assumptions,
        bridge,
        compare,
        goal_seek,
        load,
        outcomes,
        price,
        promise,
        simulate,
        stories,
        study,
        with_overrides,
    )

__version__ = VERSION

__all__ = [
    "Comparisons",
    "Run",
    "SaydoError",
    "Scenario",
    "Study",
    "assumptions",
    "bridge",
    "compare",
    "goal_seek",
    "load",
    "outcomes",
    "price",
    "promise",
    "simulate",
    "stories",
    "study",
    "with_overrides",
]


def __getattr__(name: str) -> Any:
    """Load the public interface when a name of it is first asked for."""
    if name in __all__:
        return getattr(import_module("sim.api"), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Names for help(); the hundred inherited methods of Scenario would bury the others there."""
    return sorted({*__all__, "__version__"} - {"Scenario"})
