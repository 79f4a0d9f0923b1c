"""Actuals beside the model, and the bridge between two years, on the Money page; months and books are known numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.metrics.catalogue import CATALOGUE
from sim.questions import year_bridge
from sim.questions.actuals import MonthlyOutcomes, actuals_template
from sim.questions.ledger import STATEMENT
from sim.questions.year_bridge import YearBooks
from sim.scenario.document import Scenario
from sim.ui.choice import Choice
from sim.ui.frame import Ground
from sim.ui.money import actuals
from tests.ui.conftest import Serve, finished, specs, with_tables

HEADER = b"month,revenue,contacts\n"
MIDDLE, HALF = 1_000.0, 100.0


def months(scenario: Scenario, seed: int, index: int) -> MonthlyOutcomes:
    """Revenues that lie evenly from 900 to 1,100 over twenty runs."""
    values = dict.fromkeys(CATALOGUE, 1.0) | {"revenue": MIDDLE - HALF + 2 * HALF * (index % 20) / 19}
    return MonthlyOutcomes(months=[values] * scenario.horizon_months)


def books(scenario: Scenario, seed: int, index: int) -> YearBooks:
    """Fees of two customers for a hundred a month, a tenth more in each year; labour is half of them."""
    del seed, index
    fees = [round(240_000 * 1.1**year) for year in range(scenario.horizon_months // 12)]
    lines = [dict.fromkeys(STATEMENT, 0) | {"fees": fee, "labour": -fee // 2} for fee in fees]
    return YearBooks(lines=lines, fees=[{"gold": fee} for fee in fees], months=[{"gold": 24}] * len(fees))


@pytest.fixture
def page(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(actuals, "monthly_outcomes", months)
    monkeypatch.setattr(year_bridge, "year_books", books)
    return finished(serve("money"))


def dropped(page: AppTest, content: bytes) -> AppTest:
    page.file_uploader(key="money_actuals").set_value([("mine.csv", content, "text/csv")])
    return finished(page)


def beside(page: AppTest, content: bytes) -> AppTest:
    dropped(page, content)
    page.button(key="ask-actuals").click()
    return finished(page)


def spoken(page: AppTest) -> str:
    parts = (*page.markdown, *page.caption, *page.error, *page.info)
    return re.sub(r"\\(.)", r"\1", " ".join(element.value for element in parts))


def figure(page: AppTest) -> dict[str, object]:
    """The figure of actuals: the only one that has some."""
    (chart,) = [spec for spec in specs(page) if any(line.get("name") == "actual" for line in spec["data"])]  # type: ignore[attr-defined]
    return chart


def test_without_actuals_the_page_says_what_a_file_of_them_is_and_offers_one_to_fill_in(page: AppTest) -> None:
    assert "Months from 2027-01 to 2029-12 are compared" in spoken(page)
    assert "ask-actuals" not in [button.key for button in page.button]
    text = actuals_template(Ground.of(Choice()).study.scenarios[1]).decode().splitlines()
    assert text[0].startswith("month,revenue,support_cost")
    assert (text[1], len(text)) == ("2027-01" + "," * text[0].count(","), 37)


def test_a_month_outside_the_range_of_the_runs_is_told_and_drawn_as_a_diamond(page: AppTest) -> None:
    beside(page, HEADER + b"2027-01,1000,1\n2027-02,2000,\n2027-03,500,1\n2030-01,1,1\n")
    text = spoken(page)
    assert "Revenue 1 of 3 (1 above, 1 below)" in text
    assert "2 of 2 (0 above, 0 below)" in text
    assert "Months of the file outside the study, which are left out: 1." in text
    *_, inside, outside = figure(page)["data"]  # type: ignore[misc]
    assert (inside["x"], inside["y"]) == (["2027-01"], [1000.0])
    assert (outside["x"], outside["y"]) == (["2027-02", "2027-03"], [2000.0, 500.0])
    assert (inside["marker"]["symbol"], outside["marker"]["symbol"]) == ("circle-open", "diamond")
    low, high = np.quantile([MIDDLE - HALF + 2 * HALF * run / 19 for run in range(20)], [0.05, 0.95])
    band = figure(page)["data"][0]  # type: ignore[index]
    assert [min(band["y"]), max(band["y"])] == pytest.approx([low, high])


def test_another_figure_is_one_pick_away_and_is_all_that_a_link_holds(page: AppTest) -> None:
    beside(page, HEADER + b"2027-01,1000,1\n2027-02,2000,7\n")
    page.selectbox(key="actuals_outcome").set_value("contacts_answered")
    finished(page)
    *_, inside, outside = figure(page)["data"]  # type: ignore[misc]
    assert (inside["y"], outside["y"]) == ([1.0], [7.0])
    assert "contacts_answered" in str(dict(page.query_params))
    assert "1000" not in str(dict(page.query_params))


def test_actuals_stay_in_the_session_until_they_are_put_away(page: AppTest) -> None:
    beside(page, HEADER + b"2027-01,1000,1\n")
    assert page.session_state["private"]
    assert "money_actuals" not in [uploader.key for uploader in page.get("file_uploader")]
    finished(page)
    assert "Revenue 1 of 1" in spoken(page)
    page.button(key="actuals-away").click()
    finished(page)
    assert "Revenue 1 of 1" not in spoken(page)
    assert "Months from 2027-01 to 2029-12 are compared" in spoken(page)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04\xff\xfe", "is not UTF-8 text"),
        (HEADER + b'2027-01,"1,000",1\n', "must be a number with a decimal point"),
        (HEADER + b"2020-01,1,1\n", "must have figures of a month from 2027-01 to 2029-12"),
        (b"month;revenue\n2027-01;1\n", "cells must be parted by commas"),
    ],
)
def test_a_file_that_is_none_is_one_message_without_a_path(page: AppTest, content: bytes, message: str) -> None:
    dropped(page, content)
    (problem,) = [element.value.replace("\\", "") for element in page.error]
    assert message in problem
    assert "actuals.csv" in problem
    assert "/saydo-" not in problem
    page.button(key="actuals-away").click()
    finished(page)
    assert not page.error


def test_a_year_is_bridged_to_the_next_by_price_volume_mix_and_line(page: AppTest) -> None:
    assert page.button(key="ask-year_bridge").label == "Split the difference: about 20 runs"
    page.button(key="ask-year_bridge").click()
    finished(page)
    assert "Price, volume and mix split the difference of fees" in spoken(page)
    frame = next(
        frame.value
        for frame in with_tables(page).dataframe
        if "Price: fee a customer and month" in list(frame.value.iloc[:, 0])
    )
    steps = dict(zip(frame.iloc[:, 0], frame.iloc[:, 2], strict=True))
    assert steps["Price: fee a customer and month"] == "+$240"
    assert steps["Volume: customers"] == "$0"
    assert steps["Support people"] == "−$120"
    assert "Bridge (XLSX)" in [button.proto.label for button in page.get("download_button")]


def test_years_of_the_base_scenario_can_be_bridged_to_the_readers_own(page: AppTest) -> None:
    options = page.selectbox(key="year_from").options
    assert len(options) == 6
    page.selectbox(key="year_from").set_value("0:1")
    finished(page)
    assert page.button(key="ask-year_bridge").label == "Split the difference: about 40 runs"
    assert len(page.selectbox(key="year_to").options) == 5
    page.selectbox(key="year_to").set_value("0:3")
    finished(page)
    assert page.button(key="ask-year_bridge").label == "Split the difference: about 20 runs"
