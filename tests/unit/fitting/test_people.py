"""People at the desk by weekday and half hour, from rosters, presence and work."""

from __future__ import annotations

import numpy as np
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


def present(seed: int, weeks: int, mean: np.ndarray) -> pa.Table:
    """Presence of 12 people, each there or not in each half hour from 8 to 16 h, by mean people, shape (5, 16)."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for day in pd.date_range("2025-01-06", periods=7 * weeks):
        if day.day_of_week < 5:
            here = rng.random((12, 16)) < mean[day.day_of_week] / 12
            rows += [
                {"agent": f"a{who}", "state": "available", **hours(day, 8 + slot / 2, 8.5 + slot / 2)}
                for who, slot in np.argwhere(here)
            ]
    return table("presence", rows)


def error(seed: int, weeks: int, mean: np.ndarray, apart: tuple[int, ...] = ()) -> float:
    """Root of the mean square of what is fitted less the mean."""
    fitted = fit_people({"presence": present(seed, weeks, mean)}, "desk", (1.0, 0.2), apart=apart).table
    assert fitted is not None
    return float(np.sqrt(np.mean((fitted[:5, 16:32] - mean) ** 2)))


def test_weekdays_that_are_alike_are_fitted_together() -> None:
    """Six of twelve: means of two days miss by the root of 3 / 2, those of ten days by that of 3 / 10."""
    alike = np.tile(6 + 2 * np.sin(np.arange(16) / 3), (5, 1)) * np.array([1.1, 1, 0.9, 1, 1])[:, None]
    together = [error(seed, 2, alike) for seed in range(5)]
    alone = [error(seed, 2, alike, apart=(0, 1, 2, 3, 4)) for seed in range(5)]
    assert np.mean(alone) > 1
    assert np.mean(together) < 0.65


def test_weekdays_that_differ_are_not() -> None:
    """More on Monday mornings and fewer on Friday afternoons: what 30 weeks tell of each weekday is no chance."""
    differing = np.full((5, 16), 5.0)
    differing[0, :6], differing[4, 10:] = 9.0, 1.0
    miss = error(1, 30, differing)
    assert miss < 1.05 * error(1, 30, differing, apart=(0, 1, 2, 3, 4))
    assert miss < 0.4


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
