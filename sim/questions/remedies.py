"""Remedies for one costly account: each simulated against doing nothing, ranked, with regret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from annotated_types import Ge, Le, doc

from sim.errors import Problem, SaydoError
from sim.metrics.replication import Replication
from sim.rng import derived_seed
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import print_path
from sim.scenario.source import plain, printed
from sim.statistics.comparison import Sample, values
from sim.statistics.intervals import Interval, PairedDifference, mean_interval, paired_difference
from sim.statistics.selection import share_best

__all__ = ["NOTHING", "REMEDIES", "Advice", "Option", "Ranked", "Sizes", "advise", "options_for"]

NOTHING = "do nothing"
CHARGE, SHUNT, FIX, TIER, THROTTLE, LET_GO = "charge", "shunt", "fix", "tier", "throttle", "let go"
REMEDIES = (CHARGE, SHUNT, FIX, TIER, THROTTLE, LET_GO)
WORKING_DAYS = 260
ORDINARY_DAYS = 3
SHARE = (Ge(0.0), Le(1.0))
PURPOSE = "remedies"
"""Of the seed under which the options are compared, which had no part in ranking them."""

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How far each remedy goes, and what it costs; all of it assumed [A] unless the reader knows better.

    What has bounds and a description is asked for by every front end: an option of the command line and a field of the
    page, whose label stands in ``customers.toml`` under its name.
    """

    month: Annotated[int, Ge(1), Le(59), doc("From which month of the study on.")] = 6
    included: Annotated[int | None, Ge(0), doc("Charge: contacts included a month. [default: its usual number]")] = None
    price: Annotated[float | None, Ge(0.0), doc("Charge: price of each further contact. [default: its plan's]")] = None
    self_service: Annotated[float, *SHARE, doc("Shunt: share of eligible contacts solved without a person.")] = 0.7
    problem_left: Annotated[float, *SHARE, doc("Fix: share of the contacts by its standing problem that remain.")] = 0.6
    sprees_left: Annotated[float, *SHARE, doc("Fix: share of its days of heavy calling that remain.")] = 0.1
    per_day: Annotated[int | None, Ge(1), doc("Throttle: most contacts a day. [default: three times usual]")] = None
    once: Mapping[str, float] = field(default_factory=lambda: {SHUNT: 8_000.0, FIX: 25_000.0})
    """By remedy, money spent when it begins."""
    monthly: Mapping[str, float] = field(default_factory=lambda: {SHUNT: 300.0})
    """By remedy, money spent each month from then on."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be done about an account, nothing included."""

    remedy: str
    title: str
    scenario: Scenario
    once: float = 0.0
    monthly: float = 0.0
    terms: Mapping[str, object] = field(default_factory=dict)
    """Overrides of the scenario without a remedy, by path; values of JSON."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Figures of an option on random numbers that had no part in ranking it."""

    option: Option
    margin: PairedDifference
    """Less that of doing nothing."""
    own: PairedDifference
    """The account's own margin, likewise."""
    others: PairedDifference
    """The margin of all other customers, likewise."""
    probability_best: Interval
    """Share of replications in which no other option earns more."""
    regret: Interval
    """Margin lost on average against the option that is best in each replication."""
    following: PairedDifference | None
    """Its margin less that of the option ranked next; none for the last."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The options, the best first."""

    ranked: tuple[Ranked, ...]
    rivals: tuple[str, ...]
    """Titles of options that cannot be distinguished from the best on fresh random numbers, or are better."""
    fresh_seed: int

    @property
    def best(self) -> Option:
        """The one that was ranked first."""
        return self.ranked[0].option


def options_for(scenario: Scenario, name: str, sizes: Sizes) -> list[Option]:
    """Doing nothing, and each remedy that the account can be given.

    Parameters
    ----------
    scenario : Scenario
        The scenario without a remedy.
    name : str
        The account.
    sizes : Sizes
        When, how far, at what cost.

    Raises
    ------
    SaydoError
        Where there is no such account, or a size is not allowed.
    """
    if name not in scenario.accounts or name in scenario.absent:
        names = ", ".join(map(plain, scenario.accounts)) or "none: it has no accounts"
        rule = f"must be an account of {plain(scenario.title)}: {names}"
        raise SaydoError(Problem.of("customer", printed(name), rule))
    maker = _Maker(scenario, name, sizes)
    return [Option(NOTHING, NOTHING, scenario), *maker.charged(), *maker.by_levers(), *maker.other_tiers()]


@dataclass(frozen=True, slots=True)
class _Maker:
    """Writes each remedy as an action of management."""

    scenario: Scenario
    name: str
    sizes: Sizes

    @property
    def plan(self) -> str:
        return self.scenario.plan_of(self.name)

    @property
    def contacts_per_year(self) -> float:
        account = self.scenario.accounts[self.name]
        own_rate = account.contacts_per_year
        return self.scenario.segments[account.segment].contacts_per_year if own_rate is None else own_rate

    def charged(self) -> list[Option]:
        """Return the option of its plan on a meter; none where it is on one already."""
        terms = self.scenario.plans[self.plan]
        if terms.included_contacts_per_month is not None:
            return []
        included = ceil(self.contacts_per_year / 12) if self.sizes.included is None else self.sizes.included
        price = terms.overage_per_contact if self.sizes.price is None else self.sizes.price
        metered = {"included_contacts_per_month": included, "overage_per_contact": price}
        plan = f"{self.plan}, charged by use"
        title = f"charge by use: {included} contacts a month, {price:g} for each further one"
        return [
            self._option(
                CHARGE, title, {"plan": plan}, {print_path(("plans", plan)): terms.model_dump(mode="json") | metered}
            )
        ]

    def by_levers(self) -> list[Option]:
        """Return the options of the account's own levers."""
        account, sizes = self.scenario.accounts[self.name], self.sizes
        segment = self.scenario.segments[account.segment]
        sprees = account.spree_probability_per_day
        if sprees is None:
            sprees = segment.spree_probability_per_day
        fixed = {
            "problem_level": account.problem_level * sizes.problem_left,
            "spree_probability_per_day": sprees * sizes.sprees_left,
        }
        per_day = (
            ceil(ORDINARY_DAYS * self.contacts_per_year / WORKING_DAYS) if sizes.per_day is None else sizes.per_day
        )
        per_day = max(per_day, 1)
        shunt = f"shunt to self-service: {sizes.self_service:.0%} of what it can solve"
        return [
            self._option(SHUNT, shunt, {"self_service_share": sizes.self_service}),
            self._option(FIX, f"fix its problem: {sizes.problem_left:.0%} of its contacts left", fixed),
            self._option(THROTTLE, f"throttle: {per_day} contacts a day", {"most_contacts_per_day": per_day}),
            self._option(LET_GO, "let go", {"let_go": True}),
        ]

    def other_tiers(self) -> list[Option]:
        """Return the plans that it could be moved to in mid-term, at their list price."""
        return [
            self._option(TIER, f"change tier: {plain(other)}", {"plan": other, "fee_per_month": None})
            for other in self.scenario.plans
            if other != self.plan
        ]

    def _option(
        self, remedy: str, title: str, levers: Mapping[str, Any], more: Mapping[str, object] | None = None
    ) -> Option:
        once, monthly = self.sizes.once.get(remedy, 0.0), self.sizes.monthly.get(remedy, 0.0)
        action = {
            "month": self.sizes.month,
            "title": title[:80],
            "set": {print_path(("accounts", self.name, lever)): value for lever, value in levers.items()},
            "cost": once,
            "cost_per_month": monthly,
        }
        timeline = [entry.model_dump(mode="json") for entry in self.scenario.timeline]
        place = sum(entry["month"] <= self.sizes.month for entry in timeline)
        timeline.insert(place, action)
        terms = {**(more or {}), "timeline": timeline}
        return Option(remedy, title, with_overrides(self.scenario, terms), once, monthly, terms)


def advise(
    runner: ExperimentRunner, options: Sequence[Option], name: str, replications: int, level: float = 0.95
) -> Advice:
    """Rank the options by mean margin under one seed, and compare them under another.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate, all under common random numbers.
    options : sequence of Option
        Doing nothing first.
    name : str
        The account.
    replications : int
        Of each option, under either seed.
    level : float
        Confidence of the intervals: those of a kind hold together, after Bonferroni.

    Raises
    ------
    SaydoError
        Where a replication failed.
    """
    scenarios = [option.scenario for option in options]
    means = _column(runner.results(scenarios, replications), "margin").mean(axis=1)
    order = sorted(range(len(options)), key=lambda number: (-means[number], number))
    fresh_seed = derived_seed(runner.seed, PURPOSE, 0)
    fresh = runner.with_seed(fresh_seed).results(scenarios, replications)
    margins, own, others = (
        _column(fresh, outcome) for outcome in ("margin", f"margin.{name}", f"margin_of_others.{name}")
    )
    adjusted = 1 - (1 - level) / max(len(options) - 1, 1)
    shares = share_best(margins, adjusted)
    regrets = [mean_interval(margins.max(axis=0) - row, adjusted) for row in margins]
    ranked = [
        Ranked(
            option=options[number],
            margin=_paired(margins[0], margins[number], adjusted),
            own=_paired(own[0], own[number], adjusted),
            others=_paired(others[0], others[number], adjusted),
            probability_best=shares[number],
            regret=regrets[number],
            following=_paired(margins[following], margins[number], adjusted) if following is not None else None,
        )
        for number, following in zip(order, [*order[1:], None], strict=True)
    ]
    rivals = [n for n in order[1:] if _paired(margins[order[0]], margins[n], adjusted).verdict != "worse"]
    return Advice(tuple(ranked), tuple(options[number].title for number in rivals), fresh_seed)


def _column(results: Sequence[Sequence[Replication]], outcome: str) -> FloatArray:
    """An outcome by option and replication."""
    failed = next((replication.error for sample in results for replication in sample if replication.error), None)
    if failed:
        raise SaydoError(f"a replication failed of {failed}")
    return np.array([values(Sample("", sample), outcome) for sample in results])


def _paired(base: FloatArray, variant: FloatArray, level: float) -> PairedDifference:
    return paired_difference(base, variant, better="up", level=level)
