"""Figures: what is drawn, how it is told apart, and that no name is taken for markup."""

from __future__ import annotations

import numpy as np
import pytest

from sim.metrics.catalogue import describe
from sim.report.charts import (
    Mark,
    Panel,
    difference_chart,
    dot_chart,
    fan_chart,
    span_of,
    survival_chart,
    whale_chart,
)

MONTHS = ("2027-01-01", "2027-02-01", "2027-03-01")
PATHS = {
    "Base": np.array([[0.0, 10.0, 20.0], [10.0, 20.0, 30.0], [20.0, 30.0, 40.0]]),
    "Variant": np.array([[0.0, 0.0, 0.0], [5.0, 5.0, 5.0], [10.0, 10.0, 10.0]]),
}
WILD = "<a href='http://x.example'>Acme</a> & <b>Sons</b>"


def texts(figure: dict[str, object]) -> str:
    return " ".join(str(note["text"]) for note in figure["layout"]["annotations"])  # type: ignore[index]


def test_the_fan_has_two_bands_and_a_median_of_its_own_colour_and_dash_for_each_story() -> None:
    picture = fan_chart(MONTHS, PATHS, "USD")
    data = picture.figure.to_dict()["data"]
    bands = [trace for trace in data if trace.get("fill") == "toself"]
    lines = [trace for trace in data if trace["line"].get("dash")]
    assert len(bands) == 4
    assert [line["y"] for line in lines] == [[10, 20, 30], [5, 5, 5]]
    assert len({line["line"]["color"] for line in lines}) == len({line["line"]["dash"] for line in lines}) == 2
    assert bands[0]["y"] == pytest.approx([19, 29, 39, 21, 11, 1])
    assert "Base starts at $10.00 and ends at $30.00 a month" in picture.finding


def test_differences_have_a_zero_line_an_interval_and_a_mark_that_tells_the_verdict_without_colour() -> None:
    marks = (
        Mark("A", 5.0, 2.0, 9.0, "better"),
        Mark("B", -5.0, -9.0, -2.0, "worse"),
        Mark("C", 0.1, -1.0, 1.2, "cannot tell apart"),
    )
    picture = difference_chart([Panel(describe("margin"), marks), Panel(describe("trust"), marks[:1])], "USD")
    figure = picture.figure.to_dict()
    assert [trace["marker"]["symbol"] for trace in figure["data"][:3]] == ["circle", "diamond", "circle-open"]
    assert figure["data"][0]["error_x"]["array"] == [4.0]
    assert figure["data"][0]["error_x"]["arrayminus"] == [3.0]
    zeros = figure["layout"]["shapes"]
    assert [(shape["x0"], shape["x1"], shape["xref"]) for shape in zeros] == 3 * [(0, 0, "x")] + [(0, 0, "x2")]
    for axis in ("xaxis", "xaxis2"):
        low, high = figure["layout"][axis]["range"]
        assert low < 0 < high
    assert "B −$5.00 (worse)" in picture.finding


def test_dots_are_the_values_or_twenty_quantiles_and_losses_have_another_shape() -> None:
    few = np.array([-10.0, 5.0, 20.0])
    many = np.linspace(1.0, 1000.0, 500)
    figure = dot_chart({"Few": few, "Many": many}, describe("margin"), "USD").figure.to_dict()
    first, second = figure["data"]
    assert first["marker"]["symbol"] == ["x", "circle", "circle"]
    assert len(second["x"]) == 20
    assert sorted(second["x"]) == second["x"]


def test_the_whale_curve_marks_the_whole_and_leaves_out_what_is_not_defined() -> None:
    runs = np.array([[0.0, 0.9, 1.5, 1.3, 1.0], [0.0, 1.0, 1.7, 1.4, 1.0], [np.nan] * 5])
    picture = whale_chart({"Base": runs})
    figure = picture.figure.to_dict()
    line = next(trace for trace in figure["data"] if trace["line"].get("dash"))
    assert line["y"] == pytest.approx([0, 95, 160, 135, 100])
    assert figure["layout"]["shapes"][0]["y0"] == 100
    assert "the best 50 % of customers make 160 % of the margin" in picture.finding


def test_figures_stand_on_white_in_a_dark_page_too() -> None:
    figure = fan_chart(MONTHS, {"Base": PATHS["Base"]}, "USD").figure.to_dict()
    assert figure["layout"]["paper_bgcolor"] == figure["layout"]["plot_bgcolor"] == "#FFFFFF"


def test_names_are_text_and_are_cut_to_length() -> None:
    figure = texts(fan_chart(MONTHS, {WILD: PATHS["Base"]}, "USD").figure.to_dict())
    assert "<a" not in figure
    assert "&lt;a href=" in figure
    mark = Mark(WILD, 1.0, 0.5, 1.5, "better")
    assert "<a" not in texts(difference_chart([Panel(describe("margin"), (mark,))], "USD").figure.to_dict())
    long = texts(dot_chart({"x" * 200: np.array([1.0, 2.0])}, describe("margin"), "USD").figure.to_dict())
    assert "x" * 60 not in long


def test_a_pinned_axis_only_widens() -> None:
    low, high = span_of([np.array([0.0, 10.0])])
    assert low < 0
    assert high > 10
    assert span_of([np.array([4.0, 5.0])], (low, high)) == (low, high)
    assert span_of([np.array([4.0, 50.0])], (low, high))[1] > 50


def test_panels_that_share_a_unit_share_a_scale() -> None:
    """A wide bar is a large difference, on whichever row of the unit it stands."""
    far, near = Mark("terms", -0.3, -0.4, -0.2, "worse"), Mark("terms", -0.03, -0.04, -0.02, "worse")
    panels = [
        Panel(describe("response_attainment"), (far,)),
        Panel(describe("say_do_gap"), (near,)),
        Panel(describe("margin"), (Mark("terms", -5e6, -6e6, -4e6, "worse"),)),
    ]
    layout = difference_chart(panels, "USD").figure.to_dict()["layout"]
    first, second, money = (tuple(layout[f"xaxis{number}"]["range"]) for number in ("", "2", "3"))
    assert first == second
    assert first[0] <= -0.4
    assert money != first


def test_the_name_of_a_line_that_keeps_all_customers_is_inside_its_figure() -> None:
    months = [f"2027-{month:02d}-01" for month in range(1, 13)]
    shares = {"base": np.ones((20, 12)), "terms": np.full((20, 12), 0.7)}
    layout = survival_chart(months, shares).figure.to_dict()["layout"]
    (name,) = [note for note in layout["annotations"] if "base" in note["text"]]
    low, high = layout["yaxis"]["range"]
    pixels = (high - name["y"]) / (high - low) * (layout["height"] - layout["margin"]["t"] - layout["margin"]["b"])
    assert pixels + layout["margin"]["t"] >= 16
