"""Wishes of prospects: how much of the terms that they look for a plan has."""

from __future__ import annotations

from collections.abc import Iterable

from sim.customers.buying import wish_odds
from sim.scenario.market import Wish
from sim.scenario.paths import value_at
from sim.scenario.terms import Plan

__all__ = ["odds_of", "strength"]


def strength(plan: Plan, wish: Wish) -> float:
    """Read how much of a term a plan has.

    Parameters
    ----------
    plan : Plan
        The plan offered.
    wish : Wish
        The term that a prospect looks for.

    Returns
    -------
    float
        The number that stands at the path; of anything else 1 where it is there (or says the word), 0 where not.
    """
    try:
        value = value_at(plan, wish.term)
    except KeyError:
        value = None
    if wish.says is not None:
        return float(value == wish.says)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dict | tuple | str):
        return float(bool(value))
    return float(value is not None)


def odds_of(plan: Plan, wishes: Iterable[Wish]) -> float:
    """Add up what the terms of a plan bring beside price and response.

    Parameters
    ----------
    plan : Plan
        The plan offered.
    wishes : iterable of Wish
        Terms that prospects look for.

    Returns
    -------
    float
        Log odds; 0 without wishes.
    """
    return sum(wish_odds(wish.effect, strength(plan, wish), wish.at_competitors) for wish in wishes)
