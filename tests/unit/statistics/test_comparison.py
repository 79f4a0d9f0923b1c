"""Replications share random numbers, comparisons pair them, and failures are counted."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import SaydoError, ScenarioError
from sim.metrics.replication import Failure, Replication, failures
from sim.running.executors import executor_for
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides
from sim.statistics.comparison import Sample, Settings, compare, must_be_comparable, summarise
from tests.unit.questions.dummies import fail_on_two, random_numbers
from tests.worlds import SMALL, changed

HONEST = Path(__file__).parents[3] / "scenarios" / "honest.yaml"


@pytest.fixture(scope="module")
def pair() -> list[Scenario]:
    base = with_overrides(load(HONEST), {"selling.clarity": 0.5})
    return [base, with_overrides(base, {"selling.clarity": 0.7})]


@pytest.fixture(scope="module")
def samples(pair: list[Scenario]) -> list[Sample]:
    with executor_for(1) as executor:
        results = ExperimentRunner(executor, seed=1, task=random_numbers).results(pair, 5)
    return [Sample("base", results[0]), Sample("clear", results[1])]


def test_a_pool_and_this_process_give_the_same_numbers(pair: list[Scenario], samples: list[Sample]) -> None:
    progress: list[int] = []
    with executor_for(2) as executor:
        results = ExperimentRunner(
            executor, seed=1, task=random_numbers, on_progress=lambda count, total: progress.append(count)
        ).results(pair, 5)
    assert [[replication.outcomes for replication in sample] for sample in results] == [
        [replication.outcomes for replication in sample.replications] for sample in samples
    ]
    assert progress == list(range(1, 11))


def test_common_random_numbers_cancel(samples: list[Sample]) -> None:
    """Base and variant have the same random numbers, so that all that is left of the difference is 10 * .2."""
    (row,) = compare(samples[0], samples[1:])
    assert (row.base, row.variant, row.outcome, row.unit) == ("base", "clear", "margin", "money")
    assert row.difference == pytest.approx(2)
    assert row.high - row.low < 1e-9
    assert (row.verdict, row.probability_better, row.replications) == ("better", 1, 5)


def test_more_replications_leave_the_first_as_they_were(pair: list[Scenario], samples: list[Sample]) -> None:
    with executor_for(1) as executor:
        results = ExperimentRunner(executor, seed=1, task=random_numbers).results(pair[:1], 8)
    assert [replication.outcomes for replication in results[0][:5]] == [
        replication.outcomes for replication in samples[0].replications
    ]


def test_intervals_widen_by_bonferroni_with_the_variants(samples: list[Sample]) -> None:
    """Two at 95 % together are 97.5 % each, and t(.9875, 4) / t(.975, 4) = 3.495406 / 2.776445."""
    noisy = Sample("noisy", [Replication({"margin": value}) for value in (3.0, 1, 4, 1, 5)])
    alone = compare(samples[0], [noisy])[0]
    among = compare(samples[0], [noisy, samples[1]])[0]
    assert (among.high - among.low) / (alone.high - alone.low) == pytest.approx(3.495406 / 2.776445)
    assert Settings().adjustment(1) == "none: one variant"
    assert Settings().adjustment(2) == "Bonferroni over 2 variants: each interval at 97.5 %"


def test_a_failed_replication_is_counted_and_its_pair_dropped(pair: list[Scenario], samples: list[Sample]) -> None:
    with executor_for(1) as executor:
        (results,) = ExperimentRunner(executor, seed=1, task=fail_on_two).results(pair[1:], 5)
    failed = Sample("clear", results)
    assert failures("clear", results) == [Failure("clear", 2, "IdentityError: paid hours 3 are not busy 2")]
    (row,) = compare(samples[0], [failed])
    assert (row.replications, row.dropped) == (4, 1)
    assert row.difference == pytest.approx(2)


def test_a_sample_without_results_is_refused_with_its_error(samples: list[Sample]) -> None:
    broken = Sample("broken", [Replication(error="ValueError: no")] * 5)
    with pytest.raises(SaydoError, match="broken: no replication succeeded; the first failed of ValueError: no"):
        compare(samples[0], [broken])


def test_samples_of_different_length_are_refused(samples: list[Sample]) -> None:
    short = replace(samples[1], replications=samples[1].replications[:3])
    with pytest.raises(SaydoError, match="clear has 3 replications, base has 5"):
        compare(samples[0], [short])


def test_nothing_to_compare_is_refused(samples: list[Sample]) -> None:
    with pytest.raises(SaydoError, match="at least one variant"):
        compare(samples[0], [])


def test_a_practical_threshold_of_an_unknown_outcome_is_refused(samples: list[Sample]) -> None:
    with pytest.raises(SaydoError, match="margni"):
        compare(samples[0], samples[1:], Settings(practical={"margni": 1}))


def test_a_practical_threshold_is_the_outcomes_own(samples: list[Sample]) -> None:
    (row,) = compare(samples[0], samples[1:], Settings(practical={"margin": 3}))
    assert row.verdict == "practically the same"


def test_outcomes_come_in_the_catalogues_order_and_only_where_both_have_them() -> None:
    def sample(name: str, *outcomes: str) -> Sample:
        return Sample(name, [Replication(dict.fromkeys(outcomes, float(n))) for n in range(3)])

    base = sample("base", "occupancy.frontline", "trust", "margin", "response_attainment.gold")
    variant = sample("variant", "response_attainment.metered", "trust", "occupancy.frontline", "margin")
    assert [row.outcome for row in compare(base, [variant])] == ["margin", "trust", "occupancy.frontline"]


def test_the_summary_of_one_scenario() -> None:
    """Values 1 to 9: mean and median 5; tenths at 1.8 and 8.2; ranks 2 and 8 bound the median."""
    sample = Sample("one", [Replication({"margin": float(n)}) for n in (9, 1, 8, 2, 7, 3, 6, 4, 5)])
    (row,) = summarise(sample)
    assert (row.mean, row.median, row.replications) == (5, 5, 9)
    assert (row.tenth, row.ninetieth) == (pytest.approx(1.8), pytest.approx(8.2))
    assert (row.median_low, row.median_high) == (2, 8)
    assert row.low == pytest.approx(5 - 2.306004 * math.sqrt(7.5) / 3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"currency": "EUR"}, "currency = USD in base, EUR in other"),
        ({"start_date": "2028-01-01"}, "start_date = 2027-01-01 in base, 2028-01-01 in other"),
        (
            {"currency": "JPY", "horizon_months": 24},
            "currency = USD in base, JPY in other; horizon_months = 12 in base, 24 in other",
        ),
    ],
)
def test_what_has_not_the_same_money_and_months_is_refused(changes: dict[str, object], message: str) -> None:
    other = changed(changes)
    with pytest.raises(ScenarioError) as refused:
        must_be_comparable(["base", "like it", "other"], [SMALL, SMALL, other])
    assert str(refused.value) == f"{message}: must be the same in scenarios that are compared"
    must_be_comparable(["other", "like it"], [other, other])
