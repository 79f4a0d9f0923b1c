"""Availability, by hand: outages that overlap, cross a month, and last beyond the end of the study."""

from __future__ import annotations

import pytest

from sim.customers.causes import Cause
from sim.metrics.outcomes import outcomes
from sim.model.uptime import downtime
from sim.records.run import Run
from tests.traces.script import play

LEVEL = {"plans.gold.uptime": {"promised_share": 0.999, "incidents_per_year": 24, "median_hours": 2, "sigma": 0}}


def test_overlapping_outages_count_once() -> None:
    """10 to 20, 15 to 30 and 90 to 200 of a span from 12 to 100: 18 + 10 minutes."""
    assert downtime([(90.0, 200.0), (10.0, 20.0), (15.0, 30.0)], 12.0, 100.0) == 28.0


def months(run: Run) -> list[float]:
    return [row.availability for row in run.records.availability]


def test_availability_is_what_outages_leave_of_a_month() -> None:
    """Outages of two hours each, at 24 a year: months are recomputed from the rows, an eighth of a minute at a time."""
    run = play([], LEVEL)
    rows, starts = run.records.outages, run.month_starts
    assert {row.ended - row.began for row in rows} == {120.0}
    assert len(rows) > 5
    for month, availability in enumerate(months(run)):
        start, end = starts[month], starts[month + 1]
        down: set[int] = set()
        for row in rows:
            down |= set(range(round(max(row.began, start) * 8), round(min(row.ended, end) * 8)))
        assert availability == pytest.approx(1 - len(down) / 8 / (end - start), abs=1e-5)


def test_a_month_below_the_promise_is_felt_by_one_weight() -> None:
    """Two hours are .27 % of a month: each month with an outage misses 99.9 %, and adds 1 x (1 - .46)."""
    run = play([], LEVEL)
    missed = [share for share in months(run) if share < 0.999]
    straws = [row.size for row in run.records.grievances if row.cause is Cause.DOWNTIME]
    assert len(straws) == len(missed) > 0
    assert straws[0] == pytest.approx(0.54)
    result = outcomes(run)
    assert result["uptime_attainment.gold"] == pytest.approx(1 - len(missed) / 12)
    assert result["availability.gold"] == pytest.approx(sum(months(run)) / 12)


def test_an_outage_goes_on_in_the_next_month_and_to_the_end() -> None:
    """Outages of 10,000 hours: from the first on, every later month is down from its first minute to its last."""
    run = play([], {"plans.gold.uptime": {"promised_share": 0.99, "incidents_per_year": 12, "median_hours": 1000}})
    first = min(range(12), key=lambda month: (months(run)[month] == 1, month))
    assert 0 < months(run)[first] < 1
    assert months(run)[first + 1] == 0


def test_no_outages_keep_every_promise() -> None:
    run = play([], {"plans.gold.uptime": {"promised_share": 1, "incidents_per_year": 0}})
    assert months(run) == [1.0] * 12
    assert outcomes(run)["uptime_attainment.gold"] == 1
    assert "availability.gold" not in outcomes(play([]))
