"""From scenario files to replications, with all that is needed to get the same numbers again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from sim.cli.options import ReplicationOptions, StudyOptions, loaded, question
from sim.cli.precision import WantedPrecision, still_needed
from sim.cli.terminal import Meter, can_write, say
from sim.errors import SaydoError
from sim.metrics.replication import Failure, Replication, failures
from sim.running.database import NO_STORE, default_url
from sim.running.executors import executor_for
from sim.running.runner import ExperimentRunner
from sim.running.store import Store
from sim.running.version import version_block
from sim.scenario.document import Scenario
from sim.statistics.comparison import Sample, must_be_comparable
from sim.statistics.sequential import Precision, Rule, Series, observed, until_precise

__all__ = ["INTERRUPTED", "Studied", "at_work", "names_of", "opened", "simulated", "studied", "version_block"]

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Studied:
    """Scenarios, what their replications came to, and where it all came from."""

    scenarios: list[Scenario]
    samples: list[Sample]
    failed: list[Failure]
    provenance: dict[str, Any]
    precision: list[Precision]
    """How precise what was asked for is; empty where a number of replications was asked for."""
    interrupted: bool = False
    """Whether it rests on fewer replications than it would have, because somebody stopped it."""

    @property
    def replications(self) -> int:
        """Of each scenario."""
        return len(self.samples[0].replications)

    @property
    def currency(self) -> str:
        """Currency of the first."""
        return self.scenarios[0].currency

    def conclude(self) -> None:
        """Tell of replications that failed; end with the status of an interrupt, or with 1 where any failed."""
        if self.failed:
            say(f"{len(self.failed)} replications failed and are left out, pair by pair:")
        for failure in self.failed[:3]:
            say(f"  {failure.scenario}, replication {failure.replication}: {failure.error}")
        if self.interrupted or self.failed:
            raise typer.Exit(INTERRUPTED if self.interrupted else 1)


def names_of(paths: Sequence[Path]) -> list[str]:
    """The files' stems; where two are the same, with their folders."""
    stems = Counter(path.stem for path in dict.fromkeys(paths))
    return [path.stem if stems[path.stem] == 1 else str(path.with_suffix("")) for path in paths]


@contextmanager
def opened(url: str | None) -> Iterator[Store | None]:
    """The store of this URL, by default the user's own; none where none is wanted."""
    if url == NO_STORE:
        yield None
        return
    with Store(url or default_url()) as store:
        yield store


@contextmanager
def at_work(
    options: ReplicationOptions, runs: int, *, partial: bool = False
) -> Iterator[tuple[ExperimentRunner, Meter]]:
    """Where the question of a command is simulated, with a bar meanwhile; interrupted, there is no result.

    Parameters
    ----------
    options : Replications
        Luck, executor and store.
    runs : int
        Replications to begin with.
    partial : bool
        Whether the command answers from what was done where it is interrupted; the meter tells it so.
    """
    if options.cluster and options.workers:
        raise SaydoError(f"{options.workers} (--workers): a cluster has its own workers: leave one of the two out")
    meter = Meter()
    with opened(options.store) as store:
        try:
            with (
                meter.shown(runs),
                executor_for(min(options.processes, runs), options.cluster) as executor,
                _noted(store),
            ):
                yield ExperimentRunner(executor, seed=options.seed, on_progress=meter, store=store), meter
        except KeyboardInterrupt:
            kept = "" if store is None or store.trouble else "; what was done is kept: ask again to go on"
            result = "what follows rests on those" if partial else "there is no result"
            say(f"interrupted after {meter.done} of {meter.total} replications; {result}{kept}")
            if not partial:
                raise typer.Exit(INTERRUPTED) from None
            meter.interrupted = True


@contextmanager
def _noted(store: Store | None) -> Iterator[None]:
    """The store is told of the question, and that it is answered."""
    if store is None:
        yield
        return
    started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    run = store.begin(question(), started)
    yield
    counts = {"simulated": store.simulated, "stored": store.served, "seconds": round(time.monotonic() - clock, 1)}
    store.finish(run, {**version_block(), "fingerprints": sorted(store.scenarios), **counts})
    if store.trouble:
        say(f"{store.trouble}; the answer is complete, but not all of it was kept")


def simulated(scenarios: Sequence[Scenario], options: ReplicationOptions) -> tuple[list[list[Replication]], int]:
    """Replications of each scenario under the same luck, and how many of them were in the store."""
    with at_work(options, len(scenarios) * options.replications) as (runner, _):
        return runner.results(scenarios, options.replications), runner.stored


@dataclass(slots=True)
class _Look:
    """What was there when it was last looked at."""

    results: list[list[Replication]] = field(default_factory=list)
    stored: int = 0
    """How many of them were in the store."""
    found: list[Precision] = field(default_factory=list)
    interrupted: bool = False


def _precise(
    names: Sequence[str], scenarios: Sequence[Scenario], options: ReplicationOptions, wanted: WantedPrecision
) -> _Look:
    """The latest look at replications under the same luck, until all is as precise as wanted or nothing is left.

    What is left is the budget; interrupted, the look before counts, and there is no result where there was none.
    """
    latest = _Look()
    with at_work(options, len(scenarios) * options.replications, partial=True) as (runner, meter):
        asked: list[list[Replication]] = []

        def observe(count: int) -> list[Series]:
            asked[:] = runner.results(scenarios, count)
            samples = [Sample(name, result) for name, result in zip(names, asked, strict=True)]
            return observed(samples, wanted.targets, paired=len(samples) > 1)

        def keep(look: Sequence[Precision]) -> None:
            latest.results, latest.found, latest.stored = list(asked), list(look), runner.stored
            meter.note(still_needed(look))

        rule = Rule(least=min(options.replications, wanted.budget.most), level=wanted.level)
        until_precise(observe, rule, wanted.budget, keep)
    latest.interrupted = meter.interrupted
    if not latest.results:
        say("there was no look at them yet, and so there is no result")
        raise typer.Exit(INTERRUPTED)
    if latest.interrupted:
        say(f"the latest look was at {len(latest.results[0])} of each: these are what follows")
    return latest


def studied(paths: Sequence[Path], options: StudyOptions, wanted: WantedPrecision) -> Studied:
    """Replications of scenario files under common random numbers: a number of them, or as many as precision takes.

    Raises
    ------
    SaydoError
        Where a file cannot be used, or several cannot be compared.
    """
    can_write(options.json)
    names = names_of(paths)
    scenarios = [loaded(path, options.sets) for path in paths]
    must_be_comparable(names, scenarios)
    started, clock = datetime.now(UTC), time.monotonic()
    look = _precise(names, scenarios, options, wanted) if wanted.targets else _Look(*simulated(scenarios, options))
    samples = [Sample(name, result) for name, result in zip(names, look.results, strict=True)]
    failed = [failure for sample in samples for failure in failures(sample.name, sample.replications)]
    provenance = {
        **version_block(),
        "seed": options.seed,
        "replications": len(look.results[0]),
        "interrupted": look.interrupted,
        "set": options.sets,
        "fingerprints": {name: scenario.fingerprint for name, scenario in zip(names, scenarios, strict=True)},
        "failures": [asdict(failure) for failure in failed],
        "stored": look.stored,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 1),
    }
    return Studied(scenarios, samples, failed, provenance, look.found, look.interrupted)
