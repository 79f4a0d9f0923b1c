"""A portfolio of one's own: what files show, and for the rest the baseline, scaled to the size of the portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.errors import Problem, SaydoError
from sim.fitting.callers import CallerKinds, fit_kinds
from sim.fitting.days import DayTable, day_table, fit_autocorrelation, fit_busyness, fit_growth, fit_hours, fit_weekdays
from sim.fitting.desk_scale import CallHandling
from sim.fitting.drift import drift_of, weekly
from sim.fitting.fit import FittedNumber
from sim.fitting.levels import Levels, fit_levels
from sim.fitting.observed import Observations, observations
from sim.fitting.people import People, fit_people
from sim.fitting.promises import DuePromises, fit_promises
from sim.fitting.repeats import fit_repeats, with_repeats
from sim.fitting.season import fit_season, in_season
from sim.fitting.segments import plan_names, segment_names
from sim.fitting.shares import fit_phone_share, fit_severities
from sim.fitting.telephone import fit_patience, fit_retry, fit_written
from sim.fitting.tiers import Tiers, fit_tiers
from sim.fitting.touches import fit_solved, fit_touches
from sim.fitting.week_hours import WEEK_HOURS, fit_week_hours, own_weekdays
from sim.scenario.assumptions import ContactAssumptions
from sim.scenario.document import Scenario
from sim.scenario.zones import public_holidays

__all__ = ["DESK", "PortfolioFits", "fit_portfolio", "seen_share", "within"]

WRITTEN = ("hang_up_ticket_share", "repeat_probability")
"""What customers do in writing, having called."""
DESK = "frontline"
"""Name of the first line of an import; the only one where files do not tell tiers."""


@dataclass(frozen=True)
class PortfolioFits:
    """All that was fitted to an import, and what a portfolio is composed of."""

    observed: Observations
    base: Scenario
    """Holds what files do not tell."""
    plans: pd.Series
    segments: pd.Series
    """By customer."""
    levels: Levels
    numbers: list[FittedNumber]
    """All fits but those of people."""
    people: People
    promises: DuePromises
    days: DayTable
    tiers: Tiers
    kinds: CallerKinds = field(default_factory=CallerKinds)
    notes: list[str] = field(default_factory=list)

    @property
    def fits(self) -> list[FittedNumber]:
        """All numbers, in the order of the report."""
        return [*self.levels.fits, *self.numbers, self.people.fit]

    def texts(self) -> list[str]:
        """The account of the fits.

        Returns
        -------
        list of str
            A line each: numbers, then closed days, promises and drift, then what no file tells.
        """
        lines = [f"contacts of {self.observed.days[0]:%Y-%m-%d} to {self.observed.days[-1]:%Y-%m-%d}, whole days"]
        lines += [fit.text() for fit in self.fits]
        lines += [scale.text() for scale in self.people.scales]
        lines += [f"closed: {day.isoformat()} {day:%A}, {why}" for day, why in sorted(self.days.closed.items())]
        return [*lines, *self.promises.texts(), *self.notes]


def fit_portfolio(
    tables: Mapping[str, pa.Table], base: Scenario, country: str | None = None, until: date | None = None
) -> PortfolioFits | None:
    """Fit all that contacts and the desk show.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.
    base : Scenario
        Where numbers come from that no file tells; its first segment and first tier give values before.
    country : str, optional
        Code of the country or region whose public holidays are closed days.
    until : date, optional
        Day before which the tables are known to hold everything.

    Returns
    -------
    PortfolioFits or None
        None where there are no contacts over some days.

    Raises
    ------
    SaydoError
        Where the country is not known.
    """
    observed = observations(tables, until)
    if observed is None:
        return None
    holidays = _holidays(country, observed.days)
    contacts, customers = observed.contacts, observed.customers
    days = day_table(contacts["opened"], observed.days, holidays, observed.at_risk)
    plans = plan_names(customers["plan"])
    segments = segment_names(customers, plans)
    numbers, levels = _demand(observed, days, segments, base)
    kinds = fit_kinds(observed.calls, observed.calls["customer"].astype(object).map(segments))
    numbers += kinds.numbers
    team = base.provider.teams[base.provider.first_tier]
    work = tables["work"].to_pandas() if "work" in tables else None
    events = tables["events"].to_pandas() if "events" in tables else None
    lost = base.assumptions.contact.cut_solved_loss * base.provider.policies.corner_cutting_gain
    touches = {"work": within(work, observed.days), "events": events}
    tiers = fit_tiers(touches, contacts, base.provider, DESK, lost)
    if not tiers.several:
        numbers += fit_touches(DESK, work, (team.touch_minutes, team.touch_sigma))
        numbers.append(fit_solved(DESK, touches["work"], observed.taken, team.solved_share, lost))
    numbers += tiers.numbers
    line = _telephone(numbers, base, kinds)
    apart = next(own_weekdays(fit) for fit in numbers if fit.path == WEEK_HOURS)
    people = fit_people(tables, DESK, (team.people, team.shrinkage_share), days.closed, line, apart)
    promises = fit_promises(contacts, plans)
    return PortfolioFits(
        observed, base, plans, segments, levels, numbers, people, promises, days, tiers, kinds, _notes(observed, days)
    )


def _telephone(numbers: list[FittedNumber], base: Scenario, kinds: CallerKinds) -> CallHandling | None:
    """The numbers by which calls wait; None where no file tells how long a call takes."""
    new = {fit.path: fit.new for fit in numbers if isinstance(fit.new, float)}
    minutes, sigma = (new.get(f"provider.teams.{DESK}.{name}") for name in ("touch_minutes", "touch_sigma"))
    if not isinstance(minutes, float) or not isinstance(sigma, float):
        return None
    patience = new.get("assumptions.contact.patience_minutes", base.assumptions.contact.patience_minutes)
    return CallHandling(float(patience), minutes, sigma, kinds.minutes)


def within(work: pd.DataFrame | None, days: pd.DatetimeIndex) -> pd.DataFrame | None:
    """Spells of work that began in the days that are whole; all of those without a time.

    Parameters
    ----------
    work : pandas.DataFrame or None
        With ``started``.
    days : pandas.DatetimeIndex
        Whole days.

    Returns
    -------
    pandas.DataFrame or None
        None where there is none.
    """
    if work is None:
        return None
    outside = (work["started"] < days[0]) | (work["started"] >= days[-1] + pd.Timedelta(days=1))
    return work[~outside]


def seen_share(base: Scenario, numbers: list[FittedNumber]) -> float:
    """Contacts that files count over first contacts that customers have.

    A file does not hold what self-service solves, and has a row of its own for a contact that comes back, which the
    model draws beside the first.

    Parameters
    ----------
    base : Scenario
        Gives self-service.
    numbers : list of FittedNumber
        Severities and repeats, where fitted.

    Returns
    -------
    float
        About 0.87 by the baseline.
    """
    contact = base.assumptions.contact
    new = {fit.path: fit.new for fit in numbers}
    shares = new.get("assumptions.contact.severity_shares") or contact.severity_shares.as_tuple()
    return float(np.dot(np.array(shares), np.array(_answered(base)))) * with_repeats(numbers)


def _answered(base: Scenario) -> tuple[float, ...]:
    """By severity, the share of contacts that self-service does not solve."""
    contact, segment = base.assumptions.contact, next(iter(base.segments.values()))
    solved = segment.self_service_share * (1 - contact.self_service_failure)
    return tuple(1 - solved * share for share in contact.self_service_eligible.as_tuple())


def _demand(
    observed: Observations, days: DayTable, segments: pd.Series, base: Scenario
) -> tuple[list[FittedNumber], Levels]:
    """Fits of contacts."""
    contacts, demand, contact = observed.contacts, base.assumptions.demand, base.assumptions.contact
    first = next(iter(base.segments.values()))
    season, *growth = fit_season(days, demand.season, demand.growth_per_year)
    beside, hours = in_season(days, season), fit_week_hours(contacts["opened"], days)
    apart = own_weekdays(hours)
    numbers = [
        fit_weekdays(days, demand.weekday_shares),
        fit_hours(contacts["opened"], days, demand.hour_shares, apart=apart),
        fit_hours(contacts["opened"], days, demand.weekend_hour_shares, weekend=True, apart=apart),
        season,
        hours,
        *(growth or [fit_growth(days, demand.growth_per_year)]),
        (busy := fit_busyness(beside, demand.busyness_shape)),
        fit_autocorrelation(
            beside, busy.new if isinstance(busy.new, float) else demand.busyness_shape, demand.busyness_autocorrelation
        ),
        fit_severities(contacts["severity"], contact.severity_shares.as_tuple(), _answered(base)),
        fit_patience(observed.calls, contact.patience_minutes),
        fit_retry(observed.calls, contact.retry_probability),
        *_repeats(contacts, observed.days, contact),
    ]
    names = sorted(segments.unique())
    old = dict.fromkeys(names, (first.contacts_per_year, first.contacts_shape))
    table = observed.customers.assign(segment=segments)
    levels = fit_levels(table, old, listed=observed.listed, seen=seen_share(base, numbers))
    whose = contacts["customer"].astype(object).map(segments)
    numbers += [fit_phone_share(name, contacts["channel"][whose == name], first.phone_share) for name in names]
    return numbers, levels


def _repeats(contacts: pd.DataFrame, days: pd.DatetimeIndex, contact: ContactAssumptions) -> list[FittedNumber]:
    """Who comes back: as further calls in a list of calls alone, else by the pairs that chance does not bring."""
    tickets, share = fit_written(contacts, {name: getattr(contact, name) for name in WRITTEN})
    if share.fitted:
        return [tickets, share]
    return [tickets, *fit_repeats(contacts, days, (contact.repeat_probability, contact.repeat_hours))]


def _holidays(country: str | None, days: pd.DatetimeIndex) -> frozenset[date]:
    if country is None:
        return frozenset()
    try:
        return public_holidays(country, days[0].year, days[-1].year)
    except (KeyError, NotImplementedError, ValueError):
        raise SaydoError(Problem.of("public_holidays", country, "must be a country or region with holidays")) from None


def _notes(observed: Observations, days: DayTable) -> list[str]:
    """Drift, and what was counted apart."""
    contacts = observed.contacts
    is_open = contacts["opened"].dt.normalize().isin(observed.days[days.is_open])
    series: list[tuple[str, pd.Series]] = [("contacts a week", weekly(contacts["opened"], None, observed.days))]
    for name, column in (("response", "first_response"), ("resolution", "resolved")):
        waits = (contacts[column] - contacts["opened"]).dt.total_seconds() / 3600
        if waits.notna().any():
            series.append((f"weekly median {name}", weekly(contacts["opened"][is_open], waits[is_open], observed.days)))
    drifts = [drift for name, values in series if (drift := drift_of(name, values)) is not None]
    notes = [drift.text() for drift in drifts]
    if observed.robots:
        notes.append(f"machines: {observed.robots:,} contacts, a segment of their own")
    if observed.unknown:
        notes.append(f"unknown callers: {observed.unknown:,} contacts, one account for each patience")
    return notes
