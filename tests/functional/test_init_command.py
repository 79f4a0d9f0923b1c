"""``saydo init`` makes a scenario of a dozen figures: the right size, by rules that it tells, or one message."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.init import figures_asked_for
from sim.questions.capacity import capacity_of
from sim.questions.fit import read_targets
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.sheet import assumption_sheet
from tests.functional.terminal import Saydo, caller

PLANS = ("--plan", "gold,10,900,60", "--plan", "Basic Plus,40,200,12,4", "--plan", "Any, anywhere,3,2000,300")
DESK = ("--people", 4, "--hours", 37.5, "--wage", 60_000)


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def firm(saydo: Saydo, tmp_path: Path) -> Scenario:
    answer = saydo("init", tmp_path / "firm.yaml", "--name", "Firm & Co: one", *PLANS, *DESK, "--churn", 0.15)
    assert answer.status == 0, answer.err
    return load(tmp_path / "firm.yaml")


def test_a_portfolio_has_the_size_that_was_stated(firm: Scenario, tmp_path: Path) -> None:
    assert firm.title == "Firm & Co: one"
    assert {name: (s.customers, s.contacts_per_year) for name, s in firm.segments.items()} == {
        "gold": (10, 60),
        "Basic Plus": (40, 12),
        "Any, anywhere": (3, 300),
    }
    assert [plan.fee_per_month for plan in firm.plans.values()] == [900, 200, 2000]
    assert firm.plans["Basic Plus"].response_hours.P3 == 4
    assert firm.accounts == {}
    assert len((tmp_path / "firm.yaml").read_text(encoding="utf-8").splitlines()) <= 60


def test_a_plan_named_as_one_of_the_baseline_is_no_change_of_it(firm: Scenario) -> None:
    assert firm.plans["gold"].todays_fee_per_month is None
    assert not firm.plans["gold"].todays_charges


def test_heads_become_people_on_a_shift_and_cost_what_they_are_paid(firm: Scenario) -> None:
    teams = capacity_of(firm)
    assert sum(team.seats for team in teams) == pytest.approx(4 * 37.5 / 50, rel=1e-3)
    assert sum(team.cost for team in teams) == pytest.approx(4 * 60_000, rel=1e-3)


def test_each_tier_is_as_busy_as_in_the_baseline(firm: Scenario) -> None:
    usual = {team.team: team.load for team in capacity_of(load("scenarios/honest.yaml"))}
    for team in capacity_of(firm):
        if usual[team.team] is not None:
            assert team.load == pytest.approx(usual[team.team], rel=0.03)


def test_own_figures_are_measured_and_the_rest_is_assumed(firm: Scenario) -> None:
    tags = {row.path: row.tag for row in assumption_sheet(firm)}
    for path in ("plans.gold.fee_per_month", "segments.gold.customers", "segments.gold.contacts_per_year"):
        assert tags[path] == "M"
    for path in ("plans.gold.response_hours.P3", "segments.gold.breaking_point", "assumptions.renewal.intercept"):
        assert tags[path] == "A"


def test_a_margin_without_wages_prices_the_hour(saydo: Saydo, tmp_path: Path) -> None:
    one = ("--customers", 40, "--fee", 300, "--contacts", 30, "--people", 3)
    assert saydo("init", tmp_path / "m.yaml", *one, "--margin", 0.2).status == 0
    cost = sum(team.cost for team in capacity_of(load(tmp_path / "m.yaml")))
    assert cost == pytest.approx(0.8 * 40 * 300 * 12, rel=1e-3)


def test_results_become_anchors_that_fit_reads(saydo: Saydo, tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    answer = saydo("init", file, *PLANS, *DESK, "--churn", 0.12, "--dso", 45, "--margin", 0.1)
    assert f"--targets {tmp_path / 'm-anchors.yaml'}" in answer.err
    targets = read_targets(tmp_path / "m-anchors.yaml")
    assert [(anchor.outcome, anchor.aim) for anchor in targets.anchors] == [
        ("margin_share", 0.1),
        ("customer_retention_per_year", 0.88),
        ("days_sales_outstanding", 45),
    ]
    assert {path for lever in targets.levers for path in lever.between} == {
        "assumptions.renewal.intercept",
        "assumptions.billing.days_late",
    }
    assert {plan.payment_days for plan in load(file).plans.values()} == {39}


def test_more_churn_is_a_greater_readiness_to_leave_and_more_prospects(saydo: Saydo, tmp_path: Path) -> None:
    firms = []
    for churn in (0.05, 0.10, 0.20):
        file = tmp_path / f"c{churn}.yaml"
        assert saydo("init", file, *PLANS, *DESK, "--churn", churn).status == 0
        firms.append(load(file))
    levels = [scenario.assumptions.renewal.intercept for scenario in firms]
    prospects = [scenario.market.prospects_per_month for scenario in firms]
    assert levels == sorted(levels)
    assert levels[1] == load("scenarios/honest.yaml").assumptions.renewal.intercept
    assert prospects == pytest.approx([prospects[1] / 2, prospects[1], prospects[1] * 2], rel=1e-3)


def test_equal_figures_give_equal_bytes_from_options_and_from_a_file(saydo: Saydo, tmp_path: Path) -> None:
    figures = tmp_path / "figures.toml"
    figures.write_text(
        'people = 3\n[[plans]]\nname = "A"\ncustomers = 9\nfee_per_month = 100\ncontacts_per_year = 20\n',
        encoding="utf-8",
    )
    assert saydo("init", tmp_path / "a.yaml", "--figures", figures).status == 0
    assert saydo("init", tmp_path / "b.yaml", "--plan", "A,9,100,20", "--people", 3).status == 0
    assert (tmp_path / "a.yaml").read_bytes() == (tmp_path / "b.yaml").read_bytes()


def test_a_terminal_is_asked_question_by_question() -> None:
    answers = iter(["Firm", "EUR", "A, 9, 100, 20", "B,1,500,90,2", "", "3", "38", "", "", "", ".2", "soon", ""])
    assert figures_asked_for(lambda _: next(answers)) == {
        "name": "Firm",
        "currency": "EUR",
        "plans": [
            {"name": "A", "customers": 9, "fee_per_month": 100, "contacts_per_year": 20},
            {"name": "B", "customers": 1, "fee_per_month": 500, "contacts_per_year": 90, "response_hours": 2},
        ],
        "people": 3,
        "hours_per_week": 38,
        "margin": 0.2,
        "churn": "soon",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "people: must be given"),
        (("--plan", "A,4"), "A,4 (--plan): must be NAME,CUSTOMERS,FEE,CONTACTS"),
        (("--plan", "A,4.5,1,1", "--people", 1), "plans.1.customers = 4.5: must be a whole number"),
        (("--plan", "A,4,1,1", "--plan", "a,4,1,1", "--people", 1), "plans.2.name = a: is the name of another plan"),
        (("--plan", "offered,4,1,1", "--people", 1), "plans.1.name = offered: is the name of the plan that an offer"),
        (("--plan", "A,4,1,1", "--people", -2), "people = -2: must be a number from 0 to 2,000"),
        (("--plan", "A,4,1,1", "--people", 0), "people = 0: must be above 0"),
        (("--plan", "A,4,1,1", "--people", 1, "--currency", "XYZ"), "currency = XYZ: must be one of USD"),
        (("--plan", "A,4,1,1", "--people", 1, "--churn", 12), "churn = 12: must be a number from 0 to 0.95"),
        (("--plan", "A,4,1,1", "--customers", 3), "--customers, --fee and --contacts are of the only plan"),
        (("--plan", "A,0,1,1", "--people", 1), "plans = 0: must have 1 to 2,000 customers in all"),
        (("--figures", "none.toml"), "none.toml (--figures): cannot be read"),
    ],
)
def test_bad_figures_are_one_message_and_write_nothing(
    saydo: Saydo, tmp_path: Path, arguments: tuple[object, ...], message: str
) -> None:
    answer = saydo("init", tmp_path / "x.yaml", *arguments)
    assert answer.status == 2
    assert message in answer.err
    assert "Traceback" not in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_replaced(saydo: Saydo, tmp_path: Path) -> None:
    for name in ("x.yaml", "x-anchors.yaml"):
        file = tmp_path / name
        file.write_text("mine", encoding="utf-8")
        answer = saydo("init", tmp_path / "x.yaml", *PLANS, *DESK, "--margin", 0.1)
        assert answer.status == 2
        assert "is there already" in answer.err
        assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["mine"]
        file.unlink()


@pytest.mark.parametrize("bad", ['people = "many"', "who = 3", "people = {frontline = 2}", "plans = 3"])
def test_a_file_of_figures_is_checked_with_its_name(saydo: Saydo, tmp_path: Path, bad: str) -> None:
    figures = tmp_path / "figures.toml"
    figures.write_text(bad, encoding="utf-8")
    answer = saydo("init", tmp_path / "x.yaml", "--figures", figures)
    assert answer.status == 2
    assert f"({figures})" in answer.err
    assert not (tmp_path / "x.yaml").exists()
