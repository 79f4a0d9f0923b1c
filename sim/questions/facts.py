"""Facts that a business knows of itself, as anchors: an outcome, its value, and how far it may be off."""

from __future__ import annotations

from math import isfinite

from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.questions.actuals import CALLED
from sim.questions.fit import Anchor

__all__ = ["anchor_of"]

SHARE, OTHER = 0.02, 0.05
"""Tolerance where none is named: points of a share; of anything else, as a share of its value."""


def anchor_of(name: str, value: float, tolerance: float | None = None) -> Anchor:
    """Make the anchor of a fact.

    Parameters
    ----------
    name : str
        Name of the outcome, or what controllers call it.
    value : float
        What is known, in the outcome's unit.
    tolerance : float, optional
        How far it may be off; by default `SHARE` points of a share, else `OTHER` times the value.

    Returns
    -------
    Anchor
        From the value less the tolerance to the value plus it, aimed at the value.

    Raises
    ------
    SaydoError
        Where there is no such outcome, it cannot have the value, or the tolerance is not above 0.
    """
    outcome = describe(CALLED.get(name, name))
    low, high = outcome.bounds
    if not isfinite(value) or not low <= value <= high:
        raise SaydoError(f"{outcome.label} = {value:g}: must be from {low:g} to {high:g}")
    is_share = outcome.format == "share" or outcome.bounds == (0, 1)
    usual = SHARE if is_share else OTHER * abs(value)
    within = usual if tolerance is None else tolerance
    if not (within > 0 and isfinite(within)):
        raise SaydoError(f"{outcome.label} = {value:g}: the tolerance must be above 0")
    return Anchor(
        outcome=outcome.name, low=value - within, high=value + within, aim=value, source="what the business knows"
    )
