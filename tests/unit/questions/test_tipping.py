"""The tipping line of a plain queue, and the map from what was read."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.run import simulate
from sim.metrics.replication import Replication
from sim.questions import tipping
from sim.questions.assumption_ranges import (
    AssumptionDraws,
    AssumptionRange,
    OutcomeTable,
    common_random_numbers,
    ranges_of,
)
from sim.questions.tipping import (
    GROWTH,
    READINGS,
    REWORK,
    TIPS_ABOVE,
    Survey,
    backlog_growth,
    grid,
    mapped,
    tipping_replication,
)
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from tests.worlds import STILL, WHOLE_WEEK, changed

TOUCH, LEVEL = "provider.teams.frontline.touch_minutes", "assumptions.demand.problem_level"
CONTACTS_PER_YEAR = 365 * 24 * 60 / 120
"""One person, day and night, is busy all the time with touches of two hours."""

PLAIN = changed(
    {
        **STILL,
        "provider.holidays": [],
        "provider.teams.frontline.people": 1,
        "provider.teams.frontline.touch_minutes": 120,
        "provider.teams.frontline.touch_sigma": 1,
        "provider.teams.frontline.shifts": [WHOLE_WEEK],
        "plans.silver.included_contacts_per_month": None,
        "segments.large.customers": 0,
        "segments.medium.customers": 0,
        "segments.medium.self_service_share": 0,
        "segments.medium.phone_share": 0,
        "segments.medium.chasing_share": 0,
        "accounts.Acme.contacts_per_year": CONTACTS_PER_YEAR,
        "accounts.Acme.breaking_point": 1000,
        "assumptions.demand.unlimited_overuse": 1,
        "assumptions.demand.failure_demand": 0,
        "assumptions.demand.busyness_shape": 10_000,
        "assumptions.demand.weekday_shares": [1] * 7,
        "assumptions.demand.hour_shares": [1] * 24,
        "assumptions.grievance.half_life_days": 1,
    }
)
"""One customer that stays whatever comes, contacts evenly by day and night, and one person who answers."""


def test_the_line_of_a_plain_queue_lies_where_the_offered_load_is_the_capacity() -> None:
    """Offered load is contacts x touch / year = level x touch / 120 people; the line errs by less than a grid step."""
    levers = ranges_of(PLAIN, {TOUCH: (100.0, 140.0), LEVEL: (0.6, 1.5)}, ["-"])
    levers.sort(key=lambda one: one.path != TOUCH)
    steps = 4
    table = OutcomeTable(grid(steps))
    runner = ExperimentRunner(SequentialExecutor(), seed=4, task=tipping_replication)
    table.fill(AssumptionDraws([PLAIN], levers).ask(runner, READINGS, common_random_numbers(1)))
    answer = mapped(levers, steps, table.values)
    step = answer.places_up[1] - answer.places_up[0]
    for number, touch in enumerate(answer.places_across):
        (level,) = answer.crossings(number)
        assert abs(level - 120 / touch) < step
    assert (answer.share[0] == 0).all()
    assert (answer.share[-1] == 1).all()


UNFELT = dict.fromkeys(("P1", "P2", "P3", "P4"), 1e-9)


def test_the_backlog_of_a_desk_without_people_grows_as_its_contacts_come() -> None:
    """Contacts that come evenly from customers who bear all and are never ended: thirds hold them as 1 : 3 : 5."""
    run = simulate(
        changed(
            {
                "provider.teams.frontline.people": 0,
                "segments.medium.phone_share": 0,
                "segments.large.phone_share": 0,
                "assumptions.grievance.late_response": UNFELT,
                "assumptions.grievance.late_resolution": UNFELT,
                "assumptions.renewal.intercept": -20,
                "warmup_days": 0,
            }
        ),
        seed=1,
        replication=0,
    )
    assert backlog_growth(run) == pytest.approx(5, rel=0.2)
    assert backlog_growth(simulate(changed({"provider.teams.frontline.people": 50}), seed=1, replication=0)) < 1.5


def lever(path: str) -> AssumptionRange:
    return AssumptionRange(path, "", "", "A", 0.5, 0.0, 1.0, "uniform")


def test_the_line_lies_where_the_mean_growth_is_that_of_a_run_that_tips() -> None:
    """Growth TIPS_ABOVE x exp(across + up - 1): the line is up = 1 - across, exact since linear in the logarithm."""
    places = grid(5)
    growth = TIPS_ABOVE * np.exp(places.sum(axis=1) - 1.0001)
    values = np.stack([growth, *([np.full(25, 7.0)] * 3)], axis=1)[:, :, None]
    answer = mapped([lever("a"), lever("b")], 5, values)
    for number, across in enumerate(answer.places_across):
        assert answer.crossings(number) == pytest.approx([1.0001 - across] if across else [], abs=1e-9)
    assert answer.share[0].tolist() == [0] * 5
    assert answer.share[4].tolist() == [0, 1, 1, 1, 1]
    assert answer.undecided(2) is None
    assert (answer.rework == 7).all()


def test_the_runs_that_differ_are_told_and_what_was_not_run_is_left_open() -> None:
    values = np.ones((3, len(READINGS), 2))
    values[1, 0] = 1, 9
    answer = mapped([lever("a"), lever("b")], 2, values)
    assert answer.share[0].tolist() == [0, 0.5]
    assert np.isnan(answer.share[1, 1])
    assert answer.undecided(0) is None
    assert answer.undecided(1) == (0, 0)
    assert answer.replications == 2


def test_a_survey_keeps_the_levers_in_the_order_given_and_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def watched(scenario: Scenario, seed: int, replication: int) -> Replication:
        growth = 9.0 if scenario.provider.teams["frontline"].touch_minutes > 110 else 1.0
        return Replication({GROWTH: growth, REWORK: 1.0, "customers_popped": 0.0, "customers_lost": 0.0})

    monkeypatch.setattr(tipping, "tipping_replication", watched)
    survey = Survey(PLAIN, {TOUCH: (100.0, 140.0), LEVEL: (0.6, 1.5)}, 3, 2)
    assert survey.runs == 18
    assert survey.answer() is None
    survey.run(ExperimentRunner(SequentialExecutor(), seed=1))
    answer = survey.answer()
    assert answer is not None
    assert (answer.across.path, answer.up.path) == (TOUCH, LEVEL)
    assert answer.share.tolist() == [[0, 1, 1]] * 3
