"""Rules of the desk, by hand."""

from __future__ import annotations

import pytest

from sim.provider.work import Corners, chases, corners, queue_key

AT_FULL = Corners(0.9, 0.05, 1.5)
WHOLE_DESK = Corners(1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("occupancy", "gain", "cut"),
    [
        (0.95, 1.0, (0.9, 0.05, 1.5)),
        (0.95, 0.5, (0.95, 0.025, 1.25)),
        (0.95, 2.0, (0.8, 0.10, 2.0)),
        (0.95, 3.0, (0.7, 0.15, 2.5)),
        (0.95, 0.0, WHOLE_DESK),
        (0.90, 1.0, WHOLE_DESK),
        (0.10, 3.0, WHOLE_DESK),
    ],
)
def test_corners_are_cut_above_the_threshold(occupancy: float, gain: float, cut: tuple[float, float, float]) -> None:
    """Touches x .9, solutions - .05, disrespect x 1.5, in proportion to the gain; at .9 itself nothing yet."""
    assert corners(occupancy, 0.9, gain, AT_FULL, 0.1) == pytest.approx(cut)


def test_no_touch_is_cut_to_nothing() -> None:
    """Half of a touch cut at gain 3 would be less than nothing; a tenth is left."""
    assert corners(1.0, 0.9, 3.0, Corners(0.5, 0.05, 1.5), 0.1).touch_factor == 0.1


def test_class_then_severity_then_age() -> None:
    """A class-1 question goes before a class-2 standstill; within a class severity, then age, decide."""
    waiting = {
        "young standstill, class 2": queue_key(2, 1, 500_000.0),
        "old question, class 2": queue_key(2, 4, -20_000.0),
        "question, class 1": queue_key(1, 4, 2_600_000.0),
        "old standstill, class 2": queue_key(2, 1, 400_000.0),
        "oldest of all, class 5": queue_key(5, 1, -100_000.0),
    }
    assert sorted(waiting, key=lambda name: waiting[name]) == [
        "question, class 1",
        "old standstill, class 2",
        "young standstill, class 2",
        "old question, class 2",
        "oldest of all, class 5",
    ]


def test_age_decides_to_the_grid_of_time() -> None:
    """A millionth of a minute, at the end of five years, in the last class."""
    late = 5 * 366 * 1440.0
    assert queue_key(5, 4, late) < queue_key(5, 4, late + 2**-20)


@pytest.mark.parametrize(("waited", "count"), [(0, 0), (60, 0), (60.1, 1), (300, 2), (540, 3), (9e9, 3)])
def test_chases(waited: float, count: int) -> None:
    """An hour expected, chased every four: at once when the hour has passed, then at 300 and 540 minutes."""
    assert chases(waited, 60.0, 240.0, most=3) == count
