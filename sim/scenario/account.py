"""Accounts: customers with a name of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pydantic import Field

from sim.scenario.misfit import Misfit
from sim.scenario.portfolio import COUNTED, Segment
from sim.scenario.quantity import ADDED, FIXED, OWN, PRIOR, Day, Document, WholeSeverityShares, quantity
from sim.scenario.zones import HolidayCode, Locality, ZoneName

__all__ = ["Account", "date_misfits"]

KNOWN = "known of this account"
MOST_DAYS_AHEAD = 3_653


class Account(Document):
    """A customer with a name; a field that is left out is as in its segment."""

    segment: str = Field(description="name of its segment", json_schema_extra=FIXED)
    plan: str | None = Field(None, description="plan, where not the segment's")
    fee_per_month: float | None = quantity(
        None, "money / month", "A", "negotiated", about="its own fee", role="lever", low=0, high=10_000_000
    )
    todays_fee_per_month: float | None = quantity(
        None,
        "money / month",
        "A",
        OWN,
        about="fee that it pays until it renews; null is its own, or what its plan's customers pay",
        low=0,
        high=10_000_000,
        fixed=True,
        added=True,
    )
    contacts_per_year: float | None = quantity(
        None,
        "contacts / year",
        "A",
        KNOWN,
        about="its own level as it comes on its plan, not drawn; sprees apart",
        low=0,
        high=100_000,
    )
    counted_unlimited: bool | None = Field(None, description=COUNTED, json_schema_extra={**ADDED, **FIXED})
    severity_shares: WholeSeverityShares | None = quantity(
        None,
        "share of contacts",
        "A",
        OWN,
        about="its own contacts by severity; null is as of its segment",
        added=True,
    )
    phone_share: float | None = quantity(
        None, "share", "A", KNOWN, about="its own contacts by telephone", low=0, high=1, added=True
    )
    spree_probability_per_day: float | None = quantity(
        None,
        "probability / working day",
        "A",
        PRIOR,
        about="days on which dozens of contacts come",
        low=0,
        high=1,
    )
    spree_contacts: float | None = quantity(
        None,
        "contacts",
        "F",
        "Pollock: up to 35 calls in a single day",
        about="mean contacts of such a day",
        low=0,
        high=500,
    )
    self_service_share: float | None = quantity(
        None, "share", "A", PRIOR, about="eligible contacts solved without a person", role="lever", low=0, high=1
    )
    problem_level: float = quantity(
        1.0,
        "multiple",
        "A",
        PRIOR,
        about="contacts that its own standing problem causes; a fix lowers it",
        role="lever",
        low=0,
        high=20,
    )
    most_contacts_per_day: int | None = quantity(
        None,
        "contacts / day",
        "A",
        "the provider's policy",
        about="contacts taken in a day; more are turned away",
        role="lever",
        low=1,
        high=100_000,
    )
    community: str | None = Field(None, max_length=60, description="community, where not the segment's")
    influence: float | None = quantity(
        None, "multiple", "A", PRIOR, about="reach and weight of its POP among others", low=0, high=100
    )
    account_people: float = quantity(
        0.0,
        "people",
        "A",
        OWN,
        about="people who look after this account alone",
        role="lever",
        low=0,
        high=50,
    )
    seats: int | None = quantity(
        None,
        "seats",
        "A",
        KNOWN,
        about="its own seats, or devices, at the start",
        low=0,
        high=1_000_000,
        added=True,
    )
    seat_growth_per_year: float | None = quantity(
        None, "share / year", "A", PRIOR, about="growth of its own seats", low=-0.9, high=10, added=True
    )
    spend_per_month: float | None = quantity(
        None,
        "money / month",
        "A",
        KNOWN,
        about="what it spends elsewhere itself, at the start",
        low=0,
        high=1_000_000_000,
        added=True,
    )
    spend_growth_per_year: float | None = quantity(
        None, "share / year", "A", PRIOR, about="growth of its own spend", low=-0.9, high=10, added=True
    )
    visit_share: float | None = quantity(
        None, "share", "A", PRIOR, about="its own contacts that need a visit on site", low=0, high=1, added=True
    )
    payment_days: int | None = quantity(
        None,
        "days",
        "A",
        "negotiated",
        about="days until its invoices are due, where not the plan's",
        role="lever",
        low=0,
        high=180,
        added=True,
    )
    late_payment_share: float | None = quantity(
        None,
        "share",
        "A",
        KNOWN,
        about="its own undisputed invoices paid late, not drawn; null is by its segment",
        low=0,
        high=1,
        added=True,
    )
    days_late: float | None = quantity(
        None,
        "days",
        "A",
        KNOWN,
        about="its own mean lateness, undisputed, and disputed in proportion; null is as of its segment",
        above=0,
        high=500,
        fixed=True,
        added=True,
    )
    dispute_proneness: float | None = quantity(
        None,
        "multiple",
        "A",
        KNOWN,
        about="its own factor on the probability of disputes, not drawn; 1 is the mean of all customers",
        low=0,
        high=20,
        added=True,
    )
    customer_since: Day | None = Field(
        None,
        description="day on which its contract began, at the start of the study or before; null draws it",
        json_schema_extra={**ADDED, **FIXED},
    )
    renews_on: Day | None = Field(
        None,
        description="day on which its running term ends, or has ended some whole terms ago; null follows from "
        "customer_since, or draws it",
        json_schema_extra={**ADDED, **FIXED},
    )
    onboarding_factor: float | None = quantity(
        None,
        "multiple",
        "A",
        PRIOR,
        about="its contacts in the first months of its contract, over its usual ones; null is 1",
        low=0,
        high=20,
        added=True,
    )
    onboarding_months: int = quantity(
        3,
        "months",
        "A",
        "prior: the first ninety days",
        about="months from customer_since for which onboarding_factor holds",
        low=1,
        high=36,
        added=True,
    )
    let_go: bool = Field(False, description="the provider ends the contract, with the plan's notice")
    breaking_point: float | None = quantity(
        None, "grievance", "A", PRIOR, about="grievance at which it goes POP", above=0, high=1000
    )
    breaking_point_power: float | None = quantity(
        None,
        "power",
        "A",
        "the fitted breaking points of the baseline's segments at their contacts: 14.3 at 24, 45.5 at 110, 143 at 360",
        about="power of its contacts over its segment's with which its breaking point grows; null is 0",
        low=0,
        high=2,
        fixed=True,
        added=True,
    )
    bully: bool | None = Field(None, description="whether it pays late by habit; null draws it by its segment's share")
    time_zone: ZoneName | None = Field(
        None, description="time zone, where not the segment's", json_schema_extra={**ADDED, **FIXED}
    )
    public_holidays: HolidayCode | None = Field(
        None,
        description="country or region whose public holidays it keeps, where not the segment's",
        json_schema_extra={**ADDED, **FIXED},
    )

    def locality_in(self, segment: Segment) -> Locality:
        """Find its zone and holidays.

        Parameters
        ----------
        segment : Segment
            Its segment.

        Returns
        -------
        Locality
            Its own, or those of the segment.
        """
        return Locality(self.time_zone or segment.time_zone, self.public_holidays or segment.public_holidays)


def date_misfits(accounts: Mapping[str, Account], start: date) -> Iterator[Misfit]:
    """List dates of contracts that cannot be, and what counts from a date that is not there.

    Parameters
    ----------
    accounts : mapping of str to Account
        By name.
    start : date
        First day of the study.

    Yields
    ------
    Misfit
        Each at the place of its value.
    """
    for name, account in accounts.items():
        since, renews_on = account.customer_since, account.renews_on
        if since is not None and since > start:
            yield Misfit(("accounts", name, "customer_since"), f"must not lie after the start, {start}", since)
        if since is None and account.onboarding_factor is not None:
            rule = "must stand with customer_since, from which its months count"
            yield Misfit(("accounts", name, "onboarding_factor"), rule, account.onboarding_factor)
        if renews_on is None:
            continue
        if since is not None and renews_on <= since:
            yield Misfit(("accounts", name, "renews_on"), f"must lie after customer_since, {since}", renews_on)
        if (renews_on - start).days > MOST_DAYS_AHEAD:
            yield Misfit(("accounts", name, "renews_on"), f"must lie within ten years of the start, {start}", renews_on)
