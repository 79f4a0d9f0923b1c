"""What is written of parts and their total adds up, whatever its size."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.metrics.catalogue import describe
from sim.report.account_split import SplitPart, split_table
from sim.report.bridge import bridge_table
from sim.report.charts import StatementStep, statement_chart, waterfall_chart
from sim.report.format.sums import adding_up, common_step, sum_labels
from tests.unit.report.test_why import bridge

SIZES = {"m": 1e6, "k": 1e3, "": 1.0}


def read(label: str) -> float:
    """An amount as a reader adds it up."""
    text = label.replace("\u2212", "-").replace("$", "").replace("%", "").replace("points", "").replace(",", "")
    match = re.fullmatch(r"([+-]?[\d.]+)\s*([mk]?)\s*", text)
    assert match, label
    return float(match[1]) * SIZES[match[2]]


@given(
    st.floats(-1e7, 1e7),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8),
    st.sampled_from([0.01, 1.0, 100.0, 1e4]),
)
def test_parts_lead_from_start_to_total_and_lie_within_a_step(start: float, parts: list[float], step: float) -> None:
    first, *rounded, last = adding_up(start, parts, start + sum(parts), step)
    assert first + sum(rounded) == pytest.approx(last, abs=step / 1e3)
    assert abs(first - start) <= step / 2 * (1 + 1e-9)
    assert all(abs(one - part) <= 2 * step for one, part in zip(rounded, parts, strict=True))


@pytest.mark.parametrize("name", ["margin", "customer_retention_per_year", "cost_per_contact"])
@given(st.floats(-1, 1), st.lists(st.floats(-0.2, 0.2), min_size=1, max_size=6), st.sampled_from([1.0, 90.0, 3e5]))
def test_labels_add_up_as_they_are_read(name: str, start: float, parts: list[float], size: float) -> None:
    factor = 1.0 if describe(name).format == "share" else size
    values = [start * factor, *(part * factor for part in parts)]
    first, *middle, last = map(read, sum_labels(values[0], values[1:], sum(values), describe(name), "USD"))
    assert first + sum(middle) == pytest.approx(last, abs=1e-6 * max(1.0, abs(last)))


def test_three_thirds_are_one() -> None:
    """Each a third of 100: 33, 33 and 34, not 33 three times."""
    assert adding_up(0, [100 / 3] * 3, 100, 1)[1:] == [34, 33, 33, 100]
    assert common_step([100], [100 / 3] * 3, "money") == 1


def test_waterfall_and_table_of_a_bridge_carry_the_same_labels() -> None:
    parts = tuple(replace(part, difference=size) for part, size in zip(bridge().parts, (12_345, -2_951), strict=True))
    answer = replace(bridge(), base=61_879, variant=61_879 + 12_345 - 2_951, parts=parts)
    (bar,) = waterfall_chart(answer, "base", "variant", "USD").figure.data
    assert read(bar.text[0]) + read(bar.text[1]) + read(bar.text[2]) == read(bar.text[3])
    rows = bridge_table(answer, "base", "variant", "USD").texts()
    assert [rows[0][1], rows[1][2], rows[2][2], rows[3][1]] == list(bar.text)


def test_a_statement_and_a_split_add_up() -> None:
    steps = [StatementStep("Fees", 1_000_333.4), StatementStep("Desk", -700_444.4), StatementStep("Idle", -299_444.4)]
    total = StatementStep("Margin", sum(step.amount for step in steps))
    (bar,) = statement_chart("Books", steps, total, "USD").figure.data
    assert sum(map(read, bar.text[:3])) == read(bar.text[3])
    sizes = (1_249.0, 2_249.0, 3_498.0, -848.6, 2_649.4)
    parts = [SplitPart(f"part {size}", size, size - 1, size + 1, place in {2, 4}) for place, size in enumerate(sizes)]
    own, others, customers, nobody, margin = (read(row[1]) for row in split_table(parts, "", "USD").texts())
    assert own + others == pytest.approx(customers)
    assert customers + nobody == pytest.approx(margin)
