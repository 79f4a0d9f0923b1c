"""Assumptions: numbers that the provider does not decide, each with its evidence."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.billing import BillingAssumptions
from sim.scenario.calendars import HourShares, WeekHourShares
from sim.scenario.character import (
    ExitAssumptions,
    GrievanceAssumptions,
    RenewalAssumptions,
    TrustAssumptions,
)
from sim.scenario.expectation import ExpectationAssumptions
from sim.scenario.quantity import FIXED, OWN, PRIOR, Document, SeverityShares, WholeSeverityShares, quantity

__all__ = [
    "Assumptions",
    "ContactAssumptions",
    "DemandAssumptions",
]

ITIL = "ITIL service desk of a bank, incidents"
BANK = "call centre of a bank, Technion SEE 1999"

HOURS = (0.005,) * 7 + (
    0.025,
    0.06,
    0.13,
    0.13,
    0.13,
    0.09,
    0.09,
    0.11,
    0.11,
    0.09,
    0.03,
    0.01,
    0.005,
    0.005,
    0.005,
    0.005,
    0.005,
)
Weights = tuple[Annotated[float, Field(ge=0, le=1_000)], ...]


class DemandAssumptions(Document):
    """When customers contact the provider, and how often."""

    weekday_shares: Weights = quantity(
        (0.23, 0.22, 0.18, 0.20, 0.165, 0.0025, 0.0025),
        "share of a week",
        "M",
        ITIL,
        about="contacts by weekday, Monday first",
    )
    hour_shares: Weights = quantity(
        HOURS, "relative weight", "M", ITIL, about="contacts by hour of the day, midnight first"
    )
    weekend_hour_shares: HourShares | None = quantity(
        None,
        "relative weight",
        "A",
        OWN,
        about="the same on Saturdays and Sundays; null is as hour_shares",
        added=True,
    )
    week_hour_shares: WeekHourShares | None = quantity(
        None,
        "relative weight",
        "A",
        OWN,
        about="by hour of each day of the week, Monday first; null, or a day of zeros, is as the two above",
        added=True,
    )
    season: Weights = quantity(
        (1.0,) * 12, "multiple", "A", "no season assumed", about="contacts by calendar month, January first"
    )
    growth_per_year: float = quantity(
        0.0, "share / year", "A", PRIOR, about="growth of a customer's contacts", low=-0.9, high=5
    )
    problem_level: float = quantity(
        1.0, "multiple", "A", PRIOR, about="contacts caused by the product's quality", low=0, high=20
    )
    busyness_shape: float = quantity(
        32.0,
        "Gamma shape",
        "M",
        BANK,
        about="how evenly days differ, shared by all customers",
        low=1,
        high=10_000,
    )
    busyness_autocorrelation: float = quantity(
        0.30, "correlation", "M", BANK, about="of a day's busyness with the day before", low=0, high=0.95
    )
    failure_demand: float = quantity(
        0.15,
        "per grievance ratio",
        "A",
        PRIOR,
        about="how much more an aggrieved customer contacts",
        low=0,
        high=2,
    )
    failure_demand_most: float = quantity(
        3.0,
        "grievance ratio",
        "A",
        PRIOR,
        about="most grievance over breaking point that counts so",
        low=0,
        high=100,
        added=True,
    )
    spree_weekdays: int = quantity(
        5, "days", "A", PRIOR, about="days of the week, from Monday, on which sprees come", low=1, high=7, added=True
    )
    unlimited_overuse: float = quantity(
        1.3,
        "multiple",
        "R",
        "by analogy with flat-rate tariffs",
        about="contacts after a move from a metered to an unlimited plan; divided by it the other way",
        low=1,
        high=5,
    )
    holiday_share: float = quantity(
        0.2,
        "share",
        "A",
        "prior, range .02 to .5",
        about="contacts on a provider's holiday against the same weekday; 1 where customers keep none of them",
        low=0,
        high=1,
        added=True,
    )

    @model_validator(mode="after")
    def _profiles_have_their_length(self) -> DemandAssumptions:
        for name, values, length in (
            ("weekday_shares", self.weekday_shares, 7),
            ("hour_shares", self.hour_shares, 24),
            ("season", self.season, 12),
        ):
            if len(values) != length or sum(values) <= 0:
                raise ValueError(f"{name} needs {length} numbers that are not all 0, not {len(values)}")
        return self


class ContactAssumptions(Document):
    """Contacts: severity, self-service, patience, repeats, scope and corner cutting."""

    severity_shares: WholeSeverityShares = quantity(
        SeverityShares(P1=0.02, P2=0.13, P3=0.55, P4=0.30),
        "share of contacts",
        "A",
        PRIOR,
        about="contacts by severity",
    )
    severity_raised_share: float = quantity(
        0.0,
        "share of contacts",
        "A",
        "none, unless the reader says so",
        about="contacts not solved at their first touch whose customer raises the severity by one",
        low=0,
        high=1,
        added=True,
    )
    severity_lowered_share: float = quantity(
        0.0,
        "share of contacts",
        "A",
        "none, unless the reader says so",
        about="contacts not solved at their first touch whose severity the desk lowers by one",
        low=0,
        high=1,
        added=True,
    )
    workaround_share: float = quantity(
        0.3,
        "share of contacts",
        "A",
        PRIOR,
        about="contacts not solved at their first touch for which a workaround is found in it",
        low=0,
        high=1,
        added=True,
    )
    self_service_eligible: SeverityShares = quantity(
        SeverityShares(P1=0, P2=0.2, P3=0.8, P4=1),
        "share of contacts",
        "A",
        PRIOR,
        about="contacts that could be solved by self-service",
    )
    self_service_failure: float = quantity(
        0.15, "probability", "A", PRIOR, about="a deflected contact that comes back", low=0, high=1
    )
    self_service_cost: float = quantity(
        1.0,
        "money / contact",
        "A",
        PRIOR,
        about="cost of a contact solved by self-service",
        low=0,
        high=1_000,
    )
    patience_minutes: float = quantity(
        7.5,
        "minutes",
        "M",
        BANK,
        about="mean patience of a caller on hold",
        above=0,
        high=10_000,
        plausible=(3.0, 15.0),
    )
    retry_probability: float = quantity(
        0.35,
        "probability",
        "M",
        BANK + "; .27 to .48",
        about="a caller who hung up tries again",
        low=0,
        high=0.95,
        plausible=(0.27, 0.48),
    )
    most_retries: int = quantity(
        2, "retries", "A", PRIOR, about="how often one caller tries again", low=0, high=2, added=True
    )
    hang_up_ticket_share: float = quantity(
        0.7,
        "probability",
        "A",
        "prior: a business still has its problem; range .5 to .95",
        about="a caller who hung up for the last time writes a ticket",
        low=0,
        high=1,
        added=True,
        plausible=(0.5, 0.95),
    )
    call_back_accepted: float = quantity(
        0.5,
        "probability",
        "A",
        "prior; vendors of virtual queues speak of about half; range .3 to .8",
        about="a caller accepts a call-back where it is offered",
        low=0,
        high=1,
        added=True,
        plausible=(0.3, 0.8),
    )
    retry_minutes: float = quantity(60.0, "minutes", "A", PRIOR, about="longest wait before that", above=0, high=10_000)
    repeat_probability: float = quantity(
        0.05,
        "probability",
        "M",
        "formal reopening .011 to any repeat contact within a week .36",
        about="a solved contact comes back about the same matter",
        low=0,
        high=0.9,
        plausible=(0.011, 0.36),
    )
    repeat_hours: float = quantity(48.0, "hours", "A", PRIOR, about="mean time until it does", above=0, high=2_000)
    customer_wait_hours: float = quantity(
        24.0, "hours", "A", PRIOR, about="mean time a contact waits for its customer", above=0, high=2_000
    )
    chase_hours: float = quantity(
        4.0,
        "coverage hours",
        "A",
        PRIOR,
        about="time between two chases of a late contact",
        above=0,
        high=500,
    )
    most_chases: int = quantity(
        5, "chases", "A", PRIOR, about="chases after which a customer gives up asking", low=0, high=1_000, added=True
    )
    chase_minutes: float = quantity(5.0, "minutes", "A", PRIOR, about="a person's time for one chase", low=0, high=500)
    forgotten_hours: float = quantity(
        16.0, "hours", "A", PRIOR, about="mean time until a forgotten contact is chased", above=0, high=2_000
    )
    out_of_scope_share: float = quantity(
        0.02,
        "share",
        "A",
        PRIOR,
        about="contacts outside the plan's scope, billed by the hour",
        low=0,
        high=1,
    )
    defect_share: float = quantity(
        0.1, "share", "A", PRIOR, about="contacts within scope that are about the product's own defects", low=0, high=1
    )
    cut_touch_share: float = quantity(
        0.10,
        "share",
        "F",
        "Oliva & Sterman 2001, form",
        about="working time saved by cutting corners",
        low=0,
        high=0.5,
    )
    cut_least_touch: float = quantity(
        0.1,
        "share",
        "A",
        PRIOR,
        about="least that cutting corners leaves of working time",
        low=0.01,
        high=1,
        added=True,
    )
    cut_solved_loss: float = quantity(
        0.05, "probability", "F", "Oliva & Sterman 2001, form", about="solutions lost by it", low=0, high=0.5
    )
    cut_disrespect_factor: float = quantity(
        1.5, "multiple", "A", PRIOR, about="disrespect while corners are cut", low=1, high=10
    )
    cut_occupancy: float = quantity(
        0.9,
        "occupancy",
        "F",
        "Oliva & Sterman 2001, form",
        about="trailing occupancy above which it begins",
        low=0,
        high=1,
    )
    cut_days: int = quantity(
        7, "days", "A", PRIOR, about="days over which occupancy is looked at", low=1, high=60, added=True
    )


class Assumptions(Document):
    """All numbers that the world decides."""

    demand: DemandAssumptions = Field(default_factory=DemandAssumptions)
    contact: ContactAssumptions = Field(default_factory=ContactAssumptions, json_schema_extra=FIXED)
    expectation: ExpectationAssumptions = Field(default_factory=ExpectationAssumptions, json_schema_extra=FIXED)
    grievance: GrievanceAssumptions = Field(default_factory=GrievanceAssumptions, json_schema_extra=FIXED)
    trust: TrustAssumptions = Field(default_factory=TrustAssumptions, json_schema_extra=FIXED)
    exit: ExitAssumptions = Field(default_factory=ExitAssumptions, json_schema_extra=FIXED)
    renewal: RenewalAssumptions = Field(default_factory=RenewalAssumptions, json_schema_extra=FIXED)
    billing: BillingAssumptions = Field(default_factory=BillingAssumptions, json_schema_extra=FIXED)
