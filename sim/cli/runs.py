"""``saydo runs``: the questions in a store."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Json, StoreUrl
from sim.cli.study import opened
from sim.errors import SaydoError
from sim.report.runs import runs_table
from sim.statistics.rows import as_row

__all__ = ["runs_command"]


@command()
def runs_command(
    store: StoreUrl = None,
    clear: Annotated[
        bool, typer.Option("--clear", help="Delete all of them, and all replications in the store.")
    ] = False,
    json: Json = None,
) -> CommandAnswer:
    """List the questions that were simulated and stored.

    A question that was interrupted is listed as not answered.
    """
    with opened(store) as library:
        if library is None:
            raise SaydoError(f"{store} (--store): there is nothing to list: name a store")
        rows, replications = library.questions(), library.size()
        if clear:
            library.clear()
    return CommandAnswer(
        payload={"runs": [as_row(row) for row in rows], "replications": replications, "cleared": clear},
        parts=[runs_table(rows, replications)],
        notes=["all of this is deleted now"] if clear else [],
    )
