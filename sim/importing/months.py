"""Cells that name a month of a year."""

from __future__ import annotations

import re

from sim.importing.dates import MONTHS
from sim.importing.wording import folded

__all__ = ["day_of_month", "month_of"]


def month_of(cell: str) -> tuple[int, int] | None:
    """Year and month that a header names.

    Parameters
    ----------
    cell : str
        Such as ``Jan 2025``, ``2025-01``, ``01/2025`` or ``März 25``.

    Returns
    -------
    tuple of int or None
        None where it names no month of a year.
    """
    text = folded(cell).strip(" .'")
    match = re.fullmatch(r"([a-z]+)\.?[ \-/']*(\d{4}|\d{2})", text)
    if match and match[1] in MONTHS:
        return int(match[2]) + (2000 if len(match[2]) == 2 else 0), MONTHS[match[1]]
    if match := re.fullmatch(r"(\d{4})[\-/. ]?m?(0[1-9]|1[0-2])", text):
        return (int(match[1]), int(match[2])) if 1990 < int(match[1]) < 2100 else None
    if match := re.fullmatch(r"(0?[1-9]|1[0-2])[\-/.](\d{4})", text):
        return int(match[2]), int(match[1])
    return None


def day_of_month(cell: str) -> str:
    """First day of the month that a cell names.

    Parameters
    ----------
    cell : str
        A month such as ``Jan-24``, or anything else.

    Returns
    -------
    str
        As ISO 8601; the cell itself where it names no month.
    """
    month = month_of(cell)
    return f"{month[0]}-{month[1]:02d}-01" if month else cell
