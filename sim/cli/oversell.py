"""``saydo oversell``: what it brings and costs to sell a faster response than is written."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.application import File, app
from sim.cli.layout import terminal_table
from sim.cli.options import StudyOptions, grouped, loaded
from sim.cli.pages import write_page
from sim.cli.study import at_work, version_block
from sim.cli.terminal import can_write, output, write_json
from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.questions.oversell import SHARES, Curve, oversold, scenarios_for
from sim.questions.search import FRESH_SEEDS
from sim.report.charts import Strand, curve_chart
from sim.report.oversell import oversell_table, oversell_words
from sim.scenario.source import plain

__all__ = ["oversell_command"]


@app.command("oversell")
@grouped
def oversell_command(
    scenario: File,
    study: StudyOptions,
    sold: Annotated[
        str, typer.Option(metavar="SHARES", help="Responses as sold over responses as written, by commas.")
    ] = ",".join(f"{share:g}" for share in SHARES),
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the curve with its band as a page of its own.")
    ] = None,
) -> None:
    """Sell faster responses than are written: deals won, margin with its band, and the win rate that would pay."""
    can_write(study.json)
    if html is not None:
        can_write(str(html), "--html")
    shares = _shares(sold)
    document = loaded(scenario, study.sets)
    runs = len(scenarios_for(document, shares)) * study.replications
    with at_work(study, runs) as (runner, _):
        found = oversold(runner, document, shares, study.replications)
        stored = runner.stored
    if study.json:
        provenance = {
            **version_block(),
            "seed": study.seed,
            "fresh_seeds": FRESH_SEEDS,
            "replications": study.replications,
            "set": study.sets,
            "fingerprint": document.fingerprint,
            "stored": stored,
        }
        write_json({"oversell": asdict(found), "provenance": provenance}, study.json)
    if html is not None:
        _write_page(found, document.currency, html)
    if study.json != "-":
        random_numbers = f"{study.replications} replications, seed {study.seed}"
        title = f"{document.title}: {random_numbers}"
        output().print(terminal_table(oversell_table(found, title, document.currency)))
        output().print(oversell_words(found, document.currency))


def _shares(text: str) -> list[float]:
    """The levels asked for, each once."""
    try:
        shares = sorted({float(part) for part in text.split(",")}, reverse=True)
    except ValueError:
        raise SaydoError(f"{plain(text)} (--sold): must be numbers parted by commas, such as 1,0.7,0.5") from None
    if len(shares) < 2:
        raise SaydoError(f"{plain(text)} (--sold): must be two levels or more, such as 1,0.5")
    return shares


def _write_page(found: Curve, currency: str, path: Path) -> None:
    """The figure as a page that needs nothing from the network."""
    levels = found.levels
    drawn = {"Margin": [each.margin for each in levels], "if it won nobody": [each.cost for each in levels]}
    strands = [
        Strand(name, [row.difference for row in rows], [row.low for row in rows], [row.high for row in rows])
        for name, rows in drawn.items()
    ]
    across = "speed as sold, in multiples of the speed as written"
    places = [1 / each.share for each in levels]
    picture = curve_chart(places, strands, describe("margin"), currency, across=across, base=1.0)
    write_page(picture, path)
