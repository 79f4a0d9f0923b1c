"""Rows that the kernel has written, as records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.engine.compiled.layout import CALL_OUTCOMES, CAUSES, CONTACT_OUTCOMES, ROWS, State
from sim.engine.compiled.tables import Register
from sim.records.events import (
    BreakingPointPassed,
    CallEnded,
    ContactEnded,
    GrievanceAdded,
    TouchMade,
    WaitEnded,
)
from sim.records.promises import PersonAnswered
from sim.records.recorder import Records

__all__ = ["Written"]

KINDS: dict[str, Any] = {
    "touches": TouchMade,
    "waits": WaitEnded,
    "contacts": ContactEnded,
    "calls": CallEnded,
    "persons": PersonAnswered,
    "grievances": GrievanceAdded,
    "breaking_points": BreakingPointPassed,
}


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
        self._teams = teams
        self._register = register
        self.names: list[str] = []
        """Of the customers, by place."""

    def keep(self, state: State) -> None:
        """Hand over what was written since the last time, and begin anew.

        Parameters
        ----------
        state : State
            Of the run.
        """
        run = state.run[0]
        for table in ROWS:
            count = int(run[table])
            if count:
                self._keep(table, getattr(state, table)[:count])
                run[table] = 0

    def _keep(self, table: str, rows: Any) -> None:
        """Hand the rows of one table over."""
        coded: dict[str, Sequence[object]] = {
            "customer": self.names,
            "team": self._teams,
            "plan": self._register.names,
            "cause": CAUSES,
            "outcome": CALL_OUTCOMES if table == "calls" else CONTACT_OUTCOMES,
        }
        columns = []
        for name in rows.dtype.names:
            values = rows[name].tolist()
            columns.append([coded[name][code] for code in values] if name in coded else values)
        getattr(self._records, table).extend(map(KINDS[table]._make, zip(*columns, strict=True)))
