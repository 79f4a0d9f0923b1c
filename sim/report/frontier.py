"""The efficient frontier of margin and customers kept: sentence and table."""

from __future__ import annotations

from sim.metrics.catalogue import describe
from sim.questions.frontier import OBJECTIVES, Frontier, Point
from sim.questions.search import FRESH_SEEDS
from sim.report.format.caution import caution_note
from sim.report.format.reader_locale import local
from sim.report.format.table import Cell, Column, Span, Table

__all__ = ["frontier_table", "frontier_words", "neighbour_words"]


def frontier_words(frontier: Frontier) -> str:
    """State how many points are efficient and how many of them can be distinguished.

    Parameters
    ----------
    frontier : Frontier
        The frontier.

    Returns
    -------
    str
        Sentences.
    """
    alike = sum(not point.distinguished for point in frontier.points[1:])
    count = f"{len(frontier.points)} points of {frontier.evaluated} tried are efficient on {FRESH_SEEDS} fresh seeds"
    behind = f"; {frontier.fell_behind} more fell behind there" if frontier.fell_behind else ""
    same = (
        f"; {alike} cannot be distinguished from the point above"
        if alike
        else "; each can be distinguished from its neighbour"
    )
    first = frontier.points[0]
    ranges = ", ".join(f"{path} {_between(*ends)}" for path, ends in frontier.alike.items())
    close = f" Not lower for sure than the highest margin: {ranges}." if ranges else ""
    edge = (
        f" The highest margin lies at the end of the range of {' and '.join(first.at_edge)}: there may be more beyond."
        if first.at_edge
        else ""
    )
    narrow = caution_note(interval for point in frontier.points for interval in (point.margin, point.retention))
    return f"{count}{behind}{same}.{close}{edge}{narrow}"


def _between(low: float, high: float) -> str:
    return local(low, ",.4g") if low == high else f"{local(low, ',.4g')} to {local(high, ',.4g')}"


def frontier_table(frontier: Frontier, title: str, currency: str) -> Table:
    """List the points of the frontier from the highest margin down, and the scenario as it stands below them.

    Parameters
    ----------
    frontier : Frontier
        The frontier.
    title : str
        Title.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row a point, with the values of its levers.
    """
    margin, retention = (describe(name) for name in OBJECTIVES)
    columns = (
        *(Column(path, "number") for path in frontier.today.values),
        Column(margin.label, "money"),
        Column(f"{margin.label}, interval", "money"),
        Column(retention.label, "share"),
        Column(f"{retention.label}, interval", "share"),
        Column("Against the point above"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *point.values.values(),
            point.margin.estimate,
            Span(point.margin.low, point.margin.high),
            point.retention.estimate,
            Span(point.retention.low, point.retention.high),
            "as it stands" if point is frontier.today else neighbour_words(point),
        )
        for point in (*frontier.points, frontier.today)
    ]
    return Table(title, columns, tuple(rows), currency, emphasised=(len(rows) - 1,))


def neighbour_words(point: Point) -> str:
    """Describe how a point of the frontier stands against the one above it.

    Parameters
    ----------
    point : Point
        The point.

    Returns
    -------
    str
        Verdicts on margin and customers kept; empty for the first point.
    """
    if point.margin_verdict is None:
        return ""
    if not point.distinguished:
        return "cannot tell apart"
    return f"margin {point.margin_verdict}, customers kept {point.retention_verdict}"
