"""Prices from invoices and customer lists: fees by plan, days of payment, and the rise on an anniversary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.stats import binom

from sim.fitting.fit import LEVEL, FittedNumber, kept
from sim.fitting.likelihood import Floats
from sim.importing.tables import frame_of
from sim.scenario.document import Scenario
from sim.scenario.paths import print_path

__all__ = ["customers_of", "fit_fees", "fit_payment_days", "fit_uplift"]

LEAST_PLAN = 5
"""Customers of a plan for its fee."""
LEAST_TERMS, LEAST_MODE = 20, 0.5
"""Invoices of a plan for its days of payment, and the share that the most frequent must have."""
LEAST_RISES, LEAST_RISING = 30, 15
"""Anniversaries with invoices before and after, and customers who had one."""
DAY, YEAR = 86_400.0, 365.25
MONTH = (20.0, 45.0)
"""Days between invoices of a customer that is billed by the month."""
LARGEST_STEP = 0.5
"""A change of an amount by more is no rise but another contract, or an invoice for something else."""
RESAMPLES = 1_000


def customers_of(tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Take customers from an import.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.

    Returns
    -------
    pandas.DataFrame
        By name, the first row of each: ``plan``, ``segment``, ``fee_month`` in units of the currency, ``started``,
        ``renews_on``, ``left_on``; empty where there is no such table.
    """
    names = ["plan", "segment", "fee_month", "started", "renews_on", "left_on"]
    frame = frame_of(tables, "customers", ["customer", *names])
    frame = frame[frame["customer"].notna()]
    frame["customer"] = frame["customer"].astype(str)
    frame = frame.drop_duplicates("customer").set_index("customer").sort_index()
    for name in ("plan", "segment"):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), "").astype(str)
    frame["fee_month"] = frame["fee_month"].astype(float) / 100
    result: pd.DataFrame = frame
    return result


def fit_fees(customers: pd.DataFrame, invoices: pd.DataFrame, scenario: Scenario) -> list[FittedNumber]:
    """Fit the fee of each plan, and those of customers who pay another.

    Parameters
    ----------
    customers : pandas.DataFrame
        As of :func:`customers_of`.
    invoices : pandas.DataFrame
        As of :func:`sim.fitting.receivables.invoices_of`; their amounts serve where a customer has no fee, and is
        billed by the month.
    scenario : Scenario
        Its plans, under the names that customers have.

    Returns
    -------
    list of FittedNumber
        Of ``plans.NAME.fee_per_month``: the median, with its interval by ranks; kept below 5 customers. Of
        ``accounts.NAME.fee_per_month`` as stated, without an interval, where it differs by more than a hundredth.
    """
    fees = customers["fee_month"].astype(float)
    billed = _monthly_amounts(invoices).reindex(customers.index).astype(float)
    source = "customers" if fees.notna().any() else "invoices"
    fees = fees.fillna(billed)
    fits = []
    for name, plan in scenario.plans.items():
        mine = np.sort(fees[(customers["plan"] == name) & (fees > 0)].to_numpy(float))
        path = print_path(("plans", name, "fee_per_month"))
        if len(mine) < LEAST_PLAN:
            fits.append(kept(path, plan.fee_per_month, source, f"{len(mine)} fees; needs {LEAST_PLAN}"))
            continue
        rank = int(binom.ppf((1 - LEVEL) / 2, len(mine), 0.5))
        low, high = float(mine[max(rank - 1, 0)]), float(mine[min(len(mine) - rank, len(mine) - 1)])
        median = float(np.median(mine))
        common: dict[str, Any] = {"n": len(mine), "unit": "customers", "method": "median, interval by ranks"}
        fits.append(FittedNumber(path, plan.fee_per_month, source, new=median, low=low, high=high, **common))
        for account, fee in fees[(customers["plan"] == name) & (abs(fees - median) > 0.01 * median)].items():
            fits.append(_own_fee(str(account), float(fee), scenario, source))
    return fits


def _own_fee(account: str, fee: float, scenario: Scenario, source: str) -> FittedNumber:
    old = scenario.accounts[account].fee_per_month if account in scenario.accounts else None
    path = print_path(("accounts", account, "fee_per_month"))
    return FittedNumber(path, old, source, new=fee, low=fee, high=fee, n=1, unit="fees", method="as stated")


def _monthly_amounts(invoices: pd.DataFrame) -> pd.Series:
    """Median amount of customers who are billed by the month."""
    claims = invoices[(invoices["amount"] > 0) & invoices["issued"].notna()].sort_values("issued")
    amounts = {}
    for customer, rows in claims.groupby("customer"):
        gaps = rows["issued"].diff().dt.total_seconds().dropna() / DAY
        if len(gaps) and MONTH[0] <= gaps.median() <= MONTH[1]:
            amounts[customer] = float(rows["amount"].median())
    return pd.Series(amounts, dtype=float)


def fit_payment_days(invoices: pd.DataFrame, customers: pd.DataFrame, scenario: Scenario) -> list[FittedNumber]:
    """Fit the days until invoices are due, by plan.

    Parameters
    ----------
    invoices : pandas.DataFrame
        As of :func:`sim.fitting.receivables.invoices_of`.
    customers : pandas.DataFrame
        As of :func:`customers_of`; without plans, all invoices are of every plan.
    scenario : Scenario
        Its plans.

    Returns
    -------
    list of FittedNumber
        Of ``plans.NAME.payment_days``: the mode, between the lowest and the highest terms that a twentieth has; kept
        below 20 invoices, or where the mode is less than half of them.
    """
    terms = invoices[invoices["terms_days"].notna() & (invoices["terms_days"] >= 0)]
    plans = customers["plan"].reindex(terms["customer"].to_numpy()).to_numpy()
    planned = bool(len(customers)) and bool((customers["plan"] != "").any())
    fits = []
    for name, plan in scenario.plans.items():
        path, old = print_path(("plans", name, "payment_days")), plan.payment_days
        days = terms["terms_days"].to_numpy(float)[plans == name] if planned else terms["terms_days"].to_numpy(float)
        if len(days) < LEAST_TERMS:
            fits.append(kept(path, old, "invoices", f"{len(days)} invoices with terms; needs {LEAST_TERMS}"))
            continue
        values, counts = np.unique(days, return_counts=True)
        mode, share = float(values[counts.argmax()]), counts.max() / len(days)
        if share < LEAST_MODE:
            reason = f"{mode:.0f} days are the terms of {share:.0%} of invoices; needs {LEAST_MODE:.0%}"
            fits.append(kept(path, old, "invoices", reason))
            continue
        low, high = (float(end) for end in np.quantile(days, [0.05, 0.95]))
        low, high = min(low, mode), max(high, mode)
        common: dict[str, Any] = {
            "n": len(days),
            "unit": "invoices",
            "method": f"mode, of {share:.0%}; ends are 5th and 95th per cent",
        }
        fits.append(FittedNumber(path, old, "invoices", new=mode, low=low, high=high, **common))
    return fits


def fit_uplift(
    invoices: pd.DataFrame, customers: pd.DataFrame, scenario: Scenario, seed: int = 16
) -> list[FittedNumber]:
    """Fit the rise of the fee on the anniversary of a contract.

    Changes of the logarithm of the amount, from each invoice of a customer to the next, are regressed on whether an
    anniversary of its start lies between; the intercept takes what amounts do all year.

    Parameters
    ----------
    invoices : pandas.DataFrame
        As of :func:`sim.fitting.receivables.invoices_of`.
    customers : pandas.DataFrame
        As of :func:`customers_of`.
    scenario : Scenario
        Its plans, which get the one rise.
    seed : int
        Of the resampling.

    Returns
    -------
    list of FittedNumber
        Of ``plans.NAME.uplift_per_year`` where no index is added to it, with a bootstrap by customer; kept below 30
        anniversaries or 15 customers with one.
        Changes by more than half are left out: they are other contracts, or invoices for something else.
    """
    steps = _steps(invoices, customers["started"].dropna()) if len(customers) else np.empty((0, 3))
    rising = len(np.unique(steps[steps[:, 1] > 0, 0]))
    rises = int(steps[:, 1].sum())
    plans = [(name, plan.uplift_per_year) for name, plan in scenario.plans.items() if plan.uplift_basis == "fixed"]
    paths = {print_path(("plans", name, "uplift_per_year")): old for name, old in plans}
    source = "invoices and customers"
    if rises < LEAST_RISES or rising < LEAST_RISING:
        needs = f"needs {LEAST_RISES} of {LEAST_RISING}"
        reason = f"{rises} anniversaries of {rising} customers between invoices by the month; {needs}"
        return [kept(path, old, source, reason) for path, old in paths.items()]
    value, low, high = _regression(steps, seed)
    common: dict[str, Any] = {
        "n": rising,
        "unit": "customers",
        "method": "regression on the anniversary, bootstrap by customer",
    }
    return [FittedNumber(path, old, source, new=value, low=low, high=high, **common) for path, old in paths.items()]


def _steps(invoices: pd.DataFrame, started: pd.Series) -> Floats:
    """Customer, whether an anniversary lies between, and change of the logarithm, of invoices a month apart."""
    claims = invoices[(invoices["amount"] > 0) & invoices["issued"].notna() & invoices["customer"].isin(started.index)]
    claims = claims.sort_values(["customer", "issued"], kind="stable")
    customer, place = np.unique(claims["customer"].to_numpy(str), return_inverse=True)
    issued = claims["issued"].to_numpy().astype("datetime64[s]").astype(float) / DAY
    since = started.reindex(customer).to_numpy().astype("datetime64[s]").astype(float)[place] / DAY
    years = np.floor((issued - since) / YEAR)
    gap, change = np.diff(issued), np.diff(np.log(claims["amount"].to_numpy(float)))
    usual = (place[1:] == place[:-1]) & (gap >= MONTH[0]) & (gap <= MONTH[1])
    usual &= (np.abs(change) < np.log1p(LARGEST_STEP)) & (years[1:] >= 1)
    risen = (np.diff(years) > 0).astype(float)
    return np.asarray(np.column_stack([place[1:], risen, change])[usual], np.float64)


def _regression(steps: Floats, seed: int) -> tuple[float, float, float]:
    """Rise with its interval: difference of the mean changes with and without an anniversary."""
    _, place = np.unique(steps[:, 0], return_inverse=True)
    count = int(place.max()) + 1
    risen, change = steps[:, 1], steps[:, 2]
    parts = np.array(
        [np.bincount(place, part, count) for part in (risen, risen * change, 1 - risen, (1 - risen) * change)]
    )
    weights = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), RESAMPLES)
    sums = np.concatenate([parts.sum(axis=1)[None], weights @ parts.T])
    rises = np.expm1(sums[:, 1] / np.maximum(sums[:, 0], 1) - sums[:, 3] / np.maximum(sums[:, 2], 1))
    low, high = np.quantile(rises[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(rises[0]), float(low), float(high)
