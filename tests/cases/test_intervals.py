"""Intervals stay where outcomes can be, cover near a bound as they say, and are absent where few runs say nothing."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from sim.api.studies import study
from sim.metrics.catalogue import CATALOGUE, describe
from sim.metrics.replication import Replication
from sim.report.comparison import comparison_tables, summary_table
from sim.statistics.bounded import random_weights_interval
from sim.statistics.comparison import Sample, Settings, compare, summarise
from sim.statistics.intervals import mean_interval, paired_difference
from tests.cases.worlds import plain

RETENTION = "customer_retention_per_year"
STUDIES = 1_000
SLACK = 3.9 * np.sqrt(0.05 * 0.95 / STUDIES)
"""Of 1,000 studies: 1 in 10,000 correct intervals of 95 % would miss more often."""


def sample(name: str, *runs: float) -> Sample:
    """Runs of which only the retention is known."""
    return Sample(name, [Replication({RETENTION: run}) for run in runs])


@pytest.mark.parametrize("replications", [3, 8])
def test_a_share_of_a_few_runs_stays_within_0_and_100_per_cent(replications: int) -> None:
    """One customer that stays or leaves, by chance: Student's interval of three runs reached from -80 to 210 %."""
    summary = {
        row.outcome: row
        for row in summarise(
            study(
                plain(assumptions__renewal__intercept=-0.5), replications=replications, workers=1, store="none"
            ).sample
        )
    }
    for name, row in summary.items():
        low, high = describe(name).bounds
        assert np.isnan(row.low) == np.isnan(row.high)
        assert np.isnan(row.low) or low <= row.low <= row.mean <= row.high <= high, name


def test_outcomes_lie_within_the_bounds_that_are_declared() -> None:
    sample_of_all = study(plain(provider__teams__frontline__people=0.2), replications=2, workers=1, store="none").sample
    for replication, (name, entry) in product(sample_of_all.replications, CATALOGUE.items()):
        value = replication.outcomes[name]
        assert np.isnan(value) or entry.bounds[0] <= value <= entry.bounds[1], name


@pytest.mark.parametrize("runs", [(0.2,), (0.2, 0.9), (0.0, 0.4, 1.0)])
def test_there_is_no_interval_where_the_runs_say_nothing(runs: tuple[float, ...]) -> None:
    """Of one and two runs; and of three whose interval reaches over all that a share can be."""
    (row,) = summarise(sample("few", *runs))
    assert np.isnan((row.low, row.high)).all()
    assert f"no interval: {len(runs)} run" in summary_table([row], "", "USD", 0.95).texts()[0][2]


def test_a_difference_of_shares_stays_within_100_points() -> None:
    (row,) = compare(sample("a", 0, 0, 0.1, 0.3), [sample("b", 1, 1, 1, 0.4)])
    assert row.difference == pytest.approx(0.75)
    assert row.high == 1
    assert row.low > -1


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize(("hits", "of"), [(20, 20), (19, 20), (13, 20), (0, 8)])
def test_the_interval_of_yes_and_no_is_clopper_and_pearsons(hits: int, of: int, level: float) -> None:
    values = np.repeat([1.0, 0.0], [hits, of - hits])
    exact = stats.binomtest(hits, of).proportion_ci(level, method="exact")
    assert random_weights_interval(values, level, 0, 1) == pytest.approx((exact.low, exact.high), abs=0.02)


@pytest.mark.parametrize("count", [8, 20, 64])
@pytest.mark.parametrize("chance", [0.02, 0.1, 0.3])
def test_near_a_bound_the_interval_covers_as_often_as_it_says(chance: float, count: int) -> None:
    """Everybody stays in most runs, half or more leave in some: where Student's interval covers 33 to 90 %."""
    generator = np.random.default_rng(1)
    events = generator.random((STUDIES, count)) < chance
    runs = 1 - events * generator.beta(2, 2, (STUDIES, count))
    truth = 1 - chance / 2
    intervals = [mean_interval(row, 0.95, (0, 1)) for row in runs]
    covered = np.mean([interval.low <= truth <= interval.high for interval in intervals])
    assert all(0 <= interval.low <= interval.high <= 1 for interval in intervals)
    assert covered >= 0.95 - SLACK


@pytest.mark.parametrize("count", [8, 20, 64])
@pytest.mark.parametrize(("a", "b"), [(60, 4), (8, 2), (2, 1), (0.5, 0.5)])
def test_cutting_at_the_bound_loses_no_coverage(a: float, b: float, count: int) -> None:
    """Shares as skewed as attainment: as often as without bounds, and what misses warns as before."""
    runs = np.random.default_rng(2).beta(a, b, (STUDIES, count))
    truth = a / (a + b)
    for row in runs:
        free, cut = mean_interval(row, 0.95), mean_interval(row, 0.95, (0, 1))
        assert np.isnan(cut.low) or (free.low <= truth <= free.high) == (cut.low <= truth <= cut.high)
        assert free.required == cut.required


def test_equal_runs_of_a_share_leave_room_for_what_has_not_shown() -> None:
    """20 runs in which all stay: fewer in up to 1 - .025^(1/20) = 16.8 % of runs; the rule of three is 3 in 20."""
    interval = mean_interval([1.0] * 20, 0.95, (0, 1))
    assert interval.alike
    assert interval.high == 1
    assert interval.low == pytest.approx(0.025 ** (1 / 20), abs=0.01)


def test_no_difference_in_any_run_is_said_with_what_it_may_hide() -> None:
    rows = compare(sample("a", *[0.9] * 20), [sample("b", *[0.9] * 20)], Settings(practical={RETENTION: 0.05}))
    assert rows[0].verdict == "no difference"
    (table,) = comparison_tables(rows, "USD", 0.95)
    assert table.texts()[0][-1] == "no difference in 20 runs; rarer than about 3 in 20"


def test_of_few_equal_runs_the_exact_bound_is_said() -> None:
    """1 - .05^(1/3) = 63 %; three in three would say nothing."""
    (row,) = compare(sample("a", *[0.9] * 3), [sample("b", *[0.9] * 3)])
    (table,) = comparison_tables([row], "USD", 0.95)
    assert table.texts()[0][-1] == "no difference in 3 runs; rarer than about 63 in 100"


def test_equal_runs_of_what_has_no_bounds_show_no_interval() -> None:
    """Three runs of no write-offs do not show that there are none, nor how many there may be."""
    (row,) = summarise(Sample("none", [Replication({"write_offs": 0.0})] * 3))
    table = summary_table([row], "", "USD", 0.95)
    cells = table.texts()[0]
    assert cells[2] == "no interval: all runs equal"
    assert cells[-1] == "all equal (63 in 100)"
    assert table.notes == (
        "all equal (share): the same in all runs; another value is rarer than about this share of runs.",
    )


def test_what_is_defined_in_no_run_needs_no_caution() -> None:
    (row,) = summarise(Sample("none", [Replication({"response_hours_p99": np.nan})] * 3))
    assert summary_table([row], "", "USD", 0.95).texts()[0][-1] == ""


def test_what_is_not_defined_is_not_called_the_same() -> None:
    (row,) = compare(sample("a", *[0.9] * 20), [sample("b", *[np.nan] * 20)])
    assert row.verdict == "not defined"
    assert comparison_tables([row], "USD", 0.95)[0].texts()[0][-1] == "not defined"


def test_with_many_outcomes_those_that_differ_by_chance_are_counted() -> None:
    """Of 45 outcomes at 95 %, 2.25 on average; of four headlines less than one, and nothing is said."""
    generator = np.random.default_rng(3)
    names = list(CATALOGUE)[:45]
    base, variant = (
        Sample(name, [Replication(dict(zip(names, row, strict=True))) for row in generator.random((20, 45))])
        for name in ("a", "b")
    )
    rows = compare(base, [variant])
    by_chance = "Of 45 outcomes that nothing changes, about 2 would be called different by chance."
    assert comparison_tables(rows, "USD", 0.95)[0].notes[-1] == by_chance
    assert not any("by chance" in note for note in comparison_tables(rows[:4], "USD", 0.95)[0].notes)


def test_a_paired_difference_between_bounds_covers_too() -> None:
    """Shares of .97 with and .95 without: the interval of the difference is Student's, and within 1."""
    generator = np.random.default_rng(4)
    hits = 0
    for _ in range(STUDIES):
        base, more = generator.beta(57, 3, 20), generator.beta(20, 1000, 20)
        row = paired_difference(base, base - more, better="up", level=0.95, bounds=(0, 1))
        hits += row.low <= -20 / 1020 <= row.high
    assert hits / STUDIES == pytest.approx(0.95, abs=SLACK)
