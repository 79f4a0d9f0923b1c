"""Assumptions on billing: errors, disputes, payment and the cost of money."""

from __future__ import annotations

from sim.scenario.quantity import PRIOR, Document, quantity

__all__ = ["BillingAssumptions"]

IBM = "IBM accounts receivable sample data; structure, not level"


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
    surprise_distrust: float = quantity(
        1.2,
        "multiple",
        "A",
        PRIOR,
        about="surprise disputes at trust 0, less trust at any other",
        low=1,
        high=2,
        added=True,
    )
    briefed_factor: float = quantity(
        0.5, "multiple", "A", PRIOR, about="surprise disputes where the payer was briefed", low=0, high=1
    )
    scope_disputed: float = quantity(
        0.5, "probability", "A", PRIOR, about="a charge for what is covered is disputed", low=0, high=1
    )
    scope_full_credit_share: float = quantity(
        0.7, "share", "A", "prior; the contract says so", about="such disputes credited in full", low=0, high=1
    )
    bully_late_share: float = quantity(
        0.9, "share", "A", PRIOR, about="invoices that a bully pays late, by habit", low=0, high=1
    )
    bully_days_factor: float = quantity(
        3.0, "multiple", "A", PRIOR, about="how much later than others a bully pays", low=1, high=20
    )
    bully_disputes: float = quantity(
        0.15, "probability", "A", PRIOR, about="a correct invoice that a bully disputes to delay", low=0, high=1
    )
    sponsor_bully_factor: float = quantity(
        0.4,
        "multiple",
        "A",
        PRIOR,
        about="what a sponsor leaves of a bully's lateness and delaying disputes",
        low=0,
        high=1,
    )
    sponsor_settle_factor: float = quantity(
        0.6, "multiple", "A", PRIOR, about="time to settle a dispute where a sponsor explains", low=0, high=1
    )
    sponsor_surprise_factor: float = quantity(
        0.7, "multiple", "A", PRIOR, about="grievance of a surprise charge where a sponsor explains", low=0, high=1
    )
    proneness_a: float = quantity(0.42, "Beta a", "M", IBM, about="proneness to dispute", above=0, high=100)
    proneness_b: float = quantity(1.32, "Beta b", "M", IBM, about="proneness to dispute", above=0, high=100)
    dispute_days: float = quantity(18.0, "days", "A", PRIOR, about="median days until it is settled", above=0, high=500)
    dispute_sigma: float = quantity(
        0.81, "sigma of ln", "A", "mean 25 over median 18", about="its spread", low=0, high=3
    )
    full_credit_share: float = quantity(0.35, "share", "A", PRIOR, about="disputes credited in full", low=0, high=1)
    partial_credit_share: float = quantity(0.25, "share", "A", PRIOR, about="disputes credited in part", low=0, high=1)
    partial_credit: float = quantity(0.5, "share", "A", PRIOR, about="credited then", low=0, high=1, added=True)
    long_dispute_days: float = quantity(
        30.0, "days", "A", PRIOR, about="days from which a dispute drags on", low=0, high=365, added=True
    )
    long_dispute_step_days: float = quantity(
        15.0, "days", "A", PRIOR, about="further days that count as one step", above=0, high=365, added=True
    )
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
    early_payment_taken: float = quantity(
        0.5,
        "share of invoices",
        "A",
        PRIOR,
        about="invoices not paid late on which a discount for early payment is taken",
        low=0,
        high=1,
        added=True,
    )
    capital_cost_per_year: float = quantity(
        0.09, "share / year", "A", PRIOR, about="cost of money tied up in receivables", low=0, high=1
    )
    credit_claim_probability: float = quantity(
        0.5, "probability", "A", PRIOR, about="a service credit is claimed", low=0, high=1
    )
    credit_claim_most: float = quantity(0.95, "probability", "A", PRIOR, about="however angry", low=0, high=1)
    credit_claim_days: float = quantity(
        20.0, "days", "A", PRIOR, about="mean time to a claim, of those who claim", above=0, high=365, added=True
    )
    credit_overdue_days: float = quantity(
        30.0, "days", "F", "usual clause", about="overdue by more voids the credit", low=0, high=365
    )
    non_performance_attainment: float = quantity(
        0.5,
        "share of promises",
        "A",
        "form: the other side need not pay for what is not performed (BGB 320, UCC 2-717); size assumed",
        about="attainment below which a customer may withhold the fee of a service that was not performed",
        low=0,
        high=1,
        added=True,
    )
    non_performance_due: int = quantity(
        3,
        "promises",
        "A",
        PRIOR,
        about="promises that must have fallen due before attainment is judged so",
        low=1,
        high=1_000,
        added=True,
    )
    non_performance_disputed: float = quantity(
        0.8, "probability", "A", PRIOR, about="such a fee is withheld", low=0, high=1, added=True
    )
    non_performance_full_credit_share: float = quantity(
        0.85, "share", "A", "prior; the law says so", about="such disputes credited in full", low=0, high=1, added=True
    )
    opening_months: int = quantity(
        12,
        "months",
        "A",
        "design of the study",
        about="months before the study whose unpaid invoices are open at its start",
        role="constant",
        low=0,
        high=36,
        added=True,
    )
