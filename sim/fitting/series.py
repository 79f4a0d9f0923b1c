"""Series of an import or of a run by week or by day: what a back-test compares, computed by one function for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.fitting.holding import SHORT_SECONDS, at_once_given_up, over_at_once

__all__ = ["SERIES", "WEEK", "lists_calls", "series_of"]

Floats = NDArray[np.float64]
WEEK = 7
QUEUED_SECONDS = SHORT_SECONDS
"""A call that waited longer was queued: systems note some seconds for a call that rang at a free person."""
FEWEST = 5
"""A period with fewer rows has no share and no median."""
CONTACT_COLUMNS = ["opened", "channel", "first_response", "resolved", "outcome", "wait_s", "response_kept", "robot"]
INVOICE_COLUMNS = ["issued", "due", "paid_at", "disputed", "as_of"]


def _count(rows: pd.DataFrame) -> float:
    return float((~over_at_once(rows)).sum())


def _response_hours(rows: pd.DataFrame) -> float:
    return _median_hours(rows["responded"] - rows["opened"])


def _resolution_hours(rows: pd.DataFrame) -> float:
    return _median_hours(rows["resolved"] - rows["opened"])


def _median_hours(spans: pd.Series) -> float:
    hours = spans.dropna().dt.total_seconds() / 3600
    return float(hours.median()) if len(hours) >= FEWEST else float("nan")


def _kept(rows: pd.DataFrame) -> float:
    return _share(rows["response_kept"].dropna())


def _calls(rows: pd.DataFrame) -> pd.DataFrame:
    """Calls with a wait."""
    return rows[(rows["channel"] == "phone") & rows["wait_s"].notna()]


def _queued(rows: pd.DataFrame) -> float:
    return _share(_calls(rows)["wait_s"] > QUEUED_SECONDS)


def _wait_seconds(rows: pd.DataFrame) -> float:
    waits = _calls(rows)["wait_s"]
    queued = waits[waits > QUEUED_SECONDS]
    return float(queued.mean()) if len(queued) >= FEWEST else float("nan")


def _hung_up(rows: pd.DataFrame) -> float:
    return _share(_calls(rows)["outcome"] == "hung_up")


def _disputed(rows: pd.DataFrame) -> float:
    return _share(rows["disputed"].dropna())


def _late(rows: pd.DataFrame, *, disputed: bool) -> float:
    """Share paid after the due date, or unpaid though it has passed."""
    due_rows = rows[rows["due"].notna() & (rows["due"] < rows["as_of"])]
    which = due_rows["disputed"].fillna(value=False).astype(bool)
    due_rows = due_rows[which == disputed]
    return _share(~(due_rows["paid_at"] <= due_rows["due"]))


def _days_late(rows: pd.DataFrame) -> float:
    """Mean of the days that those paid late were late."""
    days = (rows["paid_at"] - rows["due"]).dropna().dt.total_seconds() / 86_400
    days = days[days > 0]
    return float(days.mean()) if len(days) >= FEWEST else float("nan")


def _share(which: pd.Series) -> float:
    return float(which.astype(float).mean()) if len(which) >= FEWEST else float("nan")


SERIES: Mapping[str, tuple[str, Callable[[pd.DataFrame], float]]] = {
    "contacts": ("contacts", _count),
    "first response, median hours": ("contacts", _response_hours),
    "first responses on time": ("contacts", _kept),
    "solution, median hours": ("contacts", _resolution_hours),
    "calls queued": ("contacts", _queued),
    "wait of those queued, seconds": ("contacts", _wait_seconds),
    "calls hung up": ("contacts", _hung_up),
    "invoices disputed": ("invoices", _disputed),
    "undisputed invoices paid late": ("invoices", lambda rows: _late(rows, disputed=False)),
    "disputed invoices paid late": ("invoices", lambda rows: _late(rows, disputed=True)),
    "days late": ("invoices", _days_late),
}
"""By name: the table, and the value of the rows of one period. Contacts count in the period in which they were opened,
invoices in that in which they were issued."""


def series_of(
    tables: Mapping[str, pa.Table], first: pd.Timestamp, periods: int, days: int = WEEK, *, calls: bool = False
) -> dict[str, Floats]:
    """Compute all series.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`, or of `sim.questions.exported.tables_of`.
    first : Timestamp
        Midnight at which the first period begins.
    periods : int
        How many follow each other.
    days : int, optional
        Length of each.
    calls : bool, optional
        Whether calls are listed, so that their response is their wait, a series of its own: its median would compare
        seconds on a menu with none.

    Returns
    -------
    dict of str to array of float, shape (periods,)
        By name as in ``SERIES``; NaN for a period with too few rows.
    """
    parts = {"contacts": _contacts(tables, calls=calls), "invoices": _invoices(tables)}
    by_period = {
        name: {} if rows is None else dict(iter(rows.groupby((rows["at"] - first).dt.days // days)))
        for name, rows in parts.items()
    }
    nothing = {name: rows.iloc[:0] for name, rows in parts.items() if rows is not None}
    return {
        name: np.array([of(by_period[table].get(period, nothing[table])) for period in range(periods)])
        if table in nothing
        else np.full(periods, np.nan)
        for name, (table, of) in SERIES.items()
    }


def lists_calls(tables: Mapping[str, pa.Table]) -> bool:
    """Whether contacts hold a list of calls, in which callers who hung up have rows too.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of an import.

    Returns
    -------
    bool
        False for lists of tickets.
    """
    return "contacts" in tables and bool((tables["contacts"].column("outcome").to_pandas() == "hung_up").any())


def _contacts(tables: Mapping[str, pa.Table], *, calls: bool) -> pd.DataFrame | None:
    """Contacts of people, in the period of their opening; calls that were given up at once are none."""
    if "contacts" not in tables:
        return None
    rows: pd.DataFrame = tables["contacts"].select(CONTACT_COLUMNS).to_pandas()
    robot = rows["robot"].fillna(value=False).astype(bool)
    rows = rows[rows["opened"].notna() & ~robot & (rows["outcome"] != "deflected") & ~at_once_given_up(rows)]
    with_wait = (rows["channel"] == "phone") & rows["wait_s"].notna()
    answered = rows["first_response"].mask(with_wait & calls)
    return rows.assign(at=rows["opened"], responded=answered)


def _invoices(tables: Mapping[str, pa.Table]) -> pd.DataFrame | None:
    if "invoices" not in tables:
        return None
    rows: pd.DataFrame = tables["invoices"].select(INVOICE_COLUMNS).to_pandas()
    rows = rows[rows["issued"].notna()]
    return rows.assign(at=rows["issued"])
