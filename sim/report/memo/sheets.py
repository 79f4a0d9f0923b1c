"""The memo as tables: a workbook whose means and differences are formulas over the runs, and the same as CSV."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.metrics.catalogue import describe
from sim.report.format.table import Table, text_table, to_csv, to_frame
from sim.report.format.workbook import Kind, SheetCell, Worksheet, cell_of, range_of, sheet_of, workbook
from sim.report.memo.memo import Memo, Number

__all__ = ["memo_tables", "memo_workbook", "runs_of"]

BASE, TERMS, DIFFERENCE = "baseline", "these terms", "difference"
RUNS = "Runs"
ERROR = 0.05
"""Share of studies in which an interval may miss the truth."""


def memo_workbook(memo: Memo) -> bytes:
    """Write the memo as XLSX: numbers, terms, differences, guardrails, runs, assumptions, provenance.

    Parameters
    ----------
    memo : Memo
        The memo.

    Returns
    -------
    bytes
        The file.
    """
    runs = runs_of(memo)
    kinds = {
        f"{number.label}, {which}": _kind(number) for number in memo.numbers for which in (BASE, TERMS, DIFFERENCE)
    }
    sheets = {
        "Answer": sheet_of(_table([(line,) for line in memo.answer], "Answer")),
        "Numbers": _numbers(memo, runs),
        "Trust": sheet_of(_table(_trust(memo), "Outcome Back-test Reason")),
        "Terms": sheet_of(_table([(plan.plan, *row) for plan in memo.plans for row in plan.rows], "Plan Term Agreed")),
        "Differences": sheet_of(_table(memo.changes, "What Where Before After")),
        "Guardrails": sheet_of(_table(memo.guardrails, "Guardrail Floor Reached Verdict")),
        RUNS: Worksheet(_with_differences(runs), kinds, dict.fromkeys(kinds, "AVERAGE"), memo.view.currency),
        "Assumptions": sheet_of(_table(memo.assumptions, "What Where Value Evidence Source")),
        "Provenance": sheet_of(_provenance(memo)),
    }
    return workbook({name: sheet for name, sheet in sheets.items() if len(sheet.frame)})


def memo_tables(memo: Memo) -> tuple[bytes, bytes, bytes]:
    """Write the memo as CSV.

    Parameters
    ----------
    memo : Memo
        The memo.

    Returns
    -------
    tuple
        Numbers, runs and assumptions.
    """
    trust = {mark.outcome: {"trust": str(mark.colour), "trust_reason": mark.reason} for mark in memo.trust}
    numbers = pd.DataFrame([_fields(number) | trust.get(number.outcome, {}) for number in memo.numbers])
    assumptions = to_frame(_table(memo.assumptions, "What Where Value Evidence Source"))
    return to_csv(numbers), to_csv(runs_of(memo)), to_csv(assumptions)


def runs_of(memo: Memo) -> pd.DataFrame:
    """List the memo's outcomes run by run.

    Parameters
    ----------
    memo : Memo
        The memo.

    Returns
    -------
    DataFrame
        A row a run, empty in both scenarios where one of a pair is not defined.
    """
    view, frames = memo.view, {"Run": np.arange(1.0, memo.view.runs + 1)}
    for number in memo.numbers:
        columns = np.array(view.values[number.outcome])
        columns[:, ~np.isfinite(columns).all(axis=0)] = np.nan
        labels = [f"{number.label}, {which}" for which in (BASE, TERMS)][-len(columns) :]
        frames |= dict(zip(labels, columns, strict=True))
        if len(columns) > 1:
            frames[f"{number.label}, {DIFFERENCE}"] = columns[1] - columns[0]
    return pd.DataFrame(frames)


def _kind(number: Number) -> Kind:
    return "money" if describe(number.outcome).format == "money" else "percent"


def _with_differences(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs with each difference as a formula over its pair."""
    columns: dict[str, list[SheetCell]] = {}
    for heading in runs.columns:
        is_difference = heading.endswith(DIFFERENCE)
        ends = [heading.replace(DIFFERENCE, term) for term in (TERMS, BASE)]
        columns[heading] = [
            SheetCell(value, "=" + "-".join(cell_of(runs, end, row) for end in ends))
            if is_difference and np.isfinite(value)
            else SheetCell(value)
            for row, value in enumerate(runs[heading].tolist())
        ]
    return pd.DataFrame(columns)


def _numbers(memo: Memo, runs: pd.DataFrame) -> Worksheet:
    """Means over the runs, differences and their t intervals, each by formula."""
    columns = ("Outcome", "Baseline", "With these terms", "Difference", "Low", "High", "Verdict")
    place = pd.DataFrame(columns=columns, index=range(len(memo.numbers)))
    rows = [_row(number, runs, place, at) for at, number in enumerate(memo.numbers)]
    frame = pd.DataFrame(rows, columns=columns)
    if not memo.view.rows:
        frame = frame.drop(columns=["Baseline", "Difference", "Low", "High", "Verdict"])
    return Worksheet(frame, currency=memo.view.currency)


def _row(number: Number, runs: pd.DataFrame, place: pd.DataFrame, at: int) -> tuple[SheetCell | str, ...]:
    kind = _kind(number)

    def mean(value: float | None, which: str) -> SheetCell:
        return SheetCell(value, f"=AVERAGE({range_of(RUNS, runs, f'{number.label}, {which}')})", kind)

    if number.mean_difference is None:
        return (number.label, "", mean(number.mean, TERMS), "", "", "", "")
    terms, base, middle = (cell_of(place, name, at) for name in ("With these terms", "Baseline", "Difference"))
    data = range_of(RUNS, runs, f"{number.label}, {DIFFERENCE}")
    half = f"TINV({ERROR},COUNT({data})-1)*STDEV({data})/SQRT(COUNT({data}))"
    return (
        number.label,
        mean(number.base_mean, BASE),
        mean(number.mean, TERMS),
        SheetCell(number.mean_difference, f"={terms}-{base}", kind),
        SheetCell(number.low, f"={middle}-{half}", kind),
        SheetCell(number.high, f"={middle}+{half}", kind),
        number.verdict,
    )


def _trust(memo: Memo) -> list[tuple[str, str, str]]:
    return [(mark.label, str(mark.colour), mark.reason) for mark in memo.trust]


def _fields(row: object) -> dict[str, object]:
    """A row's fields by name."""
    return {name: getattr(row, name) for name in type(row).__dataclass_fields__}  # type: ignore[attr-defined]


def _table(rows: Sequence[object], headings: str) -> Table:
    cells = [row if isinstance(row, tuple) else tuple(map(str, _fields(row).values())) for row in rows]
    return text_table("", headings.split(), cells)


def _provenance(memo: Memo) -> Table:
    rows = [*memo.provenance.items(), ("command", memo.command), ("link", memo.link)]
    return _table([pair for pair in rows if pair[1]], "What Which")
