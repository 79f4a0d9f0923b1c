"""A difference split over the changes between two scenarios: sentence and table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from sim.questions.bridge import Bridge
from sim.questions.year_bridge import StudyYear
from sim.report.budget import months_of, periods
from sim.report.format.caution import caution_note, verdict_words
from sim.report.format.sums import sum_labels
from sim.report.format.table import Cell, Column, Span, Table
from sim.report.format.words import format_difference, range_words
from sim.report.format.workbook import Kind, SheetCell, Worksheet, cell_of, workbook
from sim.report.ledger import LABELS
from sim.scenario.source import plain

__all__ = ["bridge_table", "bridge_words", "bridge_workbook", "year_bridge_words", "year_name", "year_parts"]

YEAR_PARTS = {
    "price": "Price: fee a customer and month",
    "volume": "Volume: customers",
    "mix": "Mix of plans",
}
"""What parts of the difference of fees are called; all other parts are lines of the books."""


def bridge_words(bridge: Bridge, currency: str) -> str:
    """State what the parts add up to, how they were computed, and which cannot be distinguished from zero.

    Parameters
    ----------
    bridge : Bridge
        The difference and its parts.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    size = format_difference(bridge.whole.difference, bridge.outcome, currency)
    within = range_words(bridge.whole.low, bridge.whole.high, bridge.outcome, currency, sign=True)
    if bridge.orders is None:
        how = "each is a change's mean contribution over all orders of making the changes (Shapley)"
    else:
        how = f"each is a change's mean contribution over {bridge.orders} orders drawn at random, ± the sampling error"
    unknown = [plain(part.lever.name) for part in bridge.parts if part.effect.verdict == "cannot tell apart"]
    unsure = f" Cannot be distinguished from zero: {', '.join(unknown)}." if unknown else ""
    joined = [plain(part.lever.name) for part in bridge.parts if " + " in part.lever.name]
    together = f" Only possible together, and therefore one: {'; '.join(joined)}." if joined else ""
    dropped = f" {bridge.dropped} replications are left out." if bridge.dropped else ""
    narrow = caution_note((bridge.whole, *(part.effect for part in bridge.parts)))
    return f"The parts add up to the whole difference, {size} ({within}); {how}.{unsure}{together}{dropped}{narrow}"


def year_name(year: StudyYear) -> str:
    """Name a year of a study by its days.

    Parameters
    ----------
    year : StudyYear
        Year of a study.

    Returns
    -------
    str
        As periods of a budget are named.

    Raises
    ------
    SaydoError
        Where the study has no such whole year.
    """
    return periods(months_of(year.scenario), "year")[year.place]


def year_parts(bridge: Bridge) -> Bridge:
    """Name the parts of a bridge between years as its table and its figure write them.

    Parameters
    ----------
    bridge : Bridge
        By price, volume, mix and lines of the books.

    Returns
    -------
    Bridge
        The same numbers.
    """
    names = LABELS | YEAR_PARTS
    parts = (replace(part, lever=replace(part.lever, name=names[part.lever.name])) for part in bridge.parts)
    return replace(bridge, parts=tuple(parts))


def year_bridge_words(bridge: Bridge, currency: str) -> str:
    """State what the parts of a bridge between years add up to, and what they are.

    Parameters
    ----------
    bridge : Bridge
        By price, volume, mix and lines of the books.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    size = format_difference(bridge.whole.difference, bridge.outcome, currency)
    within = range_words(bridge.whole.low, bridge.whole.high, bridge.outcome, currency, sign=True)
    dropped = f" {bridge.dropped} pairs are left out." if bridge.dropped else ""
    narrow = caution_note((bridge.whole, *(part.effect for part in bridge.parts)))
    return (
        f"The parts add up to the whole difference, {size} ({within}). Price, volume and mix split the difference of "
        "fees over all orders of changing them (Shapley); a plan that came or went is mix, and a customer has the plan "
        f"that it joined with. All other parts are differences of lines of the books.{dropped}{narrow}"
    )


def bridge_workbook(bridge: Bridge, names: tuple[str, str], currency: str, provenance: Mapping[str, object]) -> bytes:
    """Write a bridge as a workbook: the end is the sum of the base and all parts, by a formula.

    Parameters
    ----------
    bridge : Bridge
        The difference and its parts.
    names : tuple of str
        Of the base and of the variant.
    currency : str
        ISO 4217 code.
    provenance : mapping of str to object
        What it takes to get the same numbers again.

    Returns
    -------
    bytes
        XLSX, the same for the same bridge; numbers are numbers, with the ends of their intervals.
    """
    parts = bridge.parts
    kind: Kind = {"money": "cents", "share": "percent"}.get(bridge.outcome.unit, "number")  # type: ignore[assignment]
    amount, low, high = bridge.outcome.label, "Interval, low", "Interval, high"
    headings = pd.DataFrame(columns=["Step", amount])
    end = f"=SUM({cell_of(headings, amount, 0)}:{cell_of(headings, amount, len(parts))})"
    columns: dict[str, list[object]] = {
        "Step": [names[0], *(part.lever.name for part in parts), names[1]],
        amount: [bridge.base, *(part.difference for part in parts), SheetCell(bridge.variant, end)],
        low: [None, *(part.effect.low for part in parts), None],
        high: [None, *(part.effect.high for part in parts), None],
        "Verdict": ["", *(verdict_words(part.effect) for part in parts), ""],
    }
    frame = pd.DataFrame(columns, dtype=object)
    about = pd.DataFrame({"What": list(provenance), "Value": list(map(str, provenance.values()))})
    return workbook(
        {
            "Bridge": Worksheet(frame, {amount: kind, low: kind, high: kind, "Verdict": "text"}, currency=currency),
            "Provenance": Worksheet(about),
        }
    )


def bridge_table(bridge: Bridge, base: str, variant: str, currency: str) -> Table:
    """List the steps from the base to the variant, which add up.

    Parameters
    ----------
    bridge : Bridge
        The difference and its parts.
    base, variant : str
        Names of the two scenarios.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        The base, each part with its interval and verdict, and the variant.
    """
    outcome, sampled = bridge.outcome, bridge.orders is not None
    columns = [
        Column("Step"),
        Column(outcome.label, "outcome"),
        Column("Difference", "outcome", signed=True),
        Column("Difference, interval", "outcome", signed=True),
        Column("Verdict", "verdict"),
    ]
    first, *middle, last = sum_labels(
        bridge.base, [part.difference for part in bridge.parts], bridge.variant, outcome, currency
    )
    parts: list[list[Cell]] = [
        [part.lever.name, None, label, Span(part.effect.low, part.effect.high), verdict_words(part.effect)]
        for part, label in zip(bridge.parts, middle, strict=True)
    ]
    rows: list[list[Cell]] = [[base, first, None, None, ""], *parts, [variant, last, None, None, ""]]
    if sampled:
        columns.append(Column("± orders", "outcome"))
        errors = [None, *(part.sampling_error for part in bridge.parts), None]
        rows = [[*row, error] for row, error in zip(rows, errors, strict=True)]
    return Table(
        f"{outcome.label}: from {base} to {variant}",
        tuple(columns),
        tuple(map(tuple, rows)),
        currency,
        outcomes=(outcome,) * len(rows),
        emphasised=(0, len(rows) - 1),
    )
