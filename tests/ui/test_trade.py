"""Terms to ask in return, on the page Deal: any concession against any return, whose answers are known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.metrics.replication import Replication
from sim.questions.returns import RETURNS
from sim.scenario.document import Scenario
from sim.ui.text import tell
from tests.ui.conftest import Serve, finished
from tests.ui.fakes import replication


def priced(scenario: Scenario, seed: int, index: int) -> Replication:
    """A day until payment beyond 30 costs $300, a month of term more than 12 brings $500."""
    plain, plan = replication(scenario, seed, index), scenario.plans["gold"]
    change = 500 * (plan.term_months - 12) - 300 * (plan.payment_days - 30)
    return replace(plain, outcomes=plain.outcomes | {"margin": plain.outcomes["margin"] + change})


def words(serve: Serve, gift: str, in_return: str) -> str:
    page = finished(serve(task=priced))
    page.selectbox(key="trade_gift").set_value(gift).run()
    page.selectbox(key="trade_return").set_value(in_return).run()
    page.button(key="ask-trade").click()
    finished(page)
    texts = [element.value.replace("\\", "").replace("\u00a0", " ") for element in page.markdown]
    return next(text for text in texts if "At equal margin" in text or "nothing to make up for" in text)


def test_a_longer_term_is_asked_for_in_return_for_a_later_payment(serve: Serve) -> None:
    text = words(serve, "net60", "term")
    assert text.startswith("Payment after 60 days costs $9.0k of margin")
    assert "At equal margin, ask for a term of 36 months (today a term of 12 months)." in text
    assert "At equal risk, ask for a term of 36 months" in text


def test_the_fee_stands_first_and_every_return_can_be_asked_for(serve: Serve) -> None:
    page = finished(serve(task=priced))
    box = page.selectbox(key="trade_return")
    assert box.value == "fee"
    assert box.options == [tell(f"trade.returned_{name}") for name in RETURNS]
    page.selectbox(key="trade_gift").set_value("notice_short").run()
    assert "a longer notice" not in page.selectbox(key="trade_return").options, "it is conceded"


@pytest.mark.parametrize("in_return", ["prepayment", "notice"])
def test_what_brings_too_little_is_said_to(serve: Serve, in_return: str) -> None:
    assert "At equal margin, not even " in words(serve, "net90", in_return)
