"""Time zones and public holidays by the codes that a document gives: IANA names, and countries with their regions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

__all__ = [
    "CUSTOMER",
    "HolidayCode",
    "Locality",
    "PublicHolidays",
    "TimeZone",
    "ZoneName",
    "public_holidays",
    "standard_offset",
]


class Locality(NamedTuple):
    """Zone and public holidays of a customer; None is those of the provider."""

    time_zone: str | None = None
    public_holidays: str | None = None


CUSTOMER = "customer"
"""In place of a zone or of a country: the one of the customer whose contact it is."""


def _near(name: str, names: Iterable[str]) -> str:
    """A suggestion for a name that does not exist."""
    near = get_close_matches(name, names, 1)
    return f"; did you mean {near[0]}?" if near else ""


def _zone(name: str) -> str:
    """A time zone of the IANA database."""
    if name not in _zones():
        raise ValueError(f"must be a time zone such as Europe/Berlin{_near(name, _zones())}")
    return name


def _code(code: str) -> str:
    """A country of the library of holidays, or a region of one."""
    country, _, region = code.partition("-")
    regions = _regions()
    if country not in regions:
        raise ValueError("must be a country such as US, or a region such as US-NY: two letters of ISO 3166")
    if ("-" in code) and region not in regions[country]:
        rule = f"must be one of {', '.join(regions[country])}" if regions[country] else "there are none"
        raise ValueError(f"region {region} of {country}: {rule}")
    return code


def _zone_or_customer(name: str) -> str:
    return name if name == CUSTOMER else _zone(name)


def _code_or_customer(code: str) -> str:
    return code if code == CUSTOMER else _code(code)


ZoneName = Annotated[str, AfterValidator(_zone)]
"""Name of a time zone in the IANA database."""

HolidayCode = Annotated[str, AfterValidator(_code)]
"""Code of a country with public holidays, or of a region of it: ``US``, ``US-NY``."""

TimeZone = Annotated[str, AfterValidator(_zone_or_customer)]
"""Name of a time zone, or ``customer``."""

PublicHolidays = Annotated[str, AfterValidator(_code_or_customer)]
"""Code of a country or of a region, or ``customer``."""


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Names of all time zones."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _regions() -> dict[str, tuple[str, ...]]:
    """Regions by country."""
    import holidays

    listed = holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(regions) for country, regions in listed.items()}


@lru_cache(maxsize=256)
def public_holidays(code: str, first_year: int, last_year: int) -> frozenset[date]:
    """List the public holidays of a country or a region.

    Parameters
    ----------
    code : str
        Such as ``US`` or ``US-NY``.
    first_year, last_year : int
        Both are listed.

    Returns
    -------
    frozenset of date
        Days on which a holiday is kept; where the law moves one that falls on a weekend, the working day as well.

    Notes
    -----
    Source: the library ``holidays``, category of public holidays.
    """
    import holidays

    country, _, region = code.partition("-")
    years = range(first_year, last_year + 1)
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=years))


@lru_cache(maxsize=256)
def standard_offset(zone: str, year: int) -> timedelta:
    """Find how far a zone's standard time, without daylight saving, is ahead of UTC.

    Parameters
    ----------
    zone : str
        IANA name.
    year : int
        In which it holds.

    Returns
    -------
    timedelta
        The smallest offset of the year; below 0 west of Greenwich.
    """
    days = (datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(365))
    return min(day.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for day in days)
