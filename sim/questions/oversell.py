"""Selling a faster response than is written: deals won, margin lost, and the win rate that would pay for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isnan, nan

import numpy as np
import numpy.typing as npt
import scipy

from sim.errors import ScenarioError
from sim.metrics.registry import NOT_NEGATIVE, SHARE
from sim.metrics.replication import Replication
from sim.questions.search import fresh, values_of
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.statistics.comparison import Sample, values
from sim.statistics.intervals import Interval, PairedDifference, mean_interval, paired_difference

__all__ = ["SHARES", "Curve", "Level", "curve", "oversold", "scenarios_for"]

SHARES = (4.0, 2.0, 1.4, 1.0, 0.7, 0.5, 0.35, 0.25)
"""Responses as sold over responses as written, from four times as slow to four times as fast."""
AS_WRITTEN = 1.0
SOLD, APPEAL = "selling.sold_response_share", "market.response_effect"
RESAMPLES = 2_000

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of promise against selling the response that is written."""

    share: float
    """Response as sold over response as written."""
    deals: Interval
    win_rate: Interval
    margin: PairedDifference
    """Over the horizon, less the margin of selling what is written."""
    cost: PairedDifference
    """Likewise where the promise wins no deals: the cost of breaking it."""
    margin_per_deal: float
    """Margin that each further deal adds at this level; NaN where the promise wins no other deals."""
    break_even: Interval
    """Win rate at which the margin is that of selling what is written; infinite where further deals lower the margin,
    NaN where the sign of what they add is uncertain."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Margin and deals over the level of promise."""

    levels: tuple[Level, ...]
    """From the weakest promise to the strongest."""
    best: float
    """The level with the highest mean margin."""
    again: PairedDifference
    """The best level's margin less that of selling what is written, on seeds that had no part in picking it."""
    falls_beyond: float | None
    """The level, the best or a stronger one, beyond which every stronger one earns less than the best for sure, on the
    same seeds; None where that is uncertain."""


def scenarios_for(scenario: Scenario, shares: Sequence[float] = SHARES) -> list[Scenario]:
    """Return the scenarios to simulate: as written, then each level with and without its effect on prospects.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it stands.
    shares : sequence of float
        Responses as sold over responses as written.

    Returns
    -------
    list of Scenario
        One, and two for each level, the slowest first.

    Raises
    ------
    ScenarioError
        Where the scenario has no prospects, or a level is not allowed.
    """
    if not scenario.market.asking_per_month:
        raise ScenarioError("market.prospects_per_month = 0: there are no prospects to win; must be above 0")
    samples = [with_overrides(scenario, {SOLD: AS_WRITTEN})]
    for share in sorted(shares, reverse=True):
        samples += [with_overrides(scenario, {SOLD: share}), with_overrides(scenario, {SOLD: share, APPEAL: 0})]
    return samples


def oversold(
    runner: ExperimentRunner, scenario: Scenario, shares: Sequence[float], replications: int, level: float = 0.95
) -> Curve:
    """Return margin and deals over the level of promise; the best level is compared with others on fresh seeds.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        As it stands today.
    shares : sequence of float
        The levels.
    replications : int
        Of each level, and again of those that are judged.
    level : float
        Confidence of the band: all intervals of a kind together, after Bonferroni.

    Raises
    ------
    SaydoError
        Where the scenario has no prospects, a level is not allowed, or a replication failed.
    """

    def _again(levels: Sequence[float]) -> list[list[Replication]]:
        return fresh(runner, [with_overrides(scenario, {SOLD: share}) for share in levels], replications)

    return curve(shares, runner.results(scenarios_for(scenario, shares), replications), _again, level)


def curve(
    shares: Sequence[float],
    results: Sequence[Sequence[Replication]],
    again: Callable[[Sequence[float]], Sequence[Sequence[Replication]]],
    level: float = 0.95,
) -> Curve:
    """Return margin and deals over the level of promise, from replications of :func:`scenarios_for`.

    Parameters
    ----------
    shares : sequence of float
        The levels.
    results : sequence of replications
        Of each scenario, under common random numbers.
    again : callable
        From some levels to replications of each on fresh seeds.
    level : float
        As of :func:`oversold`.
    """
    ordered = sorted(shares, reverse=True)
    adjusted = 1 - (1 - level) / len(ordered)
    written = Sample("", results[0])
    with_appeal, without = results[1::2], results[2::2]
    levels = [
        _level(share, written, Sample("", on), Sample("", off), adjusted)
        for share, on, off in zip(ordered, with_appeal, without, strict=True)
    ]
    best = int(np.argmax([values_of(on, "margin").mean() for on in with_appeal]))
    as_written, chosen, *stronger = (values_of(sample, "margin") for sample in again([AS_WRITTEN, *ordered[best:]]))
    lower = [paired_difference(chosen, margin, better="up", level=adjusted).high < 0 for margin in stronger]
    certain = next((number for number in range(len(lower)) if all(lower[number:])), None)
    return Curve(
        tuple(levels),
        ordered[best],
        paired_difference(as_written, chosen, better="up", level=adjusted),
        None if certain is None else ordered[best + certain],
    )


def _level(share: float, written: Sample, on: Sample, off: Sample, level: float) -> Level:
    base, margin, unwon = (values(sample, "margin") for sample in (written, on, off))
    rate, rate_off = values(on, "win_rate"), values(off, "win_rate")
    extra = values(on, "deals_won") - values(off, "deals_won")
    gain = mean_interval(margin - unwon, level)
    more = float(np.nanmean(extra))
    if more > 0 and gain.low > 0:
        break_even = _break_even((base, margin, unwon, rate, rate_off), level)
    else:
        beyond = inf if more > 0 and gain.high < 0 else nan
        break_even = Interval(beyond, beyond, beyond, gain.count)
    return Level(
        share=share,
        deals=mean_interval(values(on, "deals_won"), level, NOT_NEGATIVE),
        win_rate=mean_interval(rate, level, SHARE),
        margin=paired_difference(base, margin, better="up", level=level),
        cost=paired_difference(base, unwon, better="up", level=level),
        margin_per_deal=gain.estimate / more if more else nan,
        break_even=break_even,
    )


def _break_even(data: tuple[FloatArray, ...], level: float) -> Interval:
    """Return where the line through (win rate, margin) without and with the appeal meets the margin as written.

    The interval is a bootstrap over replications (percentile; scipy.stats.bootstrap).
    """
    whole = np.isfinite(np.array(data)).all(axis=0)
    complete = tuple(part[whole] for part in data)

    def crossing(*parts: FloatArray, axis: int = -1) -> FloatArray:
        base, margin, unwon, rate, rate_off = (part.mean(axis=axis) for part in parts)
        return np.asarray(rate_off + (base - unwon) / (margin - unwon) * (rate - rate_off))

    estimate = float(crossing(*complete))
    if isnan(estimate) or complete[0].size < 2:
        return Interval(nan, nan, nan, 0)
    ends = scipy.stats.bootstrap(
        complete,
        crossing,
        paired=True,
        vectorized=True,
        confidence_level=level,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return Interval(estimate, float(ends.low), float(ends.high), int(complete[0].size))
