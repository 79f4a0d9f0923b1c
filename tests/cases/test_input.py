"""Input: a value means what its writer expects, or is refused in one clear message."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.engine.run import simulate
from sim.errors import SaydoError, ScenarioError
from sim.questions.capacity import capacity_of
from sim.questions.goal_seek import Goal, LeverValue
from sim.report.budget import budget_cents, budget_words
from sim.report.format.reader_locale import LOCALES, around, in_locale, local, read_number
from sim.report.goal_seek import goal_words
from sim.scenario.document import Scenario
from sim.scenario.files import load, shipped
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.paths import value_at
from sim.scenario.source import parse_value
from sim.scenario.warnings import warnings_of
from sim.statistics.intervals import Interval
from tests.cases.worlds import PLAIN
from tests.functional.terminal import caller

FEE, OWN_FEE = "plans.silver.fee_per_month", "accounts.Acme.fee_per_month"
TOUCH, PEOPLE = "provider.teams.frontline.touch_minutes", "provider.teams.frontline.people"
PROMISE, OPENS = "plans.silver.response_hours", "plans.silver.coverage.from_hour"
COMMUNITY, BRIEFED = "segments.firms.community", "selling.payer_briefed"
NUMBER, CLOCK = "must be a number", "must be a number of hours, or hours and minutes such as 1:30"

READ: list[tuple[str, str, object]] = [
    (f"{PROMISE}.P2", "1:30", 1.5),
    (f"{PROMISE}.P2", '"0:05"', 5 / 60),
    (f"{PROMISE}.P4", "120:00", 120.0),
    (OPENS, "17:30", 17.5),
    (OPENS, '"08:00"', 8.0),
    ("plans.silver.coverage.to_hour", "24:00", 24.0),
    ("horizon_months", "030", 30),
    ("horizon_months", "2_4", 24),
    (PEOPLE, ".5", 0.5),
    (PEOPLE, '"7"', 7.0),
    (FEE, "1e3", 1000.0),
    (FEE, "1_000", 1000.0),
    (FEE, "0x10", 16.0),
    (FEE, "017", 17.0),
    (OWN_FEE, "~", None),
    (OWN_FEE, "", None),
    (COMMUNITY, "no", "no"),
    (COMMUNITY, "1:30", "1:30"),
    ("title", "2027-01-01", "2027-01-01"),
    (BRIEFED, "yes", True),
    (BRIEFED, "off", False),
    (BRIEFED, "true", True),
    ("start_date", "2027-03-01", date(2027, 3, 1)),
    ("start_date", '"2027-03-01"', date(2027, 3, 1)),
]
"""Path, text and what it means."""

REFUSED: list[tuple[str, str, str]] = [
    (TOUCH, "12:30", "must be a number, in minutes, not hours and minutes"),
    ("horizon_months", "12:00", "must be a number, in months, not hours and minutes"),
    (FEE, "1:30", "must be a number, in money / month, not hours and minutes"),
    (f"{PROMISE}.P2", "1:75", CLOCK),
    (f"{PROMISE}.P2", "1:30:00", CLOCK),
    (f"{PROMISE}.P2", "-1:30", CLOCK),
    (f"{PROMISE}.P2", "0:00", "must be greater than 0"),
    ("plans.silver.coverage.to_hour", "24:30", "must be at most 24"),
    (FEE, "yes", NUMBER),
    (FEE, "true", NUMBER),
    (f"{PROMISE}.P2", "true", NUMBER),
    (FEE, "~", NUMBER),
    (FEE, "1 000", NUMBER),
    (FEE, "35.000,00", NUMBER),
    (FEE, '"1,000"', NUMBER),
    (FEE, "2027-01-01", NUMBER),
    ("plans.silver.billing_months", "true", "must be 1, 3, 6 or 12"),
    (BRIEFED, "1:30", "must be true or false"),
    (BRIEFED, "2", "must be true or false"),
    (COMMUNITY, "017", "must be text; what looks like a number or true or false needs quotes"),
    ("start_date", "0", "must be a date"),
    ("start_date", "20270301", "must be a date"),
    ("start_date", '"0"', "must be a date"),
    ("provider.holidays", "[0]", "must be a date"),
]
"""Path, text and what is wrong with it."""


def in_file(folder: Path, path: str, text: str) -> Scenario:
    (folder / "plain.yaml").write_text(PLAIN.model_dump_json(), encoding="utf-8")
    (folder / "case.yaml").write_text(f"extends: plain.yaml\nset:\n  {path}: {text}\n", encoding="utf-8")
    return load(folder / "case.yaml")


@pytest.mark.parametrize(("path", "text", "value"), READ)
def test_a_value_is_read_as_its_writer_means_it(tmp_path: Path, path: str, text: str, value: object) -> None:
    assert value_at(in_file(tmp_path, path, text), path) == value
    if text:
        assert value_at(with_overrides(PLAIN, dict([parse_override(f"{path}={text}")])), path) == value


@pytest.mark.parametrize(("path", "text", "rule"), REFUSED)
def test_a_value_that_could_mean_something_else_is_refused(tmp_path: Path, path: str, text: str, rule: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        in_file(tmp_path, path, text)
    (problem,) = caught.value.problems
    assert problem.path.startswith(path)
    assert problem.rule.startswith(rule)
    assert (Path(problem.file).name, problem.line) == ("case.yaml", 3)
    with pytest.raises(ScenarioError, match=r"must be"):
        with_overrides(PLAIN, dict([parse_override(f"{path}={text}")]))


def test_hours_and_minutes_by_severity_and_in_an_action(tmp_path: Path) -> None:
    assert in_file(tmp_path, PROMISE, "{P1: 1:00, P2: 1:30, P3: 4:00, P4: 8:00}").plans[
        "silver"
    ].response_hours.as_tuple() == (1, 1.5, 4, 8)
    action = "[{month: 3, title: Slower, set: {%s: 12:30}}]"
    assert in_file(tmp_path, "timeline", action % f"{PROMISE}.P2").timeline[0].month == 3
    with pytest.raises(ScenarioError, match="in minutes, not hours and minutes"):
        in_file(tmp_path, "timeline", action % TOUCH)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("%YAML 1.1\n---\ntitle: x\n", "must be YAML 1.2: leave out %YAML"),
        ("title: x\ntitle: y\n", "title is given twice, first at"),
        ("a: &b [1]\nc: *b\n", "aliases"),
        ("a: !!python/object:os.system 1\n", "could not determine a constructor"),
    ],
)
def test_what_is_not_read_at_all(tmp_path: Path, text: str, rule: str) -> None:
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=rule):
        load(tmp_path / "case.yaml")


def test_a_directive_for_this_version_is_read(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(f"%YAML 1.2\n---\n{PLAIN.model_dump_json()}\n", encoding="utf-8")
    assert load(tmp_path / "case.yaml") == PLAIN


WORDS = st.sampled_from(
    ["no", "on", "~", "null", "1:30", "017", "1_000", "1e3", ".5", "2027-01-01", "true", "", "=", "<<"]
)


@given(text=WORDS | st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"], exclude_characters="\0")))
@example(text="\x7f\x85\u2028")
def test_a_text_that_is_written_out_is_read_again(text: str) -> None:
    assert parse_value(json.dumps(text)) == text


@given(
    name=WORDS.filter(bool),
    hours=st.floats(0.01, 1000),
    fee=st.none() | st.floats(0, 1e6),
    briefed=st.booleans(),
)
def test_a_scenario_that_is_written_out_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, name: str, hours: float, fee: float | None, briefed: bool
) -> None:
    accounts: dict[str, Any] = {name: {"segment": "firms", "fee_per_month": fee, "community": name}}
    changes = {"accounts": accounts, f"{PROMISE}.P1": hours, BRIEFED: briefed, "title": name}
    scenario = with_overrides(PLAIN, changes)
    path = tmp_path_factory.mktemp("again") / "again.yaml"
    path.write_text(scenario.model_dump_json(), encoding="utf-8")
    assert load(path) == scenario
    sets = [f"{path}={json.dumps(value, ensure_ascii=False)}" for path, value in changes.items()]
    assert with_overrides(PLAIN, dict(map(parse_override, sets))) == scenario


SHIFT = "provider.teams.frontline.shifts"
WARNED: list[tuple[dict[str, Any], str, str]] = [
    ({"provider.holidays": ["2026-12-25", "2027-05-03"]}, "provider.holidays", "outside the study"),
    ({SHIFT: [{"from_hour": 20, "to_hour": 24}]}, f"{SHIFT}.0", "outside the hours of coverage"),
    ({SHIFT: [{"from_hour": 9, "to_hour": 18}], f"{PROMISE}.P1": 0.5}, f"{PROMISE}.P1", "cannot be kept from 5%"),
    ({SHIFT: [{"days": ["sun"]}]}, f"{PROMISE}.P4", "cannot be kept from 84%"),
    ({PEOPLE: 0}, PEOPLE, "nobody works in this team"),
    ({PEOPLE: 0}, f"{PROMISE}.P1", "cannot be kept from 100%"),
    ({TOUCH: 600}, "plans.silver.resolution_hours.P1", "less than the first tier works on a contact"),
    ({f"{PROMISE}.P1": 9}, "plans.silver.resolution_hours.P1", "less than the response that is promised, 9 hours"),
    ({"segments.none": {"customers": 0, "plan": "silver"}}, "segments.none", "has no customers"),
    (
        {"provider.teams.spare": PLAIN.provider.teams["billing"].model_dump()},
        "provider.teams.spare",
        "no contact reaches this team",
    ),
    (
        {"provider.holidays": ["2027-05-03"], "plans.silver.coverage.keeps_holidays": False},
        "plans.silver.coverage.keeps_holidays",
        "the clock runs on holidays",
    ),
    (
        {"announcements": [{"title": "A", "promised_month": 20}]},
        "announcements.0.promised_month",
        "after the end of the study",
    ),
    (
        {FEE: 500, "plans.silver.todays_fee_per_month": 0},
        "plans.silver.todays_fee_per_month",
        "so that 500 is never paid",
    ),
    (
        {"accounts.Acme.todays_fee_per_month": 0},
        "accounts.Acme.todays_fee_per_month",
        "so that 1000 is never paid",
    ),
]
"""Changes of the plain world, and the path and beginning of what is warned of."""


@pytest.mark.parametrize(("changes", "path", "rule"), WARNED, ids=[f"{path}: {rule}" for _, path, rule in WARNED])
def test_what_is_hardly_meant_is_warned_of(changes: dict[str, Any], path: str, rule: str) -> None:
    rules = {problem.path: problem.rule for problem in warnings_of(with_overrides(PLAIN, changes))}
    assert rule in rules[path]


def test_nothing_is_warned_of_without_need() -> None:
    assert warnings_of(PLAIN) == ()
    round_the_clock = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from_hour": 0, "to_hour": 24}
    assert (
        warnings_of(with_overrides(PLAIN, {SHIFT: [round_the_clock], "plans.silver.coverage": round_the_clock})) == ()
    )
    assert {path.stem for path in shipped() if warnings_of(load(path))} <= {"whales"}  # a year of three with holidays


@pytest.mark.parametrize("name", ["firms 001", "smb m03.1", "Acme / m07"])
def test_an_account_is_not_named_like_another_customer(name: str) -> None:
    """Two customers of one name share random numbers and rows, and no identity of either holds."""
    changes = {
        "segments.firms.customers": 2,
        "market.kinds": {"smb": {"share": 1}},
        "accounts": {name: {"segment": "firms"}},
    }
    with pytest.raises(ScenarioError, match="is the name of a member of a segment, or of one who joins later"):
        with_overrides(PLAIN, changes)
    with_overrides(PLAIN, {**changes, "accounts": {"firms 003": {"segment": "firms"}, "smb 3": {"segment": "firms"}}})


def test_yearly_hours_cost_and_load_by_hand() -> None:
    """10 seats, 10 hours on 261 weekdays of 2027 less one holiday, 40 an hour; 600 contacts of 10 minutes."""
    frontline, billing = capacity_of(with_overrides(PLAIN, {"provider.holidays": ["2027-03-26"]}))
    assert (frontline.paid_hours, frontline.cost) == (26_000, 1_040_000)
    assert frontline.full_time_people == 12.5
    assert frontline.offered_hours == 100
    assert frontline.load == 100 / 26_000
    assert billing.load is None


def test_an_outsourced_team_costs_its_touches_or_its_least_charge() -> None:
    """600 touches of 10 minutes at 15; 26,100 hours have time for 156,600, of which a tenth is the least."""
    price = {"provider.teams.frontline.cost_per_contact": 15, "provider.teams.frontline.minimum_paid_share": 0}
    assert capacity_of(with_overrides(PLAIN, price))[0].cost == 9_000
    least = {**price, "provider.teams.frontline.minimum_paid_share": 0.1}
    assert capacity_of(with_overrides(PLAIN, least))[0].cost == pytest.approx(234_900)


def test_the_load_is_the_work_that_a_run_meets() -> None:
    """A second touch, contacts handed on, and contacts that come back, against a long run of calm customers."""
    changes = {
        "accounts.Acme.contacts_per_year": 12_000,
        "provider.teams.frontline.solved_share": 0.6,
        "provider.teams.frontline.escalated_share": 0.3,
        "provider.teams.frontline.escalates_to": "second",
        "provider.teams.second": {"people": 10, "cost_per_hour": 50, "touch_minutes": 10, "solved_share": 0.8},
        "assumptions.contact.repeat_probability": 0.2,
        "assumptions.demand.failure_demand": 0,
        "segments.firms.self_service_share": 0.3,
    }
    scenario = with_overrides(PLAIN, changes)
    run = simulate(scenario, seed=7, replication=0)
    worked = {"frontline": 0.0, "second": 0.0}
    for touch in run.records.touches:
        if touch.team in worked:
            worked[touch.team] += (touch.ended - touch.started) / 60
    for team in capacity_of(scenario):
        if team.offered_hours is not None:
            assert worked[team.team] == pytest.approx(team.offered_hours, rel=0.06)


def test_check_prints_warnings_and_hours_and_is_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saydo = caller(capsys)
    path = tmp_path / "case.yaml"
    path.write_text(with_overrides(PLAIN, {PEOPLE: 0.02}).model_dump_json(), encoding="utf-8")
    answer = saydo("check", path, "--set", "provider.holidays=[2030-01-01]")
    assert answer.status == 0
    assert "full-time person is paid 2,080 hours a year" in answer.out
    assert "provider.holidays = 2030-01-01: outside the study" in answer.out
    assert "provider.teams.frontline.people = 0.02: too few: 100 hours of work a year" in " ".join(answer.out.split())
    (row,) = json.loads(saydo("check", path, "--json", "-").out)["scenarios"]
    assert [warning["path"] for warning in row["warnings"]] == [PEOPLE]
    assert row["teams"][0]["load"] == pytest.approx(100 / 52.2)


FIGURES = [
    ("de_DE", "EUR", "35.000,00", "35000"),
    ("de_DE", "EUR", "40,5", "40.5"),
    ("de_DE", "EUR", "-35.000 €", "-35000"),
    ("de_DE", "EUR", "(1.000)", "-1000"),
    ("de_DE", "EUR", "1 000,50", "1000.5"),
    ("en_US", "USD", "(1,000)", "-1000"),
    ("en_US", "USD", "1 000", "1000"),
    ("en_US", "USD", "1\u00a0000.25", "1000.25"),
    ("en_US", "USD", "−$35,000.50", "-35000.5"),
    ("en_US", "USD", "5-", "-5"),
    ("en_US", "USD", "USD 7", "7"),
    ("en_US", "USD", "0.125", "0.125"),
    ("fr_FR", "EUR", "35 000,00 €", "35000"),
    ("fr_FR", "EUR", "1\u202f000", "1000"),
    ("sv_SE", "EUR", "\u22121\u00a0000", "-1000"),
    ("de_CH", "CHF", "CHF 1'000.50", "1000.5"),
]
"""Locale, currency, text, and the number that it is there."""

NO_FIGURES = [
    ("en_US", "35.000,00", "must be a number as it is written in en-US, such as 1,234.50"),
    ("en_US", "40,5", "must be a number as it is written in en-US"),
    ("en_US", "1,00,000", "must be a number as it is written in en-US"),
    ("en_US", "1 00", "must be a number as it is written in en-US"),
    ("en_US", "1e3", "must be a number as it is written in en-US"),
    ("en_US", "€5", "must be a number as it is written in en-US"),
    ("en_US", "(-5)", "must be a number as it is written in en-US"),
    ("en_US", "1.000", "would be read as 1, not 1000"),
    ("de_DE", "1,000", "would be read as 1, not 1000"),
    ("de_DE", "1,000.50", "must be a number as it is written in de-DE, such as 1.234,50"),
    ("de_DE", "1.5", "must be a number as it is written in de-DE"),
]
"""Locale, text, and what is wrong with it there."""


@pytest.mark.parametrize(("locale", "currency", "text", "number"), FIGURES)
def test_an_amount_is_read_as_its_locale_writes_it(locale: str, currency: str, text: str, number: str) -> None:
    with in_locale(locale):
        assert read_number(text, currency) == Decimal(number)


@pytest.mark.parametrize(("locale", "text", "rule"), NO_FIGURES)
def test_an_amount_of_another_habit_is_refused(locale: str, text: str, rule: str) -> None:
    with in_locale(locale), pytest.raises(SaydoError, match=re.escape(rule)):
        read_number(text, "USD")


@given(cents=st.integers(-(10**13), 10**13), locale=st.sampled_from(LOCALES))
def test_what_is_written_in_a_locale_is_read_in_it(cents: int, locale: str) -> None:
    with in_locale(locale):
        before, after = around("EUR")
        assert read_number(f"{before}{local(cents / 100, ',.2f')}{after}", "EUR") == Decimal(cents) / 100


def test_a_pasted_budget_is_echoed_with_its_total() -> None:
    names = ["2027-01", "2027-02"]
    with in_locale("de_DE"):
        figures = budget_cents("35.000,00\t40,5", names, "EUR")
        assert figures.tolist() == [3_500_000, 4_050]
        read = budget_words(figures, names, "EUR").replace("\u00a0", " ")
    assert read == "Read as 2 figures, from 35.000,00 € for 2027-01 to 40,50 € for 2027-02: 35.040,50 € in total."
    with pytest.raises(SaydoError, match=r"budget, line 2 = 40,5: must be a number as it is written in en-US"):
        budget_cents("35,000.00\n40,5", names, "USD")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("save", "honest", "--name", "", "--store", "sqlite:///{}/store.sqlite"),
            "--name: must be 1 to 60 printable characters",
        ),
        (("report", "honest", "--to", "{}/out", "--plan", "nope"), "nope (--plan): this paper is about all plans"),
        (("run", "honest", "--set", f"{TOUCH}=12:30"), f"{TOUCH} = 12:30 (--set): must be a number, in minutes"),
        (("promise", "honest", "--plan", "gold", "--severity", "P1", "--hours", "1:75"), "1:75 (--hours): must be"),
    ],
)
def test_an_option_that_means_nothing_is_refused_by_its_name(
    arguments: tuple[str, ...], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = caller(capsys)(*(text.format(tmp_path) for text in arguments))
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith(message)


def test_a_comparison_with_itself_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text(PLAIN.model_dump_json(), encoding="utf-8")
    answer = caller(capsys)("compare", path, path, "--replications", 2, "--workers", 1)
    assert "plain and plain are the same scenario: nothing that is simulated differs." in answer.out


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-inf, 3.0, "values up to 3 cannot be distinguished from it, and no lower limit can be given"),
        (2.0, inf, "values from 2 cannot be distinguished from it, and no upper limit can be given"),
        (-inf, inf, "no limits can be given: more replications narrow it"),
        (2.0, 3.0, "values from 2 to 3 cannot be distinguished from it"),
    ],
)
def test_a_limit_that_the_runs_do_not_give_is_not_printed_as_infinite(low: float, high: float, words: str) -> None:
    ends, verified = Interval(2.5, low, high, 4), Interval(100.0, 90.0, 110.0, 4)
    answer = LeverValue("selling.clarity", 1.0, 2.5, ends, (1.0, 2.5), False, verified)
    assert f"({words}). On" in goal_words(answer, Goal("margin", 100.0), "USD")
