"""A plan that changes in mid-term is followed by the money: retention, prorated bills, credit notes, refunds."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.scenario.overrides import with_overrides
from tests.cases.worlds import PLAIN

YEARLY = {"billing_months": 12}


def moved(month: int, horizon: int, fee: int, **plan: Any) -> Run:
    """A run in which Acme moves in some month from 1,000 to another fee, both on the same periods; identities hold."""
    silver = PLAIN.plans["silver"].model_dump() | plan
    scenario = with_overrides(
        PLAIN,
        {
            "horizon_months": horizon,
            "plans": {"silver": silver, "platinum": silver | {"fee_per_month": fee}},
            "timeline": [{"month": month, "title": "Move", "set": {"accounts.Acme.plan": "platinum"}}],
        },
    )
    result = simulate(scenario, seed=7)
    check_identities(result)
    return result


@pytest.mark.parametrize(("fee", "net", "gross"), [(2_500, 2.5, 1.0), (400, 0.4, 0.4)])
def test_retention_sees_expansion_and_contraction(fee: int, net: float, gross: float) -> None:
    """From 1,000 to another fee within a year: net retention is their ratio, gross retention at most 1."""
    values = outcomes(moved(6, 12, fee, term_months=36))
    assert values["net_revenue_retention"] == pytest.approx(net)
    assert values["gross_revenue_retention"] == pytest.approx(gross)


@pytest.mark.parametrize("month", [13, 18, 23])
def test_an_upgrade_within_a_billed_year_is_billed_for_the_months_left(month: int) -> None:
    """(2,500 - 1,000) for each whole month left of the billed year, on the first of the month of the change."""
    result = moved(month, 48, 2_500, **YEARLY)
    records = result.records
    yearly = [row.month for row in records.invoices if row.fee_cents in (12 * 100_000, 12 * 250_000)]
    left = next(start for start in yearly if start >= month) - month
    extra = {row.month: row.fee_cents for row in records.invoices}.get(month, 0)
    assert extra == (150_000 * left if left else 12 * 250_000)


@pytest.mark.parametrize("month", [13, 18, 23])
def test_a_downgrade_within_a_billed_year_is_credited(month: int) -> None:
    """600 for each month left comes back as a credit note, set off against the next yearly bill."""
    records = moved(month, 48, 400, **YEARLY).records
    yearly = [row.month for row in records.invoices if row.fee_cents]
    left = next(start for start in yearly if start >= month) - month
    assert sum(row.amount_cents for row in records.fee_credits) == 60_000 * left
    assert sum(row.set_off_cents for row in records.invoices) == 60_000 * left


def test_who_is_let_go_in_mid_period_is_served_for_what_it_has_paid() -> None:
    """Billed for a year in month 8, let go in month 10 without notice: it stays until month 20; none is owed back."""
    scenario = with_overrides(
        PLAIN,
        {
            "horizon_months": 24,
            "plans.silver.billing_months": 12,
            "plans.silver.notice_days": 0,
            "accounts.Acme.let_go": False,
            "timeline": [{"month": 10, "title": "End", "set": {"accounts.Acme.let_go": True}}],
        },
    )
    result = simulate(scenario, seed=7)
    check_identities(result)
    (left,) = result.records.departures
    assert [row.month for row in result.records.invoices if row.fee_cents] == [8]
    assert left.at == result.month_starts[20]
    assert result.records.fee_credits == []
