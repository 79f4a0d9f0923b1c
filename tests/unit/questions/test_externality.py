"""Profit and loss by customer, and who costs whom, from replications with known contents."""

from __future__ import annotations

import pytest

from sim.errors import SaydoError
from sim.metrics.by_customer import waits_by_customer
from sim.questions.externality import COLUMNS, CustomerEffects, heaviest, leave_out, portfolio, without
from sim.records.events import TouchMade, WaitEnded
from tests.records import records_of
from tests.worlds import changed, run_of

WORLD = changed({"segments.large.customers": 1, "segments.medium.customers": 2})


def effects_of_acme(margins: dict[str, float], cost_to_others: float) -> CustomerEffects:
    """Customers who earn so much, and Acme that costs all others so much and keeps 3 busy."""
    total = sum(margins.values())
    effects = {"own": margins["Acme"], "cost_to_others": cost_to_others, "busy": 3.0, "late": 2.0, "wait": 0.5}
    effects["worth"] = effects["own"] - cost_to_others + effects["busy"]
    totals = {"contribution": total, "unallocated_cost": 10.0, "margin": total - 10.0}
    return CustomerEffects({column: dict(margins) for column in COLUMNS}, {"Acme": effects}, totals, [0.0, 0.5, 1.0])


FIRST = effects_of_acme({"Acme": -5, "large 001": 100, "medium 001": 10, "medium 002": 30}, 7)
SECOND = effects_of_acme(
    {"Acme": -7, "large 001": 100, "medium 001": 20, "medium 002": 20, "ordinary m03.1": 40, "ordinary m04.1": 60}, 9
)


def test_groups_hold_each_customer_once() -> None:
    answer = portfolio(WORLD, [FIRST, SECOND, CustomerEffects(error="IdentityError: off by a cent")])
    groups = {group.name: group for group in answer.groups}
    assert [(name, group.kind) for name, group in groups.items()] == [
        ("Acme", "account"),
        ("large", "segment"),
        ("medium", "segment"),
        ("newcomers", "newcomers"),
    ]
    assert {name: group.margin.estimate for name, group in groups.items()} == {
        "Acme": -6,
        "large": 100,
        "medium": 40,
        "newcomers": 50,
    }
    assert groups["medium"].per_customer["margin"].estimate == 20
    assert (groups["newcomers"].customers.estimate, groups["newcomers"].per_customer["margin"].estimate) == (1, 50)
    assert groups["newcomers"].per_customer["margin"].count == 1
    assert [group.name for group in answer.customers] == ["Acme", "large 001", "medium 001", "medium 002"]
    assert (answer.replications, answer.whales.shape) == (2, (2, 101))
    total = sum(group.margin.estimate for group in answer.groups)
    assert total - answer.unallocated_cost.estimate == answer.margin.estimate


def test_an_externality_has_a_verdict() -> None:
    """Costs of 7, 9 and 8: t(.975, 2) = 4.303 reaches 2.48 either way; of two runs nothing is concluded."""
    third = effects_of_acme({"Acme": -6, "large 001": 100}, 8)
    (row,) = portfolio(WORLD, [FIRST, SECOND, third]).externalities
    assert (row.label, row.own.estimate, row.cost_to_others.difference, row.busy.estimate) == ("Acme", -6, 8, 3)
    assert row.worth.difference == -11
    assert row.cost_to_others.low == pytest.approx(8 - 4.302653 / 3**0.5)
    assert (row.cost_to_others.verdict, row.late.verdict, row.wait.verdict) == ("worse", "worse", "worse")
    (row,) = portfolio(WORLD, [FIRST, SECOND]).externalities
    assert (row.cost_to_others.verdict, row.late.verdict) == ("cannot tell apart", "cannot tell apart")


def test_where_all_failed_there_is_no_portfolio() -> None:
    with pytest.raises(SaydoError, match="no replication succeeded; the first failed of IdentityError"):
        portfolio(WORLD, [CustomerEffects(error="IdentityError: off by a cent")])


def test_waits_by_hand() -> None:
    """Acme waited 5 for a touch and 20 until it hung up; what queued in the warm-up does not count."""
    records = records_of(
        touches=[
            TouchMade("frontline", "Acme", 0, 1, 10, 15, 30),
            TouchMade("frontline", "Ecma", 0, 1, 12, 12, 13),
            TouchMade("frontline", "Ecma", -1, 1, -5, 40, 50),
        ],
        waits=[WaitEnded("frontline", "Acme", 0, 2, 40, 60)],
    )
    minutes, times = waits_by_customer(records, {"Acme": 0, "Ecma": 1, "Nobody": 2})
    assert minutes.tolist() == [25, 0, 0]
    assert times.tolist() == [2, 1, 0]


def test_leaving_out_is_the_difference_of_two_runs() -> None:
    """All others' margins, people not used and the whole, read off the two runs once more."""
    result = leave_out(changed({}), 5, 0, named=("Acme",), most=1)
    effects, columns = result.effects["Acme"], result.columns
    whole, rest = run_of(), run_of({"absent": ["Acme"]})
    assert without(changed({}), "Acme").fingerprint == rest.scenario.fingerprint
    alone = leave_out(rest.scenario, 5, 0).totals
    others = sum(columns["margin"][row.customer] for row in rest.records.customers)
    assert len(rest.records.customers) == len(whole.records.customers) - 1
    assert effects["cost_to_others"] == pytest.approx(alone["contribution"] - others, abs=1e-6)
    assert effects["worth"] == pytest.approx(result.totals["margin"] - alone["margin"], abs=1e-6)
    assert effects["worth"] == pytest.approx(effects["own"] - effects["cost_to_others"] + effects["busy"], abs=1e-6)
    minutes = {row.customer: columns["minutes"][row.customer] for row in whole.records.customers}
    del minutes["Acme"]
    most = max(minutes, key=minutes.__getitem__)
    assert result.effects[heaviest(1)]["own"] == columns["margin"][most]


def test_a_failure_is_an_error_of_the_result_and_not_raised() -> None:
    assert leave_out(changed({}), 5, 0, named=("Ecma",)).error == (
        "ScenarioError: absent = Ecma: must be an account, or a member of a segment by name and number"
    )
