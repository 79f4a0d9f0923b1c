"""Decisions of management in mid-study: actions, announcements and forced changes of version."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from sim.scenario.quantity import OWN, PRIOR, Document, quantity

__all__ = ["Action", "Announcement", "ForcedChange"]


class Action(Document):
    """Values that hold from the start of a month on, with their cost."""

    month: int = quantity(
        ..., "month of the study", "A", "the story", about="months after the start", role="lever", low=0, high=59
    )
    title: str = Field(min_length=1, max_length=80, description="title, on charts too")
    set: dict[str, Any] = Field(default_factory=dict, description="values by path, as in a scenario's own set")
    cost: float = quantity(0.0, "money", "A", OWN, about="cost, once", role="lever", low=0, high=100_000_000)
    cost_per_month: float = quantity(
        0.0, "money / month", "A", OWN, about="cost from then on", role="lever", low=0, high=100_000_000
    )


class Announcement(Document):
    """A promise to all customers for a month, and when it was kept, if it was."""

    title: str = Field(min_length=1, max_length=80, description="subject of the announcement")
    promised_month: int = quantity(
        ...,
        "month of the study",
        "A",
        "the story",
        about="month for which it was promised",
        role="lever",
        low=1,
        high=59,
    )
    delivered_month: int | None = quantity(
        None,
        "month of the study",
        "A",
        "the story",
        about="month in which it was delivered; null is never",
        role="lever",
        low=0,
        high=120,
    )
    pre_sold: bool = Field(False, description="whether customers paid for it in advance")
    owned_up: Literal["never", "late", "early"] = Field("never", description="whether the provider says so, and when")
    compensation_share: float = quantity(
        0.0,
        "share of the month's fee",
        "A",
        OWN,
        about="credited to each for the breach",
        role="lever",
        low=0,
        high=12,
    )


class ForcedChange(Document):
    """A new version that every customer has to take, configure and learn."""

    title: str = Field(min_length=1, max_length=80, description="subject of the change")
    month: int = quantity(
        ..., "month of the study", "A", "the story", about="month in which it came", role="lever", low=1, high=59
    )
    extra_contacts: float = quantity(
        0.3, "share", "A", PRIOR, about="more contacts while people learn again", low=0, high=10
    )
    learning_months: int = quantity(2, "months", "A", PRIOR, about="duration of the extra contacts", low=0, high=24)
