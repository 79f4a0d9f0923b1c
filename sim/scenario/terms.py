"""The written terms of a plan, and the promises of sales."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from pydantic import Field, model_validator

from sim.scenario.calendars import Coverage, Severity
from sim.scenario.charges import Charge
from sim.scenario.credits import Credit, CreditName, CreditRules, without_usual_ladder
from sim.scenario.prices import Discount, EarlyPayment, check_discounts, check_early, check_rise
from sim.scenario.promises import (
    DaysBySeverity,
    Escalation,
    HoursWherePromised,
    PromiseBySeverity,
    Uptime,
    with_days_in_place,
)
from sim.scenario.quantity import ADDED, EXAMPLE, FIXED, OWN, PRIOR, Document, Share, quantity

__all__ = ["CreditStep", "Plan", "Selling"]

ChargeName = Annotated[str, Field(min_length=1, max_length=60)]


class CreditStep(Document):
    """A step of the ladder of credits: below an attainment of the month, a share of its fee is owed back."""

    below_attainment: Share
    credit_share: Share


CREDIT_LADDER = (
    CreditStep(below_attainment=0.95, credit_share=0.05),
    CreditStep(below_attainment=0.90, credit_share=0.10),
    CreditStep(below_attainment=0.80, credit_share=0.25),
)


class Plan(Document):
    """The written terms of service: promise, price, and how the contract ends."""

    fee_per_month: float = quantity(
        ..., "money / month", "A", EXAMPLE, about="flat fee", role="lever", low=0, high=10_000_000
    )
    todays_fee_per_month: float | None = quantity(
        None,
        "money / month",
        "A",
        OWN,
        about="fee that customers of the start pay until they renew; null is the same",
        low=0,
        high=10_000_000,
        fixed=True,
        added=True,
    )
    response_hours: PromiseBySeverity = quantity(
        ...,
        "coverage hours",
        "A",
        EXAMPLE,
        about="written first-response promise by severity; null is none, only best effort",
        role="lever",
    )
    resolution_hours: PromiseBySeverity = quantity(
        PromiseBySeverity(P1=8, P2=24, P3=60, P4=120),
        "coverage hours",
        "A",
        EXAMPLE,
        about="written resolution target by severity; null is none, only best effort",
        role="lever",
    )
    response_days: DaysBySeverity | None = quantity(
        None,
        "business days",
        "A",
        EXAMPLE,
        about="first response by the end of so many business days after the day of receipt, in place of hours",
        role="lever",
        added=True,
    )
    resolution_days: DaysBySeverity | None = quantity(
        None,
        "business days",
        "A",
        EXAMPLE,
        about="resolution by the end of so many business days after the day of receipt, in place of hours",
        role="lever",
        added=True,
    )
    workaround_hours: HoursWherePromised | None = quantity(
        None,
        "coverage hours",
        "A",
        EXAMPLE,
        about="a workaround or the resolution within so many hours, in place of the resolution, by severity",
        role="lever",
        added=True,
    )
    update_hours: HoursWherePromised | None = quantity(
        None,
        "coverage hours",
        "A",
        EXAMPLE,
        about="an update every so many hours until a contact is solved, by severity",
        role="lever",
        added=True,
    )
    update_days: DaysBySeverity | None = quantity(
        None,
        "business days",
        "A",
        EXAMPLE,
        about="an update every so many business days of ordinary length, in place of hours",
        role="lever",
        added=True,
    )
    escalations: dict[str, Escalation] = Field(
        default_factory=dict,
        max_length=12,
        description="levels, by name, that are told of contacts without a response or a solution",
        json_schema_extra=ADDED,
    )
    uptime: Uptime | None = Field(
        None, description="availability of the service that is promised for each month", json_schema_extra=ADDED
    )
    coverage: Coverage = Field(default_factory=Coverage)
    coverage_by_severity: dict[Severity, Coverage] = Field(
        {},
        description="hours of service of some severities; the others have those of coverage",
        json_schema_extra=ADDED,
    )
    least_charge_per_month: float | None = quantity(
        None,
        "money / month",
        "A",
        EXAMPLE,
        about="least charge of a month, fee and use together; null is none",
        role="lever",
        low=0,
        high=10_000_000,
        added=True,
    )
    priority_class: int = quantity(
        2, "class, 1 first", "A", EXAMPLE, about="class by which contacts are taken", role="lever", low=1, high=5
    )
    included_contacts_per_month: int | None = quantity(
        None,
        "contacts / month",
        "A",
        EXAMPLE,
        about="contacts covered by the fee; null is unlimited",
        role="lever",
        low=0,
        high=100_000,
    )
    overage_per_contact: float = quantity(
        35.0,
        "money / contact",
        "A",
        EXAMPLE,
        about="price of a contact beyond those included",
        role="lever",
        low=0,
        high=100_000,
    )
    time_and_materials_per_hour: float = quantity(
        120.0,
        "money / hour",
        "A",
        EXAMPLE,
        about="price of an hour outside the scope",
        role="lever",
        low=0,
        high=100_000,
    )
    charges: dict[ChargeName, Charge] = Field(
        {},
        max_length=20,
        description="charges beside the fee, by name: per contact, hour, seat, person, visit, share of spend, ...",
        json_schema_extra=ADDED,
    )
    todays_charges: dict[ChargeName, Charge] | None = Field(
        None, description="charges until today; null is as charges", json_schema_extra={**ADDED, **FIXED}
    )
    service_credits: tuple[CreditStep, ...] = quantity(
        CREDIT_LADDER,
        "share",
        "A",
        EXAMPLE,
        about="ladder of credits on the month's attainment; [] is none",
        role="lever",
    )
    credit_cap_share: float = quantity(
        0.25,
        "share of the month's fee",
        "A",
        "usual cap",
        about="most that is credited for one month",
        role="lever",
        low=0,
        high=1,
    )
    billing_months: Literal[1, 3, 6, 12] = quantity(
        1, "months", "A", EXAMPLE, about="months billed together: 1, 3, 6 or 12", role="lever", fixed=True
    )
    billing: Literal["advance", "arrears"] = Field(
        "advance",
        description="whether the fee of a period is billed before it or after it",
        json_schema_extra={**ADDED, **FIXED},
    )
    discounts: dict[Annotated[str, Field(min_length=1, max_length=60)], Discount] = Field(
        {}, max_length=20, description="discounts of the fee by name", json_schema_extra=ADDED
    )
    payment_days: int = quantity(
        30, "days", "A", EXAMPLE, about="days until an invoice is due", role="lever", low=0, high=180
    )
    deposit_months: float | None = quantity(
        None,
        "months' fees",
        "A",
        EXAMPLE,
        about="deposit held until the contract ends; null is none",
        role="lever",
        low=0,
        high=24,
        fixed=True,
        added=True,
    )
    early_payment: EarlyPayment | None = Field(
        None, description="discount for early payment; null is none", json_schema_extra=ADDED
    )
    tax_share: float | None = quantity(
        None,
        "share",
        "A",
        EXAMPLE,
        about="tax on invoices, shown apart; null is none",
        role="constant",
        low=0,
        high=1,
        added=True,
    )
    term_months: int = quantity(
        12,
        "months",
        "A",
        EXAMPLE,
        about="length of a term, renewed for as long again",
        role="lever",
        low=1,
        high=60,
        fixed=True,
    )
    notice_days: int = quantity(
        60, "days", "A", EXAMPLE, about="notice before the end of a term", role="lever", low=0, high=365
    )
    termination_fee_share: float | None = quantity(
        None,
        "share of the fees left",
        "A",
        EXAMPLE,
        about="price of ending a term early, of the fees to its end; null is no such right",
        role="lever",
        low=0,
        high=1,
        added=True,
    )
    uplift_per_year: float = quantity(
        0.03,
        "share / year",
        "A",
        EXAMPLE,
        about="price rise at each renewal, by the year",
        role="lever",
        low=-0.5,
        high=2,
    )
    uplift_basis: Literal["fixed", "index"] = Field(
        "fixed",
        description="whether the rise of a year is uplift_per_year, or that of the index of prices and uplift_per_year",
        json_schema_extra=ADDED,
    )
    uplift_floor: float | None = quantity(
        None,
        "share / year",
        "A",
        EXAMPLE,
        about="least price rise by the year; null is none",
        role="lever",
        low=-0.5,
        high=2,
        added=True,
    )
    uplift_cap: float | None = quantity(
        None,
        "share / year",
        "A",
        EXAMPLE,
        about="highest price rise by the year; null is none",
        role="lever",
        low=-0.5,
        high=2,
        added=True,
    )
    uplift_on: Literal["renewal", "anniversary"] = Field(
        "renewal",
        description="when the price rises: at each renewal, or each year from the beginning of the contract on",
        json_schema_extra=ADDED,
    )
    late_interest_per_year: float = quantity(
        0.08,
        "share / year",
        "F",
        "European late-payment directive 2011/7: 8 points above the reference rate",
        about="interest on overdue invoices, where charged",
        role="lever",
        low=0,
        high=1,
    )
    late_fixed_sum: float = quantity(
        0.0,
        "money / invoice",
        "F",
        "European late-payment directive 2011/7, article 6: 40 euros; 0 where none is charged",
        about="fixed sum for an invoice that is paid late, where interest is charged",
        role="lever",
        low=0,
        high=10_000,
        added=True,
    )
    credit_measure: Literal["response", "resolution", "both"] = Field(
        "both",
        description="promises whose attainment counts for credits: response, resolution, or the worse of both",
        json_schema_extra=ADDED,
    )
    resolution_clock_while_solved: bool = Field(
        False,
        description="whether the clock of the solution runs while a contact counts as solved and later comes back",
        json_schema_extra=ADDED,
    )
    credits_at_end: Literal["paid out", "forfeited"] = Field(
        "paid out",
        description="service credits still owed when the contract ends",
        json_schema_extra=ADDED,
    )
    credits: dict[CreditName, Credit] = Field(
        {}, max_length=50, description="service credits by name, beside a stated ladder", json_schema_extra=ADDED
    )
    credit_rules: CreditRules | None = Field(
        None, description="rules for all service credits; null is none", json_schema_extra=ADDED
    )

    def coverage_of(self, severity: str) -> Coverage:
        """Find the hours of service of a severity.

        Parameters
        ----------
        severity : str
            P1 to P4.

        Returns
        -------
        Coverage
            Its own, or those of the plan.
        """
        return self.coverage_by_severity.get(cast(Severity, severity), self.coverage)

    @property
    def unlimited(self) -> bool:
        """Whether contacts are neither counted against an allowance nor charged, one by one or by the hour."""
        metered = any(charge.meters_all_contacts for charge in self.charges.values())
        return self.included_contacts_per_month is None and not metered

    @model_validator(mode="after")
    def _prices_agree(self) -> Plan:
        check_rise(self.uplift_floor, self.uplift_cap)
        check_early(self.early_payment, self.payment_days)
        check_discounts(self.discounts)
        return self

    @model_validator(mode="before")
    @classmethod
    def _in_place_of_defaults(cls, content: Any) -> Any:
        return without_usual_ladder(with_days_in_place(content)) if isinstance(content, dict) else content


class Selling(Document):
    """The promises of sales, and how much of the written terms it explains, to whom."""

    sold_response_share: float = quantity(
        1.0,
        "share of the written response",
        "A",
        "an honest sale",
        about="response as sold over response as written: 0.5 promises twice as fast",
        role="lever",
        low=0.05,
        high=4,
    )
    clarity: float = quantity(
        0.5,
        "share",
        "A",
        PRIOR,
        about="share of the written terms understood before signing by those who will use and pay",
        role="lever",
        low=0,
        high=1,
    )
    payment_terms: Literal["usual", "stubborn", "flexible"] = Field(
        "usual", description="stance of sales on terms of payment"
    )
    referral_programme: bool = Field(False, description="customers are asked, and told how, to recommend the provider")
    referral_asks: Literal["delighted", "everybody"] = Field(
        "delighted", description="customers whom the programme asks"
    )
    payer_briefed: bool = Field(False, description="the provider's finance people spoke to the customer's")
    briefing_cost_per_month: float = quantity(
        0.0,
        "money / customer / month",
        "A",
        OWN,
        about="cost of briefing the payer",
        role="lever",
        low=0,
        high=100_000,
    )
    executive_sponsor: bool = Field(False, description="each customer has a sponsor at the level that decides")
    sponsor_cost_per_month: float = quantity(
        30.0, "money / customer / month", "A", OWN, about="cost of a sponsor", role="lever", low=0, high=100_000
    )
    discloses_first: bool = Field(False, description="the provider publishes its own misses every month, unprompted")
    disclosure_cost_per_month: float = quantity(
        200.0, "money / month", "A", OWN, about="cost of publishing misses", role="lever", low=0, high=1_000_000
    )
    newcomer_discount_share: float = quantity(
        0.0,
        "share of the fee",
        "A",
        OWN,
        about="discount of newcomers against present customers",
        role="lever",
        low=0,
        high=0.9,
    )
