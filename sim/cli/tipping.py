"""``saydo tipping``: where a firm breaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, Html, PointsFile, StudyOptions, lever_range, loaded
from sim.cli.study import INTERRUPTED, at_work
from sim.errors import SaydoError
from sim.questions.breaking import MEASURES, breaking_of
from sim.questions.plausible_points import read_points
from sim.questions.tipping import Survey
from sim.report.charts import tipping_chart
from sim.report.history_matching import points_words
from sim.report.tipping import map_words, tipping_line_table
from sim.scenario.source import plain
from sim.statistics.rows import as_row

__all__ = ["tipping_command"]


@dataclass(frozen=True, slots=True)
class MapOptions(StudyOptions):
    """Replications at the points of a map."""

    replications: Annotated[int, typer.Option(min=1, max=1_000, help="Replications at each point of the map.")] = 3


@dataclass(frozen=True, slots=True)
class AxisOptions:
    """The two levers of a map."""

    lever: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=LOW:HIGH", help="A lever and its range, twice: across, then up.", show_default=False
        ),
    ] = field(default_factory=list)
    measure: Annotated[str, typer.Option(help=f"What breaks: {', '.join(MEASURES)}.")] = MEASURES[0]
    level: Annotated[
        float | None,
        typer.Option(
            help="Where it breaks: below this share, or above this growth of the backlog. Without it, 0.8 of responses "
            "or customers, a margin of 0, a growth of 3.",
            show_default=False,
        ),
    ] = None
    points: PointsFile = None
    x: Annotated[str | None, typer.Option("--x", hidden=True)] = None
    y: Annotated[str | None, typer.Option("--y", hidden=True)] = None

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Ends by path, across first.

        Raises
        ------
        SaydoError
            Where there are not two levers.
        """
        texts = [text for text in (self.x, *self.lever, self.y) if text is not None]
        ranges = dict(map(lever_range, texts))
        if len(texts) != 2 or len(ranges) != 2:
            names = ", ".join(map(plain, texts)) or "none"
            raise SaydoError(f"{names} (--lever): must be two of them, and the second must be another lever")
        return ranges


@command()
def tipping_command(
    scenario: File,
    study: MapOptions,
    axes: AxisOptions,
    steps: Annotated[int, typer.Option(min=2, max=100, help="Values of each lever.")] = 7,
    html: Html = None,
) -> CommandAnswer:
    """Map two levers and the line beyond which a firm breaks.

    It breaks where too few responses are on time, too few customers stay, or nothing is earned, as is chosen.
    """
    ranges, breaking = axes.ranges(), breaking_of(axes.measure, axes.level)
    document = loaded(scenario, study.sets)
    points = None if axes.points is None else read_points(axes.points, document)
    survey = Survey(document, ranges, steps, study.replications, points)
    with at_work(study, survey.runs, partial=True) as (runner, meter):
        survey.run(runner)
    result = survey.answer(breaking)
    if result is None:
        raise typer.Exit(INTERRUPTED)
    runs = f"{study.replications} replications, seed {study.seed}"
    heading = f"{document.title}, {document.horizon_months} months: {runs}"
    return CommandAnswer(
        payload={"tipping": as_row(result)},
        parts=[
            tipping_line_table(result, heading),
            *map_words(result),
            *([] if points is None else [points_words(points, str(axes.points))]),
        ],
        provenance={
            "fingerprints": [document.fingerprint],
            "stored": runner.stored,
            "interrupted": meter.interrupted,
        },
        currency=document.currency,
        figure=partial(tipping_chart, result),
        status=INTERRUPTED if meter.interrupted else 0,
    )
