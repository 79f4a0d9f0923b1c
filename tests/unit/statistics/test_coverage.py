"""The table of coverage counts what covers and what misses unsaid; outcomes known for rare runs warn from few."""

from __future__ import annotations

import numpy as np
import pytest

from sim.metrics.replication import Replication
from sim.metrics.tails import RARE, TAILS
from sim.statistics.comparison import Sample, compare, summarise
from sim.statistics.intervals import required_by
from tests.benchmarks.coverage import coverage_of, table, tails_of

PAIRS, STUDIES = 400, 1_000


@pytest.fixture(scope="module")
def pool() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """A margin as normal as can be, a backlog that one run in a hundred carries, prospects that there are none of."""
    generator = np.random.default_rng(1)
    noise = generator.normal(0, 10, (2, PAIRS))
    rare = np.where(np.arange(PAIRS) % 100 == 0, 1_000.0, 1.0) + generator.random(PAIRS)
    none = np.zeros(PAIRS)
    return {
        "margin": (noise[0], noise[0] + noise[1] / 3 + 2),
        "backlog": (rare, rare + generator.random(PAIRS)),
        "prospects": (none, none),
    }


def test_coverage_of_normal_values_is_what_intervals_state(pool: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    rows = coverage_of("margin", pool, [20], STUDIES, {})
    assert rows["difference", 20].covered == pytest.approx(0.95, abs=0.03)
    assert rows["level", 20].covered == pytest.approx(0.95, abs=0.03)
    assert rows["difference", 20].unsaid < 0.06


def test_a_mean_that_rests_on_rare_runs_misses_and_known_skewness_makes_it_say_so(
    pool: dict[str, tuple[np.ndarray, np.ndarray]],
) -> None:
    """Of 20 runs .99^20 = 82 % show none of the rare ones: their interval ends far below the mean."""
    assert list(tails_of(pool)) == ["backlog"]
    unaware, aware = (coverage_of("backlog", pool, [20], STUDIES, tails) for tails in ({}, tails_of(pool)))
    assert unaware["level", 20].covered == aware["level", 20].covered == pytest.approx(0.18, abs=0.03)
    assert unaware["level", 20].unsaid > 0.7
    assert aware["level", 20].unsaid == 0


def test_the_table_has_a_row_an_outcome_and_says_what_holds(pool: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    lines = list(table(pool, [8], 50, 1))
    assert [line.split(" | ")[0] for line in lines[2:4]] == ["| Margin", "| Backlog"]
    assert lines[5].startswith("- Level, 8 runs: covered ")
    assert lines[-1].endswith("left out: Prospects.")


def test_what_many_runs_have_shown_of_an_outcome_counts_in_few() -> None:
    name = next(iter(TAILS))
    runs = np.linspace(1, 2, 20)
    base, variant = (
        Sample(title, [Replication({name: value, "revenue": value}) for value in values])
        for title, values in (("a", runs), ("b", runs + np.tile([0.1, 0.3], 10)))
    )
    summary = {row.outcome: row.required for row in summarise(base)}
    assert summary == {"revenue": 0, name: required_by(TAILS[name])}
    assert {row.outcome: row.required for row in compare(base, [variant])} == summary
    assert min(TAILS.values()) >= RARE
