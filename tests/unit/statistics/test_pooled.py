"""The share that is pooled over runs, against exact bounds and on answers whose share is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.statistics.intervals import Interval
from sim.statistics.pooled import pooled_share

TRIALS, FALSE_ALARM = 2_000, 1e-4
LEVEL = 0.8

counts = st.lists(
    st.integers(1, 60).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))), min_size=3, max_size=25
)


def exact(part: int, whole: int, level: float) -> tuple[float, float]:
    """Ends of Clopper and Pearson."""
    interval = stats.binomtest(part, whole).proportion_ci(level)
    return interval.low, interval.high


def test_a_worked_example() -> None:
    """34 of 40 in runs of ten: the spread between runs is worth 30.6 answers, and few runs leave 12.4 of them."""
    interval = pooled_share([9, 7, 10, 8], [10] * 4, 0.95)
    apart = (0.5**2 + 1.5**2 + 1.5**2 + 0.5**2) * 4 / 3
    worth = 40 * (40 * 0.85 * 0.15) / apart * (stats.t.ppf(0.975, 39) / stats.t.ppf(0.975, 3)) ** 2
    assert worth == pytest.approx(12.36, abs=0.01)
    assert interval.estimate == pytest.approx(0.85)
    assert interval.low == pytest.approx(stats.beta.ppf(0.025, 0.85 * worth, 0.15 * worth + 1))
    assert interval.high == pytest.approx(stats.beta.ppf(0.975, 0.85 * worth + 1, 0.15 * worth))


@pytest.mark.parametrize("kept", [0, 9, 19, 20])
def test_runs_that_agree_have_the_exact_interval_of_all_answers(kept: int) -> None:
    interval = pooled_share([kept] * 10, [20] * 10, 0.95)
    assert (interval.low, interval.high) == pytest.approx(exact(10 * kept, 200, 0.95))
    assert interval.alike


@pytest.mark.parametrize("answers", [1, 50, 5_000])
def test_runs_of_all_or_nothing_are_worth_one_answer_each_however_many_they_have(answers: int) -> None:
    """17 of 20 runs: as many answers as runs, less the one that the spread costs."""
    part = np.repeat([answers, 0], [17, 3])
    interval = pooled_share(part, np.full(20, answers), LEVEL)
    worth = 19 * (stats.t.ppf(0.9, 20 * answers - 1) / stats.t.ppf(0.9, 19)) ** 2
    assert interval.low == pytest.approx(stats.beta.ppf(0.1, 0.85 * worth, 0.15 * worth + 1))
    assert interval.high == pytest.approx(stats.beta.ppf(0.9, 0.85 * worth + 1, 0.15 * worth))


@given(runs=counts)
def test_it_is_never_narrower_than_that_of_as_many_independent_answers(runs: list[tuple[int, int]]) -> None:
    part, whole = (np.array(column) for column in zip(*runs, strict=True))
    interval = pooled_share(part, whole, LEVEL)
    low, high = exact(int(part.sum()), int(whole.sum()), LEVEL)
    assert 0 <= interval.low <= low + 1e-9
    assert high - 1e-9 <= interval.high <= 1
    assert interval.low <= interval.estimate <= interval.high


def test_runs_without_an_answer_say_nothing() -> None:
    runs = [9, 7, 10, 8], [10] * 4
    assert pooled_share([*runs[0], 0, 0], [*runs[1], 0, 0], LEVEL) == pooled_share(*runs, LEVEL)


@pytest.mark.parametrize("wholes", [[], [0, 0, 0]])
def test_without_any_answer_there_is_no_share(wholes: list[int]) -> None:
    _assert_equal(pooled_share(wholes, wholes, LEVEL), Interval(np.nan, np.nan, np.nan, 0))


def test_one_run_or_two_have_a_share_and_no_ends() -> None:
    _assert_equal(pooled_share([90], [100], LEVEL), Interval(0.9, np.nan, np.nan, 1))
    _assert_equal(pooled_share([90, 50], [100, 60], LEVEL), Interval(0.875, np.nan, np.nan, 2))


def _assert_equal(first: Interval, second: Interval) -> None:
    ends = [(one.estimate, one.low, one.high, one.count) for one in (first, second)]
    np.testing.assert_equal(ends[0], ends[1])


def _missed(share: float, correlation: float, answers: int) -> tuple[int, int]:
    """How often the lower end lies above the share, and the upper one below, of studies of 20 runs."""
    generator = np.random.default_rng(20)
    whole = generator.poisson(answers, (TRIALS, 20))
    of_run = np.full(whole.shape, share)
    if correlation:
        size = 1 / correlation - 1
        of_run = generator.beta(share * size, (1 - share) * size, whole.shape)
    part = generator.binomial(whole, of_run)
    intervals = [pooled_share(*study, LEVEL) for study in zip(part, whole, strict=True)]
    return sum(one.low > share for one in intervals), sum(one.high < share for one in intervals)


@pytest.mark.parametrize("share", [0.85, 0.93, 0.99])
@pytest.mark.parametrize("answers", [3, 36])
def test_of_independent_answers_each_end_misses_no_more_often_than_it_says(share: float, answers: int) -> None:
    """By theory, as it is never narrower than the exact one, each end of which misses in a tenth at most."""
    most = stats.binom.ppf(1 - FALSE_ALARM, TRIALS, 0.1)
    assert max(_missed(share, 0.0, answers)) <= most


@pytest.mark.parametrize(("share", "answers"), [(0.85, 36), (0.93, 36), (0.93, 200)])
def test_of_answers_that_are_alike_in_a_run_both_ends_cover_as_they_say_and_exact_ones_do_not(
    share: float, answers: int
) -> None:
    """Correlation .05 in a run: 36 answers are worth 13, 200 are worth 18."""
    most = stats.binom.ppf(1 - FALSE_ALARM, TRIALS, 1 - LEVEL)
    assert sum(_missed(share, 0.05, answers)) <= most
    deviation = np.sqrt(share * (1 - share) / (20 * answers) * (1 + 0.05 * (answers - 1)))
    low, high = exact(round(20 * answers * share), 20 * answers, LEVEL)
    assert TRIALS * 2 * stats.norm.sf((high - low) / 2, scale=deviation) > most, "taken for independent, they do not"
