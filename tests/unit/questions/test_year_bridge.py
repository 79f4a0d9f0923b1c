"""Year on year by price, volume and mix: exact, to the cent, and between studies that start on different dates."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO

import numpy as np
import openpyxl
import pytest

from sim.errors import SaydoError
from sim.metrics.books import keep_books
from sim.questions.ledger import STATEMENT
from sim.questions.year_bridge import FACTORS, StudyYear, YearBooks, price_volume_mix, year_books, year_bridge
from sim.report.bridge import bridge_table, bridge_workbook, year_bridge_words, year_parts
from sim.running.executors import SequentialExecutor
from sim.running.replicate import checked_run
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from tests.worlds import SMALL, changed

Year = dict[str, int]


def split(fees: tuple[Year, Year], months: tuple[Year, Year]) -> dict[str, Fraction]:
    parts = price_volume_mix(fees, months)
    assert sum(parts.values()) == sum(fees[1].values()) - sum(fees[0].values())
    assert tuple(parts) == FACTORS
    return parts


def test_one_cause_alone_is_all_of_it() -> None:
    before, months = {"gold": 3000, "silver": 1000}, {"gold": 10, "silver": 10}
    dearer = split((before, {"gold": 3300, "silver": 1100}), (months, months))
    assert dearer == {"price": 400, "volume": 0, "mix": 0}
    more = split((before, {"gold": 6000, "silver": 2000}), (months, {"gold": 20, "silver": 20}))
    assert more == {"price": 0, "volume": 4000, "mix": 0}
    other = split((before, {"gold": 4500, "silver": 500}), (months, {"gold": 15, "silver": 5}))
    assert other == {"price": 0, "volume": 0, "mix": 1000}


def test_two_causes_share_what_they_do_together() -> None:
    """10 at 100 to 20 at 110: 1,200 more, of which 100 come from both; half of these go to each."""
    parts = split(({"gold": 1000}, {"gold": 2200}), ({"gold": 10}, {"gold": 20}))
    assert parts == {"price": 150, "volume": 1050, "mix": 0}


def test_plans_that_come_or_go_are_mix_and_an_empty_year_is_volume() -> None:
    parts = split(({"gold": 1000}, {"silver": 400}), ({"gold": 10}, {"silver": 10}))
    assert parts == {"price": 0, "volume": 0, "mix": -600}
    assert split(({"gold": 1000}, {}), ({"gold": 10}, {})) == {"price": 0, "volume": -1000, "mix": 0}
    assert split(({}, {"gold": 1000}), ({}, {"gold": 10})) == {"price": 0, "volume": 1000, "mix": 0}
    assert split(({}, {}), ({}, {})) == {"price": 0, "volume": 0, "mix": 0}


def test_any_years_add_up_exactly() -> None:
    generator = np.random.default_rng(1)
    for _ in range(50):
        months = [dict(zip("abcd", map(int, generator.integers(0, 40, 4)), strict=True)) for _ in range(2)]
        fees = [
            {plan: int(generator.integers(0, 99_999)) * bool(count) for plan, count in one.items()} for one in months
        ]
        split((fees[0], fees[1]), (months[0], months[1]))


def uneven(scenario: Scenario, seed: int, replication: int) -> YearBooks:
    """Two years of odd cents, by replication; studies that start later have one more customer month."""
    more = scenario.start_date.year - 2027
    years = [{"gold": 1001 * (year + 1) + 7 * replication, "silver": 333 + 50 * year} for year in range(2)]
    months = [{"gold": 10 + year + more, "silver": 7 + 2 * year} for year in range(2)]
    lines = [
        dict.fromkeys(STATEMENT, 0)
        | {"fees": sum(fees.values()), "labour": -501 - 13 * replication * (year + 1), "unallocated": -99 * year}
        for year, fees in enumerate(years)
    ]
    return YearBooks(lines=lines, fees=years, months=months)


def test_parts_add_up_to_the_cent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.questions.year_bridge.year_books", uneven)
    runner = ExperimentRunner(SequentialExecutor(), seed=1)
    document = changed({"horizon_months": 24})
    result = year_bridge(runner, StudyYear(document, 1), StudyYear(document, 2), 3)
    assert [part.lever.name for part in result.parts] == [*FACTORS, "labour", "unallocated"]
    cents = [round(100 * amount) for amount in (result.base, *(part.difference for part in result.parts))]
    assert sum(cents) == round(100 * result.variant)
    assert round(100 * result.base) == 1001 + 7 + 333 - 501 - 13
    assert result.whole.difference == pytest.approx((1001 + 50 - 13 - 99) / 100)
    shown = year_parts(result)
    assert bridge_table(shown, "2027", "2028", "USD").texts()[1][0] == "Price: fee a customer and month"
    assert "The parts add up to the whole difference" in year_bridge_words(shown, "USD")
    content = bridge_workbook(shown, ("=2027", "2028"), "USD", {"seed": 1})
    formulas, values = (openpyxl.load_workbook(BytesIO(content), data_only=only)["Bridge"] for only in (False, True))
    assert formulas["A2"].data_type == "s", "text stays text"
    assert formulas["B8"].value == "=SUM(B2:B7)"
    assert sum(values[f"B{row}"].value for row in range(2, 8)) == pytest.approx(values["B8"].value, abs=1e-9)


def test_studies_that_start_on_different_dates_are_bridged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.questions.year_bridge.year_books", uneven)
    runner = ExperimentRunner(SequentialExecutor(), seed=1)
    later = changed({"start_date": "2028-01-01"})
    result = year_bridge(runner, StudyYear(SMALL, 1), StudyYear(later, 1), 2)
    assert [part.lever.name for part in result.parts] == list(FACTORS)
    assert result.base == result.variant, "a month more at the same fees: volume up, price and mix down"
    assert result.parts[1].difference > 0 > result.parts[0].difference
    with pytest.raises(SaydoError, match="year 2: must be 1 to 1, a whole year of the study"):
        year_bridge(runner, StudyYear(SMALL, 1), StudyYear(later, 2), 2)
    with pytest.raises(SaydoError, match="currency = USD and EUR"):
        year_bridge(runner, StudyYear(SMALL, 1), StudyYear(changed({"currency": "EUR"}), 1), 2)


def test_books_of_a_year_are_those_of_the_run() -> None:
    """Fees by plan are that line of the books, and the lines of the year are the margin."""
    run = checked_run(SMALL, 3, 0)
    books, own = keep_books(run), year_books(SMALL, 3, 0)
    assert own.error is None
    assert sum(own.fees[0].values()) == own.lines[0]["fees"] == int(books.of_months("fees").sum())
    assert sum(own.lines[0].values()) == int(
        sum(books.of_months(line).sum() for line in books.lines) + books.common.sum()
    )
    assert sum(own.months[0].values()) == len(run.records.months)
