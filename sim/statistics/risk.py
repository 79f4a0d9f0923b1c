"""Risks of a miss: exact binomial statements of how often it may happen, from a number of replications."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from scipy import special

from sim.errors import SaydoError

__all__ = ["Chance", "Limit", "Zone"]

ROUNDING = 1e-12
Zone = Literal["safe", "risky", "never"]
"""The risk is below the limit for sure, cannot be told from it, or is above it for sure."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Misses in some replications, with bounds of their probability."""

    missed: int
    """Replications that missed."""
    runs: int
    planned: int
    """Replications that there would have been, had not fewer settled the matter."""
    at_least: float
    at_most: float
    """One-sided bounds (Clopper & Pearson 1934), as if the runs not made had all gone well, or all wrong."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The largest risk that is accepted, and the confidence that it is not exceeded."""

    risk: float = 0.05
    """Probability of a miss in one replication, above 0 and below 1."""
    level: float = 0.95
    """Confidence of each one-sided statement."""

    @property
    def fewest(self) -> int:
        """Replications without which nothing could be called safe, even if none of them missed."""
        return math.ceil(math.log(1 - self.level) / math.log(1 - self.risk))

    def must_suffice(self, runs: int) -> None:
        """Refuse so few replications that nothing could be called safe.

        Parameters
        ----------
        runs : int
            Replications.

        Raises
        ------
        SaydoError
            Naming how many it takes.
        """
        if runs < self.fewest:
            raise SaydoError(
                f"{runs} replications: must be at least {self.fewest}; fewer can never show, with a confidence of "
                f"{self.level:g}, that a risk is at most {self.risk:g}"
            )

    def share(self, runs: int) -> int:
        """Whole number of misses that the accepted risk comes to.

        Parameters
        ----------
        runs : int
            Replications.

        Returns
        -------
        int
            0 to ``runs``.
        """
        return math.floor(self.risk * runs + 1e-9)

    def most_missed(self, runs: int) -> int:
        """Largest number of misses at which the upper bound is within the limit.

        Parameters
        ----------
        runs : int
            Replications.

        Returns
        -------
        int
            -1 where even none is too many.
        """
        return _edges(runs, self.risk, 1 - self.level)[0]

    def fewest_missed(self, runs: int) -> int:
        """Smallest number of misses at which the lower bound is above the limit.

        Parameters
        ----------
        runs : int
            Replications.

        Returns
        -------
        int
            ``runs`` + 1 where no number is.
        """
        return _edges(runs, self.risk, 1 - self.level)[1]

    def zone(self, missed: int, runs: int) -> Zone:
        """Judge a number of misses.

        Parameters
        ----------
        missed : int
            Replications that missed.
        runs : int
            Replications.

        Returns
        -------
        {"safe", "risky", "never"}
            Below the limit, not told from it, or above it.
        """
        if missed <= self.most_missed(runs):
            return "safe"
        return "never" if missed >= self.fewest_missed(runs) else "risky"

    def settled(self, missed: int, runs: int, planned: int) -> bool:
        """Whether the zone after all planned replications is certain already (curtailed sampling: no error is added).

        Parameters
        ----------
        missed : int
            Replications that missed.
        runs : int
            Replications so far.
        planned : int
            Replications in all.

        Returns
        -------
        bool
            True where the rest cannot change it.
        """
        return self.zone(missed, planned) == self.zone(missed + planned - runs, planned)

    def chance(self, missed: int, runs: int, planned: int) -> Chance:
        """Bound the probability of a miss (Clopper & Pearson 1934).

        Parameters
        ----------
        missed : int
            Replications that missed.
        runs : int
            Replications.
        planned : int
            Replications that there would have been, had not fewer settled the matter.

        Returns
        -------
        Chance
            The misses with their one-sided bounds.
        """
        worst = missed + planned - runs
        low = special.betaincinv(missed, planned - missed + 1, 1 - self.level) if missed else 0.0
        high = special.betaincinv(worst + 1, planned - worst, self.level) if worst < planned else 1.0
        return Chance(missed, runs, planned, float(low), float(high))


@cache
def _edges(runs: int, risk: float, doubt: float) -> tuple[int, int]:
    """The most misses that are safe, and the fewest that are never, by the tails of the binomial distribution."""
    missed = np.arange(runs + 1)
    so_many_or_fewer, more = special.bdtr(missed, runs, risk), special.bdtrc(missed, runs, risk)
    doubt += ROUNDING
    return int((so_many_or_fewer <= doubt).sum()) - 1, int((more > doubt).sum()) + 1
