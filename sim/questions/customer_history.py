"""Customer history: every record of one customer in one replication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from sim.errors import Problem, SaydoError
from sim.records.events import CustomerJoined
from sim.records.recorder import Records
from sim.records.run import Run
from sim.scenario.source import printed
from sim.units import MINUTES_PER_DAY

__all__ = ["CustomerHistory", "heaviest_day", "history_of"]


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    """Records of one customer, with the dates and the currency to print them."""

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


def history_of(run: Run, *, customer: str) -> CustomerHistory:
    """Take the history of one customer out of a run.

    Parameters
    ----------
    run : Run
        A run.
    customer : str
        Name of the customer.

    Returns
    -------
    CustomerHistory
        All records of it.

    Raises
    ------
    SaydoError
        Where the run has no such customer; the message names the nearest.
    """
    customers = {row.customer: row for row in run.records.customers}
    if customer not in customers:
        near = get_close_matches(customer, customers, 3, 0.5) or list(customers)[:3]
        rule = f"no such customer among {len(customers)}; did you mean {' or '.join(map(printed, near))}?"
        raise SaydoError(Problem.of("customer", printed(customer), rule))
    records = Records(**run.records.of_customer(customer))  # type: ignore[arg-type]  # tables by name, rows of their types
    scenario = run.scenario
    return CustomerHistory(customers[customer], records, scenario.start_date, scenario.currency, run.month_starts)


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
