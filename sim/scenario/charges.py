"""Charges beside the flat fee: what is counted, at which price, and what the fee covers of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from sim.scenario.calendars import Severity
from sim.scenario.quantity import EXAMPLE, Document, quantity
from sim.scenario.source import plain

__all__ = ["CONTRACT_MONTH", "USED", "Charge", "PriceTier", "Unit"]

Unit = Literal["contact", "hour", "seat", "person", "visit", "spend", "month", "start"]
USED: tuple[Unit, ...] = ("contact", "hour", "visit")
"""Units that a customer's contacts use up; the others stand in the contract."""
ONCE: tuple[Unit, ...] = ("month", "start")
CONTRACT_MONTH = re.compile(r"[1-9][0-9]{0,2}")
MOST_MONEY = 10_000_000

Month = Annotated[str, Field(max_length=3)]
Price = Annotated[float, Field(ge=0, le=MOST_MONEY)]


class PriceTier(Document):
    """A step of prices: each unit above a number of units costs this, up to the next step."""

    above: float = quantity(
        ..., "units / month", "A", EXAMPLE, about="units of a month from which on the price holds", low=0
    )
    price: float = quantity(
        ...,
        "money / unit",
        "A",
        EXAMPLE,
        about="price of a unit above; of spend, a share",
        role="lever",
        low=0,
        high=MOST_MONEY,
    )


class Charge(Document):
    """A charge beside the flat fee."""

    per: Unit = Field(
        description="unit that is charged: contact, hour (of work in scope), seat, person (of the account), visit "
        "(on site), spend (price is a share), month, or start (set-up of a newcomer, once)"
    )
    price: float | None = quantity(
        None,
        "money / unit",
        "A",
        EXAMPLE,
        about="price of a unit; of spend, a share of it",
        role="lever",
        low=0,
        high=MOST_MONEY,
    )
    tiers: tuple[PriceTier, ...] = Field(
        (),
        max_length=20,
        description="prices in steps in place of one, such as [[0, 0.10], [10000, 0.07]]: each unit above at its own",
    )
    steps: dict[Month, Price] = quantity(
        {}, "money / unit", "A", EXAMPLE, about="price from a month of the contract on, 1 the first", role="lever"
    )
    included_per_month: float = quantity(
        0.0, "units / month", "A", EXAMPLE, about="units that the fee covers", role="lever", low=0, high=MOST_MONEY
    )
    carry_over_months: int = quantity(
        0, "months", "A", EXAMPLE, about="months that unused units stay valid after their own", low=0, high=36
    )
    settle_months: int = quantity(
        1, "months", "A", EXAMPLE, about="months whose units are settled together", role="lever", low=1, high=12
    )
    least: float = quantity(
        0.0, "money / month", "A", EXAMPLE, about="least charge of a month", role="lever", low=0, high=MOST_MONEY
    )
    least_minutes: float = quantity(
        0.0, "minutes / contact", "A", EXAMPLE, about="least work charged for a contact", role="lever", low=0, high=1440
    )
    step_minutes: float = quantity(
        0.0,
        "minutes",
        "A",
        EXAMPLE,
        about="steps to which the work on a contact is rounded up; 0 is to the minute and below",
        role="lever",
        low=0,
        high=1440,
    )
    out_of_hours_factor: float = quantity(
        1.0,
        "multiple",
        "A",
        EXAMPLE,
        about="units outside the hours of service count so often",
        role="lever",
        low=1,
        high=10,
    )
    severities: tuple[Severity, ...] = Field((), description="contacts that are charged, by severity; [] is all")

    @field_validator("per", mode="before")
    @classmethod
    def _one_of_the_units(cls, unit: Any) -> Any:
        """A unit that is none is told all there are."""
        if unit not in get_args(Unit):
            raise ValueError(f"must be one of {', '.join(get_args(Unit))}")
        return unit

    @field_validator("tiers", mode="before")
    @classmethod
    def _tiers_by_pair(cls, tiers: Any) -> Any:
        """A step may be written as a pair."""
        if not isinstance(tiers, list | tuple):
            return tiers
        return [
            {"above": tier[0], "price": tier[1]} if isinstance(tier, list | tuple) and len(tier) == 2 else tier
            for tier in tiers
        ]

    @field_validator("steps", mode="before")
    @classmethod
    def _months_by_name(cls, steps: Any) -> Any:
        """A month is a name, as all keys are; a file writes it as a number."""
        if not isinstance(steps, Mapping):
            return steps
        named = {str(month): price for month, price in steps.items()}
        if wrong := [month for month in named if not CONTRACT_MONTH.fullmatch(month)]:
            raise ValueError(f"must be prices by month of the contract, 1 to 999, not {plain(wrong[0])}")
        return named

    @model_validator(mode="after")
    def _parts_agree(self) -> Charge:
        for rule in (self._price_misfits, self._unit_misfits, self._block_misfits):
            for misfit in rule():
                raise ValueError(misfit)
        return self

    def _price_misfits(self) -> Iterator[str]:
        """There is one price, or steps of prices, and each is a share where spend is charged."""
        if (self.price is None) is not bool(self.tiers):
            yield "must have a price or tiers, and not both"
        if self.tiers and self.steps:
            yield "steps change one price; with tiers there is none"
        places = [tier.above for tier in self.tiers]
        if places and (places[0] != 0 or places != sorted(set(places))):
            yield f"tiers must begin at 0 and rise, not {', '.join(f'{place:g}' for place in places)}"
        prices = [self.price or 0.0, *(tier.price for tier in self.tiers), *self.steps.values()]
        if self.per == "spend" and max(prices) > 1:
            yield f"per spend, a price is a share of it, 0 to 1, not {max(prices):g}"

    def _unit_misfits(self) -> Iterator[str]:
        """Terms of work hold for hours, and terms of contacts for units that contacts use."""
        only: dict[str, tuple[Unit, ...]] = {
            "least_minutes": ("hour",),
            "step_minutes": ("hour",),
            "out_of_hours_factor": USED,
            "severities": USED,
            "carry_over_months": USED,
        }
        for name, units in only.items():
            if getattr(self, name) != type(self).model_fields[name].default and self.per not in units:
                yield f"{name} is for a charge per {' or '.join(units)}, not per {self.per}"
        refused = ("tiers", "included_per_month", "settle_months", *(("least", "steps") if self.per == "start" else ()))
        for name in refused if self.per in ONCE else ():
            if getattr(self, name) != type(self).model_fields[name].default:
                yield f"{name} has no meaning for a charge per {self.per}"

    def _block_misfits(self) -> Iterator[str]:
        """Units are carried over, or settled together, and not both."""
        if self.carry_over_months and not self.included_per_month:
            yield "carry_over_months needs included_per_month: there is nothing to carry over"
        if self.carry_over_months and self.settle_months > 1:
            yield "carry_over_months and settle_months exclude each other: units settled together lapse together"
        if self.tiers and self.settle_months > 1:
            yield "tiers are by the month; with settle_months there must be one price"
        if len(set(self.severities)) != len(self.severities):
            yield "severities must name each severity once"

    @property
    def meters_all_contacts(self) -> bool:
        """Whether every contact, or all work on it, is charged: customers think twice."""
        return self.per in ("contact", "hour") and not self.severities
