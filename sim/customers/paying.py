"""Paying: disputes and what they are credited, claims of service credits, and late payment."""

from __future__ import annotations

from enum import StrEnum
from math import exp

from sim.units import TENTH

__all__ = [
    "DisputeCause",
    "DisputeOutcome",
    "bully_lateness",
    "claim_probability",
    "claimed_in_time",
    "dispute_probability",
    "disputed_credit",
    "expected_credit_share",
    "surprise_grievance",
    "unserved_share",
]


class DisputeCause(StrEnum):
    """Why a customer disputes an invoice."""

    ERROR = "error"
    SCOPE = "scope"
    """A charge for what the contract covers."""
    SURPRISE = "surprise"
    CORRECT = "correct"
    """Nothing is wrong with the invoice."""
    DELAY = "delay"
    """To gain time, by a customer that pays late by habit."""
    NON_PERFORMANCE = "non-performance"
    """The fee of a time in which most promises were missed."""


class DisputeOutcome(StrEnum):
    """How a dispute ends."""

    FULL = "full"
    """All of the amount is credited."""
    PARTIAL = "partial"
    UPHELD = "upheld"
    """Nothing is credited: the invoice stands."""


def dispute_probability(
    base: float,
    surprise: tuple[float, float],
    clarity: float,
    trust: float,
    grievance_factor: float,
    proneness: float,
) -> tuple[float, float]:
    """Probabilities that a correct invoice is disputed: at all, and because of a surprise line.

    Parameters
    ----------
    base : float
        Probability for an ordinary line of a calm customer.
    surprise : two floats
        Probability that a surprise line adds when nothing was explained, 0 without such a line; and its multiple at
        trust 0, from which trust is subtracted.
    clarity, trust : float
        0 to 1; what was understood, and what is believed.
    grievance_factor : float
        1 for the calm, more for the angry and for those about to leave.
    proneness : float
        The customer's own, mean 1.

    Returns
    -------
    tuple of two floats
        Both at most 1; the second is part of the first.
    """
    probability, distrust = surprise
    by_surprise = 0.0
    if probability:
        by_surprise = min(probability * (1 - clarity) * max(distrust - trust, 0.0) * proneness, 1.0)
    return min(by_surprise + base * grievance_factor * proneness, 1.0), by_surprise


def surprise_grievance(surprise_share: float, clarity: float, weight: float, cap: float) -> float:
    """Grievance of unexpected charges, before goodwill.

    Parameters
    ----------
    surprise_share : float
        Charges over the month's fee, 0 or more.
    clarity : float
        Share of the written terms that was understood before signing, 0 to 1.
    weight : float
        Per tenth of the fee.
    cap : float
        Most tenths that count.

    Returns
    -------
    float
        0 or more.
    """
    return weight * min(surprise_share / TENTH, cap) * (1 - clarity)


def disputed_credit(
    amount_cents: int, uniform: float, full_share: float, partial_share: float, partial_credit: float
) -> tuple[DisputeOutcome, int]:
    """Outcome of a dispute and what is credited: all, a part, or nothing.

    Parameters
    ----------
    amount_cents : int
        Amount in dispute.
    uniform : float
        Random number, 0 to 1.
    full_share, partial_share : float
        Shares of disputes that are credited in full and in part.
    partial_credit : float
        Share of the amount that is credited in part, 0 to 1; fractions of a cent are dropped.

    Returns
    -------
    tuple of DisputeOutcome and int
        Outcome, and cents credited.
    """
    if uniform < full_share:
        return DisputeOutcome.FULL, amount_cents
    if uniform < full_share + partial_share:
        return DisputeOutcome.PARTIAL, int(amount_cents * partial_credit)
    return DisputeOutcome.UPHELD, 0


def expected_credit_share(full_share: float, partial_share: float, partial_credit: float) -> float:
    """Share of disputed amounts that is credited, on average.

    Parameters
    ----------
    full_share, partial_share : float
        Shares of disputes that are credited in full and in part.
    partial_credit : float
        Share of the amount that is credited in part, 0 to 1.

    Returns
    -------
    float
        0 to 1.
    """
    return full_share + min(partial_share, 1 - full_share) * partial_credit


def unserved_share(met: int, due: int, floor: float, least_due: int) -> float:
    """Share of a fee that a customer need not pay, since hardly anything was performed for it.

    Parameters
    ----------
    met, due : int
        Promises that were kept, and that fell due.
    floor : float
        Attainment below which the customer may withhold, 0 to 1.
    least_due : int
        Promises that must have fallen due, 1 or more.

    Returns
    -------
    float
        The share of promises that were missed; 0 at the floor and above.
    """
    return 1 - met / due if due >= least_due and met < floor * due else 0.0


def claim_probability(base: float, grievance_effect: float, grievance_ratio: float, most: float) -> float:
    """Probability that a service credit is claimed: the angrier, the likelier.

    Parameters
    ----------
    base : float
        Of a calm customer, 0 to 1.
    grievance_effect : float
        Relative increase per unit of the ratio.
    grievance_ratio : float
        Grievance over breaking point, 0 or more.
    most : float
        Highest probability, 0 to 1.

    Returns
    -------
    float
        0 to 1.
    """
    return min(base * (1 + grievance_effect * grievance_ratio), most)


def claimed_in_time(days: float | None, mean_days: float) -> float:
    """Share of the claims of a service credit that come in time: 1 - e^(-days / mean).

    Parameters
    ----------
    days : float or None
        Within which it must be claimed; None where there is no such limit.
    mean_days : float
        Until who claims has done so, above 0.

    Returns
    -------
    float
        0 to 1.
    """
    return 1.0 if days is None else 1 - exp(-days / mean_days)


def bully_lateness(late_share: float, bully_share: float, days_factor: float, unmanaged: float) -> tuple[float, float]:
    """Share of invoices that a bully pays late, and factor on the days that it is late.

    Parameters
    ----------
    late_share : float
        Share of such invoices that any other customer pays late.
    bully_share, days_factor : float
        The share that a bully left to itself pays late, where that is more, and the factor on its days.
    unmanaged : float
        Rest of the difference: 1 where nobody talks to its management, 0 for a customer like any other.

    Returns
    -------
    tuple of two floats
        0 to 1, and 1 or more.
    """
    return late_share + unmanaged * max(bully_share - late_share, 0.0), 1 + unmanaged * (days_factor - 1)
