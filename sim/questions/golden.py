"""Golden values: outcomes of two stories as they were when this version was made, kept to ten significant digits."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from math import isnan

from sim.metrics.replication import Replication
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve

__all__ = ["FILE", "OUTCOMES", "SEED", "STORIES", "golden_scenario", "golden_values", "pinned", "rounded"]

STORIES = ("honest", "over-promise")
OUTCOMES = (
    "revenue",
    "cost_to_serve",
    "margin",
    "response_attainment",
    "customer_retention_per_year",
    "say_do_gap",
)
SEED = 20_270_101
MONTHS = 12
DIGITS = 10
"""The last digits of exp and log differ between machines."""
FILE = "golden.json"


def rounded(value: float) -> str:
    """Write a number to ten significant digits.

    Parameters
    ----------
    value : float
        In any unit; NaN where an outcome is not defined.

    Returns
    -------
    str
        Equal for values that machines may not tell apart.
    """
    return "nan" if isnan(value) else f"{value:.{DIGITS}g}"


def golden_scenario(story: str) -> Scenario:
    """Load a story, cut to a year.

    Parameters
    ----------
    story : str
        One of :data:`STORIES`.

    Returns
    -------
    Scenario
        Its first replication under :data:`SEED` has the golden values.
    """
    return load(resolve(story), overrides={"horizon_months": MONTHS})


@cache
def golden_values() -> dict[str, dict[str, str]]:
    """Read the golden values: ``python -m tests.regression.frozen "why they move"`` writes them.

    Returns
    -------
    dict of str to dict
        By story, then by outcome.
    """
    values: dict[str, dict[str, str]] = json.loads(files("sim.questions").joinpath(FILE).read_text(encoding="utf-8"))
    return values


def pinned(replication: Replication) -> dict[str, str]:
    """Take the outcomes that are pinned off a replication.

    Parameters
    ----------
    replication : Replication
        One that did not fail, or it has none.

    Returns
    -------
    dict of str to str
        By outcome.
    """
    return {name: rounded(replication.outcomes[name]) for name in OUTCOMES if name in replication.outcomes}
