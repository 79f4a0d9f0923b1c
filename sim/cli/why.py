"""Commands that take an answer apart: bridge, and replay of a customer's exit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.application import File, app
from sim.cli.layout import terminal_table
from sim.cli.options import StudyOptions, grouped, loaded
from sim.cli.pages import Page, write_page
from sim.cli.study import at_work, names_of, version_block
from sim.cli.terminal import can_write, output, write_json
from sim.metrics.catalogue import describe
from sim.questions.bridge import BridgeSettings, bridge
from sim.questions.counterfactual import causes_named, life_of, replay
from sim.report.bridge import bridge_table, bridge_words
from sim.report.charts import waterfall_chart
from sim.report.counterfactual import replay_table, replay_words
from sim.running.database import NO_STORE
from sim.scenario.changes import levers_between
from sim.scenario.document import Scenario
from sim.scenario.source import plain
from sim.statistics.comparison import must_be_comparable

__all__ = ["bridge_command", "provenance", "replay_command"]


@dataclass(frozen=True, slots=True)
class Split:
    """What is split, and how finely."""

    outcome: Annotated[str, typer.Option(metavar="NAME", help="The outcome whose difference is split.")] = "margin"
    orders: Annotated[
        int, typer.Option(min=2, max=10_000, help="Orders to draw where more than eight levers differ.")
    ] = 16
    html: Page = None


@app.command("bridge")
@grouped
def bridge_command(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="The scenario to begin at.", show_default=False)],
    variant: Annotated[Path, typer.Argument(metavar="VARIANT", help="The scenario to end at.", show_default=False)],
    study: StudyOptions,
    asked: Split,
) -> None:
    """Split the difference between two scenarios over the levers that differ: parts that add up, whatever the order."""
    can_write(study.json)
    can_write(None if asked.html is None else str(asked.html), "--html")
    describe(asked.outcome)
    names = names_of([base, variant])
    first, second = (loaded(path, study.sets) for path in (base, variant))
    must_be_comparable(names, [first, second])
    question = BridgeSettings(asked.outcome, study.replications, orders=asked.orders)
    with at_work(study, study.replications) as (runner, _):
        found = bridge(runner, first, levers_between(first, second), question)
    if study.json:
        told = asdict(found) | {
            "parts": [asdict(part) | {"lever": part.lever.name, "paths": part.lever.paths} for part in found.parts]
        }
        write_json({"bridge": told, "provenance": provenance(study, [first, second], level=question.level)}, study.json)
    if asked.html is not None:
        write_page(waterfall_chart(found, names[0], names[1], first.currency), asked.html)
    if study.json != "-":
        output().print(terminal_table(bridge_table(found, names[0], names[1], first.currency)))
        size = f"{found.replications} replications of {found.scenarios} scenarios"
        output().print(
            f"{plain(bridge_words(found, first.currency))} {size} under the same random numbers, seed {study.seed}."
        )


@app.command("replay")
@grouped
def replay_command(
    scenario: File,
    customer: Annotated[str, typer.Option(metavar="NAME", help="Whose exit to replay.", show_default=False)],
    without: Annotated[
        list[str],
        typer.Option(metavar="CAUSE", help="A cause of grievance to switch off; may be repeated.", show_default=False),
    ],
    study: StudyOptions,
) -> None:
    """Live a customer's life again without a cause of grievance, same luck: would it have stayed?

    The cause then adds nothing to anybody's grievance; what it does to trust remains.
    """
    can_write(study.json)
    sets = [causes_named(text) for text in without]
    document = loaded(scenario, study.sets)
    with at_work(replace(study, store=NO_STORE), study.replications * (1 + len(sets))) as (runner, _):
        lives = runner.doing(partial(life_of, customer=customer))
        found = replay(lives, document, sets, range(study.replications))
    if study.json:
        told = {"customer": customer, "replays": [asdict(each) for each in found]}
        write_json({**told, "provenance": provenance(study, [document], level=0.95)}, study.json)
    if study.json != "-":
        for cause, each in zip(without, found, strict=True):
            output().print(terminal_table(replay_table(customer, cause, each)))
            output().print(plain(replay_words(customer, cause, each)))


def provenance(study: StudyOptions, scenarios: Sequence[Scenario], **more: Any) -> dict[str, Any]:
    """All that it takes to get the same answer again."""
    return {
        **version_block(),
        "seed": study.seed,
        "replications": study.replications,
        "set": study.sets,
        "fingerprints": [each.fingerprint for each in scenarios],
        **more,
    }
