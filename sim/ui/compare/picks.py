"""What the questions of the page of comparison share: picks that stay valid, and levers with their ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import streamlit as st

from sim.report.terms import Wording
from sim.scenario.document import Scenario
from sim.scenario.paths import parse_path
from sim.scenario.sheet import SheetRow, assumption_sheet
from sim.ui.bound import bound, pick
from sim.ui.frame import Ground
from sim.ui.picks import number_between
from sim.ui.text import say

__all__ = ["Ends", "Movable", "movable", "pick_ends", "pick_place", "pick_scenario"]

Ends: TypeAlias = tuple[float, float]
MOVED = (
    "people",
    "problem_level",
    "clarity",
    "sold_response_share",
    "fee_per_month",
    "touch_minutes",
    "follow_up_discipline",
    "failure_demand",
)
"""Last words of the paths of what may be moved, the most asked for first."""
SHARE_ENDS = (0.1, 0.9)
FACTORS = (0.6, 1.4)


@dataclass(frozen=True, slots=True)
class Movable:
    """A number that may be moved: what it is, its bounds, and the range in which it usually is."""

    about: str
    bounds: tuple[float | None, float | None]
    usual: Ends


def pick_place(label: str, on: Ground, name: str, usual: int, but: int | None = None) -> int:
    """Which of the scenarios compared, by its place: titles change with the terms."""
    places = [place for place in range(len(on.names)) if place != but]
    return pick(label, places, name, usual, on.names.__getitem__)


def pick_scenario(on: Ground, name: str) -> Scenario:
    """Which of the scenarios compared a question is about, by default the reader's own terms."""
    return on.study.scenarios[pick_place(say("compare.scenario"), on, name, on.names.index(on.own_name))]


@st.cache_resource(hash_funcs={Scenario: lambda each: each.fingerprint}, max_entries=64, show_spinner=False)
def movable(scenario: Scenario) -> dict[str, Movable]:
    """By path, what may be moved in a scenario, the most asked for first."""
    rows = [row for row in assumption_sheet(scenario) if parse_path(row.path)[-1] in MOVED and not _of_one(row)]
    rows.sort(key=lambda row: MOVED.index(parse_path(row.path)[-1]))
    words = Wording([scenario])
    return {
        row.path: Movable(words.of(row.path), (_real(row.low), _real(row.high)), _usual(row))
        for row in rows
        if isinstance(row.value, float) and row.value > 0
    }


def _of_one(row: SheetRow) -> bool:
    """Whether it is the number of one account."""
    return parse_path(row.path)[0] == "accounts"


def _real(bound: float | None) -> float | None:
    return None if bound is None else float(bound)


def _usual(row: SheetRow) -> Ends:
    """From well below to well above where it stands; all but the extremes of a share."""
    if not isinstance(row.value, float):
        raise TypeError(f"{row.path}: must be one number")
    if (row.low, row.high) == (0, 1):
        return SHARE_ENDS
    low, high = (float(f"{row.value * factor:.3g}") for factor in FACTORS)
    return low, high


def pick_ends(path: str, lever: Movable, about: str) -> Ends | None:
    """Low and high end of a lever's range; None, with a message, where there is nothing between them."""
    ends = []
    for column, end, usual in zip(st.columns(2), ("low", "high"), lever.usual, strict=True):
        ends.append(
            column.number_input(
                say(f"compare.{end}", lever=lever.about),
                *lever.bounds,
                format="%g",
                **bound(f"{about}_{end}:{path}", usual, number_between(*lever.bounds)),
            )
        )
    low, high = map(float, ends)
    if low < high:
        return low, high
    st.error(say("compare.no_range", low=low, high=high))
    return None
