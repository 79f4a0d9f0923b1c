"""Differences between scenarios in words."""

from __future__ import annotations

from sim.report.entries import entry_words
from sim.report.terms import Wording, terms_table
from sim.scenario.changes import change_groups, grouped
from tests.worlds import SMALL, changed

OTHER = changed(
    {
        "plans.gold.fee_per_month": 3300,
        "plans.gold.response_hours": {"P1": 1, "P2": 1, "P3": 2, "P4": 4},
        "provider.teams.frontline.people": 2,
        "selling.payer_briefed": True,
    }
)
THIRD = changed({"plans.gold.fee_per_month": 2700, "timeline": [{"month": 3, "title": "x", "set": {}}]})


def test_a_row_a_path_with_what_each_has_there() -> None:
    rows = terms_table(["base", "other", "third"], [SMALL, OTHER, THIRD]).set_index("Path")
    assert list(rows.columns) == ["Term", "In base", "In other", "In third"]
    assert rows.loc["plans.gold.fee_per_month"].tolist() == [
        "gold: flat fee",
        "$3,000 / month",
        "$3,300 / month",
        "$2,700 / month",
    ]
    assert rows.loc["plans.gold.response_hours.P1", "Term"].startswith("gold: written first-response promise")
    assert rows.loc["plans.gold.response_hours.P1", "Term"].endswith(", P1")
    assert rows.loc["provider.teams.frontline.people"].tolist()[2:] == ["2 people", "same"]
    assert rows.loc["selling.payer_briefed"].tolist() == ["payer briefed", "no", "yes", "same"]
    assert rows.loc["timeline"].tolist()[1:] == ["none", "same", "x"]


def test_scenarios_that_are_the_same_have_no_rows() -> None:
    assert terms_table(["a", "b"], [SMALL, SMALL]).empty


def test_a_lever_is_named_by_what_it_is_and_a_group_by_where_it_lies() -> None:
    words = Wording([SMALL, OTHER])
    levers = change_groups(SMALL, OTHER)
    names = {lever.name: words.lever(lever).name for lever in levers}
    assert names["plans.gold.fee_per_month"] == "gold: flat fee"
    assert names["plans.gold.response_hours"].startswith("gold: written first-response promise")
    assert names["selling.payer_briefed"] == "payer briefed"
    groups = [words.lever(lever).name for lever in grouped(levers, 3)]
    assert "plans, gold (2 changes)" in groups


def test_a_new_plan_and_a_new_account_are_named_with_their_main_terms() -> None:
    """No counts of entries: the fee, the promise and the term are what a reader asks for."""
    plan = {
        "plans.deal": {
            "fee_per_month": 1500,
            "term_months": 24,
            "response_hours": dict.fromkeys(("P1", "P2", "P3", "P4"), 0.5),
        }
    }
    account = {"accounts.Bolt & Co": {"segment": "large", "plan": "deal", "contacts_per_year": 400}}
    deal = changed({**plan, **account})
    rows = terms_table(["base", "deal"], [SMALL, deal]).set_index("Term")
    assert rows.loc["plan deal", "In base"] == "none"
    words = rows.loc["plan deal", "In deal"]
    assert words.startswith("fee $1,500 / month, first response to P1 0.5 coverage hours, ")
    assert words.endswith("term 24 months")
    assert rows.loc["account Bolt & Co", "In deal"] == "segment large, plan deal, brings 400 contacts / year"
    assert not any("entries" in str(cell) for cell in rows.to_numpy().ravel())


def test_an_entry_without_main_terms_is_written_by_its_values_and_the_rest_counted() -> None:
    values = {"price": 3, "per": "seat", "included": 5, "step": True, "until": None, "late": 2}
    assert entry_words("x.charge", values, lambda _, value: str(value)) == (
        "price 3, per seat, included 5, step True, 2 more"
    )
    assert entry_words("x", [], lambda _, value: str(value)) == "none"
    assert entry_words("x", [{"a": 1}, {"a": 2}], lambda _, value: str(value)) == "2 entries"
