"""Universal time by the clock on the wall, and the zone in which a desk's day begins in the morning."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from sim.importing.dates import NO_TIME

__all__ = ["is_zone", "likely_zone", "local_seconds", "zone_between"]

PROPOSALS = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Helsinki", "Europe/Istanbul", "Asia/Dubai", "Asia/Kolkata",
    "Asia/Bangkok", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland", "America/Sao_Paulo",
    "America/Halifax", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
)  # fmt: skip
HOUR = 3600
LEAST_ROWS = 20
SAME_SECONDS = 120


def is_zone(name: str) -> bool:
    """Tell whether there is a time zone of this name.

    Parameters
    ----------
    name : str
        Such as ``Europe/Lisbon``.

    Returns
    -------
    bool
        By the database of time zones.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def local_seconds(times: NDArray[np.int64], zone: str) -> NDArray[np.int64]:
    """Instants by the clock on the wall.

    Parameters
    ----------
    times : array of int64
        Seconds since 1970 in universal time.
    zone : str
        Name of a time zone.

    Returns
    -------
    array of int64
        Seconds since 1970 by the clock of that zone.
    """
    present = times != NO_TIME
    info = ZoneInfo(zone)
    hours, places = np.unique(np.where(present, times, 0) // HOUR, return_inverse=True)
    offsets = []
    for hour in hours:
        at = dt.datetime.fromtimestamp(int(hour) * HOUR, dt.UTC).astimezone(info).utcoffset()
        offsets.append(0 if at is None else int(at.total_seconds()))
    return np.where(present, times + np.array(offsets, np.int64)[places], times)


def likely_zone(times: NDArray[np.int64]) -> tuple[str, float]:
    """Zone in which most contacts come in by day.

    Parameters
    ----------
    times : array of int64
        Seconds since 1970 in universal time.

    Returns
    -------
    zone : str
        Name of a time zone; UTC where the day has no night.
    share : float
        Of the contacts, those from 8 to 18 o'clock there.
    """
    present = times[times != NO_TIME]
    if len(present) > 20_000:
        present = present[:: len(present) // 20_000]
    shares = {}
    for zone in PROPOSALS:
        hours = local_seconds(present, zone) // HOUR % 24
        shares[zone] = float(((hours >= 8) & (hours < 18)).mean()) if len(hours) else 0.0
    best = max(PROPOSALS, key=lambda zone: (round(shares[zone], 2), -PROPOSALS.index(zone)))
    return (best, shares[best]) if shares[best] > 0.6 else ("UTC", shares["UTC"])


def zone_between(instants: NDArray[np.int64], times: NDArray[np.int64]) -> str:
    """Zone by whose clock local times are those of instants in a column beside them.

    Parameters
    ----------
    instants : array of int64
        Seconds since 1970 in universal time.
    times : array of int64
        Seconds since 1970 by some clock on the wall.

    Returns
    -------
    str
        Empty where most rows agree for no zone.
    """
    both = np.flatnonzero((instants != NO_TIME) & (times != NO_TIME))[:5000]
    if len(both) < LEAST_ROWS:
        return ""
    shares = {}
    for zone in PROPOSALS:
        gaps = np.abs(local_seconds(instants[both], zone) - times[both])
        shares[zone] = float((gaps <= SAME_SECONDS).mean())
    best = max(PROPOSALS, key=lambda zone: shares[zone])
    return best if shares[best] > 0.5 else ""
