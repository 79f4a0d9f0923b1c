"""Picks inside questions by name, and the check of each that a link carries."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias, TypeVar

from sim.scenario.document import Scenario
from sim.scenario.paths import locate, print_path, value_at
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
    "with_printed_paths",
]

T = TypeVar("T")
Pick: TypeAlias = str | int | float | tuple[str, ...]
Reading: TypeAlias = Callable[[Any], T]
"""Reads a pick; raises ValueError with the rule that it breaks."""

PICKS = frozenset(
    {
        "plan",
        "reach_severity",
        "trade_gift",
        "trade_return",
        "spread_outcome",
        "bridge_from",
        "bridge_to",
        "bridge_outcome",
        "bridge_parts",
        "bridge_runs",
        "frontier_scenario",
        "frontier_effort",
        "frontier_levers",
        "years_scenario",
        "stress_scenario",
        "stress_runs",
        "sign_draws",
        "tipping_scenario",
        "tipping_steps",
        "tipping_across",
        "tipping_up",
        "tipping_measure",
        "money_party",
        "money_run",
        "money_harm",
        "actuals_outcome",
        "year_from",
        "year_to",
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
ABOUT = frozenset(
    {"frontier_low", "frontier_high", "tipping_low", "tipping_high", "tipping_level", "remedy_once", "remedy_size"}
)
"""Those that are about a path or a remedy, which stands behind a colon."""
PATHS = frozenset({"frontier_levers", "tipping_across", "tipping_up"})
"""Those that are paths."""
ABOUT_PATHS = ABOUT - {"remedy_once", "remedy_size", "tipping_level"}
MOST, LONGEST_NAME, LONGEST = 60, 200, 8_000
LONGEST_TEXT = 2_000
LARGEST = 1e9
"""Beyond any number that a field takes."""


def text_of(picks: Mapping[str, Pick]) -> str:
    """Picks as text for a link."""
    return json.dumps(dict(picks), ensure_ascii=False, separators=(",", ":")) if picks else ""


def picks_of(text: str, complaints: list[str]) -> dict[str, Pick]:
    """Read the picks of a link; whatever cannot be one is left out, with one complaint each.

    Parameters
    ----------
    text : str
        As of :func:`text_of`, or anything else.
    complaints : list of str
        Messages are added to it.
    """
    try:
        picks = json.loads(text or "{}") if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        picks = None
    if not isinstance(picks, dict) or len(picks) > MOST:
        complaints.append(tell("link.picks", value=text[:40], most=MOST))
        return {}
    valid: dict[str, Pick] = {}
    for name, value in picks.items():
        if not is_pick(name):
            complaints.append(tell("link.no_pick", name=name[:40]))
        elif (pick := _plain(value)) is None:
            complaints.append(tell("link.shape", name=name))
        else:
            valid[name] = pick
    return valid


def with_printed_paths(picks: Mapping[str, Pick], scenario: Scenario) -> dict[str, Pick]:
    """Picks with every path as it is printed: earlier links hold names with full stops without quotes.

    A text that leads nowhere stays as it is.

    Parameters
    ----------
    picks : mapping of str to pick
        As of :func:`picks_of`.
    scenario : Scenario
        The document that has these names.
    """

    def printed(path: str) -> str:
        try:
            value_at(scenario, path)
        except KeyError:
            return path
        return print_path(locate(scenario, path))

    def value_of(name: str, value: Pick) -> Pick:
        if name not in PATHS or not isinstance(value, str | tuple):
            return value
        return printed(value) if isinstance(value, str) else tuple(map(printed, value))

    def name_of(name: str) -> str:
        kind, colon, about = name.partition(":")
        return f"{kind}:{printed(about)}" if colon and kind in ABOUT_PATHS else name

    return {name_of(name): value_of(name, value) for name, value in picks.items()}


def is_pick(name: str) -> bool:
    """Whether there is a pick of this name."""
    kind, _, about = name.partition(":")
    return name in PICKS or (kind in ABOUT and 0 < len(about) <= LONGEST_NAME)


def _plain(value: object) -> Pick | None:
    if isinstance(value, list) and len(value) <= MOST:
        texts = [text for text in value if isinstance(text, str) and len(text) <= LONGEST_TEXT]
        return tuple(texts) if len(texts) == len(value) else None
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= LARGEST else None


def one_of(options: Sequence[T]) -> Reading[T]:
    """Reads one of these."""

    def read(value: Any) -> T:
        for option in options:
            if type(option) is type(value) and option == value:
                return option
        raise ValueError(tell("link.must_one", names=_some(options)))

    return read


def some_of(options: Sequence[str], most: int | None = None) -> Reading[list[str]]:
    """Reads some of these, each once."""

    def read(value: Any) -> list[str]:
        some = list(value) if isinstance(value, tuple | list) else []
        fits = len(some) <= (most or len(options)) and len(set(some)) == len(some)
        if not isinstance(value, tuple | list) or not fits or not set(some) <= set(options):
            key = "link.must_most" if most else "link.must_some"
            raise ValueError(tell(key, most=most, names=_some(options)))
        return some

    return read


def number_between(low: float | None, high: float | None, *, whole: bool = False) -> Reading[float]:
    """Reads a number, an integer where it is whole and otherwise a float."""
    rule = tell("link.must_whole" if whole else "link.must_number")
    rule = rule if low is None else tell("link.must_from", kind=rule, low=f"{low:g}")
    rule = rule if high is None else tell("link.must_to", kind=rule, high=f"{high:g}")

    def read(value: Any) -> float:
        is_number = isinstance(value, int if whole else int | float) and math.isfinite(value)
        if not is_number or (low is not None and value < low) or (high is not None and value > high):
            raise ValueError(rule)
        return int(value) if whole else float(value)

    return read


def day_between(first: date, last: date) -> Reading[date]:
    """Reads a day, written as ISO 8601."""

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
    """Reads a text."""
    if not isinstance(value, str):
        raise ValueError(tell("link.must_text"))
    return value


def _some(options: Sequence[object], most: int = 8) -> str:
    names = ", ".join(map(str, options[:most]))
    if len(options) > most:
        return tell("link.names_more", names=names, count=len(options) - most)
    return names or tell("link.names_none")
