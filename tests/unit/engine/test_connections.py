"""Parts are connected when a run is put together: what is missing is an error before anything happens."""

from __future__ import annotations

import pytest
import simpy

from sim.engine import plain_queue
from sim.engine.desk import Desk
from sim.engine.simpy_clock import SimpyClock
from sim.engine.world import World
from sim.model.calendar import Calendar
from sim.provider.roster import RosterStep
from sim.records.recorder import Records
from sim.rng import Uniforms
from tests.worlds import SMALL


def test_jobs_are_sent_only_to_teams_at_the_desk() -> None:
    desk = Desk(simpy.Environment(), Records())
    desk.add_team("frontline", plain_queue._PlainHandler(), [RosterStep(0.0, 1.0, 1)])  # noqa: SLF001
    desk.check_teams(["frontline"])
    with pytest.raises(ValueError, match="billing, specialist"):
        desk.check_teams(["specialist", "frontline", "billing"])


def test_a_missing_roster_is_an_error_before_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything else that a part needs is an argument that it cannot be made without."""
    monkeypatch.setattr("sim.engine.world.team_rosters", lambda versions, calendar, random_numbers: {"frontline": []})
    records = Records()
    with pytest.raises(KeyError, match="specialist"):
        SimpyClock(World(SMALL, Calendar(SMALL), Uniforms(1, 0), records))
    assert not records.touches
