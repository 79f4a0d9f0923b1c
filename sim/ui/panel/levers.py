"""The few terms that matter, each as one number: how it is read from a scenario, and what it sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.ui.text import say, tell

__all__ = ["LEVERS", "UNLIMITED", "PanelLever", "apply_levers", "levers_of", "worst_account"]

WORKING_DAYS_PER_MONTH = 21
UNLIMITED = 0
"""Included contacts of a plan without a limit, as a lever: no meter."""


@dataclass(frozen=True, slots=True)
class PanelLever:
    """One term: a whole number between bounds; its words are texts of its key.

    ``read`` gives its value in a scenario, ``set`` the overrides by path that make it another.
    """

    key: str
    group: str
    low: int
    high: int
    step: int
    read: Callable[[Scenario], int]
    set: Callable[[Scenario, int], dict[str, object]]
    percent: bool = True

    @property
    def label(self) -> str:
        """What it is."""
        return say(f"levers.{self.key}")

    @property
    def help(self) -> str:
        """What it does."""
        return say(f"levers.{self.key}_help")

    @property
    def unit(self) -> str:
        """Its unit."""
        return "%" if self.percent else say(f"levers.{self.key}_unit")


def worst_account(scenario: Scenario) -> str | None:
    """The named account with most contacts in sprees, the first of equals; None where no account is named."""
    if not scenario.accounts:
        return None
    return max(scenario.accounts, key=lambda name: _spree(scenario, name)[0] * _spree(scenario, name)[1])


def levers_of(scenario: Scenario) -> list[PanelLever]:
    """The levers that do something in this scenario."""
    named = worst_account(scenario) is not None
    metered = any(plan.included_contacts_per_month is not None for plan in scenario.plans.values())
    unlimited = any(plan.included_contacts_per_month is None for plan in scenario.plans.values())
    absent = {"sprees": not named, "spree": not named, "included": not metered, "meter": not unlimited}
    return [lever for lever in LEVERS if not absent.get(lever.key, False)]


def apply_levers(scenario: Scenario, values: Mapping[str, int]) -> Scenario:
    """The scenario with these levers moved; one that stands where the scenario has it changes nothing.

    Raises
    ------
    ScenarioError
        Where a value lies outside its lever's bounds, or makes no valid scenario.
    """
    overrides: dict[str, object] = {}
    for lever in levers_of(scenario):
        value = values.get(lever.key, lever.read(scenario))
        if not lever.low <= value <= lever.high and value != lever.read(scenario):
            ends = {"low": lever.low, "high": lever.high, "unit": lever.unit}
            raise ScenarioError(tell("levers.refused", lever=lever.label, value=value, **ends))
        if value != lever.read(scenario):
            overrides |= lever.set(scenario, value)
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
    return {f"accounts.{worst_account(scenario)}.{field}": value}


def _sprees_per_month(scenario: Scenario) -> int:
    name = worst_account(scenario)
    return 0 if name is None else round(_spree(scenario, name)[0] * WORKING_DAYS_PER_MONTH)


def _spree_contacts(scenario: Scenario) -> int:
    name = worst_account(scenario)
    return 0 if name is None else round(_spree(scenario, name)[1])


def _fees(scenario: Scenario, percent: int) -> dict[str, object]:
    factor = 1 + percent / 100
    changed: dict[str, object] = {
        f"plans.{name}.fee_per_month": round(plan.fee_per_month * factor, 2) for name, plan in scenario.plans.items()
    }
    for name, account in scenario.accounts.items():
        if account.fee_per_month is not None:
            changed[f"accounts.{name}.fee_per_month"] = round(account.fee_per_month * factor, 2)
    return changed


def _included(scenario: Scenario, percent: int) -> dict[str, object]:
    return {
        f"plans.{name}.included_contacts_per_month": round(plan.included_contacts_per_month * (1 + percent / 100))
        for name, plan in scenario.plans.items()
        if plan.included_contacts_per_month is not None
    }


def _meter(scenario: Scenario, contacts: int) -> dict[str, object]:
    return {
        f"plans.{name}.included_contacts_per_month": contacts
        for name, plan in scenario.plans.items()
        if plan.included_contacts_per_month is None
    }


def _people(scenario: Scenario, percent: int) -> dict[str, object]:
    return {
        f"provider.teams.{name}.people": round(team.people * (1 + percent / 100), 3)
        for name, team in scenario.provider.teams.items()
    }


LEVERS: tuple[PanelLever, ...] = (
    PanelLever(
        "sold",
        "promise",
        25,
        200,
        5,
        read=lambda scenario: round(scenario.selling.sold_response_share * 100),
        set=lambda _, percent: {"selling.sold_response_share": percent / 100},
    ),
    PanelLever(
        "clarity",
        "promise",
        0,
        100,
        5,
        read=lambda scenario: round(scenario.selling.clarity * 100),
        set=lambda _, percent: {"selling.clarity": percent / 100},
    ),
    PanelLever("fee", "price", -30, 50, 1, read=lambda _: 0, set=_fees),
    PanelLever("included", "price", -100, 200, 10, read=lambda _: 0, set=_included),
    PanelLever("meter", "price", UNLIMITED, 200, 5, read=lambda _: UNLIMITED, set=_meter, percent=False),
    PanelLever("people", "people", -50, 100, 5, read=lambda _: 0, set=_people),
    PanelLever(
        "sprees",
        "abuse",
        0,
        15,
        1,
        read=_sprees_per_month,
        set=lambda scenario, days: _of_worst(scenario, "spree_probability_per_day", days / WORKING_DAYS_PER_MONTH),
        percent=False,
    ),
    PanelLever(
        "spree",
        "abuse",
        0,
        100,
        5,
        read=_spree_contacts,
        set=lambda scenario, contacts: _of_worst(scenario, "spree_contacts", float(contacts)),
        percent=False,
    ),
)
