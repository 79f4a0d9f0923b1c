"""A deal not yet signed: one more customer, on a plan of its own, as overrides of a provider's scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.source import printed

__all__ = ["OFFERED", "Offer", "offered"]

OFFERED = "offered"
"""Name of the plan that an offer makes."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered to whom: a plan like one that there is, but for some terms."""

    customer: str
    segment: str
    """Whom the customer is like."""
    plan: str
    """The plan that the offer starts from."""
    contacts_per_month: float | None = None
    """None is as many as the segment's."""
    terms: Mapping[str, object] = field(default_factory=dict)
    """Fields of the plan that differ, such as ``fee_per_month`` or ``response_hours.P1``."""


def offered(scenario: Scenario, offer: Offer) -> dict[str, object]:
    """The overrides that add the customer and its plan; the scenario without them is what to compare with.

    Raises
    ------
    ScenarioError
        Where there is no such plan or segment, or the customer's name cannot be one or is taken.
    """
    for what, name, known in (("plan", offer.plan, scenario.plans), ("segment", offer.segment, scenario.segments)):
        if name not in known:
            raise ScenarioError(f"{what} = {printed(name)}: must be one of {', '.join(known)}")
    name = " ".join(offer.customer.split())
    if not name or "." in name or not name.isprintable() or name in scenario.accounts:
        raise ScenarioError(f"customer = {printed(offer.customer)}: must be a new name, without a full stop")
    account: dict[str, object] = {"segment": offer.segment, "plan": OFFERED}
    if offer.contacts_per_month is not None:
        account["contacts_per_year"] = 12 * offer.contacts_per_month
    overrides: dict[str, object] = {f"plans.{OFFERED}": scenario.plans[offer.plan].model_dump(mode="json")}
    overrides |= {f"plans.{OFFERED}.{path}": value for path, value in offer.terms.items()}
    return overrides | {f"accounts.{name}": account}
