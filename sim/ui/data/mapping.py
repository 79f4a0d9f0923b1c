"""Sheets that were not recognised: what they are, and which column is which field, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from sim.importing.catalogue import Kind, kinds
from sim.importing.preview import ColumnPreview, columns_of, likely_field
from sim.importing.report import Unrecognised
from sim.ui.data.session import MAPPING, draw_again
from sim.ui.text import as_markdown, say, tell

__all__ = ["mapping_tables"]

PROBLEMS = "data_mapping_problems"
IGNORED = "ignore"
FIELD = 1
"""Place of the column that is edited."""


def mapping_tables(sheets: Sequence[Unrecognised], files: Sequence[tuple[str, bytes]]) -> None:
    """Draws a table for each sheet that could be mapped, and the mappings that hold."""
    mappings: dict[str, dict[str, Any]] = st.session_state.get(MAPPING, {})
    for mark, entry in mappings.items():
        words, button = st.columns([5, 1], vertical_alignment="center")
        words.caption(
            say("data.mapped", kind=kinds()[entry["kind"]].title, columns=", ".join(entry["columns"].values()))
        )
        button.button(say("data.unmap"), key=f"unmap-{mark}", on_click=_forget, args=(mark,), width="stretch")
    alike = {item.fingerprint: item for item in reversed(sheets) if item.headers}  # one mapping reads them all
    for item in (item for item in sheets if item.headers):
        if item.fingerprint not in mappings and alike[item.fingerprint] is item:
            with st.container(border=True, key=f"data-map-{item.fingerprint}"):
                _table(item, columns_of(files, item.fingerprint))


def _table(item: Unrecognised, columns: list[ColumnPreview]) -> None:
    mark = item.fingerprint
    st.markdown(say("data.unknown", file=item.file, sheet=f" ({item.sheet})" if item.sheet else "", rows=item.rows))
    every = sorted(kinds())
    name = st.selectbox(
        say("data.kind"), every, index=None, key=f"kind-{mark}", format_func=_title, placeholder=say("data.kind_none")
    )
    if name is None or not columns:
        return
    kind = kinds()[name]
    needs = "; ".join(_either(group) for group in kind.needs)
    st.caption(say("data.needs", needs=needs))
    frame = _frame(columns, kind)
    headings = list(frame.columns)
    config = {headings[FIELD]: st.column_config.SelectboxColumn(options=[IGNORED, *kind.fields], required=True)}
    st.data_editor(
        frame, key=f"map-{mark}-{name}", hide_index=True, disabled=headings[:-1], column_config=config, num_rows="fixed"
    )
    st.button(say("data.map"), key=f"read-{mark}", type="primary", on_click=_map, args=(mark, kind, columns))
    if problem := st.session_state.get(PROBLEMS, {}).get(mark):
        st.error(as_markdown(problem))


def _either(names: Sequence[str]) -> str:
    return f" {tell('data.or')} ".join(names)


def _title(name: str) -> str:
    return kinds()[name].title


def _frame(columns: list[ColumnPreview], kind: Kind) -> pd.DataFrame:
    """Name, the field proposed, three values and share filled; each field once."""
    rows = []
    taken: set[str] = set()
    for column in columns:
        target = likely_field(column.header, kind)
        target = IGNORED if target in taken or not target else target
        taken.add(target)
        values = [*column.values, "", "", ""][:3]
        rows.append((column.header, target, *values, round(100 * column.filled)))
    return pd.DataFrame(rows, columns=say("data.map_columns").split("|"))


def _map(mark: str, kind: Kind, columns: list[ColumnPreview]) -> None:
    """Takes the table over, where each field is named once and what the kind needs is there."""
    state, frame = st.session_state, _frame(columns, kind)
    target = frame.columns[FIELD]
    targets = list(frame[target])
    for row, edits in state[f"map-{mark}-{kind.name}"].get("edited_rows", {}).items():
        targets[int(row)] = str(edits.get(target, targets[int(row)]))
    fields = [field for field in targets if field != IGNORED]
    problem = next((tell("data.twice", field=field) for field in fields if fields.count(field) > 1), "")
    unknown = [field for field in fields if field not in kind.fields]
    missing = [group for group in kind.needs if not set(group) & set(fields)]
    if missing or unknown:
        problem = tell("data.missing", needs=_either(missing[0] if missing else tuple(kind.fields)))
    state[PROBLEMS] = {mark: problem}
    draw_again()
    if not problem:
        named = {field: column.header for field, column in zip(targets, columns, strict=True) if field != IGNORED}
        entry = {"headers": mark, "kind": kind.name, "columns": named}
        state[MAPPING] = {**state.get(MAPPING, {}), mark: entry}


def _forget(mark: str) -> None:
    st.session_state[MAPPING] = {key: entry for key, entry in st.session_state.get(MAPPING, {}).items() if key != mark}
    draw_again()
