"""The plan that the page Deal is about."""

from __future__ import annotations

from sim.scenario.offer import OFFERED
from sim.ui.bound import value_of_pick
from sim.ui.choice import Choice
from sim.ui.picks import one_of

__all__ = ["plan_of"]


def plan_of(chosen: Choice) -> str:
    """The plan that a deal is about: that of an offer, or the one whose terms the panel shows."""
    plans = list(chosen.written().plans)
    return OFFERED if OFFERED in plans else value_of_pick("plan", plans[-1], one_of(plans))
