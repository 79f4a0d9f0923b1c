"""The scenario of a portfolio: fitted numbers in their places, and beside them the baseline scaled to its size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from sim.fitting.callers import caller_groups
from sim.fitting.document_values import place_in_row, plain_value, significant, source_text
from sim.fitting.fit import FittedNumber
from sim.fitting.levels import named_accounts
from sim.fitting.people import LEAST_PEOPLE
from sim.fitting.portfolio import DESK, PortfolioFits, seen_share
from sim.fitting.promises import DuePromise
from sim.fitting.renewals import ContractDates
from sim.fitting.shares import SEVERITIES
from sim.scenario.document import OWN_DATA
from sim.scenario.paths import parse_path, print_path
from sim.scenario.portfolio import MOST_CUSTOMERS, is_taken

__all__ = ["Composition", "compose"]

BILLING = "billing"
MACHINES = "Machines"
BREAKING = {"contacts": 24.0, "point": 14.3, "power": 0.85}
"""Of the baseline: its segments have 24, 110 and 360 contacts and break at 14.3, 45.5 and 143."""
SHAPES = (0.05, 50.0)
MOST_BREAKING = 1000.0
MOST_LOAD = 0.85
MOST_CONTACTS = 90_000
"""Of an account in a year; more are parted."""
LONGEST_NAME = 60
SCALED = "the baseline, scaled by contacts: no file tells this"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Composition:
    """Content of the files of a portfolio."""

    document: dict[str, Any]
    """But for its references to tables."""
    accounts: list[dict[str, Any]]
    """Rows of the table of accounts."""
    roster: list[tuple[str, str, str, str, str]]
    notes: list[str]
    """How the rest of each segment follows from the fits."""


def compose(
    fits: PortfolioFits, more: Iterable[FittedNumber] = (), dates: Mapping[str, ContractDates] = MappingProxyType({})
) -> Composition:
    """Compose a scenario.

    Fitted numbers take their places by path. Customers who stand out have rows of their own; their segment keeps the
    others, with the mean of their levels. Teams, fees, breaking points and prospects that no file tells are those of
    the baseline, in proportion to contacts and customers, tagged as assumptions.

    Parameters
    ----------
    fits : PortfolioFits
        Of contacts and the desk.
    more : iterable of FittedNumber, optional
        Of money and relationships; numbers of places that the scenario does not have are left out.
    dates : mapping of str to ContractDates, optional
        Of contracts, by customer; those of customers by name stand in their rows.

    Returns
    -------
    Composition
        With evidence for every number that is not the schema's own.
    """
    return _PortfolioComposer(fits).run(list(more), dates)


class _PortfolioComposer:
    def __init__(self, fits: PortfolioFits) -> None:
        self.fits, self.base = fits, fits.base
        self.evidence: dict[str, dict[str, str]] = {}
        self.notes: list[str] = []
        customers = fits.observed.customers
        self.table = fits.levels.accounts.assign(
            plan=fits.plans, active=customers["active"], exposure=customers["exposure"]
        )
        self.table = self.table[self.table["active"].astype(bool)]
        self.seen = seen_share(fits.base, fits.numbers)
        self.new = {fit.path: fit.new for fit in [*fits.fits] if fit.fitted}

    def run(self, more: list[FittedNumber], dates: Mapping[str, ContractDates]) -> Composition:
        fits = self.fits
        means = {str(name): float(part["level"].mean()) for name, part in self.table.groupby("segment")}
        chosen = named_accounts(self.table, means)
        segments = self.segments(chosen)
        plans = self.plans()
        accounts = self.accounts(chosen, segments)
        teams = self.teams(accounts, segments)
        start = (fits.observed.days[-1] + pd.offsets.MonthBegin(1)).date().isoformat()
        document: dict[str, Any] = {
            "title": "My portfolio",
            OWN_DATA: True,
            "currency": self.base.currency,
            "start_date": start,
            "provider": {"first_tier": DESK, "billing_team": BILLING, "teams": teams},
            "plans": plans,
            "segments": segments,
            "selling": {"clarity": self.base.selling.clarity},
            "market": {"prospects_per_month": self.prospects()},
            "assumptions": self.assumptions(),
        }
        own = {str(row["name"]): row for row in accounts}
        for fit in [*fits.numbers, *more]:
            if parse_path(fit.path)[0] == "accounts":
                place_in_row(own, fit)
            else:
                self.place(document, fit)
        for name, contract in dates.items():
            if name in own:
                own[name] |= {"customer_since": contract.since or "", "renews_on": contract.renews_on or ""}
        return Composition({**document, "evidence": self.evidence}, accounts, self.roster(), self.notes)

    def assume(self, path: str, source: str) -> None:
        self.evidence[path] = {"tag": "A", "source": source}

    def place(self, document: dict[str, Any], fit: FittedNumber) -> None:
        """Put a fitted number where its path says, with its evidence."""
        if fit.new is None:
            return
        *keys, name = parse_path(fit.path)
        part = document
        for depth, key in enumerate(keys):
            if key not in part and (depth == 0 or keys[0] != "assumptions"):
                return
            part = part.setdefault(key, {})
        part[name] = plain_value(name, fit.new)
        self.evidence[fit.path] = {"tag": "M", "source": source_text(fit)}

    def roster(self) -> list[tuple[str, str, str, str, str]]:
        """People by half hour; lines share them as they share the minutes of work."""
        people, tiers = self.fits.people, self.fits.tiers
        if people.table is None:
            return []
        parts = zip(tiers.names, tiers.minutes, strict=True)
        return [row for name, share in parts for row in replace(people, table=people.table * share).rows(name)]

    def segments(self, chosen: pd.DataFrame) -> dict[str, Any]:
        segments: dict[str, Any] = {}
        for name in sorted(self.fits.segments.unique()) or ["customers"]:
            members = self.table[self.table["segment"] == name]
            rest = members[~members.index.isin(chosen.index)]
            path = ("segments", name)
            silent = min(round(self.fits.levels.silent), MOST_CUSTOMERS - len(self.table) - len(chosen))
            level, shape = self.rest(name, rest, silent)
            segments[name] = {
                "customers": len(rest) + silent,
                "plan": str(members["plan"].iloc[0]) if len(members) else "standard",
                "contacts_per_year": significant(level),
                "contacts_shape": significant(shape),
                "breaking_point": _breaking_point(level),
            }
            fitted = print_path((*path, "contacts_per_year")) in self.new
            tag = "M" if fitted else "A"
            why = f"mean of the levels of {len(rest)} customers without a row of their own" if len(rest) else "baseline"
            for field in ("contacts_per_year", "contacts_shape"):
                self.evidence[print_path((*path, field))] = {
                    "tag": tag,
                    "source": f"{self.fits.observed.source}: {why}",
                }
            self.assume(print_path((*path, "breaking_point")), "the baseline's, by contacts a year: no file tells this")
            if len(rest) < len(members):
                self.notes.append(
                    f"segments.{name}: {len(members) - len(rest)} of {len(members)} customers by name; the others come "
                    f"{level:.3g} times a year each, with shape {shape:.2g}"
                )
        return segments

    def rest(self, name: str, rest: pd.DataFrame, silent: int) -> tuple[float, float]:
        """Mean and evenness of the levels of customers without a row, silent ones among them."""
        first = next(iter(self.base.segments.values()))
        if rest.empty:
            values = (
                self.new.get(print_path(("segments", name, field))) for field in ("contacts_per_year", "contacts_shape")
            )
            level, shape = (value if isinstance(value, float) else None for value in values)
            return level or first.contacts_per_year, shape or first.contacts_shape
        unseen, unseen_variance = self.fits.levels.silent_level
        levels = np.append(rest["level"].to_numpy(float), np.full(silent, unseen))
        variance = float(levels.var() + np.append(rest["variance"], np.full(silent, unseen_variance)).mean())
        mean = float(levels.mean())
        return mean, float(np.clip(mean**2 / max(variance, 1e-9), *SHAPES))

    def plans(self) -> dict[str, Any]:
        plans: dict[str, Any] = {}
        contacts, fees = self.per_contact()
        middle = list(self.base.plans.values())[len(self.base.plans) // 2]
        for name in sorted(self.fits.plans[self.table.index].unique()) or ["standard"]:
            members = self.table[self.table["plan"] == name]
            stated_fees = members["fee"].dropna()
            path = ("plans", name)
            fee = (
                float(stated_fees.median())
                if len(stated_fees)
                else fees / contacts * float(members["level"].mean() or 0) / 12
            )
            plans[name] = {"fee_per_month": significant(fee) if np.isfinite(fee) else middle.fee_per_month}
            if len(stated_fees):
                source = f"customers: median of {len(stated_fees)}"
                self.evidence[print_path((*path, "fee_per_month"))] = {"tag": "M", "source": source}
            else:
                self.assume(print_path((*path, "fee_per_month")), "the baseline's fee a contact: no file tells fees")
            usual = middle.response_hours.model_dump()
            plans[name]["response_hours"] = usual
            self.assume(print_path((*path, "response_hours")), "the baseline's: no due times")
            promised = self.fits.promises.of(name)
            for kind, promise in promised.items():
                hours = {key: promise.hours.get(key, promise.hours.get("unknown")) for key in SEVERITIES}
                spare = next((value for value in hours.values() if value is not None), None)
                plans[name][f"{kind}_hours"] = {key: spare if value is None else value for key, value in hours.items()}
                source = f"due times of contacts, {promise.explained:.1%} of {promise.n:,}"
                self.evidence[print_path((*path, f"{kind}_hours"))] = {"tag": "M", "source": source}
            plans[name]["coverage"] = self.coverage(print_path((*path, "coverage")), promised)
        return plans

    def coverage(self, path: str, promised: Mapping[str, DuePromise]) -> Any:
        """Hours of a promise: by due times, else those in which somebody is at the desk."""
        promise = promised.get("response") or promised.get("resolution")
        if promise is not None:
            self.evidence[path] = {"tag": "M", "source": f"due times, {promise.explained:.1%} of {promise.n:,}"}
            if promise.round_the_clock:
                return "24x7"
            return {"days": list(WEEKDAYS[: promise.days]), "from_hour": promise.from_hour, "to_hour": promise.to_hour}
        table = self.fits.people.table
        if table is None:
            return {}
        self.assume(path, "hours in which somebody is at the desk")
        groups: dict[tuple[float, float], list[str]] = {}
        for day, people in zip(WEEKDAYS, table, strict=True):
            there = np.flatnonzero(np.round(people, 2) >= LEAST_PEOPLE)
            if there.size:
                groups.setdefault((float(there[0] / 2), float((there[-1] + 1) / 2)), []).append(day)
        parts = [{"days": days, "from_hour": start, "to_hour": end} for (start, end), days in groups.items()]
        return {**parts[0], **({"also": parts[1:]} if parts[1:] else {})} if parts else {}

    def per_contact(self) -> tuple[float, float]:
        """Contacts and fees a year of the baseline."""
        plans = self.base.plans
        contacts = sum(part.customers * part.contacts_per_year for part in self.base.segments.values())
        fees = sum(part.customers * plans[part.plan].fee_per_month * 12 for part in self.base.segments.values())
        return contacts, fees

    def accounts(self, chosen: pd.DataFrame, segments: dict[str, Any]) -> list[dict[str, Any]]:
        rows = []
        names: set[str] = set()
        for name, row in chosen.iterrows():
            segment = segments[row["segment"]]
            level = float(row["level"])
            rows.append(
                {
                    "name": self.free(str(name), names),
                    "segment": row["segment"],
                    "fee_per_month": "" if np.isnan(row["fee"]) else significant(float(row["fee"])),
                    "contacts_per_year": significant(level),
                    "contacts_per_year_lo": significant(float(row["low"])),
                    "contacts_per_year_hi": significant(float(row["high"])),
                    "contacts_per_year_n": int(row["n"]),
                    "breaking_point": _breaking_point(level) if level > segment["contacts_per_year"] else "",
                }
            )
        for name, count, net, channels in self.groups():
            level = net / self.fits.observed.years / (1.0 if name == MACHINES else self.seen)
            parts = int(np.ceil(level / MOST_CONTACTS))
            for _ in range(parts):
                segment = self.apart(name, segments, channels)
                apart: dict[str, Any] = {"name": self.free(name, names), "segment": segment}
                apart |= {"fee_per_month": 0, "contacts_per_year": significant(level / parts)}
                rows.append(
                    {**apart, "contacts_per_year_n": count // parts, "breaking_point": _breaking_point(level / parts)}
                )
        return rows

    def groups(self) -> list[tuple[str, int, float, pd.Series]]:
        """Name, contacts, contacts without further tries, and channels, of unknown callers and of machines."""
        observed, contact = self.fits.observed, self.base.assumptions.contact
        retry = self.new.get("assumptions.contact.retry_probability", contact.retry_probability)
        share = retry if isinstance(retry, float) else contact.retry_probability
        unknown = observed.contacts[~observed.contacts["customer"].isin(observed.customers.index)]
        groups = [
            (group.name, group.contacts, group.net, group.channels)
            for group in caller_groups(unknown, self.fits.kinds, share, contact.most_retries)
        ]
        return [*groups, (MACHINES, observed.robots, float(observed.robots), pd.Series(dtype=object))]

    def apart(self, name: str, segments: dict[str, Any], channels: pd.Series) -> str:
        """Segment of machines, and of those who call without a name."""
        plan = next(iter(segments.values()))["plan"]
        key = name.lower()
        if key in segments:
            return key
        segments[key] = {"customers": 0, "plan": plan, "contacts_per_year": 24.0, "machines": name == MACHINES}
        if name == MACHINES:
            return key
        segments[key].pop("machines")
        if len(channels):
            segments[key]["phone_share"] = significant(float((channels == "phone").mean()))
            source = f"contacts: share of {len(channels):,} without a customer that came by phone"
            self.evidence[print_path(("segments", key, "phone_share"))] = {"tag": "M", "source": source}
        return key

    def free(self, name: str, names: set[str]) -> str:
        """A name that nobody else has, and that no spreadsheet reckons with."""
        text = " ".join("".join(char if char.isprintable() else " " for char in name).split())
        text = f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
        text = text[:LONGEST_NAME].strip() or "customer"
        taken = names | {key for key in (text,) if is_taken(key, {}, ("ordinary",))}
        stem = text[: LONGEST_NAME - 6]
        number = 2
        while text in taken:
            text, number = f"{stem} ({number})", number + 1
        names.add(text)
        return text

    def prospects(self) -> float:
        path = "market.prospects_per_month"
        self.assume(path, "the baseline's, by customers: no file tells this")
        return significant(self.base.market.prospects_per_month * len(self.table) / max(self.base.customers, 1))

    def assumptions(self) -> dict[str, Any]:
        base = self.base.assumptions
        for path in (
            "contact.out_of_scope_share",
            "renewal.intercept",
            "billing.correct_disputed",
            "billing.error_probability",
        ):
            self.assume(f"assumptions.{path}", "the baseline's: no file tells this")
        self.assume("selling.clarity", "the baseline's: no file tells this")
        return {
            "demand": {},
            "contact": {"out_of_scope_share": base.contact.out_of_scope_share},
            "renewal": {"intercept": base.renewal.intercept},
            "billing": {
                "correct_disputed": base.billing.correct_disputed,
                "error_probability": base.billing.error_probability,
            },
        }

    def teams(self, accounts: list[dict[str, Any]], segments: dict[str, Any]) -> dict[str, Any]:
        """The desk, by tiers where files tell them, and the billing team."""
        provider, paths = self.base.provider, ("provider", "teams", DESK)
        first = provider.teams[provider.first_tier]
        contacts = sum(part["customers"] * part["contacts_per_year"] for part in segments.values())
        contacts += sum(row["contacts_per_year"] for row in accounts)
        usual = self.minutes_of_contact(provider.tiers, {})
        touch = self.new.get(print_path((*paths, "touch_minutes")))
        solved = self.new.get(print_path((*paths, "solved_share")))
        solved = solved if isinstance(solved, float) else first.solved_share
        minutes = touch * (2 - solved) if isinstance(touch, float) else usual
        if self.fits.tiers.several:
            minutes = self.minutes_of_contact(self.fits.tiers.names, self.new)
        base_contacts = self.per_contact()[0] + sum(
            account.contacts_per_year or 0 for account in self.base.accounts.values()
        )
        desk: dict[str, Any] = {
            "cost_per_hour": first.cost_per_hour,
            "touch_minutes": significant(minutes / (2 - solved)),
            "touch_sigma": first.touch_sigma,
            "solved_share": significant(solved),
            "escalated_share": 0.0,
        }
        table = self.fits.people.table
        if table is None:
            tiers = sum(provider.teams[name].people for name in provider.tiers)
            desk["people"] = max(significant(tiers * contacts / base_contacts * minutes / usual), 0.05)
            self.assume(print_path((*paths, "people")), SCALED)
        elif touch is None:
            there = float(table.sum()) / 2 * 365.25 / 7 * 60
            most = MOST_LOAD * there / max(contacts * self.seen * (2 - solved), 1e-9)
            desk["touch_minutes"] = significant(min(desk["touch_minutes"], most))
        if touch is None:
            source = "the baseline's work on a contact over all tiers, as far as people have time: no file tells this"
            self.assume(print_path((*paths, "touch_minutes")), source)
        desks = self.lines(desk)
        billing = provider.teams[provider.billing_team]
        people = max(significant(billing.people * max(len(self.table), 1) / max(self.base.customers, 1)), 0.02)
        for field in ("people", "touch_minutes", "cost_per_hour"):
            self.assume(print_path(("provider", "teams", BILLING, field)), "the baseline's, by customers")
        rest = {
            "cost_per_hour": billing.cost_per_hour,
            "touch_minutes": billing.touch_minutes,
            "touch_sigma": billing.touch_sigma,
        }
        return {**desks, BILLING: {"people": people, **rest, "solved_share": 1.0, "escalated_share": 0.0}}

    def lines(self, desk: dict[str, Any]) -> dict[str, Any]:
        """The desk as one team, or its tiers."""
        tiers, fields = self.fits.tiers, ["solved_share", "escalated_share", "cost_per_hour"]
        desks: dict[str, Any] = {DESK: desk}
        why = "the baseline's first tier; files do not tell tiers"
        if tiers.several:
            desks, why = tiers.teams(self.base.provider, desk.get("people")), "the baseline's"
            fields.append("touch_minutes")
            self.notes.append("tiers: people are parted among them as their minutes of work are")
        for name in desks:
            for field in fields:
                self.assume(print_path(("provider", "teams", name, field)), why)
        return desks

    def minutes_of_contact(self, names: Sequence[str], new: Mapping[str, Any]) -> float:
        """Mean minutes of work on a contact: each tier solves it, hands it on, or asks and solves at a second touch."""
        provider, reached, minutes = self.base.provider, 1.0, 0.0
        for place, name in enumerate(names):
            team, path = provider.teams[provider.tiers[place]], ("provider", "teams", name)
            solved, escalated, touch = (
                new.get(print_path((*path, field)), getattr(team, field))
                for field in ("solved_share", "escalated_share", "touch_minutes")
            )
            handed_on = 0.0 if place == len(names) - 1 else escalated
            minutes += reached * touch * (2 - solved - handed_on)
            reached *= handed_on
        return minutes


def _breaking_point(level: float) -> float:
    ratio = max(level, 1.0) / BREAKING["contacts"]
    return significant(min(BREAKING["point"] * ratio ** BREAKING["power"], MOST_BREAKING))
