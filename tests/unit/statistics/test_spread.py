"""The spread figure shows mean, quantiles and runs of each scenario."""

from __future__ import annotations

import numpy as np
import pytest

from sim.metrics.catalogue import describe
from sim.metrics.replication import Replication
from sim.report.charts import spread_chart
from sim.statistics.comparison import Sample
from sim.statistics.spread import spreads


def sample(name: str, *margins: float) -> Sample:
    return Sample(name, [Replication({"margin": margin}) for margin in margins])


def test_mean_quantiles_and_every_run_that_is_defined() -> None:
    """Values 1 to 9: t interval 5 -+ 2.306004 * sqrt(7.5) / 3; ranks 2 and 8 bound the median."""
    (row,) = spreads([sample("one", 9, 1, 8, 2, 7, np.nan, 3, 6, 4, 5)], "margin", 0.95)
    assert row.dots == (9, 1, 8, 2, 7, 3, 6, 4, 5)
    assert row.mean.estimate == 5
    assert row.mean.low == pytest.approx(5 - 2.306004 * 7.5**0.5 / 3)
    assert [row.quantiles[share].estimate for share in (0.1, 0.5, 0.9)] == pytest.approx([1.8, 5, 8.2])
    assert (row.quantiles[0.5].low, row.quantiles[0.5].high) == (2, 8)


def test_the_figure_has_dots_quantiles_and_the_mean_with_its_interval_row_by_row() -> None:
    rows = spreads([sample("<b>One</b>", *range(1, 10)), sample("Two", -3, -1, 4)], "margin", 0.95)
    picture = spread_chart(rows, describe("margin"), "USD")
    figure = picture.figure.to_dict()
    dots, quantiles, mean = figure["data"][:3]
    assert dots["x"] == list(range(1, 10))
    assert quantiles["x"] == pytest.approx([1.8, 5, 8.2])
    assert mean["x"] == [5]
    assert mean["error_x"]["array"] == pytest.approx([2.306004 * 7.5**0.5 / 3])
    heights = [trace["y"][0] for trace in figure["data"]]
    assert heights == sorted(heights, reverse=True)
    left, right = figure["layout"]["xaxis"]["range"]
    assert left < -3
    assert right > 9
    assert [annotation["text"] for annotation in figure["layout"]["annotations"]] == [
        "<b>&lt;b&gt;One&lt;/b&gt;</b>",
        "<b>Two</b>",
    ]
    assert "<b>One</b>: mean $5.00 ($2.89 to $7.11), 80 % of 9 runs from $1.80 to $8.20" in picture.finding
