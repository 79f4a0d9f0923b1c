"""Runs in which contacts come when a trace says, so that all that follows can be worked out by hand.

The small scenario with everything that is drawn switched off; one customer, Acme, on the gold plan at 1,000.00 a month;
one person 8 to 18 h on working days at 60.00 an hour; a touch takes exactly 20 minutes. Friday 2027-01-01 is day 0,
Monday 4 January day 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

from sim.engine.run import CLOCK
from sim.engine.simpy_clock import SimpyClock
from sim.engine.world import World
from sim.metrics.identities import check_identities
from sim.model.calendar import Calendar
from sim.model.customer import Customer
from sim.model.demand import ContactColumns, Demand
from sim.model.draws import ContactDraw
from sim.records.recorder import Records
from sim.records.run import Run
from sim.rng import UNIFORMS_PER_BLOCK, Uniforms
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.units import MINUTES_PER_DAY
from tests.clocks import are_known, differences, kernels_are_there
from tests.worlds import STILL, changed

__all__ = ["MONDAY", "Call", "at", "play"]

MONDAY = 3
LONE: Mapping[str, object] = {
    "provider.holidays": [],
    "provider.teams.frontline.people": 1,
    "provider.teams.frontline.cost_per_hour": 60,
    "provider.teams.frontline.touch_minutes": 20,
    "provider.teams.specialist.people": 0,
    "provider.teams.billing.people": 0,
    "plans.gold.fee_per_month": 1000,
    "plans.gold.todays_fee_per_month": None,
    "assumptions.renewal.bargaining": 0,
    "plans.gold.uplift_per_year": 0,
    "plans.gold.service_credits": [],
    "segments": {
        "large": {
            "customers": 0,
            "plan": "gold",
            "phone_share": 0,
            "chasing_share": 0,
            "late_payment_share": 0,
            "breaking_point_sigma": 0,
            "breaking_point": 100,
        }
    },
    "accounts": {"Acme": {"segment": "large", "contacts_per_year": 10}},
    "assumptions.billing.capital_cost_per_year": 0,
    "warmup_days": 0,
}


@dataclass(frozen=True)
class Call:
    """A contact that the trace makes: when, how severe, how long each touch takes, and its random numbers."""

    minute: float
    severity: int = 3
    touches: tuple[float, float, float, float] = (20.0, 90.0, 90.0, 20.0)
    phone: bool = False
    patience: float = 5.0
    second_patience: float = 5.0
    random_numbers: Mapping[ContactDraw, float] = field(default_factory=dict)
    """Those that differ from .999, which lets nothing happen that need not."""


def at(day: int, hour: float) -> float:
    """Minutes since the start at an hour of a day."""
    return day * MINUTES_PER_DAY + hour * 60


class Script(Demand):
    """Demand as written down: these contacts, and no others."""

    def __init__(self, scenario: Scenario, calendar: Calendar, calls: Sequence[Call]) -> None:
        super().__init__(scenario, calendar, Uniforms(1, 0))
        self._calls = sorted(calls, key=lambda call: call.minute)

    def columns(self, customers: Sequence[Customer], first: int, last: int) -> ContactColumns:
        """Those of some days."""
        days = [int(call.minute // MINUTES_PER_DAY) for call in self._calls]
        numbers = [number for number, day in enumerate(days) if first <= day < last and customers]
        calls = [self._calls[number] for number in numbers]
        u = np.full((len(calls), UNIFORMS_PER_BLOCK * ContactDraw.blocks()), 0.999)
        for uniforms, call in zip(u, calls, strict=True):
            for column, value in call.random_numbers.items():
                uniforms[column] = value
        return ContactColumns(
            who=np.zeros(len(calls), np.int64),
            day=np.array([days[number] for number in numbers], np.int64),
            number=np.array(numbers, np.int64),
            threshold=np.zeros(len(calls)),
            opened=np.array([call.minute for call in calls], np.float64),
            severity=np.array([call.severity for call in calls], np.int64),
            by_phone=np.array([call.phone for call in calls], np.bool_),
            patience=np.array([call.patience for call in calls], np.float64),
            second_patience=np.array([call.second_patience for call in calls], np.float64),
            touches=np.array([[*call.touches, *call.touches[1:3]] for call in calls], np.float64).reshape(-1, 6),
            u=u,
        )


def play(calls: Sequence[Call], overrides: Mapping[str, object] | None = None) -> Run:
    """The run that follows from these contacts, whichever clock runs; its identities hold."""
    scenario = with_overrides(changed(STILL), {**LONE, **(overrides or {})})
    run = _played(scenario, calls, SimpyClock)
    check_identities(run)
    if are_known(scenario) and kernels_are_there():
        assert not differences(run, _played(scenario, calls, import_module(CLOCK).CompiledClock))
    return run


def _played(scenario: Scenario, calls: Sequence[Call], clock: Callable[[World], Any]) -> Run:
    """The run by one of the clocks."""
    calendar, records = Calendar(scenario), Records()
    world = World(scenario, calendar, Uniforms(1, 0), records, Script(scenario, calendar, calls))
    clock(world).run()
    return Run(scenario, 1, 0, records, calendar.month_starts, world.rosters)
