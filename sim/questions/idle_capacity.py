"""Where the margin comes from: what customers bring, and idle capacity that the promise needs or has to spare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError
from sim.questions.ledger import CustomerBooks, keep_ledger
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import print_path

__all__ = ["PARTS", "SHARES", "IdleCapacity", "idle_capacity", "idle_runs"]

PARTS = ("earners", "losers", "needed", "spare", "actions")
"""Of the margin: customers who bring money, who cost money, idle time that the promise needs, idle time to spare, and
management's actions and programmes."""
SHARES = (0.9, 0.8, 0.7, 0.6, 0.5)
"""Of today's people at the desk, tried from the top."""
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class IdleCapacity:
    """The parts of the margin by run, in integer cents; their sum is the margin of the run."""

    currency: str
    """ISO 4217 code."""
    parts: IntArray
    """Shape (runs, parts of PARTS); costs are negative."""
    margin: IntArray
    """Shape (runs,)."""
    share: float
    """Least share of today's people, of those tried, with which responses reach the floor; 1 where none does."""
    floor: float
    """Least share of responses within their promise."""
    kept: float
    """Share of responses within their promise with today's people, the mean of the runs."""


def idle_runs(replications: int) -> int:
    """Count the runs of the question at most.

    Parameters
    ----------
    replications : int
        Runs of each number of people.

    Returns
    -------
    int
        The books and the measures of today's desk, and the measures of each smaller one.
    """
    return replications * (2 + len(SHARES))


def idle_capacity(runner: ExperimentRunner, scenario: Scenario, replications: int, floor: float) -> IdleCapacity:
    """Split the margin into parts, and idle time by whether the promise could be kept without it.

    People of all teams that take contacts are lowered together, a tenth of today's at a time, as long as the mean share
    of responses within their promise stays at the floor. Idle time of the smallest such desk is needed for the promise;
    the rest of today's is to spare.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate, all under common random numbers.
    scenario : Scenario
        The firm.
    replications : int
        Runs of each number of people.
    floor : float
        Least share of responses within their promise, 0 to 1.

    Returns
    -------
    IdleCapacity
        In integer cents.

    Raises
    ------
    SaydoError
        Where no run succeeded.
    """
    (books,) = runner.measured(keep_ledger, [scenario], replications)
    (today,) = runner.results([scenario], replications)
    good = [place for place in range(replications) if books[place].error is None and today[place].error is None]
    share, cost = 1.0, np.array([one.outcomes.get("unallocated_cost", np.nan) for one in today])
    kept = _mean([today[place].outcomes["response_attainment"] for place in good])
    fewest = cost
    for less in SHARES if kept >= floor else ():
        (trial,) = runner.results([_with_people(scenario, less)], replications)
        reached = [one.outcomes["response_attainment"] for one in trial if one.error is None]
        if _mean(reached) < floor or len(reached) < replications:
            break
        share, fewest = less, np.array([one.outcomes["unallocated_cost"] for one in trial])
    if not good:
        raise SaydoError(f"no replication succeeded: {books[0].error or today[0].error}")
    saved = np.rint((cost - fewest)[good] * scenario.minor_units).astype(np.int64)
    rows = [_parts(books[place], int(spare)) for place, spare in zip(good, saved, strict=True)]
    parts = np.array(rows, np.int64)
    return IdleCapacity(scenario.currency, parts, np.asarray(parts.sum(axis=1), np.int64), share, floor, kept)


def _with_people(scenario: Scenario, share: float) -> Scenario:
    """The scenario with a share of its people in all teams that take contacts."""
    teams = {name: scenario.provider.teams[name].people for name in scenario.provider.tiers}
    paths = {print_path(("provider", "teams", name, "people")): people * share for name, people in teams.items()}
    return with_overrides(scenario, paths)


def _parts(books: CustomerBooks, spare: int) -> tuple[int, ...]:
    """The parts of a run: what customers bring or cost, idle time without and with what could be saved, actions."""
    margins = [sum(months) for months in books.margins.values()]
    idle = sum(books.months["unallocated"])
    return (
        sum(margin for margin in margins if margin > 0),
        sum(margin for margin in margins if margin < 0),
        idle + spare,
        -spare,
        sum(books.months["actions"]),
    )


def _mean(values: list[float]) -> float:
    defined = [value for value in values if np.isfinite(value)]
    return float(np.mean(defined)) if defined else float("nan")
