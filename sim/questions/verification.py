"""Whether a story shows what it says: paired with what it is compared with, and once more without its mechanism."""

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

__all__ = ["Claim", "PatternCheck", "claims", "scenarios_of", "verified"]

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Claim:
    """A pattern that a story states, and the three scenarios that it takes to verify it."""

    story: str
    pattern: Pattern
    told: Scenario
    against: Scenario
    without: Scenario
    """The story, its mechanism switched off."""

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {"story": self.story, "essay": self.told.essay, **self.pattern.model_dump(mode="json")}


@dataclass(frozen=True, slots=True)
class PatternCheck:
    """What became of a claim."""

    claim: Claim
    told: PairedDifference
    """The story less what it is compared with."""
    without: PairedDifference
    """The same with the mechanism off."""

    @property
    def is_told(self) -> bool:
        """Whether the interval excludes 0 in the told direction."""
        return self.told.low > 0 if self.claim.pattern.direction == "up" else self.told.high < 0

    @property
    def is_silent_without(self) -> bool:
        """Whether the interval includes 0 once the mechanism is off."""
        return self.without.low <= 0 <= self.without.high

    @property
    def holds(self) -> bool:
        """Whether the story shows what it says, by the mechanism it names."""
        return self.is_told and self.is_silent_without and not (self.told.dropped or self.without.dropped)

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        found = {"told": as_row(self.told), "without_mechanism": as_row(self.without), "holds": self.holds}
        return self.claim.as_dict() | found


def claims(paths: Iterable[Path]) -> list[Claim]:
    """Every pattern that scenario files state, in their order.

    Raises
    ------
    ScenarioError
        Where a file, what it is compared with, or what switches its mechanism off cannot be used.
    """
    return [claim for path in paths for claim in _claims(path)]


def _claims(path: Path) -> Iterable[Claim]:
    told = load(path)
    for number, pattern in enumerate(told.patterns):
        try:
            describe(pattern.outcome)
            against = load(path.parent / pattern.against)
            without = with_overrides(told, pattern.without)
        except SaydoError as error:
            raise ScenarioError(f"{plain(str(path))}: patterns.{number}: {error}") from None
        yield Claim(path.stem, pattern, told, against, without)


def scenarios_of(stated: Sequence[Claim]) -> dict[str, Scenario]:
    """The scenarios that it takes to verify some claims, each once, by fingerprint."""
    return {each.fingerprint: each for claim in stated for each in (claim.against, claim.told, claim.without)}


def verified(stated: Sequence[Claim], results: Mapping[str, Sequence[Replication]]) -> list[PatternCheck]:
    """Each claim with its two differences and their intervals of 95 %.

    Parameters
    ----------
    stated : sequence of Claim
        What the stories say.
    results : mapping of str to replications
        Of each of :func:`scenarios_of`, by fingerprint, under the same luck.
    """
    return [
        PatternCheck(claim, _difference(claim, claim.told, results), _difference(claim, claim.without, results))
        for claim in stated
    ]


def _difference(claim: Claim, variant: Scenario, results: Mapping[str, Sequence[Replication]]) -> PairedDifference:
    outcome = claim.pattern.outcome
    base, other = (values(Sample("", results[each.fingerprint]), outcome) for each in (claim.against, variant))
    return paired_difference(base, other, better=describe(outcome).better, level=LEVEL)
