"""Actions that arrive late, of a page that showed another choice: none is taken, and nothing is there unentered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ElementList

from sim.scenario.levers import levers_of
from sim.ui.choice import EXAMPLE, Choice, choice_of_link
from sim.ui.panel.contract import TERMS, read_term, with_term
from sim.ui.stories import story
from tests.ui.conftest import NUMBER, Serve, finished, forget, headings, named

PANEL = """
import streamlit as st
from sim.ui.frame import ground
on = ground()
st.header(on.own_name)
"""
FEE = "term-gold-fee"
TYPED = 1_111.0
"""A fee that nobody means for the choice that is there when it arrives."""
BY_NAME = {term.name: term for term in TERMS}
STORIES = ("honest", "over-promise", "abusive-caller", "ugly-things-up-front")


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Widgets are found by their names."""
    monkeypatch.setattr(ElementList, "__call__", named)
    forget()
    yield
    forget()


def opened() -> AppTest:
    page = AppTest.from_string(PANEL, default_timeout=60).run()
    assert not page.exception
    return page


def act(page: AppTest) -> WidgetStates:
    """Sends what was set on the page, and returns the message: the browser shows these values until it has the next."""
    message: WidgetStates = page._tree.get_widget_states()  # noqa: SLF001  what a browser sends
    page._run(message)  # noqa: SLF001
    assert not page.exception
    return message


def late(page: AppTest, earlier: WidgetStates, fee: float = TYPED) -> None:
    """What a browser sends that has not yet heard of the new choice: a fee, and all other widgets as it shows them."""
    message = WidgetStates()
    for state in earlier.widgets:
        if state.WhichOneof("value") == "trigger_value":
            continue
        one = message.widgets.add()
        one.CopyFrom(state)
        if NUMBER.sub("", str(user_key_from_element_id(state.id))) == FEE:
            one.double_value = fee
    page._run(message)  # noqa: SLF001  a message out of its order, which no page sends by itself
    assert not page.exception


def choice_of(page: AppTest) -> Choice:
    chosen: Choice = page.session_state["choice"]
    return chosen


def fee_of(page: AppTest) -> float:
    return float(page.number_input(key=FEE).value)


@pytest.mark.usefixtures("panel")
@pytest.mark.parametrize("widget", ["story", "base"])
def test_a_fee_that_arrives_after_another_story_was_chosen_is_not_taken(widget: str) -> None:
    page = opened()
    page.selectbox(key=widget).set_value("abusive-caller")
    earlier = act(page)
    after, shown = choice_of(page), fee_of(page)
    late(page, earlier)
    late(page, earlier, 2_222.0)
    assert choice_of(page) == after
    assert fee_of(page) == shown == read_term(after.written(), "gold", BY_NAME["fee"])
    page.number_input(key=FEE).set_value(3_000.0).run()
    assert choice_of(page).terms == {"plans.gold.fee_per_month": 3_000.0}, "the widget that is shown is taken"


@pytest.mark.usefixtures("panel")
def test_a_fee_that_comes_with_another_story_is_not_written_into_it() -> None:
    """Both in one message: whichever action is first, the story has its own fee."""
    page = opened()
    page.selectbox(key="story").set_value("abusive-caller")
    page.number_input(key=FEE).set_value(TYPED)
    page.run()
    assert choice_of(page).story == "abusive-caller"
    assert not choice_of(page).terms


@pytest.mark.usefixtures("panel")
def test_what_was_undone_does_not_come_back_with_a_late_message() -> None:
    page = opened()
    page.number_input(key=FEE).set_value(2_500.0).run()
    page.number_input(key="sold").set_value(75).run()
    page.button(key="undo").click()
    earlier = act(page)
    late(page, earlier)
    assert choice_of(page) == replace(EXAMPLE, terms={"plans.gold.fee_per_month": 2_500.0})


@pytest.mark.usefixtures("panel")
def test_a_new_deal_has_the_terms_of_its_sheet_whatever_arrives_late() -> None:
    """The fee and the responses of the panel were written into the deal in four of nine tries."""
    page = opened()
    page.button(key="new").click().run()
    page.text_input(key="offer_customer").set_value("Initech")
    page.number_input(key="offer_gold_fee").set_value(3_000.0)
    page.button(key="offer_judge").click()
    earlier = act(page)
    deal = choice_of(page)
    assert deal.terms["plans.offered.fee_per_month"] == 3_000.0
    late(page, earlier)
    assert choice_of(page) == deal


class Reader(RuleBasedStateMachine):
    """Acts on the panel, and keeps beside it what was entered."""

    def __init__(self) -> None:
        super().__init__()
        self.page = opened()
        self.expected = EXAMPLE
        self.history: list[Choice] = []

    def _go(self, new: Choice) -> None:
        if new != self.expected:
            self.history.append(self.expected)
            self.expected = new

    @rule(name=st.sampled_from(STORIES), fee=st.none() | st.integers(1, 180).map(lambda step: 50.0 * step))
    def chooses_a_story(self, name: str, fee: float | None) -> None:
        same = name == self.expected.story
        self.page.selectbox(key="story").set_value(name)
        earlier = act(self.page)
        if not same:
            self._go(replace(self.expected, story=name, terms={}, moved={}))
            self._late(earlier, fee)

    @rule(name=st.sampled_from(STORIES), fee=st.none() | st.integers(1, 180).map(lambda step: 50.0 * step))
    def chooses_a_base(self, name: str, fee: float | None) -> None:
        same = name == self.expected.base
        self.page.selectbox(key="base").set_value(name)
        earlier = act(self.page)
        if not same:
            self._go(replace(self.expected, base=name))
            self._late(earlier, fee)

    @rule(
        name=st.sampled_from(("fee", "response_P1", "response_P2")),
        value=st.integers(1, 90).map(float),
    )
    def enters_a_term(self, name: str, value: float) -> None:
        term = BY_NAME[name]
        number = value if term.form.kind == "number" else int(value)
        self.page.number_input(key=f"term-gold-{name}").set_value(number).run()
        self._go(with_term(self.expected, "gold", term, number))

    @rule(key=st.sampled_from(("fee", "sold")), step=st.integers(0, 100))
    def moves_a_lever(self, key: str, step: int) -> None:
        lever = next(lever for lever in levers_of(self.expected.written()) if lever.key == key)
        value = lever.low + step % ((lever.high - lever.low) // lever.step + 1) * lever.step
        self.page.number_input(key=key).set_value(value).run()
        others = {name: number for name, number in self.expected.moved.items() if name != key}
        usual = lever.read(self.expected.written())
        self._go(replace(self.expected, moved=others if value == usual else others | {key: value}))

    @rule(fee=st.none() | st.just(TYPED))
    def takes_a_step_back(self, fee: float | None) -> None:
        if self.history:
            self.page.button(key="undo").click()
            earlier = act(self.page)
            self.expected = self.history.pop()
            self._late(earlier, fee)

    def _late(self, earlier: WidgetStates, fee: float | None) -> None:
        if fee is not None:
            late(self.page, earlier, fee)

    @invariant()
    def everything_agrees(self) -> None:
        page, chosen = self.page, self.expected
        assert not page.exception
        assert not page.error
        assert choice_of(page) == chosen
        assert choice_of_link({name: str(text) for name, text in page.query_params.items()}) == (chosen, [])
        assert (page.selectbox(key="story").value, page.selectbox(key="base").value) == (chosen.story, chosen.base)
        written = chosen.written()
        for name in ("fee", "response_P1", "response_P2"):
            assert page.number_input(key=f"term-gold-{name}").value == read_term(written, "gold", BY_NAME[name])
        for lever in levers_of(written):
            if lever.key in ("fee", "sold"):
                assert page.number_input(key=lever.key).value == chosen.moved.get(lever.key, lever.read(written))
        own = list(chosen.named_scenarios())
        assert page.header[0].value == own[min(1, len(own) - 1)]


@pytest.mark.usefixtures("panel")
def test_link_panel_and_headline_agree_after_any_sequence_of_actions_early_or_late() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Reader,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_headline_memo_and_link_are_of_the_choice_that_is_there_after_a_late_message(serve: Serve) -> None:
    page = finished(serve())
    page.selectbox(key="story").set_value("abusive-caller")
    earlier = act(page)
    late(page, earlier)
    finished(page)
    assert choice_of(page) == Choice(story="abusive-caller")
    assert headings(page)[0].startswith("The abusive caller") or "(adjusted)" not in headings(page)[0]
    (link,) = [block.value for block in page.get("code") if block.value.startswith("?")]
    assert link == "?story=abusive-caller"
    assert fee_of(page) == story("abusive-caller").plans["gold"].fee_per_month
