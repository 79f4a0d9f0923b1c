"""Observations: contacts and customers of an import within the days that are whole, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["CALLER", "Observations", "observations"]

CALLER = "caller "
"""Stands before the hash of a caller whose customer is unknown."""
COLUMNS = ["customer", "contact_id", "opened", "channel", "severity", "first_response", "resolved", "outcome", "wait_s"]
COLUMNS += ["due_response", "due_resolution", "kind"]
DEFLECTED, PHONE = "deflected", "phone"
RETRY = pd.Timedelta(minutes=60)


@dataclass(frozen=True)
class Observations:
    """Contacts and customers of an import."""

    contacts: pd.DataFrame
    """Contacts that people made in these days, in order of ``opened``; those that a machine answered are left out."""
    calls: pd.DataFrame
    """Calls, each attempt of a caller one; among the contacts those that only try again are left out."""
    robots: int
    """Contacts of machines in these days."""
    days: pd.DatetimeIndex
    """Days that are whole: without the first and the last that any contact has, which rarely are."""
    customers: pd.DataFrame
    """By name: ``count`` of contacts, ``exposure`` in days, ``plan``, ``segment``, ``fee`` a month or NaN, and
    whether it is ``active`` at the end; ``first`` and ``last`` in days since the first one."""
    listed: bool
    """Whether there was a list of customers: without it those who never get in touch are unknown."""

    @property
    def years(self) -> float:
        """Length in years."""
        return len(self.days) / 365.25

    @property
    def at_risk(self) -> NDArray[np.float64]:
        """By day, contacts that would come of the customers who are there, had all days been alike."""
        table = self.customers
        rate = table["count"].to_numpy(float) / np.maximum(table["exposure"].to_numpy(float), 1e-9)
        number = np.arange(len(self.days))[:, None]
        here = (number >= table["first"].to_numpy(float)) & (number < table["last"].to_numpy(float))
        expected = np.asarray((here * rate).sum(axis=1), float)
        return expected if self.listed and expected.min() > 0 else np.ones(len(self.days))

    @property
    def unknown(self) -> int:
        """Contacts whose customer is none of those that are known."""
        return int(len(self.contacts) - self.customers["count"].sum())

    @property
    def source(self) -> str:
        """Tables that contacts by customer come from."""
        return "contacts and customers" if self.listed else "contacts"


def observations(tables: Mapping[str, pa.Table]) -> Observations | None:
    """Take from an import what fits of contacts need.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.

    Returns
    -------
    Observations or None
        None where there are no contacts of at least three days.
    """
    if "contacts" not in tables:
        return None
    contacts = tables["contacts"].select([*COLUMNS, "robot"]).to_pandas()
    contacts = contacts[contacts["opened"].notna() & (contacts["outcome"] != DEFLECTED)]
    if contacts.empty:
        return None
    first, last = contacts["opened"].min().normalize(), contacts["opened"].max().normalize()
    days = pd.date_range(first + pd.Timedelta(days=1), last - pd.Timedelta(days=1), freq="D")
    if not len(days):
        return None
    within = (contacts["opened"] >= days[0]) & (contacts["opened"] < last)
    robot = contacts["robot"].fillna(value=False).astype(bool)
    people = contacts[within & ~robot].sort_values("opened", kind="stable", ignore_index=True)
    calls = people[people["channel"] == PHONE]
    people = people.drop(index=calls.index[_tries_again(calls)]).reset_index(drop=True)
    names = people["customer"].astype(object)
    listed = tables["customers"].to_pandas() if "customers" in tables else None
    customers = _customers(names, listed, days)
    return Observations(
        people, calls.reset_index(drop=True), int((within & robot).sum()), days, customers, listed is not None
    )


def _tries_again(calls: pd.DataFrame) -> NDArray[np.bool_]:
    """Calls whose caller hung up within the hour before."""
    caller = pd.factorize(calls["customer"])[0]
    opened, hung_up = calls["opened"].to_numpy(), (calls["outcome"] == "hung_up").to_numpy()
    order = np.lexsort((opened, caller))
    again = np.zeros(len(calls), bool)
    same = (caller[order][1:] == caller[order][:-1]) & (caller[order][1:] >= 0)
    soon = opened[order][1:] - opened[order][:-1] <= RETRY.to_timedelta64()
    again[order[1:]] = same & soon & hung_up[order][:-1]
    return again


def _customers(names: pd.Series, listed: pd.DataFrame | None, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Customers with their contacts; callers count as customers only where nobody else is known."""
    counts = names.value_counts()
    if not counts.index.empty:
        callers = counts.index.astype(str).str.startswith(CALLER)
        if listed is not None or not callers.all():
            counts = counts[~callers]
    table = pd.DataFrame({"count": counts}, dtype=float)
    table["exposure"] = float(len(days))
    for column in ("plan", "segment"):
        table[column] = ""
    table["fee"] = np.nan
    table["active"] = True
    table["first"], table["last"] = 0.0, float(len(days))
    if listed is not None:
        table = _joined(table, listed, days)
    table.index.name = "customer"
    return table.sort_index()


def _joined(seen: pd.DataFrame, listed: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Customers of the list, and those seen that it lacks; each exposed from its start to its leaving."""
    listed = listed[listed["customer"].notna()].copy()
    listed["customer"] = listed["customer"].astype(str)
    listed = listed.drop_duplicates("customer").set_index("customer")
    table = seen.reindex(sorted({*seen.index.astype(str), *listed.index}))
    table["count"] = table["count"].fillna(0.0)
    end = days[-1] + pd.Timedelta(days=1)
    started, left = listed["started"].reindex(table.index), listed["left_on"].reindex(table.index)
    started = started.fillna(days[0])
    left = left.fillna(end)
    for name, times in (("first", started), ("last", left)):
        table[name] = np.clip((times - days[0]).dt.total_seconds().to_numpy(float) / 86_400, 0, len(days))
    table["exposure"] = table["last"] - table["first"]
    for column in ("plan", "segment"):
        table[column] = listed[column].astype(object).reindex(table.index).fillna("").astype(str)
    table["fee"] = listed["fee_month"].reindex(table.index).astype(float) / 100
    table["active"] = ~(listed["left_on"].reindex(table.index) < end)
    return table[table["exposure"] > 0]
