"""The levers that a page offers for a scenario, each with its words and its usual range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from sim.report.terms import Wording
from sim.scenario.document import Scenario
from sim.scenario.paths import parse_path
from sim.scenario.sheet import SheetRow, assumption_sheet

__all__ = ["Ends", "Movable", "movable", "path_ending"]

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
"""Last words of the paths of levers, the most asked for first."""
SHARE_ENDS = (0.1, 0.9)
FACTORS = (0.6, 1.4)


@dataclass(frozen=True, slots=True)
class Movable:
    """A number that may be moved: its words, its bounds, and the range in which it usually is."""

    about: str
    bounds: tuple[float | None, float | None]
    usual: Ends


def movable(scenario: Scenario) -> dict[str, Movable]:
    """List the levers of a scenario, the most asked for first.

    Parameters
    ----------
    scenario : Scenario
        The document.

    Returns
    -------
    dict of str to Movable
        By path; numbers of single accounts and those that stand at 0 are left out.
    """
    rows = [row for row in assumption_sheet(scenario) if parse_path(row.path)[-1] in MOVED and not _of_one(row)]
    rows.sort(key=lambda row: MOVED.index(str(parse_path(row.path)[-1])))
    words = Wording([scenario])
    return {
        row.path: Movable(words.of(row.path), (_real(row.low), _real(row.high)), _usual(row))
        for row in rows
        if isinstance(row.value, float) and row.value > 0
    }


def path_ending(paths: Iterable[str], last: str) -> str:
    """Find the path of a lever by its last word.

    Parameters
    ----------
    paths : iterable of str
        Paths, at least one.
    last : str
        The last word.

    Returns
    -------
    str
        The first path with that word, or the first of all.
    """
    every = list(paths)
    return next((path for path in every if parse_path(path)[-1] == last), every[0])


def _of_one(row: SheetRow) -> bool:
    """Whether it is the number of one account."""
    return parse_path(row.path)[0] == "accounts"


def _real(bound: float | None) -> float | None:
    return None if bound is None else float(bound)


def _usual(row: SheetRow) -> Ends:
    """From well below to well above its value; all but the extremes of a share."""
    if not isinstance(row.value, float):
        raise TypeError(f"{row.path}: must be one number")
    if (row.low, row.high) == (0, 1):
        return SHARE_ENDS
    low, high = (float(f"{row.value * factor:.3g}") for factor in FACTORS)
    return low, high
