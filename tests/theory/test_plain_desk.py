"""The whole desk against a plain SimPy model of it, written apart: a process a contact, a resource a team.

Two tiers with odd numbers of people, shifts and a holiday; contacts of four severities that are solved, handed on, wait
for their customer, or come back; work that the end of a shift interrupts. Both get the same contacts, and the answer
and the end of each contact, the hours at work and the overtime must agree. The roster is worked out by its formula.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from math import floor, log, sqrt
from typing import Any

import numpy as np
import pytest
import simpy

from sim.model.draws import ContactDraw
from sim.records.run import Run
from sim.rng import Uniforms, word
from tests.traces.script import Call, play

MOST = 9
"""Seats of a team, of which those that nobody mans are taken by absentees."""
LIMIT = 25.0
SOLVED, HANDED_ON, CAME_BACK = (0.6, 1.0), 0.25, 0.2
DAY, YEAR = 1440, 365
HOLIDAY = 88
FRONTLINE_WEEK, SPECIALIST_WEEK = (range(5), 480, 1080), (range(7), 600, 960)
PEOPLE = {"frontline": (2.7, 0.2, *FRONTLINE_WEEK), "specialist": (1.9, 0.25, *SPECIALIST_WEEK)}
U = ContactDraw
Steps = Generator[simpy.Event, Any, None]


def levels(name: str) -> list[tuple[float, int]]:
    """Changes of people at the desk, by the formula of the account; day 0 is a Friday."""
    people, shrinkage, weekdays, opens, closes = PEOPLE[name]
    phase = Uniforms(1, 0).rows([word(name)], "roster", 0, 1)[0, 0]
    changes: list[tuple[float, int]] = []
    for day in range(YEAR):
        at_work = (day + 4) % 7 in weekdays and day != HOLIDAY
        for span, start in enumerate((opens, (opens + closes) / 2), 1):
            offset = (phase + day * (sqrt(5) - 1) / 2 + span * (sqrt(2) - 1)) % 1
            changes.append((day * DAY + start, floor(people * (1 - shrinkage) + offset) if at_work else 0))
        changes.append((day * DAY + closes, 0))
    return changes


class PlainTeam:
    """Seats as a priority resource; who is not there occupies one, before anybody else."""

    def __init__(self, env: simpy.Environment, name: str) -> None:
        self.env = env
        self.seats = simpy.PriorityResource(env, MOST)
        self.absent = [self.seats.request(priority=(-1, 0)) for _ in range(MOST)]
        self.working: dict[simpy.Process, float] = {}
        self.back = env.event()
        self.counts: list[tuple[float, int, int]] = []
        env.process(self.roster(levels(name)))

    def roster(self, changes: list[tuple[float, int]]) -> Steps:
        for at, level in changes:
            yield self.env.timeout(at - self.env.now)
            if level > MOST - len(self.absent):
                self.back.succeed()
                self.back = self.env.event()
                yield self.env.timeout(1e-7)
            for process in sorted(self.working, key=lambda one: self.working[one])[: len(self.working) - level]:
                if len(self.working) > level and self.working[process] - at > LIMIT:
                    process.interrupt()
            while len(self.absent) < MOST - level:
                self.absent.append(self.seats.request(priority=(-1, 0)))
            while len(self.absent) > MOST - level:
                request = next((one for one in self.absent if not one.triggered), self.absent[-1])
                self.absent.remove(request)
                request.cancel()
                self.seats.release(request)
            self.counts.append((at, level, 0))

    def touch(self, key: tuple[int, float], minutes: float, starts: list[float]) -> Steps:
        env, process = self.env, self.env.active_process
        while minutes > 0:
            with self.seats.request(priority=key) as seat:
                yield seat
                starts.append(env.now)
                self.working[process] = env.now + minutes
                self.counts.append((env.now, -1, 1))
                try:
                    yield env.timeout(minutes)
                    minutes = 0.0
                except simpy.Interrupt:
                    minutes -= env.now - starts[-1]
                del self.working[process]
                self.counts.append((env.now, -1, -1))
            if minutes > 0:
                yield self.back | env.timeout(DAY)

    def hours(self) -> tuple[float, float]:
        """Minutes at work, and minutes beyond the people who are there, from the changes of both numbers."""
        worked = overtime = last = 0.0
        level = busy = 0
        for at, there, change in sorted([*self.counts, (YEAR * DAY, -1, 0)], key=lambda row: row[0]):
            worked += busy * (at - last)
            overtime += max(busy - level, 0) * (at - last)
            busy, level, last = busy + change, level if there < 0 else there, at
        return worked, overtime


@dataclass
class Course:
    """The answer and the end of a contact."""

    answered: float = -1.0
    ended: float = -1.0


def course(env: simpy.Environment, teams: list[PlainTeam], call: Call, result: Course) -> Steps:
    """A contact from its opening to its end."""
    yield env.timeout(call.minute)
    u, tier, again, final, came_back, starts = call.random_numbers, 0, False, False, False, list[float]()
    while True:
        yield from teams[tier].touch((call.severity, call.minute), call.touches[3 if again else tier], starts)
        result.answered = starts[0]
        chance = u[U.SOLVED_AGAIN if again else U.SOLVED_1 if tier == 0 else U.SOLVED_2]
        if final or chance < SOLVED[tier]:
            if came_back or u[U.REPEATED] >= CAME_BACK:
                break
            tier, again, final, came_back = 0, True, False, True
            yield env.timeout(-48 * 60 * log(u[U.REPEAT_DELAY]))
        elif chance < SOLVED[0] + HANDED_ON:
            tier, again = 1, False
        else:
            again = final = True
            yield env.timeout(-24 * 60 * log(u[U.CUSTOMER_DELAY]))
    result.ended = env.now


def calls(seed: int, number: int) -> list[Call]:
    """Contacts of a year, at any hour; working times lognormal, a few of them longer than a day's work."""
    draw = np.random.default_rng(seed)
    minutes = np.sort(draw.choice(YEAR * DAY * 64, number, replace=False) / 64)
    work = np.ceil(np.exp(draw.normal([3.0, 4.6, 4.6, 3.0], 1.1, (number, 4))) * 64) / 64
    columns = (U.SOLVED_1, U.SOLVED_2, U.SOLVED_AGAIN, U.REPEATED, U.REPEAT_DELAY, U.CUSTOMER_DELAY)
    return [
        Call(float(at), int(severity), tuple(row), random_numbers=dict(zip(columns, u.tolist(), strict=True)))
        for at, severity, row, u in zip(
            minutes, draw.integers(1, 5, number), work.tolist(), draw.random((number, len(columns))), strict=True
        )
    ]


def ours(script: list[Call]) -> Run:
    """The same contacts on the desk of the model."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    world: dict[str, Any] = {
        "provider.holidays": ["2027-03-30"],
        "segments.large.breaking_point": 1000,
        "assumptions.contact.repeat_probability": CAME_BACK,
        "provider.teams.frontline.escalated_share": 0,
    }
    for (name, (people, shrinkage, weekdays, opens, closes)), solved in zip(PEOPLE.items(), SOLVED, strict=True):
        shifts = [{"days": [days[n] for n in weekdays], "from_hour": opens / 60, "to_hour": closes / 60}]
        values = {"people": people, "shrinkage_share": shrinkage, "solved_share": solved, "shifts": shifts}
        world |= {f"provider.teams.{name}.{field}": value for field, value in values.items()}
        world[f"provider.teams.{name}.overtime_limit_minutes"] = LIMIT
    return play(script, world | {"provider.teams.frontline.escalated_share": HANDED_ON})


@pytest.mark.parametrize(("seed", "number"), [(1, 1200), (2, 2200), (3, 3000)])
def test_the_desk_is_that_of_a_plain_model(seed: int, number: int) -> None:
    """From light load to more than can be done; nobody is answered, or done with, at another moment."""
    script, env = calls(seed, number), simpy.Environment()
    teams = [PlainTeam(env, name) for name in PEOPLE]
    results = [Course() for _ in script]
    for call, result in zip(script, results, strict=True):
        env.process(course(env, teams, call, result))
    env.run(YEAR * DAY)
    run = ours(script)
    rows = sorted(run.records.contacts, key=lambda row: row.opened)
    answered, ended = ([getattr(one, what) for one in results] for what in ("answered", "ended"))
    assert np.nan_to_num([row.answered for row in rows], nan=-1.0) == pytest.approx(answered, abs=1e-3)
    assert np.nan_to_num([row.ended for row in rows], nan=-1.0) == pytest.approx(ended, abs=1e-3)
    assert sum(row.resumed for row in run.records.touches) > 50
    for name, team in zip(PEOPLE, teams, strict=True):
        ledgers = [row for row in run.records.teams if row.team == name]
        overtime = sum(row.overtime_minutes for row in ledgers)
        worked = sum(row.available_minutes - row.idle_minutes for row in ledgers) + overtime
        assert team.hours() == pytest.approx((worked, overtime), abs=0.1)
        assert overtime > 0
