"""A business by hand: from a dozen figures to a scenario that extends the honest baseline."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np

from sim.scenario.document import Scenario
from sim.scenario.figures import TEAMS, Figures, PlanFigures
from sim.scenario.files import load, scenario_folder
from sim.scenario.paths import print_path
from sim.scenario.portfolio import Segment

__all__ = ["BASELINE", "ByHand", "by_hand"]

BASELINE = "honest"
"""Story that the scenario extends."""
BASELINE_CHURN = 0.10
"""Share of the baseline's customers who leave in a year: it was fitted to .88 to .92 kept."""
BASELINE_DSO = 36.0
"""Days of sales outstanding of the baseline, to the day: 36.3 and 35.8 in its two frozen replications."""
YEAR = 365
OWN = "the reader's own figure"
PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
DIGITS = 4
"""Significant digits of numbers that a rule gives."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A scenario made of figures, and what was done to make it."""

    text: str
    """YAML that extends the baseline."""
    rules: tuple[str, ...]
    """What was computed, from what, and what no figure says and is kept."""
    anchors: str
    """YAML for ``saydo fit --targets``, with the margin, churn and days of sales outstanding that were stated; empty
    where none was."""


def by_hand(figures: Figures) -> ByHand:
    """Make a scenario of a dozen figures.

    Plans carry their own names, each with one segment of customers. What no figure says is that of the baseline: terms,
    evenness of contacts and breaking point of the segment with the nearest number of contacts, and all assumptions.

    Parameters
    ----------
    figures : Figures
        As of `sim.scenario.figures.figures_of`.

    Returns
    -------
    ByHand
        The file's text, the rules that were used, and anchors. Equal figures give equal texts.
    """
    work = _Translation(figures, _baseline())
    work.customers()
    work.people()
    work.targets()
    work.growth()
    return ByHand(work.text(), tuple(work.rules), "\n".join(work.anchors()))


@cache
def _baseline() -> Scenario:
    return load(scenario_folder() / f"{BASELINE}.yaml")


class _Translation:
    def __init__(self, figures: Figures, base: Scenario) -> None:
        self.figures, self.base = figures, base
        self.set: dict[str, Any] = {"accounts": {}}
        self.evidence: dict[str, tuple[str, str]] = {}
        self.rules: list[str] = []
        self.payment_days = 30
        self.headcount = _divided(figures, base)

    def put(self, path: str, value: float, source: str, tag: str = "A") -> None:
        self.set[path] = _rounded(value) if tag == "A" else value
        self.evidence[path] = tag, source

    def customers(self) -> None:
        """Plans and their customers, with terms and traits of the baseline's segment with the nearest contacts."""
        figures = self.figures
        if figures.currency != self.base.currency:
            self.set["currency"] = figures.currency
            self.rules.append(f"amounts that no figure gives keep the baseline's number, in {figures.currency}")
        if figures.dso is not None:
            days = min(max(round(30 + figures.dso - BASELINE_DSO), 0), 180)
            self.payment_days = days
            self.rules.append(
                f"days to pay: {days}, for {figures.dso:g} days of sales outstanding; customers are as late as in the"
                f" baseline, which has {BASELINE_DSO:g} with 30 days to pay"
            )
        plans, segments = {}, {}
        for plan in figures.plans:
            name, like = self.nearest(plan)
            plans[plan.name] = self.plan(plan, like)
            segments[plan.name] = {
                "customers": plan.customers,
                "plan": plan.name,
                "contacts_per_year": plan.contacts_per_year,
                "contacts_shape": like.contacts_shape,
                "phone_share": like.phone_share,
                "breaking_point": _rounded(self.breaking_point(plan)),
            }
            self.evidence_of(plan, name, like)
        self.set |= {"plans": plans, "segments": segments}
        self.rules.append(
            "terms of a plan, evenness of its contacts and share of calls are those of the baseline's segment with the"
            " nearest number of contacts; the breaking point lies between those of its segments, by contacts"
        )

    def nearest(self, plan: PlanFigures) -> tuple[str, Segment]:
        distance = {
            name: abs(math.log(max(plan.contacts_per_year, 1) / segment.contacts_per_year))
            for name, segment in self.base.segments.items()
        }
        name = min(distance, key=distance.__getitem__)
        return name, self.base.segments[name]

    def plan(self, plan: PlanFigures, like: Segment) -> dict[str, Any]:
        """Terms: the fee is the reader's, promises those of the plan alike, in proportion to the one that is stated."""
        terms = self.base.plans[like.plan]
        hours = terms.response_hours.model_dump()
        factor = 1.0 if plan.response_hours is None else plan.response_hours / hours["P3"]
        result = {
            "fee_per_month": plan.fee_per_month,
            "response_hours": {severity: _rounded(value * factor) for severity, value in hours.items()},
            "priority_class": terms.priority_class,
        }
        if self.payment_days != terms.payment_days:
            result["payment_days"] = self.payment_days
        if plan.name in self.base.plans:
            result |= {"todays_fee_per_month": None, "todays_charges": None}  # a plan of its own, and no change of one
        return result

    def evidence_of(self, plan: PlanFigures, name: str, like: Segment) -> None:
        own = ("M", OWN)
        terms = f"that of the baseline's plan {like.plan}"
        if plan.response_hours is not None:
            terms = f"response to P3 as the reader says; the others, and all else, in proportion as on {like.plan}"
        segment = f"that of the baseline's segment {name}; the breaking point by contacts"
        self.evidence |= {
            print_path(("plans", plan.name)): ("A", terms),
            print_path(("plans", plan.name, "fee_per_month")): own,
            print_path(("segments", plan.name)): ("A", segment),
            print_path(("segments", plan.name, "customers")): own,
            print_path(("segments", plan.name, "contacts_per_year")): own,
        }

    def breaking_point(self, plan: PlanFigures) -> float:
        """Breaking point by contacts: straight lines through the logarithms of the baseline's segments."""
        pairs = sorted((item.contacts_per_year, item.breaking_point) for item in self.base.segments.values())
        contacts, points = (np.log([pair[place] for pair in pairs]) for place in (0, 1))
        at = math.log(max(plan.contacts_per_year, 1.0))
        place = 0 if at < contacts[1] else len(pairs) - 2
        slope = (points[place + 1] - points[place]) / (contacts[place + 1] - contacts[place])
        return float(min(max(math.exp(points[place] + slope * (at - contacts[place])), 0.5), 1000))

    def people(self) -> None:
        """Heads become people on a shift; wages, or the margin, become the cost of an hour; work is made to fit."""
        figures, teams = self.figures, self.base.provider.teams
        shift = teams[TEAMS[0]].shifts[0]
        width = len(shift.days) * (shift.to_hour - shift.from_hour)
        away = figures.shrinkage
        self.rules.append(
            f"people on a shift = heads × {figures.hours_per_week:g} contracted hours / {width:g} hours of the desk a"
            f" week; {teams[TEAMS[0]].shrinkage_share if away is None else away:.0%} of paid time is away from work"
        )
        if "" in figures.people:
            self.rules.append("heads are divided as in the baseline; disputes get the baseline's people a customer")
        shifted = {team: heads * figures.hours_per_week / width for team, heads in self.headcount.items()}
        source = f"{OWN}: heads × {figures.hours_per_week:g} h / {width:g} h of the desk a week"
        for team, people in shifted.items():
            self.put(f"provider.teams.{team}.people", people, source)
            if away is not None:
                self.put(f"provider.teams.{team}.shrinkage_share", away, OWN, "M")
        self.costs(shifted)
        self.work(shifted)

    def costs(self, people: Mapping[str, float]) -> None:
        figures, teams, hours = self.figures, self.base.provider.teams, self._paid_hours()
        usual = sum(people[team] * hours * teams[team].cost_per_hour for team in TEAMS)
        by_team = {team: figures.wage_per_year.get(team) for team in TEAMS}
        if figures.wage_per_year:
            bill = figures.wage_per_year.get("", 0.0) * sum(self.headcount.values())
            source = f"{OWN}: wages a year / paid hours of the desk"
            self.rules.append("cost of an hour = wages a year / paid hours, tiers in proportion as in the baseline")
        elif figures.margin is not None:
            bill = (1 - figures.margin) * figures.revenue
            source = f"fees less a margin of {figures.margin:.3g} / paid hours of the desk"
            self.rules.append("cost of an hour: what the margin leaves of the fees, by paid hour")
        else:
            self.rules.append("cost of an hour: the baseline's, since neither wages nor a margin are stated")
            self.rules.append(_result(figures, usual))
            return
        paid = 0.0
        for team in TEAMS:
            wage, heads = by_team[team], self.headcount[team]
            cost = teams[team].cost_per_hour * bill / usual if usual else 0.0
            if wage is not None and heads:
                cost = wage * heads / (people[team] * hours)
            paid += people[team] * hours * cost
            self.put(f"provider.teams.{team}.cost_per_hour", min(cost, 10_000), source)
        self.rules.append(_result(figures, paid))
        if figures.wage_per_year and figures.margin is not None:
            self.rules.append("wages are stated, so the margin is an anchor to look at and moves nothing")

    def _paid_hours(self) -> float:
        """Paid hours in the first year of one person on a full shift: holidays are not staffed."""
        base, shift = self.base, self.base.provider.teams[TEAMS[0]].shifts[0]
        days = (base.start_date + timedelta(days=number) for number in range(YEAR))
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        worked = sum(names[day.weekday()] in shift.days and day not in base.provider.holidays for day in days)
        return worked * (shift.to_hour - shift.from_hour)

    def work(self, people: Mapping[str, float]) -> None:
        """Minutes of work on a contact: as stated, else so many that each tier is as busy as in the baseline."""
        figures, teams = self.figures, self.base.provider.teams
        usual = sum(item.customers * item.contacts_per_year for item in self.base.segments.values())
        usual += sum(item.contacts_per_year or 0 for item in self.base.accounts.values())
        if not figures.contacts:
            self.rules.append("minutes of work: the baseline's, since there are no contacts")
            return
        for team in self.base.provider.tiers:
            own = teams[team]
            if figures.minutes is not None:
                minutes = own.touch_minutes * figures.minutes / teams[TEAMS[0]].touch_minutes
                source = f"{OWN} for the first tier; others in proportion as in the baseline"
            else:
                away = own.shrinkage_share if figures.shrinkage is None else figures.shrinkage
                there = people[team] * (1 - away) / (own.people * (1 - own.shrinkage_share))
                minutes = own.touch_minutes * there * usual / figures.contacts
                source = "by people and contacts: the tier is as busy as in the baseline"
            if minutes > 0:
                self.put(f"provider.teams.{team}.touch_minutes", min(minutes, 5_000), source)
        first = self.set.get(f"provider.teams.{TEAMS[0]}.touch_minutes", 0)
        if figures.minutes is None:
            odd = "; that is far from the 5 to 60 of other desks: check people and contacts" * (not 5 <= first <= 60)
            self.rules.append(
                f"minutes of work are such that each tier is as busy as in the baseline: {first:g} at the first{odd}"
            )

    def targets(self) -> None:
        """Churn becomes the level of the renewal decision, on whose scale it is a shift (complementary log-log)."""
        churn = self.figures.churn
        if churn is None:
            self.rules.append(f"churn: the assumptions of the baseline, where {BASELINE_CHURN:.0%} leave in a year")
            return
        level = self.base.assumptions.renewal.intercept
        shift = math.log(-math.log1p(-max(churn, 0.001))) - math.log(-math.log1p(-BASELINE_CHURN))
        source = f"{OWN}: {churn:g} leave in a year; shifted from the baseline's {BASELINE_CHURN:g}, not simulated"
        self.put("assumptions.renewal.intercept", min(max(level + shift, -20), 5), source)
        self.rules.append(f"churn of {churn:.3g}: the renewal level is shifted from the baseline's, before any run")

    def growth(self) -> None:
        """As many prospects as win back what is lost, in proportion to the baseline, where this was fitted."""
        figures, market = self.figures, self.base.market
        churn = BASELINE_CHURN if figures.churn is None else figures.churn
        won = figures.customers * churn if figures.won_per_year is None else figures.won_per_year
        prospects = market.prospects_per_month * won / (self.base.customers * BASELINE_CHURN)
        stated = "as many customers as are lost" if figures.won_per_year is None else f"{won:g} customers a year"
        self.put("market.prospects_per_month", min(prospects, 1_000), f"in proportion to the baseline: {stated} won")
        self.rules.append(f"prospects: so many that, as in the baseline, {stated} are won")
        self.rules.append(
            "kept at the baseline, since no figure tells them: what angers customers, trust, tolerance, disputes, word"
            " of mouth and the market"
        )

    def anchors(self) -> list[str]:
        """Margin, churn and days of sales outstanding as anchors, with the number that each moves."""
        figures = self.figures
        lines: list[str] = []
        levers: list[str] = []
        for outcome, value, width, path in (
            ("margin_share", figures.margin, 0.02, ""),
            ("customer_retention_per_year", None if figures.churn is None else 1 - figures.churn, 0.02,
             "assumptions.renewal.intercept: [-8, 0]"),
            ("days_sales_outstanding", figures.dso, 2.0, "assumptions.billing.days_late: [1, 60]"),
        ):  # fmt: skip
            if value is not None:
                low, high, aim = (_number(_rounded(number)) for number in (value - width, value + width, value))
                lines.append(f"  - {{outcome: {outcome}, low: {low}, high: {high}, aim: {aim}, source: {OWN}}}")
                levers += [f"  - fitted_to: {OWN}", f"    between: {{{path}}}"] if path else []
        if not lines:
            return []
        return ["anchors:", *lines, "levers:" if levers else "levers: []", *levers, ""]

    def text(self) -> str:
        head = [
            "# Made of a dozen figures. Evidence [M] is the reader's own; what stands nowhere here is the baseline's.",
            f"extends: {BASELINE}",
            f"title: {json.dumps(self.figures.name, ensure_ascii=False)}",
            f"lesson: {json.dumps(f'{self.figures.customers:,} customers, by their own figures.')}",
            "set:",
        ]
        return "\n".join([*head, *self._set(), "evidence:", *self._evidence(), ""])

    def _set(self) -> Iterator[str]:
        for path, value in self.set.items():
            if path in {"plans", "segments"}:
                yield f"  {path}:"
                yield from (f"    {_key(name)}: {_flow(item)}" for name, item in value.items())
            else:
                yield f"  {path}: {_flow(value)}"

    def _evidence(self) -> Iterator[str]:
        for path, (tag, source) in self.evidence.items():
            yield f"  {_key(path)}: {{tag: {tag}, source: {json.dumps(source, ensure_ascii=False)}}}"


def _divided(figures: Figures, base: Scenario) -> dict[str, float]:
    """Heads by team; where only a total is stated, billing as by customers and the rest as in the baseline."""
    if "" not in figures.people:
        return dict(figures.people)
    teams, total = base.provider.teams, figures.people[""]
    *tiers, last = TEAMS
    width = sum(teams[team].people for team in TEAMS)
    billing = min(total / width * 10 * teams[last].people, teams[last].people * figures.customers / base.customers)
    rest = sum(teams[team].people for team in tiers)
    return {**{team: (total - billing) * teams[team].people / rest for team in tiers}, last: billing}


def _result(figures: Figures, paid: float) -> str:
    share = f", which leaves {1 - paid / figures.revenue:.0%}" if figures.revenue else ""
    return f"before any run: {figures.revenue:,.0f} {figures.currency} fees a year and {paid:,.0f} for people{share}"


def _rounded(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


def _key(text: str) -> str:
    return (
        text
        if PLAIN_KEY.fullmatch(text) and text.lower() not in {"null", "true", "false"}
        else json.dumps(text, ensure_ascii=False)
    )


def _flow(value: Any) -> str:
    """A value on one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(name)}: {_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, int | float):
        return _number(value)
    return "null" if value is None else _key(value)
