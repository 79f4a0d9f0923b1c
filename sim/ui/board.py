"""One page for a board, as files, from the pages that have one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from sim.report.memo import BoardSource, BoardStudy, board_file
from sim.report.memo.paper import Paper
from sim.ui.downloads import downloads
from sim.ui.frame import Results
from sim.ui.sections import section
from sim.ui.text import say
from sim.ui.trust import trust_of
from sim.ui.work import now

__all__ = ["show_board"]

KINDS = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
}


def show_board(stem: str, results: Results, write: Callable[[BoardStudy], Paper], *, ready: bool) -> None:
    """Draws the buttons once all runs are in.

    Parameters
    ----------
    stem : str
        Of the files' names and of the keys of the buttons.
    results : Results
        Results on the page.
    write : callable
        The paper of the study on the page; called when no page is drawn, so it reads no state.
    ready : bool
        Whether the results are those of the choice as it is, and no more runs are under way.
    """
    with st.container(key="board"):
        section("board.title")
        if not ready:
            st.caption(say("board.later"))
            return
        st.caption(say("board.about"))
        on = results.ground
        source = BoardSource(on.study.seed, results.progress.done, now()[:10], trust_of(on.choice))
        study = BoardStudy(on.names, on.scenarios, on.named(results.progress), source)
        downloads(stem, KINDS, partial(_file, study, write), ("pdf", "png"))


def _file(study: BoardStudy, write: Callable[[BoardStudy], Paper], kind: str) -> bytes:
    return board_file(write(study), kind)
