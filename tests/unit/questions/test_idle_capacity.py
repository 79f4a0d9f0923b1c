"""The waterfall of the margin adds up in every run, and splits idle time by what the promise needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.metrics.replication import Replication
from sim.questions.idle_capacity import PARTS, IdleCapacity, idle_capacity, idle_runs
from sim.report.idle_capacity import PART_LABELS, idle_steps, idle_words
from sim.running.executors import SequentialExecutor
from sim.running.replicate import run_replication
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from tests.worlds import SMALL

RUNS = 2
IDLE_COST = 90_000.0
TODAY = SMALL.provider.teams["frontline"].people


def desk(scenario: Scenario, seed: int, number: int) -> Replication:
    """Idle cost in proportion to people; responses are on time as long as 75 % of today's are there."""
    share = scenario.provider.teams["frontline"].people / TODAY
    return Replication({"unallocated_cost": IDLE_COST * share, "response_attainment": 0.95 if share > 0.75 else 0.6})


@pytest.fixture(scope="module")
def answer() -> IdleCapacity:
    return idle_capacity(ExperimentRunner(SequentialExecutor(), seed=5, task=desk), SMALL, RUNS, 0.9)


def test_the_parts_of_each_run_are_its_margin_to_the_cent(answer: IdleCapacity) -> None:
    """An independent account: the margin that the model itself reports for the same runs."""
    margins = [run_replication(SMALL, 5, number).outcomes["margin"] for number in range(RUNS)]
    assert answer.parts.sum(axis=1).tolist() == [round(100 * margin) for margin in margins]
    assert answer.margin.tolist() == answer.parts.sum(axis=1).tolist()
    contributions = [run_replication(SMALL, 5, number).outcomes["contribution"] for number in range(RUNS)]
    assert answer.parts[:, :2].sum(axis=1).tolist() == [round(100 * size) for size in contributions]


def test_what_a_smaller_desk_saves_while_it_keeps_the_promise_is_to_spare(answer: IdleCapacity) -> None:
    assert answer.share == 0.8
    spare = answer.parts[:, PARTS.index("spare")]
    assert spare.tolist() == [round(-0.2 * IDLE_COST * 100)] * RUNS
    assert (answer.parts[:, PARTS.index("losers")] <= 0).all()


def test_a_desk_that_misses_its_floor_has_nothing_to_spare() -> None:
    runner = ExperimentRunner(SequentialExecutor(), seed=5, task=desk)
    answer = idle_capacity(runner, SMALL, 1, 0.99)
    assert answer.share == 1
    assert not answer.parts[:, PARTS.index("spare")].any()
    assert "does not keep the promise in 99\u00a0% of responses" in idle_words(answer)
    assert runner.simulated == 2, "smaller desks are not tried"


def test_the_waterfall_states_the_means_and_ends_at_the_margin(answer: IdleCapacity) -> None:
    steps, total = idle_steps(answer)
    assert total.label == "The firm's margin"
    assert round(100 * sum(step.amount for step in steps)) == round(100 * total.amount)
    assert total.amount == pytest.approx(float(answer.margin.mean()) / 100, abs=0.02)
    assert [step.label for step in steps] == [
        label for part, label in PART_LABELS.items() if answer.parts[:, PARTS.index(part)].any()
    ]
    assert "With 80\u00a0% of the people at the desk 90\u00a0% of responses are still on time: $18.0k" in idle_words(
        answer
    )
    assert "none of it is to spare" in idle_words(replace(answer, share=1.0))
    loss = replace(answer, parts=answer.parts * 0 + [[100, -5_100, 0, 0, 0]])
    assert idle_words(loss).startswith("Customers cost $50.00 more than they bring; $0 of idle time")


def test_the_question_says_how_many_runs_it_takes_at_most() -> None:
    assert idle_runs(20) == 140
