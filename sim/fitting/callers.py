"""Callers by what they call about: those of some kinds give up sooner than others, and are customers of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy.stats import chi2

from sim.fitting.fit import LEVEL, FittedNumber
from sim.fitting.segments import MOST_SEGMENTS, clean_name
from sim.fitting.telephone import LEAST_HANG_UPS, SHORT_SECONDS, patience_interval, patience_misfit, retries_among
from sim.scenario.paths import print_path

__all__ = ["UNKNOWN", "CallerGroup", "CallerKinds", "caller_groups", "fit_kinds"]

UNKNOWN = "Unknown callers"
LEAST_CALLS = 300
DIFFERENT = 1e-3
"""Level at which kinds differ in patience."""


@dataclass(frozen=True)
class CallerKinds:
    """Patience by kind of call, and of segments, which call about several."""

    minutes: Mapping[str, float] = field(default_factory=dict)
    """Mean patience of each kind that has its own; the last, without a name, is that of all others."""
    numbers: tuple[FittedNumber, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Kinds with a patience of their own."""
        return tuple(name for name in self.minutes if name)


@dataclass(frozen=True)
class CallerGroup:
    """Contacts of callers whose customer is unknown, of one kind."""

    name: str
    contacts: int
    net: float
    """Without those that are to be expected to be further tries: the model adds them."""
    channels: pd.Series


def fit_kinds(calls: pd.DataFrame, segments: pd.Series) -> CallerKinds:
    """Fit patience by kind of call, where kinds differ in it.

    Exponential, censored by the answer, for each kind with 50 hang-ups and 300 calls, and for all others together; by
    the likelihood ratio against one mean for all. Kinds are told of every call; names often only of those who waited,
    so that nothing is fitted by who is known. The rate at which callers of a segment give up is the mean over the kinds
    of their calls.

    Parameters
    ----------
    calls : pandas.DataFrame
        Calls with ``kind``, ``outcome`` and ``wait_s``, of callers known and unknown.
    segments : pandas.Series
        Segment of the customer of each call; missing for callers who are unknown.

    Returns
    -------
    CallerKinds
        Empty where kinds are not told, or do not differ beyond chance.
    """
    kind = calls["kind"].astype(object).map(lambda name: clean_name(name) if isinstance(name, str) else "").fillna("")
    late = (calls["wait_s"] >= SHORT_SECONDS) & calls["outcome"].isin(["hung_up", "answered"])
    waits = (calls["wait_s"][late] - SHORT_SECONDS) / 60
    table = pd.DataFrame(
        {
            "calls": kind.value_counts(),
            "minutes": waits.groupby(kind[late]).sum(),
            "n": (calls["outcome"][late] == "hung_up").groupby(kind[late]).sum(),
        }
    ).fillna(0.0)
    usual = (table["n"] >= LEAST_HANG_UPS) & (table["calls"] >= LEAST_CALLS) & (table.index != "")
    own = table[usual].sort_values("calls", ascending=False, kind="stable")
    own = own[: max(MOST_SEGMENTS - segments.nunique() - 1, 0)]
    others = table.drop(index=own.index).sum()
    if others["n"] > 0:
        own.loc[""] = others
    if len(own) < 2 or not _differ(own):
        return CallerKinds()
    minutes = own["minutes"] / own["n"]
    minutes[""] = minutes.get("", table["minutes"].sum() / table["n"].sum())
    counts = own["n"].reindex(minutes.index, fill_value=table["n"].sum())
    which = kind.where(kind.isin(minutes.index), "")
    numbers = [
        _of_kind(name, minutes[name], int(counts[name]), _warning(calls[late & (which == name)], minutes[name]))
        for name in minutes.index
        if name
    ]
    for name, part in which.groupby(segments):
        numbers.append(_of_segment(str(name), part.value_counts(normalize=True), minutes, counts))
    rest = _of_kind("", minutes[""], int(counts[""]))
    return CallerKinds({str(name): float(value) for name, value in minutes.items()}, (*numbers, rest))


def caller_groups(contacts: pd.DataFrame, kinds: CallerKinds, retry: float, most: int) -> list[CallerGroup]:
    """Part the contacts of unknown callers by kind.

    Parameters
    ----------
    contacts : pandas.DataFrame
        Contacts of nobody who is a customer by name.
    kinds : CallerKinds
        As of :func:`fit_kinds`; without them all are one group.
    retry : float
        Share of those who hung up that call again.
    most : int
        Times that a caller does so at most.

    Returns
    -------
    list of CallerGroup
        None without contacts; those of kinds without a patience of their own last.
    """
    names = contacts["kind"].astype(object).map(lambda name: clean_name(name) if isinstance(name, str) else "")
    groups = []
    for kind in (*kinds.names, ""):
        part = contacts[names == kind] if kind else contacts[~names.isin(kinds.names)]
        calls = part[part["customer"].isna() & (part["channel"] == "phone")]
        tries = retries_among(len(calls), int((calls["outcome"] == "hung_up").sum()), retry, most)
        if len(part):
            groups.append(CallerGroup(_name(kind), len(part), len(part) - tries, part["channel"].dropna()))
    return groups


def _name(kind: str) -> str:
    return f"{UNKNOWN}, {kind}" if kind else UNKNOWN


def _differ(table: pd.DataFrame) -> bool:
    """Whether exponential rates differ, by the likelihood ratio."""
    n, minutes = table["n"].to_numpy(float), np.maximum(table["minutes"].to_numpy(float), 1e-9)
    apart = float((n * np.log(n / minutes)).sum() - n.sum() * np.log(n.sum() / minutes.sum()))
    return float(chi2.sf(2 * apart, len(n) - 1)) < DIFFERENT


def _warning(calls: pd.DataFrame, minutes: float) -> str:
    waits = calls["wait_s"].to_numpy(float) - SHORT_SECONDS
    gave_up = (calls["outcome"] == "hung_up").to_numpy(bool)
    return patience_misfit(waits[waits > 0], gave_up[waits > 0], float(minutes))


def _of_kind(kind: str, minutes: float, n: int, warning: str = "") -> FittedNumber:
    low, high = patience_interval(float(minutes), n)
    return FittedNumber(
        print_path(("segments", _name(kind).lower(), "patience_minutes")),
        None,
        "contacts",
        new=float(minutes),
        low=low,
        high=high,
        n=n,
        unit="hang-ups",
        method="exponential by kind of call, censored by the answer",
        warning=warning,
    )


def _of_segment(name: str, shares: pd.Series, minutes: pd.Series, counts: pd.Series) -> FittedNumber:
    """Mean of the rates of the kinds that a segment calls about; their errors are independent."""
    rates = shares / minutes.reindex(shares.index)
    mean = 1 / float(rates.sum())
    effective = max(round(1 / float(((rates * mean) ** 2 / counts.reindex(shares.index)).sum())), 1)
    fit = _of_kind("", mean, effective)
    method = f"{fit.method}, by the kinds of its calls; interval at {LEVEL:.0%}"
    return replace(fit, path=print_path(("segments", name, "patience_minutes")), method=method)
