"""Commands on scenario files: run, compare, why, assumptions, check; and the app."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from sim.cli.application import File, app
from sim.cli.layout import terminal_table
from sim.cli.options import Differences, Json, OutcomeOptions, Sets, SingleRunOptions, StudyOptions, grouped, loaded
from sim.cli.precision import Until, precision_lines
from sim.cli.study import Studied, studied, version_block
from sim.cli.terminal import can_write, output, say, write_json
from sim.engine.run import simulate
from sim.errors import SaydoError
from sim.metrics.catalogue import HEADLINE, describe
from sim.questions.customer_history import life_in
from sim.report.account_split import SplitPart, split, split_table
from sim.report.assumptions import sheet_table
from sim.report.comparison import comparison_tables, summary_table
from sim.report.customer_history import condensed, day, fate, moments_table, story
from sim.report.format.habit import USUAL, in_habit, local
from sim.report.format.words import money
from sim.scenario.files import home
from sim.scenario.sheet import assumption_sheet
from sim.scenario.source import plain, printed
from sim.statistics.comparison import Comparison, Settings, Summary, compare, summarise

__all__ = ["app_command", "assumptions_command", "check_command", "compare_command", "run_command", "why_command"]

Row = TypeVar("Row", Summary, Comparison)
HEAVIEST_STRAWS = 30


@app.command("run")
@grouped
def run_command(scenario: File, study: StudyOptions, choice: OutcomeOptions, until: Until) -> None:
    """Simulate a scenario and sum up what it comes to."""
    wanted = _wanted(choice)
    settings = Settings()
    result = studied([scenario], study, until.wanted(settings.level))
    rows = _asked(summarise(result.samples[0], settings), wanted)
    if study.json:
        provenance = {**result.provenance, "level": settings.level}
        found = {"outcomes": [asdict(row) for row in rows], "precision": [asdict(each) for each in result.precision]}
        write_json({**found, "provenance": provenance}, study.json)
    if study.json != "-":
        title = f"{plain(result.scenarios[0].title)}: {result.replications} replications, seed {study.seed}"
        output().print(terminal_table(summary_table(_headlines(rows, choice), title, result.currency, settings.level)))
        _print_precision(result)
    result.conclude()


@app.command("compare")
@grouped
def compare_command(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="The scenario to compare with.", show_default=False)],
    variants: Annotated[
        list[Path], typer.Argument(metavar="VARIANT...", help="Scenarios to compare.", show_default=False)
    ],
    study: StudyOptions,
    choice: OutcomeOptions,
    until: Until,
    differences: Differences,
) -> None:
    """Compare scenarios under the same luck, pair by pair, with intervals and verdicts."""
    wanted = _wanted(choice)
    settings = Settings(practical=differences.thresholds())
    _must_be_known(differences.account, [base, *variants], study.sets)
    level = settings.level_each(len(variants))
    result = studied([base, *variants], study, until.wanted(level))
    found = compare(result.samples[0], result.samples[1:], settings)
    rows = _asked(found, wanted)
    parts = _split(found, differences.account)
    if study.json:
        sure = {"level": settings.level, "adjustment": settings.adjustment(len(variants))}
        provenance = {**result.provenance, **sure, "practical": dict(settings.practical)}
        origins = {name: [asdict(part) for part in each] for name, each in parts.items()}
        compared = {"comparisons": [asdict(row) for row in rows]} | ({"split": origins} if origins else {})
        precision = [asdict(each) for each in result.precision]
        write_json({**compared, "precision": precision, "provenance": provenance}, study.json)
    if study.json != "-":
        for table in comparison_tables(_headlines(rows, choice), result.currency, level):
            output().print(terminal_table(table))
        for name, each in parts.items():
            output().print(terminal_table(split_table(each, f"Where {name}'s difference comes from", result.currency)))
        _print_precision(result)
        random_numbers = f"{result.replications} replications of each under the same luck, seed {study.seed}"
        output().print(f"{random_numbers}; adjustment for several comparisons: {settings.adjustment(len(variants))}.")
    result.conclude()


@app.command("why")
@grouped
def why_command(
    scenario: File,
    customer: Annotated[str, typer.Option(metavar="NAME", help="Whose life to tell.", show_default=False)],
    random_numbers: SingleRunOptions,
    everything: Annotated[bool, typer.Option("--all", help="Every straw, not the heaviest only.")] = False,
    sets: Sets = [],  # noqa: B006  typer copies it
    json: Json = None,
) -> None:
    """Tell one customer's life in one replication, straw by straw."""
    can_write(json)
    run = simulate(loaded(scenario, sets), seed=random_numbers.seed, replication=random_numbers.replication)
    life = life_in(run, customer)
    who, moments = life.customer, story(life)
    if json:
        with in_habit(USUAL):  # what machines read does not hang on the reader
            told = [{"when": day(life, each.at), **asdict(each)} for each in story(life)]
        provenance = {**version_block(), **asdict(random_numbers), "set": sets, "fingerprint": run.scenario.fingerprint}
        write_json({"customer": who._asdict(), "moments": told, "provenance": provenance}, json)
    if json != "-":
        shown = moments if everything else condensed(life, moments, HEAVIEST_STRAWS)
        terms = f"plan {who.plan}, {money(who.fee_cents / 100, life.currency)} a month"
        title = f"{who.customer}: {terms}, {who.contacts_per_year:.0f} contacts a year"
        start = f"starts with grievance {local(who.grievance, '.2f')}, goes POP at {local(who.breaking_point, '.2f')}"
        output().print(terminal_table(moments_table(life, shown, title)))
        output().print(f"{plain(who.customer)} {start}: {fate(life)}.")


@app.command("assumptions")
def assumptions_command(scenario: File, sets: Sets = [], json: Json = None) -> None:  # noqa: B006  typer copies it
    """Print every number of a scenario with unit, bounds, role, evidence and source."""
    can_write(json)
    document = loaded(scenario, sets)
    rows = assumption_sheet(document)
    if json:
        write_json({"assumptions": [asdict(row) for row in rows], "fingerprint": document.fingerprint}, json)
    if json != "-":
        output().print(terminal_table(sheet_table(rows, f"{document.title}: {len(rows)} numbers")))
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
    os.execv(sys.executable, [sys.executable, "-m", "sim.ui.serve", str(script), *context.args])  # noqa: S606  no shell is wanted


def _print_precision(result: Studied) -> None:
    """What became of the precision asked for."""
    for line in precision_lines(result.precision, result.currency):
        output().print(line)


def _split(rows: Sequence[Comparison], account: str | None) -> dict[str, list[SplitPart]]:
    """By variant, where the difference of its margin comes from; nothing where no account was named."""
    if account is None:
        return {}
    names = dict.fromkeys(row.variant for row in rows)
    return {name: split([row for row in rows if row.variant == name], account) for name in names}


def _must_be_known(account: str | None, files: Sequence[Path], sets: list[str]) -> None:
    """Refuse an account that one of the scenarios does not have, before any work."""
    for path in files if account is not None else ():
        accounts = loaded(path, sets).accounts
        if account not in accounts:
            known = ", ".join(map(plain, accounts)) or "none: it has no accounts"
            raise SaydoError(f"{printed(account)} (--account): must be an account of {plain(str(path))}: {known}")


def _wanted(choice: OutcomeOptions) -> list[str]:
    """The outcomes asked for by name, refused before any work where one is unknown."""
    return [describe(name).name for name in choice.outcome]


def _asked(rows: Sequence[Row], wanted: Sequence[str]) -> list[Row]:
    """The rows of the outcomes asked for by name; all where none was."""
    missing = [name for name in wanted if name not in {row.outcome for row in rows}]
    if missing:
        raise SaydoError(f"{printed(missing[0])} (--outcome): these scenarios have no such outcome")
    return [row for row in rows if not wanted or row.outcome in wanted]


def _headlines(rows: Sequence[Row], choice: OutcomeOptions) -> list[Row]:
    """The rows to show people: the headlines, unless they asked for others."""
    return [row for row in rows if choice.everything or choice.outcome or row.outcome in HEADLINE]
