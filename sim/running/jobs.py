"""Jobs: questions answered in the background, in fair turns, once for all who put the same one.

Who cancels a question leaves it; the work on it stops when nobody is left.

Plain Python: a front end polls. Replications are kept in the run store, so that nothing is simulated
twice, and a question taken up again goes on where it stopped.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, TypeAlias

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.running.executors import Executor
from sim.running.lanes import FairLanes, Lane
from sim.running.replicate import Task, ready
from sim.running.runner import ExperimentRunner
from sim.running.store import Store
from sim.scenario.document import Scenario

__all__ = ["Job", "JobManager", "Progress", "QuestionJob", "State", "StudyJob"]

State: TypeAlias = Literal["running", "done", "cancelled", "refused", "failed"]

MOST_JOBS, MOST_OF_A_READER = 60, 8
"""Questions under way at a time, of all readers and of one."""
MOST_REMEMBERED = 40
ABANDONED_AFTER_SECONDS = 15.0
LOOKING_UP_SECONDS = 0.5
log = logging.getLogger("saydo.jobs")


class Job(Protocol):
    """A question of a page; its key holds everything that its answer depends on."""

    @property
    def key(self) -> Hashable:
        """Equal for questions whose answers are equal."""
        ...

    @property
    def seed(self) -> int:
        """Root seed of all random numbers."""
        ...

    def ask(self, runner: ExperimentRunner) -> object:
        """Answer the question.

        Parameters
        ----------
        runner : ExperimentRunner
            Where to simulate.

        Returns
        -------
        object
            The answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class StudyJob:
    """Scenarios under common random numbers, the base first; replications that are done can be shown meanwhile."""

    scenarios: tuple[Scenario, ...]
    seed: int
    replications: int

    @property
    def key(self) -> tuple[tuple[str, ...], int, int]:
        """Fingerprints, seed and number of replications."""
        return tuple(scenario.fingerprint for scenario in self.scenarios), self.seed, self.replications

    def ask(self, runner: ExperimentRunner) -> list[list[Replication]]:
        """Simulate all replications.

        Parameters
        ----------
        runner : ExperimentRunner
            Where to simulate.

        Returns
        -------
        list of list of Replication
            By scenario, then by replication.
        """
        return runner.results(self.scenarios, self.replications)


@dataclass(frozen=True, slots=True)
class QuestionJob:
    """Any question that a function puts to a runner.

    ``name`` and ``about`` are all that the answer depends on besides the seed; ``ask`` must follow from them.
    """

    name: str
    about: tuple[Hashable, ...]
    seed: int
    ask: Callable[[ExperimentRunner], object] = field(compare=False)

    @property
    def key(self) -> Hashable:
        """Name, what it is about, and seed."""
        return self.name, self.about, self.seed


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a job.

    ``done`` counts replications, of a study those that all its scenarios have; ``replications`` has one tuple per
    scenario of a study, all of length ``done``. A failure has its message, or the number of the incident in the log.
    """

    state: State
    done: int
    total: int
    seconds_left: float | None = None
    replications: tuple[tuple[Replication, ...], ...] = ()
    answer: Any = None
    incident: str = ""
    problem: str = ""


class _Left(Exception):
    """Nobody waits any more."""


@dataclass(slots=True, eq=False)
class _Work:
    question: Job
    lane: Lane
    runner: ExperimentRunner
    polled: dict[str, float]
    """When each reader who waits for it last asked."""
    started: float
    is_private: bool
    """Whether nothing of it may be kept or logged."""
    state: Literal["running", "done", "failed", "resting"] = "running"
    done: int = 0
    at_start: int = 0
    total: int = 0
    answer: object = None
    incident: str = ""
    problem: str = ""


class JobManager:
    """Works on questions, each in a thread of its own, on one executor that they share in turns.

    Parameters
    ----------
    make_executor : callable
        Makes the executor; called at the first task, and after one was broken.
    task : callable
        One replication: ``task(scenario, seed, index)``; must be picklable for a process pool.
    workers : int
        How many tasks run at a time; one more is kept in flight.
    store : Store, optional
        Where replications are kept between questions, and across restarts.
    clock : callable
        Seconds that never go back.
    """

    def __init__(
        self,
        make_executor: Callable[[], Executor],
        task: Task[Replication],
        *,
        workers: int = 1,
        store: Store | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._task = task
        self._store = store
        self._clock = clock
        self._workers = workers
        self._warm = False
        self._turns = FairLanes(make_executor, workers + 1)
        self._jobs: dict[Hashable, _Work] = {}
        self._cancelled: set[tuple[Hashable, str]] = set()
        """Questions with the reader who cancelled each."""
        self._lock = threading.RLock()
        self._incidents = 0

    def warm_up(self) -> None:
        """Start the workers before a job needs them."""
        with self._lock:
            if not self._warm:
                self._warm = True
                for _ in range(self._workers):
                    self._turns.lane().submit(ready)

    def poll(self, question: Job, reader: str = "", *, private: bool = False) -> Progress:
        """Return the progress of a job; begin one that is new, and take one up again that was left.

        A job that is begun is waited for while it only looks results up: an answer from the store is there at once.

        Parameters
        ----------
        question : Job
            The question.
        reader : str
            Who asks.
        private : bool
            Whether what is begun may stand in no store and no log: it is kept in memory alone.

        Returns
        -------
        Progress
            Its state, what is done, and the answer.
        """
        with self._lock:
            job = self._jobs.get(question.key)
            if job is not None and job.state != "done" and (question.key, reader) in self._cancelled:
                return replace(self._progress(job), state="cancelled", seconds_left=None)
            begun = job is None or job.state == "resting"
            if begun:
                job = self._begin(question, job, reader, private)
            if job is None:
                return _refused(question)
            job.polled[reader] = self._clock()
        if begun:
            job.lane.settled.wait(LOOKING_UP_SECONDS)
        with self._lock:
            return self._progress(job)

    def peek(self, question: Job, reader: str = "") -> Progress | None:
        """Return the progress of a job that somebody began; begin nothing.

        Parameters
        ----------
        question : Job
            The question.
        reader : str
            Who asks.

        Returns
        -------
        Progress or None
            None where nobody did.
        """
        with self._lock:
            job = self._jobs.get(question.key)
            cancelled = (question.key, reader) in self._cancelled
            return None if job is None or (job.state == "resting" and not cancelled) else self.poll(question, reader)

    def leave(self, question: Job, reader: str = "") -> None:
        """Note that a reader has gone on: unless somebody else polls the job, no more of it is begun.

        Parameters
        ----------
        question : Job
            The question.
        reader : str
            Who leaves.
        """
        with self._lock:
            job = self._jobs.get(question.key)
            if job is None:
                return
            job.polled.pop(reader, None)
            if self._is_polled(job):
                return
        self._rest(job)

    def cancel(self, question: Job, reader: str = "") -> None:
        """Leave a job, and see it as cancelled from then on; results are kept.

        Parameters
        ----------
        question : Job
            The question.
        reader : str
            Who cancels it.
        """
        with self._lock:
            if question.key in self._jobs:
                self._cancelled.add((question.key, reader))
        self.leave(question, reader)

    def resume(self, question: Job, reader: str = "", *, private: bool = False) -> None:
        """Take up a cancelled or failed job where it stopped.

        Parameters
        ----------
        question : Job
            The question.
        reader : str
            Who takes it up.
        private : bool
            As of :meth:`poll`.
        """
        with self._lock:
            self._cancelled.discard((question.key, reader))
            job = self._jobs.get(question.key)
            if job is not None and job.state == "failed":
                job.state = "resting"
        self.poll(question, reader, private=private)

    def close(self) -> None:
        """Stop all work and the executor."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            self._rest(job)
        self._turns.close()

    def _rest(self, job: _Work) -> None:
        with self._lock:
            if job.state != "running":
                return
            job.state = "resting"
        job.lane.give_up()

    def _begin(self, question: Job, before: _Work | None, reader: str, private: bool) -> _Work | None:
        """Begin a thread for a job, with all results of an earlier one."""
        waiting = [job for job in self._jobs.values() if job.state == "running" and self._is_polled(job)]
        if len(waiting) >= MOST_JOBS or sum(reader in job.polled for job in waiting) >= MOST_OF_A_READER:
            return None
        lane, now = self._turns.lane(), self._clock()
        if before is None:
            store = self._store.unwritten() if private and self._store else self._store
            runner = ExperimentRunner(lane, seed=question.seed, task=self._task, store=store)
        else:
            runner = before.runner
        job = _Work(question, lane, runner, polled={reader: now}, started=now, is_private=private)
        job.runner = runner.on(lane, lambda done, total: self._noted(job, done, total))
        job.done = job.at_start = job.runner.simulated
        self._jobs.pop(question.key, None)
        self._jobs[question.key] = job
        self._forget()
        threading.Thread(target=self._work, args=(job,), name="saydo-job", daemon=True).start()
        return job

    def _forget(self) -> None:
        """Drop the oldest answers when there are too many; the store has their replications."""
        idle = [key for key, job in self._jobs.items() if job.state != "running"]
        for key in idle[: max(len(self._jobs) - MOST_REMEMBERED, 0)]:
            del self._jobs[key]
        self._cancelled = {pair for pair in self._cancelled if pair[0] in self._jobs}

    def _is_polled(self, job: _Work) -> bool:
        now = self._clock()
        return any(now - polled <= ABANDONED_AFTER_SECONDS for polled in job.polled.values())

    def _noted(self, job: _Work, done: int, total: int) -> None:
        """Note a replication; end the work where nobody waits for it."""
        with self._lock:
            if job.total == 0:
                job.at_start = max(done - 1, 0)  # what was in the store took no time
            job.done, job.total = done, total
            if job.state == "running" and not self._is_polled(job):
                job.state = "resting"
            if job.state != "running":
                raise _Left

    def _work(self, job: _Work) -> None:
        end: tuple[Literal["done", "failed"], object, str] | None = None
        try:
            end = "done", job.question.ask(job.runner), ""
        except _Left:
            pass
        except Exception as error:
            end = "failed", error, str(error) if isinstance(error, SaydoError) else ""
        with self._lock:
            job.lane.give_up()
            if end is None or job.state != "running":
                return
            state, answer, job.problem = end
            if state == "failed":
                self._incidents += 1
                job.incident = f"{self._incidents}-{abs(hash(job.question.key)) % 10**6:06d}"
                _log(job, answer)  # type: ignore[arg-type]
            else:
                job.answer = answer
            job.state = state

    def _progress(self, job: _Work) -> Progress:
        question = job.question
        state: State = "running" if job.state == "resting" else job.state
        left = self._seconds_left(job) if state == "running" else None
        if not isinstance(question, StudyJob):
            return Progress(state, job.done, job.total, left, (), job.answer, job.incident, job.problem)
        columns = job.runner.so_far(question.scenarios, question.replications)
        return Progress(
            state, len(columns[0]), question.replications, left, columns, job.answer, job.incident, job.problem
        )

    def _seconds_left(self, job: _Work) -> float | None:
        fresh = job.done - job.at_start
        return None if fresh <= 0 else (self._clock() - job.started) / fresh * (job.total - job.done)


def _log(job: _Work, error: BaseException) -> None:
    """Log what ended a job; of a private one the place alone, since a message may hold a customer's name."""
    if job.is_private:
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("incident %s: %s in a private question\n%s", job.incident, type(error).__name__, place)
    else:
        log.error("incident %s: a question could not be answered", job.incident, exc_info=error)


def _refused(question: Job) -> Progress:
    if isinstance(question, StudyJob):
        return Progress("refused", 0, question.replications, None, ((),) * len(question.scenarios))
    return Progress("refused", 0, 0)
