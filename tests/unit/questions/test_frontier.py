"""The frontier on a desk whose trade-off is known."""

from __future__ import annotations

import pytest

from sim.errors import SaydoError
from sim.questions.frontier import Frontier, LeverRange, SearchBudget, efficient_frontier
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from tests.unit.questions.deals import desk
from tests.worlds import SMALL

PEOPLE = LeverRange("provider.teams.frontline.people", 1.0, 2.0)
DAYS = LeverRange("plans.gold.payment_days", 0, 90)


def frontier_of(ranges: list[LeverRange], seed: int = 1) -> Frontier:
    """People buy retention with margin; days until payment only cost."""
    runner = ExperimentRunner(SequentialExecutor(), seed=seed, task=desk)
    return efficient_frontier(runner, SMALL, ranges, SearchBudget(evaluations=120, replications=2, again=20))


def test_the_frontier_pays_at_once_and_trades_people_for_retention() -> None:
    frontier = frontier_of([PEOPLE, DAYS])
    days = [point.values[DAYS.path] for point in frontier.points]
    people = [point.values[PEOPLE.path] for point in frontier.points]
    assert len(frontier.points) >= 5
    assert max(days) < 30, "120 of 9,191 points are enough to leave late payment behind"
    assert all(isinstance(value, int) for value in days)
    assert people == sorted(people)
    margins = [point.margin.estimate for point in frontier.points]
    retained = [point.retention.estimate for point in frontier.points]
    assert margins == sorted(margins, reverse=True)
    assert retained == sorted(retained)
    assert frontier.points[0].margin.estimate > frontier.today.margin.estimate


def test_neighbours_are_distinguished_only_by_paired_intervals() -> None:
    """Under common random numbers margin and retention differ by the levers alone: all neighbours are distinguished."""
    first, *others = frontier_of([PEOPLE, DAYS]).points
    assert (first.margin_verdict, first.retention_verdict) == (None, None)
    assert all(point.distinguished for point in others)
    assert {(point.margin_verdict, point.retention_verdict) for point in others} == {("worse", "better")}


def test_the_same_seed_finds_the_same_frontier() -> None:
    assert frontier_of([PEOPLE, DAYS], seed=3) == frontier_of([PEOPLE, DAYS], seed=3)


@pytest.mark.parametrize(
    ("ranges", "phrase"),
    [
        ([PEOPLE], "must be 2 to 5 different ones"),
        ([PEOPLE, PEOPLE], "must be 2 to 5 different ones"),
        ([PEOPLE, LeverRange(DAYS.path, 0, 1_000)], "must be low:high, whole numbers of 0 to 180"),
        ([PEOPLE, LeverRange(DAYS.path, 30, 10)], "must be low:high"),
        ([PEOPLE, LeverRange("plans.gold.fees", 1, 2)], r"did you mean plans\.gold\.fee_per_month"),
    ],
)
def test_what_cannot_be_asked_is_refused(ranges: list[LeverRange], phrase: str) -> None:
    with pytest.raises(SaydoError, match=phrase):
        frontier_of(ranges)
