"""A deal not yet signed: one more customer, on a plan of its own, as overrides of a provider's scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sim.errors import Problem, ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.draft import Draft
from sim.scenario.overrides import validated, with_overrides
from sim.scenario.paths import print_path
from sim.scenario.source import plain, printed
from sim.scenario.stated import is_stated
from sim.scenario.todays_charges import TODAYS_CHARGES
from sim.scenario.todays_fee import OFFERED, TODAY

__all__ = ["OFFERED", "Offer", "offered", "withdrawn"]

ONBOARDING = {"onboarding_factor": 1.5, "onboarding_months": 3}
"""Assumed of a new customer: half as many contacts again in its first ninety days."""
BREAKING_POINT_POWER = 0.85
"""Slope of ln breaking point on ln contacts over the three segments of the baseline, by least squares: 0.846."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan offered to a customer: one that exists, but for some terms."""

    customer: str
    segment: str
    """The segment whose customers are like it."""
    plan: str
    """The plan that the offer starts from."""
    contacts_per_month: float | None = None
    """Contacts of all severities; None is as many as the segment's."""
    terms: Mapping[str, object] = field(default_factory=dict)
    """Fields of the plan that differ, such as ``fee_per_month`` or ``response_hours.P1``."""
    since: date | None = None
    """Day on which it is signed, at the start of the study or before; None is the start."""


def offered(scenario: Scenario, offer: Offer) -> dict[str, object]:
    """Write an offer as overrides that add the customer and its plan.

    The customer is a new one: its term begins when it is signed, nothing is held against the provider yet, and it gets
    in touch more often at first. With more contacts than its segment's it has as much more to put up with.

    Parameters
    ----------
    scenario : Scenario
        The provider without the customer, with which to compare.
    offer : Offer
        The deal.

    Returns
    -------
    dict of str to object
        Values by path.

    Raises
    ------
    ScenarioError
        Where there is no such plan or segment, or the customer's name cannot be one or is taken.
    """
    for kind, name, names in (("plan", offer.plan, scenario.plans), ("segment", offer.segment, scenario.segments)):
        if name not in names:
            rule = f"must be one of {', '.join(map(plain, names))}"
            raise ScenarioError(Problem.of(kind, printed(name), rule))
    name = " ".join(offer.customer.split())
    if not name or not name.isprintable() or name in scenario.accounts:
        raise ScenarioError(Problem.of("customer", printed(offer.customer), "must be a new name"))
    signed = (offer.since or scenario.start_date).isoformat()
    account: dict[str, object] = {"segment": offer.segment, "plan": OFFERED, "customer_since": signed, **ONBOARDING}
    account["breaking_point_power"] = BREAKING_POINT_POWER
    if offer.contacts_per_month is not None:
        account["contacts_per_year"] = 12 * offer.contacts_per_month
    plan = scenario.plans[offer.plan]
    changed = {path.partition(".")[0] for path in offer.terms}
    unstated = {name for name in type(plan).model_fields if not is_stated(plan, name)} - changed
    left_out = {TODAY, TODAYS_CHARGES, *unstated}
    overrides: dict[str, object] = {f"plans.{OFFERED}": plan.model_dump(mode="json", exclude=left_out)}
    overrides |= {f"plans.{OFFERED}.{path}": value for path, value in offer.terms.items()}
    return overrides | {print_path(("accounts", name)): account}


def withdrawn(scenario: Scenario, customer: str) -> Scenario:
    """Take a customer out of a scenario, as if it had never been offered anything.

    Parameters
    ----------
    scenario : Scenario
        With the customer.
    customer : str
        Name of an account.

    Returns
    -------
    Scenario
        Without the account, and without the offered plan where nobody else is on it: what :func:`offered` started from
        has the fingerprint of this. Where another part of the document names either, the account is absent instead,
        which is the same firm. All others keep their random numbers.
    """
    draft = Draft.of(scenario)
    draft.remove(("accounts", customer))
    others = [name for name in scenario.accounts if name != customer]
    if OFFERED in scenario.plans and all(scenario.plan_of(name) != OFFERED for name in others):
        draft.remove(("plans", OFFERED))
    draft.tree["absent"] = [name for name in scenario.absent if name != customer]
    try:
        return validated(draft)
    except ScenarioError:
        return with_overrides(scenario, {"absent": [*scenario.absent, customer]})
