"""``saydo``: the program that the commands belong to; a command is imported when it is called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from sim.errors import SaydoError, remedy_of
from sim.memory import no_collection
from sim.report.format.reader_locale import USUAL, VARIABLE, in_locale

__all__ = ["COMMANDS", "REFUSED", "app", "main", "option_of"]

REFUSED = 2
COMMANDS: dict[str, dict[str, str]] = {
    "Simulate and compare": {
        "run": "Simulate a scenario and summarise its outcomes.",
        "compare": "Compare scenarios pair by pair on common random numbers, with intervals and verdicts.",
        "best": "Select the best of several scenarios with a stated probability.",
        "oversell": "Show what selling a faster response than is written wins and costs.",
    },
    "Search for terms": {
        "promise": "Find the strongest response promise within an accepted risk.",
        "price": "Find the walk-away price of a plan, from which a margin is reached, and the fee that brings most.",
        "trade": "Find the change of another lever that makes up for a concession.",
        "goalseek": "Find the value of a lever at which the mean of an outcome meets a target.",
        "frontier": "Find the efficient frontier of margin and customer retention over a few levers.",
    },
    "Explain an answer": {
        "why": "Print the history of one customer in one replication, grievance by grievance.",
        "bridge": "Split the difference between two scenarios over the levers that differ.",
        "replay": "Simulate a customer's exit again without a cause of grievance: the counterfactual.",
        "customers": "Print what each customer earns and costs, and what it costs all others.",
        "remedies": "Rank the remedies for one account against doing nothing.",
    },
    "Test the limits": {
        "sensitivity": "Show which assumptions matter, how firmly conclusions hold, and what measuring is worth.",
        "tipping": "Map two levers and the line beyond which a firm breaks.",
        "calibrate": "Move several numbers at once to match facts, and say which points of them are plausible.",
        "fit": "Move numbers of a scenario until its outcomes reach anchors, and say which were moved.",
        "stress": "Test a scenario with more contacts, an outage and people leaving.",
    },
    "Scenarios": {
        "scenarios": "List the stories and the plans to start from that come with Saydo.",
        "stories": "Print what each story claims, and with --verify whether the simulation shows it.",
        "assumptions": "Print every number of a scenario with unit, bounds, role, evidence and source.",
        "check": "Check scenario files and print everything that is wrong in them, and what they would mean.",
        "schema": "Print the JSON Schema of the scenario document.",
    },
    "Your data": {
        "import": "Read exports into tidy tables, with an account of every row.",
        "backtest": "Fit the first 70 % of the days of an import, simulate the rest, and compare.",
        "init": "Write a scenario of your own from a dozen figures.",
    },
    "Keep and share": {
        "app": "Start the app for the browser, with a scenario where one is named.",
        "report": "Write the deal memo, the buyer's expectation sheet, or one page for a board, as files.",
        "save": "Save a scenario as a version in the library that the app uses.",
        "runs": "List the questions that were simulated and stored.",
        "verify": "Check that this installation computes what it should, in about a minute.",
        "store": "Verify a store, back it up into a file, or restore it from one.",
    },
}
"""Commands by heading of the help, each with the first line of its docstring; the module has the command's name."""
EXIT_CODES = """\b
Exit codes:
  0    done
  1    a replication failed, a story's claim or a check does not hold, or a store is damaged
  2    the input cannot be used
  130  interrupted"""

CODE = {
    "ready": "ready",
    "under_way": "being made, ready in about {seconds} s; SimPy simulates until then",
    "to_come": "made from the first simulation on, within about {seconds} s; SimPy simulates until then",
    "off": "off by SAYDO_ENGINE; SimPy simulates",
    "none": "none here; SimPy simulates",
}
"""How far compiled code is, by its state."""


class CommandGroup(TyperGroup):
    """A group that knows names and summaries of its commands, and imports a command when it is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for heading, commands in COMMANDS.items():
            for name, summary in commands.items():
                self.add_command(TyperCommand(name, help=summary, rich_help_panel=heading), name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments name, imported."""
        name, command, rest = super().resolve_command(ctx, args)
        with no_collection():
            return name, command and getattr(import_module(f"sim.cli.{name}"), f"{name}_command"), rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands under their headings."""
        width = max(len(name) for commands in COMMANDS.values() for name in commands)
        for heading, commands in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), summary) for name, summary in commands.items()])


app = typer.Typer(
    cls=CommandGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=EXIT_CODES,
)


def _print_version(requested: bool) -> None:
    if requested:
        from sim import __version__
        from sim.compiling import readiness

        code = readiness()
        typer.echo(f"saydo {__version__}")
        typer.echo(f"compiled code: {CODE[code.state].format(seconds=code.seconds)}")
        raise typer.Exit


@app.callback()
def saydo(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
) -> None:
    """Simulate support contracts before anyone signs them.

    SCENARIO is a file, the name of a story such as honest, or of a plan to start from such as vendor: saydo scenarios.
    """


def option_of(field: str) -> str:
    """The option by which the value of a parameter is given."""
    return f"--{field.replace('_', '-')}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; an input that cannot be used ends it with one message and status 2.

    Parameters
    ----------
    arguments : sequence of str, optional
        Command and options; by default those of this process.
    """
    try:
        with in_locale(os.environ.get(VARIABLE) or USUAL, VARIABLE):
            app(None if arguments is None else list(arguments))
    except SaydoError as error:
        from sim.cli.terminal import say

        say(error.message(option_of))
        raise SystemExit(REFUSED) from None
    except ModuleNotFoundError as error:
        if not remedy_of(error):
            raise
        typer.echo(f"this command {remedy_of(error)}", err=True)
        raise SystemExit(REFUSED) from None
