"""Who costs whom: each customer's profit and loss, and what all others would earn and wait without it, same luck."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.engine.run import simulate
from sim.errors import SaydoError
from sim.metrics.books import COST_LINES, REVENUE_LINES, keep_books, whale_curve
from sim.metrics.customer_table import customer_table
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.metrics.replication import Replication
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.portfolio import member_names
from sim.statistics.intervals import Interval, PairedDifference, mean_interval, paired_difference

__all__ = [
    "COLUMNS",
    "Externality",
    "Group",
    "Kind",
    "Portfolio",
    "heaviest",
    "leave_out",
    "portfolio",
    "waits",
    "without",
]

COLUMNS = (*REVENUE_LINES, *COST_LINES, "revenue", "cost", "margin", "minutes", "contacts", "late")
"""Of each customer: money of the horizon, costs positive; minutes of people; contacts; answers after the promise."""
EFFECTS: dict[str, Literal["up", "down"] | None] = {
    "own": None,
    "harm": "down",
    "busy": None,
    "worth": "up",
    "late": "down",
    "wait": "down",
}
"""Of each who is left out, and which way is better; none where no verdict is given."""

Kind = Literal["account", "segment", "newcomers", "customer"]
FloatArray = npt.NDArray[np.float64]


def without(scenario: Scenario, name: str) -> Scenario:
    """The scenario without one customer of the start; all others keep their luck."""
    return with_overrides(scenario, {"absent": [*scenario.absent, name]})


def leave_out(
    scenario: Scenario, seed: int, replication: int, *, named: tuple[str, ...] = (), most: int = 0
) -> Replication:
    """A replication's outcomes by customer, and what changes without each of some, under the same luck.

    Parameters
    ----------
    scenario, seed, replication
        As of every task.
    named : tuple of str
        Customers to leave out by name.
    most : int
        How many more: those of the start on whom people spent most time in this replication.

    Returns
    -------
    Replication
        ``<column>.<customer>`` for each of :data:`COLUMNS`; ``<effect>.<label>`` for each of :data:`EFFECTS` and each
        who was left out, labelled by name or as in :func:`heaviest`; ``contribution``, ``unallocated_cost`` and
        ``margin`` of all; the whale curve. An exception becomes the replication's error.
    """
    try:
        whole = _simulated(scenario, seed, replication)
        found = whole.by_customer()
        for label, name in _left_out(whole, named, most).items():
            rest = _simulated(without(scenario, name), seed, replication)
            found |= {f"{effect}.{label}": size for effect, size in _effects(whole, rest, name).items()}
        return Replication(found, whale=whole.whale)
    except Exception as error:
        return Replication(error=f"{type(error).__name__}: {error}")


def heaviest(place: int) -> str:
    """What to call the customer on whom most time was spent, the next, and so on; another one in each replication."""
    return f"heaviest, no. {place}"


@dataclass(frozen=True, slots=True)
class _Simulated:
    """What is needed of a run."""

    columns: Mapping[str, Mapping[str, float]]
    """Of each column, by customer."""
    whale: FloatArray
    at_start: frozenset[str]
    waited: Mapping[str, tuple[float, int]]
    money: Mapping[str, float]
    """Of all: contribution, unallocated cost, margin."""

    def by_customer(self) -> dict[str, float]:
        """Columns by customer, and the money of all."""
        cells = {f"{column}.{name}": size for column, rows in self.columns.items() for name, size in rows.items()}
        return cells | dict(self.money)


def _simulated(scenario: Scenario, seed: int, replication: int) -> _Simulated:
    run = simulate(scenario, seed=seed, replication=replication)
    check_identities(run)
    books = keep_books(run)
    all_, table = outcomes(run, books), customer_table(run, books)
    return _Simulated(
        columns={name: dict(zip(table.index, map(float, table[name]), strict=True)) for name in COLUMNS},
        whale=whale_curve(books),
        at_start=frozenset(row.customer for row in run.records.customers if row.joined <= 0),
        waited=waits(run.records),
        money={name: all_[name] for name in ("contribution", "unallocated_cost", "margin")},
    )


def waits(records: Records) -> dict[str, tuple[float, int]]:
    """By customer: minutes that its contacts and disputes waited in queues, and how many times; warm-up left out."""
    minutes: dict[str, float] = defaultdict(float)
    times: Counter[str] = Counter()
    ends = [(row.customer, row.queued, row.started) for row in records.touches]
    ends += [(row.customer, row.queued, row.ended) for row in records.waits]
    for name, queued, ended in ends:
        if queued >= 0:
            minutes[name] += ended - queued
            times[name] += 1
    return {name: (minutes[name], times[name]) for name in times}


def _left_out(whole: _Simulated, named: Sequence[str], most: int) -> dict[str, str]:
    minutes = whole.columns["minutes"]
    others = sorted(whole.at_start - set(named), key=lambda name: (-minutes[name], name))
    return {name: name for name in named} | {heaviest(n): name for n, name in enumerate(others[:most], start=1)}


def _effects(whole: _Simulated, rest: _Simulated, name: str) -> dict[str, float]:
    """What one customer is worth, and does to others; the money adds up: worth = own - harm + busy."""
    own = whole.columns["margin"][name]
    others = whole.money["contribution"] - own
    late = whole.columns["late"]
    return {
        "own": own,
        "harm": rest.money["contribution"] - others,
        "busy": rest.money["unallocated_cost"] - whole.money["unallocated_cost"],
        "worth": whole.money["margin"] - rest.money["margin"],
        "late": sum(late.values()) - late[name] - sum(rest.columns["late"].values()),
        "wait": _mean_wait(whole.waited, name) - _mean_wait(rest.waited, name),
    }


def _mean_wait(waited: Mapping[str, tuple[float, int]], but: str) -> float:
    rows = [row for name, row in waited.items() if name != but]
    times = sum(count for _, count in rows)
    return sum(minutes for minutes, _ in rows) / times if times else nan


@dataclass(frozen=True, slots=True)
class Group:
    """Customers that are told of together: an account, the members of a segment, or the newcomers."""

    name: str
    kind: Kind
    customers: Interval
    each: dict[str, Interval]
    """By column, the mean of its customers; NaN where there are none."""
    margin: Interval
    """Of all of them together."""


@dataclass(frozen=True, slots=True)
class Externality:
    """What changes without one customer; money is positive where the provider has more of it with the customer."""

    label: str
    own: Interval
    """Its own margin."""
    harm: PairedDifference
    """What all others would earn the provider more without it."""
    busy: Interval
    """Paid time that it uses, and nobody would use without it."""
    worth: PairedDifference
    """The margin with it less the margin without: own - harm + busy."""
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
    harms: tuple[Externality, ...]
    unallocated_cost: Interval
    margin: Interval
    whales: FloatArray
    """Whale curves by replication, at every hundredth of the customers; shape (replications, 101)."""
    replications: int


def portfolio(scenario: Scenario, results: Sequence[Replication], level: float = 0.95) -> Portfolio:
    """Profit and loss by customer, and the harm done to others, from the replications of :func:`leave_out`.

    Parameters
    ----------
    scenario : Scenario
        What was simulated.
    results : sequence of Replication
        Those that failed are left out.
    level : float
        Confidence of each interval; those of a kind of harm hold together, after Bonferroni over who was left out.

    Raises
    ------
    SaydoError
        Where no replication succeeded.
    """
    good = [result for result in results if result.error is None]
    if not good:
        raise SaydoError(f"no replication succeeded; the first failed of {results[0].error}")
    cells = [_cells(result) for result in good]
    members = {name: member_names(name, segment) for name, segment in scenario.segments.items()}
    of_start = [*scenario.accounts, *(name for names in members.values() for name in names)]
    present = [name for name in of_start if name not in scenario.absent]
    newcomers = [[name for name in table["margin"] if name not in present] for table in cells]
    groups = [_group(name, "account", cells, [[name]] * len(cells), level) for name in scenario.accounts]
    groups += [_group(name, "segment", cells, [names] * len(cells), level) for name, names in members.items()]
    if any(newcomers):
        groups.append(_group("newcomers", "newcomers", cells, newcomers, level))
    steps = np.linspace(0, 1, 101)
    return Portfolio(
        groups=tuple(groups),
        customers=tuple(_group(name, "customer", cells, [[name]] * len(cells), level) for name in present),
        harms=_harms(good, level),
        unallocated_cost=mean_interval([each.outcomes["unallocated_cost"] for each in good], level),
        margin=mean_interval([each.outcomes["margin"] for each in good], level),
        whales=np.array([np.interp(steps, np.linspace(0, 1, each.whale.size), each.whale) for each in good]),
        replications=len(good),
    )


def _cells(result: Replication) -> dict[str, dict[str, float]]:
    """Columns by customer of one replication."""
    cells: dict[str, dict[str, float]] = {column: {} for column in COLUMNS}
    for key, value in result.outcomes.items():
        column, _, name = key.partition(".")
        if name and column in cells:
            cells[column][name] = value
    return cells


def _group(
    name: str,
    kind: Kind,
    cells: Sequence[Mapping[str, Mapping[str, float]]],
    members: Sequence[Sequence[str]],
    level: float,
) -> Group:
    present = [[each for each in names if each in table["margin"]] for table, names in zip(cells, members, strict=True)]
    sums = {
        column: np.array(
            [sum(table[column][each] for each in names) for table, names in zip(cells, present, strict=True)]
        )
        for column in COLUMNS
    }
    counts = np.array([len(names) for names in present], np.float64)
    known = np.where(counts > 0, counts, np.nan)
    each = {column: mean_interval(total / known, level) for column, total in sums.items()}
    return Group(name, kind, mean_interval(counts, level), each, mean_interval(sums["margin"], level))


def _harms(results: Sequence[Replication], level: float) -> tuple[Externality, ...]:
    """Who was left out, the dearest first."""
    keys = [key.partition(".") for key in results[0].outcomes]
    labels = [label for effect, _, label in keys if effect == "harm"]
    each = 1 - (1 - level) / max(len(labels), 1)
    found = []
    for label in labels:
        effects = {
            effect: np.array([result.outcomes.get(f"{effect}.{label}", nan) for result in results])
            for effect in EFFECTS
        }
        intervals = {effect: mean_interval(sizes, each) for effect, sizes in effects.items()}
        differences = {
            effect: paired_difference(np.zeros(sizes.size), sizes, better=better, level=each)
            for effect, sizes in effects.items()
            if (better := EFFECTS[effect]) is not None
        }
        found.append(Externality(label, own=intervals["own"], busy=intervals["busy"], **differences))
    return tuple(sorted(found, key=lambda row: row.worth.difference))
