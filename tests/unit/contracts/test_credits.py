"""Service credits, by hand: below .95 5 %, below .90 10 %, below .80 25 % of the month's fee."""

from __future__ import annotations

import pytest

from sim.contracts.credits import credit_share, credited_attainment, month_attainment

LADDER = ((0.95, 0.05), (0.90, 0.10), (0.80, 0.25))


@pytest.mark.parametrize(("met", "responses", "attainment"), [(0, 0, 1.0), (0, 4, 0.0), (3, 4, 0.75), (4, 4, 1.0)])
def test_attainment_of_a_month(met: int, responses: int, attainment: float) -> None:
    """A month without a response has missed none."""
    assert month_attainment(met, responses) == attainment


@pytest.mark.parametrize(
    ("attainment", "share"),
    [(1.0, 0), (0.95, 0), (0.9499, 0.05), (0.90, 0.05), (0.8999, 0.10), (0.80, 0.10), (0.7999, 0.25), (0.0, 0.25)],
)
def test_the_largest_step_whose_floor_was_missed(attainment: float, share: float) -> None:
    """A floor that is just reached is not missed."""
    assert credit_share(attainment, LADDER, 1.0) == share
    assert credit_share(attainment, LADDER[::-1], 1.0) == share


def test_the_cap_and_the_empty_ladder() -> None:
    """25 % capped at 12 % is 12 %; without steps nothing is owed."""
    assert credit_share(0.5, LADDER, 0.12) == 0.12
    assert credit_share(0.5, LADDER, 0.0) == 0
    assert credit_share(0.5, (), 1.0) == 0


def test_better_service_never_owes_more() -> None:
    owed = [credit_share(step / 200, LADDER, 0.25) for step in range(201)]
    assert owed == sorted(owed, reverse=True)


@pytest.mark.parametrize(("measure", "attainment"), [("response", 0.75), ("resolution", 0.5), ("both", 0.5)])
def test_of_two_attainments_the_worse_counts(measure: str, attainment: float) -> None:
    assert credited_attainment(measure, (3, 4), (1, 2)) == attainment
    assert credited_attainment(measure, (0, 0), (0, 0)) == 1.0
