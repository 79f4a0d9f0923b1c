"""``saydo stories``: what each story claims, and whether the simulation shows it."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Json, VerificationOptions, story_names
from sim.cli.study import simulated
from sim.errors import SaydoError
from sim.questions.verification import PatternCheck, claims, scenarios_of, verified
from sim.report.verification import claims_table, verified_table
from sim.scenario.files import load, shipped
from sim.scenario.source import printed

__all__ = ["stories_command"]


@command()
def stories_command(
    study: VerificationOptions,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME",
            help="Stories; all where none is named.",
            show_default=False,
            autocompletion=story_names,
        ),
    ] = [],  # noqa: B006  typer copies it
    verify: Annotated[bool, typer.Option("--verify", help="Simulate them.")] = False,
    json: Json = None,
) -> CommandAnswer:
    """Print what each story claims, and with --verify whether the simulation shows it.

    A claim must hold, and must not hold once the mechanism of the story is switched off. The status is 1
    where one does not.
    """
    files = {path.stem: path for path in shipped()}
    unknown = [name for name in names if name not in files]
    if unknown:
        raise SaydoError(f"{printed(unknown[0])}: there is no such story; must be one of {', '.join(files)}")
    stated = claims(files[name] for name in names or files)
    rows: list[PatternCheck] = []
    stored = 0
    if verify:
        needed = scenarios_of(stated)
        results, stored = simulated(list(needed.values()), study)
        rows = verified(stated, dict(zip(needed, results, strict=True)))
    failed = [row.claim.story for row in rows if not row.holds]
    return CommandAnswer(
        payload={"stories": [row.as_dict() for row in rows] if verify else [claim.as_dict() for claim in stated]},
        parts=[verified_table(rows, study.replications, study.seed) if verify else claims_table(stated)],
        provenance={
            "fingerprints": {name: load(files[name]).fingerprint for name in names or files},
            "stored": stored,
        },
        errors=[{"message": f"{name}: a claim of it does not hold", "story": name} for name in failed],
        status=int(bool(failed)),
    )
