"""A figure on a page, and under it the same as a table that can be taken away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sim.report.charts import Picture
from sim.report.tables import to_csv
from sim.ui.text import say

__all__ = ["picture", "table"]

CHART_SETTINGS = {"displayModeBar": False, "responsive": True}


def picture(shown: Picture, key: str, numbers: pd.DataFrame) -> None:
    """Draws a figure, and under it its table.

    Parameters
    ----------
    shown : Picture
        The figure, and its finding for those who cannot see it.
    key : str
        Names the widgets; what stands before its first hyphen names the file.
    numbers : DataFrame
        The same as a table.
    """
    st.plotly_chart(shown.figure, key=key, config=CHART_SETTINGS, alt=shown.finding)
    table(numbers, key)


def table(numbers: pd.DataFrame, key: str, *, folded: bool = True) -> None:
    """Draws a table that can be taken away as CSV; folded under what it is the table of, or open where it stands alone.

    Parameters
    ----------
    numbers : DataFrame
        The table.
    key : str
        As of the figure.
    folded : bool
        Whether it is opened by a click.
    """
    with st.expander(say("pictures.table")) if folded else st.container():
        st.dataframe(numbers, hide_index=True)
        name = key.split("-", 1)[0]
        st.download_button(
            say("pictures.csv"),
            lambda: to_csv(numbers),
            f"saydo-{name}.csv",
            "text/csv",
            key=f"csv-{key}",
            on_click="ignore",
        )
