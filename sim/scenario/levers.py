"""Levers: a number of the scenario that may be moved, and the headline terms, each moved as one whole number."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sim.errors import Problem, ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import locate, print_path
from sim.scenario.sheet import assumption_sheet
from sim.scenario.source import plain

__all__ = [
    "HEADLINE_LEVERS",
    "UNLIMITED",
    "HeadlineLever",
    "Lever",
    "apply_levers",
    "lever_of",
    "levers_of",
    "worst_account",
]

DIGITS = 3
WORKING_DAYS_PER_MONTH = 21
UNLIMITED = 0
"""Included contacts of a plan without a limit, as a lever: no meter."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A number of the scenario that may be moved."""

    path: str
    value: float
    """Where it stands."""
    low: float
    high: float
    """Lowest and highest value that the schema allows; infinite where it sets no bound."""
    whole: bool

    @property
    def scale(self) -> float:
        """Size of the number, 1 where it is 0."""
        return abs(self.value) or 1.0

    @property
    def step(self) -> float:
        """The finest difference worth telling: the fourth significant digit, or one."""
        return 1.0 if self.whole else float(10.0 ** (math.floor(math.log10(self.scale)) - DIGITS))

    def at(self, place: float) -> float:
        """Find the nearest value that is allowed.

        Parameters
        ----------
        place : float
            Any value.

        Returns
        -------
        float
            Within the bounds, and whole where the number is.
        """
        within = min(max(place, self.low), self.high)
        return round(within) if self.whole else float(within)

    def neat(self, place: float, *, up: bool) -> float:
        """Round to a multiple of the step.

        Parameters
        ----------
        place : float
            Any value.
        up : bool
            Whether the result must not be lower than ``place``, rather than not higher.

        Returns
        -------
        float
            A value that is allowed.
        """
        steps = place / self.step
        rounded = math.ceil(steps - 1e-9) if up else math.floor(steps + 1e-9)
        return self.at(float(f"{rounded * self.step:.12g}"))


def lever_of(scenario: Scenario, path: str) -> Lever:
    """Find the number at a path of the scenario.

    Parameters
    ----------
    scenario : Scenario
        The document.
    path : str
        Of one number.

    Returns
    -------
    Lever
        Under the path as it is printed everywhere.

    Raises
    ------
    ScenarioError
        Where there is none; the message names the nearest.
    """
    rows = {row.path: row for row in assumption_sheet(scenario)}
    row = rows.get(print_path(locate(scenario, path)))
    if row is None:
        near = get_close_matches(path, rows, 1)
        hint = f"; did you mean {plain(near[0])}?" if near else ""
        raise ScenarioError(Problem(f"must be the path of a number of the scenario{hint}", plain(path)))
    if row.value is None or isinstance(row.value, tuple):
        rule = f"must be one number, to be moved from where it stands; it is {row.value or 'open'}"
        raise ScenarioError(Problem(rule, plain(path)))
    whole = isinstance(row.value, int)
    low = -math.inf if row.low is None else row.low
    high = math.inf if row.high is None else row.high
    lever = Lever(row.path, row.value, low, high, whole)
    return Lever(row.path, row.value, low + lever.step if row.low_excluded else low, high, whole)


@dataclass(frozen=True, slots=True)
class HeadlineLever:
    """A term that matters most, as one whole number between bounds.

    ``read`` gives its value in a scenario, ``overrides`` the values by path that make it another.
    """

    key: str
    group: str
    low: int
    high: int
    step: int
    read: Callable[[Scenario], int]
    overrides: Callable[[Scenario, int], dict[str, object]]
    percent: bool = True
    """Whether it is in per cent; otherwise it is a number."""


def worst_account(scenario: Scenario) -> str | None:
    """Find the named account with most contacts in sprees.

    Parameters
    ----------
    scenario : Scenario
        The document.

    Returns
    -------
    str or None
        The first of equals; None where no account is named.
    """
    if not scenario.accounts:
        return None
    return max(scenario.accounts, key=lambda name: math.prod(_spree(scenario, name)))


def levers_of(scenario: Scenario) -> list[HeadlineLever]:
    """List the headline levers that do something in a scenario.

    Parameters
    ----------
    scenario : Scenario
        The document.

    Returns
    -------
    list of HeadlineLever
        In the order of their groups.
    """
    named = worst_account(scenario) is not None
    metered = any(plan.included_contacts_per_month is not None for plan in scenario.plans.values())
    unlimited = any(plan.included_contacts_per_month is None for plan in scenario.plans.values())
    idle = {"sprees": not named, "spree": not named, "included": not metered, "meter": not unlimited}
    return [lever for lever in HEADLINE_LEVERS if not idle.get(lever.key, False)]


def apply_levers(scenario: Scenario, values: Mapping[str, int]) -> Scenario:
    """Move headline levers of a scenario.

    Parameters
    ----------
    scenario : Scenario
        The scenario before.
    values : mapping of str to int
        By key of the lever; one that stands where the scenario has it changes nothing.

    Returns
    -------
    Scenario
        The scenario itself where nothing moves.

    Raises
    ------
    ScenarioError
        Where a value lies outside its lever's bounds, about the field of the lever's key, or makes no valid scenario.
    """
    overrides: dict[str, object] = {}
    for lever in levers_of(scenario):
        current = lever.read(scenario)
        value = values.get(lever.key, current)
        if not lever.low <= value <= lever.high and value != current:
            rule = f"must be {lever.low} to {lever.high}"
            raise ScenarioError(Problem.of(lever.key, value, rule))
        if value != current:
            overrides |= lever.overrides(scenario, value)
    return with_overrides(scenario, overrides) if overrides else scenario


def _spree(scenario: Scenario, name: str) -> tuple[float, float]:
    """Probability of a spree on a working day, and contacts in one, of a named account."""
    account = scenario.accounts[name]
    segment = scenario.segments[account.segment]
    daily, contacts = account.spree_probability_per_day, account.spree_contacts
    return (
        segment.spree_probability_per_day if daily is None else daily,
        segment.spree_contacts if contacts is None else contacts,
    )


def _of_worst(scenario: Scenario, field: str, value: float) -> dict[str, object]:
    """The override of a field of the worst account."""
    return {print_path(("accounts", worst_account(scenario) or "", field)): value}


def _sprees_per_month(scenario: Scenario) -> int:
    """Days a month on which the worst account has a spree."""
    name = worst_account(scenario)
    return 0 if name is None else round(_spree(scenario, name)[0] * WORKING_DAYS_PER_MONTH)


def _spree_contacts(scenario: Scenario) -> int:
    """Contacts in a spree of the worst account."""
    name = worst_account(scenario)
    return 0 if name is None else round(_spree(scenario, name)[1])


def _fees(scenario: Scenario, percent: int) -> dict[str, object]:
    """Every fee, raised by a percentage."""
    factor = 1 + percent / 100
    fees = {("plans", name): plan.fee_per_month for name, plan in scenario.plans.items()}
    for name, account in scenario.accounts.items():
        if account.fee_per_month is not None:
            fees["accounts", name] = account.fee_per_month
    return {print_path((*keys, "fee_per_month")): round(fee * factor, 2) for keys, fee in fees.items()}


def _contacts(name: str) -> str:
    """Path of the contacts that a plan includes."""
    return print_path(("plans", name, "included_contacts_per_month"))


def _included(scenario: Scenario, percent: int) -> dict[str, object]:
    """Included contacts of every plan with a limit, raised by a percentage."""
    return {
        _contacts(name): round(plan.included_contacts_per_month * (1 + percent / 100))
        for name, plan in scenario.plans.items()
        if plan.included_contacts_per_month is not None
    }


def _meter(scenario: Scenario, contacts: int) -> dict[str, object]:
    """A limit for every plan without one."""
    plans = scenario.plans.items()
    return {_contacts(name): contacts for name, plan in plans if plan.included_contacts_per_month is None}


def _people(scenario: Scenario, percent: int) -> dict[str, object]:
    """The people of every team, raised by a percentage."""
    return {
        print_path(("provider", "teams", name, "people")): round(team.people * (1 + percent / 100), 3)
        for name, team in scenario.provider.teams.items()
    }


HEADLINE_LEVERS: tuple[HeadlineLever, ...] = (
    HeadlineLever(
        "sold",
        "promise",
        25,
        200,
        5,
        read=lambda scenario: round(scenario.selling.sold_response_share * 100),
        overrides=lambda _, percent: {"selling.sold_response_share": percent / 100},
    ),
    HeadlineLever(
        "clarity",
        "promise",
        0,
        100,
        5,
        read=lambda scenario: round(scenario.selling.clarity * 100),
        overrides=lambda _, percent: {"selling.clarity": percent / 100},
    ),
    HeadlineLever("fee", "price", -30, 50, 1, read=lambda _: 0, overrides=_fees),
    HeadlineLever("included", "price", -100, 200, 10, read=lambda _: 0, overrides=_included),
    HeadlineLever("meter", "price", UNLIMITED, 200, 5, read=lambda _: UNLIMITED, overrides=_meter, percent=False),
    HeadlineLever("people", "people", -50, 100, 5, read=lambda _: 0, overrides=_people),
    HeadlineLever(
        "sprees",
        "abuse",
        0,
        15,
        1,
        read=_sprees_per_month,
        overrides=lambda scenario, days: _of_worst(
            scenario, "spree_probability_per_day", days / WORKING_DAYS_PER_MONTH
        ),
        percent=False,
    ),
    HeadlineLever(
        "spree",
        "abuse",
        0,
        100,
        5,
        read=_spree_contacts,
        overrides=lambda scenario, contacts: _of_worst(scenario, "spree_contacts", float(contacts)),
        percent=False,
    ),
)
