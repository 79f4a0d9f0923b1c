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
from sim.metrics.tails import known_skewness
from sim.scenario.document import Scenario
from sim.scenario.source import plain
from sim.statistics.intervals import (
    Interval,
    PairedDifference,
    mean_interval,
    paired_difference,
    quantile_interval,
    required_by,
)
from sim.statistics.rows import keyed

__all__ = [
    "SHARED",
    "Comparison",
    "Sample",
    "Settings",
    "Summary",
    "compare",
    "known_required",
    "must_be_comparable",
    "summarise",
    "values",
]

SHARED = ("currency", "start_date", "horizon_months")
"""Fields that must be equal for money and months of two scenarios to be comparable."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A scenario's replications under its name."""

    name: str
    replications: Sequence[Replication]
    """Measures of replications 0, 1, ...; those that failed have an error and no outcomes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Confidence of a comparison, and the differences that do not matter."""

    level: float = 0.95
    """Confidence that all intervals of an outcome hold together, over the variants compared."""
    practical: Mapping[str, float] = field(default_factory=dict)
    """By outcome, the largest difference that does not matter, in the outcome's unit."""

    def level_of_one(self, variants: int) -> float:
        """Confidence of one interval, after Bonferroni over the variants.

        Parameters
        ----------
        variants : int
            How many are compared with the base.

        Returns
        -------
        float
            Above 0 and below 1.
        """
        return 1 - (1 - self.level) / max(variants, 1)

    def adjustment(self, variants: int) -> str:
        """Name the adjustment for comparing several variants.

        Parameters
        ----------
        variants : int
            How many are compared with the base.

        Returns
        -------
        str
            In words, with the confidence of one interval in per cent.
        """
        if variants <= 1:
            return "none: one variant"
        return f"Bonferroni over {variants} variants: each interval at {100 * self.level_of_one(variants):.4g} %"


@dataclass(frozen=True)
class _Compared:
    """The outcome, the variant and the base that a comparison is about."""

    base: str
    variant: str
    outcome: str
    unit: str


@dataclass(frozen=True)
class Comparison(PairedDifference, _Compared):
    """The paired difference of one outcome of one variant to the base."""

    count: int = field(metadata=keyed("replications"))
    """Pairs that the row was computed from."""

    @property
    def replications(self) -> int:
        """Pairs that the row was computed from."""
        return self.count


@dataclass(frozen=True, slots=True)
class Summary:
    """One outcome of one scenario over its replications, in the outcome's unit."""

    scenario: str
    outcome: str
    unit: str
    mean: float
    low: float
    high: float
    """Interval of the mean, within the outcome's bounds; NaN where nothing can be said."""
    median: float
    median_low: float
    median_high: float
    """Interval of the median by order statistics."""
    tenth: float
    ninetieth: float
    """Lower and upper decile: a tenth of the replications lie below, a tenth above (:mod:`sim.metrics.quantiles`)."""
    replications: int
    """Replications in which the outcome is defined."""
    required: int = field(default=0, metadata=keyed("wanted"))
    """Replications that the t interval takes where values are as skewed as these; with fewer it may be too narrow."""
    alike: bool = False
    """Whether the outcome is the same in all of them (:class:`sim.statistics.intervals.Interval`)."""


def must_be_comparable(names: Sequence[str], scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios whose differences would not mean anything.

    Parameters
    ----------
    names : sequence of str
        Names of the scenarios, for the message.
    scenarios : sequence of Scenario
        Scenarios to be compared.

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
    """List the outcomes of some samples.

    Parameters
    ----------
    samples : sequence of Sample
        Replications of scenarios.

    Returns
    -------
    list of str
        Those of the catalogue in its order, then those of single accounts, plans and teams.
    """
    names = dict.fromkeys(
        name for sample in samples for replication in sample.replications for name in replication.outcomes
    )
    return [name for name in CATALOGUE if name in names] + [name for name in names if name not in CATALOGUE]


def values(sample: Sample, outcome: str) -> npt.NDArray[np.float64]:
    """Values of an outcome by replication.

    Parameters
    ----------
    sample : Sample
        Replications of a scenario.
    outcome : str
        Name of the outcome.

    Returns
    -------
    array, shape (replications,)
        In the outcome's unit; NaN where the replication failed or the outcome is not defined.
    """
    return np.array([replication.outcomes.get(outcome, np.nan) for replication in sample.replications])


def compare(base: Sample, variants: Sequence[Sample], settings: Settings | None = None) -> list[Comparison]:
    """Compare every outcome of every variant with the base.

    Parameters
    ----------
    base : Sample
        Replications of the base.
    variants : sequence of Sample
        Replications of the variants, as many of each, under random numbers common with the base.
    settings : Settings, optional
        Confidence and practical thresholds.

    Returns
    -------
    list of Comparison
        By variant, then by outcome in the catalogue's order; an outcome that only one has is left out.

    Raises
    ------
    SaydoError
        Where there is no variant, the numbers of replications differ, or no replication of a sample succeeded.
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
    level = settings.level_of_one(len(variants))
    return [
        _row(base, variant, outcome, level, settings.practical.get(outcome, 0.0))
        for variant in variants
        for outcome in outcome_names([variant])
        if outcome in outcome_names([base])
    ]


def _row(base: Sample, variant: Sample, outcome: str, level: float, practical: float) -> Comparison:
    """One outcome of one variant against the base."""
    entry = describe(outcome)
    paired = paired_difference(
        values(base, outcome),
        values(variant, outcome),
        better=entry.better,
        level=level,
        practical=practical,
        bounds=entry.bounds,
    )
    required = known_required(outcome, paired)
    return Comparison(base.name, variant.name, outcome, entry.unit, **(vars(paired) | {"required": required}))


def known_required(outcome: str, interval: Interval | PairedDifference) -> int:
    """Count the runs that an interval takes, by what these runs show and by what many runs have shown of the outcome.

    Parameters
    ----------
    outcome : str
        Name of the outcome.
    interval : Interval or PairedDifference
        Its interval.

    Returns
    -------
    int
        The larger of the two; that of the interval where all values are equal, or there is no interval.
    """
    if interval.alike or np.isnan(interval.low):
        return interval.required
    return max(interval.required, required_by(known_skewness(outcome)))


def summarise(sample: Sample, settings: Settings | None = None) -> list[Summary]:
    """Summarise every outcome of one scenario: mean and median with their intervals, lower and upper decile.

    Parameters
    ----------
    sample : Sample
        Replications of the scenario.
    settings : Settings, optional
        Confidence of the intervals.

    Returns
    -------
    list of Summary
        In the catalogue's order, then those of single accounts, plans and teams.

    Raises
    ------
    SaydoError
        Where no replication succeeded.
    """
    level = (settings or Settings()).level
    _must_have_results(sample)
    return [_summary(sample.name, outcome, values(sample, outcome), level) for outcome in outcome_names([sample])]


def _summary(name: str, outcome: str, by_replication: npt.NDArray[np.float64], level: float) -> Summary:
    """One outcome from its values by replication."""
    entry = describe(outcome)
    mean = mean_interval(by_replication, level, entry.bounds)
    median = quantile_interval(by_replication, 0.5, level)
    tenth, _, ninetieth = (quantile(by_replication, share) for share in DECILES)
    return Summary(
        scenario=name,
        outcome=outcome,
        unit=entry.unit,
        mean=mean.estimate,
        low=mean.low,
        high=mean.high,
        median=median.estimate,
        median_low=median.low,
        median_high=median.high,
        tenth=tenth,
        ninetieth=ninetieth,
        replications=mean.count,
        required=known_required(outcome, mean),
        alike=mean.alike,
    )


def _must_have_results(sample: Sample) -> None:
    """Refuse a sample of which no replication succeeded."""
    if not any(replication.outcomes for replication in sample.replications):
        first = next((replication.error for replication in sample.replications if replication.error), "none was run")
        raise SaydoError(f"{sample.name}: no replication succeeded; the first failed of {first}")
