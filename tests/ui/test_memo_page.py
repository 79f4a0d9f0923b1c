"""The memo of the page Deal: customer, what was asked, approvals and notes, as they were given in the app."""

from __future__ import annotations

import pytest

from sim.report.memo import Memo
from sim.report.memo.layout import memo_paper
from sim.ui.deal import memo as papers
from tests.ui.conftest import AS_READ, Serve, finished
from tests.ui.test_trade import priced


@pytest.fixture
def memos(monkeypatch: pytest.MonkeyPatch) -> list[Memo]:
    """The memos of the results that the page drew its papers of."""
    made: list[Memo] = []
    drawn = papers.papers

    def draw(results: object, ready: bool) -> None:
        if ready:
            made.append(papers.memo(results))  # type: ignore[arg-type]
        drawn(results, ready)  # type: ignore[arg-type]

    monkeypatch.setattr("sim.ui.deal.page.papers", draw)
    return made


def test_signatures_with_their_notes_and_what_was_asked_are_in_the_memo(serve: Serve, memos: list[Memo]) -> None:
    page = finished(serve(task=priced))
    assert (memos[-1].approvals, memos[-1].to_ask) == ((), ())
    page.text_input(key="sign_name").set_value("Jo Doe")
    page.text_input(key="sign_role").set_value("Finance")
    page.text_input(key="sign_note").set_value("for one year only")
    page.button(key="approve").click().run()
    page.selectbox(key="trade_return").set_value("term").run()
    page.button(key="ask-trade").click()
    finished(page)
    page.run()
    (said,) = memos[-1].approvals
    assert (said.name, said.role, said.identity) == ("Jo Doe", "Finance", "typed")
    assert said.note == "for one year only"
    table = next(
        section.table for section in memo_paper(memos[-1]).sections if section.heading == "Approvals and notes"
    )
    assert table is not None
    assert table.texts()[0][0] == "Jo Doe, Finance (name not verified)"
    assert said.decision.startswith("approved; the answer was: ")
    (sentence,) = memos[-1].to_ask
    texts = [element.value.translate(AS_READ) for element in page.markdown]
    assert sentence.translate(AS_READ) in texts, "the memo says what the page says"
