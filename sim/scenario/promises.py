"""Promises of a contract by severity; null is no promise, only best effort."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.quantity import Document

__all__ = ["PromiseBySeverity"]

MOST_HOURS = 100_000


class PromiseBySeverity(Document):
    """A promise for each severity, from P1 (everything stands still) to P4 (a question); null is no promise."""

    P1: float | None = Field(gt=0, le=MOST_HOURS)
    P2: float | None = Field(gt=0, le=MOST_HOURS)
    P3: float | None = Field(gt=0, le=MOST_HOURS)
    P4: float | None = Field(gt=0, le=MOST_HOURS)

    def as_tuple(self) -> tuple[float | None, float | None, float | None, float | None]:
        """List the four promises, P1 first; None is no promise."""
        return (self.P1, self.P2, self.P3, self.P4)
