"""One's own data after its reader went elsewhere and came back; odd figures in the words and units of the page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import Serve
from tests.ui.test_data import at_rest, dropped, made, reading_of, ticket_file, words


@pytest.fixture
def page(serve: Serve) -> AppTest:
    opened = serve("data")
    opened.default_timeout = 120
    return at_rest(opened)


def rows_read(page: AppTest) -> int:
    return int(reading_of(page).imported.tables["contacts"].num_rows)


def test_files_are_read_once_and_are_still_there_after_a_visit_elsewhere(page: AppTest) -> None:
    dropped(page, tickets_csv=ticket_file())
    before = reading_of(page)
    page.file_uploader(key="data_files").set_value([])
    at_rest(page)
    page.session_state["data_dropped"] = before.wishes.files  # as where nobody took them out: the widget forgot
    at_rest(page)
    assert "Dropped before, and still read: tickets.csv" in words(page).replace("\\", "")
    assert reading_of(page) is before
    dropped(page, more_csv=ticket_file(40))
    assert [name for name, _ in reading_of(page).wishes.files] == ["tickets.csv", "more.csv"]
    page.button(key="data_earlier_away").click()
    at_rest(page)
    assert [name for name, _ in reading_of(page).wishes.files] == ["more.csv"]
    assert "Dropped before" not in words(page)


def test_a_file_that_its_reader_takes_out_is_gone(page: AppTest) -> None:
    dropped(page, tickets_csv=ticket_file())
    assert rows_read(page) == 100
    page.file_uploader(key="data_files").set_value([])
    at_rest(page)
    assert "Dropped before" not in words(page)
    assert "1. a list of customers" in words(page)


def test_figures_and_plans_that_a_portfolio_was_made_of_are_there_to_be_changed(page: AppTest) -> None:
    page.text_input(key="scratch_name").set_value("First")
    page.number_input(key="scratch_margin").set_value(10.0)
    page.session_state["scratch_grid_plans"] = {"edited_rows": {0: {"Customers": 12}}, "deleted_rows": [1, 2]}
    made(page)
    assert page.session_state["scratch_made"][1].customers == 12
    for grid in ("scratch_grid_plans", "scratch_grid_teams"):  # which forget what stood in them when their page is left
        del page.session_state[grid]
    at_rest(page)
    assert page.session_state["scratch_first_rows"]["scratch_grid_plans"].iloc[:, :2].to_numpy().tolist() == [
        ["Basic", 12.0]
    ]
    page.text_input(key="scratch_name").set_value("Second")
    made(page)
    scenario = page.session_state["scratch_made"][1]
    assert (scenario.title, scenario.customers) == ("Second", 12)
    assert [other.title for other in page.session_state["own_portfolios"].values()] == ["Second"], "a name is no figure"


def test_a_portfolio_of_files_is_in_the_lists_once_it_is_used_and_the_page_says_so_only_then(page: AppTest) -> None:
    page.button(key="data_try").click()
    at_rest(page)
    assert "My portfolio" in words(page)
    assert "first in every list" not in words(page)
    assert "own_portfolios" not in page.session_state
    page.button(key="data-use-files").click()
    at_rest(page)
    assert "first in every list" in words(page)
    assert len(page.session_state["own_portfolios"]) == 1


@pytest.mark.parametrize(
    ("figures", "edits", "message"),
    [
        ({"margin": 120.0}, {}, "Margin, % of revenue = 120: must be a number from -500 to 99"),
        ({"churn": -1.0}, {}, "Customers who leave in a year, % = -1: must be a number from 0 to 95"),
        ({"dso": 0.0}, {}, "Days of sales outstanding = 0: must be a number from 1 to 200"),
        (
            {},
            {"edited_rows": {0: {"Customers": 0}}, "deleted_rows": [1, 2]},
            "Customers of all plans = 0: must have 1 to 2,000 customers in all",
        ),
        (
            {},
            {"edited_rows": {0: {"Plan": None}}},
            "Plan 1, Plan: must be a printable text of 1 to 60 characters",
        ),
        ({}, {"edited_rows": {1: {"Plan": "basic"}}}, "basic, Plan = basic: is the name of another plan too"),
        ({}, {"edited_rows": {2: {"Fee a month": None}}}, "Premium, Fee a month: must be given"),
        ({}, {"deleted_rows": [0, 1, 2]}, "Customers of all plans: must be 1 to 20 plans"),
    ],
)
def test_a_figure_that_is_wrong_is_told_as_the_page_calls_it_and_in_its_unit(
    page: AppTest, figures: dict[str, float], edits: dict[str, object], message: str
) -> None:
    for key, value in figures.items():
        page.number_input(key=f"scratch_{key}").set_value(value)
    page.session_state["scratch_grid_plans"] = edits
    made(page)
    (problem,) = [element.value.replace("\\", "") for element in page.error]
    assert problem.startswith(message)
    assert "own_portfolios" not in page.session_state


@pytest.mark.parametrize(("churn", "rule"), [(0.0, "churn of 0: "), (None, "churn: the assumptions of the baseline")])
def test_nobody_leaves_is_a_figure_and_an_empty_one_keeps_the_baseline(
    page: AppTest, churn: float | None, rule: str
) -> None:
    page.number_input(key="scratch_churn").set_value(churn)
    made(page)
    assert rule in words(page).replace("\\", "")
