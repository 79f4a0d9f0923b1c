"""A year of a run is measured by the definitions of the whole, and the years add up to it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from math import isclose
from typing import get_args, get_type_hints

import pytest

from sim.metrics.outcomes import outcomes
from sim.metrics.windows import MOMENTS, OF_THE_END, outcomes_by_year, window, years
from sim.records.recorder import Records
from sim.records.run import Run
from sim.units import add_months
from tests.unit.metrics.trace import trace
from tests.worlds import run_of

NOT_MOMENTS = {
    "alignment",
    "attainment",
    "availability",
    "breaking_point",
    "contacts_per_year",
    "days",
    "dependence",
    "expected_minutes",
    "grievance",
    "half_life_minutes",
    "leave_probability",
    "leaves_in_months",
    "minutes",
    "paid_minutes",
    "promised",
    "promised_minutes",
    "quantity",
    "resolution_minutes",
    "resolution_promised_minutes",
    "unsolved_minutes",
    "waited_minutes",
    "respect",
    "response_minutes",
    "size",
    "sold_minutes",
    "trust",
    "win_probability",
    "workaround_minutes",
}
"""Numbers of rows that are no minutes since the start of the study."""
SUMS = (
    "margin",
    "revenue",
    "cost_to_serve",
    "unallocated_cost",
    "contribution",
    "service_credits",
    "write_offs",
    "contacts_answered",
    "surprise_disputes",
    "prospects",
    "deals_won",
    "acquisition_cost",
    "heard",
)


@cache
def three_years() -> Run:
    return run_of({"horizon_months": 30, "market.prospects_per_month": 4, "segments.medium.breaking_point": 1})


def test_years_are_of_twelve_months_and_the_last_may_be_short() -> None:
    assert years(30) == [range(12), range(12, 24), range(24, 30)]
    assert years(12) == [range(12)]
    assert years(5) == [range(5)]


def test_a_study_of_a_year_is_its_only_year() -> None:
    run = trace()
    (only,) = outcomes_by_year(run)
    whole = outcomes(run)
    for name in whole.keys() - set(OF_THE_END):
        assert only[name] == pytest.approx(whole[name], nan_ok=True), name


@pytest.mark.parametrize("name", SUMS)
def test_amounts_and_counts_of_the_years_add_up(name: str) -> None:
    run = three_years()
    assert sum(year[name] for year in outcomes_by_year(run)) == pytest.approx(outcomes(run)[name], abs=1e-6)


def test_customers_go_from_year_to_year() -> None:
    """Those at the end of a year are those of the next one's start, so that retention is a chain."""
    run = three_years()
    starts = [
        sum(row.joined <= 0 for row in window(run, months).records.customers)
        for months in years(run.scenario.horizon_months)
    ]
    ends = [year["customers_at_end"] for year in outcomes_by_year(run)]
    assert starts[1:] == ends[:-1]
    assert ends[-1] == outcomes(run)["customers_at_end"]


def test_a_year_begins_with_the_fees_and_feelings_of_the_month_before() -> None:
    run = three_years()
    second = window(run, range(12, 24))
    before = {row.customer: row for row in run.records.months if row.month == 11}
    for row in second.records.customers:
        if row.joined <= 0:
            assert (row.fee_cents, row.trust) == (before[row.customer].recognised_cents, before[row.customer].trust)
    assert second.scenario.start_date == add_months(run.scenario.start_date, 12)
    assert second.month_starts[0] == 0
    assert isclose(second.horizon, run.month_starts[24] - run.month_starts[12])


def test_every_number_of_a_row_is_known_to_be_a_moment_or_not() -> None:
    """A new field of a row must be shifted to the beginning of a year, or not."""
    for table in fields(Records):
        (row,) = get_args(get_type_hints(Records)[table.name])
        if is_dataclass(row):
            continue
        numbers = {name for name, kind in get_type_hints(row).items() if kind is float}
        assert not numbers - MOMENTS - NOT_MOMENTS, row.__name__
