"""The ledger as a workbook for finance: every total a formula, and equal to what the page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.metrics.quantiles import median
from sim.questions.ledger import COMMON, STATEMENT, Ledger, mean_cents
from sim.report.format.workbook import Kind, SheetCell, Worksheet, cell_of, range_of, workbook
from sim.report.ledger import FLOW_LABELS, LABELS, ageing_table, customers_table, months_table, names_of
from sim.report.ledger_charges import charges_table
from sim.report.trust import TrustMark

__all__ = ["customer_months", "ledger_workbook", "runs_table"]

CUSTOMERS, RUNS = "Customers", "Runs"
PLAIN: dict[str, Kind] = {
    "Customer": "text",
    "Customers": "number",
    "Hours of people": "number",
    "Disputes": "number",
    "Month": "date",
    "Run": "whole",
    "DSO, median days": "number",
    "Margin, nine tenths of the runs": "text",
}
TRUSTED = ("margin", "margin_share", "cost_to_serve", "disputed_share_of_invoices", "days_sales_outstanding")
"""Outcomes of the books that a back-test may say something about."""
NO_TOTAL = ("Revenue per hour", "Opening", "Closing", "Run", "DSO, median days")


def ledger_workbook(
    ledger: Ledger,
    months: Sequence[str],
    currency: str,
    provenance: Mapping[str, object],
    trust: Sequence[TrustMark] = (),
) -> bytes:
    """Summary, customers, charges by name, customers by month, months, ageing, runs and provenance as XLSX.

    Months are dates. What follows from other cells is a formula: sums, margins, closing balances.

    Parameters
    ----------
    ledger : Ledger
        Of the terms that the page is about.
    months : sequence of str
        Months as ISO dates.
    currency : str
        ISO 4217 code.
    provenance : mapping of str to object
        What it takes to get the same numbers again.
    trust : sequence of TrustMark, optional
        How far margin, disputes and days of sales outstanding may be trusted by a back-test.
    """
    customers, by_month = customers_table(ledger, currency), _dated(months_table(ledger, months))
    runs, ageing, charges = runs_table(ledger), _dated(ageing_table(ledger, months)), charges_table(ledger)
    sheets = {
        "Summary": Worksheet(_summary(ledger, customers, runs), {"Line": "text"}, currency=currency),
        CUSTOMERS: _sheet(_calculated(customers, "Margin", ["Revenue"], less=["Cost"]), "SUM", currency),
        **({} if charges.empty else {"Charges": _sheet(charges, "SUM", currency)}),
        "Customers by month": _sheet(_summed(customer_months(ledger, months)), "SUM", currency),
        "Months": _sheet(_calculated(by_month, "Margin", _lines(by_month)), "SUM", currency),
        "Ageing": _sheet(_calculated(ageing, "Closing", ["Opening", *FLOW_LABELS.values()]), None, currency),
        RUNS: _sheet(_calculated(runs, "Margin", _lines(runs)), "AVERAGE", currency),
        **({"Trust": Worksheet(_trust(trust))} if trust else {}),
        "Provenance": Worksheet(pd.DataFrame({"What": list(provenance), "Value": list(map(str, provenance.values()))})),
    }
    return workbook(sheets)


def runs_table(ledger: Ledger) -> pd.DataFrame:
    """List the books run by run.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.

    Returns
    -------
    DataFrame
        A row a run, in major units: exact, where all other tables are means.
    """
    lines = ledger.lines.sum(axis=1)
    table = {"Run": [run + 1 for run in ledger.runs], "Margin": (ledger.margin / ledger.minor_units).tolist()}
    table |= {
        LABELS[line]: (lines[:, place] / ledger.minor_units).tolist()
        for place, line in enumerate(STATEMENT)
        if lines[:, place].any()
    }
    flows = {name: (ledger.flows[name].sum(axis=1) / ledger.minor_units).tolist() for name in FLOW_LABELS}
    table |= {f"{label}, receivables" if label in table else label: flows[name] for name, label in FLOW_LABELS.items()}
    return pd.DataFrame(table | {"Open at the end": (ledger.open[:, :, -1].sum(axis=1) / ledger.minor_units).tolist()})


def customer_months(ledger: Ledger, months: Sequence[str]) -> pd.DataFrame:
    """List the margin of each customer by month.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.
    months : sequence of str
        Months as ISO dates.

    Returns
    -------
    DataFrame
        A row a customer, the last what no customer bears, and a column a month, headed by its first day; mean over the
        runs in major units. Columns add up to the margins of the months to the cent.
    """
    common = ledger.months[:, :, [STATEMENT.index(line) for line in COMMON]].sum(axis=2)
    cents = mean_cents(np.concatenate([ledger.margins, common[:, np.newaxis]], axis=1).swapaxes(1, 2))
    days = map(date.fromisoformat, months)
    columns = {day: (row / ledger.minor_units).tolist() for day, row in zip(days, cents, strict=True)}
    return pd.DataFrame({"Customer": names_of(ledger)} | columns)


def _summed(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of months with the sum of each row, as a formula, behind."""
    first, *_, last = frame.columns[1:]
    sums = frame.iloc[:, 1:].sum(axis=1).tolist()
    cells = [
        SheetCell(value, f"=SUM({cell_of(frame, first, row)}:{cell_of(frame, last, row)})")
        for row, value in enumerate(sums)
    ]
    return frame.assign(Total=_objects(cells))


def _calculated(frame: pd.DataFrame, column: str, more: Sequence[str], less: Sequence[str] = ()) -> pd.DataFrame:
    """A table in which a column follows from others of its row by a formula; values stay."""
    parts = [("+", name) for name in more] + [("-", name) for name in less]

    def formula(row: int) -> str:
        return "=" + "".join(f"{sign}{cell_of(frame, name, row)}" for sign, name in parts).removeprefix("+")

    cells = [SheetCell(value, formula(row)) for row, value in enumerate(frame[column])]
    return frame.assign(**{column: _objects(cells)})


def _objects(cells: Sequence[SheetCell]) -> npt.NDArray[np.object_]:
    """Cells as a column of a frame."""
    return np.array(list(cells), dtype=object)


def _lines(frame: pd.DataFrame) -> list[str]:
    """Lines of the books that a table has."""
    return [label for label in LABELS.values() if label in frame]


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(Month=[date.fromisoformat(month) for month in frame["Month"]])


def _sheet(frame: pd.DataFrame, total: str | None, currency: str) -> Worksheet:
    """A table whose columns of money are cents, with a last row of totals."""
    kinds: dict[str, Kind] = {str(name): PLAIN.get(str(name), "cents") for name in frame.columns}
    added = [name for name, kind in kinds.items() if kind not in ("text", "date") and name not in NO_TOTAL]
    return Worksheet(frame, kinds, dict.fromkeys(added, total) if total else {}, currency)  # type: ignore[arg-type]


def _trust(marks: Sequence[TrustMark]) -> pd.DataFrame:
    rows = [(mark.label, str(mark.colour), mark.reason) for mark in marks if mark.outcome in TRUSTED]
    return pd.DataFrame(rows, columns=["Outcome", "Back-test", "Because of"])


def _summary(ledger: Ledger, customers: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Each line's total as a formula over the customers, and the margin's range over the runs."""
    cents = mean_cents(ledger.lines).sum(axis=0)
    rows: list[tuple[str, SheetCell]] = []
    for place, line in enumerate(STATEMENT):
        if LABELS[line] in customers:
            formula = f"=SUM({range_of(CUSTOMERS, customers, LABELS[line])})"
            rows.append((LABELS[line], SheetCell(int(cents[place]) / ledger.minor_units, formula, "cents")))
    rows.append(("Margin", SheetCell(int(cents.sum()) / ledger.minor_units, f"=SUM(B2:B{len(rows) + 1})", "cents")))
    margins, data = ledger.margin / ledger.minor_units, range_of(RUNS, runs, "Margin")
    rows.append(("Margin, worst run", SheetCell(float(margins.min()), f"=MIN({data})", "cents")))
    rows.append(("Margin, median run", SheetCell(median(margins), f"=MEDIAN({data})", "cents")))
    rows.append(("Margin, best run", SheetCell(float(margins.max()), f"=MAX({data})", "cents")))
    rows.append(("Runs", SheetCell(len(ledger.runs), f"=COUNT({data})", "whole")))
    return pd.DataFrame(rows, columns=["Line", "Mean over the runs"])
