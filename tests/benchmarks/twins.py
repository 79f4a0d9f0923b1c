"""Whether files of one invented world are read as it was: ``python -m tests.benchmarks.twins FOLDER [--seeds 1-50]``.

The folder holds ``make_twins.py``, which invents a business from a seed and writes it in twenty files, with the traps
of real exports. It is run from a copy; its variables are the truth that tables are compared with, cell by cell, and
each trap has a sentence by which the account of the import must name it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import runpy
import shutil
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from sim.importing.read import read
from tests.benchmarks.twin_truths import TRUTHS

__all__ = ["Outcome", "main", "of_seed", "traps_of"]

SCRIPT = "make_twins.py"
BOM = ("byte-order mark", "utf-8-sig by its byte-order mark")
DAY_FIRST = ("day before month", "day first, by [0-9,]+ cells")
MONTH_FIRST = ("month before day", "month first, by [0-9,]+ cells")
SEMICOLON = ("semicolons", "separated by semicolons")
CUSTOMER = ("customer is the requester", "which column names the customer")
PREAMBLE = ("lines above the header", "rows?: preamble")
FRESHDESK = (
    DAY_FIRST,
    ("the provider as company", "tags, as company name is one and the same"),
    ("0:00:00 for no answer", "is 0 in [0-9,]+ rows without a first response"),
)
INTERACTIONS = (SEMICOLON, DAY_FIRST, CUSTOMER, ("a row an interaction", "rows of one id and opening are one"))
TRAPS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "zendesk.csv": (BOM, ("response in minutes", "the opening and first reply time in minutes")),
    "jira.csv": (
        BOM,
        ("headers that repeat", "columns that stand more than once.*: labels, watchers, log work, comment"),
        ("line breaks in cells", "cells of several lines: summary"),
        ("twelve-hour clock", "twelve-hour clock: created, resolved"),
        ("time that was left", "is the time that was left"),
    ),
    "jira_es.csv": (
        ("names of months", "months by name: creada, resuelta"),
        ("twelve-hour clock", "twelve-hour clock: creada, resuelta"),
    ),
    "glpi_pt.csv": (
        BOM,
        SEMICOLON,
        DAY_FIRST,
        ("ids with a space", "spaces that part thousands are left out of ids: ID"),
    ),
    "helpdesk_cp850.csv": (("code page 850", "cp850"), *INTERACTIONS),
    "helpdesk_cp1252.csv": (("code page 1252", "cp1252"), *INTERACTIONS),
    "freshdesk_spreadsheetml.xls": (("XML named .xls", "spreadsheetml"), *FRESHDESK),
    "freshdesk_pivots.xlsx": (("sheets of pivots", "sheet graphs: not read(.|\n)*sheet top 5: not read"), *FRESHDESK),
    "servicenow_audit.csv": (
        DAY_FIRST,
        CUSTOMER,
        ("? for missing", r"taken for missing: \? in resolved_at, closed_at"),
        ("many rows an incident", "rows of one id and opening are one"),
        ("closed by the system", "closed 120 hours after being resolved"),
    ),
    "salesforce_cases.csv": (DAY_FIRST, ("milestones", "are those of a milestone: of the response in")),
    "salesforce_workitems_mixed_order.csv": (
        ("order of dates changes", "both orders occur"),
        ("time of day apart", "accept time gives the time of day of accept date"),
    ),
    "roster_wide.csv": (BOM, ("days as columns", "days of the header")),
    "pbx_all.csv": (BOM, SEMICOLON, PREAMBLE, ("legs of a call", "legs are one call")),
    "pbx_all.csv pbx_overlap.csv": (("files that overlap", "rows of contacts stood in several sheets"),),
    "receivables_plain.csv": (MONTH_FIRST,),
    "invoices_mixed_dates.csv": (
        ("dates in four forms", "both orders occur"),
        ("rows that repeat", "6 rows: duplicate"),
    ),
    "xero_lines.csv": (("lines of an invoice", "rows are lines of an invoice"),),
    "quickbooks_ageing.csv": (
        MONTH_FIRST,
        PREAMBLE,
        ("headings of buckets", "4 rows: group"),
        ("sums of buckets", "4 rows: subtotal"),
        ("grand total", "is the sum of the rows"),
    ),
    "sap_open_items.xlsx": (PREAMBLE, ("unapplied cash", "3 payments that are applied to no invoice: 600.00")),
    "customers.csv": (("fee a year", "a twelfth of arr_value"),),
    "customers.csv receivables_plain.csv": (("other spellings of a customer", "one customer, "),),
}
"""By files that are read together: name of a trap, and the pattern of a line that tells of it."""


@dataclass
class Outcome:
    """Files of one or several seeds against their truth."""

    cells: Counter[str] = field(default_factory=Counter)
    unequal: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    """By file, up to three cells that differ."""
    silent: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Seeds in which a trap was not told of, by file and trap."""
    lost: Counter[str] = field(default_factory=Counter)
    """Rows that no reason accounts for, by file."""

    def add(self, other: Outcome) -> None:
        """Take in another."""
        for name in ("cells", "unequal", "silent", "lost"):
            getattr(self, name).update(getattr(other, name))
        for files, lines in other.examples.items():
            self.examples[files] = [*self.examples.get(files, []), *lines][:3]


def traps_of(lines: str, files: str) -> list[str]:
    """Names of traps of which no line tells."""
    return [name for name, pattern in TRAPS[files] if not re.search(pattern, lines, re.I)]


def of_seed(script: Path, seed: int) -> Outcome:
    """Invent a world, write it, read each file, and compare."""
    result = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(script, Path(folder) / SCRIPT))
        world = _run(copy, seed)
        for files in TRAPS:
            paths = [copy.parent / "twins" / name for name in files.split(" ")]
            imported = read(paths)
            lines = "\n".join(imported.report.texts())
            for name in traps_of(lines, files):
                result.silent[files, name] += 1
            result.lost[files] += sum(abs(sheet.rows - sum(sheet.counts.values())) for sheet in imported.report.sheets)
            for table, truth in TRUTHS[files](world).items():
                _compare(result, f"seed {seed}, {files}", imported.tables[table].to_pandas(), truth)
    return result


def _run(script: Path, seed: int) -> dict[str, Any]:
    """Variables of the script after it has run; what it prints is of no use here."""
    before, sys.argv = sys.argv, [str(script), str(seed)]
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return runpy.run_path(str(script))
    finally:
        sys.argv = before


def _compare(result: Outcome, place: str, table: pd.DataFrame, truth: pd.DataFrame) -> None:
    """Count cells of the truth, and those that the table does not have; a row too many counts as a row of cells."""
    files = place.partition(", ")[2]
    keys = list(truth.index.names)
    rows_by_key = table.astype(dict.fromkeys(keys, "str")).set_index(keys)
    copies = rows_by_key.index.duplicated()
    extra = int(copies.sum()) + len(rows_by_key.index[~copies].difference(truth.index))
    rows = rows_by_key[~copies].reindex(truth.index)
    result.cells[files] += truth.size
    result.unequal[files] += extra * truth.shape[1]
    for column in truth.columns:
        expected, values = truth[column].astype(object), rows[column].astype(object)
        differs = (expected != values) & ~(expected.isna() & values.isna())
        result.unequal[files] += int(differs.sum())
        for key in truth.index[differs][:1]:
            shown = f"{place}: {column} of {key} is {values[key]}, not {expected[key]}"
            result.examples.setdefault(files, []).append(shown)


def main() -> int:
    """Print cells, unequal ones and silent traps by file.

    Returns
    -------
    int
        1 where a cell differs, a trap is not told of, or a row is not accounted for.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", default="1-50", help="first and last")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    total = Outcome()
    with ProcessPoolExecutor(options.workers) as pool:
        for outcome in pool.map(partial(of_seed, options.folder / SCRIPT), seeds):
            total.add(outcome)
    table = Table("Files", "Cells", "Unequal", "Traps told of", "Rows lost", title=f"{len(seeds)} seeds")
    for files, traps in TRAPS.items():
        named = len(traps) * len(seeds) - sum(total.silent[files, name] for name, _ in traps)
        counts = (total.cells[files], total.unequal[files], f"{named:,} of {len(traps) * len(seeds):,}")
        table.add_row(
            files, *(f"{count:,}" if isinstance(count, int) else count for count in counts), str(total.lost[files])
        )
    console = Console()
    console.print(table)
    for (files, name), count in sorted(total.silent.items()):
        console.print(f"{files}: {name}: not told of in {count} of {len(seeds)} seeds")
    for lines in total.examples.values():
        console.print(*lines, sep="\n")
    return int(bool(total.unequal.total() or total.silent.total() or total.lost.total()))


if __name__ == "__main__":
    raise SystemExit(main())
