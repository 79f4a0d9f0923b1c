"""Plausible points of the reader's portfolios: kept for the session, and drawn from wherever assumptions are drawn."""

from __future__ import annotations

import streamlit as st

from sim.questions.plausible_points import PlausiblePoints
from sim.report.history_matching import points_words
from sim.scenario.document import Scenario
from sim.ui.text import as_markdown, tell

__all__ = ["keep_points", "key_of", "leave_points", "points_of", "say_points"]

POINTS = "plausible_points"
"""Where the session keeps points, by the fingerprint of their scenario."""


def points_of(scenario: Scenario) -> PlausiblePoints | None:
    """The points of a scenario that this session draws from; None where there are none."""
    return _all().get(scenario.fingerprint)


def keep_points(scenario: Scenario, points: PlausiblePoints) -> None:
    """Draw from these points wherever assumptions of the scenario are drawn, in this session."""
    st.session_state[POINTS] = {**_all(), scenario.fingerprint: points}


def leave_points(scenario: Scenario) -> None:
    """Draw from ranges again."""
    st.session_state[POINTS] = {mark: kept for mark, kept in _all().items() if mark != scenario.fingerprint}


def key_of(points: PlausiblePoints | None) -> tuple[tuple[tuple[str, float], ...], ...]:
    """Part of a question's key: equal points, equal keys."""
    return () if points is None else tuple(tuple(point.items()) for point in points.values)


def say_points(points: PlausiblePoints | None) -> None:
    """Draws what the points replace; nothing where there are none."""
    if points is not None:
        st.caption(as_markdown(points_words(points, tell("data.match_title")), 600))


def _all() -> dict[str, PlausiblePoints]:
    kept: dict[str, PlausiblePoints] = st.session_state.get(POINTS, {})
    return kept
