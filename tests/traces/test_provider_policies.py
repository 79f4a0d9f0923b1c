"""The provider's policies, by hand: crews by severity, people on call, and what they cost.

One person of the first tier, 60.00 an hour, works 8 to 18 h on working days; a touch takes 20 minutes unless a trace
says otherwise. Gold is covered in the same hours.
"""

from __future__ import annotations

from math import isnan
from statistics import mean

import pytest

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.metrics.books import keep_books
from sim.provider.work import VALUE_CALLS_AHEAD, queue_key, value_key
from sim.records.events import ContactEnded
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.cases.worlds import plain
from tests.traces.script import MONDAY, Call, at, play

DAY = {"days": ["mon", "tue", "wed", "thu", "fri"], "from_hour": 8, "to_hour": 18}
EVENING = {"days": ["mon", "tue", "wed", "thu", "fri"], "from_hour": 18, "to_hour": 22}
SHIFTS = "provider.teams.frontline.shifts"
ON_CALL = {"standby_pay_per_hour": 5, "call_out_pay_per_hour": 90, "least_call_out_minutes": 60, "response_minutes": 15}


GREAT_AND_SMALL = {
    "accounts": {
        name: {"segment": "firms", "contacts_per_year": 1500, "breaking_point": 1000, "fee_per_month": fee}
        for name, fee in (("Small", 900), ("Great", 1100))
    },
    "provider.teams.frontline.people": 1,
    "provider.teams.frontline.touch_minutes": 45,
}


def mean_waits(scenario: Scenario) -> dict[str, float]:
    """Minutes from opening to answer by customer, on average."""
    rows = [row for row in simulate(scenario, seed=3).records.contacts if not isnan(row.answered)]
    names = {row.customer for row in rows}
    return {name: mean(row.answered - row.opened for row in rows if row.customer == name) for name in names}


def contacts(run: Run) -> list[ContactEnded]:
    return sorted(run.records.contacts, key=lambda row: row.opened)


def touch(minutes: float) -> tuple[float, float, float, float]:
    return (minutes, 90.0, 90.0, minutes)


def test_in_the_evening_a_crew_takes_the_most_severe_and_the_rest_waits_for_the_morning() -> None:
    """Monday 18:30 a P3, 18:40 a P1: the P1 is taken at 18:40, the P3 on Tuesday at 8:00.

    Without severities the same person takes the P3 at 18:30 and the P1 at 18:50.
    """
    calls = [Call(at(MONDAY, 18) + 30), Call(at(MONDAY, 18) + 40, severity=1)]
    question, outage = contacts(play(calls, {SHIFTS: [DAY, EVENING | {"severities": ["P1"]}]}))
    assert (question.answered, outage.answered) == (at(MONDAY + 1, 8), at(MONDAY, 18) + 40)
    question, outage = contacts(play(calls, {SHIFTS: [DAY, EVENING]}))
    assert (question.answered, outage.answered) == (at(MONDAY, 18) + 30, at(MONDAY, 18) + 50)


def test_who_takes_everything_stays_free_where_somebody_takes_only_the_most_severe() -> None:
    """From 9 to 12 two are there, one for P1 only. The P1 of 10:00 goes to that one: the P3 of 10:05 does not wait.

    The P3 of 10:10 waits for the person who takes everything, until 10:25, though the other is free from 10:20 on.
    The P1 of 10:15 waits too: until 10:20, when the person for P1 is free.
    """
    part = {"days": DAY["days"], "from_hour": 9, "to_hour": 12, "severities": ["P1"]}
    ten = at(MONDAY, 10)
    calls = [Call(ten, severity=1), Call(ten + 5), Call(ten + 10), Call(ten + 15, severity=1)]
    rows = contacts(play(calls, {SHIFTS: [DAY, part]}))
    assert [row.answered - ten for row in rows] == [0, 5, 25, 20]


def test_a_caller_whom_nobody_there_takes_leaves_a_message() -> None:
    """In the evening only P1 is taken: a caller with a P4 leaves a message for 8:00; one with a P1 gets through."""
    calls = [Call(at(MONDAY, 19), severity=4, phone=True), Call(at(MONDAY, 20), severity=1, phone=True)]
    run = play(calls, {SHIFTS: [DAY, EVENING | {"severities": ["P1"]}]})
    question, outage = contacts(run)
    assert (question.answered, outage.answered) == (at(MONDAY + 1, 8), at(MONDAY, 20))
    assert [row.began for row in run.records.calls] == [at(MONDAY, 20)]


def test_work_in_hand_when_the_crew_of_the_day_goes_is_done_by_the_next_that_takes_it() -> None:
    """Taken at 17:30 for 100 minutes, 30 of them by day: a P1 goes on at once in the evening, a P3 next day."""
    shifts = {SHIFTS: [DAY, EVENING | {"severities": ["P1", "P2"]}]}
    for severity, ended in ((1, at(MONDAY, 19) + 10), (3, at(MONDAY + 1, 9) + 10)):
        run = play([Call(at(MONDAY, 17) + 30, severity=severity, touches=touch(100))], shifts)
        assert contacts(run)[0].ended == ended
        assert [row.resumed for row in run.records.touches] == [False, True]
        assert sum(row.overtime_minutes for row in run.records.teams) == 0


def test_a_call_sets_aside_only_what_its_crew_holds() -> None:
    """Both hold tickets as a caller with a P3 comes at 10:30: who takes everything turns to it, the other does not."""
    part = {"days": DAY["days"], "from_hour": 9, "to_hour": 12, "severities": ["P1"]}
    ten = at(MONDAY, 10)
    calls = [
        Call(ten, severity=1, touches=touch(50)),
        Call(ten + 5, touches=touch(50)),
        Call(ten + 30, phone=True, touches=touch(10)),
    ]
    run = play(calls, {SHIFTS: [DAY, part], "provider.policies.telephone": "interrupt"})
    outage, ticket, call = contacts(run)
    assert (outage.ended - ten, call.answered - ten, ticket.ended - ten) == (50, 30, 65)


def test_on_call_starts_after_the_way_and_is_paid_for_an_hour_at_least() -> None:
    """P1 on Monday at 19:00: somebody begins at 19:15, ends at 19:35, and is paid for an hour: 90.00, the customer's.

    A second P1 comes at 19:25 and is taken at 19:35, within the same call-out, which lasts 40 minutes in all: its 90.00
    are two parts of 45.00. Standby: 4 hours on each of 261 working days of 2027 at 5.00 = 5,220.00, nobody's.
    """
    evening = {SHIFTS: [DAY, EVENING | {"on_call": ON_CALL}]}
    run = play([Call(at(MONDAY, 19), severity=1)], evening)
    (row,) = contacts(run)
    assert (row.answered, row.ended) == (at(MONDAY, 19) + 15, at(MONDAY, 19) + 35)
    (call_out,) = run.records.call_outs
    assert (call_out.customer, call_out.paid_minutes, call_out.amount_cents) == ("Acme", 60, 9_000)
    assert sum(row.called_out_minutes for row in run.records.teams) == 20
    assert sum(row.overtime_minutes for row in run.records.teams) == 0
    books = keep_books(run)
    assert books.lines["labour"].sum() == -9_000
    assert sum(row.standby_minutes for row in run.records.teams) == 261 * 4 * 60
    assert books.unallocated.sum() == -(261 * 4 * 500 + 261 * 10 * 6_000)
    run = play([Call(at(MONDAY, 19), severity=1), Call(at(MONDAY, 19) + 25, severity=1)], evening)
    assert [row.answered for row in contacts(run)] == [at(MONDAY, 19) + 15, at(MONDAY, 19) + 35]
    assert [(row.paid_minutes, row.amount_cents) for row in run.records.call_outs] == [(60, 4_500), (60, 4_500)]


def test_a_long_call_out_is_paid_by_its_length_and_by_the_hour_of_overtime_unless_agreed() -> None:
    """150 minutes from 19:15 on: 2.5 hours at one and a half times 60.00 = 225.00."""
    terms = {name: value for name, value in ON_CALL.items() if name != "call_out_pay_per_hour"}
    run = play([Call(at(MONDAY, 19), severity=1, touches=touch(150))], {SHIFTS: [DAY, EVENING | {"on_call": terms}]})
    assert contacts(run)[0].ended == at(MONDAY, 21) + 45
    assert [(row.paid_minutes, row.amount_cents) for row in run.records.call_outs] == [(150, 22_500)]


def test_people_on_call_come_for_their_severities_only_and_take_no_calls() -> None:
    """A caller with a P1 leaves a message at 20:00, answered at 20:15; nobody comes for the P2 of 19:00."""
    shifts = {SHIFTS: [DAY, EVENING | {"severities": ["P1"], "on_call": ON_CALL}]}
    run = play([Call(at(MONDAY, 19), severity=2), Call(at(MONDAY, 20), severity=1, phone=True)], shifts)
    assert [row.answered for row in contacts(run)] == [at(MONDAY + 1, 8), at(MONDAY, 20) + 15]
    assert not run.records.calls
    assert len(run.records.call_outs) == 1


def test_two_are_called_for_two_and_who_finds_nothing_left_is_paid_all_the_same() -> None:
    """Two on call. P1 at 19:00 and 19:05: answered at 19:15 and 19:20, in two call-outs.

    By day two are at their desks, busy until 10:20 and 10:10, with somebody on call beside them: one is called for the
    P1 of 10:00, to come at 10:15, but it is taken at the desk at 10:10; the call-out finds nothing left, is nobody's.
    """
    two = {"provider.teams.frontline.people": 2}
    run = play(
        [Call(at(MONDAY, 19), severity=1), Call(at(MONDAY, 19) + 5, severity=1)],
        two | {SHIFTS: [DAY, EVENING | {"on_call": ON_CALL}]},
    )
    assert [row.answered for row in contacts(run)] == [at(MONDAY, 19) + 15, at(MONDAY, 19) + 20]
    assert [row.amount_cents for row in run.records.call_outs] == [9_000, 9_000]
    run = play(
        [
            Call(at(MONDAY, 9) + 20, touches=touch(60)),
            Call(at(MONDAY, 9) + 30, touches=touch(40)),
            Call(at(MONDAY, 10), severity=1),
        ],
        two | {SHIFTS: [DAY, DAY | {"staffing": 0.5, "on_call": ON_CALL}]},
    )
    assert contacts(run)[2].answered == at(MONDAY, 10) + 10
    (call_out,) = run.records.call_outs
    assert (call_out.customer, call_out.started, call_out.amount_cents) == ("", at(MONDAY, 10) + 15, 9_000)
    assert keep_books(run).lines["labour"].sum() == -(60 + 40 + 20) * 100


def test_a_call_out_over_the_end_of_a_month_and_of_standby() -> None:
    """Friday 29 January 2027 is the last working day of its month: who is called at 21:50 is there after standby.

    So nobody does it then: who came goes home again, is paid, and the contact is answered on Monday 1 February at 8:00.
    One of 21:40 begins at 21:55 and, for 20 minutes, ends at 22:15, within the limit of overtime of 30 minutes.
    """
    friday, evening = 28, {SHIFTS: [DAY, EVENING | {"on_call": ON_CALL}]}
    run = play([Call(at(friday, 21) + 50, severity=1)], evening)
    assert contacts(run)[0].answered == at(friday + 3, 8)
    assert [(row.customer, row.amount_cents) for row in run.records.call_outs] == [("", 9_000)]
    run = play([Call(at(friday, 21) + 40, severity=1)], evening)
    assert contacts(run)[0].ended == at(friday, 22) + 15
    assert keep_books(run).lines["labour"][0].tolist()[:2] == [-9_000, 0]


def test_the_leap_day_is_on_call_and_the_end_of_the_study_cuts_a_call_out_off() -> None:
    """2028 has 366 days of 4 hours on call each day: 366 x 4 x 5.00; called on 29 February (day 59) at 19:00.

    On 31 December 2028, day 365, a P1 of 23:00 begins at 23:15 and would take 60 minutes: 45 until the end, paid as 60.
    """
    night = {"days": [*DAY["days"], "sat", "sun"], "from_hour": 20, "to_hour": 24, "on_call": ON_CALL}
    run = play(
        [Call(at(59, 21), severity=1), Call(at(365, 23), severity=1, touches=touch(60))],
        {SHIFTS: [DAY, night], "start_date": "2028-01-01"},
    )
    assert contacts(run)[0].answered == at(59, 21) + 15
    assert isnan(contacts(run)[1].resolution_minutes)
    assert [(row.started, row.ended, row.amount_cents) for row in run.records.call_outs] == [
        (at(59, 21) + 15, at(59, 21) + 35, 9_000),
        (at(365, 23) + 15, at(366, 0), 9_000),
    ]
    assert sum(round(row.standby_cents) for row in run.records.teams) == 366 * 4 * 500


def test_earliest_due_goes_by_the_clock_of_the_severity() -> None:
    """P1 has 8 hours around the clock, P3 4 hours of office time: Friday 17:30's P3 is due on Monday at 11:30.

    Saturday 9:00's P1 is due on Saturday at 17:00, and goes first on Monday at 8:00. By office hours it would be due on
    Monday at 16:00, and go second. By priority a P1 always does.
    """
    friday = 7
    calls = [
        Call(at(friday, 17) + 30),
        Call(at(friday + 1, 9), severity=1),
        Call(at(friday, 17) + 20, touches=touch(40)),
    ]
    round_the_clock = {"plans.gold.coverage_by_severity": {"P1": "24x7"}}
    terms = {"plans.gold.response_hours": {"P1": 8, "P2": 8, "P3": 4, "P4": 8}}
    terms |= {"provider.policies.queue_order": "earliest-due", "provider.policies.unfinished_work": "finish"}
    monday = at(friday + 3, 8)
    for extra, minutes in ((round_the_clock, (20, 0)), ({}, (0, 20))):
        _, question, outage = contacts(play(calls, terms | extra))
        assert (question.answered - monday, outage.answered - monday) == minutes


def test_the_greater_contract_goes_first() -> None:
    """Four wait: an outage (P1) at 1,000.40 a month, an older P3 at 1,000.90, two questions (P4) at 2,000.00.

    By value the questions go first, the older before the one that is three seconds younger; at 1,000 in whole units the
    outage goes before the P3. By priority, with plans of one class: outage, P3, questions. A caller at nothing a month
    goes before the greatest ticket. Over a year the greater of two customers waits less, the other longer.
    """
    order = {"priority": [1, 2, 3, 4], "contract value": [3, 4, 1, 2]}
    for policy, ranks in order.items():
        keys = [
            (queue_key(2, severity, opened), value_key(fee, severity, opened))[policy != "priority"]
            for fee, severity, opened in ((1000.4, 1, 600), (1000.9, 3, 580), (2000, 4, 610), (2000, 4, 610.05))
        ]
        assert [rank for _, rank in sorted(zip(keys, ranks, strict=True))] == [1, 2, 3, 4]
    assert value_key(0, 4, 2_600_000) - VALUE_CALLS_AHEAD < value_key(10_000_000, 1, 0)
    scenario = with_overrides(plain(), GREAT_AND_SMALL | {"provider.policies.queue_order": "contract value"})
    waits = mean_waits(scenario)
    assert waits["Great"] < waits["Small"] / 2
    even = mean_waits(with_overrides(plain(), GREAT_AND_SMALL))
    assert even["Small"] < waits["Small"]
    assert even["Great"] > waits["Great"]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("provider.teams.frontline.shifts", [{"severities": []}], "severities"),
        ("provider.teams.frontline.shifts", [{"severities": ["P1", "P1"]}], "severities must name each severity once"),
        ("provider.teams.frontline.shifts", [{"severities": ["P5"]}], "P5"),
        (
            "provider.teams.billing.shifts",
            [{"severities": ["P1"]}],
            "disputes, the work of this team, have no severity",
        ),
        ("provider.teams.billing.shifts", [{"on_call": ON_CALL}], "nobody is called out for disputes"),
        ("provider.teams.frontline.shifts", [{"on_call": {}}], "standby_pay_per_hour"),
        ("provider.teams.frontline.shifts", [{"on_call": ON_CALL | {"response_minutes": -1}}], "response_minutes"),
    ],
)
def test_nonsense_is_refused_by_name(path: str, value: object, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        with_overrides(plain(), {path: value})


def test_nobody_is_on_call_in_a_team_that_is_paid_by_the_touch() -> None:
    supplier = {
        "provider.teams.frontline.cost_per_contact": 9,
        "provider.teams.frontline.shifts": [{"on_call": ON_CALL}],
    }
    with pytest.raises(ScenarioError, match="paid by the touch"):
        with_overrides(plain(), supplier)


def test_a_change_of_the_clock_shortens_the_night_on_call() -> None:
    """In New York clocks go forward on Sunday 14 March 2027 (day 72), back on 7 November: days of 23 and 25 h.

    Standby is paid for 4 Sundays of February, 4 less an hour of March, 4 and an hour of November, 52 days in the year.
    A P1 of 1:50 in that night is worked on 15 minutes later, at 3:05 by the wall, 2:05 in the standard time of the run.
    """
    sunday = {"days": ["sun"], "from_hour": 0, "to_hour": 24, "on_call": ON_CALL}
    world = {SHIFTS: [DAY, sunday], "provider.time_zone": "America/New_York"}
    run = play([Call(at(72, 1) + 50, severity=1)], world)
    assert contacts(run)[0].answered == at(72, 2) + 5
    by_month = {row.month: row.standby_minutes / 60 for row in run.records.teams if row.team == "frontline"}
    assert [by_month[month] for month in (1, 2, 10)] == [4 * 24, 4 * 24 - 1, 4 * 24 + 1]
    assert sum(by_month.values()) == 52 * 24


def test_what_waits_or_is_unfinished_when_the_night_begins_has_somebody_called() -> None:
    """Taken at 17:30 for 90 minutes: 30 are done at 18:00, and who is called then goes on at 18:15, until 19:15.

    A P1 of 17:55 waits since the person is busy; a second one on call is called for it at 18:00 and begins at 18:15.
    The 60 minutes of each are paid at 90.00; a touch in two pieces is one, and no overtime.
    """
    two = {"provider.teams.frontline.people": 2}
    shifts = {SHIFTS: [DAY | {"staffing": 0.5}, EVENING | {"on_call": ON_CALL}]}
    calls = [
        Call(at(MONDAY, 17) + 30, severity=1, touches=touch(90)),
        Call(at(MONDAY, 17) + 55, severity=1, touches=touch(60)),
    ]
    run = play(calls, two | shifts)
    first, second = contacts(run)
    assert (first.touches, first.ended) == (1, at(MONDAY, 19) + 15)
    assert (second.answered, second.ended) == (at(MONDAY, 18) + 15, at(MONDAY, 19) + 15)
    assert [row.amount_cents for row in run.records.call_outs] == [9_000, 9_000]
    assert sum(row.overtime_minutes for row in run.records.teams) == 0
