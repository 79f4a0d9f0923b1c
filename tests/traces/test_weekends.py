"""Hours and weekdays of contacts, by hand: a profile of weekends, and profiles of a segment."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.errors import ScenarioError
from sim.records.run import Run
from tests.worlds import changed, run_of

AT_8, AT_10, AT_20 = ([float(hour == only) for hour in range(24)] for only in (8, 10, 20))
FRIDAY = 4
EVERY_DAY = {"assumptions.demand.weekday_shares": [1] * 7, "provider.holidays": []}


def hours(run: Run, segment: str = "") -> tuple[set[int], set[int]]:
    """Hours of the day at which contacts are opened, on working days and at weekends; day 0 is a Friday."""
    names = {row.customer for row in run.records.customers if segment in ("", row.segment)}
    opened = [row.opened for row in run.records.contacts if row.customer in names]
    weekend = {minute: (FRIDAY + minute // 1440) % 7 >= 5 for minute in opened}
    return tuple({int(m % 1440 // 60) for m in opened if weekend[m] is late} for late in (False, True))  # type: ignore[return-value]


def test_weekends_have_hours_of_their_own() -> None:
    profile = {"assumptions.demand.hour_shares": AT_8, "assumptions.demand.weekend_hour_shares": AT_10}
    assert hours(run_of(EVERY_DAY | profile)) == ({8}, {10})


def test_the_same_hours_at_weekends_change_nothing() -> None:
    """The same weights stated for weekends: as many contacts, each at the moment at which it came, to a millisecond."""
    usual = run_of(EVERY_DAY)
    same = run_of(EVERY_DAY | {"assumptions.demand.weekend_hour_shares": usual.scenario.assumptions.demand.hour_shares})
    before, after = (sorted(row.opened for row in run.records.contacts) for run in (usual, same))
    assert after == pytest.approx(before, abs=1e-5)


def test_a_segment_s_own_hours_hold_at_weekends_unless_it_states_others() -> None:
    world = EVERY_DAY | {"assumptions.demand.weekend_hour_shares": AT_10, "segments.large.hour_shares": AT_8}
    assert hours(run_of(world), "large") == ({8}, {8})
    assert hours(run_of({**world, "segments.large.weekend_hour_shares": AT_20}), "large") == ({8}, {20})
    assert hours(run_of({**world, "segments.large.weekend_hour_shares": AT_20}), "medium")[1] == {10}


def test_a_weekday_has_hours_of_its_own() -> None:
    """Fridays by the week's hours, Saturdays by those of weekends, all other days, of zeros, as usual."""
    profile = {"assumptions.demand.hour_shares": AT_8, "assumptions.demand.weekend_hour_shares": AT_10}
    week = [0.0] * 24 * 4 + AT_20 + [0.0] * 24 + AT_20
    run = run_of(EVERY_DAY | profile | {"assumptions.demand.week_hour_shares": week})
    by_weekday: dict[int, set[int]] = {}
    for row in run.records.contacts:
        by_weekday.setdefault((FRIDAY + int(row.opened // 1440)) % 7, set()).add(int(row.opened % 1440 // 60))
    assert by_weekday == {0: {8}, 1: {8}, 2: {8}, 3: {8}, 4: {20}, 5: {10}, 6: {20}}
    own = run_of(EVERY_DAY | {"assumptions.demand.week_hour_shares": week, "segments.large.hour_shares": AT_8})
    assert hours(own, "large") == ({8}, {8})


def test_weekdays_of_a_segment() -> None:
    """All contacts of the large ones come on Wednesdays, those of the others on every day."""
    run = run_of({**EVERY_DAY, "segments.large.weekday_shares": [0, 0, 5, 0, 0, 0, 0]})
    days = Counter(
        (FRIDAY + int(row.opened // 1440)) % 7 for row in run.records.contacts if row.customer[:5] == "large"
    )
    assert set(days) == {2}
    others = {(FRIDAY + int(row.opened // 1440)) % 7 for row in run.records.contacts if row.customer[:5] != "large"}
    assert others == set(range(7))


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("segments.large.weekday_shares", [1] * 6, "must be 7 weights, from Monday on, not all of them 0"),
        ("segments.large.weekend_hour_shares", [0] * 24, "must be 24 weights, from midnight on, not all of them 0"),
        (
            "assumptions.demand.week_hour_shares",
            [1] * 24,
            "must be 168 weights, from midnight before Monday on, not all of them 0",
        ),
        ("assumptions.demand.weekend_hour_shares", [1], "must be 24 weights, from midnight on, not all of them 0"),
    ],
)
def test_profiles_have_their_length(path: str, value: list[int], rule: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        changed({path: value})
    (problem,) = refusal.value.problems
    assert (problem.path, problem.rule) == (path, rule)
