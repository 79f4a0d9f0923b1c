"""The engine, turned one way: more of a cause is more of its effect, paired under common random numbers."""

from __future__ import annotations

import pytest

from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from tests.worlds import AMPLE, STILL, run_of

QUIET = {
    **STILL,
    "assumptions.demand.failure_demand": 0,
    "segments.large.chasing_share": 0,
    "segments.medium.chasing_share": 0,
    "assumptions.contact.patience_minutes": 10_000,
    "segments.large.breaking_point": 1000,
    "segments.medium.breaking_point": 1000,
    "provider.teams.frontline.touch_minutes": 90,
}


def potential_contacts(run: Run) -> set[tuple[str, int, int]]:
    """Which contacts there were."""
    return {(row.customer, row.day, row.number) for row in run.records.contacts}


@pytest.mark.parametrize("replication", range(2))
def test_more_people_never_answer_less_on_time(replication: int) -> None:
    """One, two, three and five whole people: one tier, touches of an hour and a half, the same contacts."""
    attainment, waits = [], []
    for people in (1, 2, 3, 5):
        values = run_of(QUIET | {"provider.teams.frontline.people": people}, replication=replication)
        attainment.append(outcomes(values)["response_attainment"])
        waits.append(outcomes(values)["response_hours_p90"])
    assert attainment == sorted(attainment)
    assert attainment[0] < attainment[-1]
    assert waits == sorted(waits, reverse=True)


def test_a_higher_rate_only_adds_contacts() -> None:
    """Each step keeps every contact of the step before, opened at the same moment, with the same severity."""
    fewer: set[tuple[object, ...]] = set()
    for problem in (0.5, 1.0, 1.1, 2.0):
        run = run_of(
            {
                **AMPLE,
                "assumptions.demand.problem_level": problem,
                "assumptions.renewal.intercept": -20,
                "segments.large.breaking_point": 1000,
                "segments.medium.breaking_point": 1000,
            }
        )
        more = {(r.customer, r.day, r.number, r.opened, r.severity, r.by_phone) for r in run.records.contacts}
        assert fewer < more
        fewer = more


def test_failure_demand_only_adds_contacts_of_the_aggrieved() -> None:
    """Grievance brings more contacts, and only where there is grievance."""
    angry = {
        **AMPLE,
        "assumptions.grievance.start_mean": 3,
        "assumptions.renewal.intercept": -20,
        "segments.large.breaking_point": 1000,
        "segments.medium.breaking_point": 20,
    }
    calm_run, moved_run = (run_of({**angry, "assumptions.demand.failure_demand": phi}) for phi in (0, 2))
    assert potential_contacts(calm_run) < potential_contacts(moved_run)
    never = {key: value for key, value in angry.items() if key != "assumptions.grievance.start_mean"}
    never |= {"assumptions.grievance.start_mean": 0, "segments.medium.breaking_point": 1000}
    without, with_ = (run_of({**never, "assumptions.demand.failure_demand": phi}) for phi in (0, 2))
    share = len(potential_contacts(moved_run) - potential_contacts(calm_run)) / len(potential_contacts(calm_run))
    assert len(potential_contacts(with_) - potential_contacts(without)) / len(potential_contacts(without)) < share


def test_sprees_only_add_contacts() -> None:
    quiet, spree = (run_of({**AMPLE, "accounts.Acme.spree_probability_per_day": p}) for p in (0.0, 0.1))
    added = potential_contacts(spree) - potential_contacts(quiet)
    assert {name for name, _, _ in added} == {"Acme"}
    assert sum(number >= 100_000 for _, _, number in added) > 300
    assert potential_contacts(quiet) - potential_contacts(spree) == set()


def test_a_briefed_payer_disputes_fewer_surprises_and_only_those() -> None:
    """Under common random numbers the briefed payer's surprise disputes are about half, a part of the unbriefed one's.

    Where nothing was explained and trust is low, each metered month is a surprise; the tolerance of a third around one
    half is three standard errors at some 150 disputes.
    """
    angry = {
        **AMPLE,
        "selling.clarity": 0,
        "assumptions.billing.surprise_disputed": 1,
        "plans.silver.included_contacts_per_month": 0,
        "assumptions.billing.proneness_a": 100,
        "assumptions.billing.proneness_b": 0.1,
        "assumptions.billing.error_probability": 0,
        "assumptions.grievance.surprise_charge": 0,
        "segments.medium.customers": 40,
    }
    surprises = []
    for briefed in (False, True):
        run = run_of({**angry, "selling.payer_briefed": briefed})
        surprises.append({(row.customer, row.month) for row in run.records.disputes_opened if row.cause == "surprise"})
    assert len(surprises[0]) > 100
    assert len(surprises[1]) / len(surprises[0]) == pytest.approx(0.5, rel=1 / 3)
    assert len(surprises[1] - surprises[0]) <= len(surprises[0]) // 20


@pytest.mark.parametrize(
    ("path", "values", "outcome", "rises"),
    [
        ("plans.gold.fee_per_month", (1000, 3000, 9000), "revenue", True),
        ("plans.silver.overage_per_contact", (0, 50, 100), "revenue", True),
        ("provider.teams.frontline.cost_per_hour", (20, 40, 80), "cost_to_serve", True),
        ("assumptions.billing.capital_cost_per_year", (0, 0.09, 0.5), "margin", False),
        ("plans.gold.response_hours.P3", (0.25, 1, 8), "response_attainment.P3", True),
        ("assumptions.billing.write_off_share", (0, 0.1, 1), "write_offs", True),
        ("plans.gold.payment_days", (0, 30, 90), "days_sales_outstanding", True),
        ("segments.large.late_payment_share", (0, 0.5, 1), "days_sales_outstanding", True),
    ],
)
def test_turned_one_way(path: str, values: tuple[float, ...], outcome: str, rises: bool) -> None:
    calm = {
        "assumptions.renewal.intercept": -20,
        "segments.large.breaking_point": 1000,
        "segments.medium.breaking_point": 1000,
        "assumptions.grievance.surprise_charge": 0,
    }
    results = [outcomes(run_of({**calm, path: value}))[outcome] for value in values]
    assert results == sorted(results, reverse=not rises)
    assert results[0] != results[-1]
