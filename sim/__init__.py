"""Saydo: support contracts simulated before anyone signs them.

The names below are the public interface; all else may change without notice.

>>> import sim
>>> base = sim.load("honest", {"horizon_months": 12})
>>> variant = sim.with_overrides(base, {"selling.sold_response_share": 0.5})
>>> result = sim.compare(base, variant, replications=2, workers=1, store="none")
>>> result.of("say_do_gap")[0].verdict
'worse'
>>> result.to_frame().shape[1]
15
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import (
        Comparisons,
        Run,
        SaydoError,
        Scenario,
        Study,
        assumptions,
        compare,
        load,
        outcomes,
        simulate,
        stories,
        study,
        with_overrides,
    )

__version__ = "0.1.0"

__all__ = [
    "Comparisons",
    "Run",
    "SaydoError",
    "Scenario",
    "Study",
    "assumptions",
    "compare",
    "load",
    "outcomes",
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
    return sorted([*__all__, "__version__"])
