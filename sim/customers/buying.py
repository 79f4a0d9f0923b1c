"""Buying: how a prospect decides, and how many prospects a reputation brings."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, log2

__all__ = ["advantage", "reputation", "win_probability", "wish_odds"]


def win_probability(base_share: float, log_odds: float) -> float:
    """Probability that a prospect signs (logistic).

    Parameters
    ----------
    base_share : float
        Share of prospects won at the market's terms, above 0 and below 1.
    log_odds : float
        Sum of what speaks for the offer and against it; 0 at the market's terms.

    Returns
    -------
    float
        0 to 1.
    """
    return 1 / (1 + exp(-(log(base_share / (1 - base_share)) + log_odds)))


def advantage(
    price_ratio: float,
    sold_hours: Sequence[float],
    market_hours: Sequence[float],
    effects: tuple[float, float, float],
) -> float:
    """Log odds of winning that price and response as sold add; 0 at the market's.

    Parameters
    ----------
    price_ratio : float
        Price over the market's, 0 or more.
    sold_hours, market_hours : sequence of float
        First response by severity, as sold and as competitors promise it; the mean number of halvings counts.
    effects : three floats
        Per unit of ln price, per halving, and the smallest price ratio: a lower one counts as this.

    Returns
    -------
    float
        Log odds.
    """
    by_price, by_halving, smallest_ratio = effects
    halvings = [log2(market / sold) for sold, market in zip(sold_hours, market_hours, strict=True)]
    return by_price * log(max(price_ratio, smallest_ratio)) + by_halving * sum(halvings) / len(halvings)


def wish_odds(effect: float, offered: float, at_competitors: float) -> float:
    """Log odds that a term beside price and response adds; 0 where the offer has as much of it as competitors'.

    Parameters
    ----------
    effect : float
        Log odds by unit of the term.
    offered, at_competitors : float
        The term in the offer and in those of competitors, in its unit; of what is no number 1 or 0.

    Returns
    -------
    float
        Log odds.
    """
    return effect * (offered - at_competitors)


def reputation(delighted_share: float, angry_share: float, gain: float, loss_ratio: float) -> float:
    """Multiple of prospects: exp(gain * (delighted - loss_ratio * angry)).

    Parameters
    ----------
    delighted_share, angry_share : float
        Shares of the customers present, 0 to 1.
    gain : float
        Logarithm of the multiple if all are delighted.
    loss_ratio : float
        What an angry customer takes away over what a delighted one brings. Source: Anderson 1998, form [F].

    Returns
    -------
    float
        Above 0.
    """
    return exp(gain * (delighted_share - loss_ratio * angry_share))
