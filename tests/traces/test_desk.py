"""The desk, by hand: who is answered when, what waits for whom, who works late."""

from __future__ import annotations

from math import isnan

from sim.metrics.books import keep_books
from sim.model.draws import ContactDraw
from sim.records.events import ContactEnded
from sim.records.run import Run
from tests.traces.script import MONDAY, Call, at, play

TIERS = {
    "provider.teams.frontline.solved_share": 0.5,
    "provider.teams.frontline.escalated_share": 0.3,
    "provider.teams.specialist.people": 1,
    "provider.teams.specialist.shrinkage_share": 0,
    "provider.teams.specialist.solved_share": 1,
}
FINISHES = {"provider.policies.unfinished_work": "finish"}
E_TO_MINUS_1 = 0.36787944117144233


def contacts(run: Run) -> list[ContactEnded]:
    return sorted(run.records.contacts, key=lambda row: row.opened)


def causes(run: Run) -> list[str]:
    return [row.cause for row in run.records.grievances]


def test_contacts_of_the_night_are_answered_from_eight_on() -> None:
    """Three by night: answered at 8:00, 8:20, 8:40 on Monday, after 0, 20 and 40 covered minutes, in order of age."""
    run = play([Call(at(MONDAY, hour)) for hour in (1, 2, 3)])
    assert [row.answered for row in contacts(run)] == [at(MONDAY, 8), at(MONDAY, 8) + 20, at(MONDAY, 8) + 40]
    assert [row.response_minutes for row in contacts(run)] == [0, 20, 40]
    assert [row.resolution_minutes for row in contacts(run)] == [20, 40, 60]
    assert {row.outcome for row in contacts(run)} == {"solved"}


def test_severity_before_age_but_nobody_is_interrupted() -> None:
    """A P3 of 10:00 is being served when, at 10:05, another P3 and, at 10:10, a P1 come: the P1 is taken at 10:20."""
    run = play([Call(at(MONDAY, 10)), Call(at(MONDAY, 10) + 5), Call(at(MONDAY, 10) + 10, severity=1)])
    assert [row.answered - at(MONDAY, 10) for row in contacts(run)] == [0, 40, 20]


def test_earliest_due_goes_by_the_promise() -> None:
    """A P4 of 9:05 is due at 13:05, a P3 of 11:00 at 13:00: the P3 goes first when 11:10 frees the person.

    By priority it would too; but a P3 of 11:09 is due at 13:09, and there the two orders differ.
    """
    busy = Call(at(MONDAY, 9), touches=(130.0, 90.0, 90.0, 20.0))
    question = Call(at(MONDAY, 9) + 5, severity=4)
    by_due = {"provider.policies.queue_order": "earliest-due"}
    for minute, first, rules in ((120, "P3", by_due), (129, "P4", by_due), (129, "P3", {})):
        rows = contacts(play([busy, question, Call(at(MONDAY, 9) + minute)], rules))
        assert (rows[2].answered < rows[1].answered) == (first == "P3"), (minute, rules)
        assert min(rows[1].answered, rows[2].answered) == at(MONDAY, 11) + 10


def test_who_holds_a_contact_at_six_finishes_it() -> None:
    """Taken at 17:50, finished at 18:10: ten minutes of overtime. The next one waits for Tuesday 8:00."""
    run = play([Call(at(MONDAY, 17) + 50), Call(at(MONDAY, 17) + 55)])
    first, second = contacts(run)
    assert first.ended == at(MONDAY, 18) + 10
    assert second.answered == at(MONDAY + 1, 8)
    assert second.response_minutes == 5
    assert sum(row.overtime_minutes for row in run.records.teams) == 10


def test_what_takes_longer_than_the_limit_is_resumed_the_next_morning() -> None:
    """Taken at 17:50 for 41 minutes: ten of them today, 31 from Tuesday 8:00 on, before what came overnight.

    One touch in two pieces: 31 minutes would be overtime, and no more than 30 is worked; the rest waits for 14 hours.
    """
    run = play([Call(at(MONDAY, 17) + 50, touches=(41.0, 90.0, 90.0, 20.0)), Call(at(MONDAY, 20))])
    first, second = contacts(run)
    assert (first.touches, first.ended, first.resolution_minutes) == (1, at(MONDAY + 1, 8) + 31, 41)
    assert second.answered == at(MONDAY + 1, 8) + 31
    pieces = [(row.queued, row.started, row.ended, row.resumed) for row in run.records.touches[:2]]
    today = (at(MONDAY, 17) + 50, at(MONDAY, 17) + 50, at(MONDAY, 18), False)
    assert pieces == [today, (at(MONDAY, 18), at(MONDAY + 1, 8), at(MONDAY + 1, 8) + 31, True)]
    assert sum(row.overtime_minutes for row in run.records.teams) == 0
    limit = {"provider.teams.frontline.overtime_limit_minutes": 31}
    run = play([Call(at(MONDAY, 17) + 50, touches=(41.0, 90.0, 90.0, 20.0))], limit)
    assert sum(row.overtime_minutes for row in run.records.teams) == 31


TWO_SHIFTS = {
    "provider.teams.frontline.people": 2,
    "provider.teams.frontline.shifts": [
        {"days": ["mon", "tue"], "from_hour": 8, "to_hour": 12, "staffing": 0.5},
        {"days": ["mon", "tue"], "from_hour": 8, "to_hour": 18, "staffing": 0.5},
    ],
}


def test_when_one_of_two_goes_the_rest_waits_for_people_or_is_handed_over() -> None:
    """Two at work from 10:40 on for 220 minutes, from 11:00 on for 120; at 12:00 the one with the least left, 60, goes.

    Resumed, its rest waits until Tuesday 8:00, when two come; handed over, the other takes it at 14:20, for 65 minutes;
    finished, it takes an hour of overtime. The contact of 12:30 is answered at 14:20, or after the rest at 15:25.
    """
    calls = [
        Call(at(MONDAY, 10) + 40, touches=(220.0, 90.0, 90.0, 20.0)),
        Call(at(MONDAY, 11), touches=(120.0, 90.0, 90.0, 20.0)),
        Call(at(MONDAY, 12) + 30),
    ]
    ends = {
        "resume": (at(MONDAY + 1, 9), at(MONDAY, 14) + 20, 0),
        "hand over": (at(MONDAY, 15) + 25, at(MONDAY, 15) + 25, 0),
        "finish": (at(MONDAY, 13), at(MONDAY, 14) + 20, 60),
    }
    for policy, (ended, answered, overtime) in ends.items():
        run = play(calls, TWO_SHIFTS | {"provider.policies.unfinished_work": policy})
        longest, interrupted, waiting = contacts(run)
        assert longest.ended == at(MONDAY, 14) + 20
        assert (interrupted.ended, waiting.answered) == (ended, answered), policy
        assert sum(row.overtime_minutes for row in run.records.teams) == overtime


def test_the_rest_waits_no_longer_than_a_day_for_people_who_do_not_come() -> None:
    """Round the clock, two people, one from month 1 (1 February, day 31) on: the rest of that midnight waits a day.

    The one who stays is free all day; on day 32 at 0:00 the rest of 100 minutes need not wait for more people.
    """
    shifts = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from_hour": 0, "to_hour": 24}]
    fewer = {"month": 1, "title": "Fewer", "set": {"provider.teams.frontline.people": 1}}
    world = {"provider.teams.frontline.people": 2, "provider.teams.frontline.shifts": shifts, "timeline": [fewer]}
    calls = [Call(at(30, 23) + minute, touches=(160.0, 90.0, 90.0, 20.0)) for minute in (0, 10)]
    first, second = contacts(play(calls, world))
    assert (first.ended, second.ended) == (at(32, 0) + 100, at(31, 1) + 50)


def test_an_outsourced_touch_in_pieces_is_paid_once() -> None:
    """Forty-one minutes from 17:50 on, at 7.50 a touch: 7.50, in the month in which it began."""
    outsourced = {"provider.teams.frontline.cost_per_contact": 7.5}
    run = play([Call(at(MONDAY, 17) + 50, touches=(41.0, 90.0, 90.0, 20.0))], outsourced)
    assert len(run.records.touches) == 2
    assert keep_books(run).total("labour") == -750


def test_a_response_across_a_weekend_and_a_holiday() -> None:
    """Of Friday 17:30, nobody there until Tuesday 8:00, Monday being a holiday: 30 covered minutes."""
    holiday = {
        "provider.holidays": ["2027-01-04"],
        "provider.teams.frontline.shifts": [{"days": ["mon", "tue"], "from_hour": 8, "to_hour": 18}],
    }
    (row,) = contacts(play([Call(at(0, 17.5))], holiday))
    assert row.answered == at(MONDAY + 1, 8)
    assert row.response_minutes == 30


def test_a_caller_hangs_up_when_patience_is_out_and_tries_again() -> None:
    """Called at 10:05 into a touch that ends at 10:20, patience 5 minutes: hung up at 10:10.

    Half of an hour later, at 10:40, a second call is answered at once: 35 covered minutes. If the caller does not try
    again, the contact ends at 10:10, unanswered.
    """
    busy = Call(at(MONDAY, 10))
    again = Call(
        at(MONDAY, 10) + 5, phone=True, random_numbers={ContactDraw.RETRIED: 0.0, ContactDraw.RETRY_DELAY: 0.5}
    )
    run = play([busy, again])
    assert [row.response_minutes for row in contacts(run)] == [0, 35]
    assert [(row.queued - at(MONDAY, 10), row.ended - at(MONDAY, 10)) for row in run.records.waits] == [(5, 10)]
    assert causes(run) == ["hung up after waiting"]
    ended = contacts(play([busy, Call(at(MONDAY, 10) + 5, phone=True)]))[1]
    assert (ended.outcome, ended.ended, isnan(ended.answered)) == ("hung up", at(MONDAY, 10) + 10, True)


def test_a_caller_after_hours_leaves_a_message() -> None:
    """Nobody is there at 20:00, so there is no line to hold: answered on Tuesday at 8:00."""
    (row,) = contacts(play([Call(at(MONDAY, 20), phone=True)]))
    assert (row.outcome, row.answered) == ("solved", at(MONDAY + 1, 8))


def test_a_caller_in_overtime_leaves_a_message() -> None:
    """At 18:05 one person still finishes the contact of 17:50, and takes no other: answered on Tuesday at 8:00."""
    _, caller = contacts(play([Call(at(MONDAY, 17) + 50), Call(at(MONDAY, 18) + 5, phone=True)]))
    assert (caller.outcome, caller.answered) == ("solved", at(MONDAY + 1, 8))


def test_handed_on() -> None:
    """Chance .7 is beyond .5 solved and within .3 handed on: 20 minutes at the first tier, 90 at the second."""
    run = play([Call(at(MONDAY, 10), random_numbers={ContactDraw.SOLVED_1: 0.7, ContactDraw.FORGOTTEN: 0.0})], TIERS)
    (row,) = contacts(run)
    assert row.ended == at(MONDAY, 10) + 20 + 90
    assert (row.touches, row.response_minutes, row.resolution_minutes) == (2, 0, 110)
    assert [touch.team for touch in run.records.touches] == ["frontline", "specialist"]
    assert causes(run) == ["hand-off"]


def test_refused_escalation_is_worked_on_again_and_costs_respect() -> None:
    """The escalation of 10:20 is refused; a second go of 20 minutes ends it at 10:40 in the first tier.

    Respect falls by .03 from .6 to .57, so the half-life grows from 120 x .9 to 120 x .93 days.
    """
    refusing = {**TIERS, "provider.policies.refused_escalation_share": 0.5}
    random_numbers = {ContactDraw.SOLVED_1: 0.7, ContactDraw.FORGOTTEN: 0.0, ContactDraw.REFUSED: 0.1}
    run = play([Call(at(MONDAY, 10), random_numbers=random_numbers)], refusing)
    (row,) = contacts(run)
    assert (row.ended, row.touches) == (at(MONDAY, 10) + 40, 2)
    (straw,) = run.records.grievances
    assert straw.cause == "refused escalation"
    assert abs(straw.half_life_minutes - 120 * 1440 * 0.93) < 1e-6


def test_waiting_for_the_customer_stops_the_clock() -> None:
    """Chance .9 is neither solved nor handed on; the customer answers after 24 h x ln e = 24 h, on Tuesday 10:20.

    The second go takes 20 minutes; of the 660 covered minutes from Monday 10:00 to Tuesday 10:40, 600 were its own.
    """
    random_numbers = {ContactDraw.SOLVED_1: 0.9, ContactDraw.FORGOTTEN: 0.0, ContactDraw.CUSTOMER_DELAY: E_TO_MINUS_1}
    (row,) = contacts(play([Call(at(MONDAY, 10), random_numbers=random_numbers)], TIERS))
    assert abs(row.ended - (at(MONDAY + 1, 10) + 40)) < 1e-5
    assert abs(row.resolution_minutes - 40) < 1e-5


def test_forgotten_until_the_customer_chases() -> None:
    """Without follow-up the hand-on of 10:20 waits 16 h x ln e, until Tuesday 2:20, then for the second tier's 8:00."""
    careless = {**TIERS, "provider.policies.follow_up_discipline": 0.5}
    random_numbers = {ContactDraw.SOLVED_1: 0.7, ContactDraw.FORGOTTEN: 0.6, ContactDraw.FORGOTTEN_DELAY: E_TO_MINUS_1}
    run = play([Call(at(MONDAY, 10), random_numbers=random_numbers)], careless)
    (row,) = contacts(run)
    assert causes(run) == ["forgotten, had to chase", "hand-off"]
    assert (row.ended, row.chases) == (at(MONDAY + 1, 8) + 90, 1)


def test_the_same_matter_again() -> None:
    """Solved at 10:20, back after 48 h x ln e, on Wednesday at 10:20, solved at 10:40; one contact, two touches."""
    again = {"assumptions.contact.repeat_probability": 0.5}
    random_numbers = {ContactDraw.REPEATED: 0.4, ContactDraw.REPEAT_DELAY: E_TO_MINUS_1}
    run = play([Call(at(MONDAY, 10), random_numbers=random_numbers)], again)
    (row,) = contacts(run)
    assert causes(run) == ["repeat contact"]
    assert row.touches == 2
    assert abs(row.ended - (at(MONDAY + 2, 10) + 40)) < 1e-5


def test_self_service() -> None:
    """Eligible and deflected, nobody is needed; where it fails (chance .1 of .15) a person answers, to a straw."""
    eligible = {ContactDraw.ELIGIBLE: 0.0, ContactDraw.DEFLECTED: 0.1}
    ended, failed = (
        play([Call(at(MONDAY, 10), random_numbers=eligible | {ContactDraw.DEFLECTION_FAILED: chance})])
        for chance in (0.2, 0.1)
    )
    assert (contacts(ended)[0].outcome, ended.records.touches) == ("deflected", [])
    assert (contacts(failed)[0].outcome, causes(failed)) == ("solved", ["self-service failed"])


def test_a_late_contact_is_chased() -> None:
    """A P3 of Monday 8:05 waits 415 minutes behind one of seven hours, which was answered at once.

    Two hours should be; what will be has moved 15 % of the way from ln 2 to ln .25, so the yardstick .4 x 15 % = 6 % of
    ln 8 down: 120 x 8^-.06 = 105.92 minutes. Chased then and 240 minutes on; two chases at 5 make its touch 30 long.
    """
    chasing = {"segments.large.chasing_share": 1}
    run = play([Call(at(MONDAY, 8), touches=(420.0, 90.0, 90.0, 20.0)), Call(at(MONDAY, 8) + 5)], chasing)
    row = contacts(run)[1]
    assert abs(row.expected_minutes - 105.924) < 0.001
    assert (row.response_minutes, row.chases) == (415, 2)
    assert row.ended - row.answered == 30


def test_still_open_at_the_end() -> None:
    """Of the last evening, Friday 31 December 2027 (day 364), 20:00: nobody comes any more.

    A touch of 1,000 minutes begun at 17:50 is interrupted at 18:00, and its rest waits until the end.
    """
    run = play([Call(at(364, 20)), Call(at(364, 17) + 50, touches=(1000.0, 90.0, 90.0, 20.0))])
    busy, waiting = contacts(run)
    assert busy.outcome == waiting.outcome == "open"
    assert busy.answered == at(364, 17) + 50
    assert isnan(waiting.answered)
    assert run.records.touches[-1].ended == at(364, 18)
    assert [(row.queued, row.ended) for row in run.records.waits] == [
        (at(364, 18), run.horizon),
        (at(364, 20), at(365, 0)),
    ]
    late = play([Call(at(364, 17) + 50, touches=(1000.0, 90.0, 90.0, 20.0))], FINISHES)
    assert late.records.touches[-1].ended == late.horizon == at(365, 0)
