"""Cards, words, charts and tables show the same ends for the same runs."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from sim.metrics.catalogue import describe
from sim.metrics.quantiles import DECILES, EDGES, central_range, median, quantile
from sim.metrics.replication import Replication
from sim.questions.ledger import STATEMENT
from sim.report.charts import bars_chart, fan_chart, fan_edges, spread_chart, survival_chart, whale_chart
from sim.report.departures import LOSSES, leaving_cards, leaving_of, losses_table, retention_table
from sim.report.format.words import central_words, range_words
from sim.report.ledger import middle_words, steps_of
from sim.report.memo.buyer import buyer_paper
from sim.report.money_cards import money_cards
from sim.report.study import StudyView, cards, monthly_table, view_of, whale_table
from sim.statistics.comparison import Sample, summarise
from sim.statistics.spread import spread
from tests.architecture.tree import ROOT, SIM, modules, parsed
from tests.worlds import SMALL, changed

MARGINS = np.random.default_rng(20).lognormal(11, 0.8, 20).round(2)
"""Twenty margins so skewed that the definitions of a quantile differ a lot."""
LOW, HIGH = central_range(MARGINS)
MARGIN = describe("margin")


def replication(margin: float) -> Replication:
    outcomes = {
        "margin": margin,
        "customer_retention_per_year": 0.9,
        "response_attainment": margin / MARGINS.max(),
        "say_do_gap": 0.1,
        "response_attainment.gold": margin / MARGINS.max(),
        "value_destroyers_share": 0.1,
        "days_sales_outstanding": 40.0,
        "unallocated_cost": 1.0,
        **dict.fromkeys(LOSSES, 100 * margin / MARGINS.max()),
    }
    months = np.full(SMALL.horizon_months, margin)
    series = {name: months / MARGINS.max() for name in ("response_attainment", "kept")}
    return Replication(outcomes, {"margin": months, **series}, np.linspace(0, 1 + margin / MARGINS.max(), 11))


@pytest.fixture(scope="module")
def view() -> StudyView:
    results = [replication(float(margin)) for margin in MARGINS]
    scenarios = (SMALL, changed({"plans.gold.notice_days": 60}))
    ends = view_of(("Base", "Variant"), scenarios, [results, results])
    assert ends is not None
    return ends


def test_the_ends_are_not_order_statistics() -> None:
    ordered = np.sort(MARGINS)
    assert not np.isin([LOW, HIGH], ordered).any()
    assert ((ordered >= LOW) & (ordered <= HIGH)).sum() == 18


def test_cards_and_words_have_the_ends_of_the_runs(view: StudyView) -> None:
    ends = range_words(LOW, HIGH, MARGIN, "USD")
    assert cards(view)[0].range == f"{ends} in 18 of 20 runs" == central_words(MARGINS, MARGIN, "USD")
    cents = np.rint(100 * MARGINS).astype(np.int64)
    assert middle_words(cents, "USD") == f"{ends} in 18 of 20 runs"
    samples = np.zeros((20, len(STATEMENT)), np.int64)
    samples[:, 0] = cents
    (step,) = steps_of(samples, samples[0], 100)
    assert (step.low, step.high) == pytest.approx((LOW, HIGH))


def test_fan_and_its_table_have_them_in_every_month(view: StudyView) -> None:
    assert np.unique(fan_edges(view.margins[1]), axis=1).ravel() == pytest.approx([LOW, HIGH])
    table = monthly_table(view)
    assert table["Variant, 5 %"].tolist() == pytest.approx([LOW] * SMALL.horizon_months, abs=0.006)
    assert table["Variant, 95 %"].tolist() == pytest.approx([HIGH] * SMALL.horizon_months, abs=0.006)
    assert table["Variant, median"].tolist() == pytest.approx([median(MARGINS)] * SMALL.horizon_months, abs=0.006)
    figure = fan_chart(view.months, {"Variant": view.margins[1]}, "USD").figure.to_dict()
    band = figure["data"][0]["y"]
    assert (min(band), max(band)) == pytest.approx((LOW, HIGH))


def test_bars_reach_to_the_ends() -> None:
    bar = bars_chart({"Margin": [MARGINS]}, ["Base"], "margin").figure.to_dict()["data"][0]
    mean = MARGINS.mean()
    assert mean - bar["error_x"]["arrayminus"][0] == pytest.approx(LOW)
    assert mean + bar["error_x"]["array"][0] == pytest.approx(HIGH)


def test_summary_and_spread_chart_have_the_same_deciles() -> None:
    results = [replication(float(margin)) for margin in MARGINS]
    (row,) = (row for row in summarise(Sample("Base", results)) if row.outcome == "margin")
    assert (row.tenth, row.median, row.ninetieth) == tuple(quantile(MARGINS, share) for share in DECILES)
    figure = spread_chart([spread("Base", MARGINS, 0.95)], MARGIN, "USD")
    assert figure.figure.to_dict()["data"][1]["x"] == pytest.approx([row.tenth, row.median, row.ninetieth])
    assert f"from {range_words(row.tenth, row.ninetieth, MARGIN, 'USD')}" in figure.finding


def test_a_buyer_reads_the_lower_end_of_the_same_runs() -> None:
    shares = MARGINS / MARGINS.max()
    paper = buyer_paper(SMALL, "gold", [replication(float(margin)) for margin in MARGINS])
    lines = [line for section in paper.sections for line in section.lines]
    low = quantile(shares, EDGES[0])
    assert any(line.endswith(f"in a bad year, one in twenty, {100 * low:.0f}.") for line in lines)


def test_money_cards_have_the_ends_of_the_first_page(view: StudyView) -> None:
    results = [replication(float(margin)) for margin in MARGINS]
    assert money_cards(view, results)[0].range == cards(view)[0].range


def test_the_whale_curve_and_its_table_have_the_same_ends(view: StudyView) -> None:
    low, high = central_range(100 * (1 + MARGINS / MARGINS.max()))
    table = whale_table(view)
    last = table.iloc[-1]
    assert (last["Base, 5 % of margin"], last["Base, 95 % of margin"]) == pytest.approx((low, high), abs=0.06)
    band, line = whale_chart({"Base": view.whales[0]}).figure.to_dict()["data"]
    assert max(band["y"]) == pytest.approx(high)
    assert line["y"][-1] == pytest.approx(last["Base, median of margin"], abs=0.06)


def test_exits_have_the_same_ends_in_cards_bars_curve_and_tables() -> None:
    departures = leaving_of(["Base"], [SMALL], [[replication(float(margin)) for margin in MARGINS]])
    assert departures is not None
    (values,) = departures.losses["customers_lost"]
    low, high = central_range(values)
    card = leaving_cards(departures)[0]
    assert card.range == central_words(values, card.outcome, "")
    row = losses_table(departures).iloc[0]
    ends = (row["Base, lowest of 9 in 10 runs"], row["Base, highest of 9 in 10 runs"])
    assert ends == pytest.approx((low, high), abs=0.006)
    bar = bars_chart({"Lost": [values]}, ["Base"], "customers").figure.to_dict()["data"][0]
    assert values.mean() + bar["error_x"]["array"][0] == pytest.approx(high)
    last = retention_table(departures).iloc[-1]
    low, high = central_range(100 * MARGINS / MARGINS.max())
    assert (last["Base, 5 %"], last["Base, 95 %"]) == pytest.approx((low, high), abs=0.06)
    finding = survival_chart(departures.months, {"Base": departures.retained[0]}).finding
    assert f"({low:.0f} to {high:.0f}" in finding


def test_quantiles_of_runs_are_computed_in_one_place() -> None:
    elsewhere = {"quantile", "nanquantile", "percentile", "nanpercentile", "median", "nanmedian", "quantiles"}
    libraries = {"np", "numpy", "pd", "statistics", "stats", "scipy"}
    strays = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}"
        for path in modules()
        if path != SIM / "metrics" / "quantiles.py" and path.relative_to(SIM).parts[0] not in ("importing", "fitting")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in elsewhere
        if isinstance(node.value, ast.Name) and node.value.id in libraries
    ]
    assert not strays
