"""Guardrails: floors that a scenario must keep in most runs before anybody signs, and how often it keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.questions.search import values_of
from sim.statistics.risk import Chance, Limit, Zone

__all__ = ["WORST", "Guarded", "Guardrails", "guarded", "kept_floor", "verdict"]

WORST: tuple[Zone, ...] = ("never", "risky", "safe")
"""Zones, the worst first."""


@dataclass(frozen=True, slots=True)
class Guardrails:
    """Floors of a scenario, and the share of runs that may miss one."""

    margin_share: float = 0.0
    """Least margin, as a share of revenue."""
    attainment: float = 0.9
    """Least share of responses on time."""
    limit: Limit = field(default_factory=lambda: Limit(0.2, 0.9))
    """Share of runs that may miss a floor: one in five, with a confidence of nine in ten; enough to judge 20 runs."""

    def floors(self) -> dict[str, float]:
        """Return the floors of the firm by outcome.

        Returns
        -------
        dict of str to float
            In the outcome's unit.
        """
        return {"margin_share": self.margin_share, "response_attainment": self.attainment}


@dataclass(frozen=True, slots=True)
class Guarded:
    """One floor, and in how many runs it was kept."""

    outcome: str
    floor: float
    kept: int
    runs: int
    chance: Chance
    """That a run misses it."""
    zone: Zone


def guarded(replications: Sequence[Replication], rails: Guardrails) -> list[Guarded]:
    """Count how often each floor is kept; a run in which the outcome is not defined misses it.

    Parameters
    ----------
    replications : sequence of Replication
        Of the scenario; those that failed are left out.
    rails : Guardrails
        The floors.

    Raises
    ------
    SaydoError
        Where none succeeded.
    """
    good = [replication for replication in replications if replication.error is None]
    if not good:
        first = f"; the first error: {replications[0].error}" if replications else ""
        raise SaydoError(f"no replication succeeded, so that nothing can be said of the floors{first}")
    floors = rails.floors()
    return [kept_floor(outcome, values_of(good, outcome), floor, rails.limit) for outcome, floor in floors.items()]


def kept_floor(outcome: str, values: npt.ArrayLike, floor: float, limit: Limit) -> Guarded:
    """Count how often an outcome keeps a floor.

    Parameters
    ----------
    outcome : str
        Its name.
    values : array, shape (runs,)
        The outcome by run; one that is not defined misses the floor.
    floor : float
        In the outcome's unit.
    limit : Limit
        The risk of a miss that is accepted.

    Returns
    -------
    Guarded
        The count, and what it says of the risk.
    """
    sample = np.asarray(values, np.float64)
    runs, missed = sample.size, int(np.count_nonzero(~(sample >= floor)))
    return Guarded(outcome, floor, runs - missed, runs, limit.chance(missed, runs, runs), limit.zone(missed, runs))


def verdict(rows: Sequence[Guarded]) -> Zone:
    """Return the zone of the worst floor.

    Parameters
    ----------
    rows : sequence of Guarded
        At least one floor.

    Returns
    -------
    str
        ``never``, ``risky`` or ``safe``.
    """
    return min((row.zone for row in rows), key=WORST.index)
