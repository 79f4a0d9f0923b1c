"""Hours of service in words: when the clocks of a promise run."""

from __future__ import annotations

from sim.report.memo.clauses import Clauses, Row
from sim.scenario.terms import WEEKDAYS, Coverage

__all__ = ["coverage_words", "hours_lines", "hours_rows"]


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
    return [("Hours of service", "coverage", coverage_words(clauses.plan.coverage))]


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
    hours = coverage_words(clauses.plan.coverage)
    if clauses.states("coverage", f"Hours of service: {hours}. Hours in this sheet are hours of that time."):
        return [f"We are there {hours}. Hours in this sheet are hours of that time."]
    return []


def coverage_words(coverage: Coverage) -> str:
    """Write when the clocks of a promise run.

    Parameters
    ----------
    coverage : Coverage
        Hours of service.

    Returns
    -------
    str
        Such as ``Mon to Fri, 08:00 to 18:00``.
    """
    places = [place for place, day in enumerate(WEEKDAYS) if day in coverage.days]
    days = ", ".join(WEEKDAYS[place].capitalize() for place in places)
    if len(places) == len(WEEKDAYS):
        days = "every day"
    elif len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        days = f"{WEEKDAYS[places[0]].capitalize()} to {WEEKDAYS[places[-1]].capitalize()}"
    whole = coverage.from_hour == 0 and coverage.to_hour == 24
    hours = "all day" if whole else f"{_clock(coverage.from_hour)} to {_clock(coverage.to_hour)}"
    return f"{days}, {hours}{', not on holidays' if coverage.keeps_holidays else ''}"


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(60 * (hour % 1)):02d}"
