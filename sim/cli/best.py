"""``saydo best``: which of several scenarios is the best, with a promised probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer

from sim.cli.application import app
from sim.cli.layout import terminal_table
from sim.cli.options import StudyOptions, grouped, loaded
from sim.cli.study import at_work, names_of, version_block
from sim.cli.terminal import can_write, output, write_json
from sim.errors import SaydoError
from sim.metrics.catalogue import Outcome, describe
from sim.report.format.habit import local
from sim.report.format.words import format_difference
from sim.report.selection import contest_table
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.source import plain
from sim.statistics.comparison import Sample, must_be_comparable, values
from sim.statistics.intervals import Interval
from sim.statistics.selection import Selection, SelectionGuarantee, compared_with_best, select_best, share_best
from sim.statistics.spread import Spread, spreads

__all__ = ["best_command"]

SEEDS = 2**64


@dataclass(frozen=True, slots=True)
class Contest:
    """What is asked: the best by which outcome, by how much, how surely, for how many replications."""

    outcome: Annotated[str, typer.Option(metavar="NAME", help="The outcome to be best by.")] = "margin"
    delta: Annotated[
        float, typer.Option(metavar="SIZE", help="The smallest lead worth detecting, in the outcome's unit.")
    ] = 10_000.0
    confidence: Annotated[
        float, typer.Option(min=0.5, max=0.9999, help="Probability of selecting the best where it leads by delta.")
    ] = 0.95
    budget: Annotated[int, typer.Option(min=2, max=100_000, help="Most replications of each scenario.")] = 1_000

    def judged(self) -> Outcome:
        """The outcome, refused where it has no better way or the lead is none."""
        outcome = describe(self.outcome)
        if outcome.better == "neutral":
            raise SaydoError(f"{outcome.name} (--outcome): neither more nor less of it is better")
        if not self.delta > 0:
            raise SaydoError(f"{self.delta:g} (--delta): must be greater than 0")
        return outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """The selection, and what replications that had no part in it say."""

    selection: Selection
    leads: list[Interval]
    shares: list[Interval]
    spreads: list[Spread]


@app.command("best")
@grouped
def best_command(
    scenarios: Annotated[
        list[Path], typer.Argument(metavar="SCENARIO...", help="Two scenarios or more.", show_default=False)
    ],
    study: StudyOptions,
    contest: Contest,
) -> None:
    """Select the best of several scenarios, screening out the others one by one, and compare each with the best."""
    can_write(study.json)
    contest.judged()
    if len(scenarios) < 2 or study.replications < 2:
        what = "scenarios" if len(scenarios) < 2 else "--replications"
        raise SaydoError(f"{what}: must be at least 2 to select the best")
    names = names_of(scenarios)
    documents = [loaded(path, study.sets) for path in scenarios]
    must_be_comparable(names, documents)
    with at_work(study, len(documents) * study.replications) as (runner, _):
        answer = _answer(runner, names, documents, contest, study.replications)
    rows = _rows(answer, names)
    if study.json:
        fingerprints = {name: each.fingerprint for name, each in zip(names, documents, strict=True)}
        provenance = _provenance(study, contest) | {"fingerprints": fingerprints}
        write_json({"scenarios": rows, "provenance": provenance}, study.json)
    if study.json != "-":
        currency = documents[0].currency
        output().print(terminal_table(contest_table(rows, contest.judged(), currency, contest.confidence)))
        output().print(_verdict(names, answer.selection, contest, currency))


def _provenance(study: StudyOptions, contest: Contest) -> dict[str, Any]:
    """All that it takes to get the same answer again."""
    return {
        **version_block(),
        **asdict(contest),
        "procedure": "KN (Kim & Nelson 2001), c = 1",
        "seed": study.seed,
        "replications": study.replications,
        "fresh_seed": _fresh(study.seed),
        "set": study.sets,
    }


def _fresh(seed: int) -> int:
    """Luck that had no part in the selection."""
    return (seed + 1) % SEEDS


def _answer(
    runner: ExperimentRunner, names: Sequence[str], documents: Sequence[Scenario], contest: Contest, first: int
) -> Answer:
    """Select under one seed, and compare under another."""
    sign = -1.0 if describe(contest.outcome).better == "down" else 1.0

    def observe(which: Sequence[int], count: int) -> list[npt.NDArray[np.float64]]:
        results = runner.results([documents[index] for index in which], count)
        samples = [Sample(names[index], each) for index, each in zip(which, results, strict=True)]
        return [sign * values(sample, contest.outcome) for sample in samples]

    promise = SelectionGuarantee(contest.delta, contest.confidence, first, contest.budget)
    selection = select_best(observe, len(documents), promise)
    fresh = runner.elsewhere(_fresh(runner.seed)).results(documents, first)
    samples = [Sample(name, each) for name, each in zip(names, fresh, strict=True)]
    sample = sign * np.array([values(sample, contest.outcome) for sample in samples])
    level = contest.confidence
    return Answer(
        selection,
        compared_with_best(sample, level),
        share_best(sample, level),
        spreads(samples, contest.outcome, level),
    )


def _rows(answer: Answer, names: Sequence[str]) -> list[dict[str, Any]]:
    """What is known of each scenario; leads are positive where it is better, whichever way that is."""
    return [
        {
            "scenario": name,
            "selected": index == answer.selection.best,
            "replications": contender.replications,
            "screened_by": None if contender.screened_by is None else names[contender.screened_by],
            "lead": asdict(answer.leads[index]),
            "share_best": asdict(answer.shares[index]),
            "spread": asdict(answer.spreads[index]),
        }
        for index, (name, contender) in enumerate(zip(names, answer.selection.contenders, strict=True))
    ]


def _verdict(names: Sequence[str], selection: Selection, contest: Contest, currency: str) -> str:
    """The answer in one sentence."""
    outcome = contest.judged()
    lead = format_difference(contest.delta, outcome, currency).replace("+", "")
    if selection.best is None:
        left = ", ".join(plain(names[index]) for index in selection.remaining)
        return f"Undecided within {contest.budget} replications of each: {left}."
    sure = f"with probability {local(contest.confidence, 'g')} or more where the best leads by {lead}"
    return f"{plain(names[selection.best])} has the best {plain(outcome.label)}, selected {sure}."
