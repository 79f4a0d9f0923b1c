"""A replication holds every measure of one run, and is written as JSON in which each float comes back bit by bit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.metrics.books import whale_curve
from sim.metrics.by_customer import by_customer
from sim.metrics.columns import FloatArray
from sim.metrics.facts import Facts
from sim.metrics.outcomes import outcomes
from sim.metrics.series import monthly
from sim.records.run import Run

__all__ = ["Failure", "Replication", "failures"]


def _nothing() -> FloatArray:
    """No values."""
    return np.empty(0)


@dataclass(frozen=True, slots=True)
class Replication:
    """Every measure of one replication of a scenario; one that failed has an error and nothing else."""

    outcomes: dict[str, float] = field(default_factory=dict)
    """By name, each in its own unit; NaN where an outcome is not defined."""
    monthly: dict[str, FloatArray] = field(default_factory=dict)
    """Series by name, shape (horizon_months,)."""
    whale: FloatArray = field(default_factory=_nothing)
    """Cumulative share of margin, customers sorted from the best, shape (customers + 1,)."""
    error: str | None = None
    """Type and message of the exception that it failed with."""
    customers: tuple[str, ...] = ()
    """Names of all customers that there were, in the order in which they joined."""
    by_customer: dict[str, FloatArray] = field(default_factory=dict)
    """Columns of :data:`sim.metrics.by_customer.CUSTOMER_COLUMNS`, shape (customers,)."""

    @classmethod
    def of(cls, run: Run) -> Replication:
        """Measure a run: its outcomes, monthly series, whale curve and customers.

        Parameters
        ----------
        run : Run
            A simulated run, its identities checked.

        Returns
        -------
        Replication
            All measures, without an error.
        """
        facts = Facts(run)
        books = facts.books
        return cls(
            outcomes(run, facts),
            monthly(run, books),
            whale_curve(books),
            customers=books.customers,
            by_customer=by_customer(facts),
        )

    def to_json(self) -> str:
        """Write the replication as JSON; NaN and infinities as Python's ``json`` writes them.

        Returns
        -------
        str
            The error where it failed, else all measures.
        """
        if self.error is not None:
            return json.dumps({"error": self.error})
        content = {
            "outcomes": self.outcomes,
            "monthly": {name: values.tolist() for name, values in self.monthly.items()},
            "whale": self.whale.tolist(),
            "customers": self.customers,
            "by_customer": {name: values.tolist() for name, values in self.by_customer.items()},
        }
        return json.dumps(content)

    @classmethod
    def from_json(cls, text: str) -> Replication:
        """Read a replication that did not fail back from :meth:`to_json`.

        Parameters
        ----------
        text : str
            JSON of a replication.

        Returns
        -------
        Replication
            The measures, equal to the last bit.

        Raises
        ------
        ValueError
            Where the text does not hold the measures of a replication.
        """
        try:
            content = json.loads(text)
            series, columns = (
                {name: np.array(values, np.float64) for name, values in content[part].items()}
                for part in ("monthly", "by_customer")
            )
            whale, customers = np.array(content["whale"], np.float64), tuple(content["customers"])
            return cls(content["outcomes"], series, whale, customers=customers, by_customer=columns)
        except (ValueError, LookupError, TypeError, AttributeError):
            raise ValueError("a replication in it is damaged") from None


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that failed, with its error."""

    scenario: str
    replication: int
    """Number of the replication, from 0."""
    error: str
    """Type and message of the exception."""


def failures(name: str, replications: Sequence[Replication]) -> list[Failure]:
    """List the replications of a scenario that failed.

    Parameters
    ----------
    name : str
        Name of the scenario.
    replications : sequence of Replication
        Replications 0, 1, ... of the scenario.

    Returns
    -------
    list of Failure
        By number.
    """
    return [
        Failure(name, number, replication.error)
        for number, replication in enumerate(replications)
        if replication.error is not None
    ]
