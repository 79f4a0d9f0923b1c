"""A figure on a page, and under it the same as a table that can be taken away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from pandas.io.formats.style import Styler

from sim.report.charts import Picture
from sim.report.format.table import Table, to_csv, to_frame
from sim.report.format.words import decimal
from sim.ui.text import as_markdown, say

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["picture", "prose", "table"]

MOST_PLACES = 4
LONGEST = 1_500
"""Characters to which a sentence of a table is cut."""
NOTHING = "–"
CHART_SETTINGS = {"displayModeBar": False, "responsive": True}


def picture(
    chart: Picture, key: str, frame: Table | pd.DataFrame, *, on_pick: Callable[[], None] | None = None
) -> None:
    """Draws a figure with its finding for those who cannot see it, and its table folded away under it.

    Parameters
    ----------
    chart : Picture
        The figure.
    key : str
        Of the widgets; what stands before its first hyphen names the file.
    frame : Table or DataFrame
        The same numbers.
    on_pick : callable, optional
        Called when the reader picks marks of the figure, which then stand in the session's state under ``key``.
    """
    st.plotly_chart(
        chart.figure,
        key=key,
        config=CHART_SETTINGS,
        alt=chart.finding,
        on_select=on_pick or "ignore",
        selection_mode="points",
    )
    table(frame, key, folded=True)


def table(rows: Table | pd.DataFrame, key: str, *, folded: bool = False) -> None:
    """Draws a table that can be taken away as CSV; folded where it stands under what it is the table of.

    One that is folded is made when its reader opens it, and stays open while its numbers change.
    """
    if not folded:
        _table(rows, key)
        return
    name = f"table-{key.partition('-')[0]}"
    with st.expander(say("pictures.table"), key=name, on_change="rerun") as box:
        if box.open:
            _table(rows, key)


def _table(rows: Table | pd.DataFrame, key: str) -> None:
    frame = to_frame(rows) if isinstance(rows, Table) else rows
    st.dataframe(_readable(frame), hide_index=True, placeholder=NOTHING)
    for note in rows.notes if isinstance(rows, Table) else ():
        st.caption(as_markdown(note))
    _download(frame, key)


def prose(frame: pd.DataFrame, key: str) -> None:
    """Draws a table of sentences, whose lines wrap, headed by its first column; it can be taken away as CSV."""
    st.table(frame.set_index(frame.columns[0]).map(partial(as_markdown, most=LONGEST)))
    _download(frame, key)


def _download(frame: pd.DataFrame, key: str) -> None:
    name = f"saydo-{key.split('-', 1)[0]}.csv"
    st.download_button(
        say("pictures.csv"), lambda: to_csv(frame), name, "text/csv", key=f"csv-{key}", on_click="ignore"
    )


def _readable(frame: pd.DataFrame) -> Styler:
    """The table with numbers as people write them: each column to as many places as it has, thousands set off."""
    steps = {name: _step(frame[name]) for name in frame.select_dtypes("number").columns}
    return frame.style.format({name: partial(decimal, step=step) for name, step in steps.items()}, na_rep=NOTHING)


def _step(column: pd.Series[float]) -> float:
    """The value of the last place that a column's numbers have."""
    values = column.dropna().to_numpy(np.float64)
    exact = (n for n in range(MOST_PLACES) if np.allclose(values, values.round(n), rtol=0, atol=1e-9))
    return float(10.0 ** -next(exact, MOST_PLACES))
