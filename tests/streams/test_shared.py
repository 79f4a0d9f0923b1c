"""Replications of one process share hours, rosters and the like, and nothing that one of them changes."""

from __future__ import annotations

import os

import pytest

from sim.running.executors import PoolExecutor
from sim.scenario.document import Scenario
from tests.streams.tasks import fingerprinted
from tests.worlds import changed

LOCAL: dict[str, object] = {
    "provider.time_zone": "Europe/Berlin",
    "provider.public_holidays": "DE",
    "provider.teams.specialist.shifts": [{"days": ["mon", "tue", "wed"], "from_hour": 20, "to_hour": 6}],
    "plans.gold.coverage": {"days": ["mon", "tue", "wed", "thu", "fri"], "from_hour": 22, "to_hour": 6},
    "plans.silver.coverage": {"days": ["mon", "tue", "wed", "thu", "fri"], "time_zone": "customer"},
    "accounts.Acme.time_zone": "America/New_York",
    "segments.medium.lateness_spread": 0.2,
}
ACTED: dict[str, object] = {
    "timeline": [
        {"month": 4, "title": "Longer hours", "set": {"plans.silver.coverage.to_hour": 20}},
        {"month": 6, "title": "More people", "set": {"provider.teams.frontline.people": 2.5}},
    ],
    "remedies": [
        {"title": "Limit", "when": {"contacts_per_month_above": 5}, "then": {"most_contacts_per_day": 1}},
    ],
}
SEED = 11


def digest(scenario: Scenario, replication: int = 0) -> tuple[int, str]:
    """Process, and digest of every digit that was recorded."""
    pid, records = (fingerprinted(scenario, SEED, replication).error or "").split()
    return int(pid), records


def digest_of_a_new_process(scenario: Scenario) -> tuple[int, str]:
    with PoolExecutor(1) as pool:
        return pool.submit(digest, scenario).result()


@pytest.mark.parametrize("common", [{}, LOCAL], ids=["one place", "several places"])
def test_what_was_simulated_before_changes_nothing(common: dict[str, object]) -> None:
    first, second = changed(common), changed({**common, **ACTED})
    here = []
    for scenario in (first, second, first, second):
        here.append(digest(scenario))
        digest(scenario, 1)
    alone = [digest_of_a_new_process(scenario) for scenario in (first, second)]
    assert {pid for pid, _ in here} == {os.getpid()}
    assert len({pid for pid, _ in (here[0], *alone)}) == 3
    assert [records for _, records in here] == [records for _, records in alone] * 2
    assert here[0] != here[1]
