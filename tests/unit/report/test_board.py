"""The board paper: one page, what it is about, and names that stay text in every format."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from pptx import Presentation

from sim.errors import SaydoError
from sim.report.charts import images
from sim.report.memo import BoardSource, board, board_file, board_paper
from sim.report.memo.paper import Paper
from sim.report.trust import TrustMark
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.statistics.held_out import Trust
from tests.ui.fakes import replication
from tests.unit.report.memos import HOSTILE, LONG, RUNS, SEED
from tests.worlds import SMALL

SOURCE = BoardSource(SEED, RUNS, "2027-03-01")
needs_browser = pytest.mark.skipif(not images.has_browser(), reason="there is no browser on this machine")


def paper(names: tuple[str, ...], scenarios: tuple[Scenario, ...]) -> Paper:
    results = [[replication(scenario, SEED, index) for index in range(RUNS)] for scenario in scenarios]
    return board_paper(names, scenarios, results, SOURCE)


def variants(count: int) -> tuple[Scenario, ...]:
    return (SMALL, *(with_overrides(SMALL, {"plans.gold.fee_per_month": 3000 + 900 * n}) for n in range(1, count)))


def hostile() -> Paper:
    """As many scenarios as fit, with names as long and as dangerous as they may be."""
    names = tuple(f"{name}{LONG}" for name in HOSTILE[:6])
    changes = {f"plans.{name!r}": SMALL.plans["gold"].model_dump() for name in ("a", "b", "c", "d")}
    scenarios = tuple(with_overrides(one, changes) if place else one for place, one in enumerate(variants(6)))
    return paper(names, scenarios)


def test_it_says_what_it_is_about_and_how_to_get_it_again() -> None:
    made = paper(("Base", "Dearer"), variants(2))
    assert made.title == "Dearer makes the most money; which keeps the most customers is not certain: Base or Dearer."
    assert made.subtitle == "Base: 10 customers at the start, 12 months from 2027-01-01 to 2027-12-31"
    source = " ".join(made.sections[-1].lines)
    assert f"{RUNS} replications of each scenario, seed {SEED}. Written on 2027-03-01." in source
    assert all(scenario.fingerprint in source for scenario in variants(2))
    changes = made.sections[2].table
    assert changes is not None
    assert changes.texts() == (("Dearer", "gold: flat fee: $3,000 / month → $3,900 / month"),)


def test_a_new_plan_stands_first_and_in_words() -> None:
    plan = {"fee_per_month": 800, "response_hours": dict.fromkeys(("P1", "P2", "P3", "P4"), 2)}
    deal = with_overrides(SMALL, {"plans.gold.payment_days": 60, "plans.deal": plan})
    changes = paper(("Base", "Deal"), (SMALL, deal)).sections[2].table
    assert changes is not None
    assert changes.texts()[0][1].startswith("new plan deal: fee $800 / month, first response to P1 2 coverage hours")


@pytest.mark.parametrize("count", [1, 7])
def test_what_does_not_fit_on_a_page_is_refused(count: int) -> None:
    with pytest.raises(SaydoError, match="compares 2 to 6 scenarios"):
        paper(tuple(f"S{number}" for number in range(count)), variants(count))


def test_equal_studies_give_equal_slides_whose_names_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "has_browser", lambda: False)
    first, second = (board_file(hostile(), "pptx") for _ in range(2))
    assert first == second
    assert {entry.date_time for entry in ZipFile(BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    (slide,) = Presentation(BytesIO(first)).slides
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    assert len(tables) == 2
    assert not [text for text in cells if text.startswith(("=", "+", "-", "@"))]
    assert any(text.startswith("'=cmd") for text in cells)
    bottom = max(shape.top + shape.height for shape in slide.shapes if shape.has_table)
    assert bottom <= 7.5 * 914_400


@needs_browser
def test_the_print_is_one_page_with_the_same_bytes_each_time() -> None:
    first, second = (board_file(hostile(), "pdf") for _ in range(2))
    assert first == second
    assert re.findall(rb"/Count (\d+)", first) == [b"1"]


@needs_browser
def test_the_picture_is_of_the_whole_page() -> None:
    picture = board_file(paper(("Base", "Dearer"), variants(2)), "png")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert width == 2 * images.PAGE_WIDTH
    assert height > width


def test_the_colours_of_a_back_test_stand_beside_the_numbers_with_their_reasons() -> None:
    results = [[replication(scenario, SEED, index) for index in range(RUNS)] for scenario in variants(2)]
    source = replace(SOURCE, trust=(TrustMark("margin", "Margin", Trust.RED, "contacts: drift"),))
    made = board_paper(("Base", "Dearer"), variants(2), results, source)
    table = made.sections[1].table
    assert table is not None
    assert [heading for heading in table.headings if "back-test red" in heading] == [table.headings[1]]
    assert "Margin: back-test red (contacts: drift)." in made.sections[-1].lines
