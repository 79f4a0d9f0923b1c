"""Character of customers: grievance, trust, exit and renewal, each number with its evidence."""

from __future__ import annotations

from sim.scenario.quantity import PRIOR, BySeverity, Document, quantity

__all__ = [
    "MOST_CAUSE_MONTHS",
    "ExitAssumptions",
    "GrievanceAssumptions",
    "RenewalAssumptions",
    "TrustAssumptions",
]

KEAVENEY = "prior; ranks follow Keaveney 1995"
CAUSE = "prior; the form is the usual clause on material breach"
MOST_CAUSE_MONTHS = 12


class GrievanceAssumptions(Document):
    """Weight of each cause of grievance, its half-life, and what forgives it."""

    half_life_days: float = quantity(120.0, "days", "A", PRIOR, about="half-life at respect .5", above=0, high=5_000)
    half_life_no_respect: float = quantity(
        1.5,
        "multiple",
        "A",
        PRIOR,
        about="half-life at respect 0, less respect at any other",
        low=1.1,
        high=2,
        added=True,
    )
    start_mean: float = quantity(1.0, "grievance", "A", PRIOR, about="mean grievance at the start", low=0, high=50)
    start_most: float = quantity(
        0.5, "of the breaking point", "A", PRIOR, about="most grievance at the start", low=0, high=1, added=True
    )
    late_response: BySeverity = quantity(
        BySeverity(P1=3, P2=2, P3=1, P4=0.5),
        "grievance per unit of loss",
        "A",
        KEAVENEY,
        about="a late response",
    )
    late_resolution: BySeverity = quantity(
        BySeverity(P1=1.5, P2=1, P3=0.5, P4=0.25),
        "grievance per unit of loss",
        "A",
        "prior, half of a late response; ranks follow Keaveney 1995",
        about="a late solution",
        added=True,
    )
    repeat_contact: float = quantity(0.35, "grievance", "A", KEAVENEY, about="same matter again", low=0, high=50)
    missed_update: float = quantity(
        0.1,
        "grievance",
        "A",
        "prior, half of a hand-off",
        about="a promised update was not given",
        low=0,
        high=50,
        added=True,
    )
    downtime: float = quantity(
        1.0, "grievance", "A", PRIOR, about="a month below the promised availability", low=0, high=50, added=True
    )
    hand_off: float = quantity(0.2, "grievance", "A", KEAVENEY, about="handed to somebody else", low=0, high=50)
    hung_up: float = quantity(0.3, "grievance", "A", KEAVENEY, about="hung up after waiting", low=0, high=50)
    failed_self_service: float = quantity(0.2, "grievance", "A", PRIOR, about="self-service failed", low=0, high=50)
    turned_away: float = quantity(0.2, "grievance", "A", PRIOR, about="a contact turned away", low=0, high=50)
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
        0.5, "grievance per step", "A", KEAVENEY, about="a dispute that drags on, by steps of days", low=0, high=50
    )
    price_rise: float = quantity(
        0.75, "grievance per 10 points", "A", KEAVENEY, about="a price rise above what is tolerated", low=0, high=50
    )
    price_unnoticed: float = quantity(
        0.03, "share", "A", PRIOR, about="price rise that passes without a thought", low=0, high=1
    )
    price_tolerance: float = quantity(
        0.2,
        "share per trust above ordinary",
        "A",
        PRIOR,
        about="further rise that trust lets pass",
        low=0,
        high=2,
    )
    price_unfair_margin: float = quantity(
        0.03,
        "share",
        "A",
        PRIOR,
        about="rise beyond what is tolerated that makes a price unfair",
        low=0,
        high=1,
    )
    newcomers_pay_less: float = quantity(
        2.0,
        "grievance per 10 % of the fee",
        "A",
        KEAVENEY,
        about="learns that newcomers pay less (betrayal)",
        low=0,
        high=50,
    )
    parity_learned_per_year: float = quantity(
        0.3, "probability / year", "A", PRIOR, about="learns what newcomers pay", low=0, high=1
    )
    pay_for_fix: float = quantity(
        2.0,
        "grievance",
        "A",
        KEAVENEY,
        about="asked to pay for the repair of the product's own defect (betrayal)",
        low=0,
        high=50,
    )
    not_covered: float = quantity(
        1.5, "grievance", "A", KEAVENEY, about="told that it is not covered, when it is", low=0, high=50
    )
    announced_late: float = quantity(
        1.0, "grievance", "A", KEAVENEY, about="announced and late (betrayal)", low=0, high=50
    )
    announced_never: float = quantity(
        3.0, "grievance", "A", KEAVENEY, about="announced and not delivered (betrayal)", low=0, high=50
    )
    announced_patience: int = quantity(
        6, "months", "A", PRIOR, about="months past the promise until late means never", low=1, high=60
    )
    pre_sold_factor: float = quantity(
        1.5, "multiple", "A", PRIOR, about="a broken announcement that was paid in advance", low=1, high=10
    )
    forced_change: float = quantity(1.0, "grievance", "A", KEAVENEY, about="a forced change", low=0, high=50)
    heard_of_pop: float = quantity(
        0.3, "grievance", "A", KEAVENEY, about="heard that another, of influence 1, went POP", low=0, high=50
    )
    heard_of_let_go: float = quantity(
        0.15, "grievance", "A", PRIOR, about="heard how another, of influence 1, was let go", low=0, high=50
    )
    asked_for_referral: float = quantity(
        0.2, "grievance", "A", PRIOR, about="asked to recommend by one who has not delighted", low=0, high=50
    )
    late_interest: float = quantity(0.3, "grievance", "A", PRIOR, about="late interest charged", low=0, high=50)
    canned_reply: float = quantity(
        0.2, "grievance", "A", PRIOR, about="answered by a template, not by a person", low=0, high=50
    )
    remedy_imposed: float = quantity(
        1.0,
        "grievance",
        "A",
        PRIOR,
        about="another plan, a limit or notice, imposed on a costly customer",
        low=0,
        high=50,
    )
    remedy_notice: float = quantity(
        0.5,
        "share",
        "A",
        PRIOR,
        about="what is left of that grievance where it was announced",
        low=0,
        high=1,
    )
    remedy_notice_months: int = quantity(
        1, "months", "A", PRIOR, about="shortest notice that counts as announced", low=1, high=24, added=True
    )
    account_attention: float = quantity(
        0.25,
        "share / person",
        "A",
        PRIOR,
        about="ordinary grievance that an account person takes away",
        low=0,
        high=0.5,
    )
    account_attention_people: float = quantity(
        2.0, "people", "A", PRIOR, about="most account people of one customer that count so", low=0, high=2, added=True
    )
    cushion_respect: float = quantity(0.35, "share", "A", PRIOR, about="goodwill from respect", low=0, high=1)
    cushion_alignment: float = quantity(0.25, "share", "A", PRIOR, about="goodwill from alignment", low=0, high=1)
    cushion_dependence: float = quantity(0.20, "share", "A", PRIOR, about="goodwill from dependence", low=0, high=1)
    cushion_asymmetry: float = quantity(0.20, "share", "A", PRIOR, about="goodwill lost to asymmetry", low=0, high=1)
    cushion_most: float = quantity(0.7, "share", "A", PRIOR, about="most that goodwill absorbs", low=0, high=1)
    recovered_owned_up: float = quantity(
        0.25,
        "share",
        "F",
        "de Matos et al. 2007: recovery, form; size assumed",
        about="forgiven where it is owned up",
        low=0,
        high=1,
    )
    recovered_fast: float = quantity(
        0.20,
        "share",
        "F",
        "de Matos et al. 2007: recovery, form; size assumed",
        about="forgiven where that is early",
        low=0,
        high=1,
    )
    recovered_compensated: float = quantity(
        0.20,
        "share",
        "F",
        "de Matos et al. 2007: recovery, form; size assumed",
        about="forgiven where made good",
        low=0,
        high=1,
    )
    recovered_most: float = quantity(
        0.65,
        "share",
        "F",
        "de Matos et al. 2007: recovery, form; size assumed",
        about="most that is forgiven in all",
        low=0,
        high=1,
        added=True,
    )
    betrayal_alignment: float = quantity(
        0.5, "share", "A", PRIOR, about="how much more a betrayal weighs among the aligned", low=0, high=5
    )


class TrustAssumptions(Document):
    """How trust and its three traits move."""

    start_mean: float = quantity(0.68, "0 to 1", "A", PRIOR, about="mean trust at the start", low=0, high=1)
    ordinary: float = quantity(
        0.7,
        "0 to 1",
        "A",
        PRIOR,
        about="ordinary trust, which moves neither a price nor a renewal",
        low=0,
        high=1,
        added=True,
    )
    start_spread: float = quantity(0.08, "0 to 1", "A", PRIOR, about="its standard deviation", low=0, high=0.5)
    gain: float = quantity(0.01, "share", "A", "bad is stronger than good", about="a promise kept", low=0, high=1)
    loss: float = quantity(0.05, "share", "A", "ratio 5, range 2 to 10", about="a promise broken", low=0, high=1)
    loss_most: float = quantity(2.0, "loss value", "A", PRIOR, about="most that one response counts", above=0, high=20)
    trait_spread: float = quantity(0.08, "0 to 1", "A", PRIOR, about="spread of the traits", low=0, high=0.5)
    respect_loss: float = quantity(0.03, "0 to 1", "A", PRIOR, about="respect lost to one slight", low=0, high=1)
    alignment_loss: float = quantity(
        0.05, "0 to 1", "A", PRIOR, about="alignment lost to a broken announcement or an unfair price", low=0, high=1
    )
    trait_recovery_per_month: float = quantity(
        0.05, "share / month", "A", PRIOR, about="way back to the usual level", low=0, high=1
    )
    disclosure_alignment: float = quantity(
        0.2,
        "0 to 1",
        "A",
        "prior; the first risk taken, form after essay 000",
        about="alignment that a provider gains by disclosing its misses, times the bond",
        low=0,
        high=1,
    )


class ExitAssumptions(Document):
    """Passing the breaking point, and what follows."""

    switching_weight: float = quantity(
        0.5, "share per sd", "A", PRIOR, about="how switching cost holds a customer", low=0, high=5
    )
    dependence_weight: float = quantity(0.5, "share", "A", PRIOR, about="how dependence does", low=0, high=5)
    ordinary_dependence: float = quantity(
        0.5,
        "0 to 1",
        "A",
        PRIOR,
        about="ordinary dependence: it neither holds a customer nor frees it",
        low=0,
        high=1,
        added=True,
    )
    search_days: float = quantity(
        45.0, "days", "A", PRIOR, about="median search for another supplier", above=0, high=1_000
    )
    search_sigma: float = quantity(0.5, "sigma of ln", "A", PRIOR, about="its spread", low=0, high=2)
    dispute_factor: float = quantity(2.0, "multiple", "A", PRIOR, about="disputes after POP", low=1, high=20)
    lateness_factor: float = quantity(1.5, "multiple", "A", PRIOR, about="late payments after POP", low=1, high=20)
    lateness_most: float = quantity(
        0.98, "share", "A", PRIOR, about="most that are then late", low=0, high=1, added=True
    )
    write_off_factor: float = quantity(3.0, "multiple", "A", PRIOR, about="write-offs after POP", low=1, high=20)
    captive_factor: float = quantity(
        0.5, "share", "A", PRIOR, about="extra contacts and disputes of the captive and angry", low=0, high=2
    )
    cause_attainment: float = quantity(
        0.5,
        "share",
        "A",
        CAUSE,
        about="fewer promises kept than this are cause to leave in mid-term",
        low=0,
        high=1,
        added=True,
    )
    cause_months: int = quantity(
        3, "months", "A", CAUSE, about="months looked at for that", low=1, high=MOST_CAUSE_MONTHS, added=True
    )
    cause_promises: int = quantity(
        3, "promises", "A", CAUSE, about="fewest promises due in them", low=1, high=10_000, added=True
    )
    buy_out_months: float = quantity(
        3.0,
        "months' fees",
        "A",
        PRIOR,
        about="most that a customer past its breaking point pays to end a term early",
        low=0,
        high=60,
        added=True,
    )
    cause_notice_days: int = quantity(
        30, "days", "A", CAUSE, about="notice of a termination for cause", low=0, high=365, added=True
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
    trust: float = quantity(2.0, "per unit", "A", PRIOR, about="trust above ordinary", low=0, high=20)
    lock_in: float = quantity(0.6, "per unit", "A", PRIOR, about="switching cost and dependence", low=0, high=20)
    switching: float = quantity(
        0.5, "per sd", "A", PRIOR, about="switching cost against dependence in that", low=0, high=5, added=True
    )
    price: float = quantity(0.25, "per 10 %", "A", PRIOR, about="price change", low=0, high=20)
    spread: float = quantity(
        0.5, "sd of eta", "F", "Bolton, Lemon & Bramlett 2006, form", about="what is not seen", low=0, high=5
    )
    price_level: float = quantity(
        1.5,
        "per ln",
        "A",
        "prior; sign as in Bolton & Lemon 1999, range 0.5 to 3",
        about="fee over the market's, on not renewing: elasticity of the hazard",
        low=0,
        high=20,
        added=True,
    )
    bargaining: float = quantity(
        1.0,
        "share of the rise per share of revenue",
        "A",
        "prior; form after Emerson 1962",
        about="taken off a rise by a customer on whom the provider depends",
        low=0,
        high=20,
        added=True,
    )
    bargaining_from: float = quantity(
        0.1, "share of revenue", "A", PRIOR, about="from which a customer can bargain", low=0, high=1, added=True
    )
    bargaining_most: float = quantity(
        0.75, "share of the rise", "A", PRIOR, about="most that bargaining takes off", low=0, high=1, added=True
    )
