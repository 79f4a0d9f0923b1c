"""Patterns of a story: outcomes that move against another scenario, and no longer do without its mechanism."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from sim.scenario.quantity import Document

__all__ = ["ESSAYS", "Pattern"]

ESSAYS = {
    "000": "Going POP, and how trust is built",
    "001": "Say what you'll do, then do what you said",
    "002": "What was sold, and who pays for it",
    "003": "Customers are in control, and they talk",
    "004": "Which customers create value, and which destroy it",
}
"""Subjects of the stories, by the number that begins the ``essay`` of a scenario."""


class Pattern(Document):
    """An outcome of this scenario that moves one way against another one, under common random numbers."""

    outcome: str = Field(min_length=1, description="name in the catalogue of outcomes")
    direction: Literal["up", "down"] = Field(description="direction in which it moves")
    against: str = Field(min_length=1, description="file of the base, beside this one")
    without: dict[str, Any] = Field(
        min_length=1, description="values by path that switch this story's mechanism off, so that nothing moves"
    )
