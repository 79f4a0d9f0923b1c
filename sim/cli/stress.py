"""``saydo stress``: how a scenario withstands shocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, PointsFile, StudyOptions, loaded
from sim.cli.study import at_work
from sim.metrics.catalogue import HEADLINE
from sim.questions.plausible_points import read_points
from sim.questions.stress import Shock, stresses, usual_month, withstood, withstood_at_points
from sim.report.comparison import comparison_tables
from sim.report.history_matching import points_words
from sim.scenario.document import Scenario
from sim.statistics.comparison import Settings
from sim.statistics.rows import as_row

__all__ = ["stress_command"]

OUTCOMES = (*HEADLINE, "backlog", "customers_popped", "customers_lost")


@dataclass(frozen=True, slots=True)
class ShockOptions:
    """Size and month of the shocks."""

    month: Annotated[
        int | None, typer.Option(min=1, max=59, help="When it begins; by default a third into the study.")
    ] = None
    volume: Annotated[float, typer.Option(min=0, max=10, help="Permanent increase of contacts, as a share.")] = 0.3
    outage: Annotated[float, typer.Option(min=0, max=19, help="Increase of contacts for one month, as a share.")] = 1.0
    leaving: Annotated[float, typer.Option(min=0, max=1, help="Share of the first tier that leaves.")] = 0.25
    months_gone: Annotated[int, typer.Option(min=1, max=59, help="Months until they are replaced.")] = 3

    def of(self, document: Scenario) -> Shock:
        """The shock for a scenario."""
        month = usual_month(document) if self.month is None else self.month
        return Shock(month, self.volume, self.outage, self.leaving, self.months_gone)


@command()
def stress_command(
    scenario: File, study: StudyOptions, shock: ShockOptions, points: PointsFile = None
) -> CommandAnswer:
    """Test a scenario with more contacts, an outage and people leaving.

    Each test, and all of them at once, is compared with the scenario as it is, on common random numbers.
    """
    document = loaded(scenario, study.sets)
    plausible = None if points is None else read_points(points, document)
    chosen, settings = shock.of(document), Settings()
    tests = stresses(document, chosen)
    with at_work(study, (1 + len(tests)) * study.replications) as (runner, _):
        if plausible is None:
            rows = withstood(runner, document, tests, study.replications, settings)
        else:
            rows = withstood_at_points(runner, document, chosen, plausible, study.replications, settings)
    printed = [row for row in rows if row.outcome in OUTCOMES]
    return CommandAnswer(
        payload={
            "tests": [
                {"name": test.name, "about": test.about, "fingerprint": test.scenario.fingerprint} for test in tests
            ],
            "comparisons": [as_row(row) for row in rows],
        },
        parts=[
            *comparison_tables(printed, document.currency, settings.level_of_one(len(tests))),
            *(f"{test.name}: {test.about}, from month {chosen.month}" for test in tests),
            f"{study.replications} replications of each on common random numbers, seed {study.seed}.",
            *([] if plausible is None else [points_words(plausible, str(points))]),
        ],
        provenance={
            "fingerprints": [document.fingerprint],
            **as_row(shock),
            "month": chosen.month,
            "stored": runner.stored,
            "level": settings.level,
            "adjustment": settings.adjustment(len(tests)),
        },
        currency=document.currency,
    )
