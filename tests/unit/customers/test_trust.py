"""Trust, by hand: kept T + .01 (1 - T), broken T - .05 min(-v, 2) T."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.customers.trust import recovered, trust_after

GAIN, LOSS, MOST = 0.01, 0.05, 2.0


@pytest.mark.parametrize(
    ("trust", "value", "after"),
    [
        (0.6, 0.0, 0.604),
        (0.6, 3.0, 0.604),
        (0.6, -1.0, 0.57),
        (0.6, -0.5, 0.585),
        (0.6, -2.0, 0.54),
        (0.6, -9.0, 0.54),
        (1.0, 0.0, 1.0),
        (0.0, -2.0, 0.0),
    ],
)
def test_one_response(trust: float, value: float, after: float) -> None:
    """Within the zone of tolerance counts as kept; no single response counts for more than -2."""
    assert trust_after(trust, value, GAIN, LOSS, MOST) == pytest.approx(after)


def test_bad_is_stronger_than_good() -> None:
    """From one half, a miss takes 5 times the gain of a kept promise."""
    up, down = trust_after(0.5, 0.0, GAIN, LOSS, MOST) - 0.5, 0.5 - trust_after(0.5, -1.0, GAIN, LOSS, MOST)
    assert down / up == pytest.approx(5)


@pytest.mark.parametrize("every", [2, 5, 20])
def test_steady_misses_lead_to_the_level_at_rest(every: int) -> None:
    """At a share q of misses: gain (1 - q) / (gain (1 - q) + loss q), over a cycle, within .01.

    The formula balances mean steps; the cycle's own swing is at most .05.
    """
    trust, levels = 0.3, []
    for number in range(400 * every):
        trust = trust_after(trust, -1.0 if number % every == 0 else 0.0, GAIN, LOSS, MOST)
        levels.append(trust)
    misses = 1 / every
    rest = GAIN * (1 - misses) / (GAIN * (1 - misses) + LOSS * misses)
    assert sum(levels[-every:]) / every == pytest.approx(rest, abs=0.01)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    trust=st.floats(0, 1),
    value=st.floats(-50, 50),
    gain=st.floats(0, 1),
    loss=st.floats(0, 1),
    most=st.floats(0.01, 20),
)
def test_trust_stays_between_none_and_all(trust: float, value: float, gain: float, loss: float, most: float) -> None:
    """For all values that a scenario may hold."""
    after = trust_after(trust, value, gain, loss, most)
    assert 0 <= after <= 1
    assert (after >= trust) if value >= 0 else (after <= trust)


def test_a_trait_finds_its_way_back() -> None:
    """From .3 towards .6 by a twentieth of the way: .315; it never passes its usual level."""
    assert recovered(0.3, 0.6, 0.05) == pytest.approx(0.315)
    assert recovered(0.6, 0.6, 0.05) == 0.6
    assert recovered(0.3, 0.6, 1.0) == pytest.approx(0.6)
