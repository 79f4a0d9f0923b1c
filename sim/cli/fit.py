"""``saydo fit``: numbers that nobody measured, moved until outcomes reach what is known of such a business."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, StudyOptions, loaded
from sim.cli.searching import provenance
from sim.cli.study import at_work
from sim.cli.terminal import can_write
from sim.errors import SaydoError
from sim.questions.fit import fit, read_targets
from sim.report.fit import fit_tables, fit_words
from sim.running.files import write_whole
from sim.scenario.files import resolve
from sim.scenario.rewrite import rewritten
from sim.statistics.rows import as_row

__all__ = ["fit_command"]

FOLDER = "fits"


@command()
def fit_command(
    scenario: File,
    study: StudyOptions,
    targets: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Anchors and levers; by default the file of the same name in fits/ beside."),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the numbers into the scenario file.")] = False,
) -> CommandAnswer:
    """Move numbers of a scenario until its outcomes reach anchors, and say which were moved."""
    path = resolve(scenario)
    if write and study.sets:
        raise SaydoError("--write: a scenario with values of --set is not that of the file: leave one of the two out")
    if write:
        can_write(str(path), "--write")
    goals = read_targets(targets or path.parent / FOLDER / path.name)
    document = loaded(path, study.sets)
    with at_work(study, study.replications) as (runner, _):
        result = fit(runner, document, goals, study.replications)
    notes = []
    if write:
        values = {row.path: row.after for row in result.values}
        sources = {row.path: f"fitted: {row.fitted_to}" for row in result.values}
        write_whole({path: rewritten(path, values, sources).encode()})
        notes.append(f"written: {path}")
    return CommandAnswer(
        payload={"fit": as_row(result)},
        parts=[*fit_tables(result, document.title, document.currency), fit_words(result)],
        provenance=provenance(scenario, document, runner),
        currency=document.currency,
        notes=notes,
    )
