"""The command on the store: what was asked of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from sim.cli.application import app
from sim.cli.layout import terminal_table
from sim.cli.options import Json, StoreUrl
from sim.cli.study import opened
from sim.cli.terminal import can_write, output, say, write_json
from sim.errors import SaydoError
from sim.report.runs import runs_table

__all__ = ["runs_command"]


@app.command("runs")
def runs_command(
    store: StoreUrl = None,
    clear: Annotated[bool, typer.Option("--clear", help="Forget all of them, and all that was simulated.")] = False,
    json: Json = None,
) -> None:
    """List the questions that were simulated and kept, whether or not they were answered."""
    can_write(json)
    with opened(store) as kept:
        if kept is None:
            raise SaydoError(f"{store} (--store): there is nothing to list: name a store")
        rows, replications = kept.asked(), kept.size()
        if clear:
            kept.clear()
    if json:
        write_json({"runs": [asdict(row) for row in rows], "replications": replications, "cleared": clear}, json)
    if json != "-":
        output().print(terminal_table(runs_table(rows, replications)))
        if clear:
            say("all of this is forgotten now")
