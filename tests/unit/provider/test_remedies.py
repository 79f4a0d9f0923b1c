"""Who is a costly customer, and what a touch costs."""

from __future__ import annotations

from math import inf

import pytest

from sim.provider.remedies import costly
from sim.provider.work import touch_cost


@pytest.mark.parametrize(
    ("contacts", "share", "most_contacts", "most_share", "is_costly"),
    [
        (11, 0.2, 10, None, True),
        (10, 0.2, 10, None, False),
        (11, 0.2, None, 0.5, False),
        (1, 0.6, None, 0.5, True),
        (1, 0.6, 10, 0.5, True),
        (11, 0.2, 10, 0.5, True),
        (1, 0.5, 10, 0.5, False),
        (1, inf, None, 1000, True),
    ],
)
def test_above_either_limit(
    contacts: float, share: float, most_contacts: float | None, most_share: float | None, is_costly: bool
) -> None:
    assert costly(contacts, share, most_contacts, most_share) is is_costly


def test_a_touch_by_the_hour_bears_its_shrinkage() -> None:
    """60 an hour and a fifth of the time away: 1.25 a minute."""
    assert touch_cost(1.0, 0.2, None) == (1.25, 0.0)


def test_a_touch_by_the_contact_costs_its_price_however_long() -> None:
    assert touch_cost(1.0, 0.2, 9.5) == (0.0, 9.5)
