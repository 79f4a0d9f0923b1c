"""Grievance, trust, POP and leaving, by hand. Acme: J = L = .6, M = .5, no asymmetry, so goodwill absorbs .46.

The late response of these traces: the person works from 8:00 to 12:10 on a first contact, answered at once, so a P3 of
8:05 waits 245 covered minutes. Two hours were promised; the first answer has moved the yardstick to 105.924 minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log

import pytest

from sim.records.run import Run
from tests.traces.script import MONDAY, Call, at, play

DAY = 1440
LOSS = 2 * (log(245 / 105.92436) - 0.2) ** 0.88
"""2 x (.83853 - .2)^.88 = 2 x .67385 = 1.34769."""
PIECE = 2 * (log(240 / 105.92436) - 0.2) ** 0.88
"""At two hours, when the promise passes, it is within the zone of tolerance; at four it has doubled: 1.30922."""


def late(overrides: Mapping[str, object] | None = None) -> Run:
    return play([Call(at(MONDAY, 8), touches=(250.0, 90.0, 90.0, 20.0)), Call(at(MONDAY, 8) + 5)], overrides)


def test_the_straw_of_a_late_response() -> None:
    """Felt at the doubled promise, 12:05, and at the answer: 1 x 1.34769 x (1 - .46) = .72775 together, on nothing.

    It halves in 120 x (1.5 - .6) = 108 days.

    At the end of April, 120 days after New Year and 116.5 after the straw, .72775 x 2^-(116.497/108) = .34455 are left.
    """
    run = late()
    first, straw = run.records.grievances
    assert pytest.approx(1.34769, abs=1e-4) == LOSS
    assert [(row.cause, row.at) for row in (first, straw)] == [
        ("late response P3", at(MONDAY, 12) + 5),
        ("late response P3", at(MONDAY, 12) + 10),
    ]
    assert first.size == pytest.approx(PIECE * 0.54, rel=1e-6)
    assert first.size + straw.size == pytest.approx(LOSS * 0.54, rel=1e-6)
    assert straw.grievance == pytest.approx(LOSS * 0.54, rel=1e-4)
    assert straw.half_life_minutes == pytest.approx(108 * DAY)
    end_of_april = run.records.months[3].grievance
    assert end_of_april == pytest.approx(straw.grievance * 2 ** (-(at(120, 0) - straw.at) / (108 * DAY)))
    assert end_of_april == pytest.approx(0.34455, abs=1e-4)


def test_trust_after_one_kept_and_one_broken_response() -> None:
    """From .68: kept .68 + .01 x .32 = .6832; broken .6832 x (1 - .05 x 1.34769) = .63716."""
    assert late().records.months[0].trust == pytest.approx(0.63716, abs=1e-5)


def test_sold_at_half_it_is_a_betrayal_only_where_the_writing_was_kept() -> None:
    """Four hours written, one sold, half understood: a response after 180 minutes keeps the writing, not the word.

    Two hours should be, so the yardstick is 105.924 minutes again. The loss 2 x (ln(180/105.924) - .2)^.88 = .75438
    betrays by half: x (1 - .46 x .5) x (1 + .5 x .6 x .5) = .66800.
    """
    sheets = {"plans.gold.response_hours.P3": 4, "selling.sold_response_share": 0.25}
    run = play([Call(at(MONDAY, 8), touches=(185.0, 90.0, 90.0, 20.0)), Call(at(MONDAY, 8) + 5)], sheets)
    (straw,) = run.records.grievances
    loss = 2 * (log(180 / 105.92436) - 0.2) ** 0.88
    assert straw.size == pytest.approx(loss * (1 - 0.46 * 0.5) * (1 + 0.5 * 0.6 * 0.5), rel=1e-6)
    assert straw.size == pytest.approx(0.66800, abs=1e-4)


def test_the_straw_too_many() -> None:
    """A breaking point of .5 is passed by the first piece, on day 3 at 12:05; 45 days of search, 60 of notice: day 108.

    Terms of a month end on the first: out on 1 May, day 120. Nothing is billed from then on, nor recognised.
    """
    brittle = {
        "segments.large.breaking_point": 0.5,
        "assumptions.exit.search_sigma": 0,
        "plans.gold.term_months": 1,
        "plans.gold.notice_days": 60,
    }
    run = late(brittle)
    records = run.records
    (pop,) = records.breaking_points
    (gone,) = records.departures
    assert (pop.at, pop.breaking_point) == (at(MONDAY, 12) + 5, 0.5)
    assert (gone.at, gone.reason) == (at(120, 0), "pop")
    assert [row.month for row in records.months] == [0, 1, 2, 3]
    assert [row.month for row in records.invoices if row.fee_cents] == [0, 1, 2, 3]


def test_notice_of_eighty_days_takes_another_month() -> None:
    """45 and 80 days from day 3 are day 128.5: out on 1 June, day 151."""
    run = late(
        {
            "segments.large.breaking_point": 0.5,
            "assumptions.exit.search_sigma": 0,
            "plans.gold.term_months": 1,
            "plans.gold.notice_days": 80,
        }
    )
    assert [row.at for row in run.records.departures] == [at(151, 0)]


def test_not_renewed() -> None:
    """With eta0 = 5 nobody renews (1 - exp(-e^5) is 1): gone on 1 February, on a contract of one month."""
    run = play([], {"assumptions.renewal.intercept": 5, "plans.gold.term_months": 1})
    assert [(row.at, row.reason) for row in run.records.departures] == [(at(31, 0), "not renewed")]
    assert run.records.breaking_points == []


def test_what_still_waits_is_withdrawn() -> None:
    """Of the evening of 31 January, day 30: nobody has taken it when the contract ends at midnight."""
    run = play([Call(at(30, 20))], {"assumptions.renewal.intercept": 5, "plans.gold.term_months": 1})
    (row,) = run.records.contacts
    assert (row.outcome, row.ended) == ("withdrawn", at(31, 0))
