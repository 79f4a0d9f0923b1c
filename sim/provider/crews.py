"""Crews: the people of a team who take contacts of the same severities, at the desk or on call."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["GENERAL", "Crew", "StandBy"]

SEVERITIES = range(1, 5)


class StandBy(NamedTuple):
    """Terms of people on call: at home, paid to be ready, and called out where a contact waits."""

    response_minutes: float
    """From the call to the work."""
    least_minutes: float
    """Least that is paid for a call-out."""
    standby_cents_per_minute: float
    """Pay of a person on standby, called out or not."""
    call_out_cents_per_minute: float
    """Pay of a person who is called out, beside the standby."""


class Crew(NamedTuple):
    """People of a team who take contacts of the same severities."""

    severities: frozenset[int]
    """1 to 4."""
    stand_by: StandBy | None = None
    """None for people at the desk."""


GENERAL = Crew(frozenset(SEVERITIES))
"""People at the desk who take every contact."""
