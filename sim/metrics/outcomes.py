"""Every outcome of the catalogue, computed from the records of a run."""

from __future__ import annotations

from sim.metrics.catalogue import CATALOGUE
from sim.metrics.facts import Facts
from sim.metrics.registry import MEASURES, PARTS
from sim.records.run import Run

__all__ = ["outcomes"]


def outcomes(run: Run, facts: Facts | None = None) -> dict[str, float]:
    """Compute the outcomes of a run: those of the catalogue in its order, then those of accounts, plans and teams.

    Parameters
    ----------
    run : Run
        A simulated run.
    facts : Facts, optional
        Of the run, where there are some already.

    Returns
    -------
    dict of float
        By name; NaN where an outcome is undefined, such as the attainment of a severity that nobody reported.
    """
    facts = facts or Facts(run)
    of_the_whole = {name: MEASURES[name](facts) for name in CATALOGUE}
    of_parts: dict[str, float] = {}
    for measure in PARTS:
        of_parts |= measure(facts)
    return of_the_whole | of_parts | of_the_whole
