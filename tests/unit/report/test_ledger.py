"""Tables and statements of a ledger: every sum agrees to the cent, whichever table it is read off."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest

from sim.metrics.receivables import AGES
from sim.questions.ledger import Ledger, keep_ledger
from sim.questions.ledger import ledger as ledger_of
from sim.report.ledger import (
    LABELS,
    NOBODY,
    STATEMENT,
    ageing_table,
    customers_table,
    heat_rows,
    months_table,
    statement,
)
from sim.report.ledger_book import ledger_workbook
from sim.report.ledger_charges import charges_table
from tests.worlds import SMALL, changed

MONTHS = pd.date_range("2027-01-01", periods=12, freq="MS").strftime("%Y-%m-%d").tolist()
LINES = list(LABELS.values())


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return ledger_of(SMALL, [keep_ledger(SMALL, 5, number) for number in range(3)])


def in_cents(column: pd.Series) -> np.ndarray:  # type: ignore[type-arg]
    return np.rint(column * 100).astype(np.int64).to_numpy()


def test_every_line_of_the_books_has_a_name() -> None:
    assert tuple(LABELS) == STATEMENT
    assert len(set(LABELS.values())) == len(LABELS)


def test_customers_and_months_have_the_same_totals_to_the_cent(ledger: Ledger) -> None:
    customers, months = customers_table(ledger, "USD"), months_table(ledger, MONTHS)
    lines = [line for line in LINES if line in customers]
    assert lines == [line for line in LINES if line in months]
    for name in (*lines, "Margin"):
        assert in_cents(customers[name]).sum() == in_cents(months[name]).sum()
    assert in_cents(months["Margin"]).sum() == round(ledger.margin.mean())


def test_a_customers_lines_make_its_margin_and_revenue_less_cost_too(ledger: Ledger) -> None:
    table = customers_table(ledger, "USD")
    lines = [line for line in LINES if line in table]
    by_line = np.sum([in_cents(table[line]) for line in lines], axis=0)
    assert by_line.tolist() == in_cents(table["Margin"]).tolist()
    assert (in_cents(table["Revenue"]) - in_cents(table["Cost"])).tolist() == by_line.tolist()
    assert table["Customer"].tolist() == ["Acme", "large (3 customers)", "medium (6 customers)", NOBODY]
    assert table["Revenue per hour"][0] == pytest.approx(table["Revenue"][0] / table["Hours of people"][0], rel=0.01)


def test_receivables_roll_forward_to_the_cent_and_close_at_the_sum_of_their_ages(ledger: Ledger) -> None:
    table = ageing_table(ledger, MONTHS)
    cents = {name: in_cents(table[name]) for name in table.columns[1:-1]}
    flows = [cents[name] for name in ("Billed", "Cash received", "Dispute credits", "Written off")]
    assert (cents["Opening"] + np.sum(flows, axis=0)).tolist() == cents["Closing"].tolist()
    assert cents["Opening"][1:].tolist() == cents["Closing"][:-1].tolist()
    ages = ["Current", *(f"{age} days overdue" for age in AGES[1:])]
    assert np.sum([cents[age] for age in ages], axis=0).tolist() == cents["Closing"].tolist()


def test_charges_by_name_are_the_line_of_charges() -> None:
    """Of each run and customer, to the cent; the table has a row a customer, and is empty where nothing is charged."""
    charges = {"travel": {"per": "contact", "price": 7.5}, "seats": {"per": "seat", "price": 2}}
    faithful = {"segments.large.breaking_point": 1000, "assumptions.renewal.intercept": -20}
    scenario = changed({"plans.gold.charges": charges, "segments.large.seats": 10, **faithful})
    ledger = ledger_of(scenario, [keep_ledger(scenario, 5, number) for number in range(2)])
    assert set(ledger.charges) == {"travel", "seats"}
    assert np.array_equal(sum(ledger.charges.values()), ledger.lines[:, :, STATEMENT.index("charges")])
    table = charges_table(ledger)
    assert table["Customer"].tolist() == ["Acme", "large (3 customers)", "medium (6 customers)"]
    assert table["seats"].tolist() == [0, 3 * 12 * 20, 0]
    assert table["travel"][1] > 0
    assert charges_table(ledger_of(SMALL, [keep_ledger(SMALL, 5, 0)])).empty


@pytest.mark.parametrize("row", [None, 0, 1, 3])
def test_a_statement_adds_up_to_its_margin(ledger: Ledger, row: int | None) -> None:
    steps, total = statement(ledger, row)
    assert sum(round(step.amount * 100) for step in steps) == round(total.amount * 100)
    table = customers_table(ledger, "USD")["Margin"]
    assert total.amount == pytest.approx(table.sum() if row is None else table[row])
    assert total.low <= total.amount <= total.high


def test_heat_of_a_run_is_of_its_customers_the_worst_first(ledger: Ledger) -> None:
    names, table = heat_rows(ledger, 1)
    assert len(names) == 10
    assert (np.diff(table.sum(axis=1)) >= 0).all()
    assert np.rint(100 * table[names.index("Acme")]).tolist() == ledger.customers[1]["Acme"].tolist()
    few, ends = heat_rows(ledger, 1, most=2)
    assert few == [*names[:2], *names[-2:]]
    assert ends.shape == (4, 12)


def test_heat_over_runs_is_of_accounts_and_mean_customers(ledger: Ledger) -> None:
    names, table = heat_rows(ledger, None)
    assert sorted(names) == ["Acme", "large (3 customers)", "medium (6 customers)"]
    whole = (
        table.sum(axis=1) * [{"Acme": 1, "large (3 customers)": 3, "medium (6 customers)": 6}[name] for name in names]
    ).sum()
    assert whole == pytest.approx(ledger.lines[:, :-1].sum(axis=(1, 2)).mean() / 100)


def _sheets(ledger: Ledger) -> tuple[openpyxl.Workbook, openpyxl.Workbook]:
    content = ledger_workbook(ledger, MONTHS, "USD", {"seed": 5})
    assert content == ledger_workbook(ledger, MONTHS, "USD", {"seed": 5})
    formulas, values = (openpyxl.load_workbook(BytesIO(content), data_only=only) for only in (False, True))
    return formulas, values


def test_the_workbook_has_dates_and_customers_by_month(ledger: Ledger) -> None:
    formulas, values = _sheets(ledger)
    sheet, written = values["Customers by month"], formulas["Customers by month"]
    days = [datetime.fromisoformat(month) for month in MONTHS]
    assert [cell.value for cell in sheet[1]] == ["Customer", *days, "Total"]
    assert sheet["B1"].number_format == "yyyy-mm-dd"
    assert written["N2"].value == "=SUM(B2:M2)"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[-1][0] == "Total"
    for place, margin in enumerate(months_table(ledger, MONTHS)["Margin"], start=1):
        assert sum(round(100 * row[place]) for row in rows[:-1]) == round(100 * margin) == round(100 * rows[-1][place])
    for name in ("Months", "Ageing"):
        assert [values[name].cell(row, 1).value for row in range(2, 14)] == days
        assert values[name]["A2"].is_date


def test_formulas_of_the_workbook_come_to_what_stands_beside_them(ledger: Ledger) -> None:
    """What a spreadsheet calculates from the cells is the value that is written with the formula."""
    formulas, values = _sheets(ledger)
    checked = 0
    for name, column in (("Customers", "Margin"), ("Months", "Margin"), ("Ageing", "Closing"), ("Runs", "Margin")):
        sheet, written = values[name], formulas[name]
        place = next(cell.column for cell in sheet[1] if cell.value == column)
        for row in range(2, sheet.max_row + 1):
            formula = str(written.cell(row, place).value)
            if (row == sheet.max_row and "SUM" in formula) or "AVERAGE" in formula:
                continue
            terms = re.findall(r"([+-]?)([A-Z]+[0-9]+)", formula.removeprefix("="))
            own = sum((-1 if sign == "-" else 1) * (sheet[cell].value or 0) for sign, cell in terms)
            assert len(terms) > 1
            assert own == pytest.approx(sheet.cell(row, place).value, abs=1e-6)
            checked += 1
    assert checked > 24
