"""Remedies for costly customers as policies: whom they apply to, when, and with which measures."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.scenario.quantity import OWN, Document, quantity

__all__ = ["Crossing", "Measure", "Remedy"]

POLICY = "the provider's policy"


class Crossing(Document):
    """Limits beyond which a customer is costly; crossing any of them suffices."""

    contacts_per_month_above: float | None = quantity(
        None, "contacts / month", "A", POLICY, about="mean contacts taken by people", role="lever", low=0, high=100_000
    )
    cost_share_above: float | None = quantity(
        None,
        "share of fees",
        "A",
        POLICY,
        about="labour spent on the customer over its fees",
        role="lever",
        low=0,
        high=1_000,
    )

    @model_validator(mode="after")
    def _says_something(self) -> Crossing:
        if self.contacts_per_month_above is None and self.cost_share_above is None:
            raise ValueError("when must give contacts_per_month_above, cost_share_above or both")
        return self


class Measure(Document):
    """The measures of a remedy, in the fields of an account."""

    plan: str | None = Field(None, description="charge or change tier: another plan, at its price")
    self_service_share: float | None = quantity(
        None,
        "share",
        "A",
        POLICY,
        about="shunt: eligible contacts solved without a person",
        role="lever",
        low=0,
        high=1,
    )
    problem_level: float | None = quantity(
        None,
        "multiple",
        "A",
        POLICY,
        about="fix: contacts left once its standing problem is solved",
        role="lever",
        low=0,
        high=20,
    )
    most_contacts_per_day: int | None = quantity(
        None,
        "contacts / day",
        "A",
        POLICY,
        about="throttle: contacts taken in a day; more are turned away",
        role="lever",
        low=1,
        high=100_000,
    )
    let_go: bool = Field(False, description="the provider ends the contract, with the plan's notice")

    @model_validator(mode="after")
    def _does_something(self) -> Measure:
        if not self.model_dump(exclude_defaults=True):
            raise ValueError(f"then must give one or more of {', '.join(Measure.model_fields)}")
        return self


class Remedy(Document):
    """A policy for customers who cost more than they bring, reviewed at the start of each month."""

    title: str = Field(min_length=1, max_length=80, description="title, on charts too")
    when: Crossing
    over_months: int = quantity(
        3, "months", "A", POLICY, about="months just past that are looked at together", role="lever", low=1, high=36
    )
    notice_months: int = quantity(
        1, "months", "A", POLICY, about="months from the review until it holds", role="lever", low=0, high=24
    )
    from_month: int = quantity(0, "month of the study", "A", POLICY, about="first review", role="lever", low=0, high=59)
    segments: tuple[str, ...] = Field((), description="segments that it applies to; [] is all")
    then: Measure
    cost: float = quantity(
        0.0,
        "money / customer",
        "A",
        OWN,
        about="cost of treating a customer",
        role="lever",
        low=0,
        high=100_000,
    )
    most_customers: int | None = quantity(
        None,
        "customers",
        "A",
        POLICY,
        about="most that are treated in the study; null is all",
        role="lever",
        low=0,
        high=20_000,
    )
