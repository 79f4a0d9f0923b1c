"""Every outcome of the trace, against a value worked out by hand."""

from __future__ import annotations

from math import isnan

import pytest

from sim.customers.causes import Cause
from sim.customers.leaving import DepartureReason
from sim.metrics.catalogue import CATALOGUE
from sim.metrics.customer_table import customer_table
from sim.metrics.outcomes import outcomes
from sim.records.events import CompetitorOffered, CustomerLeft, GrievanceAdded, ProspectDecided
from sim.records.recorder import Records
from tests.records import put
from tests.unit.metrics.trace import STARTS, trace

# Alpha made 10,813.73 in its year, less all unused capacity; it stays 11 months, 12 with .9, 12 with .81, 1 with .729
MONTHS = sum(
    chance / 1.09 ** ((month + 0.5) / 12)
    for month, chance in enumerate([1.0] * 11 + [0.9] * 12 + [0.9**2] * 12 + [0.9**3])
)
# a contact is open at the horizon: 20 minutes at 60 an hour, a fifth of which is shrinkage
RUN_OFF = (10_787.54 - 1_090) / 12 * MONTHS - 20 / 0.8
BY_HAND = {
    "margin": 10_227.27,
    "customer_retention_per_year": 1 / 2,
    "margin_with_run_off": 10_227.27 + RUN_OFF,
    "run_off_value": RUN_OFF,
    "remaining_contract_value": 11 * 1_100.0,
    # responses after 30, 40 and 120 minutes; written 60, sold 30; one hung up, one withdrawn after 1,000 minutes; one
    # that had waited 50 at the horizon is not due yet
    "response_attainment": 2 / 5,
    "say_do_gap": 4 / 5,
    "answered_by_person_on_time": 2 / 5,
    "unanswered_share": 2 / 5,
    "margin_share": 10_227.27 / 12_767,
    "revenue": 12_767.00,
    "cost_to_serve": 2_539.73,
    "cost_per_contact": 1_350 / 3,
    "unallocated_cost": (380 * 1.25 + 120 * 0.50) + (440 * 1.25 + 20 * 0.25),
    "service_credits": 20.00,
    "write_offs": 1_030.00,
    # Kaplan and Meier: waiting are 5/5 less 1 at 30, 1 of 4 at 40, 1 of 2 at 120: 4/5, 3/5, 3/10; one never is answered
    "response_hours_p50": 120 / 60,
    "response_hours_p90": float("nan"),
    "response_hours_p99": float("nan"),
    "resolution_attainment": 2 / 5,
    "hung_up_share": 1 / 3,
    "abandonment": 1 / 3,  # of the calls below; one of the warm-up and one cut off do not count
    "occupancy": (480 - 380 + 480 - 440 + 120) / (480 + 480 + 120 + 120),
    "contacts_answered": 3.0,
    "backlog": (30 + 40 + 10 + 120 + 1000 + 50) / (365 * 1440),
    "disputed_share_of_invoices": 1 / 19,
    "disputed_share_of_value": 60 / 12_797,
    "surprise_disputes": 1.0,
    "dispute_days": 10.0,
    "days_sales_outstanding": 54_283_000 / 1_277_700,
    "gross_revenue_retention": 1_000 / 1_100,
    "net_revenue_retention": 1_100 / 1_100,
    "customers_lost": 1.0,
    "customers_lost_by_pop": 1.0,
    "customers_lost_by_not_renewing": 0.0,
    "customers_lost_for_cause": 0.0,
    "customers_let_go": 0.0,
    "customers_popped": 1.0,
    "customers_treated": 0.0,
    "trust": 0.8,
    "whale_curve_peak": 1.0,
    "value_destroyers_share": 0.0,
    "prospects": 0.0,
    "deals_won": 0.0,
    "win_rate": float("nan"),
    "referrals": 0.0,
    "acquisition_cost": 0.0,
    "customers_at_end": 1.0,
    "newcomers_lost": 0.0,
    "newcomers_popped": 0.0,
    "newcomers_margin": 0.0,
    "newcomers_disputed_share_of_invoices": float("nan"),
    "heard": 0.0,
    "rival_offers": 0.0,
    "contribution": 10_227.27 + (380 * 1.25 + 120 * 0.50) + (440 * 1.25 + 20 * 0.25),
    "response_attainment.P1": 1.0,
    "response_attainment.P2": float("nan"),
    "response_attainment.P3": 0.0,
    "response_attainment.P4": float("nan"),
    "response_attainment.gold": 2 / 3,
    "response_attainment.bronze": 0.0,
    "occupancy.frontline": 140 / 960,
    "occupancy.billing": 1 / 2,
    # its own service solved the P2; the P3 hung up, so it is missed; the P4 is not due yet
    "response_attainment.gold.P1": 1.0,
    "response_attainment.gold.P2": float("nan"),
    "response_attainment.gold.P3": 0.0,
    "response_attainment.gold.P4": float("nan"),
    "response_attainment.bronze.P1": float("nan"),
    "response_attainment.bronze.P2": float("nan"),
    "response_attainment.bronze.P3": 0.0,
    "response_attainment.bronze.P4": float("nan"),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_the_outcome_of_the_trace(name: str) -> None:
    assert outcomes(trace())[name] == pytest.approx(BY_HAND[name], rel=1e-12, nan_ok=True)


def test_every_outcome_is_worked_out_above() -> None:
    assert outcomes(trace()).keys() == BY_HAND.keys()
    assert all(type(value) is float for value in outcomes(trace()).values())


def test_nothing_happened_is_undefined_and_not_an_error() -> None:
    run = trace()
    empty = type(run)(run.scenario, 1, 0, Records(), run.month_starts)
    values = outcomes(empty)
    assert values["margin"] == values["revenue"] == values["customers_lost"] == 0.0
    for name in ("customer_retention_per_year", "response_attainment", "margin_share", "trust", "occupancy"):
        assert isnan(values[name])
    assert list(values)[: len(CATALOGUE)] == list(CATALOGUE)


def test_retention_is_by_the_year() -> None:
    """One of two customers over three years: the cube root of a half."""
    run = trace()
    longer = run.scenario.model_copy(update={"horizon_months": 36})
    values = outcomes(type(run)(longer, 1, 0, run.records, run.month_starts))
    assert values["customer_retention_per_year"] == pytest.approx(0.5 ** (1 / 3))


def test_losing_everybody_keeps_nothing() -> None:
    run = trace()
    run.records.departures.append(CustomerLeft("Alpha", STARTS[11], DepartureReason.NOT_RENEWED, 110_000))
    values = outcomes(run)
    assert values["customer_retention_per_year"] == values["net_revenue_retention"] == 0.0
    assert values["customers_lost_by_not_renewing"] == 1.0
    assert isnan(values["trust"])


def test_a_newcomer_counts_for_growth_and_not_for_what_was_kept_of_the_start() -> None:
    """Beta signed in February, one of two prospects; passed its breaking point, left, had 6 invoices, none disputed."""
    run, plain = trace(), outcomes(trace())
    alpha, beta = run.records.customers
    put(run.records, customers=[alpha, beta._replace(joined=STARTS[1])])
    signed = ProspectDecided("Beta", STARTS[1], "ordinary", "Alpha", "small", "bronze", 10_000, 0.2, True, 12_345)
    lost = signed._replace(customer="Gamma", referrer="", won=False, acquisition_cents=0)
    run.records.prospects.extend([signed, lost])
    values = outcomes(run)
    assert (values["prospects"], values["deals_won"], values["win_rate"], values["referrals"]) == (2, 1, 0.5, 1)
    assert values["acquisition_cost"] == 123.45
    assert values["margin"] == pytest.approx(plain["margin"] - 123.45)
    assert values["customer_retention_per_year"] == values["gross_revenue_retention"] == 1.0
    assert (values["customers_lost"], values["customers_popped"], values["customers_lost_by_pop"]) == (0, 0, 0)
    assert (values["newcomers_lost"], values["newcomers_popped"], values["customers_at_end"]) == (1, 1, 1)
    assert values["newcomers_disputed_share_of_invoices"] == 0.0
    table = customer_table(run)
    assert values["newcomers_margin"] == pytest.approx(table.loc["Beta", "margin"])
    assert table["origin"].tolist() == ["start", "ordinary"]


def test_what_was_heard_and_offered_is_counted() -> None:
    run = trace()
    run.records.grievances.extend(
        GrievanceAdded("Alpha", STARTS[3], cause, 0.1, 1.0, 1.0) for cause in (Cause.HEARD_OF_POP, Cause.HAND_OFF)
    )
    run.records.offers.append(CompetitorOffered("Alpha", STARTS[3]))
    values = outcomes(run)
    assert (values["heard"], values["rival_offers"]) == (1.0, 1.0)
