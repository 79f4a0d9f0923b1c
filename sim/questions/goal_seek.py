"""The value of a lever at which an outcome meets a goal; and of one lever that makes up for another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.questions.search import crossing, fresh, outcome_along, values_of
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.levers import lever_of
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import parse_path, print_path, value_at
from sim.statistics.intervals import Interval, mean_interval

__all__ = [
    "USUAL_REQUESTS",
    "Concession",
    "Goal",
    "PlanRequest",
    "Sought",
    "equal_margin",
    "goal_seek",
]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a lever is to bring about."""

    outcome: str
    target: float
    """Of the outcome's mean; of its mean difference where ``against`` is given."""
    against: Scenario | None = None
    """The scenario to which the difference is meant, under the same luck."""
    level: float = 0.95
    """Confidence of the intervals."""


@dataclass(frozen=True, slots=True)
class Concession:
    """What is given, and where it is to come back from."""

    give: Mapping[str, object]
    """By path."""
    path: str
    """The lever that makes up for it."""
    level: float = 0.95
    """Confidence of the intervals."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Where a lever must stand for the goal."""

    path: str
    before: float
    value: float | None
    """On the side of the root where the goal is met, rounded; None where it is met nowhere or everywhere."""
    root: Interval
    """Where the mean meets the goal, and where the ends of its interval do: the values that cannot be told from it.
    An infinite end lies beyond the values that were tried."""
    tried: tuple[float, float]
    """The last two values between which it was looked for."""
    met_before: bool
    """Whether the goal was met where the lever stood."""
    verified: Interval | None
    """The outcome, or its difference, at ``value`` on fresh seeds."""


def goal_seek(runner: ExperimentRunner, scenario: Scenario, path: str, goal: Goal, replications: int) -> Sought:
    """Find the value of a lever at which an outcome's mean meets its goal, and simulate it again on fresh seeds.

    Parameters
    ----------
    laboratory : Laboratory
        Where to simulate.
    scenario : Scenario
        What the lever is moved in.
    path : str
        The lever: people, a term, or any other number of the scenario.
    goal : Goal
        Outcome and target.
    replications : int
        Of each value that is tried, and again of the answer.

    Raises
    ------
    SaydoError
        Where path or outcome do not exist, or the lever does not move the outcome.
    """
    lever = lever_of(scenario, path)
    along = outcome_along(runner, scenario, lever, goal.outcome, replications)
    against: float | FloatArray = 0.0
    if goal.against is not None:
        against = values_of(runner.results([goal.against], replications)[0], goal.outcome)
    sign = -1.0 if describe(goal.outcome).better == "down" else 1.0

    def beyond(place: float) -> Interval:
        """By how much the goal is exceeded, the better way up."""
        return mean_interval(sign * (along(place) - against - goal.target), goal.level)

    middle = crossing(lambda place: beyond(place).estimate, lever)
    if math.isnan(middle.at):
        nowhere = Interval(math.nan, math.nan, math.nan, replications)
        return Sought(path, lever.value, None, nowhere, middle.tried, middle.met, None)
    ends = [crossing(lambda place: beyond(place).high, lever), crossing(lambda place: beyond(place).low, lever)]
    first, last = ends if middle.rises else ends[::-1]
    low = -math.inf if math.isnan(first.at) else first.at
    high = math.inf if math.isnan(last.at) else last.at
    value = lever.neat(middle.at, up=middle.rises)
    again = _again(runner, with_overrides(scenario, {path: value}), goal, replications)
    root = Interval(middle.at, low, high, replications)
    return Sought(path, lever.value, value, root, middle.tried, middle.met, again)


def _again(runner: ExperimentRunner, answer: Scenario, goal: Goal, replications: int) -> Interval:
    """The outcome of the answer, or its paired difference, on fresh seeds."""
    samples = [answer] if goal.against is None else [answer, goal.against]
    values = [values_of(sample, goal.outcome) for sample in fresh(runner, samples, replications)]
    return mean_interval(values[0] if goal.against is None else values[0] - values[1], goal.level)


def equal_margin(runner: ExperimentRunner, scenario: Scenario, trade: Concession, replications: int) -> Sought:
    """What to ask for in return: the value of another lever at which a concession leaves the margin as it was.

    Parameters
    ----------
    laboratory : Laboratory
        Where to simulate.
    scenario : Scenario
        As it stands today.
    trade : Concession
        What is conceded, and the lever that makes up for it.
    replications : int
        Of each value that is tried, and again of the answer.

    Raises
    ------
    SaydoError
        Where the lever is among what is conceded, or as in :func:`goal_seek`.
    """
    if trade.path in trade.give:
        raise SaydoError(f"{trade.path}: is conceded, and cannot make up for itself: name another lever")
    goal = Goal("margin", 0.0, against=scenario, level=trade.level)
    return goal_seek(runner, with_overrides(scenario, trade.give), trade.path, goal, replications)


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A term of a plan that a buyer asks for."""

    field: str
    """Path within the plan."""
    value: object

    def differs(self, scenario: Scenario, plan: str) -> bool:
        """Compare it with the plan as written.

        Parameters
        ----------
        scenario : Scenario
            The document.
        plan : str
            Name of a plan of it.

        Returns
        -------
        bool
            Whether the plan says otherwise.
        """
        return bool(value_at(scenario.plans[plan], self.field) != self.value)

    def concession(self, plan: str) -> Concession:
        """Grant it in return for a higher fee.

        Parameters
        ----------
        plan : str
            Name of the plan.

        Returns
        -------
        Concession
            The term, and the fee of the plan as the lever that makes up for it.
        """
        return Concession(
            {print_path(("plans", plan, *parse_path(self.field))): self.value},
            print_path(("plans", plan, "fee_per_month")),
        )


USUAL_REQUESTS = {
    "net60": PlanRequest("payment_days", 60),
    "net90": PlanRequest("payment_days", 90),
    "unlimited": PlanRequest("included_contacts_per_month", None),
    "no_rise": PlanRequest("uplift_per_year", 0.0),
    "term_short": PlanRequest("term_months", 3),
    "fast": PlanRequest("response_hours.P1", 0.25),
}
