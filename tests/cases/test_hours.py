"""Hours of service by severity and over midnight: what a contract with them comes to."""

from __future__ import annotations

import pytest

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.model.calendar import Calendar
from sim.records.run import Run
from sim.report.memo.hours import service_hours_words
from sim.scenario.warnings import warnings_of
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


def test_a_night_desk_is_no_mistake() -> None:
    """From eight in the evening to six in the morning, Monday to Friday: refused once, and an ordinary sheet.

    Friday, 8 January, 21:00 and the 8 hours of P4: due at 5:00 on Saturday. From 23:00: seven until 6:00, and the
    eighth on Monday until 21:00. Saturday noon: the clock stands until Monday, 20:00.
    """
    night = plain(plans__silver__coverage__from_hour=20, plans__silver__coverage__to_hour=6)
    plan = night.plans["silver"]
    clock = Calendar(night).clock(plan.coverage)
    due = {
        opened: clock.moment(clock.at(opened) + plan.response_hours.P4 * 60)
        for opened in (at(7, 21), at(7, 23), at(8, 12))
    }
    assert due == {at(7, 21): at(8, 5), at(7, 23): at(10, 21), at(8, 12): at(11, 4)}
    words = service_hours_words(plan, night.provider)
    assert words == "Monday to Friday, 20:00 to 6:00 of the next day"
    run = simulate(night, seed=7)
    check_identities(run)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"plans__silver__coverage": "24x5"}, "must be 24x7, or a mapping"),
        ({"plans__silver__coverage__to_hour": 8}, "must differ from from_hour"),
        (
            {"plans__silver__coverage__time_zone": "Europe/Berlin"},
            "coverage.time_zone = Europe/Berlin: needs",
        ),
        ({"plans__silver__coverage__time_zone": "customer"}, "needs provider.time_zone"),
        (
            {"segments__firms__time_zone": "Asia/Tokyo"},
            "segments.firms.time_zone = Asia/Tokyo: needs",
        ),
        ({"accounts__Acme__time_zone": "Asia/Tokyo"}, "accounts.Acme.time_zone = Asia/Tokyo: needs provider.time_zone"),
        ({"provider__time_zone": "Europe/Berlim"}, "did you mean Europe/Berlin?"),
        ({"provider__time_zone": "customer"}, "must be a time zone such as Europe/Berlin"),
        ({"provider__public_holidays": "XX"}, "must be a country such as US"),
        ({"provider__public_holidays": "DE-NY"}, "region NY of DE: must be one of BB, BE"),
        (
            {"provider__teams__frontline__shifts": [{"public_holidays": "customer"}]},
            "frontline.shifts.0.public_holidays = customer: must be a name or null: a shift has no customer",
        ),
        (
            {"plans__silver__coverage": {"keeps_holidays": False, "public_holidays": "DE"}},
            "public_holidays must be null where keeps_holidays is false",
        ),
        ({"plans__silver__coverage_by_severity": {"P5": "24x7"}}, "must be 'P1', 'P2', 'P3' or 'P4'"),
        ({"segments__firms__hour_shares": [1, 2]}, "must be 24 weights, from midnight on, not all of them 0"),
    ],
)
def test_hours_that_make_no_sense_are_refused_by_name(changes: dict[str, object], rule: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        plain(**changes)
    assert rule in str(refusal.value)


@pytest.mark.parametrize(
    ("coverage", "by_severity", "words"),
    [
        ("24x7", {}, "around the clock"),
        (
            {"time_zone": "America/Denver"},
            {"P1": "24x7"},
            "P1 around the clock; otherwise Monday to Friday, 8:00 to 18:00 (America/Denver)",
        ),
        (
            {"to_hour": 12, "also": [{"from_hour": 13}, {"days": ["sat"], "from_hour": 9, "to_hour": 12.5}]},
            {},
            "Monday to Friday, 8:00 to 12:00 and 13:00 to 18:00; Saturday, 9:00 to 12:30 (Europe/Berlin)",
        ),
        (
            {"public_holidays": "DE-BE", "time_zone": "customer"},
            {"P1": "24x7", "P2": "24x7"},
            "P1 and P2 around the clock; otherwise Monday to Friday, 8:00 to 18:00 (the customer's own time zone), "
            "not on public holidays of Germany (DE-BE)",
        ),
        (
            {
                "keeps_holidays": True,
                "time_zone": "Asia/Tokyo",
                "also": [{"time_zone": "Europe/London", "keeps_holidays": False}],
            },
            {},
            "Monday to Friday, 8:00 to 18:00 (Asia/Tokyo), not on holidays; and Monday to Friday, 8:00 to 18:00 "
            "(Europe/London)",
        ),
    ],
)
def test_hours_in_the_words_of_a_sheet(coverage: object, by_severity: object, words: str) -> None:
    """The zone is named, holidays where something is stated of them, severities too."""
    scenario = plain(
        provider__time_zone="Europe/Berlin",
        plans__silver__coverage=coverage,
        plans__silver__coverage_by_severity=by_severity,
    )
    assert service_hours_words(scenario.plans["silver"], scenario.provider) == words


def test_contacts_come_by_the_customer_s_wall() -> None:
    """All contacts come 9 to 10 by the customer's clock: 18:00 to 19:00 of the day before in New York's winter time."""
    world = {
        "provider__time_zone": "America/New_York",
        "segments__firms__time_zone": "Asia/Tokyo",
        "segments__firms__hour_shares": [0] * 9 + [1] + [0] * 14,
        "assumptions__demand__weekday_shares": [1, 1, 1, 1, 1, 0, 0],
    }
    contacts = simulate(plain(**world), seed=7).records.contacts
    assert len(contacts) == pytest.approx(600, abs=75)
    assert {(int(row.opened // 60) % 24) for row in contacts} == {19}
    weekdays = {(4 + int(row.opened // 1440)) % 7 for row in contacts}
    assert weekdays == {6, 0, 1, 2, 3}  # Sunday evening is Monday in Tokyo


def test_customers_of_another_country_rest_on_its_holidays() -> None:
    """On Christmas an American one rests and a Japanese one does not; on Coming of Age Day the other way round."""
    world = {"assumptions__demand__holiday_share": 0, "accounts__Acme__contacts_per_year": 20_000}
    for code, rests, works in (("US", at(357, 0), at(10, 0)), ("JP", at(10, 0), at(357, 0))):
        run = simulate(plain(accounts__Acme__public_holidays=code, **world), seed=7)
        days = {row.opened // 1440 for row in run.records.contacts}
        assert rests // 1440 not in days
        assert works // 1440 in days


def test_zones_count_where_a_promise_is_checked_against_the_desk() -> None:
    """Office hours in Berlin are 2:00 to 12:00 in New York: of ten hours, the desk is there for four.

    A P1 within an hour cannot be kept from five of the ten: those that begin before 7:00, an hour before the desk.
    """
    berlin = {"provider__time_zone": "America/New_York", "plans__silver__coverage__time_zone": "Europe/Berlin"}
    (first, *_) = warnings_of(plain(**berlin))
    assert "plans.silver.response_hours.P1 = 1: cannot be kept from 50% of the hours of coverage" in str(first.text())
    assert not warnings_of(plain(provider__time_zone="America/New_York"))
    theirs = berlin | {"plans__silver__coverage__time_zone": "customer"}
    assert not warnings_of(plain(**theirs))
    assert warnings_of(plain(accounts__Acme__time_zone="Europe/Berlin", **theirs))
