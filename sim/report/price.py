"""The walk-away price in words."""

from __future__ import annotations

from sim.questions.price import Price
from sim.report.format.amounts import amount, short_percent
from sim.report.promise import check_words
from sim.scenario.source import plain
from sim.statistics.risk import Limit

__all__ = ["price_words"]


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
    if price.fee is None or price.verified is None:
        return f"{plain(plan)}: no fee up to {amount(round(price.tried), currency)} a month brings {reached}."
    estimate, low, fee, today = (
        amount(round(value), currency) for value in (price.estimate, price.low, price.fee, price.fee_today)
    )
    best = f"the best estimate is {estimate}, and {low} is too low for sure"
    return (
        f"{plain(plan)}: walk away below {fee} a month (today {today}). From there on it brings {reached}, with a "
        f"confidence of {short_percent(limit.level)}; {best}. {check_words(price.verified, limit)}"
    )
