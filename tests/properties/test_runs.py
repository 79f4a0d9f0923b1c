"""Whatever the scenario: the identities hold, outcomes are numbers, states stay within bounds, contracts are kept.

One year of each of 300 scenarios; each is run once, and everything is asked of that run.
"""

from __future__ import annotations

from itertools import pairwise
from math import isfinite, isinf, isnan

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.customers.causes import Cause
from sim.engine.run import simulate
from sim.metrics.catalogue import CATALOGUE
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY
from tests.properties.scenarios import scenarios

EXAMPLES = 300


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # to shrink what fails takes hundreds of years more
    suppress_health_check=list(HealthCheck),
)
@given(scenario=scenarios(), seed=st.integers(0, 2**64 - 1), replication=st.integers(0, 1000))
def test_any_run(scenario: Scenario, seed: int, replication: int) -> None:
    run = simulate(scenario, seed=seed, replication=replication)
    check_identities(run)
    outcomes_are_numbers(run)
    states_are_within_bounds(run)
    contacts_are_in_order(run)
    contracts_are_kept(run)
    money_is_within_bounds(run)


def outcomes_are_numbers(run: Run) -> None:
    """Every outcome is finite, or undefined; shares and scores lie in [0, 1]."""
    values = outcomes(run)
    assert set(CATALOGUE) <= set(values)
    for name, value in values.items():
        assert isinstance(value, float), name
        assert not isinf(value), name
    for name in (
        "response_attainment",
        "say_do_gap",
        "resolution_attainment",
        "hung_up_share",
        "trust",
        "customer_retention_per_year",
        "gross_revenue_retention",
        "disputed_share_of_invoices",
    ):
        assert isnan(values[name]) or 0 <= values[name] <= 1, (name, values[name])
    assert isfinite(values["margin"])


def states_are_within_bounds(run: Run) -> None:
    """Traits and trust lie in [0, 1], grievance is never negative, straws are never lighter than nothing."""
    for row in run.records.months:
        for trait in (row.trust, row.respect, row.alignment, row.dependence):
            assert 0 <= trait <= 1, row
        assert row.grievance >= 0, row
        assert 0 <= row.responses_met <= row.responses_made, row
        assert 0 <= row.solutions_met <= row.solutions_made, row
    assert all(row.size >= 0 and row.grievance >= row.size for row in run.records.grievances)
    assert all(isinstance(row.cause, Cause) for row in run.records.grievances)
    assert all(row.breaking_point > 0 for row in run.records.customers)


def contacts_are_in_order(run: Run) -> None:
    """Opened, answered and ended come in this order; only the answered have a response, and it is not negative."""
    for row in run.records.contacts:
        answered, ended = not isnan(row.answered), not isnan(row.ended)
        assert not answered or row.opened <= row.answered <= run.horizon, row
        assert not ended or row.opened <= row.ended <= run.horizon, row
        assert row.response_minutes >= 0 if answered else isnan(row.response_minutes) or row.response_minutes == 0, row
        assert row.outcome != "solved" or (answered and row.resolution_minutes >= row.response_minutes - 1e-6), row
        assert (row.outcome == "open") == (not ended), row
        assert answered or not row.touches, row


def contracts_are_kept(run: Run) -> None:
    """Who goes POP leaves after its notice, at a term's end, for cause or when it is let go; nobody does so twice."""
    plans = {row.customer: run.scenario.plans[row.plan] for row in run.records.customers}
    past_breaking_point = {row.customer: row for row in run.records.breaking_points}
    left = {row.customer: row for row in run.records.departures}
    assert len(past_breaking_point) == len(run.records.breaking_points)
    assert len(left) == len(run.records.departures)
    for row in run.records.departures:
        assert row.at in run.month_starts
        if row.reason == "pop":
            pop = past_breaking_point[row.customer]
            assert row.at == pop.leaves_at
            assert row.at - pop.at >= plans[row.customer].notice_days * MINUTES_PER_DAY
        elif row.reason == "terminated for cause":
            pop, notice = past_breaking_point[row.customer], run.scenario.assumptions.exit.cause_notice_days
            rules = plans[row.customer].credit_rules
            if rules is not None and rules.termination is not None:
                notice = min(notice, rules.termination.notice_days)
            assert pop.at + notice * MINUTES_PER_DAY <= row.at < pop.leaves_at
        elif row.reason == "not renewed":
            assert row.customer not in past_breaking_point
        assert all(renewal.at < row.at for renewal in run.records.renewals if renewal.customer == row.customer)
    for name, pop in past_breaking_point.items():
        assert pop.grievance > pop.breaking_point
        assert (name in left) or pop.leaves_at >= run.horizon
        assert name not in left or left[name].at <= pop.leaves_at
    moved = {row.customer for row in run.records.remedies}
    for name, plan in plans.items():
        ends = [row.at for row in run.records.renewals if row.customer == name]
        by_term = ("not renewed",) if plan.termination_fee_share is not None else ("pop", "not renewed")
        ends += [left[name].at] if name in left and left[name].reason in by_term else []
        months = sorted(run.month_starts.index(at) for at in ends)
        free = [row.month for row in run.records.days_served if row.customer == name and row.months]
        terms = [b - a - sum(a <= month < b for month in free) for a, b in pairwise(months)]
        lengths = {plan.term_months} | ({run.scenario.plans["other"].term_months} if name in moved else set())
        assert lengths.issuperset(terms), (name, months, free)


def money_is_within_bounds(run: Run) -> None:
    """Nothing is credited beyond what is owed, nothing negative is billed, disputed or paid."""
    billed = {(row.customer, row.month): row for row in run.records.invoices}
    for row in run.records.invoices:
        lines = (row.fee_cents, row.overage_cents, row.time_and_materials_cents, row.interest_cents, row.error_cents)
        assert min(lines) >= 0, row
        assert 0 <= row.credit_cents <= row.billed_cents, row
        assert row.issued <= row.due
    for dispute in run.records.disputes_opened:
        invoice = billed[dispute.customer, dispute.month]
        assert 0 <= dispute.amount_cents <= invoice.billed_cents - invoice.credit_cents
    amounts = {(row.customer, row.month): row.amount_cents for row in run.records.disputes_opened}
    for settled in run.records.disputes_settled:
        assert 0 <= settled.credit_cents <= amounts[settled.customer, settled.month]
        assert settled.opened <= settled.at <= run.horizon
    assert all(row.amount_cents > 0 for row in [*run.records.payments, *run.records.write_offs])
    assert all(row.owed_cents >= 0 and 0 <= row.attainment <= 1 and row.days >= 0 for row in run.records.credits)
    assert all(row.attainment < 1 for row in run.records.credits if row.credit == "service_credits")
