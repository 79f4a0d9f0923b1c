"""The arrays of a state, found by its address: a tuple of so many arrays would cost more than a kernel's work.

The address is that of a table with three words an array: where its data lie, and its shape.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from sim.compiling import kernel
from sim.engine.compiled.layout import DTYPES, State

__all__ = [
    "alarms_of",
    "breaking_points_of",
    "calls_of",
    "clocks_of",
    "contacts_of",
    "customers_of",
    "events_of",
    "exits_of",
    "grievances_of",
    "impatient_of",
    "is_month_of",
    "jobs_of",
    "numbers_of",
    "persons_of",
    "potential_numbers_of",
    "potentials_of",
    "queues_of",
    "resting_of",
    "rules_of",
    "run_of",
    "scratch_of",
    "steps_of",
    "teams_of",
    "terms_of",
    "touches_of",
    "waits_of",
    "words_of",
]

_array: Any = numba.__dict__["carray"]
WORDS = 3
LENGTH = WORDS * len(State._fields)


def words_of(state: State) -> Any:
    """The table by which kernels find the arrays of a state.

    Parameters
    ----------
    state : State
        Must live as long as the table is used.

    Returns
    -------
    array of int64
        Address and shape of each array; the second size of one with one dimension is 1.
    """
    words = np.ones(LENGTH, np.int64)
    for number, array in enumerate(state):
        words[WORDS * number] = array.ctypes.data
        words[WORDS * number + 1 : WORDS * number + 1 + array.ndim] = array.shape
    return words


def _as_pointer(typing_context: Any, address: Any) -> Any:
    """A pointer to an address."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(types.int64), generate


_pointer: Any = intrinsic(_as_pointer)


def _reader(name: str) -> Any:
    """A kernel that finds an array of one dimension."""
    place, dtype = WORDS * State._fields.index(name), DTYPES[name]

    def read(state: int) -> Any:
        words = _array(_pointer(state), LENGTH, np.int64)
        return _array(_pointer(words[place]), words[place + 1], dtype)

    return kernel(read)


def _table_reader(name: str) -> Any:
    """A kernel that finds an array of two dimensions."""
    place, dtype = WORDS * State._fields.index(name), DTYPES[name]

    def read(state: int) -> Any:
        words = _array(_pointer(state), LENGTH, np.int64)
        return _array(_pointer(words[place]), (words[place + 1], words[place + 2]), dtype)

    return kernel(read)


def _record_reader(name: str) -> Any:
    """A kernel that finds the only record of an array."""
    place, dtype = WORDS * State._fields.index(name), DTYPES[name]

    def read(state: int) -> Any:
        words = _array(_pointer(state), LENGTH, np.int64)
        return _array(_pointer(words[place]), 1, dtype)[0]

    return kernel(read)


run_of = _record_reader("run")
rules_of = _record_reader("rules")
customers_of = _reader("customers")
terms_of = _reader("terms")
clocks_of = _reader("clocks")
exits_of = _reader("exits")
is_month_of = _reader("is_month")
steps_of = _reader("steps")
teams_of = _reader("teams")
jobs_of = _reader("jobs")
scratch_of = _reader("scratch")
events_of = _reader("events")
alarms_of = _reader("alarms")
potentials_of = _reader("potentials")
numbers_of = _table_reader("numbers")
potential_numbers_of = _table_reader("potential_numbers")
queues_of = _table_reader("queues")
resting_of = _table_reader("resting")
impatient_of = _table_reader("impatient")
touches_of = _reader("touches")
waits_of = _reader("waits")
contacts_of = _reader("contacts")
calls_of = _reader("calls")
persons_of = _reader("persons")
grievances_of = _reader("grievances")
breaking_points_of = _reader("breaking_points")
