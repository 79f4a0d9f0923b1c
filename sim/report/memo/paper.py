"""A document to read and to print: sections of sentences, tables and figures, whatever the format it leaves in."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.charts import Picture
from sim.report.format.table import Table
from sim.scenario.source import plain

__all__ = ["Paper", "Section", "Table", "clean"]


def clean(text: object) -> str:
    """Put a text on one line, without control characters.

    Parameters
    ----------
    text : object
        Any value.

    Returns
    -------
    str
        Printable text.
    """
    return plain(" ".join(str(text).split()))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences, and at most one table and one figure under them."""

    heading: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    picture: Picture | None = None
    is_annex: bool = False
    """Whether it begins on a page of its own."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Title, what it is about in a line, and sections."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    is_one_page: bool = False
    """Whether it is set so small that all of it fits on a page."""
