"""What the world decides: demand, expectation, grievance, exit and payment, each number with its evidence."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.quantity import (
    BySeverity,
    Document,
    SeverityShares,
    WholeSeverityShares,
    quantity,
)

__all__ = [
    "Assumptions",
    "BillingAssumptions",
    "ContactAssumptions",
    "DemandAssumptions",
    "ExitAssumptions",
    "ExpectationAssumptions",
    "GrievanceAssumptions",
    "RenewalAssumptions",
    "TrustAssumptions",
]

ITIL = "ITIL service desk of a bank, incidents"
BANK = "call centre of a bank, Technion SEE 1999"
IBM = "IBM accounts receivable sample data; structure, not level"
PRIOR = "prior"
KEAVENEY = "prior; ranks follow Keaveney 1995"

HOURS = (0.005,) * 7 + (
    0.025, 0.06, 0.13, 0.13, 0.13, 0.09, 0.09, 0.11, 0.11, 0.09, 0.03, 0.01, 0.005, 0.005, 0.005, 0.005, 0.005,
)  # fmt: skip
Weights = Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field()]


class DemandAssumptions(Document):
    """When customers contact the provider, and how often."""

    weekday_shares: Weights = quantity(
        (0.23, 0.22, 0.18, 0.20, 0.165, 0.0025, 0.0025), "share of a week", "M", ITIL,
        about="contacts by weekday, Monday first",
    )  # fmt: skip
    hour_shares: Weights = quantity(
        HOURS, "relative weight", "M", ITIL, about="contacts by hour of the day, midnight first"
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
    unlimited_overuse: float = quantity(
        1.3, "multiple", "R", "by analogy with flat-rate tariffs",
        about="contacts on an unlimited plan against a metered one", low=1, high=5,
    )  # fmt: skip

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
    """What a contact is like, and what happens to it."""

    severity_shares: WholeSeverityShares = quantity(
        SeverityShares(P1=0.02, P2=0.13, P3=0.55, P4=0.30), "share of contacts", "A", PRIOR,
        about="contacts by severity",
    )  # fmt: skip
    self_service_eligible: SeverityShares = quantity(
        SeverityShares(P1=0, P2=0.2, P3=0.8, P4=1), "share of contacts", "A", PRIOR,
        about="contacts that could be solved by self-service",
    )  # fmt: skip
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
        7.5, "minutes", "M", BANK, about="mean patience of a caller on hold", above=0, high=10_000
    )
    retry_probability: float = quantity(
        0.35,
        "probability",
        "M",
        BANK + "; .27 to .48",
        about="a caller who hung up tries again",
        low=0,
        high=0.95,
    )
    retry_minutes: float = quantity(60.0, "minutes", "A", PRIOR, about="longest wait before that", above=0, high=10_000)
    repeat_probability: float = quantity(
        0.05, "probability", "M", "formal reopening .011 to any repeat contact within a week .36",
        about="a solved contact comes back about the same matter", low=0, high=0.9,
    )  # fmt: skip
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
    cut_touch_share: float = quantity(
        0.10,
        "share",
        "F",
        "Oliva & Sterman 2001, form",
        about="working time saved by cutting corners",
        low=0,
        high=0.5,
    )
    cut_solved_loss: float = quantity(
        0.05, "probability", "F", "Oliva & Sterman 2001, form", about="solutions lost by it", low=0, high=0.5
    )
    cut_disrespect_factor: float = quantity(
        1.5, "multiple", "A", PRIOR, about="disrespect while corners are cut", low=1, high=10
    )
    cut_occupancy: float = quantity(
        0.9, "occupancy", "F", "Oliva & Sterman 2001, form", about="trailing week's occupancy above which it begins",
        low=0, high=1,
    )  # fmt: skip


class ExpectationAssumptions(Document):
    """How an expectation forms and how a response is felt against it."""

    should_weight: float = quantity(
        0.6,
        "weight",
        "R",
        "Boulding et al. 1993, form",
        about="what should be, against what will be",
        low=0,
        high=1,
    )
    learning_faster: float = quantity(
        0.15,
        "share",
        "R",
        "Boulding et al. 1993, form",
        about="learning from a faster response",
        low=0,
        high=1,
    )
    learning_slower: float = quantity(
        0.05, "share", "R", "Boulding et al. 1993, form", about="learning from a slower one", low=0, high=1
    )
    habit: float = quantity(
        0.15, "share / year", "A", PRIOR, about="how far better service becomes what should be", low=0, high=1
    )
    drift_per_year: float = quantity(
        0.01,
        "share / year",
        "A",
        PRIOR,
        about="expectations sharpened by what is met elsewhere",
        low=0,
        high=0.5,
    )
    tolerance: float = quantity(
        0.20,
        "ln hours",
        "R",
        "Zeithaml, Berry & Parasuraman 1993, form",
        about="zone of tolerance",
        low=0,
        high=3,
    )
    loss_aversion: float = quantity(
        2.0,
        "multiple",
        "R",
        "Tversky & Kahneman 1992; 1.3 to 2.25",
        about="losses against gains",
        low=1,
        high=4,
    )
    curvature: float = quantity(
        0.88, "exponent", "R", "Tversky & Kahneman 1992", about="diminishing sensitivity", above=0, high=1
    )


class GrievanceAssumptions(Document):
    """What each straw weighs, and how long it is remembered."""

    half_life_days: float = quantity(120.0, "days", "A", PRIOR, about="half-life at respect .5", above=0, high=5_000)
    start_mean: float = quantity(1.0, "grievance", "A", PRIOR, about="mean grievance at the start", low=0, high=50)
    late_response: BySeverity = quantity(
        BySeverity(P1=3, P2=2, P3=1, P4=0.5),
        "grievance per unit of loss",
        "A",
        KEAVENEY,
        about="a late response",
    )
    repeat_contact: float = quantity(0.35, "grievance", "A", KEAVENEY, about="same matter again", low=0, high=50)
    hand_off: float = quantity(0.2, "grievance", "A", KEAVENEY, about="handed to somebody else", low=0, high=50)
    hung_up: float = quantity(0.3, "grievance", "A", KEAVENEY, about="hung up after waiting", low=0, high=50)
    failed_self_service: float = quantity(0.2, "grievance", "A", PRIOR, about="self-service failed", low=0, high=50)
    forgotten: float = quantity(1.0, "grievance", "A", KEAVENEY, about="forgotten, had to chase", low=0, high=50)
    refused_escalation: float = quantity(1.5, "grievance", "A", KEAVENEY, about="refused a supervisor", low=0, high=50)
    disrespect: float = quantity(1.5, "grievance", "A", KEAVENEY, about="treated without respect", low=0, high=50)
    invoice_error: float = quantity(1.5, "grievance", "A", KEAVENEY, about="an invoice error noticed", low=0, high=50)
    surprise_charge: float = quantity(
        1.0,
        "grievance per 10 % of the month's fee",
        "A",
        KEAVENEY,
        about="a charge not expected",
        low=0,
        high=50,
    )
    surprise_cap: float = quantity(
        3.0,
        "multiple",
        "A",
        PRIOR,
        about="most tenths of a fee that one surprise counts for",
        low=0,
        high=100,
    )
    dispute_lost_right: float = quantity(
        3.0, "grievance", "A", KEAVENEY, about="a dispute lost by a customer who was right", low=0, high=50
    )
    dispute_lost_wrong: float = quantity(
        1.0, "grievance", "A", KEAVENEY, about="a dispute lost by a customer who was wrong", low=0, high=50
    )
    dispute_open: float = quantity(
        0.5, "grievance per 15 days past 30", "A", KEAVENEY, about="a dispute that drags on", low=0, high=50
    )
    price_rise: float = quantity(
        0.75, "grievance per 10 points", "A", KEAVENEY, about="a price rise above 3 %", low=0, high=50
    )
    late_interest: float = quantity(0.3, "grievance", "A", PRIOR, about="late interest charged", low=0, high=50)
    cushion_respect: float = quantity(0.35, "share", "A", PRIOR, about="goodwill from respect", low=0, high=1)
    cushion_alignment: float = quantity(0.25, "share", "A", PRIOR, about="goodwill from alignment", low=0, high=1)
    cushion_dependence: float = quantity(0.20, "share", "A", PRIOR, about="goodwill from dependence", low=0, high=1)
    cushion_asymmetry: float = quantity(0.20, "share", "A", PRIOR, about="goodwill lost to asymmetry", low=0, high=1)
    cushion_most: float = quantity(0.7, "share", "A", PRIOR, about="most that goodwill absorbs", low=0, high=1)
    betrayal_alignment: float = quantity(
        0.5, "share", "A", PRIOR, about="how much more a betrayal weighs among the aligned", low=0, high=5
    )


class TrustAssumptions(Document):
    """How trust and its three traits move."""

    start_mean: float = quantity(0.68, "0 to 1", "A", PRIOR, about="mean trust at the start", low=0, high=1)
    start_spread: float = quantity(0.08, "0 to 1", "A", PRIOR, about="its standard deviation", low=0, high=0.5)
    gain: float = quantity(0.01, "share", "A", "bad is stronger than good", about="a promise kept", low=0, high=1)
    loss: float = quantity(0.05, "share", "A", "ratio 5, range 2 to 10", about="a promise broken", low=0, high=1)
    loss_most: float = quantity(2.0, "loss value", "A", PRIOR, about="most that one response counts", above=0, high=20)
    trait_spread: float = quantity(0.08, "0 to 1", "A", PRIOR, about="spread of the traits", low=0, high=0.5)
    respect_loss: float = quantity(0.03, "0 to 1", "A", PRIOR, about="respect lost to one slight", low=0, high=1)
    trait_recovery_per_month: float = quantity(
        0.05, "share / month", "A", PRIOR, about="way back to the usual level", low=0, high=1
    )


class ExitAssumptions(Document):
    """Going POP, and what follows."""

    switching_weight: float = quantity(
        0.5, "share per sd", "A", PRIOR, about="how switching cost holds a customer", low=0, high=5
    )
    dependence_weight: float = quantity(0.5, "share", "A", PRIOR, about="how dependence does", low=0, high=5)
    search_days: float = quantity(
        45.0, "days", "A", PRIOR, about="median search for another supplier", above=0, high=1_000
    )
    search_sigma: float = quantity(0.5, "sigma of ln", "A", PRIOR, about="its spread", low=0, high=2)
    dispute_factor: float = quantity(2.0, "multiple", "A", PRIOR, about="disputes after POP", low=1, high=20)
    lateness_factor: float = quantity(1.5, "multiple", "A", PRIOR, about="late payments after POP", low=1, high=20)
    write_off_factor: float = quantity(3.0, "multiple", "A", PRIOR, about="write-offs after POP", low=1, high=20)
    captive_factor: float = quantity(
        0.5, "share", "A", PRIOR, about="extra contacts and disputes of the captive and angry", low=0, high=2
    )


class RenewalAssumptions(Document):
    """The decision at the end of a term (complementary log-log)."""

    intercept: float = quantity(
        -3.2,
        "eta",
        "A",
        "fitted: the honest baseline keeps .88 to .92 a year",
        about="base level",
        low=-20,
        high=5,
    )
    grievance: float = quantity(1.2, "per ratio", "A", PRIOR, about="grievance over breaking point", low=0, high=20)
    trust: float = quantity(2.0, "per unit", "A", PRIOR, about="trust above .7", low=0, high=20)
    lock_in: float = quantity(0.6, "per unit", "A", PRIOR, about="switching cost and dependence", low=0, high=20)
    price: float = quantity(0.25, "per 10 %", "A", PRIOR, about="price change", low=0, high=20)
    spread: float = quantity(
        0.5, "sd of eta", "F", "Bolton, Lemon & Bramlett 2006, form", about="what is not seen", low=0, high=5
    )


class BillingAssumptions(Document):
    """Errors, disputes, payment and the cost of money."""

    error_probability: float = quantity(
        0.02,
        "probability / invoice",
        "F",
        "industry surveys, .005 to .05",
        about="an invoice is wrong",
        low=0,
        high=1,
    )
    error_share: float = quantity(
        0.10, "share of invoice", "A", PRIOR, about="overcharge of a wrong invoice", low=0, high=1
    )
    error_disputed: float = quantity(
        0.6, "probability", "A", PRIOR, about="an error is noticed and disputed", low=0, high=1
    )
    correct_disputed: float = quantity(
        0.01, "probability", "A", PRIOR, about="a correct invoice is disputed", low=0, high=1
    )
    grievance_effect: float = quantity(
        0.5, "per ratio", "A", PRIOR, about="grievance's effect on disputes", low=0, high=10
    )
    surprise_disputed: float = quantity(
        0.25,
        "probability",
        "A",
        PRIOR,
        about="a surprise line is disputed, nothing explained, no trust",
        low=0,
        high=1,
    )
    briefed_factor: float = quantity(
        0.5, "multiple", "A", PRIOR, about="surprise disputes where the payer was briefed", low=0, high=1
    )
    proneness_a: float = quantity(0.42, "Beta a", "M", IBM, about="proneness to dispute", above=0, high=100)
    proneness_b: float = quantity(1.32, "Beta b", "M", IBM, about="proneness to dispute", above=0, high=100)
    dispute_days: float = quantity(18.0, "days", "A", PRIOR, about="median days until it is settled", above=0, high=500)
    dispute_sigma: float = quantity(
        0.81, "sigma of ln", "A", "mean 25 over median 18", about="its spread", low=0, high=3
    )
    full_credit_share: float = quantity(0.35, "share", "A", PRIOR, about="disputes credited in full", low=0, high=1)
    partial_credit_share: float = quantity(0.25, "share", "A", PRIOR, about="disputes credited by half", low=0, high=1)
    disputed_share_of_invoice: float = quantity(
        0.3, "share", "A", PRIOR, about="part of a correct invoice that is in dispute", above=0, high=1
    )
    late_if_disputed: float = quantity(0.68, "share", "M", IBM, about="disputed invoices paid late", low=0, high=1)
    days_late: float = quantity(7.4, "days", "M", IBM, about="mean lateness, undisputed", above=0, high=500)
    days_late_disputed: float = quantity(12.6, "days", "M", IBM, about="mean lateness, disputed", above=0, high=500)
    days_late_sd: float = quantity(8.0, "days", "M", IBM, about="spread of lateness", above=0, high=500)
    write_off_share: float = quantity(
        0.015, "share of invoices", "F", "1.3 to 6 % of billed", about="invoices never paid", low=0, high=1
    )
    write_off_days: float = quantity(
        120.0, "days past due", "A", PRIOR, about="when they are written off", low=0, high=1_000
    )
    capital_cost_per_year: float = quantity(
        0.09, "share / year", "A", PRIOR, about="cost of money tied up in receivables", low=0, high=1
    )
    credit_claim_probability: float = quantity(
        0.5, "probability", "A", PRIOR, about="a service credit is claimed", low=0, high=1
    )
    credit_claim_most: float = quantity(0.95, "probability", "A", PRIOR, about="however angry", low=0, high=1)
    credit_overdue_days: float = quantity(
        30.0, "days", "F", "usual clause", about="overdue by more voids the credit", low=0, high=365
    )


class Assumptions(Document):
    """Everything the world decides."""

    demand: DemandAssumptions = Field(default_factory=DemandAssumptions)
    contact: ContactAssumptions = Field(default_factory=ContactAssumptions)
    expectation: ExpectationAssumptions = Field(default_factory=ExpectationAssumptions)
    grievance: GrievanceAssumptions = Field(default_factory=GrievanceAssumptions)
    trust: TrustAssumptions = Field(default_factory=TrustAssumptions)
    exit: ExitAssumptions = Field(default_factory=ExitAssumptions)
    renewal: RenewalAssumptions = Field(default_factory=RenewalAssumptions)
    billing: BillingAssumptions = Field(default_factory=BillingAssumptions)
