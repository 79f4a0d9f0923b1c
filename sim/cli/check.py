"""``saydo check``: whether scenario files can be used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.application import REFUSED, option_of
from sim.cli.command import command
from sim.cli.options import Json, Sets, loaded, story_names
from sim.errors import Problem, SaydoError
from sim.scenario.source import plain

__all__ = ["check_command"]

Files = Annotated[
    list[Path],
    typer.Argument(metavar="SCENARIO", help="Scenario files.", show_default=False, autocompletion=story_names),
]


@command()
def check_command(files: Files, sets: Sets = [], json: Json = None) -> CommandAnswer:  # noqa: B006  typer copies it
    """Check scenario files and print everything that is wrong in them.

    Each error comes with file, line, path and what is allowed. The status is 2 where there is any.
    """
    rows: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for path in files:
        try:
            document = loaded(path, sets)
        except SaydoError as error:
            errors += [_row(path, problem) for problem in error.problems]
            continue
        customers = len(document.accounts) + sum(segment.customers for segment in document.segments.values())
        rows.append({"file": str(path), "customers": customers, "fingerprint": document.fingerprint})
    return CommandAnswer(
        payload={"scenarios": rows},
        parts=[f"{plain(row['file'])}: usable; {row['customers']} customers, {row['fingerprint']}" for row in rows],
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
        "message": problem.text(option_of),
    }
