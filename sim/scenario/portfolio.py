"""The customers: segments, of which a number is drawn."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from sim.scenario.calendars import HourShares, WeekdayShares
from sim.scenario.quantity import ADDED, FIXED, OWN, PRIOR, Document, Share, WholeSeverityShares, quantity
from sim.scenario.zones import HolidayCode, Locality, ZoneName

__all__ = ["COUNTED", "MOST_CUSTOMERS", "Segment", "ValueDrivers", "is_taken", "member_name", "member_names"]

MOST_CUSTOMERS = 20_000
JOINED = re.compile(r"m[0-9]{2}(\.[0-9]+)?")
"""End of the name of a customer who joins in a month: a prospect by number, or one who was referred."""
COUNTED = "whether contacts_per_year was counted on an unlimited plan; null is as on the plan that stands here"


class ValueDrivers(Document):
    """Reasons for which customers buy support, as weights that add up to 1."""

    revenue: Share
    cost: Share
    risk: Share
    emotion: Share

    def as_tuple(self) -> tuple[float, float, float, float]:
        """List the weights by revenue, cost, risk and emotion."""
        return (self.revenue, self.cost, self.risk, self.emotion)


def _whole(drivers: ValueDrivers) -> ValueDrivers:
    total = sum(drivers.as_tuple())
    if abs(total - 1) > 1e-6:
        raise ValueError(f"weights must add up to 1, not {total:g}")
    return drivers


class Segment(Document):
    """A kind of customer; the traits of each member are drawn around these means."""

    customers: int = quantity(
        ...,
        "customers",
        "A",
        "example portfolio",
        about="customers at the start",
        low=0,
        high=MOST_CUSTOMERS,
        fixed=True,
    )
    plan: str = Field(description="name of their plan")
    machines: bool = Field(
        False,
        description="whether they are machines that send notices: people work on these and nobody feels how; they make "
        "no calls, use no self-service, chase nothing, dispute nothing, and stay",
        json_schema_extra={**ADDED, **FIXED},
    )
    contacts_per_year: float = quantity(
        24.0,
        "contacts / year",
        "A",
        PRIOR,
        about="mean contacts of a customer as they come on its plan, sprees apart",
        low=0,
        high=100_000,
    )
    counted_unlimited: bool | None = Field(None, description=COUNTED, json_schema_extra={**ADDED, **FIXED})
    severity_shares: WholeSeverityShares | None = quantity(
        None,
        "share of contacts",
        "A",
        OWN,
        about="contacts by severity; null is as of all customers",
        added=True,
    )
    contacts_shape: float = quantity(
        0.8,
        "Gamma shape",
        "M",
        "callers of a bank and of an IT desk; range 0.3 to 2",
        about="evenness of contacts over customers; low is a heavy tail",
        above=0,
        high=50,
    )
    phone_share: float = quantity(
        0.5, "share", "A", PRIOR, about="contacts by telephone, the rest through the portal", low=0, high=1
    )
    patience_minutes: float | None = quantity(
        None,
        "minutes",
        "A",
        OWN,
        about="mean patience of its callers on hold; null is as of all customers",
        above=0,
        high=10_000,
        added=True,
    )
    self_service_share: float = quantity(
        0.20,
        "share",
        "A",
        "prior, range .10 to .35",
        about="eligible contacts solved without a person",
        role="lever",
        low=0,
        high=1,
    )
    spree_probability_per_day: float = quantity(
        0.0,
        "probability / working day",
        "A",
        PRIOR,
        about="days on which dozens of contacts come",
        low=0,
        high=1,
    )
    spree_contacts: float = quantity(
        35.0,
        "contacts",
        "F",
        "Pollock: up to 35 calls in a single day",
        about="mean contacts of such a day",
        low=0,
        high=500,
    )
    chasing_share: float = quantity(0.3, "share", "A", PRIOR, about="late contacts that are chased", low=0, high=1)
    respect: float = quantity(0.6, "0 to 1", "A", PRIOR, about="mutual respect J, mean", low=0, high=1)
    alignment: float = quantity(0.6, "0 to 1", "A", PRIOR, about="mutual alignment L, mean", low=0, high=1)
    dependence: float = quantity(0.5, "0 to 1", "A", PRIOR, about="mutual dependence M, mean", low=0, high=1)
    asymmetry: float = quantity(
        0.0,
        "-1 to 1",
        "A",
        PRIOR,
        about="balance of power; + is a stronger supplier",
        low=-1,
        high=1,
    )
    breaking_point: float = quantity(
        8.0,
        "grievance",
        "A",
        PRIOR,
        about="grievance at which the median customer goes POP",
        above=0,
        high=1000,
    )
    breaking_point_sigma: float = quantity(
        0.5, "sigma of ln", "A", PRIOR, about="spread of breaking points", low=0, high=2
    )
    late_payment_share: float = quantity(
        0.26,
        "share",
        "M",
        "IBM accounts receivable sample, undisputed invoices",
        about="undisputed invoices paid late",
        low=0,
        high=1,
    )
    lateness_spread: float = quantity(
        0.0,
        "correlation",
        "A",
        "none, unless the reader says so",
        about="how much customers differ in that share: correlation of two invoices of one of them; 0 is all alike",
        low=0,
        high=0.95,
        added=True,
    )
    days_late: float | None = quantity(
        None,
        "days",
        "A",
        OWN,
        about="mean lateness of their undisputed invoices, the others in proportion; null is as of all customers",
        above=0,
        high=500,
        fixed=True,
        added=True,
    )
    bully_share: float = quantity(
        0.0, "share", "A", PRIOR, about="customers that pay late by habit and dispute to delay", low=0, high=1
    )
    seats: int = quantity(
        0,
        "seats",
        "A",
        OWN,
        about="seats, or devices, at the start or when it joins; charged where the plan charges by seat",
        low=0,
        high=1_000_000,
        added=True,
    )
    seat_growth_per_year: float = quantity(
        0.0, "share / year", "A", PRIOR, about="growth of its seats", low=-0.9, high=10, added=True
    )
    spend_per_month: float = quantity(
        0.0,
        "money / month",
        "A",
        OWN,
        about="what it spends elsewhere at the start or when it joins; charged where the plan takes a share of it",
        low=0,
        high=1_000_000_000,
        added=True,
    )
    spend_growth_per_year: float = quantity(
        0.0, "share / year", "A", PRIOR, about="growth of its spend", low=-0.9, high=10, added=True
    )
    visit_share: float = quantity(
        0.0, "share", "A", PRIOR, about="contacts that need a visit on site", low=0, high=1, added=True
    )
    value_drivers: Annotated[ValueDrivers, AfterValidator(_whole)] = quantity(
        ValueDrivers(revenue=0.25, cost=0.25, risk=0.25, emotion=0.25),
        "weight",
        "A",
        "prior; drivers by essay 004",
        about="reasons to buy; a grievance weighs by its driver",
    )
    community: str = Field("", max_length=60, description="community whose members talk to each other; empty is none")
    influence: float = quantity(
        1.0, "multiple", "A", PRIOR, about="reach and weight of their POP among others", low=0, high=100
    )
    time_zone: ZoneName | None = Field(
        None,
        description="time zone in which they get in touch, such as Asia/Tokyo; null is the provider's",
        json_schema_extra={**ADDED, **FIXED},
    )
    public_holidays: HolidayCode | None = Field(
        None,
        description="country or region whose public holidays they keep, such as DE or US-NY; null is as the provider",
        json_schema_extra={**ADDED, **FIXED},
    )
    hour_shares: HourShares | None = quantity(
        None,
        "relative weight",
        "A",
        PRIOR,
        about="contacts by hour of their day, midnight first; null is as of all customers",
        added=True,
    )
    weekend_hour_shares: HourShares | None = quantity(
        None,
        "relative weight",
        "A",
        OWN,
        about="the same on Saturdays and Sundays; null is as hour_shares, or as of all customers where that is null",
        added=True,
    )
    weekday_shares: WeekdayShares | None = quantity(
        None,
        "relative weight",
        "A",
        OWN,
        about="contacts by weekday, Monday first; null is as of all customers",
        added=True,
    )

    @property
    def locality(self) -> Locality:
        """Their zone and holidays."""
        return Locality(self.time_zone, self.public_holidays)


def is_taken(name: str, segments: Mapping[str, Segment], kinds: Collection[str]) -> bool:
    """Whether an account's name is that of a member of a segment, or of a customer who may join later.

    Parameters
    ----------
    name : str
        Of the account.
    segments : mapping of str to Segment
        Of the document.
    kinds : collection of str
        Kinds of prospects of the market.

    Returns
    -------
    bool
        True for ``large 001`` where large has a member, ``small m03.1`` and ``Acme / m03``.
    """
    before, _, number = name.rpartition(" ")
    if JOINED.fullmatch(number):
        return before in kinds or before.endswith(" /")
    segment = segments.get(before)
    if segment is None or not number.isdecimal():
        return False
    return 1 <= int(number) <= segment.customers and name == member_name(before, int(number))


def member_names(segment_name: str, segment: Segment) -> list[str]:
    """Name the members of a segment: after it, by number.

    Parameters
    ----------
    segment_name : str
        Name of the segment.
    segment : Segment
        Its number of customers counts.

    Returns
    -------
    list of str
        Such as ``large 001``.
    """
    return [member_name(segment_name, number) for number in range(1, segment.customers + 1)]


def member_name(segment_name: str, number: int) -> str:
    """Name a member of a segment.

    Parameters
    ----------
    segment_name : str
        Name of the segment.
    number : int
        From 1.

    Returns
    -------
    str
        Such as ``large 001``.
    """
    return f"{segment_name} {number:03d}"
