"""One customer's life in one replication: every record of it, apart from all others'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from sim.engine.run import simulate
from sim.errors import Problem, SaydoError
from sim.records.events import CustomerJoined
from sim.records.recorder import Records
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.source import printed
from sim.units import MINUTES_PER_DAY

__all__ = ["CustomerHistory", "heaviest_day", "life_in", "lived"]


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    """What happened to one customer, and what it takes to date it and to put it into money."""

    customer: CustomerJoined
    records: Records
    """Of this customer alone."""
    start_date: date
    currency: str
    month_starts: tuple[float, ...]
    """Minutes at which the months begin, and the horizon."""

    @property
    def horizon(self) -> float:
        """The end of the study, in minutes since its start."""
        return self.month_starts[-1]


def life_in(run: Run, name: str) -> CustomerHistory:
    """The life of the customer of this name in a run.

    Raises
    ------
    SaydoError
        Where the run has none; the message names the nearest.
    """
    known = {row.customer: row for row in run.records.customers}
    if name not in known:
        near = get_close_matches(name, known, 3, 0.5) or list(known)[:3]
        hint = " or ".join(map(printed, near))
        rule = f"no such customer among {len(known)}; did you mean {hint}?"
        raise SaydoError(Problem.of("customer", printed(name), rule))
    records = Records(**run.records.of_customer(name))  # type: ignore[arg-type]  # tables by name, rows of their types
    return CustomerHistory(known[name], records, run.scenario.start_date, run.scenario.currency, run.month_starts)


def lived(scenario: Scenario, seed: int, replication: int, *, customer: str) -> CustomerHistory:
    """The life of one customer in one replication.

    Raises
    ------
    SaydoError
        Where there is no such customer in it.
    """
    return life_in(simulate(scenario, seed=seed, replication=replication), customer)


def heaviest_day(history: CustomerHistory) -> int | None:
    """Find the day on which a customer's heaviest addition to its grievance fell.

    Parameters
    ----------
    history : CustomerHistory
        History of one customer.

    Returns
    -------
    int or None
        Day, counted from the first of the study; None where nothing was added.
    """
    grievances = [row for row in history.records.grievances if row.at >= 0]
    return int(max(grievances, key=lambda row: row.size).at) // MINUTES_PER_DAY if grievances else None
