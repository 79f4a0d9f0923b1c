"""The scenario: one frozen value that holds everything a run depends on, except the seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from sim.scenario.account import Account, date_misfits
from sim.scenario.assumptions import Assumptions
from sim.scenario.credit_fit import credit_misfits
from sim.scenario.desk import Provider
from sim.scenario.desk_misfits import desk_misfits
from sim.scenario.management import Action, Announcement, ForcedChange
from sim.scenario.market import Market
from sim.scenario.misfit import Misfit, Misfits
from sim.scenario.paths import parse_path
from sim.scenario.portfolio import MOST_CUSTOMERS, Segment, is_taken, member_names
from sim.scenario.quantity import ADDED, FIXED, Day, Document, Tag, quantity
from sim.scenario.remedies import Remedy
from sim.scenario.steps import leads_somewhere
from sim.scenario.story import Pattern
from sim.scenario.terms import Plan, Selling
from sim.scenario.zone_misfits import zone_misfits
from sim.units import minor_units

__all__ = ["DESCRIPTIVE", "MOST_ACCOUNTS", "OWN_DATA", "Evidence", "Scenario"]

Name = Annotated[str, Field(min_length=1, max_length=60)]
OWN_DATA = "own_data"
DESCRIPTIVE = ("title", "lesson", "essay", "patterns", "evidence", OWN_DATA)
"""Fields that can change no result."""
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
"""Starts of a study: zones and public holidays are known from about 1970 on, and two centuries ahead will do."""
MOST_TIERS = 3
MOST_ACCOUNTS = 2_000


class Evidence(Document):
    """Tag and source of a number that this scenario sets."""

    tag: Tag
    source: str


class Scenario(Document):
    """Provider, plans, customers, the promises of sales, and the assumptions about everything else."""

    title: str = Field(min_length=1, max_length=120, description="title, on pages and charts", json_schema_extra=FIXED)
    lesson: str = Field("", max_length=300, description="lesson, in one sentence", json_schema_extra=FIXED)
    essay: str = Field("", max_length=120, description="essay on which the story is based", json_schema_extra=FIXED)
    patterns: tuple[Pattern, ...] = Field(
        (), max_length=5, description="outcomes that move; the first is the main one", json_schema_extra=FIXED
    )
    currency: Literal["USD", "EUR", "GBP", "ZAR", "CAD", "AUD", "CHF", "JPY", "KWD", "BHD"] = Field(
        "USD", description="currency of all amounts", json_schema_extra=FIXED
    )
    start_date: Day = Field(
        description="day on which the study begins; its months begin on that day of the month, or on the last of one"
        " that has no such day",
        json_schema_extra=FIXED,
    )
    horizon_months: int = quantity(
        36,
        "months",
        "A",
        "design of the study",
        about="length of the study",
        role="constant",
        low=12,
        high=60,
        fixed=True,
    )
    warmup_days: int = quantity(
        14,
        "days",
        "A",
        "design of the study",
        about="days the queue runs before the study",
        role="constant",
        low=0,
        high=90,
        fixed=True,
    )
    provider: Provider
    plans: dict[Name, Plan] = Field(min_length=1, max_length=20)
    segments: dict[Name, Segment] = Field(max_length=50)
    accounts: dict[Name, Account] = Field(default_factory=dict, max_length=MOST_ACCOUNTS)
    absent: tuple[Name, ...] = Field(
        (),
        max_length=MOST_CUSTOMERS,
        description="customers left out, by name: what the others are like without them",
        json_schema_extra=FIXED,
    )
    selling: Selling = Field(default_factory=Selling)
    market: Market = Field(default_factory=Market, description="prospects, talk, referrals and competitors")
    assumptions: Assumptions = Field(default_factory=Assumptions)
    announcements: tuple[Announcement, ...] = Field(
        (), max_length=50, description="announcements of things to come", json_schema_extra=FIXED
    )
    forced_changes: tuple[ForcedChange, ...] = Field(
        (), max_length=50, description="versions that all must take", json_schema_extra=FIXED
    )
    remedies: tuple[Remedy, ...] = Field(
        (), max_length=50, description="policies for customers who cost too much", json_schema_extra=FIXED
    )
    timeline: tuple[Action, ...] = Field(
        (), max_length=100, description="actions of management, by month", json_schema_extra=FIXED
    )
    evidence: dict[str, Evidence] = Field(
        default_factory=dict,
        description="tag and source of numbers that this scenario sets, by path",
        json_schema_extra=FIXED,
    )
    own_data: bool = Field(
        False,
        description="whether it holds data of its reader's own, as an import wrote them: no store keeps it or its runs",
        json_schema_extra=FIXED,
    )

    @model_validator(mode="after")
    def _parts_fit(self) -> Scenario:
        for rules in (
            (self._months_fit, self._teams_fit, self._customers_fit, self._market_fits),
            (self._tiers_end, self._remedies_fit, self._count_fits, self._credits_fit, self._zones_fit),
            (lambda: desk_misfits(self.provider),),
        ):
            if misfits := [misfit for rule in rules for misfit in rule()]:
                raise Misfits(misfits)
        return self

    def _months_fit(self) -> Iterator[Misfit]:
        """The study lies in years of which calendars are known, and dated events lie within it."""
        if not EARLIEST <= self.start_date <= LATEST:
            yield Misfit(("start_date",), f"must be from {EARLIEST} to {LATEST}", self.start_date)
        for part in ("timeline", "forced_changes"):
            for number, event in enumerate(getattr(self, part)):
                if event.month >= self.horizon_months:
                    rule = f"must lie before the end, month {self.horizon_months}"
                    yield Misfit((part, str(number), "month"), rule, event.month)

    def _teams_fit(self) -> Iterator[Misfit]:
        """Teams that others refer to exist, and none solves and escalates more contacts than it touches."""
        teams = self.provider.teams
        for role in ("first_tier", "billing_team"):
            if (name := getattr(self.provider, role)) not in teams:
                yield Misfit.unknown(("provider", role), name, "teams", teams)
        for name, team in teams.items():
            keys = ("provider", "teams", name)
            if team.escalates_to is not None and team.escalates_to not in teams:
                yield Misfit.unknown((*keys, "escalates_to"), team.escalates_to, "teams", teams)
            if (total := team.solved_share + team.escalated_share) > 1 + 1e-9:
                yield Misfit(keys, f"solved_share + escalated_share = {total:g}: must not exceed 1")

    def _tiers_end(self) -> Iterator[Misfit]:
        """Escalation ends after three tiers at most, none of them the billing team."""
        tiers: list[str] = []
        name: str | None = self.provider.first_tier
        while name is not None:
            if name in tiers:
                yield Misfit(("provider", "teams", name), f"escalates in a circle: {' -> '.join([*tiers, name])}")
                return
            tiers.append(name)
            name = self.provider.teams[name].escalates_to
        if self.provider.billing_team in tiers:
            rule = "must not be a tier that takes contacts"
            yield Misfit(("provider", "billing_team"), rule, self.provider.billing_team)
        if len(tiers) > MOST_TIERS:
            yield Misfit(("provider", "teams"), f"at most {MOST_TIERS} tiers, not {' -> '.join(tiers)}")

    def _zones_fit(self) -> Iterator[Misfit]:
        """Zones are told apart from the provider's."""
        return zone_misfits(self.provider, self.plans, self.segments, self.accounts)

    def _customers_fit(self) -> Iterator[Misfit]:
        """Plans and segments that customers refer to exist."""
        for name, segment in self.segments.items():
            if segment.plan not in self.plans:
                yield Misfit.unknown(("segments", name, "plan"), segment.plan, "plans", self.plans)
        if self.segments and all(segment.machines for segment in self.segments.values()):
            yield Misfit(("segments",), "at least one must not be of machines")
        for name, account in self.accounts.items():
            if account.segment not in self.segments:
                yield Misfit.unknown(("accounts", name, "segment"), account.segment, "segments", self.segments)
            if account.plan is not None and account.plan not in self.plans:
                yield Misfit.unknown(("accounts", name, "plan"), account.plan, "plans", self.plans)
            if is_taken(name, self.segments, self.market.kinds):
                yield Misfit(("accounts", name), "is the name of a member of a segment, or of one who joins later")
        yield from date_misfits(self.accounts, self.start_date)

    def _credits_fit(self) -> Iterator[Misfit]:
        """Service credits of a plan fit each other and its promises."""
        for name, plan in self.plans.items():
            yield from credit_misfits(plan, ("plans", name))

    def _count_fits(self) -> Iterator[Misfit]:
        """There are customers, not too many, and those left out are some of them."""
        total = self.customers + len(self.absent)
        if not 1 <= total <= MOST_CUSTOMERS:
            yield Misfit((), f"segments and accounts hold {total} customers: must be 1 to {MOST_CUSTOMERS}")
        if not self.absent:
            return
        customers = set(self.accounts).union(*(member_names(*pair) for pair in self.segments.items()))
        rule = "must be an account, or a member of a segment by name and number"
        yield from (Misfit(("absent",), rule, name) for name in self.absent if name not in customers)
        if len(set(self.absent)) == total:
            yield Misfit(("absent",), "must leave at least one customer")

    def _market_fits(self) -> Iterator[Misfit]:
        """Plans and segments that the market refers to exist, and there are prospects of some kind."""
        for plan in self.market.offers:
            if plan not in self.plans:
                yield Misfit(("market", "offers", plan), f"must be one of the plans {', '.join(self.plans)}")
        for name, kind in self.market.kinds.items():
            keys = ("market", "kinds", name)
            if kind.segment is not None and kind.segment not in self.segments:
                yield Misfit.unknown((*keys, "segment"), kind.segment, "segments", self.segments)
            elif kind.segment is not None and self.segments[kind.segment].machines:
                yield Misfit((*keys, "segment"), "must not be a segment of machines", kind.segment)
            if kind.plan is not None and kind.plan not in self.plans:
                yield Misfit.unknown((*keys, "plan"), kind.plan, "plans", self.plans)
        for name, wish in self.market.wishes.items():
            if not leads_somewhere(Plan, parse_path(wish.term)):
                yield Misfit(("market", "wishes", name, "term"), "must be a path within a plan", wish.term)
        if not sum(kind.share for kind in self.market.kinds.values()):
            yield Misfit(("market", "kinds"), "at least one kind must have a share above 0")

    def _remedies_fit(self) -> Iterator[Misfit]:
        """A remedy's segments and plan exist."""
        for number, remedy in enumerate(self.remedies):
            keys = ("remedies", str(number))
            unknown = [name for name in remedy.segments if name not in self.segments]
            for name in unknown:
                yield Misfit.unknown((*keys, "segments"), name, "segments", self.segments)
            plan = remedy.then.plan
            if plan is not None and not unknown and plan not in self.plans:
                yield Misfit.unknown((*keys, "then", "plan"), plan, "plans", self.plans)

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """Title, fingerprint and size: the whole document would take thousands of characters."""
        yield "title", self.title
        yield "fingerprint", self.fingerprint
        yield "customers", self.customers
        yield "months", self.horizon_months

    @property
    def customers(self) -> int:
        """Number of customers at the start of the study, without those left out."""
        listed = len(self.accounts) + sum(segment.customers for segment in self.segments.values())
        return listed - len(self.absent)

    @property
    def plans_in_use(self) -> list[str]:
        """Names of the plans that a customer of the start is on, in the order of the document."""
        plans = {segment.plan for segment in self.segments.values() if segment.customers}
        plans.update(map(self.plan_of, self.accounts))
        return [name for name in self.plans if name in plans]

    def plan_of(self, account_name: str) -> str:
        """Find the plan that an account is on.

        Parameters
        ----------
        account_name : str
            Name of the account.

        Returns
        -------
        str
            Its own, or that of its segment.
        """
        account = self.accounts[account_name]
        return account.plan or self.segments[account.segment].plan

    @property
    def minor_units(self) -> int:
        """Smallest units in one of the currency: 100 cents, 1 yen."""
        return minor_units(self.currency)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the document, perhaps with other values, whose fingerprint is another's then.

        Parameters
        ----------
        update : mapping, optional
            Values of fields; they are not validated.
        deep : bool
            Whether parts are copied, too.
        """
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("fingerprint", None)
        return copy

    def __hash__(self) -> int:
        """Equal documents have equal fingerprints."""
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """128 bits, as 32 hexadecimal digits, of all fields that can change a result.

        A number that was added to the schema counts where it is not at its default, so that older documents keep
        their fingerprint.
        """
        content = self.model_dump(mode="json", exclude=set(DESCRIPTIVE))
        _leave_out_added(self, content)
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _leave_out_added(part: BaseModel, content: dict[str, Any]) -> None:
    """Drop numbers that were added to the schema and are at their default from the content of a part."""
    for name, field in type(part).model_fields.items():
        value, extra = getattr(part, name), field.json_schema_extra
        added = isinstance(extra, dict) and ADDED.items() <= extra.items()
        if added and value == field.get_default(call_default_factory=True, validated_data={}):
            del content[name]
        elif name in content:
            for item, inside in _parts(value, content[name]):
                _leave_out_added(item, inside)


def _parts(value: object, content: Any) -> Iterator[tuple[BaseModel, dict[str, Any]]]:
    """Parts of the document in a value, with their contents."""
    if isinstance(value, BaseModel):
        yield value, content
    elif isinstance(value, dict):
        yield from ((item, content[key]) for key, item in value.items() if isinstance(item, BaseModel))
    elif isinstance(value, tuple):
        yield from ((item, inside) for item, inside in zip(value, content, strict=True) if isinstance(item, BaseModel))
