"""Links that earlier versions made open the same pages; each is as such a version wrote it."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest

from sim.report.levers import movable
from sim.scenario.paths import print_path
from sim.ui.choice import Choice, choice_of_link
from sim.ui.stories import story
from tests.ui.conftest import Serve, finished

PICKS = (
    '{"plan":"silver","customer":"Acme","life_run":3,"cause":"disrespect","harm_runs":20,"money_harm":["Acme"],'
    '"replay_runs":5,"remedy_once:fix":500.0,"week":"2027-03-01","doubts_size":"careful","reach_severity":"P2",'
    '"trade_gift":"net90","frontier_levers":["plans.gold.fee_per_month","selling.clarity"],'
    '"frontier_low:selling.clarity":0.3,"tipping_across":"selling.clarity","bridge_from":1,"bridge_to":0,'
    '"stress_runs":50,"spread_outcome":"response_attainment","sheet_story":"abusive-caller","sheet_tags":["M","F"],'
    '"budget_kind":"year","budget_year":"1000","money_party":0,"money_run":-1}'
)
OLD = (
    "story=abusive-caller&also=ugly-things-up-front%2Cover-promise&terms=%7B%22plans.gold.fee_per_month%22%3A+2500.0%2C"
    "+%22plans.gold.response_hours.P1%22%3A+0.25%2C+%22accounts.Acme.contacts_per_year%22%3A+120%7D&seed=11&runs=50"
    "&margin=5&ontime=92&currency=EUR&locale=de_DE"
    "&sold=75&clarity=80&fee=10&included=50&meter=30&people=-20&sprees=3&spree=40"
)
CHOICE = Choice(
    base="honest",
    story="abusive-caller",
    others=("ugly-things-up-front", "over-promise"),
    terms={
        "plans.gold.fee_per_month": 2500.0,
        "plans.gold.response_hours.P1": 0.25,
        "accounts.Acme.contacts_per_year": 120,
    },
    moved={
        "sold": 75,
        "clarity": 80,
        "fee": 10,
        "included": 50,
        "meter": 30,
        "people": -20,
        "sprees": 3,
        "spree": 40,
    },
    seed=11,
    runs=50,
    margin_floor=5,
    ontime_floor=92,
    currency="EUR",
    locale="de_DE",
)


def test_an_old_link_makes_the_same_choice() -> None:
    choice, complaints = choice_of_link(dict(parse_qsl(OLD)))
    assert (choice, complaints) == (CHOICE, [])
    assert choice.link() == dict(parse_qsl(OLD))


def test_an_old_link_makes_the_same_scenario() -> None:
    scenario = choice_of_link(dict(parse_qsl(OLD)))[0].scenario()
    assert scenario.plans["gold"].fee_per_month == 2750
    assert scenario.selling.sold_response_share == 0.75
    assert scenario.accounts["Acme"].spree_contacts == 40
    assert scenario.currency == "EUR"


def test_an_old_link_makes_the_same_picks() -> None:
    choice, complaints = choice_of_link({"picks": PICKS})
    assert complaints == []
    assert json.loads(choice.link()["picks"]) == json.loads(PICKS)


@pytest.mark.parametrize("name", ["front.line", "St. Mary's & Söhne Inc.", '"Acme"', "1.5", "a.b..c"])
def test_an_old_link_reaches_a_name_without_quotes(name: str) -> None:
    plans = {plan: terms.model_dump(mode="json") for plan, terms in story("honest").plans.items()}
    terms = {
        "plans": plans | {name: plans["gold"]},
        f"plans.{name}.fee_per_month": 1234.5,
        "accounts": {name: {"segment": "large"}},
        f"accounts.{name}.plan": name,
        f"accounts.{name}.contacts_per_year": 77,
    }
    path = f"plans.{name}.fee_per_month"
    picks = {"frontier_levers": ["selling.clarity", path], f"frontier_low:{path}": 5.5, "tipping_across": path}
    choice, complaints = choice_of_link({"story": "honest", "terms": json.dumps(terms), "picks": json.dumps(picks)})
    assert complaints == []
    scenario = choice.scenario()
    assert scenario.plans[name].fee_per_month == 1234.5
    assert (scenario.accounts[name].plan, scenario.accounts[name].contacts_per_year) == (name, 77)
    printed = print_path(("plans", name, "fee_per_month"))
    assert printed in movable(scenario)
    assert choice.picks == {
        "frontier_levers": ("selling.clarity", printed),
        f"frontier_low:{printed}": 5.5,
        "tipping_across": printed,
    }


@pytest.mark.parametrize(
    ("page", "picks", "values"),
    [
        ("deal", '{"plan":"silver","trade_gift":"net90"}', {"plan": "silver", "trade_gift": "net90"}),
        ("compare", '{"bridge_from":1,"bridge_to":0,"stress_runs":50}', {"bridge_from": 1, "stress_runs": 50}),
        ("evidence", '{"sheet_story":"abusive-caller"}', {"sheet_story": "abusive-caller"}),
    ],
)
def test_an_old_link_sets_the_fields_of_a_page(serve: Serve, page: str, picks: str, values: dict[str, object]) -> None:
    opened = serve(page)
    opened.query_params["picks"] = picks
    finished(opened)
    assert {name: opened.selectbox(key=name).value for name in values} == values
    assert not opened.warning


def test_an_old_link_sets_the_budget_of_the_money_page(serve: Serve) -> None:
    page = serve("money")
    page.query_params["picks"] = '{"budget_kind":"year","budget_year":"1000"}'
    finished(page)
    assert page.button_group(key="budget_kind").value == "year"
    assert page.text_area(key="budget_year").value == "1000"
    assert not page.warning
