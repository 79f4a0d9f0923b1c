"""The product with known numbers in place of simulations, and with pages of little more than panel, answer and papers.

Router, panel, choice, frame, sign-off and memo are the product's own. ``streamlit run tests/ui/quick_app.py`` serves it
to a browser; PAUSE then says how long each page takes at least, so that actions overtake it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import streamlit as st

from sim.running.executors import SequentialExecutor
from sim.running.jobs import Job, Progress, StudyJob
from sim.running.runner import ExperimentRunner
from sim.ui import router, work
from sim.ui.deal import memo as papers
from sim.ui.deal import page as deal_page
from sim.ui.frame import Results, ground, show_study
from sim.ui.results import headline
from sim.ui.state import begin
from tests.ui.fakes import with_offer

PAUSE = "SAYDO_TEST_PAUSE"
"""Environment variable: seconds that a page takes at least."""
ASKED, MEMO = "memo_is_asked_for", "memo_that_was_asked_for"
"""Whether a test asks for the memo, and where the session keeps it; None where its papers are closed."""
MOST_KEPT = 200


class AtOnce:
    """Work that is done as soon as it is asked for; paused, it begins nothing new and says that it is under way."""

    def __init__(self) -> None:
        self.paused = False
        self._answers: dict[Hashable, Any] = {}

    def poll(self, question: Job, reader: str = "", *, private: bool = False) -> Progress:
        """The answer; of a question that is new while it is paused, none."""
        del reader, private
        if question.key not in self._answers:
            if self.paused:
                return self._progress(question, "running", 0)
            if len(self._answers) > MOST_KEPT:
                self._answers.clear()
            runner = ExperimentRunner(SequentialExecutor(), seed=question.seed, task=with_offer)
            self._answers[question.key] = question.ask(runner)
        return self._progress(question, "done", 1)

    def peek(self, question: Job, reader: str = "") -> Progress | None:
        """As :meth:`poll`, of a question that was asked before."""
        return self.poll(question, reader) if question.key in self._answers else None

    def leave(self, question: Job, reader: str = "") -> None:
        """Nothing waits."""

    def warm_up(self) -> None:
        """Nothing is to be started."""

    def _progress(self, question: Job, state: Any, done: int) -> Progress:
        answer = self._answers.get(question.key)
        if not isinstance(question, StudyJob):
            return Progress(state, done, 1, answer=answer)
        columns = tuple(map(tuple, answer or ((),) * len(question.scenarios)))
        return Progress(state, len(columns[0]), question.replications, None, columns, answer)


def open_page(name: str) -> None:
    """Draws a page: the first one without its charts and questions, of the others the panel and the headline."""
    begin(name)
    time.sleep(float(os.environ.get(PAUSE, "0")))
    if name == router.PAGES[0]:
        deal_page.show()
    else:
        show_study(ground(), lambda results, _, preliminary: headline(results.view, preliminary))


def _papers(results: Results, ready: bool) -> None:
    """Draws the papers, and keeps the memo where a test asks for it."""
    papers.papers(results, ready)
    if st.session_state.get(ASKED, False):
        st.session_state[MEMO] = papers.memo(results) if ready else None


def _nothing(*_: object) -> None:
    """Draws nothing."""


def put(patch: pytest.MonkeyPatch) -> AtOnce:
    """Puts all of it in place of the product's."""
    manager = AtOnce()
    patch.setattr(work, "shared_jobs", lambda: manager)
    patch.setattr(router, "shared_jobs", lambda: manager)
    patch.setattr(router, "bring_example", _nothing)
    patch.setattr(router, "_open", open_page)
    for name in ("figures", "show_promise", "show_trade"):
        patch.setattr(deal_page, name, _nothing)
    patch.setattr(deal_page, "papers", _papers)
    return manager


@contextmanager
def in_place() -> Iterator[AtOnce]:
    """The product so, while the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        yield put(patch)


def serve() -> None:
    """Draws the page that the reader is on; all sessions share what was put in place for the first."""
    if router._open is not open_page:  # noqa: SLF001
        put(pytest.MonkeyPatch())
    router.show()
