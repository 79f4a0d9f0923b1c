"""``saydo calibrate``: the numbers at which a scenario is in keeping with what a business knows of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, StudyOptions, lever_range, loaded, numbers
from sim.cli.searching import provenance
from sim.cli.study import at_work
from sim.cli.terminal import can_write
from sim.errors import SaydoError
from sim.questions.facts import anchor_of
from sim.questions.fit import Anchor, read_targets
from sim.questions.history_matching import HistoryMatch, MatchDesign, MovedNumbers, match_history
from sim.questions.matched_numbers import named_numbers, usual_numbers
from sim.questions.plausible_points import points_document
from sim.report.history_matching import match_tables, match_words
from sim.running.files import write_whole
from sim.scenario.document import Scenario
from sim.scenario.source import plain
from sim.statistics.rows import as_row

__all__ = ["calibrate_command", "fact"]

RULE = "must be outcome=value, with a tolerance where it is known, such as retention=.906+-.02"
PARTS = re.compile(r"([^=]+)=(.*?)(?:(?:\+-|±)(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MatchOptions(StudyOptions):
    """Points of each wave, one replication each."""

    replications: Annotated[
        int, typer.Option("--wave", min=20, max=10_000, help="Points of each of two waves, a replication each.")
    ] = 200


@dataclass(frozen=True, slots=True)
class FactOptions:
    """Facts to match, and numbers to move."""

    to: Annotated[
        list[str],
        typer.Option("--to", metavar="OUTCOME=VALUE+-TOLERANCE", help="A fact; may be repeated."),
    ] = field(default_factory=list)
    anchors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Further facts: anchors of a file as saydo fit reads it.")
    ] = None
    move: Annotated[
        list[str],
        typer.Option(
            "--move",
            metavar="PATH=LOW:HIGH",
            help="A number to move and its range; may be repeated. Without any: those that no file tells.",
        ),
    ] = field(default_factory=list)

    points: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the plausible points, for saydo sensitivity, tipping, stress and compare to draw from.",
        ),
    ] = None

    def facts(self) -> list[Anchor]:
        """Facts of the options and of the file."""
        return [fact(text) for text in self.to] + (list(read_targets(self.anchors).anchors) if self.anchors else [])

    def levers(self, document: Scenario) -> list[MovedNumbers]:
        """Numbers that may be moved, each with its range."""
        ends = dict(lever_range(text, "--move") for text in self.move)
        return named_numbers(document, ends) if ends else usual_numbers(document)


@command()
def calibrate_command(scenario: File, matching: FactOptions, study: MatchOptions) -> CommandAnswer:
    """Move several numbers at once to match facts, and say which points of them are plausible."""
    facts = matching.facts()
    if not facts:
        raise SaydoError(f"nothing to match (--to): {RULE}")
    document = loaded(scenario, study.sets)
    levers = matching.levers(document)
    if matching.points is not None:
        can_write(str(matching.points), "--points")
    design = MatchDesign(study.replications)
    with at_work(study, design.runs) as (runner, _):
        result = match_history(runner, document, facts, levers, design)
    settings = {"facts": [one.model_dump() for one in facts], "ranges": [as_row(lever) for lever in levers]}
    return CommandAnswer(
        payload={"match": as_row(result)},
        parts=[
            *match_tables(result, document.title, document.currency),
            match_words(result),
            *_kept(result, document, matching.points),
        ],
        provenance=provenance(scenario, document, runner, **settings, **as_row(design)),
        currency=document.currency,
    )


def _kept(result: HistoryMatch, document: Scenario, path: Path | None) -> list[str]:
    """Write the points that are left, and say so; where none are, nothing is written."""
    if path is None:
        return []
    if not result.points:
        return [f"No points, so {plain(str(path))} is not written."]
    facts = [row.name for row in result.facts]
    content = points_document(document, facts, [point.values for point in result.points])
    try:
        write_whole({path: content})
    except OSError as error:
        raise SaydoError(f"{plain(str(path))} (--points): cannot be written: {error.strerror}") from None
    return [
        f"The {len(result.points)} points are written to {plain(str(path))}: "
        "give it to saydo sensitivity, tipping, stress or compare as --points."
    ]


def fact(text: str) -> Anchor:
    """A fact of ``outcome=value`` with ``+-tolerance`` or ``±tolerance``, or with the usual tolerance.

    Raises
    ------
    SaydoError
        Where it is none, or there is no such outcome.
    """
    match = PARTS.fullmatch(text)
    if match is None:
        raise SaydoError(f"{plain(text)} (--to): {RULE}")
    name, middle, tolerance = match.groups()
    values = [*numbers(middle, "--to"), *numbers(tolerance or "", "--to")]
    if len(values) != 1 + (tolerance is not None):
        raise SaydoError(f"{plain(text)} (--to): {RULE}")
    try:
        return anchor_of(name.strip(), *values)
    except SaydoError as problem:
        raise SaydoError(f"{plain(text)} (--to): {problem}") from None
