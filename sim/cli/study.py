"""From scenario files to replications, with all that is needed to get the same numbers again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from sim.cli.options import Replications, Study, loaded, question
from sim.cli.precision import Wanted, still_needed
from sim.cli.terminal import Meter, can_write, say
from sim.errors import SaydoError
from sim.experiments.compare import Arm, must_be_comparable
from sim.experiments.database import NO_STORE, default_url
from sim.experiments.executors import executor_for
from sim.experiments.laboratory import Laboratory
from sim.experiments.replicate import Failure, Replication, failures
from sim.experiments.sequential import Precision, Rule, Series, observed, until_precise
from sim.experiments.store import Store
from sim.experiments.version import version_block
from sim.scenario.document import Scenario

__all__ = ["INTERRUPTED", "Studied", "at_work", "names_of", "opened", "simulated", "studied", "version_block"]

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Studied:
    """Scenarios, what their replications came to, and where it all came from."""

    scenarios: list[Scenario]
    arms: list[Arm]
    failed: list[Failure]
    provenance: dict[str, Any]
    precision: list[Precision]
    """How precise what was asked for is; empty where a number of replications was asked for."""

    @property
    def replications(self) -> int:
        """Of each scenario."""
        return len(self.arms[0].replications)

    @property
    def currency(self) -> str:
        """Currency of the first."""
        return self.scenarios[0].currency

    def report_failures(self) -> None:
        """Tell of replications that failed, and end with status 1 where there are any."""
        if not self.failed:
            return
        say(f"{len(self.failed)} replications failed and are left out, pair by pair:")
        for failure in self.failed[:3]:
            say(f"  {failure.scenario}, replication {failure.replication}: {failure.error}")
        raise typer.Exit(1)


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
def at_work(options: Replications, runs: int, *, partial: bool = False) -> Iterator[tuple[Laboratory, Meter]]:
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
                yield Laboratory(executor, seed=options.seed, on_progress=meter, store=store), meter
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


def simulated(scenarios: Sequence[Scenario], options: Replications) -> tuple[list[list[Replication]], int]:
    """Replications of each scenario under the same luck, and how many of them were in the store."""
    with at_work(options, len(scenarios) * options.replications) as (laboratory, _):
        return laboratory.results(scenarios, options.replications), laboratory.stored


def precise(
    names: Sequence[str], scenarios: Sequence[Scenario], options: Replications, wanted: Wanted
) -> tuple[list[list[Replication]], int, list[Precision]]:
    """Replications of each scenario under the same luck, until all is as precise as wanted or the budget is spent."""
    with at_work(options, len(scenarios) * options.replications) as (laboratory, meter):
        results: list[list[Replication]] = []

        def observe(count: int) -> list[Series]:
            results[:] = laboratory.results(scenarios, count)
            arms = [Arm(name, result) for name, result in zip(names, results, strict=True)]
            return observed(arms, wanted.targets, paired=len(arms) > 1)

        rule = Rule(least=min(options.replications, wanted.budget.most), level=wanted.level)
        found = until_precise(observe, rule, wanted.budget, lambda look: meter.note(still_needed(look)))
        return results, laboratory.stored, found


def studied(paths: Sequence[Path], options: Study, wanted: Wanted) -> Studied:
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
    found: list[Precision] = []
    if wanted.targets:
        results, stored, found = precise(names, scenarios, options, wanted)
    else:
        results, stored = simulated(scenarios, options)
    arms = [Arm(name, result) for name, result in zip(names, results, strict=True)]
    failed = [failure for arm in arms for failure in failures(arm.name, arm.replications)]
    provenance = {
        **version_block(),
        "seed": options.seed,
        "replications": len(results[0]),
        "set": options.sets,
        "fingerprints": {name: scenario.fingerprint for name, scenario in zip(names, scenarios, strict=True)},
        "failures": [asdict(failure) for failure in failed],
        "stored": stored,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 1),
    }
    return Studied(scenarios, arms, failed, provenance, found)
