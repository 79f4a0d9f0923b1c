"""Commands on limits: what is guessed and how much it matters, where a desk tips, what it withstands."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from sim.cli.application import File, app
from sim.cli.layout import terminal_table
from sim.cli.options import StudyOptions, grouped, loaded
from sim.cli.study import INTERRUPTED, at_work, names_of, version_block
from sim.cli.terminal import can_write, output, write_json
from sim.errors import SaydoError
from sim.metrics.catalogue import HEADLINE, describe
from sim.questions.assumption_ranges import AssumptionDraws, ranges_of, shortened
from sim.questions.headlines import headlines
from sim.questions.sensitivity_study import SensitivityDesign, SensitivityFindings, SensitivityStudy
from sim.questions.stress import Shock, stresses, usual_month, withstood
from sim.questions.tipping import Survey
from sim.questions.uncertainty import Conclusion
from sim.questions.verification import Claim, claims
from sim.report.charts import Picture, tipping_chart, tornado_chart
from sim.report.comparison import comparison_tables
from sim.report.sensitivity import (
    conclusions_table,
    effects_table,
    findings_words,
    indices_table,
    tornado_bars,
    tornado_table,
    worths_table,
)
from sim.report.tipping import map_words, tipping_line_table
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.paths import split_assignment
from sim.scenario.source import plain
from sim.statistics.comparison import Settings, must_be_comparable

__all__ = ["sensitivity_command", "stress_command", "tipping_command"]

SHOWN = (*HEADLINE, "backlog", "customers_popped", "customers_lost")
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the figure as a page of its own.")]


@dataclass(frozen=True, slots=True)
class Guesses(StudyOptions):
    """Replications at the points of designs."""

    replications: Annotated[int, typer.Option(min=1, max=1_000, help="Replications at each point of a design.")] = 1


@dataclass(frozen=True, slots=True)
class Watch(StudyOptions):
    """Replications at the points of a map."""

    replications: Annotated[int, typer.Option(min=1, max=1_000, help="Replications at each point of the map.")] = 3


@dataclass(frozen=True, slots=True)
class Designs:
    """What is asked of the guesses, and how large the designs are."""

    outcome: Annotated[str, typer.Option(metavar="NAME", help="Outcome that the guesses move.")] = "margin"
    months: Annotated[int, typer.Option(min=12, max=60, help="Only the first months of the study.")] = 18
    ranges: Annotated[
        list[str],
        typer.Option("--range", metavar="PATH=LOW:HIGH", help="Range of a number; may be repeated."),
    ] = field(default_factory=list)
    only: Annotated[
        list[str], typer.Option(metavar="PATH", help="Only assumptions whose path begins so; may be repeated.")
    ] = field(default_factory=list)
    trajectories: Annotated[int, typer.Option(min=2, max=1_000, help="Of the screening (Morris).")] = 2
    few: Annotated[int, typer.Option(min=1, max=100, help="Guesses to look at closely.")] = 6
    sobol: Annotated[
        int, typer.Option(min=0, max=16_384, help="Size of the Sobol design over the few, a power of 2; 0 is none.")
    ] = 0
    draws: Annotated[int, typer.Option(min=1, max=100_000, help="Draws of all assumptions.")] = 40


@app.command("sensitivity")
@grouped
def sensitivity_command(
    scenario: File,
    study: Guesses,
    designs: Designs,
    options: Annotated[
        list[Path], typer.Argument(metavar="[OPTION]...", help="Scenarios to choose from.", show_default=False)
    ] = [],  # noqa: B006  typer copies it
    html: Html = None,
) -> None:
    """Tell which guesses matter, in what share of draws of all of them conclusions hold, and what each is worth."""
    _can_write(study, html)
    describe(designs.outcome)
    if designs.sobol & (designs.sobol - 1) or designs.sobol == 1:
        raise SaydoError(f"{designs.sobol} (--sobol): must be 0 or a power of 2 from 2")
    paths = [scenario, *options]
    conclusions, others = _concluded(scenario, options, designs, study.sets)
    scenarios = [shortened(each, designs.months) for each in (loaded(scenario, study.sets), *others)]
    must_be_comparable([*names_of(paths), *(each.name for each in conclusions)][: len(scenarios)], scenarios)
    given = dict(_ends(text, "--range") for text in designs.ranges)
    worlds = AssumptionDraws(scenarios, ranges_of(scenarios[0], given, designs.only))
    if not worlds.ranges:
        raise SaydoError(f"{', '.join(map(plain, designs.only))} (--only): no assumption's path begins so")
    plan = SensitivityDesign(
        outcome=designs.outcome,
        against=len(options) == 1,
        choice=bool(options),
        replications=study.replications,
        trajectories=designs.trajectories,
        few=designs.few,
        size=designs.sobol,
        draws=designs.draws,
    )
    inquiry = SensitivityStudy(worlds, conclusions, plan, study.seed % 2**32)
    with at_work(study, inquiry.runs, partial=True) as (runner, meter):
        inquiry.run(runner)
    found = inquiry.answer()
    if study.json:
        provenance = _provenance(study, scenarios) | asdict(plan) | {"months": scenarios[0].horizon_months}
        write_json({"sensitivity": _listed(asdict(found)), "provenance": provenance}, study.json)
    if study.json != "-":
        _show(found, plan, scenarios[0], f"{plain(scenarios[0].title)}: {scenarios[0].horizon_months} months")
    if html is not None and found.swings:
        bars = tornado_bars(found)
        _write_page(tornado_chart(bars, describe(plan.outcome), scenarios[0].currency), html)
    if meter.interrupted:
        raise typer.Exit(INTERRUPTED)


def _concluded(
    scenario: Path, options: list[Path], designs: Designs, sets: list[str]
) -> tuple[list[Conclusion], list[Scenario]]:
    """What is concluded of the options, or of five stories where there are none and they are told against this."""
    if not options:
        found = headlines(load(scenario))
        return [conclusion for conclusion, _ in found], [loaded(path, sets) for _, path in found]
    names = names_of([scenario, *options])[1:]
    told = {each.story: each.pattern for path in options for each in claims([path])[:1] if _told(each, scenario)}
    concluded = []
    for which, (name, path) in enumerate(zip(names, options, strict=True), start=1):
        pattern = told.get(path.stem)
        outcome, direction = (pattern.outcome, pattern.direction) if pattern else (designs.outcome, None)
        concluded.append(Conclusion(name, which, outcome, direction))
    return concluded, [loaded(path, sets) for path in options]


def _told(claim: Claim, scenario: Path) -> bool:
    """Whether what a story says is told against this scenario."""
    return claim.against.fingerprint == load(scenario).fingerprint


def _show(found: SensitivityFindings, plan: SensitivityDesign, scenario: Scenario, title: str) -> None:
    """Tables and words of what was found."""
    shown, outcome, currency = output(), describe(plan.outcome), scenario.currency
    if found.effects:
        shown.print(terminal_table(effects_table(found, plan, f"{title}. Screening", currency)))
    if found.swings:
        shown.print(terminal_table(tornado_table(found, outcome, currency)))
    if found.indices:
        shown.print(terminal_table(indices_table(found)))
    if found.conclusions:
        shown.print(terminal_table(conclusions_table(found)))
    if found.worths:
        shown.print(terminal_table(worths_table(found, currency)))
    for line in findings_words(found, plan):
        shown.print(line)


@app.command("tipping")
@grouped
def tipping_command(
    scenario: File,
    x: Annotated[str, typer.Option("--x", metavar="PATH=LOW:HIGH", help="Lever across.", show_default=False)],
    y: Annotated[str, typer.Option("--y", metavar="PATH=LOW:HIGH", help="Lever up.", show_default=False)],
    study: Watch,
    steps: Annotated[int, typer.Option(min=2, max=100, help="Values of each lever.")] = 7,
    html: Html = None,
) -> None:
    """Map two levers, with the line beyond which backlog, rework and exits feed themselves."""
    _can_write(study, html)
    document = loaded(scenario, study.sets)
    given = dict((_ends(x, "--x"), _ends(y, "--y")))
    if len(given) < 2:
        raise SaydoError(f"{plain(y)} (--y): must be another lever than --x")
    survey = Survey(document, given, steps, study.replications)
    with at_work(study, survey.runs, partial=True) as (runner, meter):
        survey.run(runner)
    found = survey.answer()
    if found is None:
        raise typer.Exit(INTERRUPTED)
    if study.json:
        write_json({"tipping": _listed(asdict(found)), "provenance": _provenance(study, [document])}, study.json)
    if study.json != "-":
        random_numbers = f"{study.replications} replications, seed {study.seed}"
        title = f"{document.title}, {document.horizon_months} months: {random_numbers}"
        output().print(terminal_table(tipping_line_table(found, title)))
        for line in map_words(found):
            output().print(line)
    if html is not None:
        _write_page(tipping_chart(found), html)
    if meter.interrupted:
        raise typer.Exit(INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Blow:
    """How hard, and when."""

    month: Annotated[
        int | None, typer.Option(min=1, max=59, help="When it begins; by default a third into the study.")
    ] = None
    volume: Annotated[float, typer.Option(min=0, max=10, help="More contacts for good, as a share.")] = 0.3
    outage: Annotated[
        float, typer.Option(min=0, max=19, help="More contacts for a month, as a share: the finest step is a month.")
    ] = 1.0
    leaving: Annotated[float, typer.Option(min=0, max=1, help="Share of the first tier that leaves.")] = 0.25
    months_gone: Annotated[int, typer.Option(min=1, max=59, help="Months until they are replaced.")] = 3


@app.command("stress")
@grouped
def stress_command(scenario: File, study: StudyOptions, blow: Blow) -> None:
    """Put a scenario under more contacts, an outage, people leaving, and all of it, each paired with it as it is."""
    can_write(study.json)
    document = loaded(scenario, study.sets)
    month = usual_month(document) if blow.month is None else blow.month
    tests = stresses(document, Shock(month, blow.volume, blow.outage, blow.leaving, blow.months_gone))
    settings = Settings()
    with at_work(study, (1 + len(tests)) * study.replications) as (runner, _):
        rows = withstood(runner, document, tests, study.replications, settings)
    if study.json:
        provenance = (
            _provenance(study, [document])
            | asdict(blow)
            | {
                "month": month,
                "stored": runner.stored,
                "level": settings.level,
                "adjustment": settings.adjustment(len(tests)),
            }
        )
        told = [{"name": each.name, "about": each.about, "fingerprint": each.scenario.fingerprint} for each in tests]
        write_json({"tests": told, "comparisons": [asdict(row) for row in rows], "provenance": provenance}, study.json)
    if study.json != "-":
        shown = [row for row in rows if row.outcome in SHOWN]
        for table in comparison_tables(shown, document.currency, settings.level_each(len(tests))):
            output().print(terminal_table(table))
        for each in tests:
            output().print(f"{each.name}: {each.about}, from month {month}")
        output().print(f"{study.replications} replications of each under the same random numbers, seed {study.seed}.")


def _ends(text: str, option: str) -> tuple[str, tuple[float, float]]:
    """Path and ends of ``path=low:high``."""
    path, ends = split_assignment(text)
    try:
        low, high = (float(part) for part in ends.split(":"))
    except ValueError:
        raise SaydoError(f"{plain(text)} ({option}): must be path=low:high, such as selling.clarity=0.1:0.5") from None
    if not (path and np.isfinite([low, high]).all() and low < high):
        raise SaydoError(f"{plain(text)} ({option}): must be path=low:high with the low end below the high")
    return path, (low, high)


def _can_write(study: StudyOptions, html: Path | None) -> None:
    can_write(study.json)
    if html is not None:
        can_write(str(html), "--html")


def _provenance(study: StudyOptions, scenarios: list[Scenario]) -> dict[str, Any]:
    """What it takes to get the same answer again."""
    return {
        **version_block(),
        "seed": study.seed,
        "replications": study.replications,
        "set": study.sets,
        "fingerprints": [each.fingerprint for each in scenarios],
    }


def _listed(value: Any) -> Any:
    """The same with arrays as lists."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return [_listed(item) for item in value] if isinstance(value, list | tuple) else value


def _write_page(picture: Picture, path: Path) -> None:
    """A figure as a page that needs nothing from the network."""
    try:
        picture.figure.write_html(path, include_plotlyjs=True)
    except OSError as error:
        raise SaydoError(f"{path} (--html): cannot be written: {error.strerror}") from None
