"""What is picked inside questions, by name: as a link has it, and what it may be. Nothing of it is trusted."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias, TypeVar

from sim.ui.text import tell

__all__ = [
    "ABOUT",
    "LONGEST_TEXT",
    "PICKS",
    "Pick",
    "Reading",
    "day_between",
    "is_pick",
    "number_between",
    "one_of",
    "picks_of",
    "short_text",
    "some_of",
    "text_of",
]

T = TypeVar("T")
Pick: TypeAlias = str | int | float | tuple[str, ...]
Reading: TypeAlias = Callable[[Any], T]
"""What a pick means; raises ValueError, which says what it must be."""

PICKS = frozenset(
    {
        "plan",
        "reach_severity",
        "trade_gift",
        "spread_outcome",
        "bridge_from",
        "bridge_to",
        "bridge_outcome",
        "bridge_parts",
        "bridge_runs",
        "frontier_scenario",
        "frontier_effort",
        "frontier_levers",
        "stress_scenario",
        "stress_runs",
        "tipping_scenario",
        "tipping_steps",
        "tipping_across",
        "tipping_up",
        "money_party",
        "money_run",
        "money_harm",
        "budget_kind",
        "budget_year",
        "budget_month",
        "customer",
        "life_run",
        "cause",
        "replay_runs",
        "harm_runs",
        "week",
        "remedy_runs",
        "remedy_month",
        "remedy_included",
        "remedy_price",
        "remedy_shunt",
        "remedy_problem",
        "remedy_sprees",
        "remedy_per_day",
        "sheet_story",
        "sheet_tags",
        "doubts_size",
    }
)
"""Names of picks."""
ABOUT = frozenset({"frontier_low", "frontier_high", "tipping_low", "tipping_high", "remedy_once"})
"""Those that are about a path or a remedy, which stands behind a colon."""
MOST, LONGEST_NAME, LONGEST = 60, 200, 8_000
LONGEST_TEXT = 2_000
LARGEST = 1e9
"""Beyond any number that a field takes."""


def text_of(picks: Mapping[str, Pick]) -> str:
    """Picks as text for a link."""
    return json.dumps(dict(picks), ensure_ascii=False, separators=(",", ":")) if picks else ""


def picks_of(text: str, complaints: list[str]) -> dict[str, Pick]:
    """The picks that a link tells; what cannot be one is left out, with one complaint each.

    Parameters
    ----------
    text : str
        As of :func:`text_of`, or anything else.
    complaints : list of str
        What is wrong is added to it.
    """
    try:
        told = json.loads(text or "{}") if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or len(told) > MOST:
        complaints.append(tell("link.picks", value=text[:40], most=MOST))
        return {}
    found: dict[str, Pick] = {}
    for name, value in told.items():
        if not is_pick(name):
            complaints.append(tell("link.no_pick", name=name[:40]))
        elif (pick := _plain(value)) is None:
            complaints.append(tell("link.shape", name=name))
        else:
            found[name] = pick
    return found


def is_pick(name: str) -> bool:
    """Whether there is a pick of this name."""
    kind, _, about = name.partition(":")
    return name in PICKS or (kind in ABOUT and 0 < len(about) <= LONGEST_NAME)


def _plain(value: object) -> Pick | None:
    if isinstance(value, list) and len(value) <= MOST:
        texts = [each for each in value if isinstance(each, str) and len(each) <= LONGEST_TEXT]
        return tuple(texts) if len(texts) == len(value) else None
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= LARGEST else None


def one_of(options: Sequence[T]) -> Reading[T]:
    """Means one of these."""

    def read(value: Any) -> T:
        for option in options:
            if type(option) is type(value) and option == value:
                return option
        raise ValueError(tell("link.must_one", names=_some(options)))

    return read


def some_of(options: Sequence[str], most: int | None = None) -> Reading[list[str]]:
    """Means some of these, each once."""

    def read(value: Any) -> list[str]:
        picked = list(value) if isinstance(value, tuple | list) else []
        fits = len(picked) <= (most or len(options)) and len(set(picked)) == len(picked)
        if not isinstance(value, tuple | list) or not fits or not set(picked) <= set(options):
            key = "link.must_most" if most else "link.must_some"
            raise ValueError(tell(key, most=most, names=_some(options)))
        return picked

    return read


def number_between(low: float | None, high: float | None, *, whole: bool = False) -> Reading[float]:
    """Means a number, an integer where it is whole and otherwise a float."""
    wanted = tell("link.must_whole" if whole else "link.must_number")
    wanted = wanted if low is None else tell("link.must_from", what=wanted, low=f"{low:g}")
    wanted = wanted if high is None else tell("link.must_to", what=wanted, high=f"{high:g}")

    def read(value: Any) -> float:
        known = isinstance(value, int if whole else int | float) and math.isfinite(value)
        if not known or (low is not None and value < low) or (high is not None and value > high):
            raise ValueError(wanted)
        return int(value) if whole else float(value)

    return read


def day_between(first: date, last: date) -> Reading[date]:
    """Means a day, told as ISO 8601."""

    def read(value: Any) -> date:
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except (TypeError, ValueError):
            day = None
        if day is None or not first <= day <= last:
            raise ValueError(tell("link.must_day", first=first, last=last))
        return day

    return read


def short_text(value: Any) -> str:
    """Means what it says."""
    if not isinstance(value, str):
        raise ValueError(tell("link.must_text"))
    return value


def _some(options: Sequence[object], most: int = 8) -> str:
    told = ", ".join(map(str, options[:most]))
    if len(options) > most:
        return tell("link.names_more", names=told, count=len(options) - most)
    return told or tell("link.names_none")
