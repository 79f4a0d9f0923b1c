"""The rosters of a team's crews, put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf

from sim.provider.crews import Crew
from sim.provider.roster import RosterStep

__all__ = ["crew_steps"]


def crew_steps(rosters: Mapping[Crew, Sequence[RosterStep]]) -> list[RosterStep]:
    """Put the rosters of a team's crews together.

    Parameters
    ----------
    rosters : mapping of Crew to sequence of RosterStep
        All from the same moment on.

    Returns
    -------
    list of RosterStep
        People paid by the hour and people at the desk without those on call, and the number of every crew; each step
        differs from the one before.
    """
    steps: list[RosterStep] = []
    for at, present in _together(rosters):
        desk = [step for crew, step in present.items() if crew.stand_by is None]
        crews = tuple((crew, step.level) for crew, step in present.items() if step.level)
        step = RosterStep(at, sum(step.rostered for step in desk), sum(step.level for step in desk), crews)
        if not steps or step[1:] != steps[-1][1:]:
            steps.append(step)
    return steps


def _together(rosters: Mapping[Crew, Sequence[RosterStep]]) -> Iterator[tuple[float, dict[Crew, RosterStep]]]:
    """The moments at which any roster changes, and the step of every crew that holds from there on."""
    coming = {crew: iter(steps) for crew, steps in rosters.items()}
    following = {crew: next(steps, None) for crew, steps in coming.items()}
    present: dict[Crew, RosterStep] = {}
    while (at := min((step.at for step in following.values() if step is not None), default=inf)) < inf:
        for crew, step in following.items():
            if step is not None and step.at == at:
                present[crew] = step
                following[crew] = next(coming[crew], None)
        yield at, dict(present)
