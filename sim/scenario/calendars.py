"""Hours of the week by the clock on the wall: those in which a promise runs, and those in which people work."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.quantity import ADDED, EXAMPLE, Document, quantity
from sim.scenario.zones import CUSTOMER, PublicHolidays, TimeZone

__all__ = [
    "HOURS_PER_DAY",
    "ROUND_THE_CLOCK",
    "WEEKDAYS",
    "Coverage",
    "HourShares",
    "Hours",
    "Severity",
    "WeekHourShares",
    "WeekdayShares",
]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Severity = Literal["P1", "P2", "P3", "P4"]
WORKING_DAYS = WEEKDAYS[:5]
HOURS_PER_DAY = 24
ROUND_THE_CLOCK = "24x7"
"""In place of hours: every day, all day, on holidays too."""

Weights = tuple[Annotated[float, Field(ge=0, le=1_000)], ...]


def _one_an_hour(weights: Weights) -> Weights:
    if len(weights) != HOURS_PER_DAY or not sum(weights):
        raise ValueError(f"must be {HOURS_PER_DAY} weights, from midnight on, not all of them 0")
    return weights


def _one_a_weekday(weights: Weights) -> Weights:
    if len(weights) != len(WEEKDAYS) or not sum(weights):
        raise ValueError(f"must be {len(WEEKDAYS)} weights, from Monday on, not all of them 0")
    return weights


def _one_an_hour_of_the_week(weights: Weights) -> Weights:
    if len(weights) != HOURS_PER_DAY * len(WEEKDAYS) or not sum(weights):
        raise ValueError(
            f"must be {HOURS_PER_DAY * len(WEEKDAYS)} weights, from midnight before Monday on, not all of them 0"
        )
    return weights


HourShares = Annotated[Weights, AfterValidator(_one_an_hour)]
"""A weight for each hour of the day."""

WeekHourShares = Annotated[Weights, AfterValidator(_one_an_hour_of_the_week)]
"""A weight for each hour of each day of the week."""

WeekdayShares = Annotated[Weights, AfterValidator(_one_a_weekday)]
"""A weight for each day of the week."""


class Hours(Document):
    """Hours of some days of the week; hours over midnight belong to the day on which they begin."""

    days: tuple[Weekday, ...] = Field(WORKING_DAYS, description="days of the week, such as [mon, tue]")
    from_hour: float = quantity(8.0, "hour of the day", "A", EXAMPLE, about="first hour", role="lever", low=0, high=24)
    to_hour: float = quantity(
        18.0,
        "hour of the day",
        "A",
        EXAMPLE,
        about="last hour; one before the first is on the next day",
        role="lever",
        low=0,
        high=24,
    )
    keeps_holidays: bool = Field(True, description="whether holidays are left out")
    time_zone: TimeZone | None = Field(
        None,
        description="time zone of the clock on the wall, such as Europe/Berlin, or customer; null is the provider's",
        json_schema_extra=ADDED,
    )
    public_holidays: PublicHolidays | None = Field(
        None,
        description="country or region whose public holidays are left out, such as DE or US-NY, or customer; "
        "null is the provider's",
        json_schema_extra=ADDED,
    )

    @model_validator(mode="after")
    def _make_sense(self) -> Hours:
        if self.to_hour == self.from_hour:
            raise ValueError(f"to_hour {self.to_hour:g} must differ from from_hour: a whole day is 0 to 24")
        if not self.days or len(set(self.days)) != len(self.days):
            raise ValueError("days must name at least one day of the week, each once")
        if self.public_holidays is not None and not self.keeps_holidays:
            raise ValueError("public_holidays must be null where keeps_holidays is false")
        return self

    @property
    def hours_open(self) -> float:
        """Hours by the clock on the wall from the first to the last, up to 24."""
        length = self.to_hour - self.from_hour
        return length if length > 0 else length + HOURS_PER_DAY

    @property
    def is_round_the_clock(self) -> bool:
        """Whether these are all hours of all days."""
        whole = self.from_hour == 0 and self.to_hour == HOURS_PER_DAY
        return whole and len(self.days) == len(WEEKDAYS) and not self.keeps_holidays


class Coverage(Hours):
    """Hours in which the clocks of a promise run: one window of the day, or several."""

    also: tuple[Hours, ...] = Field(
        (),
        max_length=20,
        description="further hours, such as those after a lunch break or of a Saturday; a zone or country that is left "
        "out is as in the first",
        json_schema_extra=ADDED,
    )

    @model_validator(mode="before")
    @classmethod
    def _read_shorthand(cls, content: Any) -> Any:
        """The one word for all hours of all days."""
        if content == ROUND_THE_CLOCK:
            return {"days": WEEKDAYS, "from_hour": 0.0, "to_hour": float(HOURS_PER_DAY), "keeps_holidays": False}
        if isinstance(content, str):
            raise ValueError(f"must be {ROUND_THE_CLOCK}, or a mapping with days, from_hour and to_hour")
        return content

    @property
    def windows(self) -> tuple[Hours, ...]:
        """All windows, each with the zone and the holidays that hold for it."""
        return (self, *(self._as_here(hours) for hours in self.also))

    @property
    def is_customers(self) -> bool:
        """Whether any window follows the zone or the holidays of the customer."""
        return any(CUSTOMER in (hours.time_zone, hours.public_holidays) for hours in self.windows)

    def _as_here(self, hours: Hours) -> Hours:
        """A further window, in the zone and with the holidays of the first where it has none of its own."""
        zone = hours.time_zone or self.time_zone
        holidays = (hours.public_holidays or self.public_holidays) if hours.keeps_holidays else None
        if (zone, holidays) == (hours.time_zone, hours.public_holidays):
            return hours
        return hours.model_copy(update={"time_zone": zone, "public_holidays": holidays})
