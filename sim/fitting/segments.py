"""Segments: customers by plan and kind, at most eight."""

from __future__ import annotations

import pandas as pd

__all__ = ["MOST_SEGMENTS", "clean_name", "plan_names", "segment_names"]

MOST_SEGMENTS = 8
LONGEST = 50
OTHER = "other"
ALL = "customers"
STANDARD = "standard"


def plan_names(plans: pd.Series) -> pd.Series:
    """Name the plan of each customer.

    Parameters
    ----------
    plans : pandas.Series
        As files have it; empty where unknown.

    Returns
    -------
    pandas.Series
        At most eight, the rest as ``other``; ``standard`` where files know none.
    """
    return _most(plans.map(clean_name).replace("", STANDARD))


def segment_names(customers: pd.DataFrame, plans: pd.Series) -> pd.Series:
    """Name the segment of each customer: its plan, and what its list calls it.

    Parameters
    ----------
    customers : pandas.DataFrame
        With ``segment``, empty where unknown.
    plans : pandas.Series
        As of `plan_names`.

    Returns
    -------
    pandas.Series
        At most eight; by plan alone where there would be more. One segment lies within one plan.
    """
    kinds = customers["segment"].map(clean_name)
    if not kinds.any():
        return plans.replace(STANDARD, ALL)
    if plans.nunique() == 1:
        return _most(kinds.replace("", OTHER))
    both = plans + kinds.map(lambda kind: f", {kind}" if kind else "")
    return both if both.nunique() <= MOST_SEGMENTS else plans


def _most(names: pd.Series) -> pd.Series:
    counts = names.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    if len(counts) <= MOST_SEGMENTS:
        return names
    return names.where(names.isin(counts.index[: MOST_SEGMENTS - 1]), OTHER)


def clean_name(name: str) -> str:
    """Make a name a key of a scenario.

    Parameters
    ----------
    name : str
        As a file has it.

    Returns
    -------
    str
        Printable and short, without what a spreadsheet would reckon.
    """
    text = " ".join("".join(char if char.isprintable() else " " for char in name).split())[:LONGEST].strip()
    return text.lstrip("=+-@").strip()
