"""Options and provenance that commands share which search for terms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.options import StudyOptions
from sim.cli.study import fingerprints, names_of
from sim.questions.search import FRESH_SEEDS
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario

__all__ = ["PlanName", "TrialOptions", "provenance", "title"]

PlanName = Annotated[str, typer.Option("--plan", metavar="NAME", help="A plan of the scenario.", show_default=False)]


@dataclass(frozen=True, slots=True)
class TrialOptions(StudyOptions):
    """Enough replications to count misses in."""

    replications: Annotated[
        int, typer.Option(min=1, max=10_000, help="Replications of each trial, and again of the answer.")
    ] = 100


def provenance(path: Path, document: Scenario, runner: ExperimentRunner, **more: Any) -> dict[str, Any]:
    """Provenance of an answer that was searched for."""
    return {
        "fresh_seeds": FRESH_SEEDS,
        "fingerprint": document.fingerprint,
        "fingerprints": fingerprints(names_of([path]), [document]),
        "stored": runner.stored,
        **more,
    }


def title(document: Scenario, study: StudyOptions) -> str:
    """Title of a table of trials."""
    return f"{document.title}: {study.replications} replications of each try, seed {study.seed}"
