"""Invented invoices and customers, drawn from parameters that are known."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.fitting.days_trait import LateInvoices

__all__ = ["customers", "days_world", "invoices", "share_world"]

FIRST = np.datetime64("2024-01-01")


def share_world(
    rng: np.random.Generator, customers: int, mean: float, spread: float, numbers: tuple[int, int] = (10, 40)
) -> tuple[np.ndarray, np.ndarray]:
    """Items with a property and all items, by customer; shares of customers are Beta."""
    size = 1 / spread - 1
    of = rng.integers(*numbers, customers)
    own = rng.beta(mean * size, (1 - mean) * size, customers)
    return rng.binomial(of, own).astype(float), of.astype(float)


def days_world(
    rng: np.random.Generator, customers: int, mean: float, sd: float, weight: float, factor: float = 1.6
) -> LateInvoices:
    """Late invoices; rates of customers are Gamma, so that one invoice has this weight in a customer's mean."""
    shape = (mean / sd) ** 2
    own = 1 + shape * (1 - weight) / weight
    rates = rng.gamma(own, size=customers) * shape / ((own - 1) * mean)
    place = np.repeat(np.arange(customers), rng.integers(2, 15, customers))
    disputed = (rng.random(len(place)) < 0.3).astype(float)
    days = rng.gamma(shape, size=len(place)) / rates[place] * np.where(disputed > 0, factor, 1.0)
    return LateInvoices(place.astype(float), days, disputed, np.zeros(len(place)))


def invoices(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Invoices as the fits take them: days count from the first of 2024, what a row lacks is missing."""
    table = pd.DataFrame(rows)
    for name in ("issued", "due", "paid_at", "as_of"):
        days = table[name] if name in table else pd.Series(np.nan, index=table.index)
        table[name] = pd.to_datetime(FIRST) + pd.to_timedelta(days, unit="D")
    for name in ("terms_days", "amount", "credited", "open_amount", "disputed", "written_off"):
        table[name] = table[name].astype(float) if name in table else np.nan
    return table


def customers(rows: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Customers as the fits take them."""
    table = pd.DataFrame.from_dict(rows, orient="index")
    for name in ("started", "renews_on", "left_on"):
        table[name] = pd.to_datetime(table[name] if name in table else pd.Series(pd.NaT, index=table.index))
    for name in ("plan", "segment"):
        table[name] = table.get(name, "")
    table["fee_month"] = table["fee_month"].astype(float) if "fee_month" in table else np.nan
    table.index.name = "customer"
    return table.sort_index()


TODAY = date(2026, 1, 1)
