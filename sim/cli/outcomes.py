"""The rows of outcomes that a command shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sim.cli.options import OutcomeOptions
from sim.errors import SaydoError
from sim.metrics.catalogue import HEADLINE, describe
from sim.scenario.source import printed
from sim.statistics.comparison import Comparison, Summary

__all__ = ["headlines", "must_be_outcomes", "selected"]

Row = TypeVar("Row", Summary, Comparison)


def must_be_outcomes(names: Sequence[str]) -> None:
    """Refuse a name that is none of an outcome, before any work."""
    for name in names:
        describe(name)


def selected(rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    """The rows of the outcomes named; all where none is.

    Raises
    ------
    SaydoError
        Where the scenarios have no such outcome.
    """
    names = [describe(name).name for name in names]
    missing = [name for name in names if name not in {row.outcome for row in rows}]
    if missing:
        raise SaydoError(f"{printed(missing[0])} (--outcome): these scenarios have no such outcome")
    return [row for row in rows if not names or row.outcome in names]


def headlines(rows: Sequence[Row], choice: OutcomeOptions) -> list[Row]:
    """The rows for the terminal: the headlines, unless others are named."""
    return [row for row in rows if choice.everything or choice.outcome or row.outcome in HEADLINE]
