"""Hours of service in the words of a contract: days, hours, zone and holidays, by severity where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, get_args

from sim.report.format.amounts import listed
from sim.report.format.countries import country_of
from sim.report.memo.clauses import Clauses, Row
from sim.scenario.calendars import WEEKDAYS, Coverage, Hours, Severity
from sim.scenario.desk import Provider
from sim.scenario.quantity import SEVERITIES
from sim.scenario.stated import is_stated
from sim.scenario.terms import Plan
from sim.scenario.zones import CUSTOMER

__all__ = ["coverage_words", "hours_lines", "hours_rows", "service_hours_words"]

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}

CLOCK = "Hours in this sheet are hours of that time; outside it the clocks stand still."
MOST_PLACES = 3


def hours_rows(clauses: Clauses) -> list[Row]:
    """Write the memo's rows on hours of service.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of Row
        Rows.
    """
    plan = clauses.plan
    return [("Hours of service", _field(plan), service_hours_words(plan, clauses.scenario.provider))]


def hours_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on hours of service.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    plan, place = clauses.plan, _Whereabouts.of_buyer(clauses)
    usual = coverage_words(plan.coverage, place)
    own = _by_text((severity, coverage_words(hours, place)) for severity, hours in _by_severity(plan))
    lines = [f"For {listed(names)} we are there {text}." for text, names in own]
    if len(plan.coverage_by_severity) < len(SEVERITIES):
        lines.append(f"{'For everything else we' if lines else 'We'} are there {usual}.")
    lines += [] if all(plan.coverage_of(name).is_round_the_clock for name in get_args(Severity)) else [CLOCK]
    assumed = f"Hours of service: {' '.join(lines)}"
    return lines if clauses.states(_field(plan), assumed) else []


def _field(plan: Plan) -> str:
    """The field that states the hours."""
    return "coverage_by_severity" if plan.coverage_by_severity else "coverage"


def service_hours_words(plan: Plan, provider: Provider) -> str:
    """Write when the clocks of a plan's promises run, by severity where they differ.

    Parameters
    ----------
    plan : Plan
        Plan.
    provider : Provider
        Its zone and holidays hold where the hours name none.

    Returns
    -------
    str
        Such as ``P1 around the clock; otherwise Monday to Friday, 8:00 to 18:00, not on holidays``.
    """
    place = _Whereabouts.of(provider)
    own = _by_text((severity, coverage_words(hours, place)) for severity, hours in _by_severity(plan))
    parts = [f"{listed(names)} {text}" for text, names in own]
    if len(plan.coverage_by_severity) < len(SEVERITIES):
        usual = coverage_words(plan.coverage, place)
        parts.append(f"otherwise {usual}" if parts else usual)
    return "; ".join(parts)


def _by_severity(plan: Plan) -> list[tuple[str, Coverage]]:
    """Severities with hours of their own."""
    return [(name, plan.coverage_of(name)) for name in get_args(Severity) if name in plan.coverage_by_severity]


def coverage_words(coverage: Coverage, place: _Whereabouts | Provider | None = None) -> str:
    """Write when the clocks of a promise run.

    Parameters
    ----------
    coverage : Coverage
        Hours of service.
    place : Provider, optional
        Its zone and holidays hold where the hours name none.

    Returns
    -------
    str
        Such as ``Monday to Friday, 8:00 to 18:00, not on holidays``.
    """
    place = place if isinstance(place, _Whereabouts) else _Whereabouts.of(place)
    if coverage.is_round_the_clock:
        return "around the clock"
    windows = coverage.windows
    tails = {place.tail(hours) for hours in windows}
    if len(tails) > 1:
        return "; and ".join(f"{_window(hours)}{place.tail(hours)}" for hours in windows)
    days = [(_days(hours), _times(hours)) for hours in windows]
    parts = [
        f"{name}, {' and '.join(times for _, times in group)}"
        for name, group in groupby(days, key=lambda pair: pair[0])
    ]
    return "; ".join(parts) + tails.pop()


def _by_text(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Names with the same text, together."""
    names: dict[str, list[str]] = {}
    for name, text in pairs:
        names.setdefault(text, []).append(name)
    return list(names.items())


def _window(hours: Hours) -> str:
    return f"{_days(hours)}, {_times(hours)}"


def _days(hours: Hours) -> str:
    """The days of a window."""
    places = [place for place, day in enumerate(WEEKDAYS) if day in hours.days]
    names = [DAYS[WEEKDAYS[place]] for place in places]
    if len(places) == len(WEEKDAYS):
        return "every day"
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        return f"{names[0]} to {names[-1]}"
    return listed(names)


def _times(hours: Hours) -> str:
    """The times of day of a window."""
    if hours.from_hour == 0 and hours.to_hour == 24:
        return "all day"
    over = " of the next day" if hours.to_hour < hours.from_hour and hours.to_hour > 0 else ""
    return f"{_clock(hours.from_hour)} to {_clock(hours.to_hour or 24)}{over}"


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class _Whereabouts:
    """Zone and holidays that hold where hours name none, and how those of the customer are called."""

    time_zone: str | None = None
    public_holidays: str | None = None
    closes: bool = False
    """Whether the provider has closed days of its own."""
    customer: str = "the customer's own"
    zones: tuple[str, ...] = ()
    """Zones of those whom a paper is for, where they are few."""
    countries: tuple[str, ...] = ()
    """Countries whose public holidays these keep, where they are few."""

    @classmethod
    def of(cls, provider: Provider | None) -> _Whereabouts:
        """Those of a provider."""
        if provider is None:
            return cls()
        return cls(provider.time_zone, provider.public_holidays, bool(provider.holidays))

    @classmethod
    def of_buyer(cls, clauses: Clauses) -> _Whereabouts:
        """Those that hold for a buyer of a plan, who is spoken to."""
        zones, codes = _of_buyers(clauses, "time_zone"), _of_buyers(clauses, "public_holidays")
        countries = tuple(country_of(code) for code in codes)
        return replace(cls.of(clauses.scenario.provider), customer="your own", zones=zones, countries=countries)

    def tail(self, hours: Hours) -> str:
        """Zone, and days left out."""
        return self._zone(hours) + self._holidays(hours)

    def _zone(self, hours: Hours) -> str:
        name = hours.time_zone or self.time_zone
        if name is None:
            return ""
        if name != CUSTOMER:
            return f" ({name})"
        which = f": {listed(list(self.zones), 'or')}" if self.zones else ""
        return f" ({self.customer} time zone{which})"

    def _holidays(self, hours: Hours) -> str:
        if not hours.keeps_holidays:
            return ""
        code = hours.public_holidays or self.public_holidays
        if code is None:
            return ", not on holidays" if self.closes or is_stated(hours, "keeps_holidays") else ""
        where = self._own_country() if code == CUSTOMER else country_of(code)
        closed = " and days on which we are closed" if self.closes else ""
        return f", not on public holidays of {where}{closed}"

    def _own_country(self) -> str:
        return f"{self.customer} country" + (f": {listed(list(self.countries), 'or')}" if self.countries else "")


def _of_buyers(clauses: Clauses, field: Literal["time_zone", "public_holidays"]) -> tuple[str, ...]:
    """Zones or countries of all who may be on a plan; none where one has none, or they are many."""
    scenario = clauses.scenario
    segments = [segment for segment in scenario.segments.values() if segment.plan == clauses.name]
    accounts = [account for name, account in scenario.accounts.items() if scenario.plan_of(name) == clauses.name]
    values: dict[str | None, None] = dict.fromkeys(
        [getattr(part, field) for part in segments]
        + [getattr(part, field) or getattr(scenario.segments[part.segment], field) for part in accounts]
    )
    names = tuple(value for value in values if value is not None)
    return names if len(names) == len(values) <= MOST_PLACES else ()
