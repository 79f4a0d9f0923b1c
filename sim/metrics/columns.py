"""Columns of record tables as arrays; shares and means that are NaN where there is nothing to divide by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.records.table import RecordTable

__all__ = ["BoolArray", "FloatArray", "IntArray", "codes", "column", "mean", "ratio"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def column(rows: Sequence[Any], name: str) -> FloatArray:
    """Read one numeric field of every row.

    Parameters
    ----------
    rows : sequence
        Records of one kind.
    name : str
        Name of the field.

    Returns
    -------
    array, shape (rows,)
        In the unit of the field.
    """
    if isinstance(rows, RecordTable):
        return rows.column(name)
    return np.fromiter(map(attrgetter(name), rows), np.float64, len(rows))


def codes(rows: Sequence[Any], name: str, index: Mapping[str, int]) -> IntArray:
    """Read one field of every row as its position in an index.

    Parameters
    ----------
    rows : sequence
        Records of one kind.
    name : str
        Name of the field.
    index : mapping of str to int
        Position by value of the field.

    Returns
    -------
    array of int, shape (rows,)
        -1 where the index has no such value.
    """
    if isinstance(rows, RecordTable):
        return rows.codes(name, index)
    return np.fromiter(map(index.get, map(attrgetter(name), rows), repeat(-1)), np.int64, len(rows))


def ratio(part: float, whole: float) -> float:
    """Divide a part by the whole.

    Parameters
    ----------
    part : float
        In any unit.
    whole : float
        In the same unit.

    Returns
    -------
    float
        NaN where the whole is 0.
    """
    return float(part / whole) if whole else float("nan")


def mean(values: FloatArray | BoolArray) -> float:
    """Mean of numbers, or share of truth values that are true.

    Parameters
    ----------
    values : array, shape (n,)
        Numbers or truth values.

    Returns
    -------
    float
        NaN where there are none.
    """
    return float(values.mean()) if values.size else float("nan")
