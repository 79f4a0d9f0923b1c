"""``saydo sensitivity``: the assumptions that matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer, Part
from sim.cli.command import command
from sim.cli.options import File, Html, PointsFile, StudyOptions, lever_range, loaded, story_names
from sim.cli.study import INTERRUPTED, at_work, names_of
from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.questions.assumption_ranges import AssumptionDraws, ranges_of
from sim.questions.headlines import headlines
from sim.questions.plausible_points import PlausiblePoints, read_points
from sim.questions.sensitivity_study import SensitivityDesign, SensitivityFindings, SensitivityStudy
from sim.questions.uncertainty import Conclusion
from sim.questions.verification import Claim, claims
from sim.report.charts import Picture, tornado_chart
from sim.report.history_matching import points_words
from sim.report.sensitivity import (
    conclusions_table,
    effects_table,
    findings_words,
    indices_table,
    information_table,
    tornado_bars,
    tornado_table,
)
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve
from sim.scenario.length import length_words, of_one_length, shortened
from sim.scenario.paths import locate, print_path
from sim.scenario.source import plain
from sim.statistics.comparison import must_be_comparable
from sim.statistics.rows import as_row

__all__ = ["sensitivity_command"]


@dataclass(frozen=True, slots=True)
class DesignStudyOptions(StudyOptions):
    """Replications at the points of designs."""

    replications: Annotated[int, typer.Option(min=1, max=1_000, help="Replications at each point of a design.")] = 1


@dataclass(frozen=True, slots=True)
class DesignOptions:
    """The outcome, the assumption ranges, and the size of the designs."""

    outcome: Annotated[str, typer.Option(metavar="NAME", help="Outcome that the assumptions move.")] = "margin"
    months: Annotated[int, typer.Option(min=12, max=60, help="Only the first months of the study.")] = 18
    lever: Annotated[
        list[str],
        typer.Option(metavar="PATH=LOW:HIGH", help="Range of an assumption; may be repeated."),
    ] = field(default_factory=list)
    only: Annotated[
        list[str], typer.Option(metavar="PATH", help="Only assumptions whose path begins so; may be repeated.")
    ] = field(default_factory=list)
    trajectories: Annotated[int, typer.Option(min=2, max=1_000, help="Trajectories of the screening (Morris).")] = 2
    few: Annotated[int, typer.Option(min=1, max=100, help="Assumptions to examine closely.")] = 6
    sobol: Annotated[
        int, typer.Option(min=0, max=16_384, help="Size of the Sobol design over the few, a power of 2; 0 is none.")
    ] = 0
    draws: Annotated[int, typer.Option(min=1, max=100_000, help="Draws of all assumptions.")] = 40
    points: PointsFile = None

    def check(self) -> None:
        """Refuse an outcome or a size that cannot be used."""
        describe(self.outcome)
        if self.sobol & (self.sobol - 1) or self.sobol == 1:
            raise SaydoError(f"{self.sobol} (--sobol): must be 0 or a power of 2 from 2")

    def plausible(self, scenario: Scenario) -> PlausiblePoints | None:
        """The plausible points of a scenario, where there are some; a range for one of their numbers is refused."""
        if self.points is None:
            return None
        points = read_points(self.points, scenario)
        points.refuse([print_path(locate(scenario, path)) for path, _ in map(lever_range, self.lever)], "--lever")
        return points

    def draws_of(self, scenarios: list[Scenario], points: PlausiblePoints | None) -> AssumptionDraws:
        """The ranges that are drawn from, for these scenarios."""
        ranges = ranges_of(scenarios[0], dict(map(lever_range, self.lever)), self.only)
        draws = AssumptionDraws(scenarios, ranges, points=points)
        if not ranges:
            raise SaydoError(f"{', '.join(map(plain, self.only))} (--only): no assumption's path begins so")
        return draws

    def design(self, options: int, replications: int) -> SensitivityDesign:
        """The design for a number of scenarios to choose from."""
        return SensitivityDesign(
            outcome=self.outcome,
            against=options == 1,
            choice=bool(options),
            replications=replications,
            trajectories=self.trajectories,
            few=self.few,
            size=self.sobol,
            draws=self.draws,
        )


@command(spellings={"--range": "--lever"})
def sensitivity_command(
    scenario: File,
    study: DesignStudyOptions,
    designs: DesignOptions,
    options: Annotated[
        list[Path],
        typer.Argument(
            metavar="OPTION",
            help="Scenarios to choose from.",
            show_default=False,
            autocompletion=story_names,
        ),
    ] = [],  # noqa: B006  typer copies it
    html: Html = None,
) -> CommandAnswer:
    """Show which assumptions matter, how firmly conclusions hold, and what measuring is worth.

    Assumptions are drawn from their ranges. A conclusion holds in a share of these draws; the value of
    information says what it would be worth to measure an assumption.
    """
    designs.check()
    base, *others = (resolve(path) for path in (scenario, *options))
    conclusions, documents = _conclusions(base, others, designs, study.sets)
    whole = loaded(base, study.sets)
    points = designs.plausible(whole)
    scenarios = [shortened(document, designs.months) for document in (whole, *documents)]
    names = [*names_of([base, *others]), *(conclusion.name for conclusion in conclusions)]
    cut, scenarios = length_words(names[: len(scenarios)], scenarios), of_one_length(scenarios)
    must_be_comparable(names[: len(scenarios)], scenarios)
    plan = designs.design(len(options), study.replications)
    inquiry = SensitivityStudy(designs.draws_of(scenarios, points), conclusions, plan, study.seed % 2**32)
    with at_work(study, inquiry.runs, partial=True) as (runner, meter):
        inquiry.run(runner)
    findings = inquiry.answer()

    def tornado() -> Picture:
        return tornado_chart(tornado_bars(findings), describe(plan.outcome), scenarios[0].currency)

    return CommandAnswer(
        payload={"sensitivity": as_row(findings)},
        parts=[
            *_parts(findings, plan, scenarios[0]),
            *([] if points is None else [points_words(points, str(designs.points))]),
        ],
        provenance={
            "fingerprints": [document.fingerprint for document in scenarios],
            "stored": runner.stored,
            "interrupted": meter.interrupted,
            **as_row(plan),
            "months": scenarios[0].horizon_months,
        },
        currency=scenarios[0].currency,
        figure=tornado if findings.swings else None,
        warnings=[cut] if cut else [],
        status=INTERRUPTED if meter.interrupted else 0,
    )


def _conclusions(
    scenario: Path, options: Sequence[Path], designs: DesignOptions, sets: list[str]
) -> tuple[list[Conclusion], list[Scenario]]:
    """A conclusion on each option, or on five stories where there are none; and the scenarios of these."""
    if not options:
        pairs = headlines(load(scenario))
        return [conclusion for conclusion, _ in pairs], [loaded(path, sets) for _, path in pairs]
    names = names_of([scenario, *options])[1:]
    stated = {
        claim.story: claim.pattern for path in options for claim in claims([path])[:1] if _is_against(claim, scenario)
    }
    conclusions = []
    for which, (name, path) in enumerate(zip(names, options, strict=True), start=1):
        pattern = stated.get(path.stem)
        outcome, direction = (pattern.outcome, pattern.direction) if pattern else (designs.outcome, None)
        conclusions.append(Conclusion(name, which, outcome, direction))
    return conclusions, [loaded(path, sets) for path in options]


def _is_against(claim: Claim, scenario: Path) -> bool:
    """Whether a story's claim is about a difference to this scenario."""
    return claim.against.fingerprint == load(scenario).fingerprint


def _parts(findings: SensitivityFindings, plan: SensitivityDesign, scenario: Scenario) -> Iterator[Part]:
    """Tables and sentences of the findings."""
    outcome, currency = describe(plan.outcome), scenario.currency
    if findings.effects:
        title = f"{scenario.title}: {scenario.horizon_months} months"
        yield effects_table(findings, plan, f"{title}. Screening", currency)
    if findings.swings:
        yield tornado_table(findings, outcome, currency)
    if findings.indices:
        yield indices_table(findings)
    if findings.conclusions:
        yield conclusions_table(findings)
    if findings.information_values:
        yield information_table(findings, currency)
    yield from findings_words(findings, plan)
