"""``saydo run``: the outcomes of one scenario."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import ALL_OUTCOMES, File, OutcomeOptions, StudyOptions, loaded
from sim.cli.outcomes import headlines, must_be_outcomes, selected
from sim.cli.precision import PrecisionOptions, precision_lines
from sim.cli.study import at_work, fingerprints, names_of, run_study
from sim.errors import SaydoError
from sim.report.comparison import summary_table
from sim.running.replicate import RunResult
from sim.statistics.comparison import Settings, summarise
from sim.statistics.rows import as_row

__all__ = ["run_command"]


@command(spellings=ALL_OUTCOMES)
def run_command(
    scenario: File,
    study: StudyOptions,
    choice: OutcomeOptions,
    until: PrecisionOptions,
    by_year: Annotated[bool, typer.Option("--by-year", help="Show the outcomes of each year of the study.")] = False,
    actuals: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Show actuals beside the runs: a CSV file of month and columns such as revenue, contacts.",
        ),
    ] = None,
) -> CommandAnswer:
    """Simulate a scenario and summarise its outcomes."""
    must_be_outcomes(choice.outcome)
    settings = Settings()
    request = until.request(settings.level)
    if actuals is not None:
        if by_year or request.targets or choice.outcome:
            raise SaydoError(
                "--actuals: its columns are the outcomes: no --outcome, --by-year or --precision beside it"
            )
        return _beside(scenario, study, actuals)
    if by_year:
        if request.targets:
            raise SaydoError("--by-year: takes a number of replications, and no --precision")
        return _by_year(scenario, study, choice, settings.level)
    result = run_study([scenario], study, request)
    rows = selected(summarise(result.samples[0], settings), choice.outcome)
    title = f"{result.scenarios[0].title}: {result.replications} replications, seed {study.seed}"
    table = summary_table(headlines(rows, choice), title, result.currency, settings.level)
    return CommandAnswer(
        payload={"outcomes": [as_row(row) for row in rows], "precision": [as_row(row) for row in result.precision]},
        parts=[table, *precision_lines(result.precision, result.currency)],
        provenance=result.provenance(level=settings.level),
        currency=result.currency,
        errors=result.errors(),
        warnings=result.warnings(),
        status=result.status,
    )


def _by_year(path: File, study: StudyOptions, choice: OutcomeOptions, level: float) -> CommandAnswer:
    """Outcomes by year: those named, all, or the usual ones."""
    from sim.questions.yearly import YEARLY, by_year, yearly
    from sim.report.budget import months_of, periods
    from sim.report.yearly import years_table, years_words

    document = loaded(path, study.sets)
    with at_work(study, study.replications) as (runner, _):
        (results,) = runner.measured(yearly, [document], study.replications)
    everything = [name for result in results[:1] for name in (result.years[0] if result.years else ())]
    names = tuple(choice.outcome) or (tuple(everything) if choice.everything else YEARLY)
    rows = by_year(results, document.horizon_months, names, level)
    title = f"{document.title}: {study.replications} replications, seed {study.seed}"
    table = years_table(rows, title, document.currency, periods(months_of(document), "year"))
    words = years_words(rows)
    return CommandAnswer(
        payload={"years": [as_row(row) for row in rows]},
        parts=[table, *([words] if words else [])],
        provenance={
            "fingerprints": fingerprints(names_of([path]), [document]),
            "level": level,
            "failures": [result.error for result in results if result.error],
            "stored": runner.stored,
        },
        currency=document.currency,
        **_failed(results),
    )


def _beside(path: File, study: StudyOptions, file: Path) -> CommandAnswer:
    """Actuals of a file, month by month, beside the runs."""
    from sim.questions.actuals import beside_actuals, monthly_outcomes, read_actuals
    from sim.report.actuals import actuals_table, actuals_words

    document = loaded(path, study.sets)
    actuals = read_actuals(file, document)
    with at_work(study, study.replications) as (runner, _):
        (results,) = runner.measured(monthly_outcomes, [document], study.replications)
    rows = beside_actuals(actuals, document, results)
    title = f"{document.title}, actuals beside {study.replications} replications, seed {study.seed}"
    return CommandAnswer(
        payload={"actuals": [as_row(row) | {"inside": row.inside} for row in rows]},
        parts=[actuals_table(rows, title, document.currency), actuals_words(rows, actuals.outside)],
        provenance={"fingerprints": fingerprints(names_of([path]), [document]), "stored": runner.stored},
        currency=document.currency,
        **_failed(results),
    )


def _failed(results: Sequence[RunResult]) -> dict[str, Any]:
    """Errors, warning and status of an answer some of whose replications failed."""
    failed = [result.error for result in results if result.error]
    return {
        "errors": [{"message": error} for error in failed],
        "warnings": [f"{len(failed)} replications failed and are left out; the first of {failed[0]}"] if failed else [],
        "status": int(bool(failed)),
    }
