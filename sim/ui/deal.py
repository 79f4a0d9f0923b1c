"""The first page: can we promise this, at this price?"""

from __future__ import annotations

import os

import streamlit as st

from sim.errors import SaydoError
from sim.experiments.executors import PoolExecutor
from sim.experiments.replicate import run_replication
from sim.report.view import FEWEST, View, view_of
from sim.ui.choice import EXAMPLE, Choice
from sim.ui.controls import chosen
from sim.ui.jobs import JobManager, Progress, Study
from sim.ui.results import show_view
from sim.ui.text import as_markdown

__all__ = ["job_manager", "show"]

WORKERS = os.cpu_count() or 1
"""As many as there are processors, which they leave to the page whenever it wants one."""
POLL_SECONDS = 1.0
POLITENESS = 10
"""How far workers stand back, as a nice value, so that the page stays quick."""


@st.cache_resource(on_release=lambda manager: manager.close(), show_spinner=False)
def job_manager() -> JobManager:
    """The one manager of background work, shared by all readers."""
    return JobManager(lambda: PoolExecutor(WORKERS, nice=POLITENESS), run_replication, workers=WORKERS)


def show() -> None:
    """Draws the page."""
    try:
        choice = chosen()
    except SaydoError as problem:
        st.error(f"A story cannot be read. {as_markdown(str(problem))}")
        return
    st.caption("Can we promise this, at this price? Move the terms in the panel; every number follows.")
    try:
        named = choice.named_scenarios()
    except SaydoError as problem:
        st.error(f"These terms cannot be simulated, so the last good result stays. {as_markdown(str(problem))}")
        _show_last()
        return
    study = Study(tuple(named.values()), choice.seed, choice.runs)
    before: Study = st.session_state.setdefault("study", study)
    if before.key != study.key:
        job_manager().leave(before)
    st.session_state["study"] = study
    running = job_manager().poll(study).state in ("running", "refused")
    st.fragment(_results, run_every=POLL_SECONDS if running else None)(choice, tuple(named), study, running)


def _results(choice: Choice, names: tuple[str, ...], study: Study, polling: bool) -> None:
    """Status and results, drawn again each second while the study runs."""
    progress = job_manager().poll(study)
    if polling and progress.state not in ("running", "refused"):
        st.rerun()
    view = _view(names, study, progress)
    _status(choice, study, progress, view)
    if view is not None:
        show_view(view, key=str(hash(study.key)), preliminary=progress.state != "done")
    else:
        _show_last()


def _view(names: tuple[str, ...], study: Study, progress: Progress) -> View | None:
    """The view of what is done, made once for each number of runs; it becomes the last good one."""
    version = names, study.key, progress.done
    if st.session_state.get("last_version") != version:
        view = view_of(names, study.scenarios, progress.replications)
        if view is None:
            return None
        st.session_state["last_version"], st.session_state["last_view"] = version, view
    last: View = st.session_state["last_view"]
    return last


def _show_last() -> None:
    view = st.session_state.get("last_view")
    if view is not None:
        show_view(view, key="stale", preliminary=False)


def _status(choice: Choice, study: Study, progress: Progress, view: View | None) -> None:
    """One line that says what the numbers below are, and what can be done about it."""
    count = f"{progress.done} of {progress.wanted} runs"
    if progress.state == "running":
        _running(study, progress, view, count)
    elif progress.state == "cancelled":
        st.info(f"Cancelled after {count}; what was done is kept.")
        st.button("Go on", key="resume", on_click=job_manager().resume, args=(study,))
    elif progress.state == "refused":
        st.warning("Too many studies run at the moment; this one begins as soon as another has ended.")
    elif progress.state == "failed":
        st.error(
            f"The simulation stopped after {count}, which are kept. Try again; if it stops again, look for "
            f"incident {progress.incident} in the log."
        )
        st.button("Try again", key="retry", on_click=job_manager().resume, args=(study,))
    elif choice == EXAMPLE:
        st.badge("Worked example", color="blue")
    if view is not None and view.failures:
        _failures(view.failures)
    elif progress.done >= FEWEST and view is None:
        _all_failed(progress)


def _running(study: Study, progress: Progress, view: View | None, count: str) -> None:
    left = "" if progress.seconds_left is None else f", about {max(1, round(progress.seconds_left))} s left"
    if view is not None:
        word = "Preliminary"
    elif "last_view" in st.session_state:
        word = "Terms changed – updating"
    else:
        word = "Working out the example"
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(progress.done / progress.wanted, text=f"{word}: {count}{left}")
    button.button("Cancel", key="cancel", on_click=job_manager().cancel, args=(study,), width="stretch")


def _failures(failures: tuple[str, ...]) -> None:
    with st.expander(f"{len(failures)} of the replications failed and are left out, with their pairs"):
        for failure in failures[:10]:
            st.markdown(as_markdown(failure))


def _all_failed(progress: Progress) -> None:
    errors = [each.error for column in progress.replications for each in column if each.error is not None]
    st.error(f"Nothing can be said: {len(errors)} replications failed. {as_markdown(errors[0] if errors else '')}")
