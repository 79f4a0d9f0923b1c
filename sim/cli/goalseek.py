"""``saydo goalseek``: the value of a lever that meets a target."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, Level, StudyOptions, loaded
from sim.cli.searching import provenance
from sim.cli.study import at_work
from sim.questions.goal_seek import Goal, goal_seek
from sim.report.goal_seek import goal_words
from sim.statistics.rows import as_row

__all__ = ["goalseek_command"]


@command()
def goalseek_command(
    scenario: File,
    lever: Annotated[
        str, typer.Option(metavar="PATH", help="Number to change: people, a term, any other.", show_default=False)
    ],
    outcome: Annotated[str, typer.Option(metavar="NAME", help="An outcome of the catalogue.", show_default=False)],
    target: Annotated[float, typer.Option(help="The mean that the outcome is to have.", show_default=False)],
    study: StudyOptions,
    level: Level = 0.95,
) -> CommandAnswer:
    """Find the value of a lever at which the mean of an outcome meets a target."""
    goal = Goal(outcome, target, level=level)
    document = loaded(scenario, study.sets)
    with at_work(study, study.replications) as (runner, _):
        result = goal_seek(runner, document, lever, goal, study.replications)
    settings = {"outcome": outcome, "target": target, "level": level}
    return CommandAnswer(
        payload={"goal": as_row(result)},
        parts=[goal_words(result, goal, document.currency)],
        provenance=provenance(scenario, document, runner, **settings),
        currency=document.currency,
    )
