"""Can I trust it? How the model works, and what stands behind each number."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd
import streamlit as st

import sim
from sim.errors import SaydoError
from sim.metrics.catalogue import CATALOGUE
from sim.report.tables import to_csv
from sim.scenario.sheet import assumption_sheet
from sim.ui.stories import story, story_names, title_of
from sim.ui.text import as_markdown

__all__ = ["show"]

TAGS = {"M": "measured", "F": "found in a published source", "R": "recalled from the literature", "A": "assumed"}
BETTER = {"up": "more", "down": "less", "neutral": "neither"}


def show() -> None:
    """Draws the page."""
    st.header("Can I trust it?", anchor=False)
    assumptions, outcomes, model = st.tabs(["Assumptions", "Outcomes", "How the model works"])
    with assumptions:
        _assumptions()
    with outcomes:
        st.dataframe(outcome_frame(), hide_index=True)
    with model:
        st.markdown(files("sim").joinpath("model.md").read_text(encoding="utf-8"))
    st.caption(f"Saydo {sim.__version__}")


def outcome_frame() -> pd.DataFrame:
    """Every outcome with its unit, its better way and its definition."""
    rows = [(each.label, each.unit, BETTER[each.better], each.definition) for each in CATALOGUE.values()]
    return pd.DataFrame(rows, columns=["Outcome", "Unit", "Better is", "Definition"])


def _assumptions() -> None:
    name = st.selectbox("Story", story_names(), key="sheet_story", format_func=title_of, persist_state="session")
    try:
        rows = assumption_sheet(story(name))
    except SaydoError as problem:
        st.error(as_markdown(str(problem)))
        return
    tags = st.pills(
        "Evidence", list(TAGS), selection_mode="multi", format_func=TAGS.__getitem__, key="sheet_tags",
        help="Show only the numbers with this evidence; nothing picked shows all.",
    )  # fmt: skip
    frame = pd.DataFrame(
        [
            (row.path, row.about, _number(row.value), row.unit, TAGS[row.tag], row.source, row.role)
            for row in rows
            if not tags or row.tag in tags
        ],
        columns=["Path", "What", "Value", "Unit", "Evidence", "Source", "Role"],
    )
    assumed = sum(row.tag == "A" for row in rows)
    st.caption(f"{len(rows)} numbers, {assumed} of them assumed. An assumption is not a fact: change it and see.")
    st.dataframe(frame, hide_index=True, height=520)
    st.download_button(
        "Download as CSV", lambda: to_csv(frame), f"saydo-{name}-assumptions.csv", "text/csv", on_click="ignore"
    )


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
