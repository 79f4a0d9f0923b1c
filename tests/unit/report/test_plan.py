"""A budget against simulated runs, counted by hand, and the bridge between them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import SaydoError
from sim.questions.ledger import Ledger, keep_ledger, ledger
from sim.report.budget import BudgetComparison, budget_cents, by_period, periods, plan_steps, plan_table, plan_words
from tests.worlds import SMALL, changed

MONTHS = [f"2027-{month:02d}-01" for month in range(1, 13)] + ["2028-01-01", "2028-02-01"]
RUNS = np.array([[100] * 14, [300] * 14, [-100] * 14, [301] * 14])
DEARER = changed({"plans.gold.fee_per_month": 2500})


@pytest.fixture(scope="module")
def pair() -> tuple[Ledger, Ledger]:
    base, own = (
        ledger(scenario, [keep_ledger(scenario, 5, number) for number in range(2)]) for scenario in (SMALL, DEARER)
    )
    return base, own


def test_years_are_of_twelve_months_and_the_last_may_be_short() -> None:
    assert periods(MONTHS, "year") == ["2027-01 to 2027-12", "2028-01 to 2028-02"]
    plan = BudgetComparison(("a", "b"), np.array([1_200, 200]), by_period(RUNS, "year"))
    assert plan.runs.tolist() == [[1_200, 200], [3_600, 600], [-1_200, -200], [3_612, 602]]
    assert plan.variance.tolist() == [0, 2_800, -2_800, 2_814]


def test_the_sentence_counts_runs_that_reach_the_budget() -> None:
    plan = BudgetComparison(tuple(MONTHS), np.full(14, 100), by_period(RUNS, "month"))
    assert plan_words(plan, "It", "USD") == (
        "It comes out $7.04 above budget on average and reaches it in 3 of 4 runs; "
        "the variance is −$24 to $28 in nine tenths of the runs."
    )
    table = plan_table(plan, "USD")
    assert table["Reached"].unique().tolist() == ["in 3 of 4 runs"]
    assert round(100 * table["Simulated"].sum()) == 1_400 + 704
    assert (table["Variance"] - (table["Simulated"] - table["Budget"])).abs().max() < 1e-9


def test_from_budget_to_simulated_adds_up_to_the_cent(pair: tuple[Ledger, Ledger]) -> None:
    start, steps, end = plan_steps(1_234_567, *pair)
    assert [round(100 * start.amount), steps[0].label] == [1_234_567, "Base against budget"]
    assert round(100 * start.amount) + sum(round(100 * step.amount) for step in steps) == round(100 * end.amount)
    assert round(100 * end.amount) == np.floor(pair[1].margin.mean() + 0.5)
    fees = next(step for step in steps if step.label == "Fees")
    assert fees.amount < 0
    assert fees.low <= fees.amount <= fees.high


def test_where_the_baseline_is_the_budget_nothing_lies_between(pair: tuple[Ledger, Ledger]) -> None:
    base = int(np.floor(pair[0].margin.mean() + 0.5))
    _, steps, _ = plan_steps(base, *pair)
    assert steps[0].label != "Base against budget"


def test_a_budget_is_read_as_a_spreadsheet_gives_it() -> None:
    assert budget_cents("1,250.50\n\n −3\r\n", ["a", "b"]).tolist() == [125_050, -300]
    assert budget_cents("7", ["a", "b"]).tolist() == [700, 700]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1\nnan", "budget, line 2 = nan: must be a number as it is written in en-US, such as 1,234.50"),
        ("2,000,000,000,000", "budget, line 1 = 2,000,000,000,000: must be from -1e[+]12 to 1e[+]12"),
        ("inf", "budget, line 1 = inf: must be"),
        ("=cmd()", "budget, line 1 = =cmd.*: must be"),
        ("2e12", "budget, line 1 = 2e12: must be"),
        ("1\n2\n3", "budget: 3 figures given, must be 1 or 2, from a to b"),
        ("", "budget: 0 figures given"),
    ],
)
def test_a_budget_that_cannot_be_used_says_what_is_wanted(text: str, complaint: str) -> None:
    with pytest.raises(SaydoError, match=complaint):
        budget_cents(text, ["a", "b"])
