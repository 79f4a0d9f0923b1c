"""How a prospect decides, and how many there are: price, response as sold, what was explained, what is said of us."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, log2

__all__ = ["advantage", "reputation", "win_probability"]


def win_probability(base_share: float, log_odds: float) -> float:
    """Logistic: the share won at the market's terms, moved by what speaks for and against the offer, in log odds."""
    return 1 / (1 + exp(-(log(base_share / (1 - base_share)) + log_odds)))


def advantage(
    price_ratio: float,
    sold_hours: Sequence[float],
    market_hours: Sequence[float],
    effects: tuple[float, float, float],
) -> float:
    """What price and response as sold add to the log odds of winning: 0 at the market's.

    Parameters
    ----------
    price_ratio : float
        Price over the market's, 0 or more.
    sold_hours, market_hours : sequence of float
        First response by severity, as sold and as competitors promise it; the mean number of halvings counts.
    effects : three floats
        Per unit of ln price, per halving, and the smallest price ratio: a lower one counts as this.
    """
    by_price, by_halving, smallest_ratio = effects
    halvings = [log2(market / sold) for sold, market in zip(sold_hours, market_hours, strict=True)]
    return by_price * log(max(price_ratio, smallest_ratio)) + by_halving * sum(halvings) / len(halvings)


def reputation(delighted_share: float, angry_share: float, gain: float, loss_ratio: float) -> float:
    """Multiple of prospects: exp(gain * (delighted - loss_ratio * angry)); the asymmetry after Anderson 1998 [F]."""
    return exp(gain * (delighted_share - loss_ratio * angry_share))
