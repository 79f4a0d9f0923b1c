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

__all__ = ["BelowFloor", "Guarded", "Guardrails", "guarded", "verdict"]

WORST: tuple[Zone, ...] = ("never", "risky", "safe")


@dataclass(frozen=True, slots=True)
class Guardrails:
    """Floors of a scenario, and the share of runs that may miss one."""

    margin_share: float = 0.0
    """Least margin, as a share of revenue."""
    attainment: float = 0.9
    """Least share of responses on time."""
    limit: Limit = field(default_factory=lambda: Limit(0.2, 0.9))
    """Share of runs that may miss a floor: one in five, with a confidence of nine in ten; enough to judge 20 runs."""

    def floors(self, plan: str | None = None) -> dict[str, float]:
        """Return the floors by outcome.

        Parameters
        ----------
        plan : str, optional
            The plan whose responses count; by default those of all plans.

        Returns
        -------
        dict of str to float
            In the outcome's unit.
        """
        responses = "response_attainment" if plan is None else f"response_attainment.{plan}"
        return {"margin_share": self.margin_share, responses: self.attainment}


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


@dataclass(frozen=True, slots=True)
class BelowFloor:
    """The criterion of a promise that a run misses any of some floors."""

    floors: tuple[tuple[str, float], ...]
    """Outcome and floor."""
    than_today: bool = False

    def counts(self, replications: Sequence[Replication], today: Sequence[Replication]) -> npt.NDArray[np.bool_]:
        """Count each replication that misses a floor; an outcome that is not defined misses.

        Parameters
        ----------
        replications : sequence of Replication
            Replications of the scenario with the answer.
        today : sequence of Replication
            Replications of the scenario as it stands; not used.

        Returns
        -------
        array of bool, shape (replications,)
            True for a miss.
        """
        missed = np.zeros(len(replications), np.bool_)
        for outcome, floor in self.floors:
            missed |= ~(values_of(replications, outcome) >= floor)
        return missed


def guarded(replications: Sequence[Replication], rails: Guardrails, *, plan: str | None = None) -> list[Guarded]:
    """Count how often each floor is kept; a run in which the outcome is not defined misses it.

    Parameters
    ----------
    replications : sequence of Replication
        Of the scenario; those that failed are left out.
    rails : Guardrails
        The floors.
    plan : str, optional
        The plan whose responses are meant; by default all responses.

    Raises
    ------
    SaydoError
        Where none succeeded.
    """
    good = [replication for replication in replications if replication.error is None]
    if not good:
        raise SaydoError("no replication succeeded: nothing can be said of the floors")
    rows = []
    for outcome, floor in rails.floors(plan).items():
        missed = int(np.count_nonzero(~(values_of(good, outcome) >= floor)))
        chance = rails.limit.chance(missed, len(good), len(good))
        zone = rails.limit.zone(missed, len(good))
        rows.append(Guarded(outcome, floor, len(good) - missed, len(good), chance, zone))
    return rows


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
