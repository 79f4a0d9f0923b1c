"""Credits in the words of the buyer's sheet and of the memo."""

from __future__ import annotations

import pytest

from sim.report.memo.clauses import Clauses
from sim.report.memo.remedy import credit_rows, late_lines
from sim.scenario.overrides import with_overrides
from tests.worlds import SMALL

BY_THE_MINUTE = {"per": "breach", "days": 1, "late_minutes_step": 15}
CREDITS = {
    "late": BY_THE_MINUTE,
    "urgent": {"severities": ["P1"], "below": 0.95, "share": 0.05, "least_contacts": 10},
    "unsolved": {"on": "resolution", "per": "breach", "money": 100, "severities": ["P2", "P1"]},
}
RULES = {"cap_share_per_year": 0.1, "claim": "automatic", "sole_remedy": True, "termination": {}}


def clauses(**terms: object) -> Clauses:
    """Those of gold, with these terms."""
    return Clauses(with_overrides(SMALL, {f"plans.gold.{name}": value for name, value in terms.items()}), "gold")


def plain(lines: list[str]) -> str:
    """Lines with ordinary spaces."""
    return "\n".join(lines).replace("\u00a0", " ")


def test_days_for_minutes_late() -> None:
    """The clause of a sheet that lengthens the term, with what happens to the days; nothing of bills, and no ladder."""
    of_gold = clauses(credits={"late": BY_THE_MINUTE}, service_credits=[], credit_rules={"claim": "claimed"})
    lines = plain(late_lines(of_gold))
    assert lines.startswith(
        "You are owed 1 day more of service for each full 15 minutes that a first response is late.\n"
    )
    assert "for whole months of them you pay no fee" in lines
    assert "Ask for a credit: one that is not claimed is not paid." in lines
    assert "later bill" not in lines
    assert "of the month's fee" not in lines


def test_each_credit_and_each_rule_has_its_sentence() -> None:
    of_gold = clauses(credits=CREDITS, credit_rules=RULES, service_credits=[], credit_cap_share=0.2)
    assert plain(late_lines(of_gold)).splitlines() == [
        "You are owed 1 day more of service for each full 15 minutes that a first response is late.",
        "You are owed 5 % of the month's fee for a month in which less than 95 % of first responses (P1) are on time, "
        "if at least 10 of them fall due in the month.",
        "You are owed $100 for each solution (P1, P2) that is late.",
        "Of several steps for the same promises the largest counts; credits for different promises add up.",
        "In one month credits come to at most 20 % of the month's fee.",
        "Days that you are owed are added when your term ends: for whole months of them you pay no fee, and what is "
        "left is deducted from the fee of the next term. For a cap, a day counts as the fee of a day.",
        "You need not ask for a credit: it is yours by itself.",
        "A credit in money is deducted from a later bill.",
        "In a year of the contract credits come to at most 10 % of the year's fee.",
        "Credits are all that you can claim for a missed promise: you may not withhold the fee for it.",
        "You may end the contract before its term is over with 30 days' notice once in 3 of 12 months less than 90 % "
        "of first responses were on time.",
    ]


def test_the_memo_has_them_too() -> None:
    rows = {item: words.replace("\u00a0", " ") for item, _, words in credit_rows(clauses(credits=CREDITS))}
    assert rows["Credits by name"].startswith("1 day more of service for each full 15 minutes")
    assert "$100 for each solution (P1, P2) that is late" in rows["Credits by name"]
    assert "Rules of credits" not in rows
    rules = {item: words for item, _, words in credit_rows(clauses(credit_rules=RULES))}
    assert "sole remedy" in rules["Rules of credits"]
    assert "set off without a claim" in rules["Rules of credits"]


def test_a_ladder_and_a_cap_that_nobody_stated_are_not_promised() -> None:
    of_gold = clauses(credits={"unsolved": CREDITS["unsolved"]})
    lines = plain(late_lines(of_gold))
    assert "below 95 %" not in lines
    assert "at most" not in lines
    assert any(line.startswith("Credits when we are late: 5") for line in of_gold.unstated)
    assert any(line.startswith("In one month credits come to at most 25") for line in of_gold.unstated)


@pytest.mark.parametrize("rules", [None, {"sole_remedy": True}])
def test_a_claim_that_nobody_stated_is_no_promise(rules: dict[str, object] | None) -> None:
    of_gold = clauses(credits={"late": BY_THE_MINUTE}, service_credits=[], credit_rules=rules)
    assert "claimed" not in plain(late_lines(of_gold))
    assert "Ask for a credit: one that is not claimed is not paid." in of_gold.unstated


def test_without_credits_by_name_the_sentences_are_as_before() -> None:
    assert late_lines(clauses()) == ["The terms state no service credits."]
    assert late_lines(clauses(service_credits=[])) == [
        "There are no service credits: if we are late, you are owed nothing for it."
    ]


def test_updates_and_uptime() -> None:
    credits = {
        "silent": {"on": "update", "per": "breach", "money": 5},
        "down": {"on": "uptime", "below": 0.999, "share": 0.1},
    }
    of_gold = clauses(
        update_hours={"P1": 1},
        uptime={"promised_share": 0.999},
        credits=credits,
        credit_rules={"claim_days": 30, "termination": {"on": "uptime", "attainment": 0.99}},
        service_credits=[],
    )
    lines = plain(late_lines(of_gold)).splitlines()
    assert lines[:2] == [
        "You are owed $5 for each update that is missed.",
        "You are owed 10 % of the month's fee for a month in which the service is up for less than 99.9 % of the time.",
    ]
    assert any(line.startswith("Ask for a credit within 30 days of the end of the month:") for line in lines)
    assert lines[-1] == (
        "You may end the contract before its term is over with 30 days' notice once in 3 of 12 months the service was "
        "up for less than 99 % of the time."
    )
