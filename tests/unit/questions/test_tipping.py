"""The tipping line of a plain queue, and the map from what was read."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.metrics.replication import Replication
from sim.questions import tipping
from sim.questions.assumption_ranges import (
    AssumptionDraws,
    AssumptionRange,
    OutcomeTable,
    common_random_numbers,
    ranges_of,
)
from sim.questions.breaking import LEVELS, MEASURES, OUTCOMES, Breaking, breaking_of
from sim.questions.tipping import (
    READINGS,
    Survey,
    backlog_growth,
    grid,
    mapped,
    reaching_ends,
    tipping_replication,
)
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from tests.worlds import STILL, WHOLE_WEEK, changed

BACKLOG = breaking_of("backlog")
TIPS_ABOVE = LEVELS["backlog"][0]
PLACE = {name: number for number, (_, name) in enumerate(READINGS)}
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
    answer = mapped(levers, steps, table.values, BACKLOG)
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


def read(points: int, **values: np.ndarray) -> np.ndarray:
    """Readings of one run a point; what is not stated is 7."""
    table = np.full((points, len(READINGS), 1), 7.0)
    for name, column in values.items():
        table[:, PLACE[name], 0] = column
    return table


def test_the_line_lies_where_the_mean_growth_is_that_of_a_run_that_tips() -> None:
    """Growth TIPS_ABOVE x exp(across + up - 1): the line is up = 1 - across, exact since linear in the logarithm."""
    places = grid(5)
    growth = TIPS_ABOVE * np.exp(places.sum(axis=1) - 1.0001)
    answer = mapped([lever("a"), lever("b")], 5, read(25, backlog_growth=growth), BACKLOG)
    for number, across in enumerate(answer.places_across):
        assert answer.crossings(number) == pytest.approx([1.0001 - across] if across else [], abs=1e-9)
    assert answer.share[0].tolist() == [0] * 5
    assert answer.share[4].tolist() == [0, 1, 1, 1, 1]
    assert answer.undecided(2) is None
    assert (answer.rework == 7).all()


def test_the_runs_that_differ_are_told_and_what_was_not_run_is_left_open() -> None:
    values = np.ones((3, len(READINGS), 2))
    values[1, PLACE["backlog_growth"]] = 1, 9
    answer = mapped([lever("a"), lever("b")], 2, values, BACKLOG)
    assert answer.share[0].tolist() == [0, 0.5]
    assert np.isnan(answer.share[1, 1])
    assert answer.undecided(0) is None
    assert answer.undecided(1) == (0, 0)
    assert answer.replications == 2


def test_a_firm_that_loses_its_customers_breaks_though_no_backlog_grows() -> None:
    """28 of 60 customers lost and a third of responses on time: the backlog, 1.2 everywhere, never told."""
    across = grid(3)[:, 0]
    values = read(
        9,
        backlog_growth=np.full(9, 1.2),
        response_attainment=0.33 + 0.6 * across,
        customer_retention_per_year=0.53 + 0.4 * across,
        margin_share=across - 0.25,
    )
    levers = [lever("people"), lever("level")]
    assert mapped(levers, 3, values, BACKLOG).where == "beyond"
    places = {"responses": (0.8 - 0.33) / 0.6, "customers": (0.8 - 0.53) / 0.4, "margin": 0.25}
    for measure, place in places.items():
        answer = mapped(levers, 3, values, breaking_of(measure))
        assert answer.where == "here"
        assert {round(x, 6) for piece in answer.line for x, _ in piece} == {round(place, 6)}
        assert answer.share[:, 0].tolist() == [1, 1, 1]
        assert answer.share[:, 2].tolist() == [0, 0, 0]
        assert answer.measured[0, 1] == pytest.approx(values[1, PLACE[OUTCOMES[measure]], 0])


@pytest.mark.parametrize(
    ("level", "where", "towards"),
    [(0.2, "beyond", (-1, 1)), (0.95, "before", (1, -1))],
    ids=["nothing breaks", "all breaks"],
)
def test_a_line_that_is_not_on_the_map_has_a_direction(level: float, where: str, towards: tuple[int, int]) -> None:
    """Responses rise with people, across, and fall with contacts, up: between 0.3 and 0.9 on the map."""
    places = grid(3)
    values = read(9, response_attainment=0.6 + 0.3 * places[:, 0] - 0.3 * places[:, 1])
    answer = mapped([lever("people"), lever("level")], 3, values, Breaking("responses", level))
    assert (answer.where, answer.towards()) == (where, towards)
    assert not answer.line


def test_what_is_not_defined_has_broken_and_moves_no_mean() -> None:
    values = np.full((4, len(READINGS), 2), 0.9)
    values[1, PLACE["response_attainment"], 0] = np.nan
    answer = mapped([lever("a"), lever("b")], 2, values)
    assert answer.share.tolist() == [[0, 0.5], [0, 0]]
    assert answer.measured[0, 1] == pytest.approx(0.9)


def served(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A tenth of responses on time for each minute that a touch takes less than 150."""
    touch = scenario.provider.teams["frontline"].touch_minutes
    outcomes = dict.fromkeys((name for _, name in READINGS), 1.0)
    return Replication(outcomes | {"response_attainment": min(max(15 - touch / 10, 0.0), 1.0)})


def test_ranges_are_widened_until_they_contain_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tipping, "tipping_replication", served)
    runner = ExperimentRunner(SequentialExecutor(), seed=1)
    start = {TOUCH: (100.0, 120.0), LEVEL: (0.6, 1.5)}
    ends = reaching_ends(runner, PLAIN, start, Breaking(), 1)
    assert ends[TOUCH][1] > 142, "0.8 are on time at 142 minutes"
    holds = {TOUCH: (100.0, 160.0), LEVEL: (0.6, 1.5)}
    assert reaching_ends(runner, PLAIN, holds, Breaking(), 1) == holds
    never = reaching_ends(runner, PLAIN, start, breaking_of("margin"), 1)
    assert never[TOUCH] != start[TOUCH]
    assert never[LEVEL][0] > 0


@pytest.mark.parametrize(
    ("measure", "level", "message"),
    [
        ("mood", None, "measure = mood: must be one of responses, customers, margin, backlog"),
        ("responses", 80.0, "level = 80: must be a number from 0 to 1"),
        ("backlog", float("nan"), "level = nan: must be a number from 1 to 100"),
    ],
)
def test_what_breaking_cannot_mean_is_refused(measure: str, level: float | None, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        breaking_of(measure, level)
    assert message in str(refused.value)


def test_each_measure_is_an_outcome_that_every_run_has() -> None:
    outcomes = tipping_replication(PLAIN, 1, 0).outcomes
    assert [measure for measure in MEASURES if OUTCOMES[measure] not in outcomes] == []


def test_a_survey_keeps_the_levers_in_the_order_given_and_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def watched(scenario: Scenario, seed: int, replication: int) -> Replication:
        growth = 9.0 if scenario.provider.teams["frontline"].touch_minutes > 110 else 1.0
        return Replication(dict.fromkeys((name for _, name in READINGS), 1.0) | {"backlog_growth": growth})

    monkeypatch.setattr(tipping, "tipping_replication", watched)
    survey = Survey(PLAIN, {TOUCH: (100.0, 140.0), LEVEL: (0.6, 1.5)}, 3, 2)
    assert survey.runs == 18
    assert survey.answer() is None
    survey.run(ExperimentRunner(SequentialExecutor(), seed=1))
    answer = survey.answer(BACKLOG)
    assert answer is not None
    assert (answer.across.path, answer.up.path) == (TOUCH, LEVEL)
    assert answer.share.tolist() == [[0, 1, 1]] * 3
