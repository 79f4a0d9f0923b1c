"""Ask in return: which term of a plan, and how much of it, makes up for a concession in margin and in risk."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError, ScenarioError
from sim.metrics.quantiles import quantile
from sim.questions.search import crossing, fresh, values_of
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.levers import Lever, lever_of
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import print_path, value_at
from sim.statistics.intervals import Interval, mean_interval
from sim.statistics.paired_quantiles import paired_quantile

__all__ = ["RETURNS", "RISK", "Asked", "Return", "ReturnAnswer", "ReturnStep", "ask_in_return"]

FloatArray = npt.NDArray[np.float64]

OUTCOME = "margin"
RISK = 0.2
"""Share of runs that may come out below the margin by which risks are compared, as the guardrails accept it."""
VOLUMES = (1.1, 1.25, 1.5, 2.0, 3.0)


@dataclass(frozen=True, slots=True)
class Return:
    """A term that may be asked for in return; every one is tried in the same way."""

    field: str
    """Of the plan; empty for the volume, which is a number of customers or seats."""
    ladder: tuple[int, ...] = ()
    """Values that contracts usually have, the least to ask for first; none is any number, found by a search."""
    more: bool = True
    """Whether more of it is what the provider asks for."""
    with_it: tuple[tuple[str, object], ...] = ()
    """Fields of the plan that are set with it."""

    def before(self, scenario: Scenario, plan: str) -> float:
        """Return what the plan says today.

        Parameters
        ----------
        scenario : Scenario
            The document.
        plan : str
            Name of a plan of it.

        Returns
        -------
        float
            In the term's unit; infinite without a limit, and 1 for the volume, whose steps are multiples.
        """
        value = value_at(scenario.plans[plan], self.field) if self.field else 1.0
        return math.inf if value is None else float(value)

    def steps(self, scenario: Scenario, plan: str) -> dict[float, dict[str, object]]:
        """List what may be asked for beyond what the plan says today.

        Parameters
        ----------
        scenario : Scenario
            The document.
        plan : str
            Name of a plan of it.

        Returns
        -------
        dict
            By value, the overrides that set it; none where nothing more may be asked for.
        """
        return dict(self._allowed(scenario, plan))

    def _allowed(self, scenario: Scenario, plan: str) -> Iterator[tuple[float, dict[str, object]]]:
        """Values with their overrides, each checked as it is asked for."""
        if not self.field:
            yield from ((factor, counts) for factor in VOLUMES if (counts := _volume(scenario, plan, factor)))
            return
        today = self.before(scenario, plan)
        for value in self.ladder:
            if (value > today) if self.more else (value < today):
                fields = {self.field: value, **dict(self.with_it)}
                overrides = {print_path(("plans", plan, name)): level for name, level in fields.items()}
                if _is_allowed(scenario, overrides):
                    yield float(value), overrides

    def is_possible(self, scenario: Scenario, plan: str, give: Mapping[str, object]) -> bool:
        """Tell whether it can be asked for in return for a concession.

        Parameters
        ----------
        scenario : Scenario
            The document.
        plan : str
            Name of a plan of it.
        give : mapping
            What is conceded, by path.

        Returns
        -------
        bool
            False where it is conceded itself, or nothing more of it may be asked for.
        """
        if print_path(("plans", plan, self.field)) in give:
            return False
        return bool(not self.ladder and self.field) or any(True for _ in self._allowed(scenario, plan))


RETURNS = {
    "fee": Return("fee_per_month"),
    "term": Return("term_months", (12, 24, 36, 48, 60)),
    "prepayment": Return("billing_months", (3, 6, 12), with_it=(("billing", "advance"),)),
    "cap": Return("included_contacts_per_month", (60, 40, 30, 20, 15, 10, 5), more=False),
    "notice": Return("notice_days", (30, 60, 90, 180, 365)),
    "volume": Return(""),
}
"""By name: what a provider may ask for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A concession, and what is asked for in return."""

    give: Mapping[str, object]
    """By path."""
    plan: str
    name: str
    """One of ``RETURNS``."""
    level: float = 0.95
    """Confidence of the intervals."""
    risk: float = RISK


@dataclass(frozen=True, slots=True)
class ReturnStep:
    """The concession with so much of the return, less the scenario as it stands, run by run."""

    value: float
    margin: Interval
    """Difference of the mean margin."""
    bad_run: Interval
    """Difference of the margin that all runs but the accepted share reach."""


@dataclass(frozen=True, slots=True)
class ReturnAnswer:
    """How much of a return makes up for a concession."""

    name: str
    before: float
    alone: ReturnStep
    """The concession with nothing in return."""
    steps: tuple[ReturnStep, ...]
    """The least to ask for first, up to the one that makes up for it in both ways."""
    equal_margin: ReturnStep | None
    """The first at which the mean margin is as high as before; None where none of them is."""
    equal_risk: ReturnStep | None
    """The first at which the margin of a bad run is as high as before."""
    verified: Interval | None
    """Difference of the mean margin at ``equal_margin``, on seeds that had no part in finding it."""
    verified_risk: Interval | None
    """Difference of the margin of a bad run at ``equal_risk``, likewise."""
    risk: float
    replications: int


def ask_in_return(runner: ExperimentRunner, scenario: Scenario, inquiry: Asked, replications: int) -> ReturnAnswer:
    """Find how much of a term makes up for a concession, on average and in a bad run.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        As it stands.
    inquiry : Asked
        Concession and return.
    replications : int
        Of each value that is tried, and again of the answer.

    Returns
    -------
    ReturnAnswer
        The steps with their differences to the scenario as it stands, under common random numbers.

    Raises
    ------
    SaydoError
        Where the return is conceded itself, nothing more of it may be asked for, or it does not move the margin.
    """
    term = RETURNS[inquiry.name]
    if not term.is_possible(scenario, inquiry.plan, inquiry.give):
        raise SaydoError(f"{inquiry.name}: cannot be asked for in return on plan {inquiry.plan}: ask for another term")
    granted = with_overrides(scenario, inquiry.give)
    trial = _Trial(runner, scenario, granted, inquiry, replications)
    alone = trial.step(math.nan, {})
    steps = term.steps(granted, inquiry.plan) or trial.roots(lever_of(granted, _path(inquiry.plan, term.field)))
    tried = trial.until_made_up(steps)
    margin = next((step for step in tried if step.margin.estimate >= 0), None)
    risk = next((step for step in tried if step.bad_run.estimate >= 0), None)
    again = {step.value: trial.again(step.value, steps[step.value]) for step in (margin, risk) if step is not None}
    return ReturnAnswer(
        name=inquiry.name,
        before=term.before(scenario, inquiry.plan),
        alone=alone,
        steps=tried,
        equal_margin=margin,
        equal_risk=risk,
        verified=None if margin is None else again[margin.value].margin,
        verified_risk=None if risk is None else again[risk.value].bad_run,
        risk=inquiry.risk,
        replications=replications,
    )


class _Trial:
    """Differences to the scenario as it stands."""

    def __init__(
        self, runner: ExperimentRunner, scenario: Scenario, granted: Scenario, inquiry: Asked, replications: int
    ) -> None:
        self._runner, self._scenario, self._granted = runner, scenario, granted
        self._inquiry, self._replications = inquiry, replications
        self._base = self._margins(scenario)

    def _margins(self, scenario: Scenario) -> FloatArray:
        return values_of(self._runner.results([scenario], self._replications)[0], OUTCOME)

    def _with(self, overrides: Mapping[str, object]) -> FloatArray:
        return self._margins(with_overrides(self._granted, overrides))

    def _bad_run(self, margins: FloatArray) -> float:
        return quantile(margins, self._inquiry.risk) - quantile(self._base, self._inquiry.risk)

    def _judged(self, value: float, margins: FloatArray, base: FloatArray) -> ReturnStep:
        level = self._inquiry.level
        bad_run = paired_quantile(base, margins, self._inquiry.risk, level)
        return ReturnStep(value, mean_interval(margins - base, level), bad_run)

    def step(self, value: float, overrides: Mapping[str, object]) -> ReturnStep:
        """One value, tried."""
        return self._judged(value, self._with(overrides), self._base)

    def until_made_up(self, steps: Mapping[float, Mapping[str, object]]) -> tuple[ReturnStep, ...]:
        """The steps up to the first by which the concession is made up for on average and in a bad run."""
        tried: list[ReturnStep] = []
        for value, overrides in steps.items():
            tried.append(self.step(value, overrides))
            if any(step.margin.estimate >= 0 for step in tried) and any(step.bad_run.estimate >= 0 for step in tried):
                break
        return tuple(tried)

    def roots(self, lever: Lever) -> dict[float, dict[str, object]]:
        """The values of a number at which margin and bad run are as before, the lower first."""
        statistics = (
            lambda place: float((self._with({lever.path: lever.at(place)}) - self._base).mean()),
            lambda place: self._bad_run(self._with({lever.path: lever.at(place)})),
        )
        crossings = [crossing(statistic, lever) for statistic in statistics]
        values = {lever.neat(root.at, up=root.rises) for root in crossings if math.isfinite(root.at)}
        return {float(value): {lever.path: value} for value in sorted(values)}

    def again(self, value: float, overrides: Mapping[str, object]) -> ReturnStep:
        """One value, tried on fresh seeds."""
        pair = [with_overrides(self._granted, overrides), self._scenario]
        with_it, without = (values_of(sample, OUTCOME) for sample in fresh(self._runner, pair, self._replications))
        return self._judged(value, with_it, without)


def _path(plan: str, field: str) -> str:
    return print_path(("plans", plan, field))


def _is_allowed(scenario: Scenario, overrides: Mapping[str, object]) -> bool:
    try:
        with_overrides(scenario, overrides)
    except ScenarioError:
        return False
    return True


def _volume(scenario: Scenario, plan: str, factor: float) -> dict[str, object]:
    """More seats of the plan's accounts where seats are charged, or more customers of its segments."""
    accounts = [name for name in scenario.accounts if name not in scenario.absent and scenario.plan_of(name) == plan]
    by_seat = any(charge.per == "seat" for charge in scenario.plans[plan].charges.values())
    if accounts and by_seat:
        seats = {
            name: scenario.accounts[name].seats or scenario.segments[scenario.accounts[name].segment].seats
            for name in accounts
        }
        return _grown({("accounts", name, "seats"): count for name, count in seats.items()}, factor)
    segments = {
        ("segments", name, "customers"): segment.customers
        for name, segment in scenario.segments.items()
        if segment.plan == plan and not segment.machines
    }
    return _grown(segments, factor)


def _grown(counts: Mapping[tuple[str, str, str], int], factor: float) -> dict[str, object]:
    """Counts times a factor, whole; nothing where none of them grows."""
    grown = {print_path(keys): math.ceil(count * factor) for keys, count in counts.items() if count}
    return dict(grown)
