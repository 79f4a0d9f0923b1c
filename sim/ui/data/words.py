"""Words of categories without a meaning: what each stands for, by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from sim.importing.catalogue import dialects, kinds, meanings
from sim.importing.report import ColumnReport, SheetReport
from sim.importing.wording import folded
from sim.ui.data.session import MAPPING, draw_again
from sim.ui.text import say

__all__ = ["word_tables"]

MEANING = 2
"""Place of the column that is edited."""


def word_tables(sheets: Sequence[SheetReport]) -> None:
    """Draws, for each sheet with words that nobody knows, a table a column, and the button that takes them over."""
    for sheet in _alike(sheets):
        columns = list(_unknown(sheet))
        if not columns or not sheet.headers:
            continue
        with st.container(border=True, key=f"data-words-{sheet.headers}"):
            st.markdown(say("data.words", file=sheet.file, sheet=f" ({sheet.sheet})" if sheet.sheet else ""))
            for column, options in columns:
                st.caption(say("data.words_of", column=column.header, field=column.target))
                frame = _frame(column)
                headings = list(frame.columns)
                config = {headings[MEANING]: st.column_config.SelectboxColumn(options=options)}
                key = _key(sheet, column)
                st.data_editor(frame, key=key, hide_index=True, disabled=headings[:MEANING], column_config=config)
            st.button(say("data.words_read"), key=f"read-words-{sheet.headers}", on_click=_take, args=(sheet,))


def _alike(sheets: Sequence[SheetReport]) -> Iterator[SheetReport]:
    """The first sheet of each kind and set of headers, with the words of all: one mapping gives them their meanings."""
    groups: dict[tuple[str, str], list[SheetReport]] = {}
    for sheet in sheets:
        groups.setdefault((sheet.kind, sheet.headers), []).append(sheet)
    for group in groups.values():
        words: dict[str, Counter[str]] = {}
        for column in (column for sheet in group for column in sheet.columns):
            words.setdefault(column.header, Counter()).update(column.unmapped)
        columns = [replace(column, unmapped=dict(words[column.header])) for column in group[0].columns]
        yield replace(group[0], columns=columns)


def _unknown(sheet: SheetReport) -> Iterator[tuple[ColumnReport, list[str]]]:
    """Columns of a sheet with words without a meaning, and the meanings that there are."""
    fields = kinds()[sheet.kind].fields
    for column in sheet.columns:
        section = fields[column.target].values if column.target in fields else ""
        if column.unmapped and section:
            yield column, list(dict.fromkeys(meanings(section).values()))


def _frame(column: ColumnReport) -> pd.DataFrame:
    rows = [(word, rows, None) for word, rows in column.unmapped.items()]
    return pd.DataFrame(rows, columns=say("data.word_columns").split("|")).astype({say("data.word_meaning"): "object"})


def _key(sheet: SheetReport, column: ColumnReport) -> str:
    return f"words-{sheet.headers}-{column.target}"


def _take(sheet: SheetReport) -> None:
    """Adds meanings to the mapping of a sheet, or makes it one that reads its columns as they are read now."""
    state = st.session_state
    values: dict[str, dict[str, str]] = {}
    for column, options in _unknown(sheet):
        words = list(column.unmapped)
        for row, edits in state[_key(sheet, column)].get("edited_rows", {}).items():
            meaning = edits.get(say("data.word_meaning"))
            if meaning in options:
                values.setdefault(column.target, {})[folded(words[int(row)])] = meaning
    if not values:
        return
    before: dict[str, Any] = state.get(MAPPING, {}).get(sheet.headers) or _as_read(sheet)
    meanings: dict[str, dict[str, str]] = before.get("values", {})
    merged = meanings | {field: meanings.get(field, {}) | words for field, words in values.items()}
    state[MAPPING] = {**state.get(MAPPING, {}), sheet.headers: before | {"values": merged}}
    draw_again()


def _as_read(sheet: SheetReport) -> dict[str, Any]:
    columns = {column.target: column.header for column in sheet.columns if column.target}
    entry: dict[str, Any] = {"headers": sheet.headers, "kind": sheet.kind, "columns": columns}
    dialect = dialects().get(sheet.dialect)
    if dialect is not None:
        entry |= {"dialect": dialect.name, "layout": str(dialect.rules.get("layout", "list"))}
    return entry
