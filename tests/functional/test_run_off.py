"""Customers under contract at the horizon are on record, each with the end of its contract."""

from __future__ import annotations

from math import inf

import pytest

from sim.customers.leaving import DepartureReason
from sim.metrics.outcomes import outcomes
from tests.worlds import run_of

ANGRY = {"segments.medium.breaking_point": 0.05, "segments.medium.breaking_point_sigma": 0}
DEAR = {
    f"plans.{plan}.{field}": fee
    for plan, fee in (("gold", 9_000), ("silver", 2_700))
    for field in ("fee_per_month", "todays_fee_per_month")
}
"""Fees that pay for the desk, and that customers pay already."""


def test_who_joined_has_left_or_remains() -> None:
    run = run_of({"market.prospects_per_month": 3})
    joined = {row.customer for row in run.records.customers}
    left = [row.customer for row in run.records.departures]
    remained = [row.customer for row in run.records.remaining]
    assert sorted([*left, *remained]) == sorted(joined)


def test_a_customer_past_its_breaking_point_is_on_record_with_the_month_in_which_it_leaves() -> None:
    records = run_of(ANGRY).records
    past = {row.customer: row for row in records.breaking_points}
    set_on_leaving = [row for row in records.remaining if row.customer in past]
    assert set_on_leaving
    for row in set_on_leaving:
        assert row.reason is DepartureReason.POP
        assert row.leaves_in_months >= row.term_left_months
        assert (row.leaves_in_months - row.term_left_months) % row.term_months == 0
    assert all(row.leaves_in_months == inf for row in records.remaining if row.customer not in past)


def test_an_angry_portfolio_runs_off_sooner() -> None:
    calm, angry = outcomes(run_of(DEAR)), outcomes(run_of(DEAR | ANGRY))
    assert angry["remaining_contract_value"] <= calm["remaining_contract_value"]
    assert angry["run_off_value"] < calm["run_off_value"]


def test_margin_and_run_off_add_up() -> None:
    values = outcomes(run_of())
    assert values["margin_with_run_off"] == pytest.approx(values["margin"] + values["run_off_value"])


def test_a_desk_with_nobody_at_it_has_nothing_to_run_off() -> None:
    """Its customers leave as their terms end, withhold fees until then, and work is owed to them."""
    staffed, empty = (outcomes(run_of({**DEAR, "provider.teams.frontline.people": people})) for people in (1.5, 0))
    assert empty["run_off_value"] <= 0 < staffed["run_off_value"]
    assert empty["margin_with_run_off"] < staffed["margin_with_run_off"]


LET_GO = {"horizon_months": 12, "timeline": [{"month": 10, "title": "Out", "set": {"accounts.Acme.let_go": True}}]}
LET_GO |= {"plans.silver.billing_months": 12, "segments.medium.breaking_point": 1000}
NEGLECTED = {
    "horizon_months": 12,
    "plans.silver.term_months": 60,
    "provider.teams.frontline.people": 0.02,
    "segments.medium.breaking_point": 1,
    "segments.medium.breaking_point_sigma": 0,
    "assumptions.exit.search_days": 330,
    "assumptions.exit.search_sigma": 0,
}


@pytest.mark.parametrize(
    ("overrides", "reason"), [(LET_GO, DepartureReason.LET_GO), (NEGLECTED, DepartureReason.FOR_CAUSE)]
)
def test_what_is_settled_at_the_horizon_is_what_a_longer_study_shows(
    overrides: dict[str, object], reason: DepartureReason
) -> None:
    short, long = run_of(overrides), run_of(overrides | {"horizon_months": 36})
    settled = [row for row in short.records.remaining if row.reason is reason]
    assert settled
    left = {row.customer: row for row in long.records.departures}
    for row in settled:
        assert (left[row.customer].at, left[row.customer].reason) == (
            long.month_starts[12 + int(row.leaves_in_months)],
            reason,
        )
