"""The customer table and the whale curve."""

from __future__ import annotations

import numpy as np
import pytest

from sim.metrics.books import COST_LINES, REVENUE_LINES, cumulative_share, keep_books, whale_curve
from sim.metrics.customer_table import customer_table
from sim.metrics.outcomes import outcomes
from tests.records import put
from tests.unit.metrics.trace import trace


def test_the_rows_of_the_trace() -> None:
    """Alpha brought 12,160 in 220 minutes, Beta 607 in 60 before it left on day 181."""
    table = customer_table(trace())
    assert table.index.tolist() == ["Alpha", "Beta"]
    assert table["revenue"].tolist() == [12_160.0, 607.0]
    assert table["minutes"].tolist() == [220.0, 60.0]
    assert table["effective_hourly_rate"].tolist() == pytest.approx([12_160 / 220 * 60, 607.0])
    assert table["labour"].tolist() == [185.0, 75.0]
    assert table["contacts"].tolist() == [5, 2]
    # one of Alpha hung up; one of Beta was late, and one withdrawn when its promise had passed
    assert table["late"].tolist() == [1, 2]
    assert table["trust"].tolist() == [0.8, 0.4]
    assert table["grievance"].tolist() == [2.0**-10, 0.5]
    assert table["reason"].tolist() == ["", "pop"]
    assert table["worst_cause"].tolist() == ["late response P1", "surprise charge"]
    assert table.loc["Beta", ["popped_day", "left_day"]].tolist() == [59.0, 181.0]
    assert table.loc["Alpha", ["popped_day", "left_day"]].isna().all()


def test_a_row_adds_up() -> None:
    table = customer_table(trace())
    np.testing.assert_allclose(table["margin"], table["revenue"] - table["cost"], atol=1e-9)
    np.testing.assert_allclose(table[list(REVENUE_LINES)].sum(axis=1), table["revenue"], atol=1e-9)
    np.testing.assert_allclose(table[list(COST_LINES)].sum(axis=1), table["cost"], atol=1e-9)


def test_a_customer_nobody_worked_for_has_no_hourly_rate() -> None:
    run = trace()
    put(run.records, touches=[row for row in run.records.touches if row.customer == "Alpha"])
    table = customer_table(run)
    assert np.isnan(table.loc["Beta", "effective_hourly_rate"])
    assert table.loc["Beta", "labour"] == 0.0


def test_the_cause_that_weighs_most_is_the_worst_and_not_the_most_frequent() -> None:
    run = trace()
    straw = run.records.grievances[0]
    small = [straw._replace(cause="hand-off", size=0.7)] * 2
    put(run.records, grievances=[*small, straw])
    assert customer_table(run).loc["Alpha", "worst_cause"] == "late response P1"


def test_whale_curve_by_hand() -> None:
    """Margins 60, 50 and -10 of 100: six tenths, eleven tenths, the whole."""
    curve = cumulative_share(np.array([50.0, -10.0, 60.0]))
    np.testing.assert_allclose(curve, [0.0, 0.6, 1.1, 1.0])


@pytest.mark.parametrize("margins", [[5.0, -5.0], [-1.0, -2.0], []])
def test_without_a_positive_total_there_is_no_curve(margins: list[float]) -> None:
    curve = cumulative_share(np.array(margins, np.float64))
    assert curve.shape == (len(margins) + 1,)
    assert np.isnan(curve).all()


def test_the_peak_of_the_curve_is_the_outcome() -> None:
    """Without its revenue Beta destroys value, so that the curve peaks above 1."""
    run = trace()
    its = {name: getattr(run.records, name) for name in ("months", "invoices")}
    put(run.records, **{name: [row for row in rows if row.customer == "Alpha"] for name, rows in its.items()})
    peak = whale_curve(keep_books(run)).max()
    assert peak > 1
    assert outcomes(run)["whale_curve_peak"] == pytest.approx(peak)
