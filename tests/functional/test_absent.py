"""Customers who are left out: who may be, and what is read off a run without them."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from tests.worlds import changed, run_of


@pytest.mark.parametrize(
    ("absent", "message"),
    [
        (["Ecma"], r"absent = Ecma: must be an account, or a member of a segment by name and number"),
        (["medium 007"], r"absent = medium 007: must be an account"),
        (["Acme", *(f"large {n:03d}" for n in (1, 2, 3)), *(f"medium {n:03d}" for n in range(1, 7))], "at least one"),
    ],
)
def test_who_is_not_there_cannot_be_left_out_nor_can_all(absent: list[str], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        changed({"absent": absent})


def test_of_an_account_left_out_nothing_is_earned() -> None:
    run = run_of({"absent": ["Acme", "large 002"]})
    check_identities(run)
    values = outcomes(run)
    assert {row.customer for row in run.records.customers}.isdisjoint({"Acme", "large 002"})
    assert len(run.records.customers) == 8
    assert values["margin.Acme"] == 0
    assert values["margin_of_others.Acme"] == values["contribution"]
