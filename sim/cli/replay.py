"""``saydo replay``: a customer's exit without a cause of grievance."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer, Part
from sim.cli.command import command
from sim.cli.options import File, StudyOptions, loaded
from sim.cli.study import at_work
from sim.questions.counterfactual import causes_named, replay
from sim.report.counterfactual import replay_table, replay_words
from sim.scenario.source import plain
from sim.statistics.rows import as_row

__all__ = ["replay_command"]

LEVEL = 0.95


@command()
def replay_command(
    scenario: File,
    customer: Annotated[str, typer.Option(metavar="NAME", help="The customer whose exit is simulated again.")],
    without: Annotated[
        list[str],
        typer.Option(metavar="CAUSE", help="A cause of grievance to switch off; may be repeated.", show_default=False),
    ],
    study: StudyOptions,
) -> CommandAnswer:
    """Simulate a customer's exit again without a cause of grievance: the counterfactual.

    Random numbers are the same. The cause then adds nothing to anybody's grievance; its effect on trust remains.
    """
    sets = [causes_named(text) for text in without]
    document = loaded(scenario, study.sets)
    with at_work(study, study.replications * (1 + len(sets))) as (runner, _):
        replays = replay(runner, document, customer, sets, range(study.replications))
    parts: list[Part] = []
    for cause, result in zip(without, replays, strict=True):
        parts += [replay_table(customer, cause, result), plain(replay_words(customer, cause, result))]
    return CommandAnswer(
        payload={"customer": customer, "replays": [as_row(result) for result in replays]},
        parts=parts,
        provenance={"fingerprints": [document.fingerprint], "level": LEVEL, "stored": runner.stored},
        currency=document.currency,
    )
