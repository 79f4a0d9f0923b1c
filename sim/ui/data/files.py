"""From files: drop, read, account, questions, mapping, and the folder to take away."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pandas as pd
import streamlit as st

from sim.importing.folder import helpful
from sim.importing.privacy import NAME_MODES
from sim.importing.questions import Question
from sim.report.format.table import to_csv
from sim.ui.asking import POLL_SECONDS
from sim.ui.data.account import account, dropped_frame
from sim.ui.data.fitted import fitted
from sim.ui.data.mapping import mapping_tables
from sim.ui.data.reading import FileReading, Wishes
from sim.ui.data.session import ANSWERS, ASKED, MAPPING, READING, draw_again, forget
from sim.ui.data.words import word_tables
from sim.ui.state import follow
from sim.ui.text import as_markdown, say
from sim.ui.work import be_private

__all__ = ["from_files", "invented_files"]

UPLOADED, INVENTED, NAMES, COUNTRY = "data_files", "data_invented", "data_names", "data_country"
DROPPED, TAKEN, EARLIER = "data_dropped", "data_taken", "data_earlier"
"""Where the session keeps files: of this visit to the page, by their number, and of visits before it."""
TEMPLATES = ("customers.csv", "people.csv", "fees.csv")
FREE = {"time_zone", "holidays"}
"""Subjects of questions to which other answers than those proposed are possible."""


def from_files() -> None:
    """Draws all that is about files."""
    dropped_files = _uploaded()
    if dropped_files:
        st.session_state[INVENTED] = False
    elif st.session_state.get(INVENTED):
        dropped_files = invented_files()
        st.info(say("data.invented_shown"))
        st.button(say("data.invented_away"), on_click=_invent, args=(False,), key="data_invented_away")
    st.radio(say("data.names"), NAME_MODES, key=NAMES, format_func=_name_mode, horizontal=True, persist_state="session")
    st.text_input(
        say("data.country"), key=COUNTRY, help=say("data.country_help"), max_chars=10, persist_state="session"
    )
    if not dropped_files:
        _empty()
        return
    state = st.session_state
    be_private()
    mapping, country = list(state.get(MAPPING, {}).values()), str(state.get(COUNTRY) or "").strip().upper()
    wishes = Wishes(dropped_files, mapping, dict(state.get(ANSWERS, {})), state[NAMES], country)
    reading: FileReading | None = state.get(READING)
    if reading is None or reading.wishes != wishes:
        if reading is not None:
            reading.cancel()
        reading = state[READING] = FileReading(wishes)
    running = reading.state == "running"
    st.fragment(_watched, run_every=POLL_SECONDS if running else None)(reading, running)


def _uploaded() -> tuple[tuple[str, bytes], ...]:
    """Files that were dropped, each taken from its buffer once; those of earlier visits to the page are still there."""
    dropped = st.file_uploader(
        say("data.drop"), accept_multiple_files=True, key=UPLOADED, help=say("data.drop_help"), on_change=_take
    )
    state = st.session_state
    if not dropped and state.get(DROPPED):  # an uploader forgets its files when its page is left
        state[EARLIER] = (*state.get(EARLIER, ()), *state.pop(DROPPED))
        state.pop(TAKEN, None)
    earlier: tuple[tuple[str, bytes], ...] = state.get(EARLIER, ())
    if earlier:
        names = ", ".join(name for name, _ in earlier)
        st.caption(say("data.earlier", names=names))
        st.button(say("data.earlier_away"), on_click=_put_away, key="data_earlier_away")
    current: tuple[tuple[str, bytes], ...] = state.get(DROPPED, ())
    return (*earlier, *current)


def _take() -> None:
    """Takes over what stands in the uploader once its reader adds a file or takes one out."""
    before: dict[str, tuple[str, bytes]] = st.session_state.get(TAKEN, {})
    files = {file.file_id: before.get(file.file_id) or (file.name, file.getvalue()) for file in _standing()}
    st.session_state[TAKEN], st.session_state[DROPPED] = files, tuple(files.values())


def _standing() -> list[Any]:
    return list(st.session_state.get(UPLOADED) or ())


def _put_away() -> None:
    st.session_state.pop(EARLIER, None)


def invented_files() -> tuple[tuple[str, bytes], ...]:
    """The files of the invented firm, each with its name."""
    folder = files("sim.importing").joinpath("invented")
    return tuple(sorted((file.name, file.read_bytes()) for file in folder.iterdir() if file.name.endswith(".csv")))


def _name_mode(mode: str) -> str:
    return say(f"data.names_{mode}")


def _empty() -> None:
    """Files that help, and why; lists to fill in; an invented firm to try."""
    st.subheader(say("data.helps"), anchor=False)
    st.markdown("\n".join(f"{place}. {as_markdown(text)}" for place, text in enumerate(helpful(()), 1)))
    st.button(say("data.try"), type="primary", on_click=_invent, args=(True,), key="data_try")
    st.caption(say("data.try_about"))
    st.subheader(say("data.templates"), anchor=False)
    st.caption(say("data.templates_about"))
    folder = files("sim.importing").joinpath("templates")
    for column, name in zip(st.columns(len(TEMPLATES)), TEMPLATES, strict=True):
        content = folder.joinpath(name).read_bytes()
        column.download_button(
            as_markdown(name), content, name, "text/csv", key=f"template-{name}", on_click="ignore", width="stretch"
        )


def _invent(on: bool) -> None:
    st.session_state[INVENTED] = on
    for key in (ANSWERS, MAPPING, ASKED):
        st.session_state.pop(key, None)


def _watched(reading: FileReading, was_running: bool) -> None:
    """The reading in whichever state it is; the page is drawn again when it ends."""
    follow()
    state = reading.state
    if was_running and state != "running":
        st.rerun()
    if state == "running":
        progress = reading.progress
        file, rows = (progress.file, progress.all_rows) if progress else ("", 0)
        bar, button = st.columns([5, 1], vertical_alignment="center")
        bar.progress(0, text=say("data.progress", file=file, rows=f"{rows:,}"))
        button.button(say("asking.cancel"), key="data_cancel", on_click=reading.cancel, width="stretch")
    elif state == "cancelled":
        st.info(say("data.cancelled"))
        st.button(say("data.again"), key="data_again", on_click=forget, args=(READING,))
    elif state == "refused":
        for line in reading.problem.splitlines():
            st.error(as_markdown(line, 500))
        if st.session_state.get(ANSWERS) or st.session_state.get(MAPPING):
            st.button(
                say("data.start_over"), key="data_start_over", on_click=forget, args=(READING, ANSWERS, MAPPING, ASKED)
            )
    else:
        _done(reading)


def _done(reading: FileReading) -> None:
    imported = reading.imported
    if imported is None:
        return
    report = imported.report
    st.markdown(say("data.read", rows=f"{report.rows():,}", used=f"{report.used():,}", files=len(reading.wishes.files)))
    _questions(imported.questions)
    mapping_tables(report.unrecognised, reading.wishes.files)
    word_tables(report.sheets)
    account(report)
    st.subheader(say("data.tables"), anchor=False)
    st.dataframe(
        pd.DataFrame(
            [(name, table.num_rows) for name, table in imported.tables.items()],
            columns=say("data.table_columns").split("|"),
        ),
        hide_index=True,
        width="content",
    )
    missing = helpful(imported.tables)
    if missing:
        st.markdown(say("data.next", text=missing[0]))
    fitted(reading)
    _downloads(reading)


def _questions(put: tuple[Question, ...]) -> None:
    """Questions with evidence and default; those that were answered stay, to be answered again."""
    state = st.session_state
    answers: dict[str, str] = state.get(ANSWERS, {})
    earlier: dict[str, Question] = state.setdefault(ASKED, {})
    earlier |= {question.id: question for question in put}
    shown = [question for question in earlier.values() if question in put or question.id in answers]
    if not shown:
        return
    st.subheader(say("data.questions", count=len(put)), anchor=False)
    with st.form("data_questions"):
        for question in shown:
            usual = answers.get(question.id, question.default)
            options = list(dict.fromkeys([*question.options, question.default, usual]))
            st.selectbox(
                say("data.question", text=question.text, file=question.file),
                options,
                index=options.index(usual),
                key=f"question-{question.id}",
                accept_new_options=question.subject in FREE,
            )
            st.caption(say("data.evidence", evidence=question.evidence, default=question.default))
        st.form_submit_button(say("data.answer"), on_click=_answer, args=([question.id for question in shown],))


def _answer(ids: list[str]) -> None:
    state = st.session_state
    entered: Mapping[str, Any] = {name: str(state[f"question-{name}"]) for name in ids if state.get(f"question-{name}")}
    state[ANSWERS] = {**state.get(ANSWERS, {}), **entered}
    draw_again()


def _downloads(reading: FileReading) -> None:
    """The folder and its parts, the same bytes as the command's."""
    content = reading.content
    offers: list[tuple[str, str, bytes]] = [("folder", "saydo-import.zip", reading.packed)]
    offers += [(name, name, content[name]) for name in ("report.html", "answers.toml", "map.toml") if name in content]
    imported = reading.imported
    dropped = dropped_frame(imported.report) if imported else pd.DataFrame()
    if len(dropped):
        offers.append(("dropped", "dropped-rows.csv", to_csv(dropped)))
    for column, (kind, name, data) in zip(st.columns(len(offers)), offers, strict=True):
        label = say(f"data.get_{kind.partition('.')[0]}")
        column.download_button(label, data, name, key=f"data-get-{kind}", on_click="ignore", width="stretch")
    st.caption(say("data.same_bytes"))
