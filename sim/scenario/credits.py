"""Service credits by name: what a missed promise, or a month of them, is owed; and the rules for all credits."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from sim.scenario.calendars import Severity
from sim.scenario.quantity import EXAMPLE, SEVERITIES, Document, quantity

__all__ = ["Credit", "CreditName", "CreditRules", "Measure", "Termination", "without_usual_ladder"]

CreditName = Annotated[str, Field(min_length=1, max_length=60)]
Measure = Literal["response", "resolution", "update", "uptime"]
DUE_IN = ("share", "money", "days")
USUAL = "usual clause"


class Credit(Document):
    """A service credit, owed for a missed promise or for a month in which too few were kept: money, or days of term."""

    on: Measure = Field("response", description="promise that it is owed for")
    severities: tuple[Severity, ...] = Field(get_args(Severity), description="severities whose promises count")
    per: Literal["month", "breach"] = Field(
        "month", description="whether it is owed for a month below an attainment, or for each missed promise"
    )
    below: float | None = quantity(
        None,
        "share of promises kept",
        "A",
        EXAMPLE,
        about="attainment of the month below which it is owed; by month only",
        role="lever",
        low=0,
        high=1,
    )
    share: float | None = quantity(
        None,
        "share of the month's fee",
        "A",
        EXAMPLE,
        about="credit as a share of it",
        role="lever",
        low=0,
        high=1,
    )
    money: float | None = quantity(
        None, "money", "A", EXAMPLE, about="credit as an amount", role="lever", low=0, high=10_000_000
    )
    days: float | None = quantity(
        None, "days", "A", EXAMPLE, about="credit as days of service after the term", role="lever", low=0, high=366
    )
    late_minutes_step: float | None = quantity(
        None,
        "coverage minutes",
        "A",
        EXAMPLE,
        about="owed once for so many full minutes late; by breach only; null is once for a breach",
        role="lever",
        above=0,
        high=100_000,
    )
    least_contacts: int = quantity(
        0,
        "promises / month",
        "A",
        USUAL,
        about="fewest promises of its kind due in the month for a credit to be owed",
        role="lever",
        low=0,
        high=100_000,
    )

    @model_validator(mode="after")
    def _hangs_together(self) -> Credit:
        if not self.severities or len(set(self.severities)) != len(self.severities):
            raise ValueError("severities must name at least one severity, each once")
        stated = [name for name in DUE_IN if getattr(self, name) is not None]
        if len(stated) != 1:
            raise ValueError(f"must state exactly one of share, money and days, not {' and '.join(stated) or 'none'}")
        if self.per == "month" and self.below is None:
            raise ValueError("must state below, the attainment of the month below which it is owed, or per: breach")
        if self.per == "month" and self.late_minutes_step is not None:
            raise ValueError("late_minutes_step needs per: breach: a month is not late by minutes")
        if self.per == "breach" and self.below is not None:
            raise ValueError("below needs per: month: a single promise has no attainment")
        if self.on == "update" and self.late_minutes_step is not None:
            raise ValueError("late_minutes_step needs on: response or resolution: an update is made or missed")
        if self.on == "uptime":
            self._is_of_the_service()
        return self

    def _is_of_the_service(self) -> None:
        """Uptime is promised for the months of a service, not for contacts."""
        if self.per == "breach":
            raise ValueError("on: uptime needs per: month: uptime is promised for a month")
        if len(self.severities) < len(SEVERITIES) or self.least_contacts:
            raise ValueError("on: uptime counts no contacts: leave out severities and least_contacts")

    @property
    def places(self) -> tuple[int, ...]:
        """Severities whose promises count, by number from 0, P1 first."""
        severities = self.severities
        return tuple(place for place, severity in enumerate(SEVERITIES) if severity in severities)


class Termination(Document):
    """The right to end a contract for cause once too many months were missed."""

    on: Measure = Field("response", description="promise whose attainment counts")
    attainment: float = quantity(
        0.9, "share of promises kept", "A", USUAL, about="below it a month is missed", role="lever", low=0, high=1
    )
    missed_months: int = quantity(
        3, "months", "A", USUAL, about="missed months that give the right", role="lever", low=1, high=60
    )
    within_months: int = quantity(
        12, "months", "A", USUAL, about="latest months in which they count", role="lever", low=1, high=60
    )
    notice_days: int = quantity(30, "days", "A", USUAL, about="notice of it", role="lever", low=0, high=365)

    @model_validator(mode="after")
    def _can_come(self) -> Termination:
        if self.missed_months > self.within_months:
            rule = f"missed_months {self.missed_months} must not exceed within_months {self.within_months}"
            raise ValueError(rule)
        return self


class CreditRules(Document):
    """Rules for all service credits of a plan."""

    cap_share_per_year: float | None = quantity(
        None,
        "share of the year's fee",
        "A",
        USUAL,
        about="most that is credited in a year of the contract; null is no such cap",
        role="lever",
        low=0,
        high=1,
    )
    claim: Literal["claimed", "automatic"] = Field(
        "claimed", description="whether a customer must claim a credit, or it is set off by itself"
    )
    claim_days: int | None = quantity(
        None,
        "days",
        "A",
        USUAL,
        about="time in which to claim it; null is no limit",
        role="lever",
        low=0,
        high=365,
    )
    sole_remedy: bool = Field(
        False, description="whether credits are all that a missed promise is owed: no fee is withheld for it"
    )
    termination: Termination | None = Field(
        None, description="right to end the contract after repeated misses; null leaves the general law"
    )


def without_usual_ladder(content: dict[str, Any]) -> dict[str, Any]:
    """Leave out the usual ladder where a plan states credits by name: they are then all that it owes.

    A plan that is changed has all its fields, so that credits which are added to it take nothing away.

    Parameters
    ----------
    content : dict
        A plan as a file has it.

    Returns
    -------
    dict
        The same, with an empty ladder where credits are stated by name, and no ladder is.
    """
    named = content.get("credits") and "service_credits" not in content
    return {**content, "service_credits": []} if named else content
