"""Rows that the kernels have written, as columns of the records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sim.engine.compiled.layout import CALL_OUTCOMES, CAUSES, CONTACT_OUTCOMES, State
from sim.engine.compiled.row_types import ROWS
from sim.engine.compiled.tables import Register
from sim.records.recorder import Records
from sim.records.table import Coded, Column

__all__ = ["SHARED", "Written"]

SHARED = ("grievances", "breaking_points")
"""Tables that the turn of a month writes to as well."""


class Written:
    """Hands the rows of a state over to the records of a run.

    Parameters
    ----------
    records : Records
        Of the run.
    teams : sequence of str
        Names of the teams, by number.
    register : Register
        With the names of the plans.
    """

    def __init__(self, records: Records, teams: Sequence[str], register: Register) -> None:
        self._records = records
        self._teams = tuple(teams)
        self._register = register
        self.names: tuple[str, ...] = ()
        """Of the customers, by place."""

    def keep(self, state: State, tables: Iterable[str] = ROWS) -> None:
        """Hand over what was written since the last time, and begin anew.

        Parameters
        ----------
        state : State
            Of the run.
        tables : iterable of str
            Which.
        """
        run = state.run[0]
        for table in tables:
            count = int(run[table])
            if count:
                getattr(self._records, table).add_columns(self._columns(table, getattr(state, table)[:count]))
                run[table] = 0

    def _columns(self, table: str, rows: Any) -> dict[str, Column]:
        """Copies of the columns of some rows."""
        values: dict[str, tuple[Any, ...]] = {
            "customer": self.names,
            "team": self._teams,
            "plan": tuple(self._register.names),
            "cause": CAUSES,
            "outcome": CALL_OUTCOMES if table == "calls" else CONTACT_OUTCOMES,
        }
        columns = {name: np.array(rows[name]) for name in rows.dtype.names}
        return {name: Coded(values[name], column) if name in values else column for name, column in columns.items()}
