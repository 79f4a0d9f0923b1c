"""The walk-away price in words."""

from __future__ import annotations

from sim.metrics.catalogue import describe
from sim.questions.peak import Peak
from sim.questions.price import Price
from sim.report.entries import plan_name
from sim.report.format.amounts import amount, short_percent
from sim.report.format.words import format_value, range_words
from sim.report.promise import check_words
from sim.scenario.source import plain
from sim.statistics.risk import Limit

__all__ = ["peak_words", "price_words"]


def price_words(price: Price, plan: str, margin: float, limit: Limit, currency: str) -> str:
    """State below which fee to walk away.

    Parameters
    ----------
    price : Price
        The answer.
    plan : str
        Plan whose fee it is.
    margin : float
        Share of margin to reach, up to 1.
    limit : Limit
        Accepted risk, and confidence.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    reached = f"a margin share of {short_percent(margin)} or more in {short_percent(1 - limit.risk)} of runs"
    name = plain(plan_name(plan))
    peak = "" if price.peak is None else f" {peak_words(price.peak, currency)}"
    if price.fee is None or price.verified is None:
        return f"{name}: no fee up to {amount(round(price.tried), currency)} a month brings {reached}.{peak}"
    estimate, low, fee, today = (
        amount(round(value), currency) for value in (price.estimate, price.low, price.fee, price.fee_today)
    )
    best = f"the best estimate is {estimate}, and {low} is too low for sure"
    return (
        f"{name}: walk away below {fee} a month (today {today}). From there on it brings {reached}, with a "
        f"confidence of {short_percent(limit.level)}; {best}. {check_words(price.verified, limit)}{peak}"
    )


def peak_words(peak: Peak, currency: str) -> str:
    """State at which fee the margin is highest, and between which fees it is not lower for sure.

    Parameters
    ----------
    peak : Peak
        Of a fee.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    outcome = describe(peak.outcome)
    least, value, most = (amount(round(place), currency) for place in (peak.tried[0], peak.value, peak.tried[1]))
    low, high = (None if place is None else amount(round(place), currency) for place in (peak.low, peak.high))
    sure = f"confidence {short_percent(peak.level)}"
    if low and high:
        certain = f"at {low} and at {high} it is lower for sure ({sure})"
    elif low or high:
        side = "higher" if low else "lower"
        certain = f"at {low or high} it is lower for sure ({sure}), and no {side} fee that was tried is"
    else:
        certain = f"no fee from {least} to {most} is lower for sure ({sure})"
    edge = ", the end of what was tried: beyond it there may be more" if peak.value in peak.tried else ""
    verified = peak.verified
    gain = range_words(verified.low, verified.high, outcome, currency, sign=True)
    return (
        f"{outcome.label} is highest at {value} a month{edge}; {certain}. On fresh seeds it then differs from that at "
        f"today's fee by {format_value(verified.estimate, outcome, currency)} ({gain})."
    )
