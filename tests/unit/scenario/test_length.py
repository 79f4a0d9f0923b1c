"""Studies of several lengths, cut to one."""

from __future__ import annotations

from sim.scenario.length import length_words, of_one_length, shortened
from sim.scenario.overrides import with_overrides
from tests.worlds import SMALL


def test_a_shortened_scenario_leaves_out_what_comes_later() -> None:
    long = with_overrides(
        SMALL,
        {
            "horizon_months": 24,
            "timeline": [
                {"month": 3, "title": "early", "set": {"selling.clarity": 0.5}},
                {"month": 18, "title": "late", "set": {"selling.clarity": 0.6}},
            ],
        },
    )
    short = shortened(long, 12)
    assert (short.horizon_months, [action.title for action in short.timeline]) == (12, ["early"])
    assert shortened(long, 24) is long


def test_what_is_compared_has_the_months_that_all_have_in_any_order() -> None:
    long, longest = (with_overrides(SMALL, {"horizon_months": months}) for months in (24, 36))
    assert [scenario.horizon_months for scenario in of_one_length([longest, SMALL, long])] == [12, 12, 12]
    assert [scenario.fingerprint for scenario in of_one_length([SMALL, long])] == [SMALL.fingerprint] * 2
    assert of_one_length([long, long]) == [long, long]


def test_what_is_cut_is_said_in_words() -> None:
    long = with_overrides(SMALL, {"horizon_months": 24})
    words = "compared over the first 12 months: short has no more, and what comes later in long (24) is left out"
    assert length_words(["long", "short"], [long, SMALL]) == words
    assert length_words(["a", "b", "c"], [SMALL, SMALL, long]).startswith(
        "compared over the first 12 months: a and b have no more"
    )
    assert length_words(["a", "b"], [long, long]) == ""
