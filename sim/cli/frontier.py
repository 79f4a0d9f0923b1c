"""``saydo frontier``: the efficient frontier of margin and retention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, StudyOptions, lever_range, loaded
from sim.cli.searching import provenance, title
from sim.cli.study import at_work
from sim.questions.frontier import LeverRange, SearchBudget, efficient_frontier
from sim.report.frontier import frontier_table, frontier_words
from sim.statistics.rows import as_row

__all__ = ["frontier_command"]


@dataclass(frozen=True, slots=True)
class PointOptions(StudyOptions):
    """Replications of each point that the optimiser tries."""

    replications: Annotated[int, typer.Option(min=1, max=10_000, help="Replications of each point tried.")] = 5


@command()
def frontier_command(
    scenario: File,
    lever: Annotated[
        list[str],
        typer.Option(metavar="PATH=LOW:HIGH", help="A lever and its range; 2 to 5 of them.", show_default=False),
    ],
    study: PointOptions,
    evaluations: Annotated[int, typer.Option(min=12, max=10_000, help="Points to try.")] = 60,
    again: Annotated[
        int, typer.Option(min=10, max=10_000, help="Replications of each point printed, on fresh random numbers.")
    ] = 40,
) -> CommandAnswer:
    """Find the efficient frontier of margin and customer retention over a few levers."""
    ranges = [LeverRange(path, *ends) for path, ends in map(lever_range, lever)]
    budget = SearchBudget(evaluations, study.replications, again)
    document = loaded(scenario, study.sets)
    with at_work(study, evaluations * study.replications) as (runner, _):
        frontier = efficient_frontier(runner, document, ranges, budget)
    settings = {"levers": [as_row(span) for span in ranges], **as_row(budget)}
    return CommandAnswer(
        payload={"frontier": as_row(frontier)},
        parts=[frontier_table(frontier, title(document, study), document.currency), frontier_words(frontier)],
        provenance=provenance(scenario, document, runner, **settings),
        currency=document.currency,
    )
