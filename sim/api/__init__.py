"""The public interface: functions that a notebook or a script calls through ``import sim``.

Functions take scenarios and return typed results. A result prints itself in a line, shows a table in a notebook, and
gives a ``pandas.DataFrame`` with ``to_frame()``. Replications that were simulated before are read from the run store,
which commands and pages share.
"""

from sim.api.answers import bridge, goal_seek, price, promise
from sim.api.documents import assumptions, load, outcomes, stories
from sim.api.studies import Comparisons, Study, compare, simulate, study
from sim.errors import SaydoError
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides

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
