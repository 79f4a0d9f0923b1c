"""Guesses, conclusions, tipping lines and stress as tables and words for the terminal."""

from __future__ import annotations

import numpy as np
from rich.table import Table
from rich.text import Text

from sim.cli import layout
from sim.metrics.catalogue import Outcome, describe
from sim.questions.assumption_ranges import AssumptionRange
from sim.questions.sensitivity_study import SensitivityDesign, SensitivityFindings
from sim.questions.tipping import Map
from sim.report.format.habit import local, percent_sign
from sim.report.format.words import format_difference, money, range_words
from sim.scenario.source import plain

__all__ = [
    "conclusions_table",
    "effects_table",
    "indices_table",
    "map_table",
    "tornado_table",
    "worths_table",
]

MOST_EFFECTS = 15
SURE = 0.05


def _table(title: str, columns: tuple[str, ...], left: int = 1) -> Table:
    """A table whose columns are numbers, but for the first ones."""
    return layout.table(title, columns, columns[left:])


def _named(found: SensitivityFindings) -> dict[str, AssumptionRange]:
    return {each.path: each for each in found.ranges}


def _range(each: AssumptionRange) -> str:
    return f"{local(each.low, '.3g')} to {local(each.high, '.3g')}"


def effects_table(found: SensitivityFindings, plan: SensitivityDesign, title: str, currency: str) -> Table:
    """The guesses with the largest elementary effects."""
    outcome = describe(plan.outcome)
    what = f"{plain(outcome.label)}, {'difference to the first' if plan.against else 'as such'}"
    title = f"{title} ({what}): {found.trajectories} trajectories over {len(found.ranges)} guesses (Morris)"
    columns = ("guess", "tag", "value", "range", "even in", "mean effect", "mean size", "± (95 %)", "spread")
    table, ranges = _table(title, columns, 2), _named(found)
    for row in found.effects[:MOST_EFFECTS]:
        each = ranges[row.path]
        sizes = (
            format_difference(size, outcome, currency).lstrip("+") for size in (row.size, row.size_half, row.spread)
        )
        table.add_row(
            Text(plain(each.path)),
            Text(f"[{each.tag}]"),
            local(each.value, ".3g"),
            _range(each),
            each.shape,
            format_difference(row.mean, outcome, currency),
            *(size.replace("+", "") for size in sizes),
        )
    return table


def tornado_table(found: SensitivityFindings, outcome: Outcome, currency: str) -> Table:
    """The tornado as a table with its bars."""
    title = f"Tornado: {outcome.label}, one guess at an end of its range, all others as they are, less as it is"
    columns = ("guess", "range", "at the low end", "95 % interval", "at the high end", "95 % interval", "")
    table, ranges = _table(title, columns), _named(found)
    most = max((row.size for row in found.swings), default=0.0) or 1.0
    for row in found.swings:
        ends = []
        for end in (row.low, row.high):
            ends += [
                format_difference(end.estimate, outcome, currency),
                range_words(end.low, end.high, outcome, currency, sign=True),
            ]
        table.add_row(Text(plain(row.path)), _range(ranges[row.path]), *ends, "█" * round(12 * row.size / most))
    return table


def indices_table(found: SensitivityFindings) -> Table:
    """Shares of variance of the few."""
    table = _table("Shares of variance over the few (Sobol)", ("guess", "by itself", "± (95 %)", "in all", "± (95 %)"))
    for row in found.indices:
        table.add_row(
            Text(plain(row.path)),
            *(local(share, ".2f") for share in (row.first, row.first_half, row.total, row.total_half)),
        )
    return table


def conclusions_table(found: SensitivityFindings) -> Table:
    """In what share of draws each conclusion holds."""
    title = f"Conclusions over {found.draws} draws of all {len(found.ranges)} guesses (Latin hypercube)"
    columns = ("story", "concludes", "as it is", "holds in", "95 % interval", "no difference", "reversed", "chance")
    table = _table(title, columns, 2)
    for row in found.conclusions:
        arrow = "▲" if row.direction == "up" else "▼"
        count = row.holds.count
        table.add_row(
            Text(plain(row.name)),
            Text(f"{plain(describe(row.outcome).label)} {arrow}"),
            f"{row.own} of {row.own_of} runs",
            _percent(row.holds.estimate),
            f"{_percent(row.holds.low)} to {_percent(row.holds.high)}",
            f"{row.none} of {count}",
            f"{row.reversed} of {count}",
            _percent(row.noise),
        )
    return table


def worths_table(found: SensitivityFindings, currency: str) -> Table:
    """What it is worth to measure each of the few before choosing."""
    title = f"Value of knowing one guess before choosing by margin, over {found.draws} draws"
    table = _table(title, ("guess", "worth", "chance of as much by luck", ""))
    for row in found.worths:
        told = row.probability < SURE
        words = "measure it" if told else "cannot be told from nothing"
        table.add_row(
            Text(plain(row.path)),
            money(row.value, currency),
            local(row.probability, ".2f"),
            Text(words, style="" if told else "dim"),
        )
    return table


def map_table(found: Map, title: str) -> Table:
    """The tipping line, place by place of the first lever."""
    what = plain(found.up.path)
    columns = (
        plain(found.across.path),
        f"{what}: tips at",
        "some runs tip, some do not",
        "runs that tip, up the column",
    )
    table = _table(title, columns)
    for number, place in enumerate(found.places_across):
        mixed = found.undecided(number)
        shares = " ".join("·" if np.isnan(cell) else _percent(cell) for cell in found.share[:, number])
        table.add_row(
            local(place, ".4g"),
            ", ".join(local(each, ".3g") for each in found.crossings(number)) or "nowhere in range",
            "" if mixed is None else f"{local(mixed[0], '.3g')} to {local(mixed[1], '.3g')}",
            shares,
        )
    return table


def _percent(share: float) -> str:
    return "n/a" if np.isnan(share) else f"{100 * share:.0f}{percent_sign(' %')}"
