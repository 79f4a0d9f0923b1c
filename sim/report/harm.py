"""Who costs whom, as a table: each customer's own margin, and what it does to all others."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.experiments.harm import Harm
from sim.metrics.catalogue import describe
from sim.report.words import MINUS, format_value, range_words

__all__ = ["harm_table"]

MARGIN = describe("margin")


def harm_table(harms: Sequence[Harm], currency: str) -> pd.DataFrame:
    """Worth = own margin − harm to others + people it keeps busy, each with its interval, in words."""

    def told(size: float, low: float, high: float) -> str:
        return f"{format_value(size, MARGIN, currency)} ({range_words(low, high, MARGIN, currency)})"

    return pd.DataFrame(
        {
            "Left out": [row.label for row in harms],
            "Own margin": [told(row.own.estimate, row.own.low, row.own.high) for row in harms],
            "Harm to others": [told(row.harm.difference, row.harm.low, row.harm.high) for row in harms],
            "Keeps busy": [told(row.busy.estimate, row.busy.low, row.busy.high) for row in harms],
            "Worth": [told(row.worth.difference, row.worth.low, row.worth.high) for row in harms],
            "Late answers to others": [_signed(row.late.difference) for row in harms],
            "Others wait longer, minutes": [_signed(row.wait.difference) for row in harms],
        }
    )


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", MINUS)
