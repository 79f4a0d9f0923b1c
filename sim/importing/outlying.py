"""Rows whose time is far from all others: one year typed wrongly would make a decade of days without contacts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.importing.dates import NO_TIME

__all__ = ["apart"]

HOLE = 366 * 86_400
"""Seconds without a row; a business that is closed for a year is another one."""
MOST_SHARE, MOST_ROWS = 0.01, 2
"""Rows beyond a hole, as a share of all and at least: more of them are no slip."""
LEAST = 20
"""Fewer rows have no rule."""


def apart(times: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Find the few rows that lie before or after a hole of more than a year.

    Parameters
    ----------
    times : array of int64, shape (rows,)
        Seconds since 1970, or `NO_TIME`.

    Returns
    -------
    array of bool, shape (rows,)
        None where there are fewer than 20 rows with a time.
    """
    present = np.sort(times[times != NO_TIME])
    far = np.zeros(len(times), bool)
    if len(present) < LEAST:
        return far
    few = max(int(MOST_SHARE * len(present)), MOST_ROWS)
    after = np.flatnonzero(np.diff(present) > HOLE) + 1
    early, late = after[after <= few], after[len(present) - after <= few]
    if len(early):
        far |= (times != NO_TIME) & (times < present[early[-1]])
    if len(late):
        far |= times >= present[late[0]]
    return far
