"""How an invoice is taken, by hand."""

from __future__ import annotations

import pytest

from sim.customers.paying import (
    DisputeOutcome,
    bully_lateness,
    claim_probability,
    claimed_in_time,
    dispute_probability,
    disputed_credit,
    surprise_grievance,
)


@pytest.mark.parametrize(
    ("state", "at_all", "by_surprise"),
    [
        ((0.01, (0.0, 1.2), 0.5, 0.7, 1.0, 1.0), 0.01, 0.0),
        ((0.01, (0.25, 1.2), 0.5, 0.7, 1.0, 1.0), 0.0725, 0.0625),
        ((0.01, (0.25, 1.2), 1.0, 0.7, 1.5, 2.0), 0.03, 0.0),
        ((0.01, (0.25, 1.2), 0.0, 0.2, 1.0, 1.0), 0.26, 0.25),
        ((0.01, (0.25, 1.2), 0.0, 0.2, 1.0, 4.5), 1.0, 1.0),
        ((0.01, (0.25, 1.2), 0.5, 1.0, 1.0, 0.0), 0.0, 0.0),
    ],
)
def test_the_chance_of_a_dispute(
    state: tuple[float, tuple[float, float], float, float, float, float], at_all: float, by_surprise: float
) -> None:
    """.25 (1 - clarity) (1.2 - T) for a surprise: .25 x .5 x .5 = .0625 at clarity .5, trust .7; .01 for the rest.

    Proneness multiplies both, grievance the rest; neither passes 1.
    """
    assert dispute_probability(*state) == pytest.approx((at_all, by_surprise))


def test_clarity_and_trust_calm_and_anger_does_not() -> None:
    by_clarity = [dispute_probability(0.01, (0.25, 1.2), step / 10, 0.5, 1.0, 1.0)[0] for step in range(11)]
    by_trust = [dispute_probability(0.01, (0.25, 1.2), 0.5, step / 10, 1.0, 1.0)[0] for step in range(11)]
    by_anger = [dispute_probability(0.01, (0.25, 1.2), 0.5, 0.5, 1 + step, 1.0)[0] for step in range(11)]
    assert by_clarity == sorted(by_clarity, reverse=True)
    assert by_trust == sorted(by_trust, reverse=True)
    assert by_anger == sorted(by_anger)
    assert by_clarity[0] > by_clarity[-1]
    assert by_anger[-1] > by_anger[0]


@pytest.mark.parametrize(
    ("share", "clarity", "size"),
    [(0.10, 0.0, 1.0), (0.05, 0.5, 0.25), (0.30, 0.0, 3.0), (2.0, 0.0, 3.0), (0.2, 1.0, 0.0)],
)
def test_the_grievance_of_a_surprise(share: float, clarity: float, size: float) -> None:
    """1 per 10 % of the month's fee, at most three such, less what was understood."""
    assert surprise_grievance(share, clarity, 1.0, 3.0) == pytest.approx(size)


@pytest.mark.parametrize(
    ("uniform", "outcome"),
    [
        (0.0, (DisputeOutcome.FULL, 1001)),
        (0.3499, (DisputeOutcome.FULL, 1001)),
        (0.35, (DisputeOutcome.PARTIAL, 500)),
        (0.5999, (DisputeOutcome.PARTIAL, 500)),
        (0.60, (DisputeOutcome.UPHELD, 0)),
        (0.9999, (DisputeOutcome.UPHELD, 0)),
    ],
)
def test_the_end_of_a_dispute(uniform: float, outcome: tuple[DisputeOutcome, int]) -> None:
    """.35 full, .25 partial, the rest upheld; half of 10.01 in whole cents is 5.00."""
    assert disputed_credit(1001, uniform, 0.35, 0.25, 0.5) == outcome


@pytest.mark.parametrize(("ratio", "probability"), [(0.0, 0.5), (1.0, 0.75), (2.0, 0.95), (0.4, 0.6)])
def test_the_angry_claim_their_credits(ratio: float, probability: float) -> None:
    """.5 (1 + .5 G/theta), at most .95."""
    assert claim_probability(0.5, 0.5, ratio, 0.95) == pytest.approx(probability)


@pytest.mark.parametrize(
    ("late_share", "unmanaged", "share", "factor"),
    [(0.26, 1.0, 0.9, 3.0), (0.26, 0.5, 0.58, 2.0), (0.26, 0.0, 0.26, 1.0), (0.95, 1.0, 0.95, 3.0)],
)
def test_a_bully_pays_later(late_share: float, unmanaged: float, share: float, factor: float) -> None:
    """Half managed: .26 + .5 x .64 = .58 of its invoices, 1 + .5 x 2 times as late; never less often than others."""
    assert bully_lateness(late_share, 0.9, 3.0, unmanaged) == pytest.approx((share, factor))


@pytest.mark.parametrize(("days", "share"), [(None, 1.0), (0, 0.0), (20, 0.632), (14, 0.503), (365, 1.0)])
def test_claims_that_come_in_time(days: int | None, share: float) -> None:
    """A mean of 20 days: within it 1 - 1/e = 63.2 % have claimed, within 14 days 1 - e^(-.7) = 50.3 %."""
    assert claimed_in_time(days, 20) == pytest.approx(share, abs=5e-4)
