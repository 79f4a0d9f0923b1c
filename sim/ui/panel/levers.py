"""The few terms that matter, each as one number: how it is read from a scenario, and what it sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.files import with_overrides

__all__ = ["LEVERS", "UNLIMITED", "Lever", "apply_levers", "levers_of", "worst_account"]

WORKING_DAYS_PER_MONTH = 21
UNLIMITED = 0
"""Included contacts of a plan without a limit, as a lever: no meter."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One term: a whole number between bounds.

    ``read`` gives its value in a scenario, ``set`` the overrides by path that make it another.
    """

    key: str
    group: str
    label: str
    unit: str
    low: int
    high: int
    step: int
    help: str
    read: Callable[[Scenario], int]
    set: Callable[[Scenario, int], dict[str, object]]


def worst_account(scenario: Scenario) -> str | None:
    """The named account with most contacts in sprees, the first of equals; None where no account is named."""
    if not scenario.accounts:
        return None
    return max(scenario.accounts, key=lambda name: _spree(scenario, name)[0] * _spree(scenario, name)[1])


def levers_of(scenario: Scenario) -> list[Lever]:
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
            raise ScenarioError(
                f"{lever.label} = {value} {lever.unit}: must be {lever.low} to {lever.high} {lever.unit}"
            )
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


LEVERS: tuple[Lever, ...] = (
    Lever(
        "sold", "Promise", "Response as sold, of what is written", "%", 25, 200, 5,
        "What sales says about response times, as a share of the written ones: 50 % promises twice as fast. "
        "It sets what customers expect; what the desk delivers does not change by it.",
        read=lambda scenario: round(scenario.selling.sold_response_share * 100),
        set=lambda _, percent: {"selling.sold_response_share": percent / 100},
    ),
    Lever(
        "clarity", "Promise", "Terms explained before signing", "%", 0, 100, 5,
        "Share of the written terms that those who will use and pay had understood before signing. The rest "
        "they take from what sales said, and charges they did not know of surprise them.",
        read=lambda scenario: round(scenario.selling.clarity * 100),
        set=lambda _, percent: {"selling.clarity": percent / 100},
    ),
    Lever(
        "fee", "Price", "All monthly fees", "%", -30, 50, 1,
        "Raises or lowers every monthly fee against the story's, from the first month. Customers already "
        "under contract take it as the price they signed for.",
        read=lambda _: 0,
        set=_fees,
    ),
    Lever(
        "included", "Price", "Contacts included in metered plans", "%", -100, 200, 10,
        "More or fewer contacts covered by the fee of metered plans; those beyond are charged at the plan's "
        "overage price.",
        read=lambda _: 0,
        set=_included,
    ),
    Lever(
        "meter", "Price", "Contacts included in unlimited plans", "a month, 0 is no limit", UNLIMITED, 200, 5,
        "Puts a meter on plans that are unlimited: contacts beyond this number in a month are charged at the "
        "plan's overage price. 0 leaves them unlimited.",
        read=lambda _: UNLIMITED,
        set=_meter,
    ),
    Lever(
        "people", "People", "People in all teams", "%", -50, 100, 5,
        "Rostered people against the story's, in every team. More people answer sooner and cost more.",
        read=lambda _: 0,
        set=_people,
    ),
    Lever(
        "sprees", "Abusive volume", "Days of heavy calling", "a month", 0, 15, 1,
        "Working days in a month on which the named account contacts support dozens of times; by chance, "
        "this many on average.",
        read=_sprees_per_month,
        set=lambda scenario, days: _of_worst(
            scenario, "spree_probability_per_day", days / WORKING_DAYS_PER_MONTH
        ),
    ),
    Lever(
        "spree", "Abusive volume", "Contacts on such a day", "contacts", 0, 100, 5,
        "Mean number of contacts on a day of heavy calling, on top of the account's ordinary ones.",
        read=_spree_contacts,
        set=lambda scenario, contacts: _of_worst(scenario, "spree_contacts", float(contacts)),
    ),
)  # fmt: skip
