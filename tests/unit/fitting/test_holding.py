"""A desk of known people: its queue, the scale that recovers it, and a count of people that does not."""

from __future__ import annotations

from datetime import date
from heapq import heapreplace
from math import factorial

import numpy as np
import pandas as pd
import pytest

from sim.fitting.desk_scale import DAYTIME, CallHandling, fit_scales, scaled
from sim.fitting.holding import DAY, SLOT, SLOTS, WEEK, EnteredCalls, entered_calls, hold, whole_people
from sim.fitting.people import fit_people
from tests.benchmarks.bank import distinct_people
from tests.unit.fitting.test_people import table

LINE = CallHandling(patience_minutes=5.0, touch_minutes=3.0, touch_sigma=0.9)
FIRST = date(2025, 1, 6)
START = (FIRST - date(1970, 1, 1)).days
PEOPLE, OPENS, CLOSES, DAYS = 5, 8, 20, 28
ROTATION = 600
"""Seconds after which the next of three people takes a seat."""
THERE = np.zeros((WEEK, SLOTS))
THERE[:, 2 * OPENS : 2 * CLOSES] = PEOPLE


def _work(calls: int, rng: np.random.Generator) -> np.ndarray:
    return np.asarray(np.exp(np.log(180) - 0.405 + 0.9 * rng.standard_normal(calls)))


def calls_of(seed: int = 3, per_hour: float = 95) -> tuple[EnteredCalls, np.ndarray]:
    """Calls at a desk of five, and the work that each is."""
    rng = np.random.default_rng(seed)
    count = rng.poisson(per_hour * (CLOSES - OPENS), DAYS)
    at = np.concatenate(
        [
            (START + day) * DAY + np.sort(rng.uniform(OPENS, CLOSES, calls)) * 3600
            for day, calls in enumerate(count.tolist())
        ]
    )
    service = _work(len(at), rng)
    patience = rng.exponential(300, len(at))
    outcome = hold(at, service, patience, START * DAY, whole_people(THERE, START, DAYS, 0.5))
    return EnteredCalls(at, outcome.wait, outcome.hung_up, np.full(len(at), "")), service


def tables_of(calls: EnteredCalls, service: np.ndarray) -> dict[str, pd.DataFrame]:
    """Lists of the calls and of the work, by fifteen people who take turns at five seats."""
    seats = [(0.0, seat) for seat in range(PEOPLE)]
    work = []
    for began, lasted in sorted(
        zip((calls.at + calls.wait)[~calls.hung_up], service[~calls.hung_up], strict=True), key=lambda pair: pair[0]
    ):
        _, seat = heapreplace(seats, (began + lasted, seats[0][1]))
        who = f"{seat}{'abc'[int(began // ROTATION) % 3]}"
        work.append({"agent": who, "started": began, "ended": began + lasted, "handle_s": lasted, "channel": "phone"})
    contacts = pd.DataFrame(
        {
            "opened": pd.to_datetime(calls.at.round(), unit="s"),
            "channel": "phone",
            "wait_s": calls.wait,
            "outcome": np.where(calls.hung_up, "hung_up", "answered"),
        }
    )
    spells = pd.DataFrame(work)
    for name in ("started", "ended"):
        spells[name] = pd.to_datetime(spells[name].round(), unit="s")
    return {"contacts": contacts, "work": spells}


def test_the_queue_is_that_of_erlang_with_impatience() -> None:
    rng = np.random.default_rng(1)
    people, load, days = 5, 5.5, 60
    at = np.cumsum(rng.exponential(180 / load, int(days * DAY * load / 180)))
    outcome = hold(at, rng.exponential(180, len(at)), rng.exponential(300, len(at)), 0.0, np.full(days * SLOTS, people))
    weights = [load**n / factorial(n) for n in range(people)]
    last = load**people / factorial(people)
    for waiting in range(200):
        weights.append(last)
        last *= load / (people + (waiting + 1) * 180 / 300)
    waits = sum(weights[people:]) / sum(weights)
    assert (outcome.wait > 0).mean() == pytest.approx(waits, abs=0.01)
    assert outcome.wait.mean() == pytest.approx(300 * outcome.hung_up.mean(), rel=0.03)


def test_whoever_is_on_hold_is_taken_when_people_come_and_gives_up_when_nobody_does() -> None:
    at, lasts = np.array([10.0, 20.0, 4000.0]), np.array([60.0, 60.0, 60.0])
    outcome = hold(at, lasts, np.array([2000.0, 100.0, 50.0]), 0.0, np.array([0.0, 1.0, 0.0]))
    assert outcome.wait.tolist() == [SLOT - 10.0, 100.0, 50.0]
    assert outcome.hung_up.tolist() == [False, True, True]


@pytest.mark.parametrize("truth", [0.8, 1.0, 1.25])
def test_the_scale_of_a_known_desk_is_recovered(truth: float) -> None:
    calls, _ = calls_of()
    scales = fit_scales(calls, THERE / truth, LINE)
    whole = scales[-1]
    assert whole.hours == DAYTIME
    assert whole.low <= truth <= whole.high
    assert whole.high / whole.low < 1.1
    assert scaled(THERE / truth, scales)[0, 2 * OPENS : 36] == pytest.approx(PEOPLE, rel=0.05)


def test_calls_at_once_given_up_never_reached_the_queue() -> None:
    opened = pd.Timestamp("2025-01-06 09:00:00")
    rows = [("answered", 0.0, 8), ("hung_up", 0.0, None), ("hung_up", 30.0, None), ("answered", 20.0, 28)]
    contacts = pd.DataFrame(
        {
            "opened": opened,
            "first_response": [pd.NaT if lag is None else opened + pd.Timedelta(seconds=lag) for *_, lag in rows],
            "wait_s": [wait for _, wait, _ in rows],
            "channel": "phone",
            "outcome": [outcome for outcome, *_ in rows],
            "kind": None,
        }
    )
    calls = entered_calls(contacts)
    assert sorted(calls.wait) == [0.0, 20.0, 30.0]
    assert set(calls.at - opened.timestamp()) == {8.0}


def test_people_by_work_predict_how_many_calls_queue_and_whoever_took_a_call_does_not() -> None:
    calls, service = calls_of()
    frames = tables_of(calls, service)
    tables = {
        name: table(name, [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")])
        for name, frame in frames.items()
    }
    people = fit_people(tables, "desk", (1.0, 0.0), (), LINE)
    assert people.table is not None
    middle = slice(2 * OPENS + 1, 2 * CLOSES - 1)
    assert people.table[:, middle].mean() == pytest.approx(PEOPLE, rel=0.06)
    distinct = distinct_people(frames["work"], FIRST, date(2025, 2, 2))
    assert distinct[:, middle].mean() > 2 * PEOPLE
    later, _ = calls_of(seed=4)
    queued = [_queued(later, rows) for rows in (people.table, distinct)]
    assert queued[0] == pytest.approx(later.queued.mean(), abs=0.04)
    assert queued[1] < later.queued.mean() - 0.12


def _queued(calls: EnteredCalls, people: np.ndarray) -> float:
    rng = np.random.default_rng(9)
    levels = whole_people(people, START, DAYS, 0.5)
    outcome = hold(calls.at, _work(len(calls.at), rng), rng.exponential(300, len(calls.at)), START * DAY, levels)
    return float((outcome.wait > 5).mean())
