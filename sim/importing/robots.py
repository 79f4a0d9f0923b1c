"""Contacts that no person made: one requester, channel or subject, always at one time of day or never answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.importing.dates import NO_TIME
from sim.importing.prepared import Prepared

__all__ = ["Robot", "robots_of"]

LEAST_SHARE = 0.05
LEAST_ROWS = 20
SPREAD_SECONDS = 300
SILENT_SHARE = 0.98


@dataclass(frozen=True)
class Robot:
    """A sender that looks like a machine."""

    column: str
    rows: NDArray[np.bool_]
    evidence: str


def robots_of(prepared: Prepared) -> list[Robot]:
    """Senders of tickets that look like machines.

    Parameters
    ----------
    prepared : Prepared
        The sheet.

    Returns
    -------
    list of Robot
        None where nobody sends more than 5 % of the rows in that way.
    """
    opened = prepared.time("opened")
    dated = (opened != NO_TIME) & (opened % 86_400 != 0)
    touched = _touched(prepared)
    result: list[Robot] = []
    covered = np.zeros(prepared.count, bool)
    for name in ("requester", "subject", "channel", "kind"):
        if not prepared.has(name) or name in prepared.released:
            continue
        codes, words = prepared.names(name)
        counts = np.bincount(codes[codes >= 0], minlength=len(words)) if words else np.zeros(0, int)
        least = max(LEAST_ROWS, LEAST_SHARE * prepared.count)
        for place in np.flatnonzero((counts >= least) & (counts < prepared.count)):
            rows = (codes == place) & ~covered
            if rows.sum() < least:
                continue
            evidence = _evidence(rows, opened, dated, touched)
            if evidence:
                covered |= rows
                result.append(Robot(prepared.header(name), rows, evidence))
    return result


def _touched(prepared: Prepared) -> NDArray[np.bool_] | None:
    """Rows that anybody answered, where a column says so."""
    names = [name for name in ("agent_touches", "customer_touches") if prepared.has(name)]
    if not names:
        return None
    counts = np.nansum([prepared.number(name) for name in names], axis=0)
    answered = counts > 0
    return answered if answered.any() else None


def _evidence(
    rows: NDArray[np.bool_], opened: NDArray[np.int64], dated: NDArray[np.bool_], touched: NDArray[np.bool_] | None
) -> str:
    times = opened[rows & dated] % 86_400
    days = len(np.unique(opened[rows & dated] // 86_400))
    if len(times) >= LEAST_ROWS and days >= 5:
        middle = np.median(times)
        off = np.abs((times - middle + 43_200) % 86_400 - 43_200)
        if np.quantile(off, 0.9) <= SPREAD_SECONDS / 2:
            return f"{int(rows.sum()):,} rows open within five minutes of one time of day"
    if touched is not None and (~touched[rows]).mean() >= SILENT_SHARE and touched[~rows].mean() > 0.5:
        return f"{int(rows.sum()):,} rows were answered by nobody"
    return ""
