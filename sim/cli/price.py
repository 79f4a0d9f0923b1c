"""``saydo price``: the walk-away price of a plan."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, Level, loaded
from sim.cli.searching import TrialOptions, provenance
from sim.cli.study import at_work
from sim.questions.price import main_plan, walk_away_price
from sim.report.price import price_words
from sim.statistics.risk import Limit
from sim.statistics.rows import as_row

__all__ = ["price_command"]


@command(spellings={"--confidence": "--probability"})
def price_command(
    scenario: File,
    study: TrialOptions,
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan", metavar="NAME", help="A plan; the one that brings most where it is left out.", show_default=False
        ),
    ] = None,
    margin: Annotated[float, typer.Option(max=0.99, help="Margin share of the provider that is to be reached.")] = 0.2,
    probability: Annotated[
        float, typer.Option(min=0.5, max=0.999, help="Probability with which a run must reach it.")
    ] = 0.9,
    level: Level = 0.95,
) -> CommandAnswer:
    """Find the walk-away price of a plan, from which a margin is reached, and the fee that brings most.

    The margin must be reached with the probability that --probability names.
    """
    limit = Limit(round(1 - probability, 9), level)
    document = loaded(scenario, study.sets)
    plan = plan or main_plan(document)
    with at_work(study, study.replications) as (runner, _):
        price = walk_away_price(runner, document, plan, margin, limit, study.replications)
    settings = {"plan": plan, "margin": margin, "confidence": probability, "level": level}
    return CommandAnswer(
        payload={"price": as_row(price)},
        parts=[price_words(price, plan, margin, limit, document.currency)],
        provenance=provenance(scenario, document, runner, **settings),
        currency=document.currency,
    )
