"""Figures: what files say of an outcome, to check a scenario by or to match it to, rather than a number of it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ObservedFigure"]


@dataclass(frozen=True, slots=True)
class ObservedFigure:
    """One figure with its interval, of an outcome where the catalogue has it."""

    name: str
    """Of the outcome, such as ``days_sales_outstanding``, or of the figure in words."""
    value: float
    low: float
    """Interval at the level of all fits; NaN where there is none."""
    high: float
    n: int
    unit: str
    """What is counted, in the plural."""
    source: str
    tag: str = "M"
    """Evidence: M for measured, A where it rests on an assumption."""
    warning: str = ""
