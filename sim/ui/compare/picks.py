"""Picks that the questions of the page of comparison share."""

from __future__ import annotations

import streamlit as st

from sim.report.levers import Ends, Movable, movable
from sim.scenario.document import Scenario
from sim.ui.bound import bound, pick
from sim.ui.frame import Ground
from sim.ui.picks import number_between
from sim.ui.text import say

__all__ = ["levers_for", "pick_ends", "pick_place", "pick_scenario"]


def pick_place(label: str, on: Ground, name: str, usual: int, but: int | None = None) -> int:
    """One of the scenarios compared, by its place: titles change with the terms."""
    places = [place for place in range(len(on.names)) if place != but]
    return pick(label, places, name, usual, on.names.__getitem__)


def pick_scenario(on: Ground, name: str) -> Scenario:
    """The scenario that a question is about, by default the reader's own."""
    return on.study.scenarios[pick_place(say("compare.scenario"), on, name, on.names.index(on.own_name))]


@st.cache_resource(hash_funcs={Scenario: lambda scenario: scenario.fingerprint}, max_entries=64, show_spinner=False)
def levers_for(scenario: Scenario) -> dict[str, Movable]:
    """The levers of a scenario by path, listed once for each scenario."""
    return movable(scenario)


def pick_ends(path: str, lever: Movable, about: str) -> Ends | None:
    """Low and high end of a lever's range; None, with a message, where there is nothing between them."""
    ends = []
    for column, end, usual in zip(st.columns(2), ("low", "high"), lever.usual, strict=True):
        typed = column.number_input(
            say(f"compare.{end}", lever=lever.about),
            *lever.bounds,
            value=None,
            format="%g",
            **bound(f"{about}_{end}:{path}", usual, number_between(*lever.bounds)),
        )
        ends.append(float(usual if typed is None else typed))
    low, high = ends
    if low < high:
        return low, high
    st.error(say("compare.no_range", low=low, high=high))
    return None
