"""People at the desk by weekday and half hour, from rosters, presence and work."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from sim.fitting.people import fit_people
from sim.importing.tables import SCHEMAS

DAYS = pd.date_range("2025-01-06", periods=28)
WORKING = [day for day in DAYS if day.day_of_week < 5]


def table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    frame = pd.DataFrame(rows)
    schema = SCHEMAS[name]
    arrays = [
        pa.array(list(frame[item.name]) if item.name in frame else [None] * len(frame), pa.string()).dictionary_encode()
        if pa.types.is_dictionary(item.type)
        else pa.array(list(frame[item.name]) if item.name in frame else [None] * len(frame), item.type)
        for item in schema
    ]
    return pa.Table.from_arrays(arrays, names=schema.names)


def hours(day: pd.Timestamp, start: float, end: float) -> dict[str, object]:
    return {"from": day + pd.Timedelta(hours=start), "to": day + pd.Timedelta(hours=end)}


def test_a_roster_goes_first_and_its_people_are_paid() -> None:
    rows = [{"agent": who, "day": day, "from_minute": 480.0, "to_minute": 960.0} for day in WORKING for who in "abcde"]
    presence = [{"agent": "a", "state": "available", **hours(day, 9, 10)} for day in WORKING]
    people = fit_people({"roster": table("roster", rows), "presence": table("presence", presence)}, "desk", (1.0, 0.2))
    assert people.fit.new == pytest.approx(5.0)
    assert people.table is not None
    assert people.table[0, 16] == pytest.approx(4.0)
    assert people.table[5].sum() == 0
    assert people.rows("desk") == [("desk", day, "8", "16", "4") for day in ("mon", "tue", "wed", "thu", "fri")]


def test_presence_counts_who_is_available_or_busy_once() -> None:
    rows: list[dict[str, object]] = []
    for day in WORKING:
        rows += [
            {"agent": "a", "state": "available", **hours(day, 9, 12)},
            {"agent": "a", "state": "busy", **hours(day, 10, 11)},
        ]
        rows += [
            {"agent": "b", "state": "away", **hours(day, 9, 12)},
            {"agent": "c", "state": "busy", **hours(day, 9.25, 9.5)},
        ]
    people = fit_people({"presence": table("presence", rows)}, "desk", (1.0, 0.2))
    assert people.table is not None
    assert people.table[0, 18:24] == pytest.approx([1.5, 1, 1, 1, 1, 1])
    assert people.fit.new == pytest.approx(1.5 / 0.8)


def test_days_that_were_closed_are_left_out() -> None:
    rows = [{"agent": "a", "day": day, "from_minute": 480.0, "to_minute": 960.0} for day in WORKING[1:]]
    tables = {"roster": table("roster", rows)}
    closed = {WORKING[0].date()}
    with_gap, without = fit_people(tables, "desk", (1.0, 0.0)), fit_people(tables, "desk", (1.0, 0.0), closed)
    assert without.table is not None
    assert without.table[0, 16] == pytest.approx(1.0)
    assert with_gap.fit.fitted


def test_short_gaps_between_work_are_presence_unless_somebody_waits() -> None:
    work, contacts = [], []
    for day in WORKING:
        for who in "abcd":
            for spell in range(12):
                start = day + pd.Timedelta(hours=9, minutes=10 * spell)
                work.append({"agent": who, "started": start, "ended": start + pd.Timedelta(minutes=5)})
        waiting = day + pd.Timedelta(hours=10, minutes=30)
        contacts.append({"opened": waiting, "wait_s": 1800.0, "channel": "phone", "outcome": "hung_up"})
    people = fit_people({"work": table("work", work), "contacts": table("contacts", contacts)}, "desk", (1.0, 0.0))
    assert people.table is not None
    assert people.table[0, 18] == pytest.approx(4.0)
    assert people.table[0, 21] == pytest.approx(2.0)
    assert "a roster would tell" in people.fit.warning


@pytest.mark.parametrize(("days", "agents", "reason"), [(5, "abcd", "5 days; needs 10"), (20, "a", "fewer than 3")])
def test_few_days_and_small_desks_are_refused(days: int, agents: str, reason: str) -> None:
    work = [
        {"agent": who, "started": day + pd.Timedelta(hours=9), "ended": day + pd.Timedelta(hours=12)}
        for day in WORKING[:days]
        for who in agents
    ]
    people = fit_people({"work": table("work", work)}, "desk", (1.0, 0.0))
    assert people.table is None
    assert reason in people.fit.reason


def test_without_any_table_people_stay() -> None:
    assert fit_people({}, "desk", (1.0, 0.0)).fit.reason == "no file tells who is there"
