"""A fit in tables: numbers before and after, and the anchors that were reached."""

from __future__ import annotations

from sim.metrics.catalogue import describe
from sim.questions.fit import AnchorReached, Fit
from sim.report.format.reader_locale import local
from sim.report.format.table import Column, Table
from sim.report.format.words import format_value
from sim.scenario.source import plain

__all__ = ["fit_tables", "fit_words"]


def fit_tables(result: Fit, title: str, currency: str) -> list[Table]:
    """List the numbers that were moved, and the anchors.

    Parameters
    ----------
    result : Fit
        The fit.
    title : str
        Title of the scenario.
    currency : str
        ISO 4217 code.

    Returns
    -------
    list of Table
        A row a number, and a row an anchor.
    """
    numbers = tuple(
        (plain(row.path), local(row.before, ",g"), local(row.after, ",g"), plain(row.fitted_to))
        for row in result.values
    )
    anchors = tuple(
        (
            plain(row.name),
            f"{_value(row, row.low, currency)} to {_value(row, row.high, currency)}",
            _value(row, row.before.estimate, currency),
            _value(row, row.after.estimate, currency),
            f"{_value(row, row.after.low, currency)} to {_value(row, row.after.high, currency)}",
            "reached" if row.reached else "not reached",
            plain(row.source),
        )
        for row in result.anchors
    )
    heads = ("Anchor", "Range", "Before", "After", "95 % interval", "Verdict", "Source")
    return [
        Table(f"{plain(title)}: numbers", tuple(map(Column, ("Number", "Before", "After", "Fitted to"))), numbers),
        Table("Anchors", tuple(map(Column, heads)), anchors),
    ]


def fit_words(result: Fit) -> str:
    """State how many anchors were reached.

    Parameters
    ----------
    result : Fit
        The fit.

    Returns
    -------
    str
        A sentence.
    """
    reached = sum(row.reached for row in result.anchors)
    missed = ", ".join(plain(row.name) for row in result.anchors if not row.reached)
    words = f"{reached} of {len(result.anchors)} anchors reached, by {result.tried} settings of the numbers."
    return f"{words} Not reached: {missed}." if missed else words


def _value(row: AnchorReached, value: float, currency: str) -> str:
    """A value of an anchor; a ratio is a plain number."""
    if "/" in row.name:
        return local(value, ".3g")
    return format_value(value, describe(row.outcome), currency)
