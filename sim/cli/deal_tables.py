"""Zones of promises and points of frontiers as tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from sim.cli.layout import table
from sim.metrics.catalogue import describe
from sim.questions.frontier import Frontier
from sim.questions.promise import Strongest, ZoneCell
from sim.report.deal import hours_words, neighbour_words
from sim.report.format.habit import local
from sim.report.format.words import format_value, money, range_words
from sim.scenario.source import plain

__all__ = ["frontier_table", "zone_table"]

ZONES = {"safe": "green", "risky": "yellow", "never": "red"}


def zone_table(found: Sequence[Strongest], title: str, currency: str) -> Table:
    """The zone of each promise at each fee; with misses and runs where it was simulated and not inferred."""
    columns = ("promise", *(f"at {money(each.fee, currency)}" for each in found))
    filled = table(title, columns, ("promise",))
    for row in zip(*(each.cells for each in found), strict=True):
        filled.add_row(hours_words(row[0].hours), *map(_zone, row))
    return filled


def _zone(cell: ZoneCell) -> Text:
    count = "" if cell.chance is None else f" ({cell.chance.missed} of {cell.chance.runs} missed)"
    return Text(f"{cell.zone}{count}", style=ZONES[cell.zone])


def frontier_table(found: Frontier, title: str, currency: str) -> Table:
    """The points of the frontier from the highest margin down, and the scenario as it stands below them."""
    margin, retention = describe("margin"), describe("customer_retention_per_year")
    levers = tuple(plain(path) for path in found.today.values)
    columns = (*levers, margin.label, "interval", retention.label, "its interval", "against the point above")
    filled = table(title, columns, columns[:-1])
    for number, point in enumerate((*found.points, found.today)):
        last = number == len(found.points)
        filled.add_row(
            *(local(value, ",g") for value in point.values.values()),
            format_value(point.margin.estimate, margin, currency),
            range_words(point.margin.low, point.margin.high, margin, currency),
            format_value(point.retention.estimate, retention, currency),
            range_words(point.retention.low, point.retention.high, retention, currency),
            "as it stands" if last else neighbour_words(point),
            end_section=number == len(found.points) - 1,
        )
    return filled
