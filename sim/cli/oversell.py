"""``saydo oversell``: what it wins and costs to sell a faster response than is written."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, Html, StudyOptions, loaded, numbers
from sim.cli.searching import provenance
from sim.cli.study import at_work
from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.questions.oversell import SHARES, Curve, oversold, scenarios_for
from sim.report.charts import Picture, Strand, curve_chart
from sim.report.oversell import oversell_table, oversell_words
from sim.scenario.source import plain
from sim.statistics.rows import as_row

__all__ = ["oversell_command"]


@command()
def oversell_command(
    scenario: File,
    study: StudyOptions,
    sold: Annotated[
        str, typer.Option(metavar="SHARES", help="Responses as sold over those written, separated by commas.")
    ] = ",".join(f"{share:g}" for share in SHARES),
    html: Html = None,
) -> CommandAnswer:
    """Show what selling a faster response than is written wins and costs.

    The curve has deals, the margin with its band, and the win rate from which an over-promise would pay.
    """
    shares = _shares(sold)
    document = loaded(scenario, study.sets)
    with at_work(study, len(scenarios_for(document, shares)) * study.replications) as (runner, _):
        curve = oversold(runner, document, shares, study.replications)
    title = f"{document.title}: {study.replications} replications, seed {study.seed}"
    return CommandAnswer(
        payload={"oversell": as_row(curve)},
        parts=[oversell_table(curve, title, document.currency), oversell_words(curve, document.currency)],
        provenance=provenance(scenario, document, runner),
        currency=document.currency,
        figure=partial(_picture, curve, document.currency),
    )


def _shares(text: str) -> list[float]:
    """The shares named, each once, the slowest response first."""
    shares = sorted(set(numbers(text, "--sold")), reverse=True)
    if len(shares) < 2:
        raise SaydoError(f"{plain(text)} (--sold): must be two levels or more, such as 1,0.5")
    return shares


def _picture(curve: Curve, currency: str) -> Picture:
    """Margin over the speed as sold."""
    levels = curve.levels
    differences = {
        "Margin": [level.margin for level in levels],
        "if it won no deals": [level.cost for level in levels],
    }
    strands = [
        Strand(name, [row.difference for row in rows], [row.low for row in rows], [row.high for row in rows])
        for name, rows in differences.items()
    ]
    across = "speed as sold, in multiples of the speed as written"
    places = [1 / level.share for level in levels]
    return curve_chart(places, strands, describe("margin"), currency, across=across, base=1.0)
