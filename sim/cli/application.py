"""``saydo``: the application that commands belong to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.terminal import say
from sim.errors import SaydoError
from sim.report.format.habit import USUAL, VARIABLE, in_habit

__all__ = ["File", "app", "main", "option_of"]

REFUSED = 2

app = typer.Typer(
    help="Say what you'll do, then do what you said: support contracts simulated before anyone signs them.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
File = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file.", show_default=False)]


def option_of(field: str) -> str:
    """The option by which the value of a parameter is given."""
    return f"--{field.replace('_', '-')}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; what is wrong with its input is told in one message, with status 2."""
    try:
        with in_habit(os.environ.get(VARIABLE) or USUAL, VARIABLE):
            app(None if arguments is None else list(arguments))
    except SaydoError as error:
        say(error.message(option_of))
        raise SystemExit(REFUSED) from None
