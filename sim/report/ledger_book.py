"""The ledger as a workbook for finance: every total a formula, and equal to what the page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.metrics.quantiles import median
from sim.questions.ledger import STATEMENT, Ledger, mean_cents
from sim.report.format.workbook import Kind, SheetCell, Worksheet, range_of, workbook
from sim.report.ledger import FLOW_LABELS, LABELS, ageing_table, customers_table, months_table
from sim.report.ledger_charges import charges_table

__all__ = ["ledger_workbook", "runs_table"]

CUSTOMERS, RUNS = "Customers", "Runs"
PLAIN: dict[str, Kind] = {
    "Customer": "text",
    "Customers": "number",
    "Hours of people": "number",
    "Disputes": "number",
    "Month": "text",
    "Run": "whole",
    "DSO, median days": "number",
    "Margin, nine tenths of the runs": "text",
}
NO_TOTAL = ("Revenue per hour", "Opening", "Closing", "Run", "DSO, median days")


def ledger_workbook(ledger: Ledger, months: Sequence[str], currency: str, provenance: Mapping[str, object]) -> bytes:
    """Summary, customers, charges by name where there are any, months, ageing, runs and provenance as XLSX.

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
    """
    customers, by_month = customers_table(ledger, currency), months_table(ledger, months)
    runs, ageing, charges = runs_table(ledger), ageing_table(ledger, months), charges_table(ledger)
    sheets = {
        "Summary": Worksheet(_summary(ledger, customers, runs), {"Line": "text"}, currency=currency),
        CUSTOMERS: _sheet(customers, "SUM", currency),
        **({} if charges.empty else {"Charges": _sheet(charges, "SUM", currency)}),
        "Months": _sheet(by_month, "SUM", currency),
        "Ageing": _sheet(ageing, None, currency),
        RUNS: _sheet(runs, "AVERAGE", currency),
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
    table |= {
        label: (ledger.flows[name].sum(axis=1) / ledger.minor_units).tolist() for name, label in FLOW_LABELS.items()
    }
    return pd.DataFrame(table | {"Open at the end": (ledger.open[:, :, -1].sum(axis=1) / ledger.minor_units).tolist()})


def _sheet(frame: pd.DataFrame, total: str | None, currency: str) -> Worksheet:
    """A table whose columns of money are cents, with a last row of totals."""
    kinds: dict[str, Kind] = {name: PLAIN.get(name, "cents") for name in frame.columns}
    added = [name for name, kind in kinds.items() if kind != "text" and name not in NO_TOTAL]
    return Worksheet(frame, kinds, dict.fromkeys(added, total) if total else {}, currency)  # type: ignore[arg-type]


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
