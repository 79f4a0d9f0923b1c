"""How far a portfolio of the reader's own may be trusted, shown beside what rests on it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sim.metrics.catalogue import describe
from sim.questions.backtest import Backtest
from sim.scenario.document import Scenario
from sim.statistics.held_out import Trust
from sim.ui.text import as_markdown, say

__all__ = ["COLOURS", "keep_trust", "show_trust"]

BACKTESTS = "data_backtests"
COLOURS = {Trust.GREEN: "green", Trust.AMBER: "orange", Trust.RED: "red", Trust.GREY: "gray"}
HEADLINES = ("margin", "customer_retention_per_year", "response_attainment")


def keep_trust(fingerprint: str, answer: Backtest) -> None:
    """Keep a back-test for this session, by the fingerprint of its portfolio."""
    st.session_state[BACKTESTS] = {**st.session_state.get(BACKTESTS, {}), fingerprint: answer}


def show_trust(scenarios: Sequence[Scenario]) -> None:
    """Draws a badge for each headline, where one of the scenarios has a back-test."""
    answers: dict[str, Backtest] = st.session_state.get(BACKTESTS, {})
    answer = next((answers[one.fingerprint] for one in scenarios if one.fingerprint in answers), None)
    if answer is None:
        return
    with st.container(horizontal=True, gap="small", key="trust"):
        for name in HEADLINES:
            colour, reason = answer.trust(name)
            text = say("frame.trust", outcome=describe(name).label, colour=str(colour))
            st.badge(text, color=COLOURS[colour], help=as_markdown(reason))  # type: ignore[arg-type]
