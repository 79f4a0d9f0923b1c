"""The provider discloses its misses first: forgiven by the bond of all three traits, paid for in credits."""

from __future__ import annotations

from typing import Any

import pytest

from sim.customers.grievance import bond, forgiven
from sim.metrics.identities import check_identities
from sim.records.run import Run
from tests.worlds import run_of

DISCLOSED = {"selling.discloses_first": True}
STILL = {
    "segments.large.breaking_point": 1000,
    "segments.medium.breaking_point": 1000,
    "assumptions.trust.trait_spread": 0,
    "assumptions.trust.respect_loss": 0,
    "assumptions.trust.alignment_loss": 0,
    "assumptions.trust.disclosure_alignment": 0,
    "assumptions.demand.failure_demand": 0,
    "assumptions.renewal.intercept": -20,
    "assumptions.billing.grievance_effect": 0,
    "assumptions.billing.non_performance_disputed": 0,
    "provider.teams.frontline.people": 1,
}
UNFELT = {"assumptions.grievance.recovered_compensated": 0}
"""Credits, of which those who are told claim more, make good nothing."""


def played(values: dict[str, Any]) -> Run:
    run = run_of(values)
    check_identities(run)
    return run


@pytest.mark.parametrize("trait", ["respect", "alignment", "dependence"])
def test_where_one_trait_is_missing_disclosing_changes_no_feeling(trait: str) -> None:
    """The bond is 0: not a digit of any grievance or state differs; only claimed credits do."""
    missing = {f"segments.{name}.{trait}": 0 for name in ("large", "medium")} | {"assumptions.trust.trait_spread": 0}
    missing |= {"assumptions.renewal.intercept": -20, "assumptions.billing.non_performance_disputed": 0}
    missing |= UNFELT
    disclosing, silent = played({**missing, **DISCLOSED}), played(missing)
    assert repr(disclosing.records.grievances) == repr(silent.records.grievances)
    assert repr(disclosing.records.months) == repr(silent.records.months)
    claimed = [sum(row.claimed for row in run.records.credits) for run in (disclosing, silent)]
    assert claimed[0] > claimed[1]


def test_a_late_response_is_forgiven_by_the_bond() -> None:
    """.45 for the word and its speed, times (.6 x .6 x .5)^(1/3) = .5646: grievance is .7459 of the other."""
    disclosing, silent = played({**STILL, **UNFELT, **DISCLOSED}), played({**STILL, **UNFELT})
    share = 1 - forgiven("early", False, (0.25, 0.2, 0, 0.65)) * bond(0.6, 0.6, 0.5)
    assert share == pytest.approx(0.7459, abs=1e-4)
    both = [run.records.grievances for run in (disclosing, silent)]  # trust decides disputes, which may differ
    rows = ([row for row in grievances if row.cause.startswith("late response")] for grievances in both)
    late = list(zip(*rows, strict=True))
    assert len(late) > 100
    for row, other in late:
        assert row.size == pytest.approx(share * other.size)


def test_trust_and_alignment_grow_where_all_three_link() -> None:
    values = STILL | {"assumptions.trust.disclosure_alignment": 0.2}
    disclosing, silent = played({**values, **DISCLOSED}), played(values)
    for row, other in zip(disclosing.records.months, silent.records.months, strict=True):
        assert row.trust >= other.trust
        assert row.alignment > other.alignment
    assert max(row.alignment for row in disclosing.records.months) < 0.6 + 0.2


def test_who_is_told_of_a_missed_month_claims_its_credit() -> None:
    """At most .95 of them, however calm; without disclosure half of the calm."""
    disclosing, silent = played({**STILL, **DISCLOSED}), played(STILL)
    shares = [
        sum(row.claimed for row in run.records.credits) / len(run.records.credits) for run in (disclosing, silent)
    ]
    assert shares[0] > 0.85
    assert shares[1] < 0.65
