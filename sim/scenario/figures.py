"""The dozen figures by which somebody without files describes a business, checked one by one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_args

from sim.errors import Place, Problem, ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.source import plain, printed
from sim.scenario.todays_fee import OFFERED

__all__ = ["BOUNDS", "CURRENCIES", "MOST_PLANS", "TEAMS", "Figures", "PlanFigures", "figures_of"]

CURRENCIES: tuple[str, ...] = get_args(Scenario.model_fields["currency"].annotation)
TEAMS = ("frontline", "specialist", "engineering", "billing")
"""Teams of the baseline, among which people are divided."""
BOUNDS: Mapping[str, tuple[float, float]] = {
    "people": (0, 2_000),
    "hours_per_week": (1, 80),
    "wage_per_year": (0, 10_000_000),
    "shrinkage": (0, 0.9),
    "minutes": (0.1, 5_000),
    "margin": (-5, 0.99),
    "churn": (0, 0.95),
    "dso": (1, 200),
    "won_per_year": (0, 2_000),
}
"""What is allowed of each figure of the whole business."""
MOST_PLANS = 20
MOST_CUSTOMERS = 2_000
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """A plan and the customers who are on it."""

    name: str
    customers: int
    fee_per_month: float
    """Money a month that a customer pays."""
    contacts_per_year: float
    """Contacts of a customer in a year, on average."""
    response_hours: float | None = None
    """Promised first response to a contact of ordinary urgency, in hours of service; None where nobody said."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A business in a dozen figures."""

    plans: tuple[PlanFigures, ...]
    people: Mapping[str, float]
    """Heads by team; under an empty name those of all teams together."""
    name: str = "My portfolio"
    currency: str = "USD"
    hours_per_week: float = 40.0
    """Contracted hours of a person."""
    wage_per_year: Mapping[str, float] = field(default_factory=dict)
    """Money a year for a person, the employer's contributions included, by team; under an empty name on average."""
    shrinkage: float | None = None
    """Share of paid time away from the work."""
    minutes: float | None = None
    """Mean work of the first tier on a contact."""
    margin: float | None = None
    """Share of revenue that is left."""
    churn: float | None = None
    """Share of customers who leave in a year."""
    dso: float | None = None
    """Days of sales outstanding."""
    won_per_year: float | None = None
    """Customers won in a year; None is as many as are lost."""

    @property
    def customers(self) -> int:
        """Customers on all plans."""
        return sum(plan.customers for plan in self.plans)

    @property
    def contacts(self) -> float:
        """Contacts of all customers in a year."""
        return sum(plan.customers * plan.contacts_per_year for plan in self.plans)

    @property
    def revenue(self) -> float:
        """Fees of a year."""
        return 12 * sum(plan.customers * plan.fee_per_month for plan in self.plans)


KEYS = frozenset(part.name for part in fields(Figures))
PLAN_KEYS = frozenset(part.name for part in fields(PlanFigures))


def figures_of(content: Mapping[str, Any], where: str = "") -> Figures:
    """Check figures as a file, options or a grid give them.

    Parameters
    ----------
    content : mapping of str to object
        ``plans``, a list of ``name``, ``customers``, ``fee_per_month``, ``contacts_per_year`` and, where wished,
        ``response_hours``; ``people``, heads, or a mapping of all four teams to heads; and the other fields of
        `Figures`. What is left out or None keeps its default.
    where : str, optional
        File that they were read from, for messages.

    Returns
    -------
    Figures
        Each within what is allowed.

    Raises
    ------
    ScenarioError
        With every problem: the figure, its value, and what is allowed.
    """
    check = _Check(where)
    check.keys(content, KEYS, "")
    content = {key: value for key, value in content.items() if value is not None}
    people = check.by_team(content, "people", needed=True)
    if people and not sum(people.values()):
        check.refuse("people", 0, "must be above 0")
    figures = Figures(
        tuple(check.plans(content.get("plans"))),
        people,
        check.name(content.get("name", "My portfolio"), "name"),
        check.one_of(content.get("currency", "USD"), "currency", CURRENCIES),
        check.number(content, "hours_per_week", BOUNDS["hours_per_week"]) or 40.0,
        check.by_team(content, "wage_per_year"),
        check.number(content, "shrinkage", BOUNDS["shrinkage"]),
        check.number(content, "minutes", BOUNDS["minutes"]),
        check.number(content, "margin", BOUNDS["margin"]),
        check.number(content, "churn", BOUNDS["churn"]),
        check.number(content, "dso", BOUNDS["dso"]),
        check.number(content, "won_per_year", BOUNDS["won_per_year"]),
    )
    if check.problems:
        raise ScenarioError(*check.problems)
    return figures


class _Check:
    """Problems of figures, collected."""

    def __init__(self, where: str) -> None:
        self.place = Place(where)
        self.problems: list[Problem] = []

    def refuse(self, path: str, value: object, rule: str) -> None:
        shown = None if value is None else printed(value)
        self.problems.append(Problem(rule, plain(path), shown, self.place))

    def keys(self, content: Mapping[str, Any], allowed: Iterable[str], within: str) -> None:
        for key in content:
            if key not in allowed:
                names = ", ".join(sorted(allowed))
                self.refuse(f"{within}{key}", None, f"there is no such figure; there are {names}")

    def number(
        self,
        content: Mapping[str, Any],
        key: str,
        bounds: tuple[float, float],
        within: str = "",
        *,
        needed: bool = False,
    ) -> float | None:
        value = content.get(key)
        if value is None:
            if needed:
                self.refuse(f"{within}{key}", None, "must be given")
            return None
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not number or not bounds[0] <= value <= bounds[1]:
            self.refuse(f"{within}{key}", value, f"must be a number from {bounds[0]:,} to {bounds[1]:,}")
            return None
        return float(value)

    def name(self, value: object, path: str) -> str:
        text = " ".join(str(value).split()) if isinstance(value, str | int) else ""
        if not text or len(text) > LONGEST_NAME or not text.isprintable():
            self.refuse(path, value, f"must be a printable text of 1 to {LONGEST_NAME} characters")
        elif path != "name" and text == OFFERED:
            self.refuse(path, value, "is the name of the plan that an offer makes; take another")
        return text

    def one_of(self, value: object, path: str, names: tuple[str, ...]) -> str:
        if value not in names:
            self.refuse(path, value, f"must be one of {', '.join(names)}")
        return str(value)

    def by_team(self, content: Mapping[str, Any], key: str, *, needed: bool = False) -> dict[str, float]:
        """One number for all, or one for each of the four teams."""
        value, bounds = content.get(key), BOUNDS[key]
        if not isinstance(value, Mapping):
            number = self.number(content, key, bounds, needed=needed)
            return {} if number is None else {"": number}
        self.keys(value, TEAMS, f"{key}.")
        numbers = {team: self.number(value, team, bounds, f"{key}.", needed=True) for team in TEAMS}
        return {team: number for team, number in numbers.items() if number is not None}

    def plans(self, rows: object) -> list[PlanFigures]:
        if not isinstance(rows, list | tuple) or not 1 <= len(rows) <= MOST_PLANS:
            self.refuse("plans", None, f"must be 1 to {MOST_PLANS} plans, each with {', '.join(sorted(PLAN_KEYS))}")
            return []
        plans: list[PlanFigures] = []
        for number, row in enumerate(rows, 1):
            within = f"plans.{number}."
            if not isinstance(row, Mapping):
                self.refuse(f"plans.{number}", row, f"must have {', '.join(sorted(PLAN_KEYS))}")
                continue
            plans.append(self.plan(row, within))
            if plans[-1].name.casefold() in {plan.name.casefold() for plan in plans[:-1]}:
                self.refuse(f"{within}name", plans[-1].name, "is the name of another plan too")
        if len(plans) == len(rows) and not self.problems:
            total = sum(plan.customers for plan in plans)
            if not 1 <= total <= MOST_CUSTOMERS:
                self.refuse("plans", total, f"must have 1 to {MOST_CUSTOMERS:,} customers in all")
        return plans

    def plan(self, row: Mapping[str, Any], within: str) -> PlanFigures:
        self.keys(row, PLAN_KEYS, within)
        customers = self.number(row, "customers", (0, MOST_CUSTOMERS), within, needed=True) or 0
        if not float(customers).is_integer():
            self.refuse(f"{within}customers", customers, "must be a whole number")
        return PlanFigures(
            self.name(row.get("name"), f"{within}name"),
            int(customers),
            self.number(row, "fee_per_month", (0, 10_000_000), within, needed=True) or 0.0,
            self.number(row, "contacts_per_year", (0, 100_000), within, needed=True) or 0.0,
            self.number(row, "response_hours", (0.1, 2_000), within),
        )
