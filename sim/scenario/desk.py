"""The provider: teams and shifts."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.scenario.calendars import Hours, Severity
from sim.scenario.policies import POLICY, Policies
from sim.scenario.quantity import ADDED, FIXED, PRIOR, Day, Document, quantity
from sim.scenario.zones import HolidayCode, ZoneName

__all__ = ["OnCall", "Overflow", "Provider", "Shift", "Team"]

COSTS = "bottom-up from salaries, checked against $22 per first-level contact [F]"
ALL_SEVERITIES: tuple[Severity, ...] = ("P1", "P2", "P3", "P4")


class OnCall(Document):
    """Terms of people on call: at home until a contact waits that nobody at the desk is free for."""

    standby_pay_per_hour: float = quantity(
        ..., "money / hour", "A", COSTS, about="pay of an hour on call, called out or not", low=0, high=10_000
    )
    call_out_pay_per_hour: float | None = quantity(
        None,
        "money / hour",
        "A",
        COSTS,
        about="pay of an hour called out, beside the standby; null is an hour of overtime",
        low=0,
        high=10_000,
    )
    least_call_out_minutes: float = quantity(
        60.0,
        "minutes",
        "A",
        "usual: an hour, or up to four",
        about="least that is paid for a call-out",
        low=0,
        high=1_440,
    )
    response_minutes: float = quantity(
        15.0,
        "minutes",
        "A",
        "usual for work from home",
        about="from the call to the beginning of work",
        role="lever",
        low=0,
        high=1_440,
    )


class Shift(Hours):
    """Hours in which a team works, and the share of its people who are rostered then."""

    staffing: float = quantity(
        1.0,
        "share of people",
        "A",
        "example roster",
        about="people rostered in this shift",
        role="lever",
        above=0,
        high=1,
    )
    severities: tuple[Severity, ...] = Field(
        ALL_SEVERITIES,
        min_length=1,
        description="severities that the people of this shift take; others wait for the next shift",
        json_schema_extra=ADDED,
    )
    on_call: OnCall | None = Field(
        None,
        description="terms of people who are on call in this shift; null has them at the desk",
        json_schema_extra=ADDED,
    )

    @model_validator(mode="after")
    def _names_each_severity_once(self) -> Shift:
        if len(set(self.severities)) != len(self.severities):
            raise ValueError("severities must name each severity once")
        return self


class Overflow(Document):
    """Help of another team with contacts that would wait; at least one of the two limits."""

    to: str = Field(description="team that helps; it takes no contacts of its own")
    waiting_minutes: float | None = quantity(
        None,
        "minutes",
        "A",
        POLICY,
        about="wait after which a contact goes to the other team; 0 lets none wait, null sets no limit",
        role="lever",
        low=0,
        high=10_000,
    )
    queue: int | None = quantity(
        None,
        "contacts",
        "A",
        POLICY,
        about="contacts in the queue from which on a new one goes to the other team; null sets no limit",
        role="lever",
        low=0,
        high=10_000,
    )

    @model_validator(mode="after")
    def _has_a_limit(self) -> Overflow:
        if self.waiting_minutes is None and self.queue is None:
            raise ValueError("must give waiting_minutes, queue or both")
        return self


class Team(Document):
    """People who do the same work at the same cost."""

    people: float = quantity(
        ...,
        "people",
        "A",
        "example roster",
        about="people on a full shift; 1.5 is two in half of the hours",
        role="lever",
        low=0,
        high=2_000,
    )
    shifts: tuple[Shift, ...] = Field((Shift(),), description="hours of work", min_length=1)
    hiring_lead_weeks: float = quantity(
        0.0,
        "weeks",
        "A",
        POLICY,
        about="time from the decision to hire to the first day: a rise of people takes effect so much later",
        role="lever",
        low=0,
        high=104,
        added=True,
    )
    ramp_up_weeks: float = quantity(
        0.0,
        "weeks",
        "A",
        POLICY,
        about="time from the first day of new people until they do as much as the others",
        low=0,
        high=104,
        added=True,
    )
    ramp_up_share: float = quantity(
        0.5,
        "share of the others' work",
        "A",
        "prior: half",
        about="work of new people until then",
        low=0,
        high=1,
        added=True,
    )
    attrition_per_year: float = quantity(
        0.0,
        "share of people / year",
        "A",
        POLICY,
        about="people who leave in a year; each is replaced after the lead time, and the new one learns",
        low=0,
        high=3,
        added=True,
    )
    shrinkage_share: float = quantity(
        0.20,
        "share of paid time",
        "R",
        "contact-centre practice, .20 to .35",
        about="paid time away from the queue: breaks, meetings, training",
        low=0,
        high=0.9,
    )
    cost_per_hour: float = quantity(
        ..., "money / hour", "A", COSTS, about="loaded cost of a paid hour", low=0, high=10_000, fixed=True
    )
    cost_per_contact: float | None = quantity(
        None,
        "money / touch",
        "A",
        "the supplier's offer",
        about="an outsourced team's price of a touch, paid in place of hours; null is paid by the hour",
        low=0,
        high=10_000,
        fixed=True,
    )
    minimum_paid_share: float = quantity(
        0.8,
        "share of the seats' time",
        "A",
        "suppliers reckon their price with an occupancy of about .8",
        about="least charge of an outsourced team: this share of the touches that its seats have time for",
        low=0,
        high=1,
        fixed=True,
        added=True,
    )
    overtime_premium_share: float = quantity(
        0.5, "share", "A", "usual", about="extra pay for minutes past the shift", low=0, high=3, fixed=True
    )
    overtime_limit_minutes: float = quantity(
        30.0,
        "minutes",
        "A",
        "usual: what takes longer is left for the next day",
        about="most work past the shift with which a touch is finished; more is left unfinished",
        role="lever",
        low=0,
        high=1_440,
        added=True,
    )
    touch_minutes: float = quantity(
        ...,
        "minutes",
        "A",
        "prior by tier: 20, 60, 180",
        about="mean working time on a contact",
        above=0,
        high=5_000,
    )
    touch_sigma: float = quantity(
        0.9,
        "sigma of ln",
        "M",
        "telephone calls of a bank .95; tickets wider",
        about="spread of working time",
        low=0,
        high=2.5,
    )
    wrap_up_minutes: float = quantity(
        0.0,
        "minutes / touch",
        "A",
        "none, unless the reader says so",
        about="work that a touch leaves its person to do, while the contact goes on without",
        low=0,
        high=480,
        added=True,
    )
    solved_share: float = quantity(
        0.70,
        "share",
        "F",
        "first-contact resolution, world class .80",
        about="contacts solved at a touch",
        low=0,
        high=1,
    )
    escalated_share: float = quantity(
        0.20, "share", "F", "weak", about="contacts handed to the next tier", low=0, high=1
    )
    escalates_to: str | None = Field(
        None, description="next tier; null solves everything here in the end", json_schema_extra=FIXED
    )
    swings_to: str | None = Field(
        None,
        description="tier whose waiting contacts people of this tier take when they have none; null is none",
        json_schema_extra={**ADDED, **FIXED},
    )
    overflow: Overflow | None = Field(
        None, description="team that helps when contacts would wait; null is none", json_schema_extra=ADDED
    )
    respectful_share: float = quantity(
        0.98,
        "share",
        "A",
        PRIOR,
        about="encounters in which the customer is treated with respect",
        low=0,
        high=1,
    )

    @property
    def busy_minutes(self) -> float:
        """Mean minutes for which a touch keeps its person busy."""
        return self.touch_minutes + self.wrap_up_minutes


class Provider(Document):
    """The support organisation."""

    teams: dict[str, Team] = Field(min_length=1, max_length=20)
    first_tier: str = Field("frontline", description="team that takes contacts first", json_schema_extra=FIXED)
    billing_team: str = Field("billing", description="team that works on disputes", json_schema_extra=FIXED)
    holidays: tuple[Day, ...] = Field(
        (),
        description="days on which clocks stand and teams rest, unless their hours keep no holidays",
        json_schema_extra=FIXED,
    )
    time_zone: ZoneName | None = Field(
        None,
        description="time zone of the provider, such as America/New_York; null is none: all clocks are one",
        json_schema_extra={**ADDED, **FIXED},
    )
    public_holidays: HolidayCode | None = Field(
        None,
        description="country or region whose public holidays count as holidays, such as US or US-NY",
        json_schema_extra={**ADDED, **FIXED},
    )
    policies: Policies = Field(default_factory=Policies)
    account_person_cost_per_month: float = quantity(
        9000.0,
        "money / month",
        "A",
        "prior: a loaded salary above a third tier's",
        about="cost of an account person",
        low=0,
        high=100_000,
    )

    @property
    def tiers(self) -> list[str]:
        """Names of the teams that take contacts, from the first tier on; at most three."""
        names: list[str] = []
        name: str | None = self.first_tier
        while name is not None:
            names.append(name)
            name = self.teams[name].escalates_to
        return names

    @property
    def helped(self) -> dict[str, str]:
        """Tiers that another team helps, by the name of that team."""
        overflows = ((name, self.teams[name].overflow) for name in self.tiers)
        return {overflow.to: name for name, overflow in overflows if overflow is not None}
