"""``saydo check``: whether scenario files can be used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.answer import CommandAnswer, Part
from sim.cli.application import REFUSED, option_of
from sim.cli.command import command
from sim.cli.options import Json, Sets, loaded, story_names
from sim.cli.terminal import unnamed
from sim.errors import Problem, SaydoError
from sim.questions.capacity import capacity_of
from sim.report.capacity import capacity_table, overloads, seats_words
from sim.scenario.source import plain
from sim.scenario.warnings import warnings_of
from sim.statistics.rows import as_row

__all__ = ["check_command"]

Files = Annotated[
    list[Path],
    typer.Argument(metavar="SCENARIO", help="Scenario files.", show_default=False, autocompletion=story_names),
]


@command()
def check_command(files: Files, sets: Sets = [], json: Json = None) -> CommandAnswer:  # noqa: B006  typer copies it
    """Check scenario files and print everything that is wrong in them, and what they would mean.

    Each error comes with file, line, path and what is allowed. The status is 2 where there is any. Warnings name what
    is allowed but hardly meant; hours, cost and load by team are those of the first year.
    """
    rows: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    parts: list[Part] = []
    for path in files:
        try:
            document = loaded(path, sets)
        except SaydoError as error:
            errors += [_row(path, problem) for problem in error.problems]
            continue
        teams = capacity_of(document)
        warnings = [_row(path, problem) for problem in (*warnings_of(document), *overloads(teams))]
        row = {"file": str(path), "customers": document.customers, "fingerprint": document.fingerprint}
        row["currency"] = document.currency
        rows.append({**row, "teams": [{**as_row(team), "load": team.load} for team in teams], "warnings": warnings})
        parts.append(f"{plain(str(path))}: usable; {document.customers} customers, {document.fingerprint}")
        parts.append(capacity_table(teams, document.currency))
        parts += [f"warning: {plain(str(path))}: {warning['message']}" for warning in warnings]
    return CommandAnswer(
        payload={"scenarios": rows},
        parts=[*parts, seats_words()] if parts else [],
        provenance={"fingerprints": {row["file"]: row["fingerprint"] for row in rows}},
        errors=errors,
        warnings=[error["message"] for error in errors],
        status=REFUSED if errors else 0,
    )


def _row(path: Path, problem: Problem) -> dict[str, Any]:
    """A problem of a file for the JSON."""
    return {
        "file": problem.file or str(path),
        "line": problem.line,
        "path": problem.path or None,
        "value": problem.value,
        "rule": problem.rule,
        "message": unnamed(problem.text(option_of)),
    }
