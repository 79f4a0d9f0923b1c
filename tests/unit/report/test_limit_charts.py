"""The tornado and the tipping map: what is drawn, and that no name is taken for markup."""

from __future__ import annotations

import numpy as np

from sim.experiments.guesses import Range
from sim.experiments.tipping import READINGS, mapped
from sim.metrics.catalogue import describe
from sim.report.charts import Bar, tipping_chart, tornado_chart


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
    assert "big <b>: $−100 and $+50" in picture.finding


def test_the_map_shows_shares_and_the_line() -> None:
    values = np.ones((3, len(READINGS), 2))
    values[1, 0] = 9
    levers = [Range(name, "", "people", "A", 0.5, 0.0, 1.0, "uniform") for name in ("a", "b")]
    picture = tipping_chart(mapped(levers, 2, values))
    figure = picture.figure.to_dict()
    cells = figure["data"][0]
    assert [list(row) for row in cells["text"]] == [["0", "100"], ["0", ""]]
    assert cells["z"][1][1] is None or np.isnan(cells["z"][1][1])
    assert figure["layout"]["xaxis"]["title"]["text"] == "a, people"
    assert "at 2 of 3 points no run tips, at 1 all do" in picture.finding
