"""Scenario files: what extends and set do, and how every error reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import Problem, ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve, shipped
from sim.scenario.overrides import difference, parse_override, with_overrides
from tests.worlds import SMALL

ROOT = Path(__file__).parents[3]
HONEST = ROOT / "scenarios" / "honest.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the honest baseline in it, where messages show file names alone."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "honest.yaml").write_text(HONEST.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def honest() -> Scenario:
    return load(HONEST)


def written(folder: Path, text: str, name: str = "it.yaml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def refusal(path: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value)


def refused_set(folder: Path, *lines: str) -> str:
    """The message of a file that extends the baseline and sets these lines, from its line 3 on."""
    body = "".join(f"  {line}\n" for line in lines)
    return refusal(written(folder, f"extends: honest.yaml\nset:\n{body}"))


def test_what_is_set_is_all_that_differs(folder: Path, honest: Scenario) -> None:
    name = written(
        folder,
        "title: Faster\nextends: honest.yaml\nset:\n  selling.sold_response_share: 0.5\n"
        "  plans.gold.response_hours.P1: 0.25\n  plans.gold.service_credits: []\n"
        "  accounts.BigCo: {segment: large, contacts_per_year: 900}\n",
    )
    faster = load(name)
    assert faster.title == "Faster"
    assert faster.lesson == honest.lesson
    changes = difference(honest, faster)
    assert changes.keys() == {
        "selling.sold_response_share",
        "plans.gold.response_hours.P1",
        "plans.gold.service_credits",
        "accounts.BigCo",
    }
    assert changes["plans.gold.response_hours.P1"] == (honest.plans["gold"].response_hours.P1, 0.25)
    assert changes["accounts.BigCo"][0] is None


def test_files_extend_in_a_chain_and_the_last_word_counts(folder: Path) -> None:
    written(folder, "extends: honest.yaml\nset: {selling.clarity: 0.1, horizon_months: 24}\n", "first.yaml")
    (folder / "below").mkdir()
    name = written(folder, "extends: ../first.yaml\nset: {selling.clarity: 0.9}\n", "below/second.yaml")
    second = load(name)
    assert (second.selling.clarity, second.horizon_months) == (0.9, 24)


def test_overrides_come_after_the_file(folder: Path) -> None:
    name = written(folder, "extends: honest.yaml\nset: {selling.clarity: 0.1}\n")
    assert load(name, overrides={"selling.clarity": 0.8}).selling.clarity == 0.8


def test_evidence_goes_with_the_number_it_was_for(folder: Path) -> None:
    written(folder, SMALL.model_dump_json(), "small.yaml")
    written(
        folder,
        "extends: small.yaml\nevidence:\n  selling.clarity: {tag: M, source: a survey}\n"
        "  plans.gold.fee_per_month: {tag: F, source: list price}\n",
        "measured.yaml",
    )
    name = written(folder, "extends: measured.yaml\nset: {selling.clarity: 0.2}\n")
    assert load(name).evidence.keys() == {"plans.gold.fee_per_month"}
    assert with_overrides(load(name), {"plans.gold": load(name).plans["gold"].model_dump()}).evidence == {}


def test_a_name_with_a_dot_is_found(honest: Scenario) -> None:
    with_dot = with_overrides(honest, {"accounts": {"St. Mary's Inc.": {"segment": "large"}}})
    raised = with_overrides(with_dot, {"accounts.St. Mary's Inc..contacts_per_year": 12})
    assert raised.accounts["St. Mary's Inc."].contacts_per_year == 12


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ["plans.gold.response_hours.P1: -4"],
            "plans.gold.response_hours.P1 = -4 (it.yaml:3): must be greater than 0",
        ),
        (
            ["selling.clarity: 0.2", "plans.gold.response_hours: {P1: 1, P2: 2, P3: x, P4: 4}"],
            "plans.gold.response_hours.P3 = x (it.yaml:4): must be a number",
        ),
        (
            ["plans.gold.response_hours: {P1: 1}"],
            "plans.gold.response_hours.P2 (it.yaml:3): is missing\n"
            "plans.gold.response_hours.P3 (it.yaml:3): is missing\n"
            "plans.gold.response_hours.P4 (it.yaml:3): is missing",
        ),
        (
            ["selling.clearity: 0.2"],
            "selling.clearity (it.yaml:3): unknown key; did you mean clarity?",
        ),
        (
            ["plans.golf.fee_per_month: 3"],
            "plans.golf.fee_per_month (it.yaml:3): there is no plans.golf; did you mean gold?",
        ),
        (
            ["provider.teams.frontline.shifts.0.to_hour: 8"],
            "provider.teams.frontline.shifts.0 (it.yaml:3): to_hour 8 must differ from from_hour: a whole day is "
            "0 to 24",
        ),
        (
            ["provider.teams.frontline.shifts.7.to_hour: 3"],
            "provider.teams.frontline.shifts.7.to_hour (it.yaml:3): provider.teams.frontline.shifts is a list of 1: "
            "name an item by its number, from 0",
        ),
        (
            ["provider.teams.frontline.shifts.to_hour: 3"],
            "provider.teams.frontline.shifts.to_hour (it.yaml:3): provider.teams.frontline.shifts is a list of 1: "
            "name an item by its number, from 0",
        ),
        (
            ["horizon_months.years: 3"],
            "horizon_months.years (it.yaml:3): horizon_months holds no further keys",
        ),
        (
            ["plans.gold.coverage: 24x7", "plans.gold.coverage.to_hour: 8"],
            "plans.gold.coverage.to_hour (it.yaml:4): plans.gold.coverage is set to 24x7 as a whole: set that, or what "
            "is within it, not both",
        ),
        (
            ["plans.gold.payment_days: 20", "plans.gold.early_payment: {share: 0.02, days: 45}"],
            "plans.gold (it.yaml:4): early_payment.days 45 must not exceed payment_days 20",
        ),
        (
            ["plans.gold.early_payment.days: 9"],
            "plans.gold.early_payment.share (it.yaml:3): is missing",
        ),
        (
            ["plans.gold.coverage.to_hour: 8"],
            "plans.gold.coverage (it.yaml:3): to_hour 8 must differ from from_hour: a whole day is 0 to 24",
        ),
        (
            ["provider.first_tier: frontlin"],
            "provider.first_tier = frontlin (it.yaml:3): must be one of the teams "
            "frontline, specialist, engineering, billing",
        ),
        (
            ["plans.gold.billing_months: 2"],
            "plans.gold.billing_months = 2 (it.yaml:3): must be 1, 3, 6 or 12",
        ),
        (["horizon_months: 12.5"], "horizon_months = 12.5 (it.yaml:3): must be a whole number"),
        (["selling.clarity: .nan"], "selling.clarity = nan (it.yaml:3): must be a finite number"),
        (["selling.payer_briefed: perhaps"], "selling.payer_briefed = perhaps (it.yaml:3): must be true or false"),
        (["start_date: 20270102"], "start_date = 20270102 (it.yaml:3): must be a date, such as 2027-01-01"),
        (["selling: 3"], "selling = 3 (it.yaml:3): must be a mapping of keys to values"),
        (["plans.gold.coverage.days: x"], "plans.gold.coverage.days = x (it.yaml:3): must be a list, such as [a, b]"),
    ],
)
def test_what_is_set_wrongly_is_told_in_one_sentence(folder: Path, lines: list[str], message: str) -> None:
    assert refused_set(folder, *lines) == message


def test_only_the_first_few_errors_are_told(folder: Path) -> None:
    lines = [f"plans.{plan}.fee_per_month: -1" for plan in ("bronze", "silver", "gold")]
    lines += [f"provider.teams.{team}.people: -1" for team in ("frontline", "specialist", "billing")]
    message = refused_set(folder, *lines).splitlines()
    assert len(message) == 5
    assert message[-1] == "and 2 more"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extends: honest.yaml\nprovider: {}\n", "provider (it.yaml:2): a file that extends another may hold only"),
        ("set: {selling.clarity: 1}\n", "set (it.yaml:1): needs extends:"),
        ("extends: honst.yaml\n", "extends = honst.yaml (it.yaml:1): there is no file honst.yaml"),
        ("extends: [honest.yaml]\n", "extends = ['honest.yaml'] (it.yaml:1): must be the name of a file"),
        ("extends: it.yaml\n", "extends = it.yaml (it.yaml:1): goes in a circle: it.yaml -> it.yaml"),
        ("extends: honest.yaml\nset: [1]\n", "set (it.yaml:2): must map paths to values"),
        ("extends: honest.yaml\nset: {a: 1, a: 2}\n", "it.yaml:2: cannot be read as YAML: a is given twice"),
        ("a: [1\nb: 2\n", "it.yaml:2: cannot be read as YAML"),
        ("a: &x 1\nb: *x\n", "it.yaml:2: cannot be read as YAML: aliases"),
        ("a: !!python/object:os.system 1\n", "it.yaml:1: cannot be read as YAML: could not determine a constructor"),
        ("? [a, b]\n: 1\n", "it.yaml:1: cannot be read as YAML: a key must be a plain word"),
        ("a: 1\n---\nb: 2\n", "it.yaml:2: cannot be read as YAML"),
        ("[" * 5000, "it.yaml: is nested too deeply"),
        ("", "it.yaml: must hold a mapping of keys to values, not nothing"),
        ("- 1\n", "it.yaml: must hold a mapping of keys to values, not a list"),
        (
            "extends: honest.yaml\nevidence:\n  plans.gold.fee: {tag: M, source: me}\n",
            "evidence of plans.gold.fee (it.yaml:3): there is no such path; did you mean fee_per_month?",
        ),
        (
            "extends: honest.yaml\nevidence:\n  selling.clarity: {tag: X, source: me}\n",
            "evidence.\"selling.clarity\".tag = X (it.yaml:3): must be 'M', 'F', 'R' or 'A'",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(folder: Path, text: str, message: str) -> None:
    assert refusal(written(folder, text)).startswith(message)


def test_files_that_cannot_be_read_are_refused(folder: Path) -> None:
    assert refusal("nowhere.yaml") == "nowhere.yaml: there is no such file"
    assert refusal(".").endswith("is a folder, not a file")
    (folder / "latin.yaml").write_bytes("title: Müller".encode("latin-1"))
    assert refusal("latin.yaml") == "latin.yaml: is not UTF-8 text: byte 9 cannot be read"
    (folder / "large.yaml").write_text("#" * 1_000_001, encoding="utf-8")
    assert refusal("large.yaml") == "large.yaml: is 1,000,001 bytes: a scenario has at most 1,000,000"


def test_a_byte_order_mark_is_skipped(folder: Path, honest: Scenario) -> None:
    (folder / "bom.yaml").write_bytes(b"\xef\xbb\xbf" + HONEST.read_bytes())
    assert load("bom.yaml") == honest


def test_what_a_terminal_would_obey_is_not_repeated(folder: Path) -> None:
    message = refused_set(folder, 'selling.clarity: "\\e[31mred"')
    assert "\x1b" not in message
    assert message.endswith("(it.yaml:3): must be a number")


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("selling.clarity=.3", ("selling.clarity", 0.3)),
        ("a.b = [mon, tue]", ("a.b", ["mon", "tue"])),
        ("accounts.X={segment: large}", ("accounts.X", {"segment": "large"})),
        ("a=null", ("a", None)),
        ("a=1e3", ("a", 1000.0)),
        ("title=x=y", ("title", "x=y")),
    ],
)
def test_an_override_on_the_command_line(text: str, parsed: tuple[str, object]) -> None:
    assert parse_override(text) == parsed


@pytest.mark.parametrize("text", ["", "a", "a=", "=3", "a=[1"])
def test_an_override_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_override(text)
    assert [problem.field for problem in caught.value.problems] == ["set"]
    assert "--set" in caught.value.message(lambda field: f"--{field}")


def test_a_front_end_names_its_own_option_for_a_bad_override(honest: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_overrides(honest, {"selling.clarity": 3})
    assert str(caught.value) == "selling.clarity = 3: must be at most 1"
    assert caught.value.message(lambda field: f"--{field}") == "selling.clarity = 3 (--set): must be at most 1"
    (problem,) = caught.value.problems
    assert (problem.path, problem.value, problem.rule) == ("selling.clarity", "3", "must be at most 1")
    assert (problem.field, problem.file, problem.line) == ("set", "", None)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            ("plans.silver.early_payment", {"share": 0.02, "days": 45}),
            "plans.silver (--set): early_payment.days 45 must not exceed payment_days 30",
        ),
        (("plans.silver.early_payment.days", 9), "plans.silver.early_payment.share (--set): is missing"),
        (("plans.silver.charges.y.price", 5), "plans.silver.charges.y.per (--set): is missing"),
        (
            ("plans.silver.credits.z.money", 3),
            "plans.silver.credits.z (--set): must state below, the attainment of the month below which it is owed, or "
            "per: breach",
        ),
        (
            ("provider.teams.frontline.solved_share", 0.9),
            "provider.teams.frontline (--set): solved_share + escalated_share = 1.1: must not exceed 1",
        ),
        (
            ("provider.time_zone", "Europe/Berlinn"),
            "provider.time_zone = Europe/Berlinn (--set): must be a time zone such as Europe/Berlin; did you mean "
            "Europe/Berlin?",
        ),
        (
            ("provider.public_holidays", "XX"),
            "provider.public_holidays = XX (--set): must be a country such as US, or a region such as US-NY: two "
            "letters of ISO 3166",
        ),
    ],
)
def test_an_override_of_a_file_is_named_as_the_place(folder: Path, override: tuple[str, object], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(folder / "honest.yaml", overrides=dict([override]))
    assert caught.value.message(lambda field: f"--{field}") == message


def test_the_scenarios_that_come_with_the_product_are_found() -> None:
    assert HONEST in shipped()
    assert shipped() == sorted(shipped())


def test_writing_a_scenario_out_and_reading_it_again_changes_nothing(tmp_path: Path, honest: Scenario) -> None:
    path = tmp_path / "again.yaml"
    path.write_text(honest.model_dump_json(), encoding="utf-8")
    assert load(path).fingerprint == honest.fingerprint


@given(
    changes=st.fixed_dictionaries(
        {},
        optional={
            "selling.clarity": st.floats(0, 1),
            "selling.sold_response_share": st.floats(0.05, 4),
            "plans.gold.response_hours.P2": st.floats(0.01, 1000),
            "plans.silver.included_contacts_per_month": st.none() | st.integers(0, 50),
            "provider.teams.frontline.people": st.floats(0, 100),
            "accounts.Acme.spree_probability_per_day": st.floats(0, 1),
        },
    )
)
def test_a_difference_set_again_is_the_same_scenario(changes: dict[str, object]) -> None:
    base = load(HONEST)
    changed = with_overrides(base, changes)
    again = with_overrides(base, {path: new for path, (_, new) in difference(base, changed).items()})
    assert again.fingerprint == changed.fingerprint
    assert difference(base, changed).keys() <= changes.keys()


def test_a_story_does_not_inherit_what_its_base_shows(tmp_path: Path) -> None:
    """Patterns describe the file that states them, and change no result."""
    pattern = "{outcome: margin, direction: down, against: honest.yaml, without: {selling.clarity: 0.3}}"
    (tmp_path / "base.yaml").write_text(f"extends: {HONEST}\npatterns: [{pattern}]\n", encoding="utf-8")
    (tmp_path / "story.yaml").write_text("extends: base.yaml\n", encoding="utf-8")
    base, story = load(tmp_path / "base.yaml"), load(tmp_path / "story.yaml")
    assert [pattern.outcome for pattern in base.patterns] == ["margin"]
    assert story.patterns == ()
    assert base.fingerprint == story.fingerprint == load(HONEST).fingerprint
    assert difference(base, story) == {}


def problems_of(path: Path | str) -> list[Problem]:
    """Everything that is wrong with a scenario file."""
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return list(caught.value.problems)


def test_every_problem_of_a_file_is_reported_at_once(folder: Path) -> None:
    """What is set at no path, values that are not allowed, and parts that do not fit, each with its line."""
    name = written(
        folder,
        "extends: honest.yaml\nset:\n  plans.golf.fee_per_month: 1\n  selling.clarity: 2\n  horizon_months: x\n"
        "  plans.gold.payment_days: -1\n  plans.gold.notice_days: -1\n  accounts.*.fee: 3\nevidence: {a: 1}\n",
    )
    assert [(problem.path, problem.value, problem.line) for problem in problems_of(name)] == [
        ("plans.golf.fee_per_month", None, 3),
        ("accounts.*.fee", None, 8),
        ("horizon_months", "x", 5),
        ("plans.gold.payment_days", "-1", 6),
        ("plans.gold.notice_days", "-1", 7),
        ("selling.clarity", "2", 4),
        ("evidence.a", "1", 9),
    ]
    assert {problem.file for problem in problems_of(name)} == {name}
    assert refusal(name).endswith("and 3 more")


def test_every_misfit_between_parts_is_reported_at_once(folder: Path) -> None:
    name = written(
        folder,
        "extends: honest.yaml\nset:\n  provider.first_tier: a\n  provider.billing_team: b\n  segments.large.plan: c\n"
        "  forced_changes: [{title: t, month: 59}]\n",
    )
    assert [(problem.path, problem.value, problem.line) for problem in problems_of(name)] == [
        ("forced_changes.0.month", "59", 6),
        ("provider.first_tier", "a", 3),
        ("provider.billing_team", "b", 4),
        ("segments.large.plan", "c", 5),
    ]


def test_every_problem_of_a_timeline_is_reported_at_once(folder: Path) -> None:
    name = written(
        folder,
        "extends: honest.yaml\nset:\n  timeline:\n  - {month: 3, title: a, set: {horizon_months: 24}}\n"
        "  - month: 4\n    title: b\n    set:\n      plans.gold.term_months: 1\n      selling.clarity: 7\n"
        "  - {month: 2, title: c}\n",
    )
    assert [problem.text() for problem in problems_of(name)] == [
        "horizon_months (timeline.0.set, it.yaml:4): cannot change in mid-study",
        "plans.gold.term_months (timeline.1.set, it.yaml:8): cannot change in mid-study",
        "selling.clarity = 7 (timeline.1.set, it.yaml:9): must be at most 1",
    ]


def test_a_name_means_a_file_or_else_a_shipped_story(folder: Path) -> None:
    assert resolve("honest.yaml") == Path("honest.yaml")
    assert resolve("honest") == HONEST
    assert resolve(HONEST) == HONEST
    assert resolve("nowhere/honest.yaml") == Path("nowhere/honest.yaml")
    written(folder, "extends: honest.yaml\n", "honest")
    assert resolve("honest") == Path("honest")


def test_a_name_that_means_nothing_is_refused_with_the_nearest(folder: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        resolve("honset")
    assert str(refused.value) == "honset: there is no such file and no story of that name; did you mean honest?"
    with pytest.raises(ScenarioError, match=r"^zzz: there is no such file and no story of that name$"):
        resolve("zzz")


def test_a_scenario_prints_as_one_short_line(honest: Scenario) -> None:
    months, customers = honest.horizon_months, honest.customers
    assert repr(honest) == (
        f"Scenario(title={honest.title!r}, fingerprint='{honest.fingerprint}', customers={customers}, months={months})"
    )
    assert len(str(honest)) < 200
    assert "\n" not in str(honest)


def test_a_story_is_extended_by_its_name_and_a_file_beside_comes_first(folder: Path, honest: Scenario) -> None:
    it = written(folder, "extends: over-promise\ntitle: mine\n")
    assert load(it).fingerprint == load(ROOT / "scenarios" / "over-promise.yaml").fingerprint
    text = HONEST.read_text(encoding="utf-8").replace("horizon_months: 36", "horizon_months: 24")
    written(folder, text, "honest")
    assert load(written(folder, "extends: honest\n")).horizon_months == 24
    (folder / "honest").unlink()
    assert load(written(folder, "extends: honest\n")).fingerprint == honest.fingerprint
    assert "there is no file" in refusal(written(folder, "extends: ../honest\n"))
