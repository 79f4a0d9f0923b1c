"""A controller's actuals stand beside the runs, month by month."""

from __future__ import annotations

from math import isnan, nan
from pathlib import Path

import pytest

from sim.errors import SaydoError
from sim.metrics.outcomes import outcomes
from sim.questions.actuals import Actuals, MonthlyOutcomes, beside_actuals, monthly_outcomes, read_actuals
from sim.report.actuals import actuals_table, actuals_words
from sim.running.replicate import checked_run
from tests.worlds import SMALL

HEADER = "month,revenue,support_cost,on_time\n"


def file_of(folder: Path, text: str) -> Path:
    path = folder / "actuals.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_months_are_those_of_the_study_and_cells_may_be_empty(tmp_path: Path) -> None:
    path = file_of(tmp_path, HEADER + "2026-12,1,2,.5\n2027-01-31,1000.5,,0.9\n2027-12,2000,300,\n2028-01,1,1,1\n")
    actuals = read_actuals(path, SMALL)
    assert actuals == Actuals(
        {"revenue": {0: 1000.5, 11: 2000.0}, "response_attainment": {0: 0.9}, "cost_to_serve": {11: 300.0}}, 2
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("revenue\n1\n", "month"),
        ("month,revenues\n2027-01,1\n", "revenues"),
        (HEADER + "January,1,2,.5\n", "must be a month such as 2027-01"),
        (HEADER + "2027-13,1,2,.5\n", "must be a month such as 2027-01"),
        (HEADER + "2027-01,1,2,.5\n2027-01-02,1,2,.5\n", "stands twice"),
        (HEADER + '2027-01,"1,000",2,.5\n', "must be a number with a decimal point"),
        (HEADER + "2027-01,nan,2,.5\n", "must be a number with a decimal point"),
        (HEADER + "2027-01,1,2,90\n", "must be from 0 to 1"),
        (HEADER + "2025-01,1,2,.5\n", "must have figures of a month from 2027-01 to 2027-12"),
        ("month,on_time,attainment\n2027-01,.5,.6\n", "has a column already"),
        (HEADER + "2027-01,=1+1,2,.5\n", "must be a number with a decimal point"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    path = file_of(tmp_path, text)
    with pytest.raises(SaydoError) as refused:
        read_actuals(path, SMALL)
    assert words in str(refused.value)
    assert "actuals.csv" in str(refused.value)
    with pytest.raises(SaydoError, match="there is no such file"):
        read_actuals(tmp_path / "none.csv", SMALL)


def test_each_month_has_mean_range_and_whether_it_is_inside() -> None:
    """Of runs 0 to 20 the central nine tenths are 1 to 19, by the definition of quantiles that budgets have."""
    runs = [MonthlyOutcomes(months=[{"revenue": float(run), "trust": nan}] * 12) for run in range(21)]
    actuals = Actuals({"revenue": {0: 1.0, 1: 19.5, 2: 0.5}, "trust": {3: 0.5}}, 1)
    rows = beside_actuals(actuals, SMALL, [*runs, MonthlyOutcomes(error="IdentityError: 1 is not 2")])
    assert [(row.month, row.mean, row.low, row.high, row.inside) for row in rows[:3]] == [
        ("2027-01", 10.0, 1.0, 19.0, True),
        ("2027-02", 10.0, 1.0, 19.0, False),
        ("2027-03", 10.0, 1.0, 19.0, False),
    ]
    assert isnan(rows[3].mean)
    assert rows[3].inside is None
    assert [line[-1] for line in actuals_table(rows, "", "USD").texts()] == [
        "inside",
        "outside",
        "outside",
        "not defined",
    ]
    words = actuals_words(rows, actuals.outside)
    assert "Revenue 1 of 3 (1 above, 1 below)" in words
    assert "left out: 1." in words
    with pytest.raises(SaydoError, match="no replication succeeded; the first failed of X"):
        beside_actuals(actuals, SMALL, [MonthlyOutcomes(error="X")])


def test_amounts_of_the_months_add_up_to_the_whole() -> None:
    run = checked_run(SMALL, 3, 0)
    whole, months = outcomes(run), monthly_outcomes(SMALL, 3, 0).months
    assert len(months) == 12
    for name in ("revenue", "cost_to_serve", "margin", "contacts_answered", "customers_lost"):
        assert sum(month[name] for month in months) == pytest.approx(whole[name], rel=1e-9, abs=0.05)
