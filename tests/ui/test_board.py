"""One page for a board, from the pages Deal and Money: its buttons, and a paper that says what its page says."""

from __future__ import annotations

import pytest

from sim.report.memo import BoardStudy
from sim.report.memo.paper import Paper
from sim.ui import board
from tests.ui.conftest import Serve, finished, headings, steps
from tests.ui.fakes import StepExecutor


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> list[Paper]:
    """The papers behind the buttons that were drawn."""
    made: list[Paper] = []

    def write(study: BoardStudy, paper: object, kind: str) -> bytes:
        made.append(paper(study))  # type: ignore[operator]
        return kind.encode()

    def draw(stem: str, kinds: dict[str, str], file: object, only_with_browser: tuple[str, ...]) -> None:
        if "board" in stem:
            assert [*kinds] == ["pdf", "pptx", "png"]
            assert only_with_browser == ("pdf", "png")
            file("pptx")  # type: ignore[operator]

    monkeypatch.setattr(board, "_file", write)
    monkeypatch.setattr(board, "downloads", draw)
    return made


def test_the_deal_s_paper_leads_with_the_verdict_and_has_the_page_s_numbers(serve: Serve, papers: list[Paper]) -> None:
    page = finished(serve())
    assert "One page for a board" in headings(page)
    paper = papers[-1]
    answer = [element.value for element in page.markdown if element.value.startswith("**")]
    assert f"**{paper.title}**" in answer
    table = next(section.table for section in paper.sections if section.heading == "The numbers")
    assert table is not None
    assert [(row[0], row[1]) for row in table.texts()] == [(one.label, one.value) for one in page.metric]
    assert headings(page)[0] == paper.sections[0].lines[0]


def test_money_s_paper_leads_with_the_customers_and_has_the_page_s_numbers(serve: Serve, papers: list[Paper]) -> None:
    page = finished(serve("money"))
    assert headings(page)[0] == papers[-1].title
    table = next(section.table for section in papers[-1].sections if section.heading == "The numbers")
    assert table is not None
    assert [(row[0], row[1]) for row in table.texts()] == [(one.label, one.value) for one in page.metric]


@pytest.mark.parametrize("name", ["deal", "money", "compare"])
def test_there_is_no_paper_while_runs_are_under_way(serve: Serve, papers: list[Paper], name: str) -> None:
    executor = StepExecutor()
    page = serve(name, executor=executor).run()
    steps(executor, 6)
    page.run()
    assert len(page.metric) >= 4
    assert not papers
