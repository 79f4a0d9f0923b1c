"""A budget against simulated runs, counted by hand, and the bridge between them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import SaydoError
from sim.experiments.ledger import Ledger, keep_ledger, ledger
from sim.report.plan import budget_cents, periods, plan_of, plan_steps, plan_table, plan_words
from tests.worlds import SMALL, changed

MONTHS = [f"2027-{month:02d}-01" for month in range(1, 13)] + ["2028-01-01", "2028-02-01"]
RUNS = np.array([[100] * 14, [300] * 14, [-100] * 14, [301] * 14])
DEARER = changed({"plans.gold.fee_per_month": 2500})


@pytest.fixture(scope="module")
def pair() -> tuple[Ledger, Ledger]:
    base, own = (ledger(each, [keep_ledger(each, 5, number) for number in range(2)]) for each in (SMALL, DEARER))
    return base, own


def test_years_are_of_twelve_months_and_the_last_may_be_short() -> None:
    assert periods(MONTHS, "year") == ["2027-01 to 2027-12", "2028-01 to 2028-02"]
    plan = plan_of(MONTHS, "year", RUNS, np.array([1_200, 200]))
    assert plan.runs.tolist() == [[1_200, 200], [3_600, 600], [-1_200, -200], [3_612, 602]]
    assert plan.variance.tolist() == [0, 2_800, -2_800, 2_814]


def test_the_sentence_counts_runs_that_reach_the_budget() -> None:
    plan = plan_of(MONTHS, "month", RUNS, np.full(14, 100))
    assert plan_words(plan, "It", "USD") == (
        "It comes out $7.04 above budget on average and reaches it in 3 of 4 runs; "
        "the variance is $−28.00 to $28.14 in 4 of 4 runs."
    )
    table = plan_table(plan, "USD")
    assert table["Reached"].unique().tolist() == ["in 3 of 4 runs"]
    assert round(100 * table["Simulated"].sum()) == 704
    assert (table["Variance"] - (table["Simulated"] - table["Budget"])).abs().max() < 1e-9


def test_from_budget_to_simulated_adds_up_to_the_cent(pair: tuple[Ledger, Ledger]) -> None:
    start, steps, end = plan_steps(1_234_567, *pair)
    assert [round(100 * start.amount), steps[0].label] == [1_234_567, "Baseline against budget"]
    assert round(100 * start.amount) + sum(round(100 * step.amount) for step in steps) == round(100 * end.amount)
    assert round(100 * end.amount) == np.floor(pair[1].margin.mean() + 0.5)
    fees = next(step for step in steps if step.label == "Fees")
    assert fees.amount < 0
    assert fees.low <= fees.amount <= fees.high


def test_where_the_baseline_is_the_budget_nothing_lies_between(pair: tuple[Ledger, Ledger]) -> None:
    base = int(np.floor(pair[0].margin.mean() + 0.5))
    _, steps, _ = plan_steps(base, *pair)
    assert steps[0].label != "Baseline against budget"


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), 2e12])
def test_a_budget_must_be_a_number_within_bounds(figure: float) -> None:
    with pytest.raises(SaydoError, match=r"budget of b = .*must be a number from"):
        budget_cents([1.0, figure], ["a", "b"])
