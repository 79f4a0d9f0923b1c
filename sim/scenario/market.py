"""The market: prospects and the offers they compare, reputation, talk among customers, and referrals."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantity import ADDED, FIXED, OWN, PRIOR, BySeverity, Document, quantity

__all__ = ["Market", "MarketOffer", "ProspectKind", "Wish"]

Name = Annotated[str, Field(min_length=1, max_length=60)]


class MarketOffer(Document):
    """Fee and promise of competitors for service like a plan."""

    fee_per_month: float = quantity(
        ..., "money / month", "A", "the reader's market", about="competitors' fee", above=0, high=10_000_000
    )
    response_hours: BySeverity = quantity(
        ..., "coverage hours", "A", "the reader's market", about="first response that competitors promise"
    )


class Wish(Document):
    """A term that prospects look for in an offer, and the odds that it brings."""

    term: str = Field(description="path within a plan, such as coverage_by_severity.P1 or discounts.first year.share")
    says: str | None = Field(
        None, description="the word that the term must say, such as arrears; null counts a number, or that it is there"
    )
    effect: float = quantity(
        ...,
        "log odds / unit of the term",
        "A",
        "the reader's market",
        about="readiness to sign that it adds, by unit of a number, or once where it is none",
        low=-100,
        high=100,
    )
    at_competitors: float = quantity(
        0.0,
        "unit of the term",
        "A",
        "the reader's market",
        about="the term at competitors, at which it adds nothing; of what is no number, 1 is there",
        low=-1_000_000,
        high=1_000_000,
    )


class ProspectKind(Document):
    """A kind of prospect: its share, how it decides, and its traits once it has signed."""

    share: float = quantity(
        1.0, "weight", "A", PRIOR, about="prospects of this kind, against the other kinds", low=0, high=1_000
    )
    segment: str | None = Field(
        None, description="segment with their traits; null spreads them as at the start", json_schema_extra=FIXED
    )
    plan: str | None = Field(None, description="plan asked for, where it is not the segment's")
    expectation_share: float = quantity(
        1.0,
        "share of the hours others expect",
        "A",
        PRIOR,
        about="response expected after signing",
        above=0,
        high=10,
    )
    trust: float | None = quantity(
        None, "0 to 1", "A", PRIOR, about="mean trust at signing; null is that of all at the start", low=0, high=1
    )
    price_sensitivity: float = quantity(
        1.0, "multiple", "A", PRIOR, about="weight of the price, against other kinds", low=0, high=20
    )
    win_bonus: float = quantity(
        0.0, "log odds", "A", PRIOR, about="readiness to sign, above other kinds", low=-10, high=10
    )
    fee_share: float = quantity(
        1.0, "share of the list price", "A", PRIOR, about="fee paid", role="lever", low=0, high=5
    )


class Market(Document):
    """Prospects, the odds of winning them, reputation, referrals and competitors; off by default."""

    prospects_per_month: float = quantity(
        0.0,
        "prospects / month",
        "A",
        OWN,
        about="prospects who ask for an offer at a neutral reputation",
        low=0,
        high=1_000,
    )
    prospecting_people: float = quantity(
        0.0, "people", "A", OWN, about="account people who look for prospects instead", role="lever", low=0, high=100
    )
    prospects_per_person: float = quantity(
        1.0, "prospects / month", "A", PRIOR, about="prospects found by one account person", low=0, high=100
    )
    kinds: dict[Name, ProspectKind] = Field(
        default_factory=lambda: {"ordinary": ProspectKind()},
        min_length=1,
        max_length=20,
        description="kinds of prospects, by name",
    )
    offers: dict[str, MarketOffer] = Field(
        default_factory=dict, description="competitors' offers by plan; a plan without one is as the market has it"
    )
    wishes: dict[Name, Wish] = Field(
        default_factory=dict,
        max_length=50,
        description="terms that prospects look for beside price and response, by name",
        json_schema_extra=ADDED,
    )
    win_share: float = quantity(
        0.25, "share", "A", PRIOR, about="prospects won at the market's terms, nothing explained", low=0.001, high=0.999
    )
    price_effect: float = quantity(
        -2.5, "log odds per ln", "A", PRIOR, about="price over the market's", low=-50, high=0
    )
    smallest_price_ratio: float = quantity(
        0.01,
        "of the market's price",
        "A",
        PRIOR,
        about="a lower price than this counts as this",
        low=0.0001,
        high=1,
        added=True,
    )
    rise_per_year: float = quantity(
        0.03,
        "share / year",
        "A",
        "prior; as the default uplift, and as what passes unnoticed",
        about="yearly rise of the market's fees",
        low=-0.2,
        high=1,
        added=True,
    )
    inflation_per_year: float = quantity(
        0.02,
        "share / year",
        "F",
        "target of the Federal Reserve, the European Central Bank and the Bank of England: 2 % a year",
        about="rise of the index of prices that contracts refer to",
        low=-0.2,
        high=1,
        added=True,
    )
    response_effect: float = quantity(
        0.8, "log odds per halving", "A", PRIOR, about="response as sold against the market's", low=0, high=10
    )
    clarity_effect: float = quantity(
        -0.3, "log odds", "A", PRIOR, about="explaining all of the terms against explaining none", low=-10, high=10
    )
    stubborn_effect: float = quantity(
        -0.6, "log odds", "A", PRIOR, about="stubborn terms of payment against usual ones", low=-10, high=0
    )
    flexible_effect: float = quantity(
        0.3, "log odds", "A", PRIOR, about="flexible terms of payment against usual ones", low=0, high=10
    )
    flexible_payment_days: int = quantity(
        30, "days", "A", PRIOR, about="further days to pay under flexible terms", role="lever", low=0, high=180
    )
    acquisition_share: float = quantity(
        1.2, "share of the first year's fees", "A", PRIOR, about="cost of winning a customer", low=0, high=20
    )
    pursuit_cost: float = quantity(
        0.0, "money / prospect", "A", OWN, about="cost of pursuing a prospect, won or not", low=0, high=1_000_000
    )
    reputation_gain: float = quantity(
        0.1, "ln prospects", "A", PRIOR, about="more prospects if all customers are delighted", low=0, high=5
    )
    reputation_loss_ratio: float = quantity(
        1.5,
        "multiple",
        "F",
        "Anderson 1998: the angry talk more, but less so than believed; size assumed",
        about="prospects lost by an angry customer over those a delighted one brings",
        low=0,
        high=20,
    )
    delighted_trust: float = quantity(0.8, "0 to 1", "A", PRIOR, about="delighted: trust above", low=0, high=1)
    delighted_ratio: float = quantity(
        0.1, "of the breaking point", "A", PRIOR, about="delighted: grievance below", low=0, high=1
    )
    angry_ratio: float = quantity(
        0.7, "of the breaking point", "A", PRIOR, about="angry: grievance above, or gone POP", low=0, high=1
    )
    referrals_per_year: float = quantity(
        0.1,
        "referrals / year",
        "A",
        PRIOR,
        about="of a delighted customer in relationship that is asked",
        low=0,
        high=12,
    )
    referral_respect: float = quantity(0.6, "0 to 1", "A", PRIOR, about="in relationship: respect above", low=0, high=1)
    referral_bonus: float = quantity(
        1.0, "log odds", "A", PRIOR, about="readiness to sign of a referred prospect, above others", low=-10, high=10
    )
    referral_ask_months: int = quantity(
        3, "months", "A", OWN, about="from one time of asking to the next", role="lever", low=1, high=60
    )
    referral_cost_per_month: float = quantity(
        0.0, "money / month", "A", OWN, about="cost of the referral programme", role="lever", low=0, high=1_000_000
    )
    referral_reward: float = quantity(
        0.0, "money / deal", "A", OWN, about="paid for a referral that signs", role="lever", low=0, high=1_000_000
    )
    heard_by: float = quantity(
        1.5, "customers", "A", PRIOR, about="customers who hear of a POP, at an influence of 1", low=0, high=1_000
    )
    rival_offers_per_year: float = quantity(
        0.0, "offers / year", "A", PRIOR, about="competitors' offers to a vulnerable customer", low=0, high=52
    )
    vulnerable_ratio: float = quantity(
        0.4, "of the breaking point", "A", PRIOR, about="vulnerable: grievance above", low=0, high=1
    )
    vulnerable_trust: float = quantity(0.5, "0 to 1", "A", PRIOR, about="vulnerable: or trust below", low=0, high=1)
    offer_months: int = quantity(
        6, "months", "A", PRIOR, about="months for which a competitor's offer is remembered", low=0, high=60
    )
    offer_effect: float = quantity(0.8, "eta", "A", PRIOR, about="a remembered offer, on not renewing", low=0, high=20)
    offer_search_share: float = quantity(
        0.5, "share", "A", PRIOR, about="search for another supplier with an offer in hand", above=0, high=1
    )

    @property
    def asking_per_month(self) -> float:
        """Prospects a month at a neutral reputation: those who ask, and those whom account people find."""
        return self.prospects_per_month + self.prospecting_people * self.prospects_per_person
