"""Guardrails: floors that terms must keep in most runs before anybody signs, and what the runs say of them."""

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
    """What is to be kept, and in how many runs."""

    margin_share: float = 0.0
    """Least margin, as a share of revenue."""
    attainment: float = 0.9
    """Least share of responses on time."""
    limit: Limit = field(default_factory=lambda: Limit(0.2, 0.9))
    """How many runs may miss a floor: one in five, told with a confidence of nine in ten; enough to judge 20 runs."""

    def floors(self, plan: str | None = None) -> dict[str, float]:
        """The floors by outcome; responses are those of one plan, where one is given."""
        responses = "response_attainment" if plan is None else f"response_attainment.{plan}"
        return {"margin_share": self.margin_share, responses: self.attainment}


@dataclass(frozen=True, slots=True)
class Guarded:
    """One floor, and how often it was kept."""

    outcome: str
    floor: float
    kept: int
    runs: int
    chance: Chance
    """That a run misses it."""
    zone: Zone


@dataclass(frozen=True, slots=True)
class BelowFloor:
    """As a criterion of promises: a run that misses any of the floors."""

    floors: tuple[tuple[str, float], ...]
    """Outcome and floor."""
    than_today: bool = False

    def counts(self, replications: Sequence[Replication], today: Sequence[Replication]) -> npt.NDArray[np.bool_]:
        """Of each replication, whether it misses one; an outcome that is not defined keeps nothing."""
        missed = np.zeros(len(replications), np.bool_)
        for outcome, floor in self.floors:
            missed |= ~(values_of(replications, outcome) >= floor)
        return missed


def guarded(replications: Sequence[Replication], rails: Guardrails, *, plan: str | None = None) -> list[Guarded]:
    """Each floor with how often it was kept; a run in which the outcome is not defined kept nothing.

    Parameters
    ----------
    replications : sequence of Replication
        Of the terms that are judged; those that failed are left out.
    rails : Guardrails
        The floors.
    plan : str, optional
        The plan whose responses are meant; by default all responses.

    Raises
    ------
    SaydoError
        Where none succeeded.
    """
    good = [each for each in replications if each.error is None]
    if not good:
        raise SaydoError("no replication succeeded: nothing can be said of the floors")
    found = []
    for outcome, floor in rails.floors(plan).items():
        missed = int(np.count_nonzero(~(values_of(good, outcome) >= floor)))
        chance = rails.limit.chance(missed, len(good), len(good))
        zone = rails.limit.zone(missed, len(good))
        found.append(Guarded(outcome, floor, len(good) - missed, len(good), chance, zone))
    return found


def verdict(rows: Sequence[Guarded]) -> Zone:
    """That of the worst floor."""
    return min((row.zone for row in rows), key=WORST.index)
