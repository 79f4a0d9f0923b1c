"""Machines that send notices: people work on these, nobody feels how, and they are counted as no customers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.metrics.series import monthly
from sim.records.run import Run
from tests.worlds import AMPLE, changed, histories, run_of

MONITOR = "monitor 001"
LATE = {
    "provider.teams.frontline.people": 1.2,
    "provider.teams.frontline.respectful_share": 0,
    "assumptions.billing.correct_disputed": 0.5,
    "assumptions.renewal.intercept": 5,
    "plans.gold.term_months": 3,
    "selling.referral_asks": "everybody",
    "selling.referral_programme": True,
    "market.rival_offers_per_year": 12,
    "market.heard_by": 9,
    "forced_changes": [{"title": "A change", "month": 2}],
    "announcements": [{"title": "A version", "promised_month": 3}],
}
"""A desk that is late and rude, everybody set on leaving, and all that may anger anybody."""


def with_monitor(*, machines: bool, **overrides: object) -> Run:
    monitor = {
        "customers": 1,
        "plan": "gold",
        "contacts_per_year": 400,
        "contacts_shape": 50,
        "machines": machines,
        "phone_share": 0.5,
        "chasing_share": 1,
        "community": "town",
        "late_payment_share": 0,
    }
    return run_of({**LATE, "segments.monitor": monitor, "segments.large.community": "town", **overrides})


@pytest.fixture(scope="module")
def run() -> Run:
    return with_monitor(machines=True)


def test_the_same_customer_as_a_person_would_be_angry_and_gone() -> None:
    """What this file asserts of the machine is wrong of a person on the same desk."""
    records = with_monitor(machines=False).records
    assert any(row.customer == MONITOR for row in records.grievances)
    assert any(row.customer == MONITOR for row in records.departures)
    assert any(row.customer == MONITOR for row in records.disputes_opened)
    assert any(row.by_phone or row.chases for row in records.contacts if row.customer == MONITOR)


def test_nothing_is_felt_disputed_or_ended(run: Run) -> None:
    check_identities(run)
    records = run.records
    for table in (
        records.grievances,
        records.disputes_opened,
        records.departures,
        records.breaking_points,
        records.offers,
    ):
        assert not [row for row in table if row.customer == MONITOR]
    months = [row for row in records.months if row.customer == MONITOR]
    assert len(months) == 12
    assert {row.grievance for row in months} == {0}
    assert len({(row.trust, row.respect, row.alignment) for row in months}) == 1
    assert [row.leave_probability for row in records.renewals if row.customer == MONITOR] == [0] * 4


def test_its_notices_are_worked_on_in_writing(run: Run) -> None:
    notices = [row for row in run.records.contacts if row.customer == MONITOR]
    assert len(notices) > 250
    assert {(row.by_phone, row.chases) for row in notices} == {(False, 0)}
    assert {row.outcome for row in notices} <= {"solved", "open"}
    work = [row for row in run.records.touches if row.customer == MONITOR]
    assert len(work) >= sum(row.outcome == "solved" for row in notices)


def test_it_is_no_customer_and_what_it_costs_counts(run: Run) -> None:
    """Nine of ten customers of the start and newcomers: of the eleven records one is the machine's."""
    start = [row for row in run.records.customers if row.joined <= 0]
    assert len(start) == 11
    values, series = outcomes(run), monthly(run)
    gone = {row.customer for row in run.records.departures}
    remaining = [row.customer for row in run.records.customers if row.customer not in gone]
    assert MONITOR in remaining
    assert values["customers_at_end"] == len(remaining) - 1
    assert series["customers"][-1] == len(remaining) - 1
    assert series["kept"][-1] == pytest.approx(
        sum(row.customer not in gone for row in start if row.customer != MONITOR) / 10
    )
    trust = {row.customer: row.trust for row in run.records.months if row.month == 11 and row.customer != MONITOR}
    assert series["trust"][-1] == pytest.approx(np.mean(list(trust.values())))
    quiet = with_monitor(machines=True, **{"segments.monitor.contacts_per_year": 0})
    assert outcomes(quiet)["cost_to_serve"] != values["cost_to_serve"]


def test_others_are_as_they_were_where_nobody_waits() -> None:
    """One more machine under ample people: nobody meets it, and no other history changes, byte for byte."""
    ample = {**AMPLE, "assumptions.renewal.bargaining": 0}
    monitor = {"customers": 1, "plan": "gold", "contacts_per_year": 400, "machines": True, "community": "town"}
    talk = {"segments.large.community": "town", "segments.large.breaking_point": 1, "selling.referral_programme": True}
    without = histories(run_of({**ample, **talk}))
    beside = histories(run_of({**ample, **talk, "segments.monitor": monitor}))
    assert beside.keys() - without.keys() == {MONITOR}
    assert {name: beside[name] for name in without} == without


def test_no_prospect_becomes_a_machine() -> None:
    """All customers of the start but one are machines; whoever signs is like that one."""
    many = {"market.prospects_per_month": 20, "market.win_share": 0.9, "segments.large.customers": 1, "accounts": {}}
    machines = {"segments.medium.machines": True, "segments.medium.customers": 6}
    newcomers = [row for row in run_of(many | machines).records.customers if row.joined > 0]
    assert len(newcomers) > 20
    assert {row.segment for row in newcomers} == {"large"}
    with pytest.raises(ScenarioError, match="must not be a segment of machines"):
        changed({"segments.medium.machines": True, "market.kinds": {"odd": {"segment": "medium"}}})
    with pytest.raises(ScenarioError, match="at least one must not be of machines"):
        changed({"segments.*.machines": True})
