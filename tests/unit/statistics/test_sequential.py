"""Sequential stopping reaches its targets, covers as often as it says, and admits a target that it did not reach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.statistics.comparison import Sample
from sim.statistics.intervals import mean_interval
from sim.statistics.sequential import LOOK_AHEAD, Precision, PrecisionTarget, Rule, Series, observed, until_precise

STUDIES = 2_000
LEAST_COVERED, MOST_COVERED = 0.93, 0.97
"""Were the coverage .95, 2,000 studies would leave these bounds with probability 5e-5 (binomial)."""
GAIN, SPREAD = 0.1, 0.3
PRECISE = PrecisionTarget("margin", 0.6)


def normal(generator: np.random.Generator, pairs: int) -> npt.NDArray[np.float64]:
    """A difference of 2 under common random numbers: correlation of the two .958."""
    base = generator.normal(100, 10, pairs)
    return base + 2 + generator.normal(0, 3, pairs) - base


def lognormal(generator: np.random.Generator, pairs: int) -> npt.NDArray[np.float64]:
    """A variant that adds a tenth, more or less, to a lognormal base: skewness about 1, mean 2.

    The difference is the base times a lognormal of mean GAIN; spreads are .3 and .1, and logarithms add up.
    """
    sigma = math.hypot(SPREAD, GAIN)
    base = 20 * np.exp(SPREAD * generator.normal(size=pairs) - sigma**2 / 2)
    variant = base * (1 + GAIN * np.exp(GAIN * generator.normal(size=pairs)))
    return variant - base


def sampled(
    whole: npt.NDArray[np.float64], target: PrecisionTarget = PRECISE, rule: Rule | None = None, most: int = 2_000
) -> tuple[Precision, list[Sequence[Precision]]]:
    checks: list[Sequence[Precision]] = []
    (precision,) = until_precise(
        lambda count: [Series("variant", target, whole[:count])],
        rule or Rule(),
        lambda count: most - count,
        checks.append,
    )
    return precision, checks


@pytest.mark.parametrize("dummy", [normal, lognormal])
def test_an_interval_of_a_fixed_number_of_pairs_covers(dummy: object) -> None:
    generator = np.random.default_rng(11)
    hits = 0
    for _ in range(STUDIES):
        interval = mean_interval(dummy(generator, 100), 0.95)  # type: ignore[operator]
        hits += interval.low <= 2 <= interval.high
    assert LEAST_COVERED <= hits / STUDIES <= MOST_COVERED


@pytest.mark.parametrize(
    ("dummy", "target"),
    [
        (normal, PRECISE),
        (lognormal, PrecisionTarget("margin", 0.12)),
        (normal, PrecisionTarget("margin", 0.4, relative=True)),
    ],
)
def test_an_interval_of_as_many_pairs_as_precision_takes_covers(dummy: object, target: PrecisionTarget) -> None:
    """Some 30 to 150 pairs, the number by what the random numbers show on the way."""
    generator = np.random.default_rng(12)
    hits, used = 0, []
    for _ in range(STUDIES):
        precision, _ = sampled(dummy(generator, 800), target)  # type: ignore[operator]
        hits += abs(precision.estimate - 2) <= precision.half_width
        used.append(precision.replications)
        assert precision.reached
        assert precision.half_width <= precision.allowed
    assert len(set(used)) > 5
    assert LEAST_COVERED <= hits / STUDIES <= MOST_COVERED, (hits / STUDIES, np.mean(used))


@pytest.mark.parametrize(("spread", "needs_it"), [(0.0, False), (0.55, False), (0.7, True), (1.0, True)])
def test_where_skewness_makes_a_sequential_interval_miss_it_says_so(spread: float, needs_it: bool) -> None:
    """Lognormal differences of skewness 0, 2, 3 and 6, half-width .3 of a deviation: no more than 7 in 100 miss unsaid.

    Were it 5 in 100, 2,000 studies would pass that with probability 5e-5.
    """
    generator = np.random.default_rng(18)
    mean, deviation = math.exp(spread**2 / 2), math.sqrt(math.exp(2 * spread**2) - math.exp(spread**2))
    misses, unsaid = 0, 0
    for _ in range(STUDIES):
        normals = generator.normal(size=500)
        whole = 2 + ((np.exp(spread * normals) - mean) / deviation if spread else normals)
        precision, _ = sampled(whole, PrecisionTarget("margin", 0.3), most=500)
        missed = abs(precision.estimate - 2) > precision.half_width
        misses += missed
        unsaid += missed and precision.replications >= precision.required
    assert unsaid / STUDIES <= 0.07
    assert (misses / STUDIES > 0.07) >= needs_it


def test_the_number_is_about_what_the_variance_asks_for() -> None:
    """Half-width .6 of a deviation of 3: (1.96 * 3 / .6)^2 = 96 pairs."""
    generator = np.random.default_rng(13)
    used = [sampled(normal(generator, 400))[0].replications for _ in range(200)]
    assert np.mean(used) == pytest.approx(96, rel=0.2)


def test_runs_still_needed_are_reported_at_each_check_and_the_last_says_none() -> None:
    precision, checks = sampled(normal(np.random.default_rng(14), 2_000), PrecisionTarget("margin", 0.3))
    counts = [check[0].replications for check in checks]
    assert counts[0] == 20
    assert counts == sorted(set(counts))
    assert all(later <= 2 * sooner for sooner, later in pairwise(counts))
    assert checks[-1] == [precision]
    assert precision.missing == 0
    first = checks[0][0]
    assert not first.reached
    assert first.missing == first.needed - 20
    assert first.needed >= 20 * (first.half_width / 0.3) ** 2


def test_a_budget_that_runs_out_is_reported_with_the_precision_reached() -> None:
    precision, _ = sampled(normal(np.random.default_rng(15), 100), PrecisionTarget("margin", 0.01), most=100)
    assert (precision.reached, precision.replications) == (False, 100)
    assert precision.half_width == pytest.approx(0.6, rel=0.3)
    assert precision.missing == pytest.approx(100 * (precision.half_width / 0.01) ** 2 - 100, rel=0.01)


def test_a_relative_half_width_is_safe_of_sign_and_of_zero() -> None:
    """A tenth of what is nearer to 0: |estimate| / 1.1 * .1; near 0 a tenth of the floor."""
    target = PrecisionTarget("margin", 0.1, relative=True, floor=50)
    assert target.allowed(1100) == pytest.approx(100)
    assert target.allowed(-1100) == target.allowed(1100)
    assert target.allowed(3) == target.allowed(-3) == target.allowed(0) == 5
    assert PrecisionTarget("margin", 0.1, relative=True).allowed(0) == 0
    hopeless, _ = sampled(np.tile([1.0, -1.0], 50), PrecisionTarget("margin", 0.1, relative=True), most=100)
    assert not hopeless.reached
    assert hopeless.missing == math.inf


def test_one_replication_by_chance_does_not_end_it() -> None:
    """The half-width passes the target at the last of 30 only; the look-ahead waits for five more."""
    whole = normal(np.random.default_rng(16), 200)
    intervals = [mean_interval(whole[:n], 0.95) for n in range(2, 201)]
    widths = [(interval.high - interval.low) / 2 for interval in intervals]
    just = PrecisionTarget("margin", widths[28])
    assert widths[28] < min(widths[27 - LOOK_AHEAD : 28])
    rule = Rule(least=30, batch=1)
    precision, checks = sampled(whole, just, rule)
    assert checks[0][0].half_width <= checks[0][0].allowed
    assert not checks[0][0].reached
    assert precision.replications > 30


def test_skewed_values_take_more_replications_than_their_half_width_asks_for() -> None:
    """One in 25 far out: skewness 4.7, so that at 50 the correction adds half of the half-width, and more at fewer."""
    whole = np.tile(np.array([30.0] + [0.0] * 12 + [1.0] * 12), 80)
    target = PrecisionTarget("margin", 1.75)
    wary, unwary = (sampled(whole, target, Rule(wary=choice))[0] for choice in (True, False))
    assert wary.reached
    assert unwary.reached
    assert wary.replications > 1.3 * unwary.replications


def test_all_targets_must_be_reached_and_the_neediest_decides() -> None:
    generator = np.random.default_rng(17)
    quick, slow = normal(generator, 1_000), 2 * normal(generator, 1_000)
    rows = until_precise(
        lambda count: [Series("a", PRECISE, quick[:count]), Series("b", PRECISE, slow[:count])],
        Rule(),
        lambda count: 1_000 - count,
    )
    assert [row.reached for row in rows] == [True, True]
    assert rows[0].half_width < rows[1].half_width <= 0.6
    assert rows[1].replications > 300


def test_a_difference_that_is_the_same_in_every_pair_is_precise_at_the_first_check() -> None:
    precision, checks = sampled(np.full(50, 2.0) + 1e-16, PrecisionTarget("margin", 1e-9))
    assert (precision.reached, len(checks)) == (True, 1)


def test_series_are_paired_and_those_defined_nowhere_are_refused() -> None:
    def sample(name: str, *margins: float) -> Sample:
        return Sample(name, [Replication({"margin": value, "trust": np.nan}) for value in margins])

    base, variant = sample("base", 1, 2, 3), sample("variant", 2, 4, np.nan)
    (series,) = observed([base, variant], [PRECISE], paired=True)
    assert series.scenario == "variant"
    np.testing.assert_array_equal(series.values, [1, 2, np.nan])
    assert [series.scenario for series in observed([base, variant], [PRECISE], paired=False)] == ["base", "variant"]
    with pytest.raises(SaydoError, match="trust: is not defined in any replication of variant"):
        observed([base, variant], [PrecisionTarget("trust", 0.1)], paired=True)
