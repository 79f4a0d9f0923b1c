"""Promises of days, workarounds, updates, escalations and uptime in words."""

from __future__ import annotations

from sim.report.format.amounts import hours_words, percent, plain_number
from sim.report.memo.clauses import Clauses, Row
from sim.scenario.promises import Escalation, SeverityPromises, each_promise
from sim.scenario.quantity import SEVERITIES
from sim.scenario.terms import Plan

__all__ = ["NO_PROMISE", "by_severity", "further_promise_lines", "further_promise_rows", "promise_words"]

NO_PROMISE = "no promise"
NOT_ANSWERED = {"response": "answered", "resolution": "solved"}


def promise_words(hours: float | None, days: int | None, share: float = 1.0) -> str:
    """Write one promise.

    Parameters
    ----------
    hours : float or None
        Coverage hours; None is no promise.
    days : int or None
        Business days, in place of hours.
    share : float
        Hours as sold over hours as written.

    Returns
    -------
    str
        Such as ``30 min``, ``the end of the next business day`` or ``no promise``.
    """
    if days is not None:
        day = "next business day" if days == 1 else f"{_ordinal(days)} business day after the day of receipt"
        return f"the end of the {day}"
    return NO_PROMISE if hours is None else hours_words(hours * share)


def by_severity(hours: SeverityPromises[float] | None, days: SeverityPromises[int] | None, share: float = 1.0) -> str:
    """Write a promise by severity.

    Parameters
    ----------
    hours : SeverityPromises or None
        Coverage hours.
    days : SeverityPromises or None
        Business days, in place of hours.
    share : float
        Hours as sold over hours as written.

    Returns
    -------
    str
        Such as ``P1 30 min, P2 1 h, P3 the end of the next business day, P4 no promise``.
    """
    rows = zip(SEVERITIES, each_promise(hours), each_promise(days), strict=True)
    return ", ".join(f"{severity} {promise_words(time, count, share)}" for severity, time, count in rows)


def further_promise_rows(clauses: Clauses) -> list[Row]:
    """Write the memo's rows on updates, escalations and uptime; none where the plan has none.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of Row
        Rows.
    """
    plan, rows = clauses.plan, []
    if plan.workaround_hours is not None:
        rows.append(("Workaround or solution", "workaround_hours", _within(plan.workaround_hours)))
    if updates := _updates(plan):
        rows.append(("Updates until solved", "update_hours" if plan.update_hours else "update_days", updates))
    if plan.escalations:
        steps = "; ".join(_step(level, step) for level, step in plan.escalations.items())
        rows.append(("Escalation", "escalations", steps))
    if plan.uptime is not None:
        rows.append(("Availability", "uptime", f"{percent(plan.uptime.promised_share)} of each month"))
    return rows


def further_promise_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on updates, escalations and uptime; none where the plan has none.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    plan, lines = clauses.plan, []
    if plan.response_days is not None or plan.resolution_days is not None:
        lines.append(
            "A business day is one with hours of service. What reaches us after closing, or on another day, counts as "
            "received when we open next; the day of receipt is not counted."
        )
    if plan.workaround_hours is not None:
        words = _within(plan.workaround_hours)
        lines.append(f"A workaround counts as a solution in time where it, or the solution, comes within: {words}.")
    if updates := _updates(plan):
        lines.append(f"Until a matter is solved you hear from us: {updates}.")
    lines += [_escalation_line(level, step) for level, step in plan.escalations.items()]
    if plan.uptime is not None:
        lines.append(f"We promise that the service is up {percent(plan.uptime.promised_share)} of each month.")
    return lines


def _within(hours: SeverityPromises[float]) -> str:
    """Hours of the severities that have any."""
    pairs = zip(SEVERITIES, hours.as_tuple(), strict=True)
    return ", ".join(f"{severity} {hours_words(time)}" for severity, time in pairs if time is not None)


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def _updates(plan: Plan) -> str:
    """How often a customer hears of an open matter, by severity; empty where nothing is promised."""
    phrases = []
    for severity, hours, days in zip(
        SEVERITIES, each_promise(plan.update_hours), each_promise(plan.update_days), strict=True
    ):
        if days is not None:
            every = "every business day" if days == 1 else f"every {plain_number(days)} business days"
            phrases.append(f"{severity} {every}")
        elif hours is not None:
            phrases.append(f"{severity} every {'hour' if hours == 1 else hours_words(hours)}")
    return ", ".join(phrases)


def _step(level: str, step: Escalation) -> str:
    """Who is told of what, after which time."""
    severities = " and ".join(step.severities)
    return f"{level} is told of a {severities} not {NOT_ANSWERED[step.until]} after {hours_words(step.after_hours)}"


def _escalation_line(level: str, step: Escalation) -> str:
    """A level of an escalation, in words to the buyer."""
    severities = " or ".join(step.severities)
    return (
        f"If a {severities} is not {NOT_ANSWERED[step.until]} after {hours_words(step.after_hours)}, {level} is told."
    )
