"""What management does in mid-study: dated actions, each a change of the document with its cost."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from sim.scenario.quantity import Document, quantity

__all__ = ["Action"]

OWN = "the provider's own figure"


class Action(Document):
    """From the start of a month on, these values hold."""

    month: int = quantity(
        ..., "month of the study", "A", "the story", about="months after the start", role="lever", low=1, high=59
    )
    title: str = Field(min_length=1, max_length=80, description="what to call it, on charts too")
    set: dict[str, Any] = Field(default_factory=dict, description="values by path, as in a scenario's own set")
    cost: float = quantity(0.0, "money", "A", OWN, about="what it costs once", role="lever", low=0, high=100_000_000)
    cost_per_month: float = quantity(
        0.0, "money / month", "A", OWN, about="what it costs from then on", role="lever", low=0, high=100_000_000
    )
