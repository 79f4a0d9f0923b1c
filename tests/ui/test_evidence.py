"""The page of evidence."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from sim.metrics.catalogue import CATALOGUE
from sim.scenario.sheet import assumption_sheet
from sim.ui.stories import story


def page() -> AppTest:
    shown = AppTest.from_string("from sim.ui.evidence import show\nshow()", default_timeout=20).run()
    assert not shown.exception
    return shown


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
    shown = page()
    shown.button_group(key="sheet_tags").set_value(["M"]).run()
    assert set(shown.dataframe[0].value["Evidence"]) == {"measured"}


def test_every_outcome_has_its_definition() -> None:
    definitions = page().dataframe[1].value
    assert list(definitions["Definition"]) == [outcome.definition for outcome in CATALOGUE.values()]


def test_the_models_account_is_there() -> None:
    assert any("expectation" in element.value.lower() for element in page().markdown)
