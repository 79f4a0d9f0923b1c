"""A difference split over the changes between two scenarios: sentence and table."""

from __future__ import annotations

from sim.questions.bridge import Bridge
from sim.report.format.caution import caution_note, verdict_words
from sim.report.format.sums import sum_labels
from sim.report.format.table import Cell, Column, Span, Table
from sim.report.format.words import format_difference, range_words
from sim.scenario.source import plain

__all__ = ["bridge_table", "bridge_words"]


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
