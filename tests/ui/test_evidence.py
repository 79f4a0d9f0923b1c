"""The page of evidence."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from sim.metrics.catalogue import CATALOGUE
from sim.metrics.replication import Replication
from sim.scenario.document import Scenario
from sim.scenario.sheet import assumption_sheet
from sim.ui.stories import story
from tests.ui.conftest import Serve, finished


def page() -> AppTest:
    opened = AppTest.from_string("from sim.ui.evidence.page import show\nshow()", default_timeout=20).run()
    assert not opened.exception
    return opened


def test_every_number_has_its_row_with_evidence_and_source() -> None:
    sheet = page().dataframe[0].value
    assert len(sheet) == len(assumption_sheet(story("honest")))
    assert set(sheet["Evidence"]) <= {
        "measured",
        "found in a published source",
        "recalled from the literature",
        "assumed",
    }
    assert (sheet["Source"].str.len() > 0).all()


def test_rows_can_be_kept_to_a_kind_of_evidence() -> None:
    opened = page()
    opened.button_group(key="sheet_tags").set_value(["M"]).run()
    assert set(opened.dataframe[0].value["Evidence"]) == {"measured"}


def test_every_outcome_has_its_definition() -> None:
    definitions = page().dataframe[1].value
    assert list(definitions["Definition"]) == [outcome.definition for outcome in CATALOGUE.values()]


def test_the_models_account_is_there() -> None:
    assert any("expectation" in element.value.lower() for element in page().markdown)


def test_every_word_of_the_glossary_has_its_meaning() -> None:
    words = page().table[0].value
    assert {"straw", "whale curve", "guardrail"} <= set(words.index)
    assert (words["Meaning"].str.len() > 20).all()


def over_promising(scenario: Scenario, seed: int, index: int) -> Replication:
    """Over-promising retains less revenue and earns less; random numbers are shared."""
    random_numbers = np.random.default_rng([seed, index]).normal(0, 0.001)
    haste = 1 - scenario.selling.sold_response_share
    return Replication(
        {"gross_revenue_retention": 0.9 - 0.1 * haste + random_numbers, "margin": 1_000 - 900 * haste + random_numbers}
    )


def test_a_story_is_verified_where_its_reader_asks(serve: Serve) -> None:
    opened = serve("evidence", task=over_promising)
    opened.run()
    assert "with its mechanism switched off: 16 runs" in " ".join(element.value for element in opened.caption)
    opened.button(key="ask-verification").click()
    finished(opened)
    assert any("2 of 2 statements hold" in element.value for element in opened.markdown)
