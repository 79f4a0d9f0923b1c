"""A run is described in one line, and carries the rosters it was simulated with."""

from __future__ import annotations

import pytest

from tests.worlds import run_of


def test_a_run_is_described_in_one_short_line() -> None:
    run = run_of()
    text = repr(run)
    assert "\n" not in text
    assert len(text) < 150
    assert run.scenario.title in text
    assert f"seed {run.seed}, replication {run.replication}" in text
    assert f"{len(run.records.contacts):,} contacts" in text


def test_a_run_carries_a_roster_of_every_team() -> None:
    run = run_of()
    assert set(run.rosters) == set(run.scenario.provider.teams)
    assert max(step.level for step in run.people("frontline")) == 2
    with pytest.raises(KeyError):
        run.people("nobody")
