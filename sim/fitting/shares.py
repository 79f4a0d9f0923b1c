"""Shares of contacts by severity and by telephone, and what machines send."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import beta

from sim.fitting.fit import LEVEL, FittedNumber, Value, kept
from sim.scenario.paths import print_path

__all__ = ["SEVERITIES", "fit_phone_share", "fit_severities"]

SEVERITIES = ("P1", "P2", "P3", "P4")
MOST_UNKNOWN = 0.3
LEAST = 30
PRIOR = 0.5
"""Of each share (Jeffreys)."""
PHONE = "phone"


def fit_severities(severity: pd.Series, old: Value, seen: Value = (1.0,) * 4) -> FittedNumber:
    """Fit the shares of severities: Dirichlet, with a prior of a half each.

    Parameters
    ----------
    severity : pandas.Series
        P1 to P4 or ``unknown``.
    old : tuple of float
        Shares before.
    seen : tuple of float, optional
        By severity, the share of contacts that files count; self-service solves the rest.

    Returns
    -------
    FittedNumber
        Kept where more than 30 % are unknown.
    """
    path, source = "assumptions.contact.severity_shares", "contacts"
    counts = severity.astype(object).value_counts().reindex(SEVERITIES, fill_value=0).to_numpy(float)
    n = int(counts.sum())
    unknown = 1 - n / max(len(severity), 1)
    if unknown > MOST_UNKNOWN:
        return kept(path, old, source, f"severity of {unknown:.0%} is unknown; at most {MOST_UNKNOWN:.0%}")
    if n < LEAST:
        return kept(path, old, source, f"{n} contacts; needs {LEAST}")
    a, b = counts + PRIOR, n - counts + PRIOR * (len(counts) - 1)
    tail = (1 - LEVEL) / 2
    all_of = counts / np.array(seen)
    shares = all_of / all_of.sum()
    ratio = n / np.array(seen) / all_of.sum()
    low, high = (np.clip(beta.ppf(end, a, b) * ratio, 0, 1) for end in (tail, 1 - tail))
    return FittedNumber(
        path,
        old,
        source,
        new=tuple(shares),
        low=tuple(np.where(counts > 0, low, 0.0)),
        high=tuple(high),
        n=n,
        unit="contacts",
        method="multinomial, Dirichlet",
    )


def fit_phone_share(name: str, channel: pd.Series, old: float) -> FittedNumber:
    """Fit the share of contacts that come by telephone; chat and mail come as the portal does.

    Parameters
    ----------
    name : str
        Of the segment.
    channel : pandas.Series
        Of its contacts: ``phone``, ``chat``, ``mail`` or ``portal``; null is unknown.
    old : float
        Share before.

    Returns
    -------
    FittedNumber
        Kept where more than 30 % are unknown.
    """
    path, source = print_path(("segments", name, "phone_share")), "contacts"
    channels = channel.dropna().astype(str)
    n, phone = len(channels), int((channels == PHONE).sum())
    unknown = 1 - n / max(len(channel), 1)
    if unknown > MOST_UNKNOWN:
        return kept(path, old, source, f"channel of {unknown:.0%} is unknown; at most {MOST_UNKNOWN:.0%}")
    if n < LEAST:
        return kept(path, old, source, f"{n} contacts; needs {LEAST}")
    tail = (1 - LEVEL) / 2
    low, high = (float(beta.ppf(q, phone + PRIOR, n - phone + PRIOR)) for q in (tail, 1 - tail))
    method = "binomial, Jeffreys"
    share = phone / n
    low, high = min(low, share), max(high, share)
    return FittedNumber(path, old, source, new=share, low=low, high=high, n=n, unit="contacts", method=method)
