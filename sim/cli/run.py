"""``saydo run``: the outcomes of one scenario."""

from __future__ import annotations

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import ALL_OUTCOMES, File, OutcomeOptions, StudyOptions
from sim.cli.outcomes import headlines, must_be_outcomes, selected
from sim.cli.precision import PrecisionOptions, precision_lines
from sim.cli.study import run_study
from sim.report.comparison import summary_table
from sim.statistics.comparison import Settings, summarise
from sim.statistics.rows import as_row

__all__ = ["run_command"]


@command(spellings=ALL_OUTCOMES)
def run_command(scenario: File, study: StudyOptions, choice: OutcomeOptions, until: PrecisionOptions) -> CommandAnswer:
    """Simulate a scenario and summarise its outcomes."""
    must_be_outcomes(choice.outcome)
    settings = Settings()
    result = run_study([scenario], study, until.request(settings.level))
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
