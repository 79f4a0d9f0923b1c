"""Whether a deal may be signed, in words and by the customer's name."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import pytest

from sim.metrics.replication import Replication
from sim.questions.deal import DealVerdict
from sim.questions.guardrails import Guardrails, guarded
from sim.report.deal import deal_answer, firm_answer
from tests.unit.questions.test_deal import a_run, judged

NO_BREAK = "\u00a0"


def words(deal: DealVerdict) -> str:
    return " ".join(deal_answer(deal, "USD").lines).replace(NO_BREAK, " ")


def test_a_deal_that_costs_more_than_it_brings_is_refused_by_name_with_its_three_largest_reasons() -> None:
    answer = deal_answer(judged([a_run(n, own=-20_000, cost_to_others=60_000) for n in range(20)]), "USD")
    assert (answer.decision, answer.zone, answer.headline) == ("do not sign", "never", "Do not sign Initech.")
    assert len(answer.reasons) == 3
    assert answer.reasons[0].startswith("Signing Initech costs the firm $80.0")
    assert answer.reasons[0].endswith("over 12 months.")
    assert answer.reasons[1].startswith("Through Initech all other customers bring $60")
    assert answer.reasons[2].startswith("Initech itself brings $20.0")
    assert "less than it costs to serve (likely $" in answer.reasons[2]


def test_a_good_deal_is_signed_with_what_speaks_for_it() -> None:
    answer = deal_answer(judged([a_run(n) for n in range(20)]), "USD")
    assert (answer.decision, answer.zone, answer.headline) == ("sign", "safe", "Sign Initech.")
    assert answer.reasons[0].startswith("Signing Initech adds $49.00k to the firm's margin (likely $48.76k to $49.24k)")
    assert answer.notes == ()


def test_promises_to_the_customer_are_told_with_their_range_and_floor_wherever_they_stand() -> None:
    """380 of 400 responses, in runs that agree: with Clopper and Pearson at least 93.30 %, and at most 96.35 %."""
    deal = judged([a_run(n) for n in range(20)])
    sentence = "Initech gets 95.0 % of 400 responses on time (93.3 to 96.3 %, each end with 90 % confidence)"
    assert f"{sentence}; the floor is 90 %." in words(deal)
    row = deal_answer(deal, "USD").rows[-1]
    assert (row.name, row.floor.replace(NO_BREAK, " "), row.verdict) == ("Responses on time, Initech", "90 %", "safe")
    assert row.reached.replace(NO_BREAK, " ") == "95.0 % of 400 responses (93.3 to 96.3 %)"


def test_promises_are_told_of_too_few_runs_of_many_responses_and_of_none() -> None:
    few, many, none = (
        judged([replace(a_run(n), kept=kept, due=due) for n in range(runs)])
        for runs, kept, due in ((2, 17, 20), (20, 1_900, 2_000), (20, 0, 0))
    )
    row = deal_answer(few, "USD").rows[-1]
    assert row.reached.replace(NO_BREAK, " ") == "85.0 % of 40 responses (too few runs for a range)"
    assert "Initech gets 95.00 % of 40,000 responses on time (94.86 to 95.14 %, each end" in words(many)
    assert "No response to Initech fell due in 20 runs." in words(none)
    assert deal_answer(none, "USD").rows[-1].reached == "no response fell due"


def test_a_promise_that_is_broken_is_a_condition_and_names_what_is_reached() -> None:
    answer = deal_answer(judged([replace(a_run(n), kept=16) for n in range(20)]), "USD")
    assert answer.headline == "Sign Initech only if it is promised less, or more people answer."
    assert answer.reasons[0].replace(NO_BREAK, " ").startswith("Initech gets 80.0 % of 400 responses on time (77.2 to")


def test_the_walk_away_fee_is_named_beside_the_fee() -> None:
    deal = judged([a_run(n, own=-20_000, cost_to_others=0) for n in range(20)])
    answer = deal_answer(deal, "USD")
    assert deal.walk_away == pytest.approx(deal.fee + 20_000 / deal.months, rel=0.05)
    assert answer.walk_away.startswith(f"Walk away from Initech below about ${deal.walk_away / 1000:.1f}"[:44])
    assert answer.walk_away in answer.lines
    free = replace(deal, walk_away=0.0)
    assert deal_answer(free, "USD").walk_away == "Initech is worth signing at any fee, all else equal."
    assert deal_answer(replace(deal, walk_away=nan), "USD").walk_away == ""


def test_what_no_run_speaks_against_waits_for_more_runs_and_a_name_keeps_its_stop() -> None:
    first = deal_answer(judged([a_run(n) for n in range(3)]), "USD")
    assert first.headline == "Sign Initech only if more runs bear it out."
    company = replace(judged([a_run(n) for n in range(20)]), customer="Initech Inc.")
    assert deal_answer(company, "USD").headline == "Sign Initech Inc."


def test_conditions_are_named() -> None:
    runs = [a_run(n, own=2_000 + 28_000 * (-1) ** n, cost_to_others=0) for n in range(20)]
    slow = [replace(run, kept=18 - (n == 0)) for n, run in enumerate(runs)]
    deal = judged(slow)
    assert f"Sign Initech only if it pays about ${deal.surcharge:,.0f}"[:36] in words(deal)
    assert "a month more and it is promised less, or more people answer." in words(deal)
    assert "What cannot be told from 20 runs, more runs may settle." in words(deal)


def test_a_floor_missed_without_the_deal_as_well_is_said() -> None:
    low = {"margin_share": -0.2, "response_attainment": 0.95}
    deal = judged([replace(a_run(n), signed=low, unsigned=low) for n in range(20)])
    assert "is missed in 20 of 20 runs without Initech as well: no reason against the deal" in words(deal)
    assert [row.verdict for row in deal_answer(deal, "USD").rows] == [
        "never, as without the deal",
        "safe",
        "safe",
    ]


def test_leaving_early_and_being_set_on_it_are_counted() -> None:
    deal = judged([replace(a_run(n), stayed=n >= 15) for n in range(20)])
    assert "Initech leaves before its term is over in 15 of 20 runs." in words(deal)


def test_without_a_single_customer_the_verdict_is_that_of_the_firm_and_says_so() -> None:
    rows = guarded([Replication({"margin_share": 0.1, "response_attainment": 0.5})] * 20, Guardrails())
    answer = firm_answer(rows)
    assert (answer.decision, answer.headline) == ("never", "A floor of the firm is missed too often.")
    assert "No single customer is signed here" in answer.notes[0]
    assert [row.reached for row in answer.rows] == ["in 20 of 20 runs", "in 0 of 20 runs"]
