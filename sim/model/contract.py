"""A customer's contract: terms, fee by month, term, and the end."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import inf

from sim.contracts.prices import kept_share, mean_kept_share
from sim.customers.leaving import DepartureReason
from sim.model.terms import Terms
from sim.scenario.character import MOST_CAUSE_MONTHS
from sim.units import MONTHS_PER_YEAR

__all__ = ["Contract"]


@dataclass(slots=True)
class Contract:
    """Terms that a customer signed, and the end of its contract."""

    terms: Terms
    usage_terms: Terms
    """Terms of the month's contacts: a move to another plan is not retroactive."""
    fee_cents: int
    """Per month."""
    list_cents: int
    """List price per month at the start of the term."""
    term_end: int
    """Month in which the running term ends."""
    term_length: int
    """Months of the running term; those of the plan on which it began."""
    first_month: int
    """Month in which the contract began, or the first term of the run where no more is known; below 0 for customers of
    the start."""
    agreed_month: int = 0
    """Month in which the fee of the first term of the run was agreed."""
    year_begins: int = 0
    """A month in which a year of the contract begins, at or below 0 for customers of the start."""
    billed_until: int = 0
    """First month after the billing period that runs."""
    billed_fees: dict[int, int] = field(default_factory=dict)
    """Fees billed for months yet to come, by month."""
    unbilled_cents: int = 0
    """Fees earned in months that are billed afterwards."""
    joined_month: int = 0
    extra_payment_days: int = 0
    """Added to the plan's days of payment."""
    let_go: bool = False
    """Notice has been given by the provider."""
    ready_at: float = inf
    """Minute at which a customer past its breaking point has found another supplier."""
    leaves_at: float = inf
    """Minute at which the contract ends for good."""
    leaves_because: DepartureReason = DepartureReason.NOT_RENEWED
    """Counts where ``leaves_at`` is finite."""
    bought_out: tuple[int, int] | None = None
    """Month in which the customer buys itself out of its term, and the month in which it would have left."""
    rises: list[tuple[int, float]] = field(default_factory=list)
    """Rises of the fee at renewals: month, and share."""
    promises: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=MOST_CAUSE_MONTHS))
    """Promises kept, and promises that fell due, of the latest months."""
    missed_months: list[int] = field(default_factory=list)
    """Months that count for a contractual right to end it for cause."""

    def year_of(self, month: int) -> int:
        """Year of the contract that a month lies in.

        Parameters
        ----------
        month : int
            Month of the run, of the contract's time.

        Returns
        -------
        int
            0 for the first twelve months of the first term of the run.
        """
        return (month - self.first_month) // MONTHS_PER_YEAR

    def fee_of(self, month: int) -> int:
        """Fee of a month at the price that holds now.

        Parameters
        ----------
        month : int
            Month of the study; below 0 for months before it.

        Returns
        -------
        int
            Cents.
        """
        discounts = self.terms.discounts
        return round(self.fee_cents * kept_share(discounts, self._place(month))) if discounts else self.fee_cents

    def _place(self, month: int) -> int:
        """Month of the contract, the first being 1."""
        return month - self.first_month + 1

    def ends_year(self, month: int) -> bool:
        """Whether a year of the contract is over when a month begins.

        Parameters
        ----------
        month : int
            Month of the study.

        Returns
        -------
        bool
            False in the month in which the contract begins.
        """
        return month > self.year_begins and (month - self.year_begins) % MONTHS_PER_YEAR == 0

    def kept_share(self, month: int) -> float:
        """Share of the fee that discounts leave in a month.

        Parameters
        ----------
        month : int
            Month of the study.

        Returns
        -------
        float
            0 to 1.
        """
        return kept_share(self.terms.discounts, self._place(month))

    def kept_next_term(self) -> float:
        """Mean share of the fee that discounts leave over the term that may follow.

        Returns
        -------
        float
            0 to 1.
        """
        first = self._place(self.term_end)
        return mean_kept_share(self.terms.discounts, range(first, first + self.terms.plan.term_months))

    def fees_of(self, months: range) -> int:
        """Fees of some months at the price that holds now.

        Parameters
        ----------
        months : range
            Months of the study.

        Returns
        -------
        int
            Cents.
        """
        return sum(map(self.fee_of, months))

    def leave_at(self, moment: float, reason: DepartureReason) -> None:
        """Set the end of the contract, unless it ends sooner already.

        Parameters
        ----------
        moment : float
            Minute since the start of the study, which may lie beyond its horizon; infinity where none is known.
        reason : DepartureReason
            Recorded with the departure.
        """
        if moment < self.leaves_at:
            self.leaves_at = moment
            self.leaves_because = reason
