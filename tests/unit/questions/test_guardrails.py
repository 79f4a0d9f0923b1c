"""Floors: how often they were kept, and what that says."""

from __future__ import annotations

import math

from sim.metrics.replication import Replication
from sim.questions.guardrails import Guardrails, guarded, verdict


def runs(margins: list[float], attainment: float = 0.95) -> list[Replication]:
    return [Replication({"margin_share": share, "response_attainment": attainment}) for share in margins]


def test_a_floor_kept_in_every_run_is_safe_and_one_missed_in_every_run_is_never() -> None:
    rows = guarded(runs([0.1] * 20, attainment=0.5), Guardrails())
    assert [(row.outcome, row.kept, row.runs, row.zone) for row in rows] == [
        ("margin_share", 20, 20, "safe"),
        ("response_attainment", 0, 20, "never"),
    ]
    assert verdict(rows) == "never"


def test_what_cannot_be_told_is_risky_and_an_undefined_outcome_keeps_nothing() -> None:
    margins = [0.1] * 15 + [-0.1] * 4 + [math.nan]
    row = guarded(runs(margins), Guardrails())[0]
    assert (row.kept, row.zone) == (15, "risky")
    assert row.chance.at_least < 0.2 < row.chance.at_most


def test_failed_runs_are_left_out() -> None:
    replications = [Replication({"margin_share": 0.2, "response_attainment": 0.99})] * 19 + [Replication(error="lost")]
    rows = guarded(replications, Guardrails())
    assert [(row.outcome, row.runs) for row in rows] == [("margin_share", 19), ("response_attainment", 19)]
