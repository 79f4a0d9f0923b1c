"""Minimally different worlds: a lever or a newcomer moves what it causes, and nobody else's random numbers.

Records are compared as text with every digit, table by table. The desk has ample people day and night, so that
customers do not meet in a queue; whatever then differs for a customer differs by its own random numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sim.engine.run import simulate
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.worlds import AMPLE, SMALL, changed, histories, run_of

SEED = 5
NEWCOMER = {"segment": "large", "contacts_per_year": 200, "spree_probability_per_day": 0.05}


PEOPLE: dict[str, object] = {**AMPLE, "assumptions.renewal.bargaining": 0}
"""Nobody waits, and nobody bargains: a customer's share of the revenue is the one thing that another takes from it."""


@pytest.fixture(scope="module")
def ample() -> Run:
    return run_of(PEOPLE, seed=SEED)


def test_the_desk_is_ample(ample: Run) -> None:
    """What is compared is a lively year in which nobody waits for a person."""
    records = ample.records
    assert len(records.contacts) > 500
    assert all(touch.started == touch.queued for touch in records.touches)
    for table in ("grievances", "months", "invoices", "payments", "disputes_opened", "renewals"):
        assert getattr(records, table), table


@pytest.mark.parametrize("name", ["Aardvark", "Zebra", "large 004"])
def test_one_more_customer_changes_no_other_history(ample: Run, name: str) -> None:
    """Whatever its name, before or after the others in any order."""
    more = run_of({**PEOPLE, f"accounts.{name}": NEWCOMER}, seed=SEED)
    after = histories(more)
    newcomer = after.pop(name)
    assert newcomer["contacts"]
    assert after == histories(ample)


def test_one_more_member_of_a_segment_changes_no_other_history(ample: Run) -> None:
    after = histories(run_of({**PEOPLE, "segments.large.customers": 4}, seed=SEED))
    assert after.pop("large 004")["contacts"]
    assert after == histories(ample)


def test_one_customer_fewer_changes_no_other_history(ample: Run) -> None:
    before = histories(ample)
    del before["medium 006"]
    assert histories(run_of({**PEOPLE, "segments.medium.customers": 5}, seed=SEED)) == before


@pytest.mark.parametrize("name", ["Acme", "medium 003"])
def test_one_left_out_changes_no_other_history(ample: Run, name: str) -> None:
    """An account or a member of a segment, without renaming anybody."""
    before = histories(ample)
    assert before.pop(name)["contacts"]
    assert histories(run_of({**PEOPLE, "absent": [name]}, seed=SEED)) == before


@pytest.mark.parametrize(
    "lever",
    [
        {"plans.gold.response_hours.P3": 0.5},
        {"plans.gold.fee_per_month": 4000},
        {"plans.gold.included_contacts_per_month": 5, "plans.gold.overage_per_contact": 80},
        {"plans.gold.coverage.from_hour": 6},
        {"plans.gold.notice_days": 300, "plans.gold.term_months": 6},
    ],
    ids=lambda lever: next(iter(lever)),
)
def test_a_lever_on_one_plan_changes_only_its_customers(ample: Run, lever: Mapping[str, object]) -> None:
    before, after = histories(ample), histories(run_of({**PEOPLE, **lever}, seed=SEED))
    on_plan = {row.customer for row in ample.records.customers if row.plan == "gold"}
    assert {name for name in before if before[name] != after[name]} == on_plan


def test_the_order_of_segments_plans_and_accounts_changes_nothing() -> None:
    document = SMALL.model_dump()
    document["accounts"]["Bolt"] = {"segment": "large"}
    turned = dict(document)
    for key in ("segments", "plans", "accounts"):
        turned[key] = dict(reversed(document[key].items()))
    first, second = (
        simulate(with_overrides(Scenario.model_validate(content), PEOPLE), seed=SEED) for content in (document, turned)
    )
    assert [list(content["segments"]) for content in (document, turned)] == [["large", "medium"], ["medium", "large"]]
    assert histories(first) == histories(second)


def test_sold_as_written_is_the_baseline_exactly() -> None:
    """An over-promise of nothing: the gap's effect is exactly zero."""
    assert repr(run_of({"selling.sold_response_share": 1.0}).records) == repr(run_of().records)


def test_what_was_understood_is_no_matter_where_sold_is_written() -> None:
    """With charges that surprise nobody, clarity has only the gap between the sheets to act on, and there is none."""
    calm = {"assumptions.grievance.surprise_charge": 0, "assumptions.billing.surprise_disputed": 0}
    vague, clear = (run_of({**calm, "selling.clarity": clarity}) for clarity in (0.15, 0.8))
    assert repr(vague.records) == repr(clear.records)


def test_selling_faster_than_written_is_not_the_baseline() -> None:
    assert repr(run_of({"selling.sold_response_share": 0.5}).records) != repr(run_of().records)


def test_same_seed_same_records_other_seed_or_replication_other_records() -> None:
    scenario = changed({})
    first = repr(simulate(scenario, seed=SEED, replication=1).records)
    assert repr(simulate(scenario, seed=SEED, replication=1).records) == first
    assert repr(simulate(scenario, seed=SEED, replication=2).records) != first
    assert repr(simulate(scenario, seed=SEED + 1, replication=1).records) != first
    assert repr(simulate(scenario, seed=1, replication=SEED).records) != first
