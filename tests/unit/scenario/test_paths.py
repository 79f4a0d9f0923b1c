"""Paths: read, printed, and matched with the document at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.paths import locate, parse_path, print_path, split_assignment, value_at, words_of_path
from sim.scenario.sheet import assumption_sheet
from sim.scenario.timeline import versions
from tests.worlds import SMALL

KEYS = st.lists(
    st.text(max_size=8) | st.sampled_from(["*", "", ".", '"', '"a"', "a.b", "a=b", " a", "é", "\n"]), min_size=1
)


def with_accounts(*names: str) -> Scenario:
    """The small scenario with more accounts, under these names."""
    accounts = {name: {"segment": "medium"} for name in names}
    return with_overrides(SMALL, {"accounts": {"Acme": SMALL.accounts["Acme"].model_dump(), **accounts}})


@given(keys=KEYS)
def test_printed_keys_are_read_as_the_same_keys(keys: list[str]) -> None:
    path = print_path(keys)
    assert parse_path(path) == tuple(keys)
    assert print_path(parse_path(path)) == path
    assert path.isprintable()


@given(keys=KEYS, value=st.text('ab=." ', min_size=1).map(str.strip))
def test_an_assignment_is_parted_after_the_path(keys: list[str], value: str) -> None:
    assert split_assignment(f"{print_path(keys)} = {value}") == (print_path(keys), value)


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        (("plans", "gold", "response_hours", "P1"), "plans.gold.response_hours.P1"),
        (("provider", "teams", "front.line", "people"), 'provider.teams."front.line".people'),
        (("accounts", "St Mary's [old]"), "accounts.St Mary's [old]"),
        (("accounts", "*"), 'accounts."*"'),
        (("accounts", '"Q"'), r'accounts."\"Q\""'),
        (("accounts", "a=b"), 'accounts."a=b"'),
        (("accounts", ""), 'accounts.""'),
        (("accounts", " a "), 'accounts." a "'),
        (("accounts", "é\u200b"), r'accounts."\u00e9\u200b"'),
    ],
)
def test_a_key_is_quoted_only_where_it_must_be(keys: tuple[str, ...], path: str) -> None:
    assert print_path(keys) == path
    assert parse_path(path) == keys


def test_a_name_with_full_stops_needs_no_quotes_where_it_exists() -> None:
    scenario = with_accounts("St. Mary's Inc.", "a", "a.b")
    keys = ("accounts", "St. Mary's Inc.", "plan")
    assert locate(scenario, "accounts.St. Mary's Inc..plan") == keys
    assert locate(scenario, print_path(keys)) == keys
    assert locate(scenario, "accounts.a.b") == ("accounts", "a.b")
    assert locate(scenario, "accounts.a.plan") == ("accounts", "a", "plan")
    assert locate(scenario, "accounts.a.b.plan") == ("accounts", "a.b", "plan")


def test_a_name_with_quotes_needs_no_more_quotes_where_it_exists() -> None:
    scenario = with_accounts('"Acme"', "a.b", '"a.b"', '"Q" Ltd.')
    assert locate(scenario, 'accounts."Acme".plan') == ("accounts", '"Acme"', "plan")
    assert locate(scenario, 'accounts."Q" Ltd..plan') == ("accounts", '"Q" Ltd.', "plan")
    for name in scenario.accounts:
        assert locate(scenario, print_path(("accounts", name, "plan"))) == ("accounts", name, "plan")
    assert locate(SMALL, 'accounts."Acme".plan') == ("accounts", "Acme", "plan")


@pytest.mark.parametrize("path", ["", ".", '"', '""', "plans..fee_per_month", '"plans', "*.*.*.*.*.*"])
def test_a_path_of_nothing_is_one_clear_error(path: str) -> None:
    with pytest.raises(ScenarioError):
        with_overrides(SMALL, {path: 1})
    with pytest.raises(ScenarioError, match="there is no such path"):
        with_overrides(SMALL, {"evidence": {path: {"tag": "M", "source": "x"}}})


def test_a_value_is_read_from_a_document_or_a_part_of_it() -> None:
    assert value_at(SMALL, "plans.gold.response_hours.P1") == 0.5
    assert value_at(SMALL.plans["gold"], "response_hours.P1") == 0.5
    assert value_at(SMALL, "provider.teams.frontline.shifts.0.to_hour") == 18
    assert value_at(with_accounts("a.b"), 'accounts."a.b".segment') == "medium"
    for path in ("plans.iron", "plans.gold.fee_per_month.x", "provider.teams.frontline.shifts.7"):
        with pytest.raises(KeyError):
            value_at(SMALL, path)


def test_a_path_in_words() -> None:
    assert words_of_path('provider.teams."front.line".cost_per_hour') == "provider, teams, front.line, cost per hour"


def test_a_wildcard_sets_every_match() -> None:
    scenario = with_accounts("B")
    changed = with_overrides(
        scenario,
        {
            "accounts.*.fee_per_month": 900,
            "plans.*.response_hours.P1": 7,
            "provider.teams.*.people": 2,
            "plans.gold.response_hours.*": 9,
        },
    )
    assert [account.fee_per_month for account in changed.accounts.values()] == [900, 900]
    assert [plan.response_hours.P1 for plan in changed.plans.values()] == [9, 7]
    assert changed.plans["gold"].response_hours.as_tuple() == (9, 9, 9, 9)
    assert {team.people for team in changed.provider.teams.values()} == {2}


def test_a_wildcard_matches_what_was_set_before_it() -> None:
    changed = with_overrides(SMALL, {"accounts.New": {"segment": "medium"}, "accounts.*.fee_per_month": 5})
    assert {name: account.fee_per_month for name, account in changed.accounts.items()} == {"Acme": 5, "New": 5}


def test_a_value_set_at_several_places_stays_the_caller_s_own() -> None:
    hours = {"P1": 1, "P2": 2, "P3": 3, "P4": 4}
    overrides = {"plans.*.response_hours": hours, "plans.gold.response_hours.P1": 0.5}
    changed = with_overrides(SMALL, overrides)
    assert [plan.response_hours.P1 for plan in changed.plans.values()] == [0.5, 1]
    assert hours == {"P1": 1, "P2": 2, "P3": 3, "P4": 4}


def test_an_account_named_like_a_wildcard_is_reached_in_quotes() -> None:
    scenario = with_accounts("*")
    changed = with_overrides(scenario, {'accounts."*".fee_per_month': 5})
    assert {name: account.fee_per_month for name, account in changed.accounts.items()} == {"Acme": None, "*": 5}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("accounts.*.fee_per_mont", "accounts.*.fee_per_mont: matches nothing; did you mean fee_per_month?"),
        ("plan.*.fee_per_month", "plan.*.fee_per_month: matches nothing; did you mean plans?"),
        ("plans.*.response_hours.P5", "plans.*.response_hours.P5: matches nothing; known here: P1, P2, P3, P4"),
        ("market.offers.*.fee_per_month", "market.offers.*.fee_per_month: matches nothing; nothing is known here"),
        ("title.*", "title.*: matches nothing; nothing is known here"),
    ],
)
def test_a_wildcard_without_a_match_is_one_clear_error(path: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        with_overrides(SMALL, {path: 1})
    assert len(refused.value.problems) == 1
    assert str(refused.value).startswith(message)


def test_a_value_that_one_match_does_not_allow_is_placed_there() -> None:
    with pytest.raises(ScenarioError) as refused:
        with_overrides(SMALL, {"plans.*.fee_per_month": -1})
    assert [problem.path for problem in refused.value.problems] == [
        "plans.gold.fee_per_month",
        "plans.silver.fee_per_month",
    ]


@pytest.mark.parametrize("text", ['accounts."a=b".fee_per_month=5', ' accounts."a=b".fee_per_month = 5 '])
def test_an_equals_sign_in_quotes_belongs_to_the_name(text: str) -> None:
    path, value = parse_override(text)
    assert with_overrides(with_accounts("a=b"), {path: value}).accounts["a=b"].fee_per_month == 5


def test_odd_names_and_wildcards_work_in_files(tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_text(
        f"extends: {scenario_folder() / 'honest.yaml'}\n"
        "set:\n"
        "  accounts:\n"
        "    '*': {segment: large}\n"
        "    St. Mary's: {segment: large}\n"
        "  accounts.*.fee_per_month: 100\n"
        '  accounts."*".fee_per_month: 200\n'
        "  timeline:\n"
        "  - month: 5\n"
        "    title: Everybody pays more\n"
        "    set: {accounts.*.most_contacts_per_day: 3, 'accounts.\"St. Mary''s\".let_go': true}\n"
        "evidence:\n"
        '  accounts."St. Mary\'s".fee_per_month: {tag: M, source: its contract}\n',
        encoding="utf-8",
    )
    scenario = load(path)
    assert {name: account.fee_per_month for name, account in scenario.accounts.items()} == {
        "*": 200,
        "St. Mary's": 100,
    }
    (_, last) = versions(scenario)[-1]
    assert {name: account.most_contacts_per_day for name, account in last.accounts.items()} == {"*": 3, "St. Mary's": 3}
    assert [name for name, account in last.accounts.items() if account.let_go] == ["St. Mary's"]
    rows = {row.path: row for row in assumption_sheet(scenario)}
    assert rows['accounts."St. Mary\'s".fee_per_month'].tag == "M"


def test_an_item_of_a_list_is_set_by_its_number() -> None:
    changed = with_overrides(
        SMALL, {"plans.gold.service_credits.1.credit_share": 0.2, "plans.*.coverage.days.0": "sun"}
    )
    assert [step.credit_share for step in changed.plans["gold"].service_credits] == [0.05, 0.2, 0.25]
    assert {plan.coverage.days[0] for plan in changed.plans.values()} == {"sun"}
    every = with_overrides(changed, {"plans.*.service_credits.*.credit_share": 0.5})
    assert {step.credit_share for plan in every.plans.values() for step in plan.service_credits} == {0.5}
    assert SMALL.plans["gold"].service_credits[1].credit_share == 0.1


def test_evidence_is_found_for_an_item_of_a_list() -> None:
    path = "plans.gold.service_credits.0.credit_share"
    sourced = with_overrides(SMALL, {"evidence": {path: {"tag": "M", "source": "the contract"}}})
    assert next(row.tag for row in assumption_sheet(sourced) if row.path == path) == "M"
    assert with_overrides(sourced, {"plans.gold.service_credits": []}).evidence == {}
