"""Figures: what files say of an outcome, to check a scenario by or to match it to, rather than a number of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

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

    def text(self) -> str:
        """Print the figure on one line.

        Returns
        -------
        str
            Name, value, interval where there is one, number and source.
        """
        interval = f" [{self.low:.3g}, {self.high:.3g}]" if isfinite(self.low) and isfinite(self.high) else ""
        warning = f"; {self.warning}" if self.warning else ""
        return f"{self.name} {self.value:.3g}{interval}, n = {self.n:,} {self.unit}, {self.source}{warning}"
