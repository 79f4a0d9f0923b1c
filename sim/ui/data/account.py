"""The account of files: one card a sheet, rows by what became of them, columns, decisions and warnings."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pandas as pd
import streamlit as st

from sim.importing.report import Report, SheetReport
from sim.report.format.reader_locale import day_of
from sim.report.format.table import guarded
from sim.ui.text import as_markdown, say

__all__ = ["account", "dropped_frame"]

SILENT = frozenset({"item", "header", "blank"})
"""Kinds of rows that nobody misses."""
CLOCKED = frozenset({"tickets", "calls", "chats", "work", "events", "presence", "queue_log"})
"""Kinds whose rows have times of day."""
MOST_LINES = 12


def account(report: Report) -> None:
    """Draws a card for each sheet, and what concerns all of them."""
    st.subheader(say("data.account"), anchor=False)
    sheets = Counter([sheet.file for sheet in report.sheets] + [item.file for item in report.unrecognised])
    for number, sheet in enumerate(report.sheets):
        with st.container(border=True, key=f"data-card-{number}"):
            _card(sheet, sheets[sheet.file])
    for item in report.unrecognised:
        st.warning(say("data.not_read", file=item.file, sheet=_sheet(item.sheet), reason=item.reason))
    _of_all(report)


def dropped_frame(report: Report) -> pd.DataFrame:
    """Rows that were not used: a line for each reason in each sheet, with numbers of up to five such rows."""
    rows = [
        tuple(guarded(cell) for cell in (sheet.file, sheet.sheet, kind, count, _numbers(sheet, kind)))
        for sheet in report.sheets
        for kind, count in sheet.counts.items()
        if kind not in SILENT
    ]
    return pd.DataFrame(rows, columns=say("data.dropped_columns").split("|"))


def _card(sheet: SheetReport, count: int) -> None:
    used = sheet.counts.get("item", 0)
    of = say("data.of_sheets", sheet=sheet.sheet, count=count) if sheet.sheet else ""
    days = tuple(day_of(date.fromisoformat(day)) for day in sheet.period if day)
    period = say("data.period", first=days[0], last=days[1]) if len(days) == 2 else ""
    clock = (
        say("data.zone", zone=sheet.zone)
        if sheet.zone
        else say("data.local")
        if period and sheet.kind in CLOCKED
        else ""
    )
    st.markdown(say("data.card", title=sheet.title, rows=f"{used:,}") + of + period + clock)
    dropped = sum(number for kind, number in sheet.counts.items() if kind not in SILENT)
    st.caption(say("data.card_rows", file=sheet.file, rows=f"{sheet.rows:,}", used=f"{used:,}", dropped=f"{dropped:,}"))
    for warning in sheet.warnings:
        st.warning(as_markdown(warning))
    if dropped:
        frame = [(kind, number, _numbers(sheet, kind)) for kind, number in sheet.counts.items()]
        st.dataframe(pd.DataFrame(frame, columns=say("data.kind_columns").split("|")), hide_index=True)
    with st.expander(say("data.columns", read=sum(bool(c.target) for c in sheet.columns), count=len(sheet.columns))):
        st.dataframe(_columns(sheet), hide_index=True)
    if sheet.notes:
        with st.expander(say("data.decided", count=len(sheet.notes))):
            _lines(sheet.notes)


def _columns(sheet: SheetReport) -> pd.DataFrame:
    rows = [
        (
            column.header,
            column.target,
            say(f"data.sure_{column.sure}") if column.sure else "",
            round(100 * column.filled),
            column.unread,
            ", ".join(f"{word} ({rows:,})" for word, rows in column.unmapped.items()),
        )
        for column in sheet.columns
        if column.header
    ]
    return pd.DataFrame(rows, columns=say("data.column_columns").split("|"))


def _of_all(report: Report) -> None:
    names = report.names
    lines = [say("data.assumed", text=text) for text in report.assumed]
    lines += [say("data.repeated", table=table, count=count) for table, count in report.repeated.items()]
    lines += [say("data.joined", name=best, others="; ".join(others)) for best, others in names.joined.items()]
    lines += [
        say("data.alike", name=item.name, others=", ".join(name for name, _ in item.candidates))
        for item in names.suggestions
    ]
    if names.unmatched:
        lines.append(say("data.unmatched", count=names.unmatched))
    if lines:
        with st.expander(say("data.concerns", count=len(lines)), expanded=True):
            st.markdown("\n".join(f"- {line}" for line in lines[: 2 * MOST_LINES]))


def _lines(texts: list[str]) -> None:
    st.markdown("\n".join(f"- {as_markdown(text)}" for text in texts[:MOST_LINES]))


def _numbers(sheet: SheetReport, kind: str) -> str:
    return ", ".join(str(row) for row in sheet.examples.get(kind, []))


def _sheet(title: str) -> str:
    return f" ({title})" if title else ""
