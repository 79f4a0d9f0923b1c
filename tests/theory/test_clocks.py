"""Coverage, due times and elapsed times against two independent clocks: a library of business hours, and the wall.

The library (``businesstimedelta``, on ``pytz``) knows hours of a day, lunch breaks, holidays and zones, and not hours
over midnight or all of a day. The other clock reads the wall of a zone minute by minute (``zoneinfo``) and knows all.
Both speak of UTC; the minutes of a run are turned into it here, by the winter offsets of three cities.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pytest
import pytz
from businesstimedelta import BusinessTimeDelta, HolidayRule, LunchTimeRule, Rules, WorkDayRule

from sim.contracts.coverage import CoverageClock
from sim.model.calendar import Calendar
from sim.model.contact import Contact
from sim.model.demand import PotentialContact
from sim.scenario.calendars import WEEKDAYS, Coverage
from sim.scenario.zones import Locality
from tests.cases.worlds import plain

START = date(2027, 1, 1)
DAYS = 730
"""Two years: four changes of the clock in each zone that has them, and a leap day."""
WINTER = {"America/New_York": -5, "Europe/Berlin": 1, "Australia/Sydney": 10}
"""Standard time of the provider, hours from UTC."""
ZONES = ("America/New_York", "Europe/Berlin", "Europe/London", "Australia/Sydney", "Asia/Kolkata", "America/Sao_Paulo")
COUNTRIES = ("US-NY", "DE-BE", "GB-ENG", "JP")
CALENDARS = 40
CONTACTS = 250
"""Of each calendar: 10,000 in all."""
LONGEST = 8 * 1440


def in_utc(minute: float, provider: str) -> datetime:
    """The moment of a minute of the run."""
    midnight = datetime(START.year, START.month, START.day, tzinfo=UTC)
    return midnight + timedelta(minutes=minute) - timedelta(hours=WINTER[provider])


def minute_of(moment: datetime, provider: str) -> float:
    """The minute of the run at a moment."""
    return (moment - in_utc(0, provider)) / timedelta(minutes=1)


def calendar_of(provider: str) -> Calendar:
    """Two years of a provider in a zone."""
    return Calendar(plain(horizon_months=24, provider__time_zone=provider))


def public(code: str) -> set[date]:
    """Public holidays by the library, as a set of dates."""
    country, _, region = code.partition("-")
    return set(holidays.country_holidays(country, subdiv=region or None, years=range(2026, 2031)))


@dataclass(frozen=True)
class Hours:
    """Hours of service as Saydo reads them, and as the library does."""

    zone: str
    clock: CoverageClock
    rules: Rules


class Closed(HolidayRule):  # type: ignore[misc]
    """Holidays of the library, of which the next is looked up rather than counted up to, day by day."""

    def next_holiday(self, date: date, reverse: bool = False, max_days: int = 0) -> date:
        """The first holiday from a date on."""
        assert not reverse
        return self.holidays[bisect_left(self.holidays, date)]


def office(chance: random.Random, provider: str, calendar: Calendar) -> Hours:
    """Hours of a day, perhaps with a lunch break, in some zone and country."""
    zone, code = chance.choice(ZONES), chance.choice(COUNTRIES)
    opens = chance.randrange(4 * 60, 11 * 60, 5)
    closes = chance.randrange(15 * 60, 23 * 60, 5)
    lunch = sorted(chance.sample(range(11 * 60, 15 * 60, 5), 2)) if chance.random() < 0.5 else []
    days = sorted(chance.sample(range(7), chance.randint(1, 7)))
    edges = [opens, *lunch, closes]
    windows = [
        {"days": [WEEKDAYS[day] for day in days], "from_hour": first / 60, "to_hour": last / 60, "keeps_holidays": True}
        for first, last in zip(edges[::2], edges[1::2], strict=True)
    ]
    theirs = chance.random() < 0.5
    place = {"time_zone": "customer", "public_holidays": "customer"} if theirs else {}
    place = place or {"time_zone": zone, "public_holidays": code}
    coverage = Coverage.model_validate(windows[0] | place | {"also": windows[1:]})
    wall = pytz.timezone(zone)
    parts = [WorkDayRule(clock_time(opens), clock_time(closes), days, tz=wall), Closed(sorted(public(code)), tz=wall)]
    if lunch:
        parts.append(LunchTimeRule(clock_time(lunch[0]), clock_time(lunch[1]), days, tz=wall))
    return Hours(zone, calendar.clock(coverage, Locality(zone, code)), Rules(parts))


def clock_time(minutes: int) -> time:
    """Minutes since midnight as a time of day."""
    return time(minutes // 60, minutes % 60)


def opened(clock: CoverageClock, minute: float) -> Contact:
    """A contact on a clock."""
    terms = SimpleNamespace(clock=lambda *_: clock, promised=(None,))
    member = SimpleNamespace(segment=None)
    customer = SimpleNamespace(contract=SimpleNamespace(terms=terms), member=member, name="Acme")
    potential = SimpleNamespace(customer=customer, severity=1, opened=minute, day=0, number=0)
    return Contact(cast(PotentialContact, potential), 0.0, clock.at(minute))


@pytest.mark.parametrize("provider", WINTER)
def test_a_library_of_business_hours_says_the_same(provider: str) -> None:
    """Elapsed by one calendar, elapsed across a change of plan to another, and due: equal to the minute."""
    chance = random.Random(provider)
    calendar = calendar_of(provider)
    hours = [office(chance, provider, calendar) for _ in range(CALENDARS // len(WINTER) + 1)]
    for before, after in pairwise([*hours, hours[0]]):
        for _ in range(CONTACTS):
            first = chance.randrange((DAYS - 40) * 1440)
            change = first + chance.randrange(LONGEST // 2)
            last = change + chance.randrange(LONGEST // 2)
            start, middle, end = (in_utc(minute, provider) for minute in (first, change, last))
            contact = opened(before.clock, first)
            passed = elapsed(before.rules, start, middle)
            assert contact.waited(change) == passed
            contact.change_clock(after.clock, change)
            assert contact.waited(last) == passed + elapsed(after.rules, middle, end)
            promised = chance.randrange(1, 1_200)
            due = start + BusinessTimeDelta(before.rules, hours=promised // 60, seconds=promised % 60 * 60)
            assert before.clock.moment(before.clock.at(first) + promised) == minute_of(due, provider)


def elapsed(rules: Rules, start: datetime, end: datetime) -> float:
    """Minutes of business between two moments."""
    return float(rules.difference(start, end).timedelta / timedelta(minutes=1))


@cache
def wall_of(zone: str, provider: str) -> Wall:
    """The wall of a zone, read once."""
    return Wall(zone, provider)


class Wall:
    """Times that a zone's wall shows, minute by minute of a run."""

    def __init__(self, zone: str, provider: str) -> None:
        self.first = -3 * 1440
        moments = [in_utc(hour * 60, provider) for hour in range(-72, DAYS * 24 + 72)]
        local = [moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in moments]
        midnight = datetime(START.year, START.month, START.day)  # noqa: DTZ001  as the wall shows it
        shown = np.array([(reading - midnight) / timedelta(minutes=1) for reading in local])
        self.shown = (shown[:, None] + np.arange(60)).ravel()

    def covered(self, windows: Sequence[tuple[set[int], int, int]], closed: set[date]) -> np.ndarray[Any, Any]:
        """Whether each minute lies in a window: from the first that shows its opening until the last before its end."""
        covered = np.zeros(self.shown.size, bool)
        latest = np.maximum.accumulate(self.shown)
        for day in range(-2, DAYS + 2):
            today = START + timedelta(days=day)
            for weekdays, opens, length in windows:
                if today.weekday() in weekdays and today not in closed:
                    start = int(np.searchsorted(latest, day * 1440 + opens))
                    around = slice(start, start + length + 240)
                    before = np.flatnonzero(self.shown[around] < day * 1440 + opens + length)
                    covered[start : start + (before[-1] + 1 if before.size else 0)] = True
        return covered


NIGHTS: dict[str, tuple[object, Callable[[], list[tuple[set[int], int, int]]]]] = {
    "24x7": ("24x7", lambda: [(set(range(7)), 0, 1440)]),
    "every day": (
        {"days": list(WEEKDAYS), "from_hour": 0, "to_hour": 24},
        lambda: [(set(range(7)), 0, 1440)],
    ),
    "night": (
        {"days": ["fri", "sat", "sun"], "from_hour": 20, "to_hour": 6},
        lambda: [({4, 5, 6}, 1200, 600)],
    ),
    "from 1:30 to 2:30": (
        {"days": list(WEEKDAYS), "from_hour": 1.5, "to_hour": 2.5},
        lambda: [(set(range(7)), 90, 60)],
    ),
    "until 1:30, and from 2:15": (
        {
            "days": ["sat", "sun"],
            "from_hour": 22.5,
            "to_hour": 1.5,
            "also": [{"days": ["sun"], "from_hour": 2.25, "to_hour": 9}],
        },
        lambda: [({5, 6}, 1350, 180), ({6}, 135, 405)],
    ),
    "office and half Saturday": (
        {
            "from_hour": 8,
            "to_hour": 12,
            "also": [{"from_hour": 13, "to_hour": 18}, {"days": ["sat"], "from_hour": 9, "to_hour": 12}],
        },
        lambda: [(set(range(5)), 480, 240), (set(range(5)), 780, 300), ({5}, 540, 180)],
    ),
}


@pytest.mark.parametrize("name", NIGHTS)
@pytest.mark.parametrize("provider", WINTER)
def test_the_wall_read_minute_by_minute_says_the_same(name: str, provider: str) -> None:
    """Covered minutes until any minute, and the minute by which so many are covered, in every zone."""
    written, windows = NIGHTS[name]
    chance, calendar = np.random.default_rng(7), calendar_of(provider)
    for zone, code in zip(WINTER, COUNTRIES, strict=False):
        coverage = Coverage.model_validate(written)
        if coverage.keeps_holidays:
            coverage = coverage.model_copy(update={"public_holidays": code})
        coverage = coverage.model_copy(update={"time_zone": zone})
        wall = wall_of(zone, provider)
        covered = wall.covered(windows(), public(code) if coverage.keeps_holidays else set())
        before = np.concatenate([[0], np.cumsum(covered)])
        clock = calendar.clock(coverage)
        minutes = chance.integers(0, DAYS * 1440, CONTACTS).tolist()
        zero = before[-wall.first]
        for minute in minutes:
            passed = float(before[minute - wall.first] - zero)
            assert clock.at(minute) - clock.at(0) == passed
            promised = float(chance.integers(1, 5_000))
            place = int(np.searchsorted(before, passed + zero + promised))
            if place < before.size - 3 * 1440:
                assert clock.moment(clock.at(minute) + promised) == place + wall.first
