"""The board paper of the page, as files."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.report.backtest import TrustMark
from sim.report.memo import BoardSource, board_file, board_paper
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


def show_board(results: Results, preliminary: bool) -> None:
    """Draws the buttons once all runs are in."""
    section("compare.board")
    if preliminary:
        st.caption(say("compare.board_later"))
        return
    st.caption(say("compare.board_about"))
    downloads("board", KINDS, partial(_file, results, now()[:10], trust_of(results.ground.choice)), ("pdf", "png"))


def _file(results: Results, day: str, trust: tuple[TrustMark, ...], kind: str) -> bytes:
    on = results.ground
    source = BoardSource(on.study.seed, results.progress.done, day, trust)
    return board_file(board_paper(on.names, on.study.scenarios, results.progress.replications, source), kind)
