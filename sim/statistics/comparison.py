"""Comparisons of variants with a base, outcome by outcome, paired by replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError, ScenarioError
from sim.metrics.catalogue import CATALOGUE, describe
from sim.metrics.quantiles import DECILES, quantile
from sim.metrics.replication import Replication
from sim.scenario.document import Scenario
from sim.scenario.source import plain
from sim.statistics.intervals import (
    Verdict,
    mean_interval,
    paired_difference,
    quantile_interval,
)

__all__ = [
    "SHARED",
    "Comparison",
    "Sample",
    "Settings",
    "Summary",
    "compare",
    "must_be_comparable",
    "summarise",
    "values",
]

SHARED = ("currency", "start_date", "horizon_months")
"""What makes money and months of two scenarios the same thing."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A scenario's name and what its replications came to."""

    name: str
    replications: Sequence[Replication]


@dataclass(frozen=True, slots=True)
class Settings:
    """How sure to be, and which differences do not matter."""

    level: float = 0.95
    """Confidence that all intervals of an outcome hold together, over the variants compared."""
    practical: Mapping[str, float] = field(default_factory=dict)
    """By outcome, the largest difference that does not matter, in the outcome's unit."""

    def level_each(self, variants: int) -> float:
        """Confidence of one interval, after Bonferroni over the variants."""
        return 1 - (1 - self.level) / max(variants, 1)

    def adjustment(self, variants: int) -> str:
        """What was done about comparing several variants, in words."""
        if variants <= 1:
            return "none: one variant"
        each = self.level_each(variants)
        return f"Bonferroni over {variants} variants: each interval at {100 * each:.4g} %"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One outcome of one variant against the base."""

    base: str
    variant: str
    outcome: str
    unit: str
    base_mean: float
    variant_mean: float
    difference: float
    low: float
    high: float
    probability_better: float
    verdict: Verdict
    replications: int
    """Pairs that the row was computed from."""
    dropped: int
    """Pairs in which one of the two failed or is not defined."""
    variance_reduction: float
    correlation: float
    wanted: int = 0
    """Pairs that it takes where differences are as skewed as these; with fewer the interval may be too narrow."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One outcome of one scenario over its replications."""

    scenario: str
    outcome: str
    unit: str
    mean: float
    low: float
    high: float
    """t interval of the mean."""
    median: float
    median_low: float
    median_high: float
    """Interval of the median by order statistics."""
    tenth: float
    ninetieth: float
    """A tenth of the replications lie below, a tenth above."""
    replications: int
    wanted: int = 0
    """Those that the t interval takes where values are as skewed as these; with fewer it may be too narrow."""


def must_be_comparable(names: Sequence[str], scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios whose differences would not mean anything.

    Raises
    ------
    ScenarioError
        Where currency, start date or horizon are not the same in all; the message names paths and values.
    """
    differing = []
    for path in SHARED:
        values_there = [getattr(scenario, path) for scenario in scenarios]
        odd = next((index for index, value in enumerate(values_there) if value != values_there[0]), None)
        if odd is not None:
            differing.append(
                f"{path} = {values_there[0]} in {plain(names[0])}, {values_there[odd]} in {plain(names[odd])}"
            )
    if differing:
        raise ScenarioError(f"{'; '.join(differing)}: must be the same in scenarios that are compared")


def outcome_names(samples: Sequence[Sample]) -> list[str]:
    """Outcomes of all the arms: those of the catalogue in its order, then those of single plans and teams."""
    seen = dict.fromkeys(
        name for sample in samples for replication in sample.replications for name in replication.outcomes
    )
    return [name for name in CATALOGUE if name in seen] + [name for name in seen if name not in CATALOGUE]


def values(sample: Sample, outcome: str) -> npt.NDArray[np.float64]:
    """An outcome by replication; NaN where it failed or is not defined."""
    return np.array([replication.outcomes.get(outcome, np.nan) for replication in sample.replications])


def compare(base: Sample, variants: Sequence[Sample], settings: Settings | None = None) -> list[Comparison]:
    """Every outcome of every variant against the base.

    Parameters
    ----------
    base, variants : Arm
        Replications under the same luck, as many of each.
    settings : Settings, optional
        Confidence and practical thresholds.

    Returns
    -------
    list of Comparison
        By variant, then by outcome in the catalogue's order; an outcome that only one has is left out.

    Raises
    ------
    SaydoError
        Where there is no variant, the numbers of replications differ, or no replication of an arm succeeded.
    """
    settings = settings or Settings()
    if not variants:
        raise SaydoError("nothing to compare: give a base and at least one variant")
    for sample in (base, *variants):
        if len(sample.replications) != len(base.replications):
            raise SaydoError(
                f"{sample.name} has {len(sample.replications)} replications, {base.name} has "
                f"{len(base.replications)}: pairs need as many of each"
            )
        _must_have_results(sample)
    for outcome in settings.practical:
        describe(outcome)
    level = settings.level_each(len(variants))
    return [
        _row(base, variant, outcome, level, settings.practical.get(outcome, 0.0))
        for variant in variants
        for outcome in outcome_names([variant])
        if outcome in outcome_names([base])
    ]


def _row(base: Sample, variant: Sample, outcome: str, level: float, practical: float) -> Comparison:
    known = describe(outcome)
    paired = paired_difference(
        values(base, outcome), values(variant, outcome), better=known.better, level=level, practical=practical
    )
    return Comparison(
        base=base.name,
        variant=variant.name,
        outcome=outcome,
        unit=known.unit,
        base_mean=paired.base_mean,
        variant_mean=paired.variant_mean,
        difference=paired.difference,
        low=paired.low,
        high=paired.high,
        probability_better=paired.probability_better,
        verdict=paired.verdict,
        replications=paired.count,
        dropped=paired.dropped,
        variance_reduction=paired.variance_reduction,
        correlation=paired.correlation,
        wanted=paired.wanted,
    )


def summarise(sample: Sample, settings: Settings | None = None) -> list[Summary]:
    """Every outcome of one scenario: mean and median with their intervals, and the middle four fifths.

    Raises
    ------
    SaydoError
        Where no replication succeeded.
    """
    level = (settings or Settings()).level
    _must_have_results(sample)
    return [_summary(sample.name, outcome, values(sample, outcome), level) for outcome in outcome_names([sample])]


def _summary(name: str, outcome: str, by_replication: npt.NDArray[np.float64], level: float) -> Summary:
    mean = mean_interval(by_replication, level)
    median = quantile_interval(by_replication, 0.5, level)
    tenth, _, ninetieth = (quantile(by_replication, share) for share in DECILES)
    return Summary(
        scenario=name,
        outcome=outcome,
        unit=describe(outcome).unit,
        mean=mean.estimate,
        low=mean.low,
        high=mean.high,
        median=median.estimate,
        median_low=median.low,
        median_high=median.high,
        tenth=tenth,
        ninetieth=ninetieth,
        replications=mean.count,
        wanted=mean.wanted,
    )


def _must_have_results(sample: Sample) -> None:
    if not any(replication.outcomes for replication in sample.replications):
        first = next((replication.error for replication in sample.replications if replication.error), "none was run")
        raise SaydoError(f"{sample.name}: no replication succeeded; the first failed of {first}")
