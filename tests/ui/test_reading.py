"""What makes a page easy to read and to fill in: rules that hold on every page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from sim.ui.panel.offering import OFFERED_TERMS
from sim.ui.text import as_markdown
from tests.ui.conftest import Serve, finished
from tests.ui.quick import in_place

PRODUCT = "from sim.ui.router import show\nshow()"
LIST = """
import streamlit as st
from sim.ui.sections import jump_list, no_sections, section
no_sections()
place = st.container()
for name in {names}:
    section(name)
jump_list(place)
"""


@pytest.mark.parametrize(("theme", "inverted"), [("dark", True), ("light", False), (None, False)])
def test_figures_are_inverted_on_a_dark_page_alone(
    monkeypatch: pytest.MonkeyPatch, theme: str | None, inverted: bool
) -> None:
    browser = {"color_scheme": theme}
    monkeypatch.setattr("streamlit.runtime.context._context_info_field", browser.get)
    with in_place():
        page = AppTest.from_string(PRODUCT, default_timeout=60).run()
    assert not page.exception
    assert ("invert(" in "".join(element.proto.body for element in page.get("html"))) == inverted


@pytest.mark.parametrize("key", ["term-gold-fee", "fee", "margin_floor", "seed"])
def test_an_emptied_field_is_not_0_and_keeps_its_number(serve: Serve, key: str) -> None:
    page = finished(serve())
    before = page.number_input(key=key).value
    page.number_input(key=key).set_value(None).run()
    assert [message.value for message in page.error] == ["Empty is not 0. Enter a number; the last one is kept."]
    assert page.number_input(key=key).value == before
    assert page.session_state["choice"].terms == {}
    assert page.session_state["choice"].moved == {}


def test_an_emptied_field_that_may_be_empty_is_taken(serve: Serve) -> None:
    page = finished(serve())
    page.number_input(key="term-gold-included").set_value(20).run()
    page.number_input(key="term-gold-included").set_value(None).run()
    assert not page.error
    assert page.session_state["choice"].terms == {}


def test_a_refused_number_is_told_why(serve: Serve) -> None:
    page = finished(serve())
    page.number_input(key="term-gold-response_P1").set_value(200.0).run()
    page.number_input(key="term-gold-response_P2").set_value(0.0).run()
    (refusal,) = page.error
    assert "0" in refusal.value
    assert len(refusal.value) > len("not valid")


def test_no_panel_has_a_slider(serve: Serve) -> None:
    assert not finished(serve()).slider


def test_the_sheet_of_a_deal_is_gone_through_row_by_row(serve: Serve) -> None:
    page = finished(serve())
    page.button(key="new").click().run()
    drawn = [field.key for field in page.number_input if field.key.startswith("offer_")]
    usual = [f"offer_gold_{term.name}" for term in OFFERED_TERMS]
    usual.insert(usual.index("offer_gold_fee") + 1, "offer_gold_discount")
    usual += ["offer_gold_at_first", "offer_gold_at_first_months"]
    assert drawn[-len(usual) :] == usual


def test_a_number_stays_on_one_line_with_its_per_cent() -> None:
    assert as_markdown("kept 89.5 % of 60 customers") == "kept 89.5\u00a0% of 60 customers"


def test_a_long_page_lists_its_parts_and_a_short_one_none() -> None:
    names = ["board.title", "compare.terms", "compare.draws", "compare.bridge"]
    page = AppTest.from_string(LIST.format(names=names)).run()
    (links,) = page.caption
    assert links.value.startswith("On this page: [")
    assert [part.split("#")[1].rstrip(")") for part in links.value.split(" · ")] == [
        name.replace(".", "-") for name in names
    ]
    assert page.caption[0].value.count("](#") == len(page.subheader) == len(names)
    assert not AppTest.from_string(LIST.format(names=names[:3])).run().caption
