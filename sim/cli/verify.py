"""``saydo verify``: whether this installation computes what it should."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Json, ReplicationOptions
from sim.cli.study import at_work
from sim.questions.verify import verify
from sim.report.verify import verify_table
from sim.running.database import NO_STORE

__all__ = ["verify_command"]


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """Where and how much is simulated."""

    seed: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Seed of what is drawn.")] = 7
    workers: Annotated[
        int | None, typer.Option(min=1, max=1_000, help="Processes; by default one for each processor.")
    ] = None
    full: Annotated[bool, typer.Option("--full", help="All stories and more replications: a quarter of an hour.")] = (
        False
    )


@command()
def verify_command(options: VerifyOptions, json: Json = None) -> CommandAnswer:
    """Check that this installation computes what it should, in about a minute.

    Each line has what is expected, what was seen, the tolerance, how often a sound simulator would be red by
    chance, the verdict and the time. Nothing is read from a store. The status is 1 where a line is red.
    """
    study = replace(ReplicationOptions(), seed=options.seed, workers=options.workers, store=NO_STORE)
    with at_work(study, study.processes) as (runner, _):
        checks = verify(runner, full=options.full)
    red = [check for check in checks if check.holds is False]
    return CommandAnswer(
        payload={"checks": [check.as_dict() for check in checks]},
        parts=[verify_table(checks)],
        errors=[{"message": f"{check.name}: expected {check.expected:g}, seen {check.seen:g}"} for check in red],
        status=int(bool(red)),
    )
