"""Promises of a contract by severity, in hours and days; null is no promise, only best effort.

A promise in business days takes the place of one in hours. Requests after closing, or on a day that is none, count as
received at the next opening (the usual clause on receipt); the day of receipt is not counted. Source: Regulation (EEC,
Euratom) No 1182/71, article 3(1).
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar

from pydantic import Field, field_validator, model_validator

from sim.scenario.calendars import Severity
from sim.scenario.quantity import EXAMPLE, PRIOR, SEVERITIES, Document, quantity

__all__ = [
    "DaysBySeverity",
    "Escalation",
    "HoursWherePromised",
    "PromiseBySeverity",
    "SeverityPromises",
    "Uptime",
    "each_promise",
    "hours_in_force",
    "with_days_in_place",
]

MOST_HOURS = 100_000
MOST_DAYS = 365
Number_co = TypeVar("Number_co", covariant=True)


class SeverityPromises(Document, Generic[Number_co]):
    """Fields P1 to P4, each a promise or None."""

    def as_tuple(self) -> tuple[Number_co | None, ...]:
        """List the four promises, P1 first; None is no promise."""
        four: tuple[Number_co | None, ...] = attrgetter(*SEVERITIES)(self)
        return four


class PromiseBySeverity(SeverityPromises[float]):
    """A promise for each severity, from P1 (everything stands still) to P4 (a question); null is no promise.

    In place of the four, null promises nothing for any severity.
    """

    P1: float | None = Field(gt=0, le=MOST_HOURS)
    P2: float | None = Field(gt=0, le=MOST_HOURS)
    P3: float | None = Field(gt=0, le=MOST_HOURS)
    P4: float | None = Field(gt=0, le=MOST_HOURS)

    @model_validator(mode="before")
    @classmethod
    def _nothing(cls, content: Any) -> Any:
        """One null in place of four."""
        return dict.fromkeys(cls.model_fields) if content is None else content


class HoursWherePromised(SeverityPromises[float]):
    """Hours for the severities that have a promise; one that is left out, or null, has none."""

    P1: float | None = Field(None, gt=0, le=MOST_HOURS)
    P2: float | None = Field(None, gt=0, le=MOST_HOURS)
    P3: float | None = Field(None, gt=0, le=MOST_HOURS)
    P4: float | None = Field(None, gt=0, le=MOST_HOURS)


class DaysBySeverity(SeverityPromises[int]):
    """Business days for the severities whose promise counts in days; 1 is the next business day."""

    P1: int | None = Field(None, ge=1, le=MOST_DAYS)
    P2: int | None = Field(None, ge=1, le=MOST_DAYS)
    P3: int | None = Field(None, ge=1, le=MOST_DAYS)
    P4: int | None = Field(None, ge=1, le=MOST_DAYS)


class Escalation(Document):
    """A level of the provider that is told of a contact without a response, or a solution, after a time."""

    severities: tuple[Severity, ...] = Field(("P1",), description="severities of the contacts it is told of")
    after_hours: float = quantity(
        ...,
        "coverage hours",
        "A",
        EXAMPLE,
        about="time without a response, or a solution, after which the level is told",
        role="lever",
        above=0,
        high=MOST_HOURS,
    )
    until: Literal["response", "resolution"] = Field(
        "response", description="whether it is told unless there is a response, or unless there is a solution, by then"
    )
    minutes: float = quantity(
        15.0, "minutes / escalation", "A", PRIOR, about="time of the level that one takes", low=0, high=10_000
    )
    cost_per_hour: float = quantity(
        120.0, "money / hour", "A", "prior: a manager's loaded hour", about="cost of that time", low=0, high=100_000
    )

    @field_validator("severities")
    @classmethod
    def _each_once(cls, severities: tuple[Severity, ...]) -> tuple[Severity, ...]:
        if not severities or len(set(severities)) != len(severities):
            raise ValueError("severities must name at least one of P1 to P4, each once")
        return severities


class Uptime(Document):
    """The share of each month in which a plan's service is promised to be up, and the outages that there are."""

    promised_share: float = quantity(
        ...,
        "share of the month",
        "A",
        EXAMPLE,
        about="availability promised for each month",
        role="lever",
        low=0,
        high=1,
    )
    incidents_per_year: float = quantity(
        4.0,
        "outages / year",
        "A",
        PRIOR,
        about="outages of the service, for all on the plan at once",
        low=0,
        high=1000,
    )
    median_hours: float = quantity(1.0, "hours", "A", PRIOR, about="median length of an outage", above=0, high=1000)
    sigma: float = quantity(1.0, "sigma of ln", "A", PRIOR, about="spread of their lengths", low=0, high=3)


def each_promise(promises: SeverityPromises[Number_co] | None) -> tuple[Number_co | None, ...]:
    """List a promise of a plan by severity.

    Parameters
    ----------
    promises : SeverityPromises or None
        Hours or days; None is no promise for any severity.

    Returns
    -------
    tuple of float, int or None
        P1 first; None is no promise.
    """
    return (None,) * len(SEVERITIES) if promises is None else promises.as_tuple()


def with_days_in_place(content: dict[str, Any]) -> dict[str, Any]:
    """Let a severity be left out of the hours where its promise is in days.

    Parameters
    ----------
    content : dict
        A plan as a file has it.

    Returns
    -------
    dict
        The same, with null hours for severities that are left out and have days.
    """
    changed = dict(content)
    for kind, left_out in (("response", {}), ("resolution", None)):
        days, hours = content.get(f"{kind}_days"), content.get(f"{kind}_hours", left_out)
        if isinstance(days, dict) and isinstance(hours, dict):
            missing = {name: None for name in SEVERITIES if days.get(name) is not None and name not in hours}
            changed[f"{kind}_hours"] = {**missing, **hours}
    return changed


def hours_in_force(hours: PromiseBySeverity, days: DaysBySeverity | None) -> dict[str, float | None]:
    """Promises that count in hours.

    Parameters
    ----------
    hours : PromiseBySeverity
        Coverage hours.
    days : DaysBySeverity or None
        Business days, in place of hours.

    Returns
    -------
    dict of str to float or None
        By severity; None where nothing is promised, or a promise counts in days.
    """
    return {name: None if getattr(days, name, None) is not None else getattr(hours, name) for name in SEVERITIES}
