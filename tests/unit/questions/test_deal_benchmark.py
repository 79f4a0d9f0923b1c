"""The benchmark of planted deals, on deals whose worth is known."""

from __future__ import annotations

from collections import Counter
from math import nan

import numpy as np
import pytest

from sim.metrics.replication import Replication
from sim.questions.deal import Decision
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve
from tests.benchmarks.deals import BASE, DEALS, SEED, Kind, agrees, judged, main, planted, report

COST_PER_CONTACT = 15.0
NOISE = 2_000.0


def of_known_worth(scenario: Scenario, seed: int, index: int) -> Replication:
    """Worth three years' fees less a cost a contact and what its own people cost; all promises are kept."""
    accounts = [name for name in scenario.accounts if name not in scenario.absent]
    margins = np.array([36 * _monthly(scenario, name) for name in accounts])
    margins += np.random.default_rng([seed, index]).normal(0, NOISE, len(accounts))
    outcomes = {"contribution": margins.sum(), "unallocated_cost": 0.0, "margin": margins.sum()}
    outcomes |= {"margin_share": 0.1, "response_attainment": 0.95}
    own = {
        "fees": 1.0,
        "due": 100.0,
        "kept": 99.0,
        "waited": 0.0,
        "waits": 1.0,
        "past_breaking_point": nan,
        "left": nan,
    }
    columns = {name: np.full(len(accounts), value) for name, value in own.items()}
    return Replication(outcomes, customers=tuple(accounts), by_customer={**columns, "margin": margins})


def _monthly(scenario: Scenario, name: str) -> float:
    account = scenario.accounts[name]
    contacts = (account.contacts_per_year or 0.0) / 12
    fee = scenario.plans[scenario.plan_of(name)].fee_per_month
    return fee - COST_PER_CONTACT * contacts - 7_000 * account.account_people


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load(resolve(BASE))


def test_twenty_deals_are_planted_of_three_kinds_and_all_can_be_signed(base: Scenario) -> None:
    assert Counter(one.kind for one in DEALS) == {"good": 7, "bad": 7, "borderline": 6}
    assert len(set(DEALS)) == len(DEALS)
    for one in DEALS:
        account = planted(base, one).accounts["Initech"]
        assert account.contacts_per_year == pytest.approx(12 * one.contacts)
        assert account.account_people == one.people


def test_known_deals_are_judged_alike_at_both_sizes(base: Scenario) -> None:
    numbers = [number for number, one in enumerate(DEALS, 1) if one.kind != "borderline"]
    rows = list(judged(ExperimentRunner(SequentialExecutor(), seed=SEED, task=of_known_worth), base, numbers, 20, 60))
    expected: dict[Kind, Decision] = {"good": "sign", "bad": "do not sign"}
    assert {row.number: row.long.decision for row in rows} == {
        number: expected[DEALS[number - 1].kind] for number in numbers
    }
    assert all(row.agrees for row in rows)
    assert (rows[0].short.replications, rows[0].long.replications) == (20, 60)
    assert rows[0].short.effects.worth != rows[0].long.effects.worth, "other seeds"
    assert report(rows).title == "The verdict agrees with the long simulation in 14 of 14 deals"


@pytest.mark.parametrize(
    ("kind", "short", "long", "expected"),
    [
        ("good", "sign", "sign", True),
        ("good", "sign if", "sign", False),
        ("bad", "sign", "do not sign", False),
        ("borderline", "sign if", "sign", True),
        ("borderline", "do not sign", "sign if", True),
        ("borderline", "sign", "do not sign", False),
    ],
)
def test_to_sign_what_the_other_refuses_is_never_agreement(
    kind: Kind, short: Decision, long: Decision, expected: bool
) -> None:
    assert agrees(kind, short, long) is expected


def test_a_number_of_no_deal_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--only", "21"])
    assert stopped.value.code == 2
    assert "--only 21: must be a number from 1 to 20" in capsys.readouterr().err
