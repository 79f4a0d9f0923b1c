"""Verification of stories: each pattern's effect on common random numbers, with the mechanism and without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import SaydoError, ScenarioError
from sim.metrics.catalogue import describe
from sim.metrics.replication import Replication
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides
from sim.scenario.source import plain
from sim.scenario.story import Pattern
from sim.statistics.comparison import Sample, values
from sim.statistics.intervals import PairedDifference, paired_difference
from sim.statistics.rows import as_row

__all__ = ["LEVEL", "Claim", "PatternCheck", "claims", "scenarios_of", "verified"]

LEVEL = 0.95
"""Confidence of the intervals."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A pattern that a story states, and the three scenarios that it takes to verify it."""

    story: str
    pattern: Pattern
    scenario: Scenario
    """The story."""
    against: Scenario
    without: Scenario
    """The story, its mechanism switched off."""

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {"story": self.story, "essay": self.scenario.essay, **self.pattern.model_dump(mode="json")}


@dataclass(frozen=True, slots=True)
class PatternCheck:
    """A claim with its effect, and the effect without the mechanism."""

    claim: Claim
    effect: PairedDifference
    """The story less what it is compared with."""
    without: PairedDifference
    """Likewise with the mechanism off."""

    @property
    def is_shown(self) -> bool:
        """True where the interval excludes 0 in the direction that the story states."""
        return self.effect.low > 0 if self.claim.pattern.direction == "up" else self.effect.high < 0

    @property
    def is_silent_without(self) -> bool:
        """Whether the interval includes 0 once the mechanism is off."""
        return not (self.without.low > 0 or self.without.high < 0)

    @property
    def holds(self) -> bool:
        """True where the story shows its pattern, by the mechanism it names."""
        return self.is_shown and self.is_silent_without and not (self.effect.dropped or self.without.dropped)

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        row = {"told": as_row(self.effect), "without_mechanism": as_row(self.without), "holds": self.holds}
        return self.claim.as_dict() | row


def claims(paths: Iterable[Path]) -> list[Claim]:
    """Return every pattern that scenario files state.

    Parameters
    ----------
    paths : iterable of Path
        Scenario files.

    Returns
    -------
    list of Claim
        In their order.

    Raises
    ------
    ScenarioError
        Where a file, the scenario it is compared with, or the override that switches its mechanism off cannot be used.
    """
    return [claim for path in paths for claim in _claims(path)]


def _claims(path: Path) -> Iterable[Claim]:
    scenario = load(path)
    for number, pattern in enumerate(scenario.patterns):
        try:
            describe(pattern.outcome)
            against = load(path.parent / pattern.against)
            without = with_overrides(scenario, pattern.without)
        except SaydoError as error:
            raise ScenarioError(f"{plain(str(path))}: patterns.{number}: {error}") from None
        yield Claim(path.stem, pattern, scenario, against, without)


def scenarios_of(stated: Sequence[Claim]) -> dict[str, Scenario]:
    """Return the scenarios that verify some claims.

    Parameters
    ----------
    stated : sequence of Claim
        Claims.

    Returns
    -------
    dict of str to Scenario
        Each once, by fingerprint.
    """
    return {
        scenario.fingerprint: scenario
        for claim in stated
        for scenario in (claim.against, claim.scenario, claim.without)
    }


def verified(stated: Sequence[Claim], results: Mapping[str, Sequence[Replication]]) -> list[PatternCheck]:
    """Return each claim with its two differences and their intervals of 95 %.

    Parameters
    ----------
    stated : sequence of Claim
        Claims of the stories.
    results : mapping of str to replications
        Of each of :func:`scenarios_of`, by fingerprint, under common random numbers.
    """
    return [
        PatternCheck(claim, _difference(claim, claim.scenario, results), _difference(claim, claim.without, results))
        for claim in stated
    ]


def _difference(claim: Claim, variant: Scenario, results: Mapping[str, Sequence[Replication]]) -> PairedDifference:
    outcome = claim.pattern.outcome
    base, other = (values(Sample("", results[scenario.fingerprint]), outcome) for scenario in (claim.against, variant))
    entry = describe(outcome)
    return paired_difference(base, other, better=entry.better, level=LEVEL, bounds=entry.bounds)
