"""The map of two levers and its tipping line: sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.questions.tipping import TIPS_ABOVE, Map
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.table import Column, Span, Table
from sim.scenario.source import plain

__all__ = ["map_table", "map_words", "tipping_line_table"]


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
    if (tipping.share == 0).all():
        yield "No run tips anywhere on this map: fewer people, or more contacts, show where one does."
    yield (
        f"A run tips where its backlog grows more than {TIPS_ABOVE:g} times from the first third of the study to the "
        "worse of the other two: a steady desk has 1, one that falls behind evenly from the start 5. The line is where "
        "the mean growth is that, linear between the places, so no more exact than their distance."
    )
    calm, tipped = tipping.share == 0, tipping.share == 1
    if calm.any() and tipped.any():
        rows = ((tipping.rework, "touches and chases a contact"), (tipping.past_breaking_point, "customers gone POP"))
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


def map_table(tipping: Map) -> Table:
    """List the points of the map with their runs' results.

    Parameters
    ----------
    tipping : Map
        The map.

    Returns
    -------
    Table
        A row a point: values of both levers, share of runs that tip, growth of the backlog, customers lost.
    """
    headings = (tipping.across.path, tipping.up.path)
    readings = ("Share of runs that tip", "Growth of the backlog", "Customers lost")
    rows = tuple(
        (across, up, *(float(part[row, column]) for part in (tipping.share, tipping.growth, tipping.lost)))
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
