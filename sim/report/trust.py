"""How far each outcome may be trusted by a back-test: marks that any page or paper shows, and their record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import InputError, Problem
from sim.metrics.catalogue import describe
from sim.scenario.source import plain
from sim.statistics.held_out import Trust

__all__ = ["RECORD", "TrustMark", "marks_of_record", "trust_words"]

RECORD = "backtest.json"
"""File of a back-test in the folder of an import."""
LONGEST = 300
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class TrustMark:
    """How far an outcome may be trusted by a back-test, in words."""

    outcome: str
    """Name of the outcome."""
    label: str
    colour: Trust
    reason: str


def marks_of_record(text: str, place: str) -> tuple[TrustMark, ...]:
    """Read the outcomes with their colours from the record of a back-test.

    Parameters
    ----------
    text : str
        JSON of a back-test, as ``saydo backtest`` writes it.
    place : str
        Name of the file.

    Returns
    -------
    tuple of TrustMark
        A mark for each outcome that it names.

    Raises
    ------
    InputError
        Where it is not what ``saydo backtest`` writes.
    """
    try:
        marks = tuple(
            TrustMark(name, describe(name).label, Trust(mark["colour"]), plain(str(mark["reason"]))[:LONGEST])
            for name, mark in json.loads(text)["trust"].items()
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        marks = ()
    if not marks:
        raise InputError(Problem.of("backtest", place, "must be what saydo backtest wrote; write it again"))
    return marks


def trust_words(marks: Sequence[TrustMark], outcomes: Sequence[str]) -> list[str]:
    """State the colours of some outcomes.

    Parameters
    ----------
    marks : sequence of TrustMark
        Of a back-test; empty where there was none.
    outcomes : sequence of str
        Names of outcomes.

    Returns
    -------
    list of str
        Such as ``Margin: back-test amber (contacts: only 5 periods)``, in the order of the outcomes.
    """
    by_name = {mark.outcome: mark for mark in marks}
    of_these = [by_name[name] for name in outcomes if name in by_name]
    return [f"{mark.label}: back-test {mark.colour} ({mark.reason})" for mark in of_these]
