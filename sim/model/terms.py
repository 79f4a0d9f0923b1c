"""Terms of a contract in minutes and cents, with the response that sales announced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.contracts.business_days import day_break, ordinary_day
from sim.contracts.coverage import CoverageClock
from sim.contracts.credits import CreditTerm
from sim.contracts.prices import mean_kept_share
from sim.customers.expectation import anchored
from sim.model.calendar import Calendar
from sim.model.following import Follow, follows_of
from sim.model.promised import Days, Promised, days_by_severity, expected_hours, hours_promised, promised_by_severity
from sim.model.windows import HERE
from sim.scenario.charges import USED, Charge
from sim.scenario.credits import Credit
from sim.scenario.document import Scenario
from sim.scenario.portfolio import Segment
from sim.scenario.quantity import SEVERITIES
from sim.scenario.terms import Plan
from sim.scenario.zones import Locality
from sim.units import MONTHS_PER_YEAR, cents

__all__ = ["Terms", "terms_of"]


@dataclass(frozen=True, slots=True)
class Terms:
    """A plan in minutes and cents; tuples are by severity, P1 first."""

    plan: Plan
    name: str
    minor_units: int
    """Cents in one of the currency."""
    clocks: tuple[CoverageClock, ...]
    """Hours of service, where they are not the customer's."""
    local_clocks: Mapping[Locality, tuple[CoverageClock, ...]]
    """By zone and holidays of the customer, where hours of service are the customer's; otherwise empty."""
    written_hours: tuple[float, ...]
    """First response as written; where none is promised, as best effort lets a customer expect it."""
    sold_hours: tuple[float, ...]
    """Likewise, as sales announced it."""
    promised: tuple[Promised, ...]
    days: tuple[Days, ...] | None
    """Promises that count in business days, where there are any."""
    follows: tuple[Follow | None, ...] | None
    """Updates and escalations until a contact is answered or solved, where there are any."""
    sold_share: float
    """Response as sold over response as written."""
    priority_class: int
    """Class in the queue, the smallest first."""
    unlimited: bool
    """Whether contacts are not counted against an allowance."""
    overage_cents: int
    time_and_materials_cents: int
    late_fixed_cents: int
    credit_ladder: tuple[tuple[float, float], ...]
    """Attainment below which a share of the month's fee is owed, and that share."""
    credits: tuple[CreditTerm, ...]
    """Service credits by name."""
    use_charges: tuple[tuple[str, Charge], ...]
    """Charges for what contacts use, by name."""
    discounts: tuple[tuple[float, int, int | None], ...]
    """Share of the fee, first month of the contract in which it is taken off, and first in which it no longer is."""
    offer_cents: int | None
    """Competitors' monthly fee for service like this, where the document has their offer."""

    @property
    def fee_cents(self) -> int:
        """List price a month."""
        return cents(self.plan.fee_per_month, self.minor_units)

    @property
    def kept_at_first(self) -> float:
        """Mean share of the fee that discounts leave over the first term, or the first year where that is longer."""
        months = max(self.plan.term_months, MONTHS_PER_YEAR)
        return mean_kept_share(self.discounts, range(1, months + 1))

    @property
    def goes_further(self) -> bool:
        """Whether there are promises in business days, of updates or of escalations."""
        return self.days is not None or self.follows is not None

    @property
    def in_arrears(self) -> bool:
        """Whether fees are billed after the period that they are for."""
        return self.plan.billing == "arrears"

    @property
    def todays_cents(self) -> int:
        """Fee per month that customers of the start pay until they renew."""
        plan = self.plan
        fee = plan.fee_per_month if plan.todays_fee_per_month is None else plan.todays_fee_per_month
        return cents(fee, self.minor_units)

    @classmethod
    def of(cls, name: str, scenario: Scenario, calendar: Calendar) -> Terms:
        """Terms of one plan.

        Parameters
        ----------
        name : str
            Name of the plan.
        scenario : Scenario
            Document with the plan.
        calendar : Calendar
            Days of the run.

        Returns
        -------
        Terms
            Hours turned into minutes, money into cents.
        """
        plan, offer = scenario.plans[name], scenario.market.offers.get(name)
        units, sold_share = scenario.minor_units, scenario.selling.sold_response_share
        best_effort, clocks = scenario.assumptions.expectation.best_effort_hours, _clocks(plan, calendar, HERE)
        in_days = any(days is not None for days in (plan.response_days, plan.resolution_days, plan.update_days))
        ordinary = [ordinary_day(clock, 0, day_break(clock, 0)) if in_days else 0.0 for clock in clocks]
        written = hours_promised(plan.response_hours, plan.response_days, ordinary)
        return cls(
            plan=plan,
            name=name,
            minor_units=units,
            clocks=clocks,
            local_clocks=_local_clocks(plan, scenario, calendar),
            written_hours=expected_hours(written, best_effort),
            sold_hours=expected_hours(written, best_effort, sold_share),
            promised=promised_by_severity(scenario, plan, ordinary),
            days=days_by_severity(plan),
            follows=follows_of(plan, ordinary, units),
            sold_share=sold_share,
            priority_class=plan.priority_class,
            unlimited=plan.unlimited,
            overage_cents=cents(plan.overage_per_contact, units),
            time_and_materials_cents=cents(plan.time_and_materials_per_hour, units),
            late_fixed_cents=cents(plan.late_fixed_sum, units),
            credit_ladder=tuple((step.below_attainment, step.credit_share) for step in plan.service_credits),
            credits=tuple(_credit(name, credit, units) for name, credit in plan.credits.items()),
            use_charges=tuple((charge, rule) for charge, rule in plan.charges.items() if rule.per in USED),
            discounts=tuple(discount.as_tuple() for discount in plan.discounts.values()),
            offer_cents=None if offer is None else cents(offer.fee_per_month, units),
        )

    def clock(self, segment: Segment, severity: int) -> CoverageClock:
        """Find the clock of a contact's promises.

        Parameters
        ----------
        segment : Segment
            Of its customer, with what the document says of that customer alone.
        severity : int
            1 to 4.

        Returns
        -------
        CoverageClock
            Hours of service of the severity, where the customer is.
        """
        clocks = self.local_clocks[segment.locality] if self.local_clocks else self.clocks
        return clocks[severity - 1]

    def anchors(self, clarity: float) -> list[float]:
        """Response that should be by severity, from the written, the announced and the understood one.

        Parameters
        ----------
        clarity : float
            Share of the difference that the customer understood before signing, 0 to 1.

        Returns
        -------
        list of float
            Natural logarithms of hours, P1 first.
        """
        return [
            anchored(written, sold, clarity) for written, sold in zip(self.written_hours, self.sold_hours, strict=True)
        ]


def _credit(name: str, credit: Credit, units: int) -> CreditTerm:
    """A service credit in cents."""
    return CreditTerm(
        name=name,
        on=credit.on,
        severities=credit.places,
        below=credit.below,
        step_minutes=credit.late_minutes_step,
        share=credit.share or 0.0,
        cents=cents(credit.money or 0.0, units),
        days=credit.days or 0.0,
        least_due=credit.least_contacts,
    )


def _clocks(plan: Plan, calendar: Calendar, locality: Locality) -> tuple[CoverageClock, ...]:
    """Clocks of a plan by severity."""
    return tuple(calendar.clock(plan.coverage_of(severity), locality) for severity in SEVERITIES)


def _local_clocks(plan: Plan, scenario: Scenario, calendar: Calendar) -> dict[Locality, tuple[CoverageClock, ...]]:
    """Clocks of a plan by zone and holidays of the customers that there may be."""
    if not any(plan.coverage_of(severity).is_customers for severity in SEVERITIES):
        return {}
    places = {segment.locality for segment in scenario.segments.values()}
    places |= {account.locality_in(scenario.segments[account.segment]) for account in scenario.accounts.values()}
    return {place: _clocks(plan, calendar, place) for place in places}


def terms_of(scenario: Scenario, calendar: Calendar) -> dict[str, Terms]:
    """Terms of every plan of a document.

    Parameters
    ----------
    scenario : Scenario
        Document with the plans.
    calendar : Calendar
        Days of the run.

    Returns
    -------
    dict of str to Terms
        By name of the plan.
    """
    return {name: Terms.of(name, scenario, calendar) for name in scenario.plans}
