"""The tornado and the tipping map: what is drawn, and that no name is taken for markup."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.metrics.catalogue import describe
from sim.questions.assumption_ranges import AssumptionRange
from sim.questions.breaking import GROWTH, breaking_of
from sim.questions.frontier import Frontier, Point
from sim.questions.tipping import READINGS, mapped
from sim.report.charts import Bar, frontier_chart, tipping_chart, tornado_chart
from sim.report.format.table import to_frame
from sim.report.stress import stress_words
from sim.report.tipping import map_table, map_words
from sim.statistics.comparison import Comparison
from sim.statistics.intervals import Interval, Verdict


def test_the_tornado_has_its_largest_swing_on_top_and_both_ends_with_their_intervals() -> None:
    bars = [
        Bar("big <b>", ("1", "4"), (-100.0, 50.0), (-120.0, 40.0), (-80.0, 60.0)),
        Bar("small", ("0", "1"), (5.0, -5.0), (4.0, -6.0), (6.0, -4.0)),
    ]
    picture = tornado_chart(bars, describe("margin"), "USD")
    figure = picture.figure.to_dict()
    low, high = figure["data"]
    assert (list(low["x"]), list(high["x"])) == ([5, -100], [-5, 50])
    assert list(low["error_x"]["array"]) == [1, 20]
    assert list(low["error_x"]["arrayminus"]) == [1, 20]
    assert low["marker"]["color"] != high["marker"]["color"]
    assert low["marker"]["pattern"]["shape"] != high["marker"]["pattern"]["shape"]
    assert figure["layout"]["yaxis"]["ticktext"][1] == "big &lt;b&gt;<br>1 to 4"
    assert figure["layout"]["xaxis"]["range"][0] < -120
    assert "big <b>: −$100 and +$50" in picture.finding


def test_the_map_shows_shares_and_the_line() -> None:
    values = np.ones((3, len(READINGS), 2))
    values[1, READINGS.index((0, GROWTH))] = 9
    levers = [AssumptionRange(name, "", "people", "A", 0.5, 0.0, 1.0, "uniform") for name in ("a", "b")]
    picture = tipping_chart(mapped(levers, 2, values, breaking_of("backlog")))
    figure = picture.figure.to_dict()
    cells = figure["data"][0]
    assert [list(row) for row in cells["text"]] == [["0", "100"], ["0", ""]]
    assert cells["z"][1][1] is None or np.isnan(cells["z"][1][1])
    assert figure["layout"]["xaxis"]["title"]["text"] == "a, people"
    assert list(figure["layout"]["xaxis"]["range"]) == [-0.5, 1.5]
    assert figure["data"][-1]["marker"]["symbol"] == "diamond", "as it stands"
    assert "at 2 of 3 points no run tips, at 1 all do" in picture.finding


def point(margin: float, retention: float, *verdicts: Verdict | None) -> Point:
    """A point with an interval of ± 10 in money and ± .01 of customers."""
    ends = Interval(margin, margin - 10, margin + 10, 20), Interval(retention, retention - 0.01, retention + 0.01, 20)
    return Point({"a <b>": 1.0}, *ends, *(verdicts or (None, None)))


def test_the_frontier_tells_by_shape_what_can_be_distinguished() -> None:
    points = (point(900, 0.8), point(600, 0.9, "worse", "better"), point(590, 0.91, *["cannot tell apart"] * 2))
    picture = frontier_chart(Frontier(points, point(500, 0.85), 24, 0), "USD")
    line, *marks = picture.figure.to_dict()["data"]
    assert [mark["marker"]["symbol"] for mark in marks] == ["circle", "circle", "circle-open", "diamond"]
    assert list(line["x"]) == [900, 600, 590]
    assert marks[0]["error_x"]["array"][0] == 10
    assert "a &lt;b&gt; = 1" in marks[0]["hovertext"]
    assert "3 points, from $900 and 80.0\u00a0% kept" in picture.finding
    assert "as it stands $500" in picture.finding


def rows(*verdicts: Verdict) -> list[Comparison]:
    """Tests that cost 10, 20, 30 and so on of margin, and of nothing else."""
    return [
        Comparison(
            "as it is", f"test {place}", outcome, "", 0, -size, -size, -size - 1, -size + 1, 0, verdict, 20, 0, 1, 0
        )
        for place, verdict in enumerate(verdicts, start=1)
        for outcome, size in (("margin", 10.0 * place), ("customer_retention_per_year", 0.0))
    ]


def test_stress_names_the_hardest_and_whether_it_can_be_told() -> None:
    sentence = stress_words(rows("worse", "worse"), "USD")
    assert sentence.startswith("Hardest on margin: test 2, −$20.00 (−$21.00 to −$19.00), worse.")
    assert stress_words(rows("cannot tell apart"), "USD").startswith(
        "No test lowers margin for sure; the lowest is test 1"
    )


def test_the_map_as_a_table_has_a_row_a_point() -> None:
    values = np.ones((3, len(READINGS), 2))
    values[1, READINGS.index((0, GROWTH))] = 9
    levers = [AssumptionRange(name, "", "people", "A", 0.5, 0.0, 1.0, "uniform") for name in ("a", "b")]
    points = to_frame(map_table(mapped(levers, 2, values, breaking_of("backlog"))))
    assert points["Share of runs that tip"].tolist()[:3] == [0, 1, 0]
    assert points[["a", "b"]].to_numpy().tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]


def test_the_map_says_what_runs_do_where_it_stands_if_that_is_on_it() -> None:
    values = np.ones((4, len(READINGS), 2))
    values[1, READINGS.index((0, GROWTH))] = 9
    across, up = (
        AssumptionRange(name, "", "people", "A", value, 0.0, 1.0, "uniform") for name, value in (("a", 0.9), ("b", 0.2))
    )
    first, *_ = map_words(mapped([across, up], 2, values, breaking_of("backlog")))
    assert first == "Nearest to how it stands (a 0.9, b 0.2), 2 of 2 runs tip."
    first, *_ = map_words(mapped([across, replace(up, value=3.0)], 2, values, breaking_of("backlog")))
    assert first.startswith("A run tips that ends with growth of the backlog above 3")
