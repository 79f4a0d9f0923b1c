"""When a page is drawn: not before there are first numbers, unless they are long in coming, and seldom after that."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sim.running.jobs import Progress, StudyJob
from sim.ui import frame
from tests.worlds import SMALL

STUDY = StudyJob((SMALL,), 7, 100)


class Reported:
    """Work of which a given number of runs is done each time that somebody asks."""

    def __init__(self, done: Sequence[int]) -> None:
        self.done = list(done)

    def poll(self, study: StudyJob) -> Progress:
        done = self.done.pop(0) if len(self.done) > 1 else self.done[0]
        return Progress("running", done, study.replications, replications=((),))


def test_a_page_waits_for_its_first_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Reported([0, 0, 1, 3, 5])
    monkeypatch.setattr(frame, "job_manager", lambda: work)
    assert frame._first(STUDY).done == 3  # noqa: SLF001
    assert work.done == [5]


def test_a_page_does_not_wait_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "job_manager", lambda: Reported([0]))
    monkeypatch.setattr(frame, "PATIENCE_SECONDS", 0.05)
    assert frame._first(STUDY).done == 0  # noqa: SLF001


@pytest.mark.parametrize(("done", "drawn"), [(2, 0), (3, 3), (11, 3), (12, 12), (47, 12), (48, 48), (99, 48)])
def test_runs_are_drawn_in_steps_of_four_times_as_many(done: int, drawn: int) -> None:
    columns = (tuple(range(done)),)
    shown = frame._in_steps(Progress("running", done, 100, replications=columns))  # type: ignore[arg-type]  # noqa: SLF001
    assert shown.done == drawn == len(shown.replications[0])
