"""Straws and what cushions them, by hand. Weights of goodwill: .35 J + .25 L + .20 M - .20 |A|, at most .7."""

from __future__ import annotations

import pytest

from sim.customers.grievance import (
    attended,
    bond,
    contact_multiple,
    decayed,
    goodwill,
    half_life_minutes,
    imposed,
    weighed,
)

WEIGHTS = (0.35, 0.25, 0.20, 0.20, 0.7)
DAY = 1440


@pytest.mark.parametrize(("respect", "days"), [(0.5, 120), (1.0, 60), (0.0, 180), (0.2, 156)])
def test_the_respected_forget_sooner(respect: float, days: float) -> None:
    """120 (1.5 - J) days."""
    assert half_life_minutes(120, 1.5, respect) == pytest.approx(days * DAY)


@pytest.mark.parametrize(("days", "left"), [(0, 8), (120, 4), (240, 2), (360, 1), (60, 8 / 2**0.5)])
def test_grievance_halves(days: float, left: float) -> None:
    assert decayed(8.0, days * DAY, 120 * DAY) == pytest.approx(left)


def test_fading_twice_is_fading_once() -> None:
    """Ten days and then twenty are thirty."""
    half_life = 100 * DAY
    assert decayed(decayed(5.0, 10 * DAY, half_life), 20 * DAY, half_life) == pytest.approx(
        decayed(5.0, 30 * DAY, half_life)
    )
    assert decayed(0.0, 10, half_life) == 0


@pytest.mark.parametrize(
    ("traits", "cushion"),
    [
        ((0.6, 0.6, 0.5, 0.0), 0.21 + 0.15 + 0.10),
        ((0.6, 0.6, 0.5, 1.0), 0.26),
        ((0.6, 0.6, 0.5, -1.0), 0.26),
        ((1.0, 1.0, 1.0, 0.0), 0.7),
        ((0.0, 0.0, 0.0, 0.0), 0.0),
        ((0.0, 0.0, 0.5, 1.0), 0.0),
    ],
)
def test_goodwill(traits: tuple[float, float, float, float], cushion: float) -> None:
    """Asymmetry costs goodwill whichever way it leans; there is never less than none, nor more than .7."""
    assert goodwill(*traits, WEIGHTS) == pytest.approx(cushion)


def test_an_ordinary_failure_is_cushioned() -> None:
    """A failure of size 2 under goodwill .46 weighs 2 x .54 = 1.08, however aligned."""
    assert weighed(2.0, 0.46, 0.0, 0.0, 0.5) == weighed(2.0, 0.46, 0.0, 1.0, 0.5) == pytest.approx(1.08)


def test_a_betrayal_is_not_cushioned_and_weighs_more_among_the_aligned() -> None:
    """2 whole, and 2 x 1.3 = 2.6 at alignment .6."""
    assert weighed(2.0, 0.46, 1.0, 0.0, 0.5) == 2
    assert weighed(2.0, 0.46, 1.0, 0.6, 0.5) == pytest.approx(2.6)


def test_half_a_betrayal() -> None:
    """2 x (1 - .23) x (1 + .5 x .6 x .5) = 2 x .77 x 1.15 = 1.771."""
    assert weighed(2.0, 0.46, 0.5, 0.6, 0.5) == pytest.approx(1.771)


def test_weight_grows_with_betrayal_and_falls_with_goodwill() -> None:
    by_betrayal = [weighed(1.0, 0.4, step / 10, 0.5, 0.5) for step in range(11)]
    by_goodwill = [weighed(1.0, step / 10, 0.5, 0.5, 0.5) for step in range(8)]
    assert by_betrayal == sorted(by_betrayal)
    assert by_goodwill == sorted(by_goodwill, reverse=True)
    assert min(by_goodwill) > 0


def test_all_three_must_link() -> None:
    """(.5 x .5 x .5)^(1/3) = .5; with one of them missing there is no bond at all."""
    assert bond(0.5, 0.5, 0.5) == pytest.approx(0.5)
    assert bond(1.0, 1.0, 0.0) == bond(0.0, 1.0, 1.0) == bond(1.0, 0.0, 1.0) == 0
    assert bond(0.8, 0.1, 0.1) == pytest.approx(0.2)


@pytest.mark.parametrize(("people", "left"), [(0, 1.0), (0.5, 0.875), (1, 0.75), (2, 0.5), (5, 0.5)])
def test_account_people_take_away_a_share_each_and_no_more_than_two(people: float, left: float) -> None:
    assert attended(people, 0.25, 2) == pytest.approx(left)


@pytest.mark.parametrize(("notice", "size"), [(0, 2.0), (1, 1.0), (6, 1.0)])
def test_a_remedy_announced_weighs_less(notice: int, size: float) -> None:
    assert imposed(2.0, notice, 0.5, 1) == pytest.approx(size)


@pytest.mark.parametrize(
    ("ratio", "captivity", "multiple"), [(0.0, 0.0, 1.0), (1.0, 0.0, 1.15), (3.0, 0.0, 1.45), (9.0, 0.5, 2.175)]
)
def test_contacts_rise_with_grievance_up_to_a_ratio(ratio: float, captivity: float, multiple: float) -> None:
    """(1 + .15 min(G/theta, 3)) (1 + captivity)."""
    assert contact_multiple(ratio, 3.0, 0.15, captivity) == pytest.approx(multiple)
