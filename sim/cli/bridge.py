"""``saydo bridge``: a difference split over levers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Html, StudyOptions, loaded, story_names
from sim.cli.study import at_work, names_of
from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.questions.bridge import BridgeSettings, bridge
from sim.report.bridge import bridge_table, bridge_words
from sim.report.charts import waterfall_chart
from sim.scenario.changes import change_groups
from sim.scenario.length import length_words, of_one_length
from sim.scenario.overrides import parse_override, with_overrides
from sim.statistics.comparison import must_be_comparable
from sim.statistics.rows import as_row

__all__ = ["bridge_command"]

WITH_TERMS = "with these terms"


@dataclass(frozen=True, slots=True)
class BridgeOptions:
    """The outcome that is split, and how finely."""

    outcome: Annotated[str, typer.Option(metavar="NAME", help="The outcome whose difference is split.")] = "margin"
    orders: Annotated[
        int, typer.Option(min=2, max=10_000, help="Orders to draw where more than eight levers differ.")
    ] = 16
    html: Html = None
    give: Annotated[
        list[str],
        typer.Option("--give", metavar="PATH=VALUE", help="A term that only the variant has; may be repeated."),
    ] = field(default_factory=list)


@command()
def bridge_command(
    base: Annotated[
        Path,
        typer.Argument(
            metavar="BASE", help="The scenario to begin at.", show_default=False, autocompletion=story_names
        ),
    ],
    study: StudyOptions,
    options: BridgeOptions,
    variant: Annotated[
        Path | None,
        typer.Argument(
            metavar="[VARIANT]", help="The scenario to end at.", show_default=False, autocompletion=story_names
        ),
    ] = None,
) -> CommandAnswer:
    """Split the difference between two scenarios over the levers that differ.

    The parts add up to the difference and do not depend on the order of the levers. With --give the variant, or
    the base where none is named, has these terms besides: what each clause costs or brings, to the cent.
    """
    describe(options.outcome)
    if variant is None and not options.give:
        raise SaydoError("VARIANT: must be a scenario, unless --give names the terms that differ")
    names = names_of([base, variant]) if variant is not None else [*names_of([base]), WITH_TERMS]
    whole = [loaded(path, study.sets) for path in (base, variant or base)]
    whole[1] = with_overrides(whole[1], dict(parse_override(text) for text in options.give))
    first, second = of_one_length(whole)
    must_be_comparable(names, [first, second])
    settings = BridgeSettings(options.outcome, study.replications, orders=options.orders)
    with at_work(study, study.replications) as (runner, _):
        result = bridge(runner, first, change_groups(first, second), settings)
    parts = [as_row(part) | {"lever": part.lever.name, "paths": part.lever.paths} for part in result.parts]
    runs = f"{result.replications} replications of {result.scenarios} scenarios on common random numbers"
    return CommandAnswer(
        payload={"bridge": as_row(result) | {"parts": parts}},
        parts=[
            bridge_table(result, names[0], names[1], first.currency),
            f"{bridge_words(result, first.currency)} {runs}, seed {study.seed}.",
        ],
        provenance={
            "fingerprints": [first.fingerprint, second.fingerprint],
            "level": settings.level,
            "stored": runner.stored,
        },
        currency=first.currency,
        warnings=list(filter(None, [length_words(names, whole)])),
        figure=partial(waterfall_chart, result, names[0], names[1], first.currency),
    )
