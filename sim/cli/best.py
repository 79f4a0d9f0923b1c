"""``saydo best``: the best of several scenarios, with a stated probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Level, StudyOptions, loaded, story_names
from sim.cli.study import at_work, fingerprints, names_of
from sim.errors import SaydoError
from sim.metrics.catalogue import Outcome, describe
from sim.questions.best import SelectionFindings, best_of
from sim.report.format.reader_locale import local
from sim.report.format.words import format_difference
from sim.report.selection import contest_table
from sim.scenario.length import length_words, of_one_length
from sim.scenario.source import plain
from sim.statistics.comparison import must_be_comparable
from sim.statistics.rows import as_row
from sim.statistics.selection import Selection, SelectionGuarantee

__all__ = ["best_command"]


@dataclass(frozen=True, slots=True)
class SelectionOptions:
    """The outcome that scenarios are ranked by, the lead worth detecting, the probability, and the budget."""

    outcome: Annotated[str, typer.Option(metavar="NAME", help="The outcome that scenarios are ranked by.")] = "margin"
    delta: Annotated[
        float, typer.Option(metavar="SIZE", help="The smallest lead worth detecting, in the outcome's unit.")
    ] = 10_000.0
    level: Level = 0.95
    budget: Annotated[int, typer.Option(min=2, max=100_000, help="Most replications of each scenario.")] = 1_000

    def criterion(self) -> Outcome:
        """The outcome, refused where it has no better direction or the lead is none."""
        outcome = describe(self.outcome)
        if outcome.better == "neutral":
            raise SaydoError(f"{outcome.name} (--outcome): neither more nor less of it is better")
        if not self.delta > 0:
            raise SaydoError(f"{self.delta:g} (--delta): must be greater than 0")
        return outcome


@command(spellings={"--confidence": "--level"})
def best_command(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIO", help="Two scenarios or more.", show_default=False, autocompletion=story_names
        ),
    ],
    study: StudyOptions,
    options: SelectionOptions,
) -> CommandAnswer:
    """Select the best of several scenarios with a stated probability.

    Scenarios are screened out one by one. Each is then compared with the best on fresh random numbers.
    """
    outcome = options.criterion()
    if len(scenarios) < 2 or study.replications < 2:
        scarce = "scenarios" if len(scenarios) < 2 else "--replications"
        raise SaydoError(f"{scarce}: must be at least 2 to select the best")
    names = names_of(scenarios)
    whole = [loaded(path, study.sets) for path in scenarios]
    documents = of_one_length(whole)
    must_be_comparable(names, documents)
    guarantee = SelectionGuarantee(options.delta, options.level, study.replications, options.budget)
    with at_work(study, len(documents) * study.replications) as (runner, _):
        findings = best_of(runner, names, documents, outcome.name, guarantee)
    rows, currency = _rows(findings, names), documents[0].currency
    return CommandAnswer(
        payload={"scenarios": rows},
        parts=[
            contest_table(rows, outcome, currency, options.level),
            _verdict(names, findings.selection, options, currency),
        ],
        provenance={
            **as_row(options),
            "confidence": options.level,
            "procedure": "KN (Kim & Nelson 2001), c = 1",
            "fresh_seed": findings.fresh_seed,
            "fingerprints": fingerprints(names, documents),
            "stored": runner.stored,
        },
        currency=currency,
        warnings=list(filter(None, [length_words(names, whole)])),
    )


def _rows(findings: SelectionFindings, names: Sequence[str]) -> list[dict[str, Any]]:
    """Each scenario's figures; a lead is positive where the scenario is better."""
    return [
        {
            "scenario": name,
            "selected": index == findings.selection.best,
            "replications": contender.replications,
            "screened_by": None if contender.screened_by is None else names[contender.screened_by],
            "lead": as_row(findings.leads[index]),
            "share_best": as_row(findings.shares[index]),
            "spread": as_row(findings.spreads[index]),
        }
        for index, (name, contender) in enumerate(zip(names, findings.selection.results, strict=True))
    ]


def _verdict(names: Sequence[str], selection: Selection, options: SelectionOptions, currency: str) -> str:
    """The answer in one sentence."""
    outcome = options.criterion()
    lead = format_difference(options.delta, outcome, currency).replace("+", "")
    if selection.best is None:
        left = ", ".join(plain(names[index]) for index in selection.remaining)
        return f"Undecided within {options.budget} replications of each: {left}."
    sure = f"with probability {local(options.level, 'g')} or more where the best leads by {lead}"
    return f"{plain(names[selection.best])} has the best {plain(outcome.label)}, selected {sure}."
