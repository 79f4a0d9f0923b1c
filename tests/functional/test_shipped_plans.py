"""Plans to start from: short files that check clean, whose buyer's sheet promises what the public sheet promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.questions.capacity import capacity_of
from sim.report.capacity import overloads
from sim.report.memo.buyer import buyer_paper
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve, shipped, shipped_plans
from sim.scenario.warnings import warnings_of
from tests.functional.terminal import Saydo, caller

MOST_LINES = 30
NO_SOLUTION = "We promise no time to a solution."
DAYS = "You are owed 1 day more of service for each full 15 minutes that a first response is late."
HERE = "(your own time zone: Europe/Berlin, Asia/Kuala_Lumpur or America/Denver), not on public holidays of your own"
PROMISED: dict[tuple[str, str], tuple[str, ...]] = {
    ("days-of-term", "default"): (
        "Monday to Friday, 8:00 to 17:00 (Europe/Zurich), not on public holidays of Switzerland (CH-SG)",
        "everything stands still; 48 h",
        "something important does not work; no promise",
        "there is a way around it; no promise",
        "a question; no promise",
        DAYS,
        NO_SOLUTION,
    ),
    ("days-of-term", "extended"): (
        "Monday to Friday, 7:00 to 19:00 (Europe/Zurich), not on public holidays of Switzerland (CH-SG)",
        "everything stands still; 1 h",
        "something important does not work; 2 h",
        "there is a way around it; 12 h",
        "a question; 24 h",
        DAYS,
        NO_SOLUTION,
    ),
    ("by-the-hour", "hourly"): (
        "Without a monthly fee you get our service",
        "$275 for each hour of work; at least 30 minutes for each contact; rounded up to steps of 1 minute",
        "Travel: $15 for each visit on site",
        "Work outside the scope of the contract is charged at $275 an hour.",
        "Bills: monthly, in arrears.",
        "There is no monthly fee that could rise.",
        "Pay on receipt of the invoice.",
        "The contract runs for 1 month",
        "everything stands still; no promise",
        "a question; no promise",
        NO_SOLUTION,
    ),
    ("share-of-spend", "developer"): (
        "3 % of monthly spend; at least $29 a month",
        "We are there Monday to Friday, 8:00 to 18:00",
        "everything stands still; no promise",
        "there is a way around it; 12 h",
        "a question; 24 h",
    ),
    ("share-of-spend", "business"): (
        "10 % of the first $10,000, 7 % of the next $70,000, 5 % of the next $170,000, 3 % of the rest of monthly",
        "at least $100 a month",
        "We are there around the clock.",
        "The contract runs for 1 month",
        "everything stands still; 1 h",
    ),
    ("share-of-spend", "enterprise"): (
        "10 % of the first $150,000, 7 % of the next $350,000, 5 % of the next $500,000, 3 % of the rest of monthly",
        "at least $15,000 a month",
        "We are there around the clock.",
    ),
    ("vendor", "silver"): (
        "For P1 we are there around the clock.",
        "Monday to Friday, 9:00 to 18:00 (America/New_York)",
        "and Monday to Friday, 9:00 to 18:00 (Europe/Berlin)",
        "everything stands still; 3 h",
        "something important does not work; 6 h",
        "there is a way around it; the end of the 2nd business day",
        "a question; the end of the 2nd business day",
        "the service is up 99.9 % of each month",
        "5 % of the month's fee for a month in which the service is up for less than 99.9 % of the time",
        "10 % of the month's fee for a month in which the service is up for less than 90 % of the time",
        "at most 100 % of the month's fee",
        "Ask for a credit within 30 days",
        "Credits that you are still owed when the contract ends lapse.",
        "There is no credit while a bill of yours is overdue.",
        "Credits are all that you can claim",
        NO_SOLUTION,
    ),
    ("vendor", "gold"): (
        "For P1 and P2 we are there around the clock.",
        "everything stands still; 1 h",
        "something important does not work; 2 h",
        "a question; the end of the next business day",
        "the service is up 99.9 % of each month",
    ),
    ("vendor", "platinum"): (
        "For P1 and P2 we are there around the clock.",
        "everything stands still; 30 min",
        "something important does not work; 1 h",
        "there is a way around it; the end of the next business day",
        "the service is up 99.99 % of each month",
        "for a month in which the service is up for less than 99.99 % of the time",
    ),
    ("government", "service"): (
        "Without a monthly fee",
        "For P1 we are there around the clock.",
        "For P2 we are there every day, 8:00 to 22:00 (Europe/London).",
        "Monday to Friday, 9:30 to 17:30 (Europe/London), not on public holidays of the United Kingdom (GB-ENG).",
        "everything stands still; 30 min",
        "something important does not work; 1 h",
        "there is a way around it; the end of the next business day",
        "a question; the end of the 2nd business day",
        "P1 every hour, P2 every 2 h, P3 every 2 business days, P4 every 5 business days",
    ),
    ("escalation", "maintenance"): (
        "For P1 and P2 we are there around the clock.",
        "For P3 we are there Monday to Friday, 6:00 to 22:00 (your own time zone",
        "For everything else we are there Monday to Friday, 8:00 to 18:00 (your own time zone",
        "not on public holidays of your own country: the United States.",
        "If a P1 is not solved after 1 min, a support manager is told.",
        "If a P1 is not solved after 30 min, senior management is told.",
        "If a P1 is not solved after 2 h, whoever follows the high visibility ticker is told.",
        "If a P1 is not solved after 4 h, a resolution team (code blue) is told.",
        "If a P2 is not solved after 1 h, a support manager (level 2) is told.",
        "If a P2 is not solved after 2 h, senior management (level 2) is told.",
        "If a P2 is not solved after 24 h, a resolution team (code blue, level 2) is told.",
        "everything stands still; no promise",
        NO_SOLUTION,
    ),
    ("regions", "bronze"): ("everything stands still; the end of the next business day", NO_SOLUTION),
    ("regions", "silver"): (
        "For P1 we are there around the clock.",
        f"For everything else we are there Monday to Friday, 8:00 to 17:00 {HERE} country: Germany, "
        "Malaysia or the United States (US-CO).",
        "everything stands still; 1 h",
        "something important does not work; 4 h",
        "a question; the end of the next business day",
        "Until a matter is solved you hear from us: P2 every business day.",
        NO_SOLUTION,
    ),
    ("regions", "gold"): (
        "We are there around the clock.",
        "everything stands still; 30 min",
        "something important does not work; 2 h",
        "a question; 24 h",
        "If a P1 is not solved after 24 h, a regional director is told.",
        "If a P1 is not solved after 120 h, the chief operating officer is told.",
        NO_SOLUTION,
    ),
}
"""By file and plan, in the order of the public sheet, what its buyer's sheet must say."""
NOT_SAID: dict[tuple[str, str], tuple[str, ...]] = {
    ("by-the-hour", "hourly"): ("in advance", "$120", "The fee"),
    **{("vendor", name): ("holidays",) for name in ("silver", "gold", "platinum")},
    ("share-of-spend", "developer"): ("in advance", "The fee rises", "holidays"),
    ("share-of-spend", "business"): ("in advance", "The fee rises"),
    ("share-of-spend", "enterprise"): ("in advance", "The fee rises"),
}
"""What would contradict the public sheet."""


def sheet(scenario: Scenario, plan: str) -> str:
    """The buyer's sheet as text with plain spaces: sentences, and rows of tables."""
    lines = []
    for section in buyer_paper(scenario, plan, []).sections:
        lines += [section.heading, *section.lines]
        lines += ["; ".join(row) for row in (section.table.texts() if section.table else ())]
    return "\n".join(lines).replace("\u00a0", " ").replace("\u202f", " ")


def test_each_public_sheet_is_a_plan_to_start_from() -> None:
    assert {file for file, _ in PROMISED} == {path.stem for path in shipped_plans()}
    assert len(shipped_plans()) == 7
    assert not {path.stem for path in shipped_plans()} & {path.stem for path in shipped()}


@pytest.mark.parametrize("path", shipped_plans(), ids=lambda path: path.stem)
def test_a_plan_is_short_names_its_source_and_what_it_leaves_out_and_checks_clean(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 130
    assert lines[0].startswith("# After ")
    assert "# Left out: " in "\n".join(lines[:3])
    scenario = load(path)
    assert not [problem.text(str) for problem in (*warnings_of(scenario), *overloads(capacity_of(scenario)))]


@pytest.mark.parametrize(("file", "plan"), PROMISED, ids="/".join)
def test_the_buyer_s_sheet_states_the_promises_of_the_source(file: str, plan: str) -> None:
    text = sheet(load(resolve(file)), plan)
    missing = [words for words in PROMISED[file, plan] if words not in text]
    assert not missing, text
    assert not [words for words in NOT_SAID.get((file, plan), ()) if words in text], text


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.mark.parametrize("path", shipped_plans(), ids=lambda path: path.stem)
def test_a_plan_runs_by_its_name(saydo: Saydo, path: Path) -> None:
    answer = saydo("run", path.stem, "--replications", 1, "--workers", 1, "--seed", 7)
    assert (answer.status, answer.err) == (0, "")
    assert load(path).title in answer.out


def test_plans_are_listed_apart_from_stories(saydo: Saydo) -> None:
    rows = json.loads(saydo("scenarios", "--json", "-").out)["plans"]
    assert [row["plan"] for row in rows] == [path.stem for path in shipped_plans()]
    answer = saydo("scenarios").out
    assert all(row["title"] in answer for row in rows)
