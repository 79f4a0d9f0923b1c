"""The map of two levers and its tipping line: sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.questions.breaking import Breaking, Measure
from sim.questions.tipping import Direction, Map
from sim.report.format.amounts import percent
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.table import Column, Span, Table
from sim.scenario.source import plain

__all__ = ["breaking_words", "map_table", "map_words", "measure_words", "tipping_line_table"]

NAMES: dict[Measure, str] = {
    "responses": "responses on time",
    "customers": "customers kept a year",
    "margin": "margin as a share of revenue",
    "backlog": "growth of the backlog",
}
STEADY = (
    "The growth of the backlog is its mean in the worse of the last two thirds of the study by that of the first "
    "third: a steady desk has 1, one that falls behind evenly from the start 5."
)
MORE: dict[Direction, str] = {1: "more", -1: "less"}


def measure_words(measure: Measure) -> str:
    """Name a measure.

    Parameters
    ----------
    measure : str
        One of ``sim.questions.breaking.MEASURES``.

    Returns
    -------
    str
        As in the middle of a sentence.
    """
    return NAMES[measure]


def breaking_words(breaking: Breaking) -> str:
    """State what breaking means.

    Parameters
    ----------
    breaking : Breaking
        Measure and level.

    Returns
    -------
    str
        Such as ``responses on time below 80 %``.
    """
    level = f"above {local(breaking.level, '.3g')}" if breaking.grows else f"below {percent(breaking.level)}"
    return f"{NAMES[breaking.measure]} {level}"


def map_words(tipping: Map) -> Iterator[str]:
    """State whether the scenario tips as it stands, what tipping means, and how rework and exits change with it.

    Parameters
    ----------
    tipping : Map
        The map.

    Yields
    ------
    str
        Sentences.
    """
    yield from _today(tipping)
    if tipping.where != "here":
        yield _direction_words(tipping)
    steady = f" {STEADY}" if tipping.breaking.grows else ""
    yield (
        f"A run tips that ends with {breaking_words(tipping.breaking)}; one where that is not defined does too.{steady}"
        " The line is where the mean of the runs is that, linear between the places, so no more exact than their "
        "distance."
    )
    calm, tipped = tipping.share == 0, tipping.share == 1
    if calm.any() and tipped.any():
        rows = ((tipping.rework, "pieces of work a contact"), (tipping.past_breaking_point, "customers set on leaving"))
        changes = "; ".join(
            f"{words} {local(before, '.3g')} before, {local(beyond, '.3g')} beyond"
            for before, beyond, words in (
                (float(part[calm].mean()), float(part[tipped].mean()), words) for part, words in rows
            )
        )
        yield f"Where no run tips, and where all do: {changes}."


def _today(tipping: Map) -> Iterator[str]:
    """The place nearest to where the levers stand; nothing where that is outside the map."""
    levers, places = (tipping.across, tipping.up), (tipping.places_across, tipping.places_up)
    if not all(at[0] <= lever.value <= at[-1] for lever, at in zip(levers, places, strict=True)):
        return
    column, row = (int(np.abs(at - lever.value).argmin()) for lever, at in zip(levers, places, strict=True))
    share = tipping.share[row, column]
    if np.isfinite(share):
        across, up = (f"{plain(lever.path)} {local(lever.value, '.4g')}" for lever in levers)
        runs = tipping.replications
        yield f"Nearest to how it stands ({across}, {up}), {round(share * runs)} of {runs} runs tip."


def _direction_words(tipping: Map) -> str:
    """Where the line lies that is not on the map."""
    means = "On average nothing" if tipping.where == "beyond" else "On average everything"
    start = f"{means} on this map has {breaking_words(tipping.breaking)}"
    levers = zip(tipping.towards(), (tipping.across, tipping.up), strict=True)
    ways = [f"{MORE[way]} of {plain(lever.path)}" for way, lever in levers if way]
    if not ways:
        return f"{start}, and neither lever moves it: other levers show where the line lies."
    return f"{start}: the line lies outside, towards {' or '.join(ways)}."


def map_table(tipping: Map) -> Table:
    """List the points of the map with their runs' results.

    Parameters
    ----------
    tipping : Map
        The map.

    Returns
    -------
    Table
        A row a point: values of both levers, share of runs that tip, the measure, customers lost.
    """
    headings = (tipping.across.path, tipping.up.path)
    readings = ("Share of runs that tip", NAMES[tipping.breaking.measure].capitalize(), "Customers lost")
    rows = tuple(
        (across, up, *(float(part[row, column]) for part in (tipping.share, tipping.measured, tipping.lost)))
        for row, up in enumerate(tipping.places_up.tolist())
        for column, across in enumerate(tipping.places_across.tolist())
    )
    return Table("", tuple(Column(heading, "number", form=".4g") for heading in (*headings, *readings)), rows)


def tipping_line_table(tipping: Map, title: str) -> Table:
    """List where the line crosses the second lever, by value of the first.

    Parameters
    ----------
    tipping : Map
        The map.
    title : str
        Title.

    Returns
    -------
    Table
        A row a value of the first lever.
    """
    columns = (
        Column(tipping.across.path, "number", form=".4g"),
        Column(f"{tipping.up.path}: tips at"),
        Column("Some runs tip, some do not", "number", form=".3g"),
        Column("Runs that tip, up the column"),
    )
    rows = []
    for number, place in enumerate(tipping.places_across):
        mixed = tipping.undecided(number)
        rows.append(
            (
                float(place),
                ", ".join(local(value, ".3g") for value in tipping.crossings(number)) or "nowhere in range",
                None if mixed is None else Span(*mixed),
                " ".join("·" if np.isnan(cell) else _percent(cell) for cell in tipping.share[:, number]),
            )
        )
    return Table(title, columns, tuple(rows))


def _percent(share: float) -> str:
    return f"{100 * share:.0f}{percent_sign(' %')}"
