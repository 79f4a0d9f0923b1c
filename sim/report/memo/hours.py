"""Hours of service in the words of a contract: days, hours, zone and holidays, by severity where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from sim.report.memo.clauses import Clauses, Row
from sim.scenario.calendars import WEEKDAYS, Coverage, Hours
from sim.scenario.desk import Provider
from sim.scenario.quantity import SEVERITIES
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
    hours = service_hours_words(clauses.plan, clauses.scenario.provider).replace("the customer's own", "your own")
    if clauses.states(_field(clauses.plan), f"Hours of service: {hours}. Hours in this sheet are hours of that time."):
        return [f"We are there {hours}. Hours in this sheet are hours of that time."]
    return []


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
    own = [severity for severity in SEVERITIES if severity in plan.coverage_by_severity]
    texts = {severity: coverage_words(plan.coverage_of(severity), provider) for severity in own}
    parts = [f"{_listed(names)} {text}" for text, names in _by_text(texts.items())]
    if len(own) < len(SEVERITIES):
        usual = coverage_words(plan.coverage, provider)
        parts.append(f"otherwise {usual}" if parts else usual)
    return "; ".join(parts)


def coverage_words(coverage: Coverage, provider: Provider) -> str:
    """Write when the clocks of a promise run.

    Parameters
    ----------
    coverage : Coverage
        Hours of service.
    provider : Provider
        Its zone and holidays hold where the hours name none.

    Returns
    -------
    str
        Such as ``Monday to Friday, 8:00 to 18:00, not on holidays``.
    """
    if coverage.is_round_the_clock:
        return "around the clock"
    windows = coverage.windows
    tails = {_tail(hours, provider) for hours in windows}
    if len(tails) > 1:
        return "; and ".join(f"{_window(hours)}{_tail(hours, provider)}" for hours in windows)
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


def _listed(names: list[str]) -> str:
    return " and ".join([*([", ".join(names[:-1])] if len(names) > 1 else []), names[-1]])


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
    return _listed(names)


def _times(hours: Hours) -> str:
    """The times of day of a window."""
    if hours.from_hour == 0 and hours.to_hour == 24:
        return "all day"
    over = " of the next day" if hours.to_hour < hours.from_hour and hours.to_hour > 0 else ""
    return f"{_clock(hours.from_hour)} to {_clock(hours.to_hour or 24)}{over}"


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _tail(hours: Hours, provider: Provider) -> str:
    """Zone and holidays of a window."""
    return _zone(hours, provider) + _holidays(hours, provider)


def _zone(hours: Hours, provider: Provider) -> str:
    name = hours.time_zone or provider.time_zone
    if name is None:
        return ""
    return " (the customer's own time zone)" if name == CUSTOMER else f" ({name})"


def _holidays(hours: Hours, provider: Provider) -> str:
    if not hours.keeps_holidays:
        return ""
    code = hours.public_holidays or provider.public_holidays
    if code is None:
        return ", not on holidays"
    where = "of the customer's own country" if code == CUSTOMER else f"of {code}"
    closed = " and days on which we are closed" if provider.holidays else ""
    return f", not on public holidays {where}{closed}"
