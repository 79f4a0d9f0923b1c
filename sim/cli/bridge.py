"""``saydo bridge``: a difference split over levers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Html, StudyOptions, loaded, story_names
from sim.cli.study import at_work, names_of
from sim.cli.terminal import can_write, say
from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.questions.bridge import Bridge, BridgeSettings, bridge
from sim.questions.year_bridge import StudyYear, year_bridge
from sim.report.bridge import (
    bridge_table,
    bridge_words,
    bridge_workbook,
    year_bridge_words,
    year_name,
    year_parts,
)
from sim.report.charts import waterfall_chart
from sim.running.files import write_whole
from sim.scenario.changes import change_groups
from sim.scenario.length import length_words, of_one_length
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.source import plain
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
    years: Annotated[
        str | None,
        typer.Option(
            metavar="FIRST:SECOND",
            help="From this year of BASE to that of VARIANT, or of BASE: margin by price, volume, mix and line.",
        ),
    ] = None
    html: Html = None
    xlsx: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the bridge as a workbook, its end as a formula.")
    ] = None
    give: Annotated[
        list[str],
        typer.Option("--give", metavar="PATH=VALUE", help="A term that only the variant has; may be repeated."),
    ] = field(default_factory=list)

    def year_numbers(self) -> tuple[int, int]:
        """Numbers of the two years.

        Raises
        ------
        SaydoError
            Where they are none, or another outcome is to be split.
        """
        match = re.fullmatch(r"([0-9]{1,3}):([0-9]{1,3})", self.years or "")
        if match is None:
            raise SaydoError(f"{plain(str(self.years))} (--years): must be two years of the studies, such as 1:2")
        if self.outcome != "margin":
            raise SaydoError(f"{plain(self.outcome)} (--outcome): years are split by the margin alone")
        return int(match[1]), int(match[2])


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
    the base where none is named, has these terms besides: what each clause costs or brings, to the cent. With
    --years, a year of the one against a year of the other, whenever they start.
    """
    describe(options.outcome)
    if options.xlsx is not None:
        can_write(str(options.xlsx), "--xlsx")
    if options.years is not None:
        return _of_years(base, variant, study, options)
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
    provenance: dict[str, object] = {
        "fingerprints": [first.fingerprint, second.fingerprint],
        "level": settings.level,
        "stored": runner.stored,
    }
    _write(options.xlsx, result, (names[0], names[1]), first.currency, provenance | {"seed": study.seed})
    return CommandAnswer(
        payload={"bridge": as_row(result) | {"parts": parts}},
        parts=[
            bridge_table(result, names[0], names[1], first.currency),
            f"{bridge_words(result, first.currency)} {runs}, seed {study.seed}.",
        ],
        provenance=provenance,
        currency=first.currency,
        warnings=list(filter(None, [length_words(names, whole)])),
        figure=partial(waterfall_chart, result, names[0], names[1], first.currency),
    )


def _of_years(base: Path, variant: Path | None, study: StudyOptions, options: BridgeOptions) -> CommandAnswer:
    """From a year to another, of one study or of two."""
    numbers = options.year_numbers()
    documents = [loaded(path, study.sets) for path in (base, variant or base)]
    documents[1] = with_overrides(documents[1], dict(parse_override(text) for text in options.give))
    first, second = (StudyYear(document, number) for document, number in zip(documents, numbers, strict=True))
    names = [f"{plain(year.scenario.title)}, {year_name(year)}" for year in (first, second)]
    with at_work(study, 2 * study.replications) as (runner, _):
        result = year_bridge(runner, first, second, study.replications)
    shown, currency = year_parts(result), documents[0].currency
    provenance: dict[str, object] = {
        "fingerprints": [document.fingerprint for document in documents],
        "years": list(numbers),
        "stored": runner.stored,
    }
    _write(options.xlsx, shown, (names[0], names[1]), currency, provenance | {"seed": study.seed})
    return CommandAnswer(
        payload={
            "bridge": as_row(result)
            | {"parts": [as_row(part) | {"lever": part.lever.name, "paths": []} for part in result.parts]}
        },
        parts=[
            bridge_table(shown, names[0], names[1], currency),
            f"{year_bridge_words(shown, currency)} {result.replications} pairs of replications, seed {study.seed}.",
        ],
        provenance=provenance,
        currency=currency,
        figure=partial(waterfall_chart, shown, names[0], names[1], currency),
    )


def _write(
    path: Path | None, result: Bridge, names: tuple[str, str], currency: str, provenance: dict[str, object]
) -> None:
    """Write a bridge as a workbook where one is asked for."""
    if path is None:
        return
    again = {what: value for what, value in provenance.items() if what != "stored"}
    try:
        write_whole({path: bridge_workbook(result, names, currency, again)})
    except OSError as error:
        raise SaydoError(f"{plain(str(path))} (--xlsx): cannot be written: {error.strerror}") from None
    say(f"wrote {plain(str(path))}")
