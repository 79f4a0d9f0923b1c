"""Figures of the books: what they draw is what they are given, and names are text."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from sim.questions.actuals import ActualMonth
from sim.questions.ledger import Party
from sim.report.charts import (
    StatementStep,
    actuals_chart,
    ageing_chart,
    cash_chart,
    days_chart,
    heat_chart,
    plan_chart,
    statement_chart,
)
from sim.report.charts.drawing import INK
from sim.report.format.table import to_frame
from sim.report.format.words import MINUS
from sim.report.sources import sources_table
from tests.worlds import SMALL

MONTHS = ("2027-01-01", "2027-02-01")
WILD = "<img src=x>=cmd()"


def test_a_statement_draws_lines_and_their_sum_with_signs() -> None:
    figure = statement_chart(
        "All",
        [StatementStep("Fees", 100.0, 90, 110), StatementStep("Labour", -40.0, -50, -30)],
        StatementStep("Margin", 60.0),
        "USD",
    )
    (bar,) = figure.figure.to_dict()["data"]
    assert list(bar["x"]) == [100.0, -40.0, 60.0]
    assert list(bar["measure"]) == ["relative", "relative", "total"]
    assert list(bar["text"]) == ["+$100", "−$40", "$60"]
    assert "nine tenths of the runs" in bar["hovertext"][0]
    assert figure.finding == "All, line by line. Fees +$100; Labour −$40; Margin $60."


def test_a_statement_may_set_out_from_a_budget() -> None:
    figure = statement_chart(
        "All",
        [StatementStep("Fees", 5.0)],
        StatementStep("Simulated", 15.0),
        "USD",
        start=StatementStep("Budget", 10.0),
    )
    (bar,) = figure.figure.to_dict()["data"]
    assert list(bar["measure"]) == ["absolute", "relative", "total"]
    assert list(bar["x"]) == [10.0, 5.0, 15.0]


def test_every_key_is_read_on_white_in_a_dark_page_too() -> None:
    row, column = np.array([[1.0, 2.0]]), np.array([1.0, 2.0])
    pictures = [
        plan_chart(MONTHS, column, column, np.array([column, column]), "USD"),
        ageing_chart(MONTHS, list("abcde"), np.ones((5, 2)), "USD"),
        cash_chart(MONTHS, row, row, "USD"),
        actuals_chart([ActualMonth("revenue", "2027-01", 5.0, 1.0, 0.0, 2.0)], "USD"),
    ]
    for picture in pictures:
        layout = picture.figure.to_dict()["layout"]
        assert layout["showlegend"]
        assert layout["legend"]["font"]["color"] == INK, picture.finding


def test_an_actual_without_a_range_is_neither_inside_nor_outside() -> None:
    rows = [
        ActualMonth("revenue", "2027-01", 5.0, nan, nan, nan),
        ActualMonth("revenue", "2027-02", 5.0, 1.0, 0.0, 2.0),
    ]
    picture = actuals_chart(rows, "USD")
    names = {line.get("name"): list(line["x"]) for line in picture.figure.to_dict()["data"] if "name" in line}
    assert names["actual"] == ["2027-01"]
    assert names["actual outside the range"] == ["2027-02"]
    assert picture.figure.to_dict()["layout"]["xaxis"]["dtick"] == "M1"
    later = ActualMonth("revenue", "2029-12", 5.0, 1.0, 0.0, 2.0)
    assert actuals_chart([*rows, later], "USD").figure.to_dict()["layout"]["xaxis"]["dtick"] == "M5"
    assert picture.finding.endswith("0 of 1 months lie within the range of the runs.")
    assert actuals_chart(rows[:1], "USD").finding.endswith("0 of 0 months lie within the range of the runs.")


def test_heat_has_signs_that_need_no_colour_and_one_scale_around_zero() -> None:
    figure = heat_chart([WILD, "Beta"], MONTHS, np.array([[-5.0, 0.0], [7.0, 3.0]]), "USD")
    (heat,) = figure.figure.to_dict()["data"]
    assert [list(row) for row in heat["text"]] == [[MINUS, ""], ["", ""]]
    assert heat["zmin"] == -heat["zmax"]
    assert [list(row) for row in heat["z"]] == [[-5.0, None], [7.0, 3.0]]
    assert "<img" not in str(figure.figure.to_dict())
    assert "1 of 4 months cost money" in figure.finding


def test_ages_are_distinguished_by_hatching_too() -> None:
    figure = ageing_chart(MONTHS, ("a", "b", "c", "d", "e"), np.arange(10.0).reshape(5, 2), "USD")
    data = figure.figure.to_dict()["data"]
    assert [list(bar["y"]) for bar in data] == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]]
    assert len({bar["marker"]["pattern"]["shape"] for bar in data}) == 5
    assert figure.finding == "Open at a month's end: $20.00 at first, $25.00 at last, of which $24.00 overdue."


def test_cash_and_billed_are_means_with_a_band_for_the_cash() -> None:
    billed, cash = np.full((4, 2), 10.0), np.array([[8.0, 9.0]] * 3 + [[12.0, 9.0]])
    band, line, dashed = cash_chart(MONTHS, billed, cash, "USD").figure.to_dict()["data"]
    assert list(line["y"]) == [9.0, 9.0]
    assert list(dashed["y"]) == [10.0, 10.0]
    assert min(band["y"]) == 8.0


def test_days_leave_out_months_in_which_nothing_was_billed() -> None:
    figure = days_chart(MONTHS, np.array([[np.nan, 30.0], [np.nan, 40.0]]))
    line = figure.figure.to_dict()["data"][-1]
    assert (list(line["x"]), list(line["y"])) == ([MONTHS[1]], [35.0])


def test_a_mean_below_its_budget_is_a_diamond() -> None:
    bands = np.array([[1.0, 1.0], [9.0, 9.0]])
    figure = plan_chart(("a", "b"), np.array([5.0, 5.0]), np.array([4.0, 5.0]), bands, "USD")
    simulated, budget = figure.figure.to_dict()["data"]
    assert list(simulated["marker"]["symbol"]) == ["diamond", "circle"]
    assert list(simulated["error_y"]["array"]) == [5.0, 4.0]
    assert list(budget["y"]) == [5.0, 5.0]
    assert "below its budget in 1 of 2 periods" in figure.finding


@pytest.mark.parametrize(
    ("party", "there", "not_there"),
    [
        (Party("Acme", "account"), "accounts.Acme.contacts_per_year", "plans.gold.fee_per_month"),
        (Party("large", "segment"), "plans.gold.fee_per_month", "accounts.Acme.contacts_per_year"),
        (Party("newcomers", "newcomers"), "market.acquisition_share", "plans.gold.fee_per_month"),
    ],
)
def test_says_who_names_what_stands_behind_a_line(party: Party, there: str, not_there: str) -> None:
    table = to_frame(sources_table(SMALL, party))
    assert there in set(table["Where"])
    assert not_there not in set(table["Where"])
    assert (table["Source"].str.len() > 0).all()
    rate = table[table["Where"] == "provider.teams.frontline.cost_per_hour"].iloc[0]
    assert (rate["Line"], rate["Value"], rate["Evidence"]) == ("Support people", "40.0", "assumed")
