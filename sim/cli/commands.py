"""The commands of ``saydo``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from sim.cli.options import Choice, Json, Luck, Sets, Study, Verification, grouped, loaded, thresholds
from sim.cli.story import condensed, customer_named, day, fate, story
from sim.cli.study import simulated, studied, version_block
from sim.cli.tables import (
    claims_table,
    comparison_tables,
    sheet_table,
    story_list,
    story_table,
    summary_table,
    verified_table,
)
from sim.cli.terminal import can_write, output, say, write_json
from sim.engine.run import simulate
from sim.errors import SaydoError
from sim.experiments.compare import Comparison, Settings, Summary, compare, summarise
from sim.experiments.stories import Verified, claims, scenarios_of, verified
from sim.metrics.catalogue import HEADLINE, describe
from sim.report.words import money
from sim.scenario.files import home, load, scenario_folder, shipped
from sim.scenario.sheet import assumption_sheet
from sim.scenario.source import plain, printed

__all__ = ["main"]

Row = TypeVar("Row", Summary, Comparison)
HEAVIEST_STRAWS = 30
REFUSED = 2
TOLD = {"title", "lesson", "essay", "patterns"}

app = typer.Typer(
    help="Say what you'll do, then do what you said: support contracts simulated before anyone signs them.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
File = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file.", show_default=False)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; what is wrong with its input is told in one message, with status 2."""
    try:
        app(None if arguments is None else list(arguments))
    except SaydoError as error:
        say(str(error))
        raise SystemExit(REFUSED) from None


@app.command("run")
@grouped
def run_command(scenario: File, study: Study, choice: Choice) -> None:
    """Simulate a scenario and sum up what it comes to."""
    wanted = _wanted(choice)
    result = studied([scenario], study)
    settings = Settings()
    rows = _asked(summarise(result.arms[0], settings), wanted)
    if study.json:
        provenance = {**result.provenance, "level": settings.level}
        write_json({"outcomes": [asdict(row) for row in rows], "provenance": provenance}, study.json)
    if study.json != "-":
        title = f"{plain(result.scenarios[0].title)}: {study.replications} replications, seed {study.seed}"
        output().print(summary_table(_headlines(rows, choice), title, result.currency, settings.level))
    result.report_failures()


@app.command("compare")
@grouped
def compare_command(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="The scenario to compare with.", show_default=False)],
    variants: Annotated[
        list[Path], typer.Argument(metavar="VARIANT...", help="Scenarios to compare.", show_default=False)
    ],
    study: Study,
    choice: Choice,
    practical: Annotated[
        list[str],
        typer.Option(metavar="OUTCOME=SIZE", help="Differences up to this size do not matter; may be repeated."),
    ] = [],  # noqa: B006  typer copies it
) -> None:
    """Compare scenarios under the same luck, pair by pair, with intervals and verdicts."""
    wanted = _wanted(choice)
    settings = Settings(practical=thresholds(practical))
    for name in settings.practical:
        describe(name)
    result = studied([base, *variants], study)
    rows = _asked(compare(result.arms[0], result.arms[1:], settings), wanted)
    if study.json:
        provenance = {
            **result.provenance,
            "level": settings.level,
            "adjustment": settings.adjustment(len(variants)),
            "practical": dict(settings.practical),
        }
        write_json({"comparisons": [asdict(row) for row in rows], "provenance": provenance}, study.json)
    if study.json != "-":
        for table in comparison_tables(_headlines(rows, choice), result.currency, settings.level_each(len(variants))):
            output().print(table)
        luck = f"{study.replications} replications of each under the same luck, seed {study.seed}"
        output().print(f"{luck}; adjustment for several comparisons: {settings.adjustment(len(variants))}.")
    result.report_failures()


@app.command("why")
@grouped
def why_command(
    scenario: File,
    customer: Annotated[str, typer.Option(metavar="NAME", help="Whose life to tell.", show_default=False)],
    luck: Luck,
    everything: Annotated[bool, typer.Option("--all", help="Every straw, not the heaviest only.")] = False,
    sets: Sets = [],  # noqa: B006  typer copies it
    json: Json = None,
) -> None:
    """Tell one customer's life in one replication, straw by straw."""
    can_write(json)
    run = simulate(loaded(scenario, sets), seed=luck.seed, replication=luck.replication)
    who = customer_named(run, customer)
    moments = story(run, who)
    if json:
        told = [{"when": day(run, each.at), **asdict(each)} for each in moments]
        provenance = {**version_block(), **asdict(luck), "set": sets, "fingerprint": run.scenario.fingerprint}
        write_json({"customer": who._asdict(), "moments": told, "provenance": provenance}, json)
    if json != "-":
        shown = moments if everything else condensed(run, moments, HEAVIEST_STRAWS)
        terms = f"plan {who.plan}, {money(who.fee_cents / 100, run.scenario.currency)} a month"
        title = f"{who.customer}: {terms}, {who.contacts_per_year:.0f} contacts a year"
        start = f"starts with grievance {who.grievance:.2f}, goes POP at {who.breaking_point:.2f}"
        output().print(story_table(run, shown, plain(title), who.breaking_point))
        output().print(f"{plain(who.customer)} {start}: {fate(run, who)}.")


@app.command("scenarios")
def scenarios_command(json: Json = None) -> None:
    """List the scenarios that come with the product, by essay, and what each teaches and shows."""
    can_write(json)
    found = {path: load(path) for path in shipped()}
    if not found:
        raise SaydoError(f"{scenario_folder()}: there are no scenarios")
    if json:
        rows = [
            {"scenario": path.stem, "file": str(path), **each.model_dump(mode="json", include=TOLD)}
            for path, each in found.items()
        ]
        write_json({"scenarios": rows}, json)
    if json != "-":
        for line in story_list(found):
            output().print(line)


@app.command("stories")
@grouped
def stories_command(
    luck: Verification,
    names: Annotated[
        list[str], typer.Argument(metavar="[NAME]...", help="Stories; all where none is named.", show_default=False)
    ] = [],  # noqa: B006  typer copies it
    verify: Annotated[bool, typer.Option("--verify", help="Simulate them.")] = False,
    json: Json = None,
) -> None:
    """Print what each story says it shows, and with --verify whether it does, and whether only by its own mechanism."""
    can_write(json)
    files = {path.stem: path for path in shipped()}
    unknown = [name for name in names if name not in files]
    if unknown:
        raise SaydoError(f"{printed(unknown[0])}: there is no such story; must be one of {', '.join(files)}")
    stated = claims(files[name] for name in names or files)
    rows: list[Verified] = []
    if verify:
        needed = scenarios_of(stated)
        rows = verified(stated, dict(zip(needed, simulated(list(needed.values()), luck), strict=True)))
    if json:
        provenance = {**version_block(), "seed": luck.seed, "replications": luck.replications}
        told = [row.as_dict() for row in rows] if verify else [claim.as_dict() for claim in stated]
        write_json({"stories": told, "provenance": provenance}, json)
    if json != "-":
        output().print(verified_table(rows, luck.replications, luck.seed) if verify else claims_table(stated))
    if not all(row.holds for row in rows):
        raise typer.Exit(1)


@app.command("assumptions")
def assumptions_command(scenario: File, sets: Sets = [], json: Json = None) -> None:  # noqa: B006  typer copies it
    """Print every number of a scenario with unit, bounds, role, evidence and source."""
    can_write(json)
    document = loaded(scenario, sets)
    rows = assumption_sheet(document)
    if json:
        write_json({"assumptions": [asdict(row) for row in rows], "fingerprint": document.fingerprint}, json)
    if json != "-":
        output().print(sheet_table(rows, f"{plain(document.title)}: {len(rows)} numbers"))
        say("[M] measured  [F] found in a published source  [R] recalled from the literature  [A] assumed")


@app.command("check")
def check_command(
    files: Annotated[list[Path], typer.Argument(metavar="SCENARIO...", help="Scenario files.", show_default=False)],
    sets: Sets = [],  # noqa: B006  typer copies it
    json: Json = None,
) -> None:
    """Check that scenarios can be used; what is wrong is told with file, line and path."""
    can_write(json)
    rows = []
    for path in files:
        document = loaded(path, sets)
        customers = len(document.accounts) + sum(segment.customers for segment in document.segments.values())
        rows.append({"file": str(path), "customers": customers, "fingerprint": document.fingerprint})
    if json:
        write_json({"scenarios": rows}, json)
    if json != "-":
        for row in rows:
            output().print(f"{plain(str(row['file']))}: usable; {row['customers']} customers, {row['fingerprint']}")


@app.command("app", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def app_command(context: typer.Context) -> None:
    """Open the app in the browser; further options go to Streamlit."""
    script = home() / "app.py"
    if not script.is_file():
        raise SaydoError(f"{script}: the app is not there")
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(script), *context.args])


def _wanted(choice: Choice) -> list[str]:
    """The outcomes asked for by name, refused before any work where one is unknown."""
    return [describe(name).name for name in choice.outcome]


def _asked(rows: Sequence[Row], wanted: Sequence[str]) -> list[Row]:
    """The rows of the outcomes asked for by name; all where none was."""
    missing = [name for name in wanted if name not in {row.outcome for row in rows}]
    if missing:
        raise SaydoError(f"{printed(missing[0])} (--outcome): these scenarios have no such outcome")
    return [row for row in rows if not wanted or row.outcome in wanted]


def _headlines(rows: Sequence[Row], choice: Choice) -> list[Row]:
    """The rows to show people: the headlines, unless they asked for others."""
    return [row for row in rows if choice.everything or choice.outcome or row.outcome in HEADLINE]
