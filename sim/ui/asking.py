"""A question on a page: started by its reader, calculated in the background, cancelled, continued, shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sim.running.jobs import Job, Progress, QuestionJob, StudyJob
from sim.ui.state import follow
from sim.ui.text import say
from sim.ui.work import job_manager

__all__ = ["POLL_SECONDS", "WAITING", "ask", "at_work", "went_wrong"]

POLL_SECONDS = 1.0
WAITING = ("running", "refused")


def ask(question: QuestionJob, show: Callable[[Any], None], *, button: str = "", about: str = "") -> None:
    """Draws a question in whichever state it is; its answer, once there, by ``show``.

    Parameters
    ----------
    question : QuestionJob
        The question; its name makes the keys of the widgets, so it stands once on a page.
    show : callable
        Draws the answer.
    button : str
        Label of the button that starts it, as markdown; a question without one starts by itself.
    about : str
        Cost or purpose of it, as markdown; shown beside the button.
    """
    begun_before: dict[str, Job] = st.session_state.setdefault("asked", {})
    before = begun_before.get(question.name)
    if before is not None and before.key != question.key:
        job_manager().leave(before)
    begun: set[str] = st.session_state.setdefault("begun", set())
    starts = not button or question.name in begun or job_manager().peek(question) is not None
    begun.discard(question.name)
    if not starts and (before is None or before.key != question.key):
        if before is not None:
            st.caption(say("asking.changed"))
        elif about:
            st.caption(about)
        st.button(button, key=f"ask-{question.name}", on_click=_begin, args=(question.name,))
        return
    begun_before[question.name] = question
    waiting = job_manager().poll(question).state in WAITING
    st.fragment(_draw, run_every=POLL_SECONDS if waiting else None)(question, show, waiting)


def at_work(question: Job, progress: Progress, word: str, name: str = "study") -> None:
    """The progress of a question, and the button that cancels it.

    A study has a bar and the time that remains: its runs are known at first. Other questions ask for more runs by what
    they find, so that they name no goal, which would move, but how many runs are still to come at least.
    """
    bar, button = st.columns([5, 1], vertical_alignment="center")
    text = f"{word}: {_count(question, progress)}" if progress.total else f"{word} …"
    if isinstance(question, StudyJob):
        left = progress.seconds_left
        remaining = "" if left is None else say("asking.left", seconds=max(1, round(left)))
        bar.progress(min(progress.done / max(progress.total, 1), 1.0), text=text + remaining)
    else:
        bar.markdown(text)
    key = "cancel" if name == "study" else f"cancel-{name}"
    button.button(say("asking.cancel"), key=key, on_click=job_manager().cancel, args=(question,), width="stretch")


def went_wrong(question: Job, progress: Progress, name: str = "study") -> None:
    """The state of a question that is neither done nor under way, and the button that continues it."""
    count = _count(question, progress)
    suffix = "" if name == "study" else f"-{name}"
    if progress.state == "refused":
        st.warning(say("asking.refused"))
    elif progress.state == "cancelled":
        st.info(say("asking.cancelled", count=count))
        st.button(say("asking.resume"), key=f"resume{suffix}", on_click=job_manager().resume, args=(question,))
    else:
        st.error(say("asking.failed", count=count, problem=progress.problem, incident=progress.incident))
        st.button(say("asking.retry"), key=f"retry{suffix}", on_click=job_manager().resume, args=(question,))


def _count(question: Job, progress: Progress) -> str:
    """How far a question is; that of a study is known as a share of the whole."""
    if isinstance(question, StudyJob):
        return say("asking.count", done=progress.done, total=progress.total)
    more = max(progress.total - progress.done, 0)
    return say("asking.so_far", done=progress.done) + (say("asking.more", more=more) if more else "")


def _begin(name: str) -> None:
    """Start the question when the page is drawn next, so that a pick made just before the button counts."""
    st.session_state["begun"].add(name)


def _draw(question: QuestionJob, show: Callable[[Any], None], waiting: bool) -> None:
    follow()
    progress = job_manager().poll(question)
    if waiting and progress.state not in WAITING:
        st.rerun()
    if progress.state == "running":
        at_work(question, progress, say("asking.word"), question.name)
    elif progress.state == "done":
        show(progress.answer)
    else:
        went_wrong(question, progress, question.name)
