"""Receivables of customers who were not fitted, predicted from the others, over random splits of all customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.fitting.days_trait import predicted_days
from sim.fitting.lateness import LEAST_CUSTOMERS, too_few
from sim.fitting.likelihood import Floats
from sim.fitting.receivables import InvoiceHistory
from sim.fitting.share_trait import predicted_share
from sim.metrics.quantiles import quantiles
from sim.statistics.held_out import BAND, REJECTED, Trust

__all__ = ["FIGURES", "KNOWN", "SPLITS", "CustomerTest", "PredictedFigure", "customer_tests", "predicted_figures"]

SPLITS = 20
KNOWN = 0.7
DRAWS = 400
LATE, LATE_DISPUTED = "undisputed invoices paid late", "disputed invoices paid late"
DAYS_LATE, DISPUTED = "days late", "invoices disputed"
FIGURES = (LATE, LATE_DISPUTED, DAYS_LATE, DISPUTED)
"""Named as the series of a back-test by time."""
LEAST_TESTED = SPLITS // 2
"""Splits in which a figure must be there on both sides."""


class PredictedFigure(NamedTuple):
    """One figure of the customers who were not fitted."""

    draws: Floats
    """As it is predicted from the others, shape (draws,)."""
    observed: float


@dataclass(frozen=True, slots=True)
class CustomerTest:
    """One figure over all splits, with its verdict."""

    name: str
    inside: int
    """Splits in which it lies within its band of 80 %."""
    splits: int
    """Splits in which it was there on both sides."""
    observed: float
    """Mean over the splits, as the ends of the band are; NaN where there was none."""
    low: float
    high: float
    trust: Trust
    reason: str


def customer_tests(history: InvoiceHistory, seed: int = 1, splits: int = SPLITS) -> tuple[CustomerTest, ...]:
    """Predict the figures of 30 % of the customers from the others, in random splits.

    Parameters
    ----------
    history : InvoiceHistory
        Invoices that fell due, of all customers.
    seed : int, optional
        Of splits and draws.
    splits : int, optional
        How many.

    Returns
    -------
    tuple of CustomerTest
        In the order of ``FIGURES``; empty where there are no invoices. Given the customers, splits are independent, so
        that the count inside is tested as binomial; means over splits are equal on both sides, and tell no bias.
    """
    count = len(history.customers)
    if not count:
        return ()
    cut = round(KNOWN * count)
    reason = "a list of open items" if history.open_only else too_few(cut, KNOWN * history.invoices.sum())
    if reason:
        untested = f"not testable: {reason} among the {cut} customers fitted" if not history.open_only else reason
        return tuple(_untested(name, untested) for name in FIGURES)
    rng = np.random.default_rng(seed)
    results = []
    for _ in range(splits):
        order = rng.permutation(count)
        results.append(predicted_figures(history, order[:cut], order[cut:], int(rng.integers(2**32))))
    return tuple(_tested(name, [result[name] for result in results if name in result]) for name in FIGURES)


def predicted_figures(
    history: InvoiceHistory, learned: NDArray[np.int64], others: NDArray[np.int64], seed: int
) -> dict[str, PredictedFigure]:
    """Predict figures of some customers from those of others.

    Parameters
    ----------
    history : InvoiceHistory
        Invoices of all of them.
    learned, others : array of int
        Places of customers: those that are fitted, and those that are predicted.
    seed : int
        Of the draws.

    Returns
    -------
    dict of str to PredictedFigure
        By name as in ``FIGURES``; one that either side has nothing of is left out, as are disputes that nothing tells.
    """
    undisputed = history.invoices - history.disputed
    shares: Mapping[str, tuple[Floats, Floats]] = {
        LATE: (history.late, undisputed),
        LATE_DISPUTED: (history.late_disputed, history.disputed),
        DISPUTED: (history.disputed, history.invoices),
    }
    figures = {}
    for name, (part, of) in shares.items():
        listed = name == LATE or history.disputes_known
        if listed and (of[learned] > 0).sum() >= LEAST_CUSTOMERS // 2 and of[others].sum() > 0:
            draws = predicted_share(part[learned], of[learned], of[others], DRAWS, seed)
            figures[name] = PredictedFigure(draws, float(part[others].sum() / of[others].sum()))
    seen, rest = (history.late_invoices.of(places.astype(float)) for places in (learned, others))
    if len(np.unique(seen.customer)) >= LEAST_CUSTOMERS // 2 and len(rest.days):
        disputed = np.array([(rest.disputed * (rest.customer == place)).sum() for place in others])
        late = np.array([(rest.customer == place).sum() for place in others]) - disputed
        draws = predicted_days(seen, late, disputed, DRAWS, seed)
        figures[DAYS_LATE] = PredictedFigure(draws, float(rest.days.mean()))
    return figures


def _tested(name: str, figures: Sequence[PredictedFigure]) -> CustomerTest:
    if len(figures) < LEAST_TESTED:
        return _untested(name, f"not testable: in {len(figures)} splits of the customers alone")
    tail = (1 - BAND) / 2
    low, high = np.array([quantiles(figure.draws, (tail, 1 - tail)) for figure in figures]).T
    observed = np.array([figure.observed for figure in figures])
    inside, splits = int(((observed >= low) & (observed <= high)).sum()), len(figures)
    rejected = scipy.stats.binomtest(inside, splits, BAND).pvalue < REJECTED
    mean, lower, upper = (float(values.mean()) for values in (observed, low, high))
    trust = Trust.AMBER if rejected else Trust.GREEN
    reason = f"inside the 80 % band in {inside} of {splits} splits of the customers"
    return CustomerTest(name, inside, splits, mean, lower, upper, trust, reason)


def _untested(name: str, reason: str) -> CustomerTest:
    return CustomerTest(name, 0, 0, np.nan, np.nan, np.nan, Trust.GREY, reason)
