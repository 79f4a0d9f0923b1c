"""Externalities: profit and loss by customer, and the margin and waiting of all others without each of some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from math import nan
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError
from sim.metrics.books import COST_LINES, REVENUE_LINES
from sim.metrics.columns import BoolArray, ratio
from sim.metrics.replication import Replication
from sim.records.run import Run
from sim.running.replicate import RunResult, checked_run, task
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.portfolio import member_names
from sim.statistics.intervals import Interval, PairedDifference, mean_interval, paired_difference
from sim.statistics.rows import keyed

__all__ = [
    "COLUMNS",
    "EFFECTS",
    "CustomerEffects",
    "Externality",
    "Group",
    "Kind",
    "Portfolio",
    "effects_of",
    "externality_of",
    "heaviest",
    "leave_out",
    "portfolio",
    "without",
]

COLUMNS = (*REVENUE_LINES, *COST_LINES, "revenue", "cost", "margin", "minutes", "contacts", "late")
"""Of each customer: money of the horizon, costs positive; minutes of people; contacts; answers after the promise."""
TOTALS = ("contribution", "unallocated_cost", "margin")
EFFECTS: dict[str, Literal["up", "down"] | None] = {
    "own": None,
    "cost_to_others": "down",
    "busy": None,
    "worth": "up",
    "late": "down",
    "wait": "down",
}
"""Effects of a customer who is left out, and which way is better; None where no verdict is given."""

Kind = Literal["account", "segment", "newcomers", "customer"]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CustomerEffects(RunResult):
    """A replication's money and service by customer, and what changes without each of some."""

    columns: dict[str, dict[str, float]] = field(default_factory=dict)
    """Each of ``COLUMNS``, by customer."""
    effects: dict[str, dict[str, float]] = field(default_factory=dict)
    """By label of a customer who was left out, each of ``EFFECTS``."""
    totals: dict[str, float] = field(default_factory=dict)
    """Contribution, unallocated cost and margin of the provider."""
    whale: list[float] = field(default_factory=list)
    """Cumulative share of margin, customers sorted from the best."""


def without(scenario: Scenario, name: str) -> Scenario:
    """Remove one customer of the start from a scenario; all others keep their random numbers.

    Parameters
    ----------
    scenario : Scenario
        Scenario with the customer.
    name : str
        Name of an account, or of a member of a segment.

    Returns
    -------
    Scenario
        The scenario without it.
    """
    return with_overrides(scenario, {"absent": [*scenario.absent, name]})


@task
def leave_out(run: Run, *, named: tuple[str, ...] = (), most: int = 0) -> CustomerEffects:
    """Measure each customer, and simulate again without each of some, under common random numbers.

    Parameters
    ----------
    run : Run
        A run whose identities hold.
    named : tuple of str
        Customers to leave out by name.
    most : int
        How many more: those of the start on whom people spent most time in this replication.

    Returns
    -------
    CustomerEffects
        Effects are labelled by the names, and as in :func:`heaviest`.
    """
    from sim.metrics.customer_table import customer_table  # needs pandas, which a verdict on a deal does without

    whole, table = Replication.of(run), customer_table(run)
    columns = {name: dict(zip(table.index, map(float, table[name]), strict=True)) for name in COLUMNS}
    at_start = {row.customer for row in run.records.customers if row.joined <= 0}
    effects = {}
    for label, name in _left_out(columns["minutes"], at_start, named, most).items():
        rest = Replication.of(checked_run(without(run.scenario, name), run.seed, run.replication))
        effects[label] = effects_of(whole, rest, name)
    totals = {name: whole.outcomes[name] for name in TOTALS}
    return CustomerEffects(columns, effects, totals, whole.whale.tolist())


def heaviest(place: int) -> str:
    """Label the customer at a place by people's time, the most first; another one in each replication.

    Parameters
    ----------
    place : int
        From 1.

    Returns
    -------
    str
        The label.
    """
    return f"heaviest, no. {place}"


def _left_out(minutes: Mapping[str, float], at_start: Set[str], named: Sequence[str], most: int) -> dict[str, str]:
    """Return the customers to leave out, by label."""
    others = sorted(at_start - set(named), key=lambda name: (-minutes[name], name))
    return {name: name for name in named} | {heaviest(n): name for n, name in enumerate(others[:most], start=1)}


def effects_of(whole: Replication, rest: Replication, name: str) -> dict[str, float]:
    """Compare a run with the one without a customer; money adds up: worth = own - cost to others + busy.

    Parameters
    ----------
    whole, rest : Replication
        Of the run, and of the run without the customer.
    name : str
        Name of the customer.

    Returns
    -------
    dict of str to float
        Each of ``EFFECTS``.
    """
    others = np.array(whole.customers) != name
    own = float(whole.by_customer["margin"][~others].sum())
    with_it, without_it = ({total: run.outcomes[total] for total in TOTALS} for run in (whole, rest))
    late, late_without = (run.by_customer["due"] - run.by_customer["kept"] for run in (whole, rest))
    return {
        "own": own,
        "cost_to_others": without_it["contribution"] - (with_it["contribution"] - own),
        "busy": without_it["unallocated_cost"] - with_it["unallocated_cost"],
        "worth": with_it["margin"] - without_it["margin"],
        "late": float(late[others].sum() - late_without.sum()),
        "wait": _mean_wait(whole, others) - _mean_wait(rest, np.full(len(rest.customers), True)),
    }


def _mean_wait(run: Replication, chosen: BoolArray) -> float:
    """Return the mean minutes of a wait, over some customers."""
    return ratio(run.by_customer["waited"][chosen].sum(), run.by_customer["waits"][chosen].sum())


@dataclass(frozen=True, slots=True)
class Group:
    """Customers in one row: an account, the members of a segment, or the newcomers."""

    name: str
    kind: Kind
    customers: Interval
    """Number of customers."""
    per_customer: dict[str, Interval] = field(metadata=keyed("each"))
    """By column, the mean of its customers; NaN where there are none."""
    margin: Interval
    """Of all of them together."""


@dataclass(frozen=True, slots=True)
class Externality:
    """Effects of one customer on the provider and on others; money is positive where the provider has more with it."""

    label: str
    own: Interval
    """Its own margin."""
    cost_to_others: PairedDifference = field(metadata=keyed("harm"))
    """Margin that all others would bring the provider beyond today's without it."""
    busy: Interval
    """Cost of paid time that it uses, and nobody would use without it."""
    worth: PairedDifference
    """The margin with it less the margin without: own - cost to others + busy."""
    late: PairedDifference
    """Late answers to others that there would not be without it."""
    wait: PairedDifference
    """Minutes that others wait longer, each time they wait for a person."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Profit and loss by customer over the replications."""

    groups: tuple[Group, ...]
    customers: tuple[Group, ...]
    """Those of the start, one by one."""
    externalities: tuple[Externality, ...] = field(metadata=keyed("harms"))
    """The least worth first."""
    unallocated_cost: Interval
    margin: Interval
    whales: FloatArray
    """Whale curves by replication, at every hundredth of the customers; shape (replications, 101)."""
    replications: int


def portfolio(scenario: Scenario, results: Sequence[CustomerEffects], level: float = 0.95) -> Portfolio:
    """Summarise profit and loss by customer, and the externalities of those who were left out.

    Parameters
    ----------
    scenario : Scenario
        The scenario that was simulated.
    results : sequence of CustomerEffects
        Results of :func:`leave_out`; those that failed are left out.
    level : float
        Confidence of each interval, 0 to 1; those of one effect hold together, after Bonferroni over who was left out.

    Returns
    -------
    Portfolio
        Groups, customers of the start and externalities.

    Raises
    ------
    SaydoError
        Where no replication succeeded.
    """
    good = [result for result in results if result.error is None]
    if not good:
        raise SaydoError(f"no replication succeeded; the first failed of {results[0].error}")
    members = {name: member_names(name, segment) for name, segment in scenario.segments.items()}
    of_start = [*scenario.accounts, *(name for names in members.values() for name in names)]
    present = [name for name in of_start if name not in scenario.absent]
    newcomers = [[name for name in result.columns["margin"] if name not in present] for result in good]
    groups = [_group(name, "account", good, [[name]] * len(good), level) for name in scenario.accounts]
    groups += [_group(name, "segment", good, [names] * len(good), level) for name, names in members.items()]
    if any(newcomers):
        groups.append(_group("newcomers", "newcomers", good, newcomers, level))
    steps = np.linspace(0, 1, 101)
    return Portfolio(
        groups=tuple(groups),
        customers=tuple(_group(name, "customer", good, [[name]] * len(good), level) for name in present),
        externalities=_externalities(good, level),
        unallocated_cost=mean_interval([result.totals["unallocated_cost"] for result in good], level),
        margin=mean_interval([result.totals["margin"] for result in good], level),
        whales=np.array([np.interp(steps, np.linspace(0, 1, len(result.whale)), result.whale) for result in good]),
        replications=len(good),
    )


def _group(
    name: str, kind: Kind, results: Sequence[CustomerEffects], members: Sequence[Sequence[str]], level: float
) -> Group:
    """Summarise a group; members are those of each replication."""
    pairs = list(zip(results, members, strict=True))
    present = [[member for member in names if member in result.columns["margin"]] for result, names in pairs]
    sums = {
        column: np.array(
            [sum(result.columns[column][m] for m in names) for result, names in zip(results, present, strict=True)]
        )
        for column in COLUMNS
    }
    counts = np.array([len(names) for names in present], np.float64)
    divisors = np.where(counts > 0, counts, np.nan)
    per_customer = {column: mean_interval(total / divisors, level) for column, total in sums.items()}
    return Group(name, kind, mean_interval(counts, level), per_customer, mean_interval(sums["margin"], level))


def _externalities(results: Sequence[CustomerEffects], level: float) -> tuple[Externality, ...]:
    """Summarise the effects of those who were left out, the least worth first."""
    labels = list(results[0].effects)
    adjusted = 1 - (1 - level) / max(len(labels), 1)
    rows = [externality_of(label, [result.effects.get(label, {}) for result in results], adjusted) for label in labels]
    return tuple(sorted(rows, key=lambda row: row.worth.difference))


def externality_of(label: str, effects: Sequence[Mapping[str, float]], level: float = 0.95) -> Externality:
    """Summarise the effects of one customer over the replications.

    Parameters
    ----------
    label : str
        Its name, or what stands for it.
    effects : sequence of mapping
        Of each replication, those of :func:`effects_of`; one that is not there is not defined.
    level : float
        Confidence of each interval, 0 to 1.

    Returns
    -------
    Externality
        Intervals, and verdicts where one way is better.
    """
    sizes = {effect: np.array([row.get(effect, nan) for row in effects]) for effect in EFFECTS}
    intervals = {effect: mean_interval(size, level) for effect, size in sizes.items()}
    differences = {
        effect: paired_difference(np.zeros(size.size), size, better=better, level=level)
        for effect, size in sizes.items()
        if (better := EFFECTS[effect]) is not None
    }
    return Externality(label, own=intervals["own"], busy=intervals["busy"], **differences)
