"""The scenario: one frozen value that holds everything a run depends on, except the seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.assumptions import Assumptions
from sim.scenario.desk import Provider
from sim.scenario.management import Action, Announcement, ForcedChange
from sim.scenario.market import Market
from sim.scenario.portfolio import MOST_CUSTOMERS, Account, Segment, member_names
from sim.scenario.quantity import FIXED, Document, Tag, quantity
from sim.scenario.remedies import Remedy
from sim.scenario.story import Pattern
from sim.scenario.terms import Plan, Selling

__all__ = ["DESCRIPTIVE", "Evidence", "Scenario"]

Name = Annotated[str, Field(min_length=1, max_length=60)]
DESCRIPTIVE = ("title", "lesson", "essay", "patterns", "evidence")
"""What can change no result."""


class Evidence(Document):
    """What stands behind a number that this scenario sets."""

    tag: Tag
    source: str


class Scenario(Document):
    """Provider, plans, customers, what was sold, and what is assumed of the world."""

    title: str = Field(min_length=1, max_length=120, description="what to call it", json_schema_extra=FIXED)
    lesson: str = Field("", max_length=300, description="what it teaches, in one sentence", json_schema_extra=FIXED)
    essay: str = Field("", max_length=120, description="where the story is told", json_schema_extra=FIXED)
    patterns: tuple[Pattern, ...] = Field(
        (), max_length=5, description="what it shows; the first is the point", json_schema_extra=FIXED
    )
    currency: Literal["USD", "EUR", "GBP", "ZAR", "CAD", "AUD", "CHF", "JPY"] = Field(
        "USD", description="currency of all amounts", json_schema_extra=FIXED
    )
    start_date: date = Field(description="first of the month in which the study begins", json_schema_extra=FIXED)
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
    accounts: dict[Name, Account] = Field(default_factory=dict, max_length=2_000)
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
        (), max_length=50, description="what was promised for the future", json_schema_extra=FIXED
    )
    forced_changes: tuple[ForcedChange, ...] = Field(
        (), max_length=50, description="versions that all must take", json_schema_extra=FIXED
    )
    remedies: tuple[Remedy, ...] = Field(
        (), max_length=50, description="policies for customers who cost too much", json_schema_extra=FIXED
    )
    timeline: tuple[Action, ...] = Field(
        (), max_length=100, description="what management does, month by month", json_schema_extra=FIXED
    )
    evidence: dict[str, Evidence] = Field(
        default_factory=dict,
        description="tag and source of numbers that this scenario sets, by path",
        json_schema_extra=FIXED,
    )

    @model_validator(mode="after")
    def _parts_fit(self) -> Scenario:
        if self.start_date.day != 1:
            raise ValueError(f"start_date = {self.start_date}: must be the first of a month")
        teams = self.provider.teams
        for role in ("first_tier", "billing_team"):
            if getattr(self.provider, role) not in teams:
                raise ValueError(
                    f"provider.{role} = {getattr(self.provider, role)}: must be one of the teams {', '.join(teams)}"
                )
        for name, team in teams.items():
            if team.escalates_to is not None and team.escalates_to not in teams:
                raise ValueError(
                    f"provider.teams.{name}.escalates_to = {team.escalates_to}: "
                    f"must be one of the teams {', '.join(teams)}"
                )
            if team.solved_share + team.escalated_share > 1 + 1e-9:
                raise ValueError(
                    f"provider.teams.{name}: solved_share + escalated_share = "
                    f"{team.solved_share + team.escalated_share:g}: must not exceed 1"
                )
        for part in ("timeline", "forced_changes"):
            for number, event in enumerate(getattr(self, part)):
                if event.month >= self.horizon_months:
                    raise ValueError(
                        f"{part}.{number}.month = {event.month}: must lie before the end, month {self.horizon_months}"
                    )
        self._tiers_end()
        self._customers_fit()
        self._market_fits()
        return self

    def _tiers_end(self) -> None:
        seen: list[str] = []
        name: str | None = self.provider.first_tier
        while name is not None:
            if name in seen:
                raise ValueError(f"provider.teams.{name}: escalates in a circle: {' -> '.join([*seen, name])}")
            seen.append(name)
            name = self.provider.teams[name].escalates_to
        if self.provider.billing_team in seen:
            raise ValueError(
                f"provider.billing_team = {self.provider.billing_team}: must not be a tier that takes contacts"
            )
        if len(seen) > 3:
            raise ValueError(f"provider.teams: at most 3 tiers, not {' -> '.join(seen)}")

    def _customers_fit(self) -> None:
        for name, segment in self.segments.items():
            if segment.plan not in self.plans:
                raise ValueError(
                    f"segments.{name}.plan = {segment.plan}: must be one of the plans {', '.join(self.plans)}"
                )
        for name, account in self.accounts.items():
            if account.segment not in self.segments:
                raise ValueError(
                    f"accounts.{name}.segment = {account.segment}: "
                    f"must be one of the segments {', '.join(self.segments)}"
                )
            if account.plan is not None and account.plan not in self.plans:
                raise ValueError(
                    f"accounts.{name}.plan = {account.plan}: must be one of the plans {', '.join(self.plans)}"
                )
        self._remedies_fit()
        total = len(self.accounts) + sum(segment.customers for segment in self.segments.values())
        if not 1 <= total <= MOST_CUSTOMERS:
            raise ValueError(f"segments and accounts hold {total} customers: must be 1 to {MOST_CUSTOMERS}")
        self._absentees_are_known(total)

    def _absentees_are_known(self, total: int) -> None:
        if not self.absent:
            return
        known = set(self.accounts).union(*(member_names(*pair) for pair in self.segments.items()))
        for name in self.absent:
            if name not in known:
                raise ValueError(f"absent = {name}: must be an account, or a member of a segment by name and number")
        if len(set(self.absent)) == total:
            raise ValueError("absent: must leave at least one customer")

    def _market_fits(self) -> None:
        named: list[tuple[str, str, Collection[str], str]] = [
            (f"offers.{plan}", plan, self.plans, "plans") for plan in self.market.offers
        ]
        for name, kind in self.market.kinds.items():
            if kind.segment is not None:
                named.append((f"kinds.{name}.segment = {kind.segment}", kind.segment, self.segments, "segments"))
            if kind.plan is not None:
                named.append((f"kinds.{name}.plan = {kind.plan}", kind.plan, self.plans, "plans"))
        for path, wanted, known, what in named:
            if wanted not in known:
                raise ValueError(f"market.{path}: must be one of the {what} {', '.join(known)}")
        if not sum(kind.share for kind in self.market.kinds.values()):
            raise ValueError("market.kinds: at least one kind must have a share above 0")

    def _remedies_fit(self) -> None:
        """A remedy's segments and plan exist, and the plan has the periods of those whom it meets."""
        for number, remedy in enumerate(self.remedies):
            for name in remedy.segments:
                if name not in self.segments:
                    raise ValueError(
                        f"remedies.{number}.segments = {name}: must be one of the segments {', '.join(self.segments)}"
                    )
            plan = remedy.then.plan
            if plan is None:
                continue
            if plan not in self.plans:
                raise ValueError(
                    f"remedies.{number}.then.plan = {plan}: must be one of the plans {', '.join(self.plans)}"
                )
            met = remedy.segments or tuple(self.segments)
            held = {self.segments[name].plan for name in met}
            held |= {account.plan for account in self.accounts.values() if account.plan and account.segment in met}
            for other in sorted(held):
                first, second = self.plans[other], self.plans[plan]
                if (first.term_months, first.billing_months) != (second.term_months, second.billing_months):
                    raise ValueError(
                        f"remedies.{number}.then.plan = {plan}: must have the term_months and billing_months of "
                        f"{other}, the plan of customers whom it meets"
                    )

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits of everything that can change a result; what describes it is left out."""
        content = self.model_dump(mode="json", exclude=set(DESCRIPTIVE))
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
