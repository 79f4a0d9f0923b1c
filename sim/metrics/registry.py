"""An outcome is declared where it is computed: its entry in the catalogue and its function stand together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal, TypeAlias

from sim.metrics.facts import Facts

__all__ = [
    "BREAKDOWNS",
    "ENTRIES",
    "MEASURES",
    "NOT_NEGATIVE",
    "PARTS",
    "SHARE",
    "UNBOUNDED",
    "Better",
    "Bounds",
    "Breakdown",
    "Format",
    "Outcome",
    "breakdown",
    "outcome",
]

Better = Literal["up", "down", "neutral"]
Format = Literal["money", "share", "hours", "days", "number", "score"]
Measure = Callable[[Facts], float]
PartMeasure = Callable[[Facts], dict[str, float]]
Bounds: TypeAlias = tuple[float, float]
"""Least and greatest value that there can be; infinite where there is none."""

UNBOUNDED: Bounds = (-inf, inf)
SHARE: Bounds = (0.0, 1.0)
NOT_NEGATIVE: Bounds = (0.0, inf)
BOUNDS: Mapping[str, Bounds] = {
    "money": UNBOUNDED,
    "share of revenue": UNBOUNDED,
    "share": SHARE,
    "share of invoices": SHARE,
    "share of customers": SHARE,
    "share of prospects": SHARE,
    "0 to 1": SHARE,
    "share of total margin": (1.0, inf),
}
"""Bounds of outcomes by their unit, unless declared; all others are counts, times and ratios and not negative."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome of a run, with its published definition."""

    name: str
    label: str
    unit: str
    better: Better
    """Direction in which it is better."""
    format: Format
    """Print format of its values."""
    definition: str
    """Formula, in words."""
    bounds: Bounds = UNBOUNDED
    """Least and greatest value that it can have."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An outcome of a part of the business, named ``<stem>.<part>``: of one customer, plan or team."""

    stem: str
    like: str
    """The outcome of the whole that it is defined like."""
    label: str
    whose: str
    """The part, in words that its name completes: ``of customer``."""


ENTRIES: dict[str, Outcome] = {}
"""Entries by name, in the order of their declaration."""
MEASURES: dict[str, Measure] = {}
"""Functions that compute the outcomes, by name."""
BREAKDOWNS: dict[str, Breakdown] = {}
"""Breakdowns by stem."""
PARTS: list[PartMeasure] = []
"""Functions that compute breakdowns, in the order of their declaration."""


def outcome(  # noqa: PLR0913  the parts of one declaration
    name: str,
    label: str,
    unit: str,
    better: Better,
    format: Format,
    definition: str,
    *,
    bounds: Bounds | None = None,
) -> Callable[[Measure], Measure]:
    """Enter an outcome in the catalogue, with the function that computes it.

    Parameters
    ----------
    name : str
        Name in tables, links and documents; one outcome has it.
    label : str
        Words for it on pages; one outcome has them.
    unit : str
        Unit of its values.
    better : {"up", "down", "neutral"}
        Which way is better.
    format : {"money", "share", "hours", "days", "number", "score"}
        How its values are printed.
    definition : str
        How it is computed.
    bounds : tuple of float, optional
        Least and greatest value that it can have; by default those of its unit.

    Returns
    -------
    callable
        A decorator that returns the function as it is.

    Raises
    ------
    ValueError
        Where the name is taken.
    """

    def _enter(measure: Measure) -> Measure:
        if name in ENTRIES:
            raise ValueError(f"outcome {name}: is in the catalogue already")
        limits = BOUNDS.get(unit, NOT_NEGATIVE) if bounds is None else bounds
        ENTRIES[name] = Outcome(name, label, unit, better, format, definition, limits)
        MEASURES[name] = measure
        return measure

    return _enter


def breakdown(*kinds: Breakdown) -> Callable[[PartMeasure], PartMeasure]:
    """Enter breakdowns, with the function that computes them for all parts of a run.

    Parameters
    ----------
    *kinds : Breakdown
        The breakdowns that it computes, where none else has entered them.

    Returns
    -------
    callable
        A decorator that returns the function as it is.
    """

    def _enter(measure: PartMeasure) -> PartMeasure:
        BREAKDOWNS.update({kind.stem: kind for kind in kinds})
        PARTS.append(measure)
        return measure

    return _enter
