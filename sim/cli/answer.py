"""The answer of a command, written as JSON or to the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import typer
from rich.console import RenderableType
from rich.text import Text

from sim.cli.terminal import output, say, write_json

if TYPE_CHECKING:
    from sim.report.charts import Picture
    from sim.report.format.table import Table

__all__ = ["CommandAnswer", "Outlet", "Part", "write_answer"]

Part: TypeAlias = "Table | Text | str"
"""A table or a sentence of an answer."""
SCHEMA_VERSION = 1
"""Of the JSON that commands write; raised when a key goes or changes its meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandAnswer:
    """Everything that a command has to say."""

    payload: Mapping[str, Any]
    """Keys of the JSON that only this command has."""
    parts: Sequence[Part] = ()
    """Tables and sentences for the terminal, in this order."""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """Seed, fingerprints and whatever else it takes to get the answer again."""
    currency: str | None = None
    """Currency of all amounts; None where there are none."""
    errors: Sequence[Mapping[str, Any]] = ()
    """What went wrong and is left out of the answer."""
    figure: Callable[[], Picture] | None = None
    """Draws the figure of ``--html``."""
    notes: Sequence[str] = ()
    """Lines for standard error beside the tables."""
    warnings: Sequence[str] = ()
    """Lines for standard error in any case."""
    status: int = 0
    """Exit status."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where the answer of a command goes."""

    command: str
    json: str | None
    """``-`` for standard output, or a file; None for no JSON."""
    html: Path | None
    usual: dict[str, Any]
    """Provenance of every answer, unless the answer has its own."""

    def envelope(self, answer: CommandAnswer) -> dict[str, Any]:
        """The JSON document of an answer."""
        from sim.running.version import version_block

        return {
            "schema_version": SCHEMA_VERSION,
            "command": self.command,
            "currency": answer.currency,
            **answer.payload,
            "errors": list(answer.errors),
            "provenance": {**version_block(), **self.usual, **answer.provenance},
        }


def _printable(part: Part) -> RenderableType:
    """A part of an answer as the terminal prints it."""
    if isinstance(part, str | Text):
        return part
    from sim.cli.layout import terminal_table

    return terminal_table(part)


def write_answer(answer: CommandAnswer, outlet: Outlet) -> None:
    """Write an answer as JSON, as a page and to the terminal, as far as each is asked for; end with its status."""
    if outlet.json:
        write_json(outlet.envelope(answer), outlet.json)
    if outlet.html is not None and answer.figure is not None:
        from sim.cli.pages import write_page

        write_page(answer.figure(), outlet.html)
    if outlet.json != "-":
        for part in answer.parts:
            output().print(_printable(part))
        for line in answer.notes:
            say(line)
    for line in answer.warnings:
        say(line)
    if answer.status:
        raise typer.Exit(answer.status)
