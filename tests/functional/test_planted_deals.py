"""Deals that are planted in a small firm, really simulated: what is offered, how it begins, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from sim.engine.run import simulate
from sim.metrics.outcomes import outcomes
from sim.questions.deal import DealRun, deal_runs, deal_verdict
from sim.questions.guardrails import Guardrails
from sim.records.run import Run
from sim.report.deal import deal_answer
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.offer import Offer, offered, withdrawn
from sim.scenario.overrides import with_overrides
from sim.units import MINUTES_PER_DAY
from tests.functional.terminal import Saydo, caller
from tests.worlds import AMPLE, STILL, changed

FEW = {"segments.large.customers": 1, "segments.medium.customers": 1, "segments.large.breaking_point": 100}
RUNS, SEED = 11, 3
FEES: dict[str, object] = {"fee_per_month": 6_000}


def with_deal(
    contacts: float | None, terms: Mapping[str, object], firm: Mapping[str, object] | None = None
) -> Scenario:
    base = changed(FEW | dict(firm or {}))
    return with_overrides(base, offered(base, Offer("Initech", "large", "gold", contacts, terms)))


def measured(scenario: Scenario, runs: int = RUNS) -> list[DealRun]:
    runner = ExperimentRunner(SequentialExecutor(), seed=SEED)
    return deal_runs(scenario, "Initech", SEED, *runner.results([scenario, withdrawn(scenario, "Initech")], runs))


def contacts_of(run: Run) -> list[float]:
    """Days on which Initech gets in touch."""
    return [row.opened / MINUTES_PER_DAY for row in run.records.contacts if row.customer == "Initech"]


def dear() -> Scenario:
    """A deal at $100 a month for ten contacts, and half a person of its own at $40 an hour: some 40,000 a year."""
    return with_overrides(with_deal(10, {"fee_per_month": 100}), {"accounts.Initech.account_people": 0.5})


def test_a_hundred_dollars_a_month_for_half_a_person_is_refused_by_name() -> None:
    """Both floors are kept or missed as they would be without it, so that the firm's floors alone speak for nothing."""
    deal = deal_verdict(scenario := dear(), "Initech", measured(scenario), Guardrails())
    answer = deal_answer(deal, "USD")
    assert (answer.decision, answer.headline) == ("do not sign", "Do not sign Initech.")
    assert answer.reasons[0].startswith("Signing Initech costs the firm $")
    assert answer.reasons[1].startswith("Initech itself brings $")
    assert deal.effects.worth.high < -30_000
    assert [floor.zone for floor in deal.floors] == ["safe", "safe"]


def test_six_thousand_dollars_a_month_for_four_contacts_are_signed_by_name() -> None:
    deal = deal_verdict(scenario := with_deal(4, FEES), "Initech", measured(scenario), Guardrails())
    answer = deal_answer(deal, "USD")
    assert (answer.decision, answer.headline) == ("sign", "Sign Initech."), answer.lines
    assert 50_000 < deal.effects.worth.low < deal.effects.worth.high < 80_000, "a year's fees, 72,000, less its cost"


def test_a_deal_is_bound_for_its_whole_first_term_from_the_day_it_is_signed() -> None:
    """Whose term ends, leaves: others at some month of their running term, Initech when its six months are over."""
    never_renews = {"plans.gold.term_months": 6, "assumptions.renewal.intercept": 5}
    for number in range(3):
        run = simulate(with_deal(10, FEES, never_renews), seed=SEED, replication=number)
        (left,) = [row for row in run.records.departures if row.customer == "Initech"]
        assert (left.at, left.reason) == (run.month_starts[6], "not renewed")
        assert measured(run.scenario, 1)[0].stayed


def test_a_deal_begins_without_grievance_and_without_a_contact_before_it_is_signed() -> None:
    run = simulate(with_deal(200, FEES), seed=SEED)
    (joined,) = [row for row in run.records.customers if row.customer == "Initech"]
    assert joined.grievance == 0
    assert min(contacts_of(run)) >= 0
    assert min(row.opened for row in run.records.contacts) < 0, "the queue is warmed up by the others"


def test_a_deal_gets_in_touch_half_as_often_again_for_three_months() -> None:
    """Some 900 contacts in the first three months where there would be 600, and the same ones from then on."""
    calm = dict(STILL) | dict(AMPLE) | {"assumptions.demand.failure_demand": 0}
    scenario = with_deal(200, FEES, calm)
    usual = with_overrides(scenario, {"accounts.Initech.onboarding_factor": None})
    first, later = zip(*(_by_part(simulate(document, seed=SEED)) for document in (scenario, usual)), strict=True)
    assert len(first[0]) / len(first[1]) == pytest.approx(1.5, abs=0.1)
    assert later[0] == later[1]
    assert set(first[1]) <= set(first[0])


def _by_part(run: Run) -> tuple[list[float], list[float]]:
    """Days of contacts in the first three months, and after them."""
    end = run.month_starts[3] / MINUTES_PER_DAY
    days = contacts_of(run)
    return [day for day in days if day < end], [day for day in days if day >= end]


def test_a_breaking_point_grows_with_contacts_over_those_of_the_segment() -> None:
    """Eight times the 150 contacts of its segment: 8 to the power 0.85; others keep theirs."""
    scenario = with_deal(100, FEES)
    plain = with_overrides(scenario, {"accounts.Initech.breaking_point_power": None})
    scaled, same = (
        {row.customer: row.breaking_point for row in simulate(document, seed=SEED).records.customers}
        for document in (scenario, plain)
    )
    assert scaled["Initech"] / same["Initech"] == pytest.approx(8**0.85)
    assert {name: point for name, point in scaled.items() if name != "Initech"} == {
        name: point for name, point in same.items() if name != "Initech"
    }
    stated = with_overrides(scenario, {"accounts.Initech.breaking_point": 50})
    without = with_overrides(stated, {"accounts.Initech.breaking_point_power": None})
    first, second = (simulate(document, seed=SEED).records.customers for document in (stated, without))
    assert first == second, "one that is stated holds as it is"


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


def test_the_command_answers_for_the_deal_before_all_else(saydo: Saydo, tmp_path: Path) -> None:
    base, scenario = changed(FEW), dear()
    for name, document in (("base", base), ("deal", scenario)):
        (tmp_path / f"{name}.json").write_text(document.model_dump_json(), encoding="utf-8")
    ask = ("report", tmp_path / "deal.json", "--base", tmp_path / "base.json", "--replications", 3, "--as", "json")
    answer = saydo(*ask, "--seed", SEED, "--workers", 1, "--to", tmp_path)
    assert answer.status == 0, answer.err
    assert answer.out.startswith("Do not sign Initech.")
    memo = json.loads((tmp_path / "memo.json").read_bytes())
    expected = deal_answer(deal_verdict(scenario, "Initech", measured(scenario, 3), Guardrails()), "USD")
    assert memo["answer"] == list(expected.lines)
    assert [row["name"] for row in memo["guardrails"]][-1] == "Responses on time, Initech"


def test_the_worth_of_a_deal_is_the_difference_that_the_page_shows_against_the_base() -> None:
    """Leaving the customer out, and never having offered anything, are the same firm to the cent."""
    base, scenario = changed(FEW), dear()
    for number, run in enumerate(measured(scenario, 2)):
        signed, unsigned = (
            outcomes(simulate(document, seed=SEED, replication=number)) for document in (scenario, base)
        )
        assert run.effects["worth"] == pytest.approx(signed["margin"] - unsigned["margin"], abs=0.005)
