"""Board papers on a deal and on money: what their pages say, on one page, with the source."""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
import pytest
from pptx import Presentation

from sim.errors import SaydoError
from sim.report.budget import budget_comparison
from sim.report.charts import images
from sim.report.ledger import whale_words
from sim.report.memo import BoardSource, BoardStudy, Guardrail, board, board_file, deal_board, money_board
from sim.report.memo.paper import Paper
from sim.report.money_cards import money_cards
from sim.report.study import cards, sentences
from sim.scenario.overrides import with_overrides
from tests.ui.fakes import never_right, replication
from tests.unit.report.memos import HOSTILE, LONG, RUNS, SEED
from tests.worlds import SMALL

DEARER = with_overrides(SMALL, {"plans.gold.fee_per_month": 6_000})
ANSWER = ("Do not sign Acme.", "Acme itself brings $9k less than it costs to serve.", "Walk away from Acme below $900.")
ON_TIME = "93.1 % of 7,204 responses (91.2 to 94.9 %)"
FLOORS = (
    Guardrail("Margin share", "0 %", "in 20 of 20 runs (without the deal in 20 of 20 runs)", "safe"),
    Guardrail(
        "Responses on time", "90 %", "in 2 of 20 runs (without the deal in 2 of 20 runs)", "never, as without the deal"
    ),
    Guardrail("Responses on time, Acme", "90 %", ON_TIME, "safe"),
)
needs_browser = pytest.mark.skipif(not images.has_browser(), reason="there is no browser on this machine")


def study(names: tuple[str, ...] = ("Base", "Dearer")) -> BoardStudy:
    scenarios = (SMALL, DEARER)[: len(names)]
    results = [[replication(scenario, SEED, index) for index in range(RUNS)] for scenario in scenarios]
    return BoardStudy(names, scenarios, results, BoardSource(SEED, RUNS, "2027-03-01"))


def texts(paper: Paper, heading: str) -> tuple[tuple[str, ...], ...]:
    table = next(section.table for section in paper.sections if section.heading == heading)
    assert table is not None
    return table.texts()


def test_a_deal_s_paper_leads_with_the_answer_and_says_the_page_s_numbers() -> None:
    made, view = deal_board(study(), ANSWER, FLOORS), study().view()
    assert made.title == ANSWER[0]
    assert (
        made.subtitle
        == "Dearer, compared with Base: 10 customers at the start, 12 months from 2027-01-01 to 2027-12-31"
    )
    (why,) = [section.lines for section in made.sections if section.heading == "Why"]
    assert why == ANSWER[1:]
    assert made.sections[0].lines[: len(sentences(view))] == tuple(sentences(view))
    assert [*texts(made, "The numbers")] == [
        (card.outcome.label, card.value, card.range, f"{card.verdict}: {card.difference}") for card in cards(view)
    ]
    assert texts(made, "Floors, and how they are kept") == tuple(
        (floor.name, floor.floor, floor.reached, floor.verdict) for floor in FLOORS
    )
    source = " ".join(made.sections[-1].lines)
    assert f"{RUNS} replications of each scenario, seed {SEED}. Written on 2027-03-01." in source
    assert SMALL.fingerprint in source
    assert DEARER.fingerprint in source


def test_money_s_paper_leads_with_the_customers_and_sets_the_margin_against_the_budget() -> None:
    made, view = money_board(study()), study().view()
    assert made.title == whale_words("Dearer", view.whales[1])
    assert [row[0:2] for row in texts(made, "The numbers")] == [
        (card.outcome.label, card.value) for card in money_cards(view, study().results[1])
    ]
    (year,) = texts(made, "Margin against budget")
    assert year[0] == "2027-01 to 2027-12"
    budget = budget_comparison(view, "year", np.array([4_000_000_00]))
    (other,) = texts(money_board(study(), budget), "Margin against budget")
    assert other[1] == "$4.00m"
    assert other[4] == f"in 0 of {RUNS} runs", "what is simulated is some $45k"


def test_one_scenario_alone_has_numbers_and_no_differences() -> None:
    alone = study(("Base",))
    for made in (deal_board(alone, (), ()), money_board(alone)):
        assert {len(row) for row in texts(made, "The numbers")} == {3}
        assert made.subtitle.startswith("Base: 10 customers at the start")
    assert deal_board(alone, (), ()).title.startswith("This is the base scenario itself")


def test_too_few_runs_are_refused() -> None:
    failed = [[never_right(scenario, SEED, index) for index in range(RUNS)] for scenario in (SMALL, DEARER)]
    with pytest.raises(SaydoError, match="a board paper needs 3 replications"):
        money_board(BoardStudy(("Base", "Dearer"), (SMALL, DEARER), failed, BoardSource(SEED, RUNS, "")))


@pytest.mark.parametrize("kind", ["deal", "money"])
def test_the_slide_holds_all_of_it_and_names_stay_text(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(board, "has_browser", lambda: False)
    longest = study(tuple(f"{name}{LONG}" for name in HOSTILE[:2]))
    why = ("Do not sign.", *("It costs the firm $90k of margin (likely $80k to $100k) over 24 months. " * 2,) * 4)
    made = deal_board(longest, why, FLOORS) if kind == "deal" else money_board(longest)
    first, second = (board_file(made, "pptx") for _ in range(2))
    assert first == second
    (slide,) = Presentation(BytesIO(first)).slides
    *above, foot = [shape.top + shape.height for shape in slide.shapes]
    assert max(above) <= 6.75 * 914_400, "the source stands below"
    assert foot <= 7.5 * 914_400
    written = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert all(section.heading in written for section in made.sections[:-1])
    if kind == "deal":
        assert written.count("It costs the firm $90k") == 8, "sentences beside a table are not left out"


@needs_browser
@pytest.mark.parametrize("kind", ["deal", "money"])
def test_the_print_is_one_page(kind: str) -> None:
    made = deal_board(study(), ANSWER, FLOORS) if kind == "deal" else money_board(study())
    assert re.findall(rb"/Count (\d+)", board_file(made, "pdf")) == [b"1"]
