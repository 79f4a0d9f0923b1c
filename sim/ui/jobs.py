"""Replications in the background: shared by all who ask for the same, in fair turns, cancellable at once.

Plain Python: whoever shows the work polls it. Partial results are contiguous prefixes of replications, so that they do
not depend on scheduling.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from sim.experiments.executors import Executor
from sim.experiments.replicate import Replication, Task
from sim.scenario.document import Scenario

__all__ = ["JobManager", "Progress", "State", "Study"]

State: TypeAlias = Literal["running", "done", "cancelled", "refused", "failed"]
Place: TypeAlias = tuple[str, int, int]
"""Fingerprint, seed and index of a replication."""

MOST_JOBS = 12
MOST_KEPT = 12_000
MOST_REMEMBERED = 300
ABANDONED_AFTER_SECONDS = 15.0
log = logging.getLogger("saydo.jobs")


@dataclass(frozen=True, slots=True)
class Study:
    """What is asked for: scenarios under common random numbers, the baseline first."""

    scenarios: tuple[Scenario, ...]
    seed: int
    replications: int

    @property
    def key(self) -> tuple[tuple[str, ...], int, int]:
        """Equal for studies whose results are equal."""
        return tuple(scenario.fingerprint for scenario in self.scenarios), self.seed, self.replications


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a study is, and what there is of it.

    ``replications`` has one tuple per scenario, all of length ``done``; ``incident`` names a failure in the log.
    """

    state: State
    done: int
    wanted: int
    seconds_left: float | None
    replications: tuple[tuple[Replication, ...], ...]
    incident: str = ""


@dataclass(slots=True)
class _Job:
    study: Study
    places: tuple[Place, ...]
    polled: float
    started: float
    at_start: int
    cancelled: bool = False
    incident: str = ""


@dataclass(slots=True)
class _Shelf:
    """Finished replications by place; the oldest go when there are too many."""

    kept: dict[Place, Replication] = field(default_factory=dict)

    def put(self, place: Place, replication: Replication) -> None:
        self.kept[place] = replication
        while len(self.kept) > MOST_KEPT:
            self.kept.pop(next(iter(self.kept)))


class JobManager:
    """Runs studies on an executor that it makes, makes anew when it is beyond repair, and shuts down.

    Parameters
    ----------
    make_executor : callable
        Makes the executor; called at the first study, and after one was broken.
    task : callable
        One replication: ``task(scenario, seed, index)``; must be picklable for a process pool.
    workers : int
        How many tasks run at a time; one more is kept in flight.
    clock : callable
        Seconds that never go back.
    """

    def __init__(
        self,
        make_executor: Callable[[], Executor],
        task: Task,
        *,
        workers: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_executor = make_executor
        self._task = task
        self._in_flight_most = workers + 1
        self._clock = clock
        self._executor: Executor | None = None
        self._shelf = _Shelf()
        self._jobs: dict[tuple[tuple[str, ...], int, int], _Job] = {}
        self._flights: set[Place] = set()
        self._landed: list[tuple[Place, Replication | BaseException]] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._schedule, name="saydo-jobs", daemon=True)
        self._thread.start()

    def poll(self, study: Study) -> Progress:
        """How far this study is; one not seen before is begun."""
        with self._changed:
            job = self._jobs.get(study.key)
            if job is None:
                job = self._begin(study)
                if job is None:
                    return Progress("refused", 0, study.replications, None, ((),) * len(study.scenarios))
            job.polled = self._clock()
            self._changed.notify()
            return self._progress(job)

    def leave(self, study: Study) -> None:
        """Its reader has gone on to other terms: unless somebody else polls it, nothing more of it is begun."""
        with self._changed:
            if study.key in self._jobs:
                self._jobs[study.key].polled = -math.inf

    def cancel(self, study: Study) -> None:
        """No further replication of this study is begun; what is done is kept."""
        with self._changed:
            if study.key in self._jobs:
                self._jobs[study.key].cancelled = True

    def resume(self, study: Study) -> None:
        """Takes up a cancelled or failed study where it stopped."""
        with self._changed:
            self._jobs.pop(study.key, None)
        self.poll(study)

    def close(self) -> None:
        """Stops the scheduler and the executor."""
        with self._changed:
            self._closed = True
            executor, self._executor = self._executor, None
            self._changed.notify()
        self._thread.join(timeout=5)
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)

    def _begin(self, study: Study) -> _Job | None:
        if sum(map(self._is_active, self._jobs.values())) >= MOST_JOBS:
            return None
        while len(self._jobs) >= MOST_REMEMBERED:
            self._jobs.pop(next(key for key, job in self._jobs.items() if not self._is_active(job)))
        places = tuple(
            (scenario.fingerprint, study.seed, index)
            for index in range(study.replications)
            for scenario in study.scenarios
        )
        now = self._clock()
        done = sum(place in self._shelf.kept for place in places)
        job = self._jobs[study.key] = _Job(study, places, polled=now, started=now, at_start=done)
        return job

    def _is_active(self, job: _Job) -> bool:
        """Whether it has work left that somebody still waits for."""
        if job.cancelled or job.incident or self._clock() - job.polled > ABANDONED_AFTER_SECONDS:
            return False
        return any(place not in self._shelf.kept for place in job.places)

    def _progress(self, job: _Job) -> Progress:
        kept, study = self._shelf.kept, job.study
        columns = []
        for scenario in study.scenarios:
            column = []
            for index in range(study.replications):
                replication = kept.get((scenario.fingerprint, study.seed, index))
                if replication is None:
                    break
                column.append(replication)
            columns.append(column)
        done = min(map(len, columns))
        state: State = "running"
        if done == study.replications:
            state = "done"
        elif job.incident:
            state = "failed"
        elif job.cancelled:
            state = "cancelled"
        prefixes = tuple(tuple(column[:done]) for column in columns)
        left = self._seconds_left(job) if state == "running" else None
        return Progress(state, done, study.replications, left, prefixes, job.incident)

    def _seconds_left(self, job: _Job) -> float | None:
        there = sum(place in self._shelf.kept for place in job.places)
        fresh = there - job.at_start
        if fresh <= 0:
            return None
        return (self._clock() - job.started) / fresh * (len(job.places) - there)

    def _schedule(self) -> None:
        while True:
            with self._changed:
                self._land()
                if self._closed:
                    return
                flying = self._next()
                if flying is None:
                    self._changed.wait(timeout=1.0)
                    continue
                place, scenario = flying
                executor = self._executor = self._executor or self._make_executor()
                self._flights.add(place)
            self._launch(executor, place, scenario)

    def _launch(self, executor: Executor, place: Place, scenario: Scenario) -> None:
        try:
            future = executor.submit(self._task, scenario, place[1], place[2])
        except RuntimeError:  # an executor takes no more only when the whole program is about to end
            self._closed = True
            return
        future.add_done_callback(
            lambda done: None if done.cancelled() else self._arrived(place, done.exception() or done.result())
        )

    def _arrived(self, place: Place, result: Replication | BaseException) -> None:
        with self._changed:
            self._landed.append((place, result))
            self._changed.notify()

    def _land(self) -> None:
        """Takes in what has come back; what could not be run is an incident, and the next gets a new executor."""
        for place, result in self._landed:
            self._flights.discard(place)
            if isinstance(result, Replication):
                self._shelf.put(place, result)
                continue
            self._report(place, result)
            if self._executor is not None:
                self._executor.shutdown(wait=False, cancel_futures=True)
                self._executor = None
        self._landed.clear()

    def _report(self, place: Place, problem: BaseException) -> None:
        incident = f"{place[0][:8]}-{place[1]}-{place[2]}"
        log.error("incident %s: replication %d could not be run", incident, place[2], exc_info=problem)
        for job in self._jobs.values():
            if place in job.places:
                job.incident = incident

    def _next(self) -> tuple[Place, Scenario] | None:
        """The next replication of the job that has fewest in flight."""
        if len(self._flights) >= self._in_flight_most:
            return None
        best: tuple[int, Place, Scenario] | None = None
        for job in self._jobs.values():
            if not self._is_active(job):
                continue
            flying = sum(place in self._flights for place in job.places)
            if best is not None and flying >= best[0]:
                continue
            for number, place in enumerate(job.places):
                if place not in self._shelf.kept and place not in self._flights:
                    best = flying, place, job.study.scenarios[number % len(job.study.scenarios)]
                    break
        return None if best is None else (best[1], best[2])
