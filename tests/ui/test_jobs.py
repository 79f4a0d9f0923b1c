"""Background work: prefixes, sharing, fairness, cancel, incidents, abandonment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from sim.errors import SaydoError
from sim.running.jobs import MOST_JOBS, MOST_OF_A_READER, JobManager, QuestionJob, StudyJob
from sim.running.reader_jobs import ReaderJobs
from sim.running.runner import ExperimentRunner
from sim.running.store import Store
from sim.ui.choice import Choice
from sim.ui.frame import Ground
from tests.ui.fakes import StepExecutor, replication


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def executor() -> StepExecutor:
    return StepExecutor()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def manager(executor: StepExecutor, clock: Clock) -> Iterator[JobManager]:
    manager = JobManager(lambda: executor, replication, workers=1, clock=clock)
    yield manager
    manager.close()


def study(runs: int = 3, seed: int = 1, story: str = "over-promise") -> StudyJob:
    scenarios = Ground.of(Choice(story=story)).study.scenarios
    return StudyJob(scenarios, seed, runs)


def until(condition: Callable[[], bool]) -> None:
    """Waits for the scheduler thread."""
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "the scheduler did not get there"
        time.sleep(0.002)


def steps(executor: StepExecutor, count: int) -> None:
    for _ in range(count):
        until(lambda: bool(executor.waiting))
        executor.step()


def drained(executor: StepExecutor) -> None:
    """Runs what is in flight until nothing more comes."""
    for _ in range(3):
        while executor.waiting:
            executor.step()
            time.sleep(0.02)  # what is done is noticed by another thread
        time.sleep(0.02)


def test_a_study_is_run_to_its_end_and_equals_a_direct_call() -> None:
    manager = JobManager(lambda: ThreadPoolExecutor(2), replication, workers=2)
    try:
        job = study(runs=5)
        until(lambda: manager.poll(job).state == "done")
        progress = manager.poll(job)
        assert progress.done == 5
        for scenario, column in zip(job.scenarios, progress.replications, strict=True):
            direct = [replication(scenario, 1, index).outcomes for index in range(5)]
            assert [replication.outcomes for replication in column] == direct
    finally:
        manager.close()


def test_pairs_come_first_and_partial_results_are_prefixes(manager: JobManager, executor: StepExecutor) -> None:
    job = study()
    assert manager.poll(job).state == "running"
    steps(executor, 3)
    until(lambda: manager.poll(job).done == 1)
    progress = manager.poll(job)
    assert [len(column) for column in progress.replications] == [1, 1]
    assert [(arguments[0].fingerprint, arguments[2]) for arguments in executor.ran] == [
        (job.scenarios[0].fingerprint, 0),
        (job.scenarios[1].fingerprint, 0),
        (job.scenarios[0].fingerprint, 1),
    ]


def test_no_more_than_one_beyond_the_workers_is_in_flight(manager: JobManager, executor: StepExecutor) -> None:
    manager.poll(study(runs=20))
    until(lambda: len(executor.waiting) == 2)
    time.sleep(0.02)
    assert len(executor.waiting) == 2


def test_identical_studies_share_their_replications(manager: JobManager, executor: StepExecutor) -> None:
    first, second = study(runs=2), study(runs=2)
    assert first is not second
    manager.poll(first)
    manager.poll(second)
    steps(executor, 4)
    until(lambda: manager.poll(second).state == "done")
    assert manager.poll(first).state == "done"
    assert len(executor.ran) == 4


def test_what_was_simulated_is_read_from_the_store_also_after_a_restart(executor: StepExecutor, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    for runs, ran in ((2, 4), (3, 6), (3, 6)):
        with Store(url, engine=lambda _: "one") as store:
            manager = JobManager(lambda: executor, replication, store=store)
            manager.poll(study(runs))
            steps(executor, ran - len(executor.ran))
            until(lambda: manager.poll(study(runs)).state == "done")  # noqa: B023  called at once
            manager.close()
        assert len(executor.ran) == ran


def test_what_is_known_is_answered_by_the_first_poll(executor: StepExecutor, tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'runs.sqlite'}", engine=lambda _: "one") as store:
        for first, second in (("running", "done"), ("done", "done")):
            manager = JobManager(lambda: executor, replication, store=store)
            assert manager.poll(study(2)).state == first
            drained(executor)
            until(lambda: manager.poll(study(2)).state == second)  # noqa: B023  called at once
            manager.close()
    assert len(executor.ran) == 4


def test_studies_take_turns(manager: JobManager, executor: StepExecutor) -> None:
    manager.poll(study(runs=50))
    until(lambda: len(executor.waiting) == 2)
    manager.poll(study(runs=50, seed=2))
    steps(executor, 8)
    seeds = [arguments[1] for arguments in executor.ran[2:]]
    assert 2 <= seeds.count(2) <= 4


def test_cancel_keeps_what_is_done_and_resume_goes_on(manager: JobManager, executor: StepExecutor) -> None:
    job = study(runs=4)
    manager.poll(job)
    steps(executor, 2)
    until(lambda: manager.poll(job).done == 1)
    until(lambda: len(executor.waiting) == 2)
    manager.cancel(job)
    assert manager.poll(job).state == "cancelled"
    assert all(future.cancelled() for future, _ in executor.waiting), "what a worker has begun ends there"
    executor.step()
    time.sleep(0.02)
    assert not executor.waiting
    assert manager.poll(job).done == 1
    manager.resume(job)
    steps(executor, 6)
    until(lambda: manager.poll(job).state == "done")
    assert len(executor.ran) == 8


def test_seconds_left_follow_the_pace(manager: JobManager, executor: StepExecutor, clock: Clock) -> None:
    job = study(runs=4)
    assert manager.poll(job).seconds_left is None
    steps(executor, 2)
    until(lambda: manager.poll(job).done == 1)
    clock.now = 10.0
    assert manager.poll(job).seconds_left == pytest.approx(30.0)


def test_a_study_taken_up_again_states_no_time_before_a_run_of_its_own(
    manager: JobManager, executor: StepExecutor, clock: Clock
) -> None:
    """Runs that were there before took no time: of 11 of 20 done it once said that 1 second was left."""
    job = study(runs=4)
    manager.poll(job)
    steps(executor, 4)
    until(lambda: manager.poll(job).done == 2)
    manager.cancel(job)
    drained(executor)
    clock.now = 100.0
    manager.resume(job)
    clock.now = 105.0
    assert manager.poll(job).done == 2
    assert manager.poll(job).seconds_left is None
    steps(executor, 2)
    until(lambda: manager.poll(job).done == 3)
    clock.now = 110.0
    assert manager.poll(job).seconds_left == pytest.approx(10.0)


def test_what_cannot_be_run_is_an_incident_that_the_log_names(
    manager: JobManager, executor: StepExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    job = study()
    manager.poll(job)
    steps(executor, 2)
    until(lambda: bool(executor.waiting))
    executor.fail(BrokenExecutor("a worker was killed"))
    until(lambda: manager.poll(job).state == "failed")
    progress = manager.poll(job)
    assert progress.done == 1
    assert progress.incident in caplog.text
    assert "a worker was killed" in caplog.text
    drained(executor)
    manager.resume(job)
    until(lambda: bool(executor.waiting))
    assert manager.poll(job).state == "running"


def test_a_study_that_nobody_polls_is_not_gone_on_with(
    manager: JobManager, executor: StepExecutor, clock: Clock
) -> None:
    job = study(runs=20)
    manager.poll(job)
    until(lambda: len(executor.waiting) == 2)
    clock.now = 1_000.0
    drained(executor)
    assert len(executor.ran) < 10
    manager.poll(job)
    until(lambda: len(executor.waiting) == 2)


def test_a_study_left_makes_room_at_once_unless_somebody_else_waits_for_it(
    manager: JobManager, executor: StepExecutor
) -> None:
    left, polled = study(runs=20), study(runs=20, seed=2)
    manager.poll(left)
    until(lambda: len(executor.waiting) == 2)
    manager.leave(left)
    manager.poll(polled)
    steps(executor, 10)
    before = len(executor.ran)
    assert before >= 9
    assert {arguments[1] for arguments in executor.ran} == {2}, "what was begun of the other one is cancelled"
    manager.poll(left)
    steps(executor, 10)
    assert [arguments[1] for arguments in executor.ran[before:]].count(1) >= 3
    assert manager.peek(left) is not None


def difference(runner: ExperimentRunner) -> float:
    one, other = runner.results(study().scenarios, 2)
    return other[0].outcomes["margin"] - one[0].outcomes["margin"]


def test_any_question_may_be_asked_and_is_answered_once(manager: JobManager, executor: StepExecutor) -> None:
    job = QuestionJob("difference", ("over-promise",), 1, difference)
    assert manager.peek(job) is None
    assert manager.poll(job).answer is None
    steps(executor, 3)
    until(lambda: manager.poll(job).done == 3)
    assert manager.poll(job).total == 4
    steps(executor, 1)
    until(lambda: manager.poll(job).state == "done")
    assert manager.poll(QuestionJob("difference", ("over-promise",), 1, difference)).answer == pytest.approx(
        -9_000 * 0.5, rel=0.2
    )
    assert len(executor.ran) == 4


def test_a_question_that_makes_no_sense_fails_with_its_message(manager: JobManager) -> None:
    def refuse(_: ExperimentRunner) -> None:
        raise SaydoError("plan = tin: must be gold")

    job = QuestionJob("refused", (), 1, refuse)
    manager.poll(job)
    until(lambda: manager.poll(job).state == "failed")
    assert manager.poll(job).problem == "plan = tin: must be gold"


def test_there_is_a_cap_on_studies_and_it_opens_again(
    manager: JobManager, executor: StepExecutor, clock: Clock
) -> None:
    for seed in range(MOST_JOBS):
        assert manager.poll(study(seed=seed), f"reader {seed}").state == "running"
    late = study(seed=99)
    assert manager.poll(late).state == "refused"
    clock.now = 1_000.0
    assert manager.poll(late).state == "running"


def test_one_reader_with_many_questions_shuts_nobody_out(manager: JobManager) -> None:
    """Nor does one with many keep a question that others have begun from itself."""
    for seed in range(MOST_OF_A_READER):
        assert manager.poll(study(seed=seed), "busy").state == "running"
    late = study(seed=99)
    assert manager.poll(late, "busy").state == "refused"
    assert manager.poll(late, "other").state == "running"
    assert manager.poll(late, "busy").state == "running"
    manager.leave(study(seed=0), "busy")
    manager.leave(late, "busy")
    assert manager.poll(study(seed=100), "busy").state == "running"


def test_a_closed_manager_begins_nothing(executor: StepExecutor) -> None:
    manager = JobManager(lambda: executor, replication)
    manager.poll(study())
    until(lambda: len(executor.waiting) == 2)
    manager.close()
    executor.step()
    time.sleep(0.02)
    assert not executor.waiting
    assert not executor.ran


def test_who_cancels_leaves_and_the_work_stops_when_nobody_is_left(manager: JobManager, executor: StepExecutor) -> None:
    job, ada, bob = study(runs=20), ReaderJobs(manager, "Ada"), ReaderJobs(manager, "Bob")
    ada.poll(job)
    bob.poll(job)
    until(lambda: len(executor.waiting) == 2)
    ada.cancel(job)
    seen = ada.peek(job)
    assert seen is not None
    assert (seen.state, ada.poll(job).state, bob.poll(job).state) == ("cancelled", "cancelled", "running")
    steps(executor, 4)
    until(lambda: bob.poll(job).done >= 1)
    assert ada.poll(job).state == "cancelled"
    bob.cancel(job)
    drained(executor)
    time.sleep(0.02)
    ran = len(executor.ran)
    assert ran < 12
    assert not executor.waiting
    assert (ada.poll(job).state, bob.poll(job).state) == ("cancelled", "cancelled")
    assert ReaderJobs(manager, "Eve").poll(job).state == "running", "who did not cancel it may ask it"
    until(lambda: len(executor.waiting) == 2)
    ada.resume(job)
    assert ada.poll(job).state == "running"


def test_what_somebody_else_finished_is_there_for_who_cancelled_it(manager: JobManager, executor: StepExecutor) -> None:
    job, ada, bob = study(runs=2), ReaderJobs(manager, "Ada"), ReaderJobs(manager, "Bob")
    ada.poll(job)
    bob.poll(job)
    ada.cancel(job)
    steps(executor, 4)
    until(lambda: bob.poll(job).state == "done")
    assert ada.poll(job).state == "done"
