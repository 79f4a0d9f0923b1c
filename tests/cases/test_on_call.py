"""People on call and crews by severity over a year: more of them are never worse, and standby costs its hours."""

from __future__ import annotations

from math import isclose, isnan

import pytest

from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.questions.capacity import capacity_of
from sim.records.run import Run
from sim.scenario.warnings import warnings_of
from sim.units import MINUTES_PER_DAY
from tests.cases.worlds import plain

ROUND_THE_CLOCK = {
    "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "from_hour": 0,
    "to_hour": 24,
    "keeps_holidays": False,
}
OFFICE = {"from_hour": 8, "to_hour": 18, "staffing": 0.2}
NIGHT = {"days": ROUND_THE_CLOCK["days"], "from_hour": 18, "to_hour": 24}
TERMS = {"standby_pay_per_hour": 4, "least_call_out_minutes": 45, "response_minutes": 20}
BUSY = {
    "provider.teams.frontline.people": 5,
    "provider.teams.frontline.touch_minutes": 90,
    "accounts.Acme.contacts_per_year": 3000,
    "plans.silver.coverage": ROUND_THE_CLOCK,
}


def year(shifts: list[dict[str, object]], **more: object) -> Run:
    """A year of a busy customer; its identities hold."""
    run = simulate(plain(**{**BUSY, "provider.teams.frontline.shifts": shifts, **more}), seed=5)
    check_identities(run)
    return run


def mean_response(run: Run, severity: int, since: float = 0) -> float:
    """Mean of the waits of contacts after an hour of the day until somebody answered, in minutes."""
    rows = [row for row in run.records.contacts if row.severity == severity and not isnan(row.answered)]
    waits = [row.answered - row.opened for row in rows if row.opened % MINUTES_PER_DAY >= since * 60]
    return sum(waits) / len(waits)


@pytest.mark.parametrize("on_call", [False, True])
def test_more_people_for_the_most_severe_are_never_worse_for_them(on_call: bool) -> None:
    """None, one, two and three for P1 in the evenings beside one by day: a P1 of the evening waits no longer."""
    waits = []
    for people in (0, 1, 2, 3):
        extra = NIGHT | {"severities": ["P1"], "staffing": people / 5, "on_call": TERMS if on_call else None}
        waits.append(mean_response(year([OFFICE, extra] if people else [OFFICE]), 1, since=18))
    assert waits == sorted(waits, reverse=True)
    assert waits[1] < waits[0] / 2


def test_a_crew_that_takes_all_severities_is_the_same_as_more_of_the_team() -> None:
    """A shift that names every severity is a shift that names none, to the minute."""
    named = year([OFFICE, NIGHT | {"severities": ["P4", "P3", "P2", "P1"], "staffing": 0.2}])
    usual = year([OFFICE, NIGHT | {"staffing": 0.2}])
    assert named.records == usual.records


def test_two_crews_that_share_the_severities_wait_longer_than_one_that_takes_all() -> None:
    """Pooling: of two by day, one for P1 and P2 and one for the rest, against two who take everything."""
    apart = year([OFFICE | {"severities": ["P1", "P2"]}, OFFICE | {"severities": ["P3", "P4"]}])
    pooled = year([OFFICE | {"staffing": 0.4}])
    assert sum(mean_response(pooled, n) for n in range(1, 5)) < sum(mean_response(apart, n) for n in range(1, 5))


def test_without_contacts_standby_costs_exactly_its_hours_times_its_pay() -> None:
    """365 evenings of 6 hours at 4.00 for one of five: 8,760.00 beside the hours of the day, and no call-out."""
    run = year([OFFICE, NIGHT | {"staffing": 0.2, "on_call": TERMS}], **{"accounts.Acme.contacts_per_year": 0})
    assert not run.records.call_outs
    assert isclose(sum(row.standby_cents for row in run.records.teams), 365 * 6 * 400)


def test_a_call_out_pays_for_its_length_or_the_least() -> None:
    """Each call-out is paid at the hour of overtime, 60.00, for 45 minutes at least; its parts add up to that."""
    run = year([OFFICE, NIGHT | {"staffing": 0.2, "on_call": TERMS}])
    paid: dict[float, tuple[float, int, float]] = {}
    began = 0.0
    for row in run.records.call_outs:
        if row.started != paid.get(began, (0, 0, 0.0))[2]:
            began = row.started
        length, cents, _ = paid.get(began, (0.0, 0, 0.0))
        paid[began] = (length + row.ended - row.started, cents + row.amount_cents, row.ended)
    assert len(paid) > 100
    for length, cents, _ in paid.values():
        assert cents == round(max(length, 45) * 100)


def warned(shifts: list[dict[str, object]], **more: object) -> dict[str, str]:
    """Warnings of a document, by path."""
    scenario = plain(**{"provider.teams.frontline.shifts": shifts, **more})
    return {problem.path: problem.rule for problem in warnings_of(scenario)}


def test_severities_that_no_shift_takes_are_warned_of() -> None:
    """P1 only: the other three are named; and their promises cannot be kept at any time."""
    problems = warned([{"severities": ["P1"]}])
    assert "no shift takes P2, P3, P4" in problems["provider.teams.frontline.shifts"]
    assert "cannot be kept from 100%" in problems["plans.silver.response_hours.P2"]
    assert "plans.silver.response_hours.P1" not in problems
    assert not warned([{"severities": ["P1"]}, {"severities": ["P2", "P3", "P4"]}])


def test_a_call_out_that_begins_after_the_promise_is_warned_of() -> None:
    """An hour is promised for P1, and work begins 90 minutes after the call."""
    late = [{}, {"severities": ["P1"], "on_call": TERMS | {"response_minutes": 90}}]
    rule = warned(late)["provider.teams.frontline.shifts.1.on_call.response_minutes"]
    assert rule == "is more than the response to P1 that silver promises, 1 hours"
    assert not warned([{}, {"severities": ["P1"], "on_call": TERMS | {"response_minutes": 60}}])


def test_the_cost_of_a_year_holds_standby() -> None:
    """One person by day, 261 days of 10 hours at 40.00, and two on call for 365 evenings of 6 hours at 4.00."""
    scenario = plain(
        **{**BUSY, "provider.teams.frontline.shifts": [OFFICE, NIGHT | {"staffing": 0.4, "on_call": TERMS}]}
    )
    team = capacity_of(scenario)[0]
    assert isclose(team.cost, 261 * 10 * 40 + 2 * 365 * 6 * 4)
    assert isclose(team.paid_hours, 2610)
