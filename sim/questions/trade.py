"""Equal-margin trade: the value of one lever that makes up for a concession."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import SaydoError
from sim.questions.goal_seek import Goal, LeverValue, goal_seek
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import parse_path, print_path, value_at

__all__ = ["USUAL_REQUESTS", "Concession", "PlanRequest", "equal_margin"]


@dataclass(frozen=True, slots=True)
class Concession:
    """A concession, and the lever that makes up for it."""

    give: Mapping[str, object]
    """By path."""
    path: str
    """The lever that makes up for it."""
    level: float = 0.95
    """Confidence of the intervals."""


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
            Whether the plan says otherwise, or has no such charge, credit or the like.
        """
        try:
            return bool(value_at(scenario.plans[plan], self.field) != self.value)
        except KeyError:
            return True

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
    "arrears": PlanRequest("billing", "arrears"),
    "notice_short": PlanRequest("notice_days", 0),
    "discount": PlanRequest("discounts.asked", {"share": 0.1}),
}


def equal_margin(runner: ExperimentRunner, scenario: Scenario, trade: Concession, replications: int) -> LeverValue:
    """Find the value of another lever at which a concession leaves the margin as it was.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        The scenario as it stands.
    trade : Concession
        The concession, and the lever that makes up for it.
    replications : int
        Of each value that is tried, and again of the answer.

    Returns
    -------
    LeverValue
        The value, its interval, and the margin's difference on fresh seeds.

    Raises
    ------
    SaydoError
        Where the lever is a part of the concession, or as in :func:`goal_seek`.
    """
    if trade.path in trade.give:
        raise SaydoError(f"{trade.path}: is conceded, and cannot make up for itself: name another lever")
    goal = Goal("margin", 0.0, against=scenario, level=trade.level)
    return goal_seek(runner, with_overrides(scenario, trade.give), trade.path, goal, replications)
