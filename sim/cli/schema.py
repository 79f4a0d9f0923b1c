"""``saydo schema``: the JSON Schema of the scenario document."""

from __future__ import annotations

import json

import typer

from sim.cli.command import command
from sim.scenario.json_schema import scenario_schema

__all__ = ["schema_command"]


@command()
def schema_command() -> None:
    """Print the JSON Schema of the scenario document.

    It has the unit, the bounds and the meaning of each value, so that an editor can complete and check a
    scenario file.
    """
    typer.echo(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
