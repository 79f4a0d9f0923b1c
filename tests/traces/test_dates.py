"""A study may begin on any day: its months begin on that day, or on the last of a month that has no such day."""

from __future__ import annotations

from datetime import date

import pytest

from sim.metrics.outcomes import outcomes
from sim.metrics.windows import outcomes_by_year
from sim.report.budget import months_of
from sim.units import MINUTES_PER_DAY, month_days
from tests.traces.script import Call, at, play


def test_from_the_31st_on() -> None:
    """From 31 January 2028, a leap year: 29 February, 31 March, 30 April, 31 May; a year later 31 January again."""
    days = month_days(date(2028, 1, 31), 12)
    assert days[:5] == (date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30), date(2028, 5, 31))
    assert days[-1] == date(2029, 1, 31)


def test_each_month_is_billed_once() -> None:
    """From 31 January 2027: months of 28, 31, 30, ... days, each billed 1,000 as it begins and due 30 days later."""
    run = play([], {"start_date": date(2027, 1, 31)})
    begun = [(day - date(2027, 1, 31)).days * MINUTES_PER_DAY for day in month_days(date(2027, 1, 31), 12)]
    assert begun[:4] == [0, 28 * MINUTES_PER_DAY, 59 * MINUTES_PER_DAY, 89 * MINUTES_PER_DAY]
    assert [(row.issued, row.due - row.issued, row.fee_cents) for row in run.records.invoices] == [
        (start, 30 * MINUTES_PER_DAY, 100_000) for start in begun[:-1]
    ]
    assert run.horizon == 365 * MINUTES_PER_DAY
    assert outcomes(run)["revenue"] == 12_000


@pytest.mark.parametrize(("hour", "month"), [(9.0, 0), (33.0, 1)])
def test_a_contact_counts_in_the_month_in_which_it_falls_due(hour: float, month: int) -> None:
    """From Friday 15 January 2027 the first month ends with Sunday 14 February, day 30: Monday, day 31, is the second.

    A contact of Friday, day 28, at 9 h is answered at once; one at 33 h, Saturday at 9 h, on Monday at 8 h.
    """
    run = play([Call(at(28, hour))], {"start_date": date(2027, 1, 15)})
    assert [row.month for row in run.records.months if row.contacts] == [month]
    assert run.month_starts[1] == 31 * MINUTES_PER_DAY


def test_the_years_of_a_study_add_up() -> None:
    """From 29 February 2028 over two years, months beginning on the 29th: 12,000 earned in each, 24,000 in all."""
    run = play([], {"start_date": date(2028, 2, 29), "horizon_months": 24})
    assert month_days(date(2028, 2, 29), 12)[-1] == date(2029, 2, 28)
    assert [year["revenue"] for year in outcomes_by_year(run)] == [12_000, 12_000]
    assert run.horizon == (date(2030, 2, 28) - date(2028, 2, 29)).days * MINUTES_PER_DAY


def test_papers_name_the_first_day_of_each_month() -> None:
    """From 31 January 2028 over a year: 31 January, 29 February, 31 March, ..., 31 December."""
    scenario = play([], {"start_date": date(2028, 1, 31)}).scenario
    assert months_of(scenario)[:3] == ["2028-01-31", "2028-02-29", "2028-03-31"]
    assert months_of(scenario)[-1] == "2028-12-31"


def test_who_is_moved_on_a_date_pays_the_new_fee_from_it() -> None:
    """From 15 January 2027, moved to a plan at 700 in month 2, 15 March: 1,000 twice, then 700."""
    plans: dict[str, object] = {"plans.silver.fee_per_month": 700, "plans.silver.uplift_per_year": 0}
    move = {"month": 2, "title": "Move", "set": {"accounts.Acme.plan": "silver"}}
    run = play([], plans | {"start_date": date(2027, 1, 15), "timeline": [move], "plans.silver.service_credits": []})
    assert run.month_starts[2] == (date(2027, 3, 15) - date(2027, 1, 15)).days * MINUTES_PER_DAY
    assert [row.fee_cents for row in run.records.invoices] == [100_000] * 2 + [70_000] * 10
