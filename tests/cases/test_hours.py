"""Hours of service by severity and over midnight: what a contract with them comes to."""

from __future__ import annotations

from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from tests.cases.worlds import plain
from tests.traces.script import Call, at, play


def attainment(**hours: object) -> tuple[Run, float]:
    """A year of a desk that is there 8 to 18 h, by hours of service, and the responses that it kept."""
    scenario = plain(
        accounts__Acme__contacts_per_year=1500,
        provider__teams__frontline__people=1.2,
        provider__teams__frontline__touch_minutes=45,
        provider__teams__frontline__shifts=[{"from_hour": 8, "to_hour": 18}],
        plans__silver__response_hours={"P1": 1, "P2": 2, "P3": 10, "P4": 20},
        **{f"plans__silver__{name}": value for name, value in hours.items()},
    )
    run = simulate(scenario, seed=1)
    check_identities(run)
    return run, outcomes(run)["response_attainment"]


def test_emergencies_round_the_clock_and_all_else_in_office_hours() -> None:
    """By one calendar the year has 96.6 % round the clock, or 100 % in office hours; by the contract it has 99.1 %.

    All that is missed are emergencies outside office hours: they are recounted by the clock on the wall.
    """
    by_severity = {"P1": "24x7", "P2": "24x7"}
    run, by_contract = attainment(coverage_by_severity=by_severity)
    assert round(by_contract, 3) == 0.991
    assert round(attainment(coverage="24x7")[1], 3) == 0.966
    assert attainment()[1] == 1.0
    due = sum(row.responses_made for row in run.records.months)
    late = [row for row in run.records.contacts if row.severity <= 2 and row.answered - row.opened > 60 * row.severity]
    assert by_contract == 1 - len(late) / due


def test_a_contact_moves_to_the_calendar_of_its_severity() -> None:
    """From Monday, 1 February on P1 runs round the clock. P1 and P3 come on Sunday at 17:20; they are answered at 8:00.

    Until midnight no clock runs. Then that of P1 has run for 8 hours, that of P3 for none.
    """
    change = {"month": 1, "title": "Change", "set": {"plans.gold.coverage_by_severity": {"P1": "24x7"}}}
    opened = at(30, 17) + 20
    run = play([Call(opened, 1), Call(opened, 3)], {"timeline": [change]})
    assert {row.severity: row.response_minutes for row in run.records.contacts} == {1: 480, 3: 20}
