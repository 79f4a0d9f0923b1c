"""From scenario files to replications, with all that is needed to get the same numbers again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from sim.cli.application import option_of
from sim.cli.command import files_of_question, question
from sim.cli.options import ReplicationOptions, StudyOptions, loaded
from sim.cli.precision import PrecisionRequest, still_needed
from sim.cli.terminal import Meter, say
from sim.errors import SaydoError
from sim.metrics.replication import Failure, Replication, failures
from sim.report.trust import RECORD, TrustMark, marks_of_record
from sim.running.database import NO_STORE, default_url
from sim.running.executors import executor_for
from sim.running.runner import ExperimentRunner
from sim.running.store import Store
from sim.running.version import version_block
from sim.scenario.document import Scenario
from sim.scenario.files import holds_own_data
from sim.scenario.length import length_words, of_one_length
from sim.statistics.comparison import Sample, must_be_comparable
from sim.statistics.rows import as_row
from sim.statistics.sequential import Precision, Rule, Series, observed, until_precise

__all__ = [
    "INTERRUPTED",
    "StudyResult",
    "at_work",
    "fingerprints",
    "names_of",
    "now",
    "opened",
    "run_study",
    "simulated",
    "trust_beside",
]

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class StudyResult:
    """Scenarios, their replications, and where these came from."""

    names: list[str]
    scenarios: list[Scenario]
    samples: list[Sample]
    stored: int
    """Replications that were read from the store."""
    precision: list[Precision]
    """Precision reached for each target; empty where a number of replications was requested."""
    interrupted: bool = False
    """Whether it rests on fewer replications than it would have, because somebody stopped it."""
    cut: str = ""
    """Which scenarios were cut to the length of the shortest, in words; empty where none was."""

    @property
    def replications(self) -> int:
        """Of each scenario."""
        return len(self.samples[0].replications)

    @property
    def currency(self) -> str:
        """Currency of the first."""
        return self.scenarios[0].currency

    @property
    def failed(self) -> list[Failure]:
        """Replications that failed, by scenario."""
        return [failure for sample in self.samples for failure in failures(sample.name, sample.replications)]

    def provenance(self, **more: Any) -> dict[str, Any]:
        """Provenance of an answer that rests on it."""
        return {
            "replications": self.replications,
            "interrupted": self.interrupted,
            "fingerprints": fingerprints(self.names, self.scenarios),
            "failures": [as_row(failure) for failure in self.failed],
            "stored": self.stored,
            **more,
        }

    def errors(self) -> list[dict[str, Any]]:
        """Each replication that failed, for the JSON."""
        return [as_row(failure) | {"message": _failure_words(failure)} for failure in self.failed]

    def warnings(self) -> list[str]:
        """Which scenarios were cut, how many replications failed, and of what the first did."""
        cut = [self.cut] if self.cut else []
        if not self.failed:
            return cut
        first = f"{len(self.failed)} replications failed and are left out, pair by pair:"
        return [*cut, first, *(f"  {_failure_words(failure)}" for failure in self.failed[:3])]

    @property
    def status(self) -> int:
        """Exit status of a command that rests on it."""
        return INTERRUPTED if self.interrupted else int(bool(self.failed))


def _failure_words(failure: Failure) -> str:
    return f"{failure.scenario}, replication {failure.replication}: {failure.error}"


def fingerprints(names: Sequence[str], scenarios: Sequence[Scenario]) -> dict[str, str]:
    """Fingerprint of each scenario by its name."""
    return {name: scenario.fingerprint for name, scenario in zip(names, scenarios, strict=True)}


def names_of(paths: Sequence[Path]) -> list[str]:
    """The files' stems; where two are the same, with their folders."""
    stems = Counter(path.stem for path in dict.fromkeys(paths))
    return [path.stem if stems[path.stem] == 1 else str(path.with_suffix("")) for path in paths]


def now() -> str:
    """The current time, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def opened(url: str | None) -> Iterator[Store | None]:
    """The store of this URL, by default the user's own; None where the URL is none."""
    if url == NO_STORE:
        yield None
        return
    with Store(url or default_url()) as store:
        yield store


@contextmanager
def at_work(
    options: ReplicationOptions, runs: int, *, partial: bool = False, private: bool = False
) -> Iterator[tuple[ExperimentRunner, Meter]]:
    """A runner for the question of a command, with a bar meanwhile; an interrupt leaves no result.

    Parameters
    ----------
    options : ReplicationOptions
        Seed, executor and store.
    runs : int
        Replications to begin with.
    partial : bool
        Whether the command answers from the replications done where it is interrupted; the meter says so.
    private : bool
        Whether results are of data of the user's own, and may stand in no store; so are those of a scenario that
        says so, as ``saydo import`` writes it.
    """
    private = private or _is_own()
    if options.cluster and options.workers:
        raise SaydoError(f"{options.workers} (--workers): a cluster has its own workers: leave one of the two out")
    meter = Meter()
    with opened(options.store) as shared:
        store = shared.unwritten() if private and shared is not None else shared
        try:
            with (
                meter.bar(runs),
                executor_for(min(options.processes, runs), options.cluster) as executor,
                _recorded(None if private else store),
            ):
                yield ExperimentRunner(executor, seed=options.seed, on_progress=meter, store=store), meter
        except KeyboardInterrupt:
            hint = "" if private or store is None or store.trouble else "; what was done is kept: ask again to go on"
            result = "the results below use these" if partial else "there is no result"
            say(f"interrupted after {meter.count} of {meter.total} replications; {result}{hint}")
            if not partial:
                raise typer.Exit(INTERRUPTED) from None
            meter.interrupted = True


def _is_own() -> bool:
    """Whether the command under way was given a scenario of the reader's own data, whose accounts have names."""
    return any(map(holds_own_data, files_of_question()))


@contextmanager
def _recorded(store: Store | None) -> Iterator[None]:
    """Record the question in the store, and that it is answered."""
    if store is None:
        yield
        return
    started, clock = now(), time.monotonic()
    run = store.begin(question(), started)
    yield
    counts = {"simulated": store.simulated, "stored": store.served, "seconds": round(time.monotonic() - clock, 1)}
    store.finish(run, {**version_block(), "fingerprints": sorted(store.scenarios), **counts})
    if store.trouble:
        say(f"{store.trouble.message(option_of)}; the answer is complete, but not all of it was kept")


def trust_beside(*scenarios: str) -> tuple[TrustMark, ...]:
    """Colours of the back-test that lies beside the first of these scenarios that has one; empty where none has.

    Raises
    ------
    SaydoError
        Where it is not what ``saydo backtest`` writes.
    """
    for name in scenarios:
        record = Path(name).parent / RECORD
        if Path(name).is_file() and record.is_file():
            return marks_of_record(record.read_text(encoding="utf-8", errors="replace"), str(record))
    return ()


def simulated(scenarios: Sequence[Scenario], options: ReplicationOptions) -> tuple[list[list[Replication]], int]:
    """Replications of each scenario on common random numbers, and how many of them were in the store."""
    with at_work(options, len(scenarios) * options.replications) as (runner, _):
        return runner.results(scenarios, options.replications), runner.stored


@dataclass(slots=True)
class _PrecisionLook:
    """The replications at one look, and their precision."""

    results: list[list[Replication]] = field(default_factory=list)
    stored: int = 0
    """How many of them were in the store."""
    precision: list[Precision] = field(default_factory=list)
    interrupted: bool = False


def _latest_look(
    names: Sequence[str], scenarios: Sequence[Scenario], options: ReplicationOptions, request: PrecisionRequest
) -> _PrecisionLook:
    """The latest look at replications, taken until all targets are met or the budget is spent.

    An interrupt leaves the look before it, and no result where there was none.
    """
    latest = _PrecisionLook()
    with at_work(options, len(scenarios) * options.replications, partial=True) as (runner, meter):
        results: list[list[Replication]] = []

        def observe(count: int) -> list[Series]:
            results[:] = runner.results(scenarios, count)
            samples = [Sample(name, result) for name, result in zip(names, results, strict=True)]
            return observed(samples, request.targets, paired=len(samples) > 1)

        def keep(precision: Sequence[Precision]) -> None:
            latest.results, latest.precision, latest.stored = list(results), list(precision), runner.stored
            meter.note(still_needed(precision))

        rule = Rule(least=min(options.replications, request.budget.most), level=request.level)
        until_precise(observe, rule, request.budget, keep)
    latest.interrupted = meter.interrupted
    if not latest.results:
        say("nothing was completed, so there is no result")
        raise typer.Exit(INTERRUPTED)
    if latest.interrupted:
        say(f"the results below use {len(latest.results[0])} replications of each scenario")
    return latest


def run_study(paths: Sequence[Path], options: StudyOptions, request: PrecisionRequest) -> StudyResult:
    """Replications of scenario files on common random numbers: a number of them, or as many as precision takes.

    Raises
    ------
    SaydoError
        Where a file cannot be used, or several cannot be compared.
    """
    names = names_of(paths)
    whole = [loaded(path, options.sets) for path in paths]
    scenarios = of_one_length(whole)
    must_be_comparable(names, scenarios)
    if request.targets:
        look = _latest_look(names, scenarios, options, request)
    else:
        look = _PrecisionLook(*simulated(scenarios, options))
    samples = [Sample(name, result) for name, result in zip(names, look.results, strict=True)]
    return StudyResult(
        names, scenarios, samples, look.stored, look.precision, look.interrupted, length_words(names, whole)
    )
