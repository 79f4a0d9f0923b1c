"""Metrics of simulated runs: identities hold, and two ways to compute a metric agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.run import simulate
from sim.metrics.books import LINES, keep_books, whale_curve
from sim.metrics.catalogue import CATALOGUE
from sim.metrics.contacts import counted, kept_solutions, on_time, responses_due
from sim.metrics.customer_table import customer_table
from sim.metrics.identities import IDENTITIES
from sim.metrics.outcomes import outcomes
from sim.metrics.series import monthly
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.source import read_mapping

HONEST = Path(__file__).parents[2] / "scenarios" / "honest.yaml"


@pytest.fixture(scope="module", params=[1, 2, 3])
def run(request: pytest.FixtureRequest) -> Run:
    changes = {"horizon_months": 18, "market": {"prospects_per_month": 3}}
    document = read_mapping(HONEST)[0] | changes
    return simulate(Scenario.model_validate(document), seed=request.param, replication=request.param)


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.__name__)
def test_the_identity_holds(run: Run, identity: object) -> None:
    assert callable(identity)
    identity(run)


def test_no_outcome_of_a_lively_run_is_undefined(run: Run) -> None:
    values = outcomes(run)
    assert {name for name in CATALOGUE if not np.isfinite(values[name])} == set()
    for name, outcome in CATALOGUE.items():
        if outcome.unit == "share":
            assert 0 <= values[name] <= 1, name


def test_attainment_by_contact_is_attainment_by_month(run: Run) -> None:
    """The contacts' own times against what was counted month by month while the run went on."""
    contacts, months = counted(run), run.records.months
    due, solutions = responses_due(contacts), kept_solutions(contacts)
    assert len(due) == sum(row.responses_made for row in months)
    assert on_time(due).sum() == sum(row.responses_met for row in months)
    assert len(solutions) == sum(row.solutions_made for row in months)
    assert solutions.sum() == sum(row.solutions_met for row in months)


def test_customers_kept_are_those_with_a_last_month(run: Run) -> None:
    last = run.scenario.horizon_months - 1
    at_end = {row.customer for row in run.records.months if row.month == last}
    assert monthly(run)["customers"][-1] == len(at_end)
    values = outcomes(run)
    assert values["customers_lost"] + values["newcomers_lost"] == len(run.records.customers) - len(at_end)
    assert values["customers_at_end"] == len(at_end)


def test_margin_by_customer_by_month_and_in_all_is_one_sum(run: Run) -> None:
    books, values = keep_books(run), outcomes(run)
    unallocated = books.unallocated.sum() / 100
    assert customer_table(run)["margin"].sum() + unallocated == pytest.approx(values["margin"], abs=1e-6)
    assert monthly(run)["margin"].sum() == pytest.approx(values["margin"], abs=1e-6)
    assert values["revenue"] - values["cost_to_serve"] == pytest.approx(values["margin"], abs=1e-6)
    assert books.of_months(*LINES).sum() == books.of_customers(*LINES).sum()


def test_time_on_customers_is_the_teams_busy_time(run: Run) -> None:
    """Touches are filed by the month in which they begin, so those under way at the start may differ."""
    ledgers = [row for row in run.records.teams if row.month >= 0]
    busy = sum(row.available_minutes - row.idle_minutes + row.overtime_minutes for row in ledgers)
    assert keep_books(run).minutes.sum() == pytest.approx(busy, abs=1e-6)


def test_the_whale_curve_ends_at_the_whole(run: Run) -> None:
    curve = whale_curve(keep_books(run))
    assert curve[0] == 0
    assert curve[-1] == pytest.approx(1)
    assert curve.max() == pytest.approx(outcomes(run)["whale_curve_peak"])
